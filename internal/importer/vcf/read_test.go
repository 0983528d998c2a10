package vcf_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/vcf"
	"github.com/vmkgen/vmkgen/internal/load"
)

func opened(t testing.TB, names ...string) (files []importer.File) {
	t.Helper()
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Skip("no samples here: ", err)
		}
		if !vcf.Format.Sniff(name, importer.Head(data)) {
			t.Errorf("%s is not recognised", name)
		}
		files = append(files, importer.File{Name: filepath.Base(name), Data: data})
	}
	return files
}

func told(t testing.TB, r importer.Result) string {
	t.Helper()
	text, _, err := r.Document.HCL()
	if err != nil {
		t.Fatal(err)
	}
	if canonical, _ := hcl.Format("a.vmk.hcl", text); string(canonical) != string(text) {
		t.Errorf("not canonical:\n%s", text)
	}
	var b strings.Builder
	b.Write(text)
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "# %s: %s\n", n.Kind, n.Text)
	}
	for _, d := range r.Diags {
		fmt.Fprintf(&b, "# %s: %s\n", d.Code, d.Detail)
	}
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
			got := told(t, vcf.Format.Read(opened(t, files...)))
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
		r := vcf.Format.Read(opened(t, "../../../../shared/reference/samples/vcf/"+name))
		if r.Diags.HasErrors() || len(r.Document.Blocks) != blocks || strings.Contains(told(t, r), "REDACTED") {
			t.Errorf("%s: %v\n%s", name, r.Diags, told(t, r))
		}
		t.Log(told(t, r))
	}
}

// What nothing can be made of is refused, with its line.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		code diag.Code
		line int
	}{
		"cut off":        {"{\"sddcId\": \"x\",\n\"networkSpecs\": [\n", diag.SourceBroken, 2},
		"a wrong VLAN":   {"{\"networkSpecs\": [\n{\"networkType\": \"VSAN\", \"vlanId\": \"CANARY\"}]}", diag.SourceValue, 0},
		"a wrong subnet": {`{"networks": [{"type": "VSAN", "subnet": "10.0.0.0", "mask": "255.0.255.0", "ipPools": []}]}`, diag.SourceValue, 0},
		"one pool twice": {`{"elements": [{"name": "a", "networks": []}, {"name": "a", "networks": []}]}`, diag.SourceTwice, 0},
		"nothing":        {`{"sddcId": "x"}`, diag.SourceEmpty, 0},
	} {
		r := vcf.Format.Read([]importer.File{{Name: "x.json", Data: []byte(c.text)}})
		if !r.Diags.HasErrors() {
			t.Errorf("%s: it passes", name)
			continue
		}
		d := r.Diags.Only(diag.Error)[0]
		line := 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		if d.Code != c.code || c.line > 0 && line != c.line || strings.Contains(d.Detail, "CANARY") {
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
		vcf.Format.Sniff("x", importer.Head(data))
		if r := vcf.Format.Read([]importer.File{{Name: "x.json", Data: data}}); !r.Diags.HasErrors() {
			if _, _, err := r.Document.HCL(); err != nil {
				t.Fatal(err)
			}
		}
	})
}
