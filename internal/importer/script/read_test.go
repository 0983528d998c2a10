package script_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/script"
)

// formatOf is the first format that takes a file for its own, as the program asks.
func formatOf(f importer.File) *importer.Format {
	for _, format := range []importer.Format{script.Kickstart, script.Format} {
		if format.Sniff(f.Name, importer.Head(f.Data)) {
			return &format
		}
	}
	return nil
}

// Scripts that people wrote are read as far as they go, and what isn't read is
// told with its line.
func TestHandWritten(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain.sh", "shell.sh", "hand.cfg"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			f := importer.File{Name: name, Data: data}
			format := formatOf(f)
			if format == nil || format.Name == "kickstart" != (filepath.Ext(name) == ".cfg") {
				t.Fatalf("it is taken for %v", format)
			}
			got := importtest.Told(t, format.Read([]importer.File{f}))
			golden.Compare(t, "testdata/"+name+".want", []byte(got))
			if strings.Contains(got, "CANARY") {
				t.Error("a password came through")
			}
		})
	}
}

// What no host can be made of is refused, with its line where it has one.
func TestRefused(t *testing.T) {
	t.Parallel()
	own := "# Made by vmkgen x\nhost=esx1\nrelease=8.0.3\nguards() { :; }\n\nops() {\n"
	importtest.Refused(t, script.Format, "x.sh", map[string]importtest.Fault{
		"cut off in a quote":  {Text: "#!/bin/sh\nesxcli network ip interface add -i vmk1 -p 'vMot", Code: diag.SourceBroken, Line: 2},
		"cut off in a loop":   {Text: "#!/bin/sh\nfor i in 1 2; do\nesxcli network ip interface set -i vmk1 -m 9000\n", Code: diag.SourceBroken, Line: 2},
		"own, cut off":        {Text: own + "  switch vSwitch0\n", Code: diag.SourceBroken},
		"own, not ours":       {Text: own + "  switch vSwitch0\n  explode vmk1\n}\n", Code: diag.SourceBroken, Line: 8},
		"own, half a line":    {Text: own + "  ipv4 vmk1 defaultTcpipStack static 10.0\n}\n", Code: diag.SourceValue, Line: 7},
		"own, no vmk":         {Text: own + "  vmk vmk1x pg vSwitch0 '' 1500 ''\n}\n", Code: diag.SourceValue, Line: 7},
		"own, a wrong mask":   {Text: own + "  ipv4 vmk1 defaultTcpipStack static 10.0.0.1 255.0.255.0 ''\n}\n", Code: diag.SourceValue, Line: 7},
		"own, a change":       {Text: strings.Replace(own, "{ :; }", "{\n  must one vmk\n}", 1) + "}\n", Code: diag.SourceIncomplete},
		"nothing in it":       {Text: "#!/bin/sh\nesxcli network ip interface list\n", Code: diag.SourceEmpty},
		"endless":             {Text: "#!/bin/sh\nf() {\n" + strings.Repeat("for i in $(seq 1 1000); do\n", 3) + "esxcli network ip interface set -i vmk1 -m 9000\n" + strings.Repeat("done\n", 3) + "}\nf\n", Code: diag.SourceTooLarge, Line: 6},
		"a tower of brackets": {Text: "#!/bin/sh\nesxcli network ip interface set -i vmk1 -m " + strings.Repeat("$(", 60_000), Code: diag.SourceTooLarge},
		"not text":            {Text: "#!/bin/sh\nesxcli \xff", Code: diag.SourceEncoding, Line: 2},
	})
}

// A kickstart's faults are told, too.
func TestKickstartRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"network --bootproto=static --ip=10.0.0 --netmask=255.255.255.0\n":                 `"10.0.0" is no IPv4 address`,
		"network --bootproto=static --ip=10.0.0.1 --netmask=255.0.255.0\n":                 `"255.0.255.0" is no netmask`,
		"network --bootproto=static --ip=10.0.0.1 --ip=10.0.0.2 --netmask=255.255.255.0\n": "--ip stands there twice",
		"network --bootproto=dhcp --vlanid=9999\n":                                         `the VLAN is "9999"`,
	} {
		r := script.Kickstart.Read([]importer.File{{Name: "ks.cfg", Data: []byte("vmaccepteula\r\n" + text)}})
		if d := r.Diags.Only(diag.Error); len(d) == 0 || d[0].Detail != want || d[0].Subject.Start.Line != 2 {
			t.Errorf("%q: %v", text, r.Diags)
		}
	}
}

// Terminals' sessions, listings and configurations are no scripts.
func TestSniff(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"[root@esx01:~] esxcli network ip interface add -i vmk1 -p x\n[root@esx01:~] esxcli network ip interface list\n",
		"# esxcli network ip interface list\nvmk0\n   Name: vmk0\n",
		"cluster \"x\" { hosts = [\"esxcli add\"] }\n", "{\"format\": \"vmkgen.hosts\"}", "",
	} {
		if f := formatOf(importer.File{Name: "x", Data: []byte(text)}); f != nil {
			t.Errorf("%q is taken for a %s", text, f.Name)
		}
	}
}

// The sample of a kickstart file that lies beside the project is read.
func TestSample(t *testing.T) {
	t.Parallel()
	name := importtest.Sample(t, "kickstart/ks-static-by-mac.handmade.cfg")
	r := script.Kickstart.Read(importtest.Open(t, script.Kickstart, name))
	if r.Diags.HasErrors() || len(r.Clusters) != 1 || r.Clusters[0].Groups[0].Pattern.Vmk("vmk0") == nil {
		t.Errorf("%v", r.Diags)
	}
	t.Log(importtest.Told(t, r))
}

// Whatever a file holds, it is read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	f.Add([]byte("# Made by vmkgen x\nhost=esx1\nrelease=8.0.3\nguards() { :; }\n\nops() {\n  vmk vmk1 pg vSwitch0 '' 1500 ''\n  roles_only vmk1 VMotion 'vsan=vsan'\n  ipv6 vmk1 defaultTcpipStack true false '' 'fd00::1/64'\n}\n"))
	importtest.Fuzz(f, "x.sh", "testdata/*.[sc]*", script.Kickstart, script.Format)
}
