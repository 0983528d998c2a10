package powercli_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/powercli"
)

func told(t *testing.T, r importer.Result) string {
	t.Helper()
	c := compact.Clusters(compact.Named(r.Clusters, "lab"), compact.Options{})
	text, _, err := c.Document.HCL()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.Write(text)
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "# %s: %s (%s)\n", n.Kind, n.Text, n.Host)
	}
	for _, d := range r.Diags {
		line := 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		fmt.Fprintf(&b, "# %s line %d: %s\n", d.Code, line, d.Detail)
	}
	return b.String()
}

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
	got := told(t, powercli.Format.Read([]importer.File{{Name: "hand.ps1", Data: data}}))
	golden.Compare(t, "testdata/hand.ps1.want", []byte(got))
	if strings.Contains(got, "CANARY") {
		t.Error("a password came through")
	}
	dos := strings.ReplaceAll("\ufeff"+string(data), "\n", "\r\n")
	if again := told(t, powercli.Format.Read([]importer.File{{Name: "hand.ps1", Data: []byte(dos)}})); again != got {
		t.Error("the line ends of Windows make a difference")
	}
}

// What no host can be made of is refused, with its line where it has one.
func TestRefused(t *testing.T) {
	t.Parallel()
	own := "# Made by vmkgen x\n$hosts = @(\n    @{ Name = 'esx1'; Wanted = 'set1'; vmk1 = '10.0.0.1' }\n)\n\n$wanted = @{\n    set1 = @(\n"
	for name, c := range map[string]struct {
		text string
		code diag.Code
		line int
	}{
		"cut off":          {own + "        @{ Op = 'EnsureSwitch'; Switch = 'vSwitch0' }\n", diag.SourceBroken, 0},
		"half a row":       {own + "        @{ Op = 'EnsureSwitch'; Switch = 'vSw\n    )\n}\n", diag.SourceBroken, 8},
		"not ours":         {own + "        @{ Op = 'Explode' }\n    )\n}\n", diag.SourceBroken, 8},
		"no number":        {own + "        @{ Op = 'SetVmkMTU'; Device = 'vmk1'; Mtu = 'big' }\n    )\n}\n", diag.SourceValue, 8},
		"no vmk":           {own + "        @{ Op = 'SetVmkMTU'; Device = 'vmk01'; Mtu = 9000 }\n    )\n}\n", diag.SourceValue, 8},
		"no address":       {own + "        @{ Op = 'SetIPv4'; Device = 'vmk2'; Mode = 'static'; From = 'vmk2'; Mask = '255.255.255.0' }\n    )\n}\n", diag.SourceValue, 8},
		"a change":         {strings.Replace(own, "x\n", "x. The table has the hosts that change, and what is\n wanted of them is the change, nothing else.\n", 1) + "    )\n}\n", diag.SourceIncomplete, 0},
		"nothing in it":    {"Get-EsxCli -VMHost esx1\n", diag.SourceEmpty, 0},
		"not text":         {"New-VirtualSwitch -Name \xff\n", diag.SourceEncoding, 1},
		"only what others": {"New-VirtualSwitch -Name $x\n", diag.SourceEmpty, 0},
	} {
		r := powercli.Format.Read([]importer.File{{Name: "x.ps1", Data: []byte(c.text)}})
		if !r.Diags.HasErrors() {
			t.Errorf("%s: it passes: %v", name, r.Diags)
			continue
		}
		d := r.Diags.Only(diag.Error)[0]
		line := 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		if d.Code != c.code || line != c.line {
			t.Errorf("%s: %s at line %d, want %s at %d: %s", name, d.Code, line, c.code, c.line, d.Detail)
		}
	}
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
	data, err := os.ReadFile("testdata/hand.ps1")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("# Made by vmkgen x\n$hosts = @(\n    @{ Name = 'esx1'; Wanted = 'set1'; vmk1 = '10.0.0.1'; vmk1_ipv6 = @('fd00::1/64') }\n)\n\n$wanted = @{\n    set1 = @(\n        @{ Op = 'EnsureVmk'; Device = 'vmk1'; PortGroup = 'x'; Switch = 'vSwitch0'; Mtu = 9000 }\n        @{ Op = 'SetIPv6'; Device = 'vmk1'; From = 'vmk1_ipv6'; Dhcp = $true }\n    )\n}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		powercli.Format.Sniff("x", importer.Head(data))
		r := powercli.Format.Read([]importer.File{{Name: "x.ps1", Data: data}})
		if r.Diags.HasErrors() {
			return
		}
		if _, _, err := compact.Clusters(compact.Named(r.Clusters, ""), compact.Options{}).Document.HCL(); err != nil {
			t.Fatal(err)
		}
	})
}
