package script_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/script"
)

// told is a result as its reader is told of it: the configuration, and what
// there is to know.
func told(t *testing.T, r importer.Result) string {
	t.Helper()
	c := compact.Clusters(compact.Named(r.Clusters, "lab"), compact.Options{})
	text, _, err := c.Document.HCL()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.Write(text)
	for _, n := range append(r.Notes, c.Notes...) {
		fmt.Fprintf(&b, "# %s: %s (%s)\n", n.Kind, n.Text, n.Host)
	}
	for _, d := range append(r.Diags, c.Diags...) {
		at := d.Path
		if d.Subject != nil {
			at = fmt.Sprintf("line %d", d.Subject.Start.Line)
		}
		fmt.Fprintf(&b, "# %s %s: %s\n", d.Code, at, d.Detail)
	}
	return b.String()
}

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
			got := told(t, format.Read([]importer.File{f}))
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
	for name, c := range map[string]struct {
		text string
		code diag.Code
		line int
	}{
		"cut off in a quote":  {"#!/bin/sh\nesxcli network ip interface add -i vmk1 -p 'vMot", diag.SourceBroken, 2},
		"cut off in a loop":   {"#!/bin/sh\nfor i in 1 2; do\nesxcli network ip interface set -i vmk1 -m 9000\n", diag.SourceBroken, 2},
		"own, cut off":        {own + "  switch vSwitch0\n", diag.SourceBroken, 0},
		"own, not ours":       {own + "  switch vSwitch0\n  explode vmk1\n}\n", diag.SourceBroken, 8},
		"own, half a line":    {own + "  ipv4 vmk1 defaultTcpipStack static 10.0\n}\n", diag.SourceValue, 7},
		"own, no vmk":         {own + "  vmk vmk1x pg vSwitch0 '' 1500 ''\n}\n", diag.SourceValue, 7},
		"own, a wrong mask":   {own + "  ipv4 vmk1 defaultTcpipStack static 10.0.0.1 255.0.255.0 ''\n}\n", diag.SourceValue, 7},
		"own, a change":       {strings.Replace(own, "{ :; }", "{\n  must one vmk\n}", 1) + "}\n", diag.SourceIncomplete, 0},
		"nothing in it":       {"#!/bin/sh\nesxcli network ip interface list\n", diag.SourceEmpty, 0},
		"endless":             {"#!/bin/sh\nf() {\n" + strings.Repeat("for i in $(seq 1 1000); do\n", 3) + "esxcli network ip interface set -i vmk1 -m 9000\n" + strings.Repeat("done\n", 3) + "}\nf\n", diag.SourceTooLarge, 6},
		"a tower of brackets": {"#!/bin/sh\nesxcli network ip interface set -i vmk1 -m " + strings.Repeat("$(", 60_000), diag.SourceTooLarge, 0},
		"not text":            {"#!/bin/sh\nesxcli \xff", diag.SourceEncoding, 2},
	} {
		r := script.Format.Read([]importer.File{{Name: "x.sh", Data: []byte(c.text)}})
		if len(r.Diags) == 0 || !r.Diags.HasErrors() {
			t.Errorf("%s: it passes", name)
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
	name := "../../../../shared/reference/samples/kickstart/ks-static-by-mac.handmade.cfg"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Skip("no samples here: ", err)
	}
	r := script.Kickstart.Read([]importer.File{{Name: "ks.cfg", Data: data}})
	if r.Diags.HasErrors() || len(r.Clusters) != 1 || r.Clusters[0].Groups[0].Pattern.Vmk("vmk0") == nil {
		t.Errorf("%v", r.Diags)
	}
	t.Log(told(t, r))
}

// Whatever a file holds, it is read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	all, err := filepath.Glob("testdata/*.[sc]*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range all {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("# Made by vmkgen x\nhost=esx1\nrelease=8.0.3\nguards() { :; }\n\nops() {\n  vmk vmk1 pg vSwitch0 '' 1500 ''\n  roles_only vmk1 VMotion 'vsan=vsan'\n  ipv6 vmk1 defaultTcpipStack true false '' 'fd00::1/64'\n}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range []importer.Format{script.Kickstart, script.Format} {
			format.Sniff("x", importer.Head(data))
			r := format.Read([]importer.File{{Name: "x.sh", Data: data}})
			if r.Diags.HasErrors() {
				continue
			}
			if _, _, err := compact.Clusters(compact.Named(r.Clusters, ""), compact.Options{}).Document.HCL(); err != nil {
				t.Fatal(err)
			}
		}
	})
}
