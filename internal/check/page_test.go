package check_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/view"
)

// Each page holds configurations, named by the code that they have or haven't,
// and in its last section what is told of each.
func TestPages(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, page := range pages {
		t.Run(strings.TrimSuffix(filepath.Base(page), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(page)
			if err != nil {
				t.Fatal(err)
			}
			archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
			var got bytes.Buffer
			for _, f := range archive.Files {
				got.WriteString("=== " + strings.TrimSuffix(f.Name, ".vmk.hcl") + "\n")
				got.Write(judged(t, f))
			}
			archive.Files = append(archive.Files, txtar.File{Name: "want", Data: got.Bytes()})
			golden.Compare(t, page, txtar.Format(archive))
		})
	}
}

// judged gives what is told of a configuration, and holds it against its name.
func judged(t *testing.T, f txtar.File) []byte {
	t.Helper()
	r := loaded(txtar.File{Name: "c.vmk.hcl", Data: f.Data})
	var out bytes.Buffer
	if err := view.Diagnostics(&out, r.Diags, &r.Sources, view.Style{}); err != nil {
		t.Error(err)
	}
	code, rest, _ := strings.Cut(f.Name, "-")
	has := slices.ContainsFunc(r.Diags, func(d diag.Diagnostic) bool { return d.Code == diag.Code(code) })
	if has != strings.HasPrefix(rest, "fails-") {
		t.Errorf("%s: it is %v that it has %s:\n%s", f.Name, has, code, out.Bytes())
	}
	return out.Bytes()
}
