package powercli_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/powercli"
)

// A script that people wrote is read as far as it shows without a vCenter, and
// what isn't read is told with its line.
func TestHandWritten(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/hand.ps1")
	if err != nil {
		t.Fatal(err)
	}
	if !powercli.Format.Sniff("hand.ps1", importer.Head(data)) {
		t.Error("it is not recognised")
	}
	got := importtest.Told(t, powercli.Format.Read([]importer.File{{Name: "hand.ps1", Data: data}}))
	golden.Compare(t, "testdata/hand.ps1.want", []byte(got))
	if strings.Contains(got, "CANARY") {
		t.Error("a password came through")
	}
	dos := strings.ReplaceAll("\ufeff"+string(data), "\n", "\r\n")
	if again := importtest.Told(t, powercli.Format.Read([]importer.File{{Name: "hand.ps1", Data: []byte(dos)}})); again != got {
		t.Error("the line ends of Windows make a difference")
	}
}

// What no host can be made of is refused, with its line where it has one.
func TestRefused(t *testing.T) {
	t.Parallel()
	own := "# Made by vmkgen x\n$hosts = @(\n    @{ Name = 'esx1'; Wanted = 'set1'; vmk1 = '10.0.0.1' }\n)\n\n$wanted = @{\n    set1 = @(\n"
	importtest.Refused(t, powercli.Format, "x.ps1", map[string]importtest.Fault{
		"cut off":          {Text: own + "        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }\n", Code: diag.SourceBroken},
		"half a row":       {Text: own + "        @{ Op = 'EnsureSwitch'; Switch = 'vSw\n    )\n}\n", Code: diag.SourceBroken, Line: 8},
		"not ours":         {Text: own + "        @{ Op = 'Explode' }\n    )\n}\n", Code: diag.SourceBroken, Line: 8},
		"no number":        {Text: own + "        @{ Op = 'SetVmkMTU'; Device = 'vmk1'; Mtu = 'big' }\n    )\n}\n", Code: diag.SourceValue, Line: 8},
		"no vmk":           {Text: own + "        @{ Op = 'SetVmkMTU'; Device = 'vmk01'; Mtu = 9000 }\n    )\n}\n", Code: diag.SourceValue, Line: 8},
		"no address":       {Text: own + "        @{ Op = 'SetIPv4'; Device = 'vmk2'; Mode = 'static'; From = 'vmk2'; Mask = '255.255.255.0' }\n    )\n}\n", Code: diag.SourceValue, Line: 8},
		"a change":         {Text: strings.Replace(own, "x\n", "x. The table has the hosts that change, and what is\n wanted of them is the change, nothing else.\n", 1) + "    )\n}\n", Code: diag.SourceIncomplete},
		"nothing in it":    {Text: "Get-EsxCli -VMHost esx1\n", Code: diag.SourceEmpty},
		"not text":         {Text: "New-VirtualSwitch -Name \xff\n", Code: diag.SourceEncoding, Line: 1},
		"only what others": {Text: "New-VirtualSwitch -Name $x\n", Code: diag.SourceEmpty},
	})
}

// A tower of brackets and a loop without end are read in no time.
func TestHostile(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"New-VirtualSwitch -Name " + strings.Repeat("(", 100_000),
		"$x = " + strings.Repeat("@{a=", 100_000),
		strings.Repeat("foreach ($i in @(1,2,3,4,5,6,7,8,9)) {", 1000) + "New-VirtualSwitch -Name x",
		strings.Repeat("if (1) {", 100_000), "$esxcli" + strings.Repeat(".network", 100_000) + ".Invoke(", "New-VirtualSwitch `", "\"", "@'\n", "<#",
	} {
		powercli.Format.Read([]importer.File{{Name: "x.ps1", Data: []byte(text)}})
	}
}

// Whatever a file holds, it is read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	f.Add([]byte("# Made by vmkgen x\n$hosts = @(\n    @{ Name = 'esx1'; Wanted = 'set1'; vmk1 = '10.0.0.1'; vmk1_ipv6 = @('fd00::1/64') }\n)\n\n$wanted = @{\n    set1 = @(\n        @{ Op = 'EnsureVmk'; Device = 'vmk1'; PortGroup = 'x'; Switch = 'vSwitch0'; Mtu = 9000 }\n        @{ Op = 'SetIPv6'; Device = 'vmk1'; From = 'vmk1_ipv6'; Dhcp = $true }\n    )\n}\n"))
	importtest.Fuzz(f, "x.ps1", "testdata/*.ps1", powercli.Format)
}
