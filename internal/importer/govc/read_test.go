package govc_test

import (
	"path/filepath"
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/govc"
)

func readFile(t testing.TB, file string) importer.Result {
	t.Helper()
	return govc.Format.Read(importtest.Open(t, govc.Format, file))
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
			golden.Compare(t, f+".want", []byte(importtest.Told(t, readFile(t, f))))
		})
	}
}

// The samples that lie beside the project are read; what govc printed of a
// simulated host has its vmk in it.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"object.collect.config.network.vcsim.json", "object.collect.stream.vcsim.json", "host.vnic.info.handmade.json"} {
		r := readFile(t, importtest.Sample(t, "govc/"+name))
		if r.Diags.HasErrors() || len(r.Clusters) != 1 || r.Clusters[0].Groups[0].Pattern.Vmk("vmk0") == nil {
			t.Errorf("%s: %v", name, r.Diags)
		}
		t.Log(importtest.Told(t, r))
	}
}

// What no host can be made of is refused.
func TestRefused(t *testing.T) {
	t.Parallel()
	importtest.Refused(t, govc.Format, "x.json", map[string]importtest.Fault{
		"cut off":          {Text: "{\"hostSystems\": [\n{\"name\": \"esx1\", \"config\": {\"network\": {\"vnic\": [{\"device\"", Code: diag.SourceBroken, Line: 2},
		"a stream cut off": {Text: "{\"kind\": \"enter\",\n \"changeSet\": []}\n{\"kind\": ", Code: diag.SourceBroken, Line: 3},
		"without vmks":     {Text: `{"hostSystems": [{"name": "esx1", "config": {"network": {"vswitch": []}}}]}`, Code: diag.SourceIncomplete, Line: 1},
		"a wrong netmask":  {Text: `{"hostSystems": [{"name": "esx1", "config": {"network": {"vnic": [{"device": "vmk0", "spec": {"ip": {"dhcp": false, "ipAddress": "10.0.0.1", "subnetMask": "wide"}}}]}}}]}`, Code: diag.SourceValue, Line: 1},
		"another form":     {Text: `{"hostSystems": [{"name": "esx1", "config": {"network": {"vnic": [{"device": 7}]}}}]}`, Code: diag.SourceValue, Line: 1},
		"no host":          {Text: `{"hostSystems": []}`, Code: diag.SourceEmpty},
		"UTF-16 halved":    {Text: "\xff\xfe{", Code: diag.SourceEncoding},
	})
}

// Whatever a file holds, it is read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	importtest.Fuzz(f, "x.json", "testdata/*.json", govc.Format)
}
