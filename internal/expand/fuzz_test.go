package expand_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
)

// FuzzExpand: whatever is written, nothing panics, every place lies within
// its file, and the same text gives the same.
func FuzzExpand(f *testing.F) {
	pages, _ := filepath.Glob("testdata/*.txtar")
	for _, page := range pages {
		archive, err := txtar.ParseFile(page)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.Contains(file.Name, ".vmk.") {
				f.Add(file.Data, strings.HasSuffix(file.Name, ".json"))
			}
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, json bool) {
		for _, greedy := range []string{"setproduct", "indent", "format", "pow"} {
			if bytes.Contains(src, []byte(greedy)) {
				t.Skip("may be asked for more than memory holds")
			}
		}
		name := "a.vmk.hcl"
		if json {
			name = "a.vmk.json"
		}
		in := expand.Input{FS: fstest.MapFS{name: {Data: src}, "hosts.csv": {Data: []byte("name,vmotion\na,1\n")}}, Sources: &diag.Sources{}}
		doc, ds := expand.Expand(in)
		checkPlaces(t, doc, ds, name, src)
		again, ds2 := expand.Expand(in)
		if a, b := show(doc, ds.Sorted(), in.Sources), show(again, ds2.Sorted(), in.Sources); a != b {
			t.Errorf("twice is not the same:\n%s\n%s", a, b)
		}
	})
}

// checkPlaces holds every place against the text it points into.
func checkPlaces(t *testing.T, doc *expand.Document, ds diag.List, name string, text []byte) {
	t.Helper()
	check := func(r diag.Range) { checkWithin(t, r, name, text) }
	for _, d := range ds {
		for _, r := range append(d.Via, deref(d.Subject), deref(d.Context)) {
			check(r)
		}
	}
	for _, c := range doc.Clusters {
		checkTree(t, c.Tree, check)
		for i, h := range c.Hosts {
			if h.Overlay != nil && i < 50 {
				checkTree(t, h.Overlay, check)
			}
		}
	}
}

func checkWithin(t *testing.T, r diag.Range, name string, text []byte) {
	t.Helper()
	lines := bytes.Count(text, []byte("\n")) + 1
	if r.File != "" && (r.File != name || r.Start.Byte < 0 || r.End.Byte > len(text) || r.Start.Byte > r.End.Byte || r.Start.Line < 1 || r.End.Line > lines) {
		t.Errorf("%+v lies outside a text of %d bytes and %d lines", r, len(text), lines)
	}
}

func deref(r *diag.Range) diag.Range {
	if r == nil {
		return diag.Range{}
	}
	return *r
}

func checkTree(t *testing.T, tree *expand.Tree, check func(diag.Range)) {
	t.Helper()
	for _, o := range tree.Origins {
		check(o.Range)
		check(o.Block)
		for _, v := range o.Via {
			check(v)
		}
	}
}
