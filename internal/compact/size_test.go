package compact_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// lines counts what says something.
func lines(text string) (n int) {
	for line := range strings.Lines(text) {
		if s := strings.TrimSpace(line); s != "" && !strings.HasPrefix(s, "#") {
			n++
		}
	}
	return n
}

// What is made of the examples' hosts is about as long as the examples, which
// people wrote, and means the same.
func TestExamplesAreAsShortAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("../../examples/*/*.vmk.hcl")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	done := map[string]bool{}
	for _, f := range folders {
		dir := filepath.Dir(f)
		if done[dir] {
			continue
		}
		done[dir] = true
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			r := load.Load(load.Request{FS: os.DirFS(dir)})
			if r.Diags.HasErrors() {
				t.Skipf("it needs more than its folder: %v", r.Diags)
			}
			var clusters []netstate.Cluster
			for i := range r.Clusters {
				clusters = append(clusters, r.Clusters[i].Cluster)
			}
			text, tables, err := compact.Clusters(clusters, compact.Options{Table: func(c string) string { return c + ".csv" }}).Document.HCL()
			if err != nil {
				t.Fatal(err)
			}
			written := 0
			all, _ := filepath.Glob(filepath.Join(dir, "*.vmk.hcl"))
			for _, name := range all {
				b, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				written += lines(string(b))
			}
			most := written * 5 / 4
			if len(clusters) > 1 { // people give subnets names; nothing says how they would be called
				most = written * 7 / 4
			}
			if n := lines(string(text)); n > most {
				t.Errorf("%d lines, where people write %d:\n%s", n, written, text)
			}
			files := fstest.MapFS{"a.vmk.hcl": {Data: text}}
			for name, data := range tables {
				files[name] = &fstest.MapFile{Data: data}
			}
			if diff := cmp.Diff(names(clusters), names(loaded(t, files))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func names(clusters []netstate.Cluster) (out []string) {
	for i := range clusters {
		for g := range clusters[i].Groups {
			for _, m := range clusters[i].Groups[g].Members {
				out = append(out, clusters[i].Name+"/"+m.Name)
			}
		}
	}
	return out
}
