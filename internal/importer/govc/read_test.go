package govc_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/govc"
)

func told(t testing.TB, r importer.Result) string {
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
		fmt.Fprintf(&b, "# %s: %s\n", d.Code, d.Detail)
	}
	return b.String()
}

func readFile(t testing.TB, file string) importer.Result {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Skip("no samples here: ", err)
	}
	if !govc.Format.Sniff(file, importer.Head(data)) {
		t.Errorf("%s is not recognised", file)
	}
	return govc.Format.Read([]importer.File{{Name: filepath.Base(file), Data: data}})
}

// Documents of each shape, with what they come to beside them.
func TestShapes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			golden.Compare(t, f+".want", []byte(told(t, readFile(t, f))))
		})
	}
}

// The samples that lie beside the project are read; what govc printed of a
// simulated host has its vmk in it.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"object.collect.config.network.vcsim.json", "object.collect.stream.vcsim.json", "host.vnic.info.handmade.json"} {
		r := readFile(t, "../../../../shared/reference/samples/govc/"+name)
		if r.Diags.HasErrors() || len(r.Clusters) != 1 || r.Clusters[0].Groups[0].Pattern.Vmk("vmk0") == nil {
			t.Errorf("%s: %v", name, r.Diags)
		}
		t.Log(told(t, r))
	}
}

// What no host can be made of is refused.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		code diag.Code
		line int
	}{
		"cut off":          {"{\"hostSystems\": [\n{\"name\": \"esx1\", \"config\": {\"network\": {\"vnic\": [{\"device\"", diag.SourceBroken, 2},
		"a stream cut off": {"{\"kind\": \"enter\",\n \"changeSet\": []}\n{\"kind\": ", diag.SourceBroken, 3},
		"without vmks":     {`{"hostSystems": [{"name": "esx1", "config": {"network": {"vswitch": []}}}]}`, diag.SourceIncomplete, 1},
		"a wrong netmask":  {`{"hostSystems": [{"name": "esx1", "config": {"network": {"vnic": [{"device": "vmk0", "spec": {"ip": {"dhcp": false, "ipAddress": "10.0.0.1", "subnetMask": "wide"}}}]}}}]}`, diag.SourceValue, 1},
		"another form":     {`{"hostSystems": [{"name": "esx1", "config": {"network": {"vnic": [{"device": 7}]}}}]}`, diag.SourceValue, 1},
		"no host":          {`{"hostSystems": []}`, diag.SourceEmpty, 0},
		"UTF-16 halved":    {"\xff\xfe{", diag.SourceEncoding, 0},
	} {
		r := govc.Format.Read([]importer.File{{Name: "x.json", Data: []byte(c.text)}})
		if !r.Diags.HasErrors() {
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

// Whatever a file holds, it is read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.json")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		govc.Format.Sniff("x", importer.Head(data))
		r := govc.Format.Read([]importer.File{{Name: "x.json", Data: data}})
		if r.Diags.HasErrors() || !json.Valid(data) {
			return
		}
		told(t, r)
	})
}
