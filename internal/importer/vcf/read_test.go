package vcf_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/vcf"
	"github.com/vmkgen/vmkgen/internal/load"
)

// told is a result as its reader is told of it, and what is wrong with the
// configuration: what VCF doesn't say is missing.
func told(t testing.TB, r importer.Result) string {
	t.Helper()
	text, _, err := r.Document.HCL()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(importtest.Told(t, r))
	for _, d := range load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: text}}}).Diags.Only(diag.Error) {
		fmt.Fprintf(&b, "# loaded, %s: %s %s\n", d.Code, d.Summary, d.Detail)
	}
	return b.String()
}

// Documents of each release, with what they come to beside them. No password
// of theirs comes through.
func TestShapes(t *testing.T) {
	t.Parallel()
	for name, files := range map[string][]string{
		"vcf5": {"vcf5.json"}, "vcf9": {"vcf9.json"}, "pool": {"pool.json"}, "commission": {"commission.json"}, "both": {"commission.json", "pool.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range files {
				files[i] = "testdata/" + files[i]
			}
			got := told(t, vcf.Format.Read(importtest.Open(t, vcf.Format, files...)))
			golden.Compare(t, "testdata/"+name+".want", []byte(got))
			if strings.Contains(strings.ToUpper(got), "CANARY") {
				t.Error("a secret came through")
			}
		})
	}
}

// The samples that lie beside the project are read.
func TestSamples(t *testing.T) {
	t.Parallel()
	for name, blocks := range map[string]int{"vcf9-fleet-simple.json": 1, "vcf5-bringup-networks.handmade.json": 1, "networkPoolSpec.handmade.json": 1, "ui-commissionHostsSpec.json": 1} {
		r := vcf.Format.Read(importtest.Open(t, vcf.Format, importtest.Sample(t, "vcf/"+name)))
		if r.Diags.HasErrors() || len(r.Document.Blocks) != blocks || strings.Contains(told(t, r), "REDACTED") {
			t.Errorf("%s: %v\n%s", name, r.Diags, told(t, r))
		}
		t.Log(told(t, r))
	}
}

// What nothing can be made of is refused, with its line.
func TestRefused(t *testing.T) {
	t.Parallel()
	importtest.Refused(t, vcf.Format, "x.json", map[string]importtest.Fault{
		"cut off":        {Text: "{\"sddcId\": \"x\",\n\"networkSpecs\": [\n", Code: diag.SourceBroken, Line: 2},
		"a wrong VLAN":   {Text: "{\"networkSpecs\": [\n{\"networkType\": \"VSAN\", \"vlanId\": \"CANARY\"}]}", Code: diag.SourceValue, Line: 1},
		"a wrong subnet": {Text: `{"networks": [{"type": "VSAN", "subnet": "10.0.0.0", "mask": "255.0.255.0", "ipPools": []}]}`, Code: diag.SourceValue},
		"one pool twice": {Text: `{"elements": [{"name": "a", "networks": []}, {"name": "a", "networks": []}]}`, Code: diag.SourceTwice},
		"nothing":        {Text: `{"sddcId": "x"}`, Code: diag.SourceEmpty},
	})
}

// Whatever a file holds, it is read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	importtest.Fuzz(f, "x.json", "testdata/*.json", vcf.Format)
}
