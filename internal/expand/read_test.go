package expand_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
)

// A link that leads out of the configuration's directory is refused, whatever
// file system is handed in.
func TestLinksThatLeadOut(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	dir := filepath.Join(top, "conf")
	for name, text := range map[string]string{"secret.txt": "outside", "conf/sub/in.txt": "inside", "conf/a.vmk.hcl": ""} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(top, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(top, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"out.txt": "../secret.txt", "abs.txt": filepath.Join(top, "secret.txt"), "up": "..", "chain.txt": "out.txt",
		"sub/deep.txt": "../../secret.txt", "loop.txt": "loop.txt", "in.txt": "sub/in.txt", "sub/back.txt": "../sub/in.txt",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip("no links here", err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, fsys := range []fs.FS{os.DirFS(dir), root.FS()} {
		for name, ok := range map[string]bool{
			"out.txt": false, "abs.txt": false, "up/secret.txt": false, "chain.txt": false, "sub/deep.txt": false, "loop.txt": false,
			"in.txt": true, "sub/back.txt": true, "./sub//in.txt": true,
		} {
			src := "cluster \"c\" {\n hosts = [\"h\"]\n vars = { t = file(\"" + name + "\") }\n}\n"
			if err := os.WriteFile(filepath.Join(dir, "a.vmk.hcl"), []byte(src), 0o644); err != nil {
				t.Fatal(err)
			}
			checkLink(t, fsys, name, ok)
		}
	}
}

func checkLink(t *testing.T, fsys fs.FS, name string, ok bool) {
	t.Helper()
	doc, ds := expand.Expand(expand.Input{FS: fsys})
	switch {
	case !ok && (len(ds) != 1 || ds[0].Code != diag.FileRefused):
		t.Errorf("%s was not refused: %v", name, ds)
	case ok && (ds != nil || doc.Clusters[0].Tree.Root["vars"].(map[string]any)["t"] != "inside"):
		t.Errorf("%s: %v", name, ds)
	}
}

// What took part is given back: the configuration by name, then what sets
// variables as it was named, then what file() read, by name.
func TestFilesRead(t *testing.T) {
	t.Parallel()
	sources := &diag.Sources{}
	doc, ds := expand.Expand(expand.Input{
		FS: fstest.MapFS{
			"b.vmk.hcl":      {Data: []byte(`cluster "c" { hosts = [file("z.txt"), file("a.txt"), file("./a.txt"), var.x] }`)},
			"a.vmk.json":     {Data: []byte(`{"variable": {"x": {}}}`)},
			".hid.vmk.hcl":   {Data: []byte("not read")},
			"x.hcl":          {Data: []byte("not read")},
			"sub/s.vmk.hcl":  {Data: []byte("not read")},
			"dir.vmk.hcl/in": {Data: []byte("not read")},
			"z.txt":          {Data: []byte("z")},
			"a.txt":          {Data: []byte("a")},
		},
		VarFS:    fstest.MapFS{"y.vars": {Data: []byte(`x = "one"`)}, "x.vars": {Data: []byte(`x = "two"`)}},
		VarFiles: []string{"y.vars", "x.vars"},
		Display:  func(s string) string { return "conf/" + s },
		Sources:  sources,
	})
	var got []string
	for _, f := range doc.Files {
		got = append(got, f.Name)
		if text, ok := sources.Text(f.Name); !ok || string(text) != string(f.Text) {
			t.Errorf("%s isn't among the sources", f.Name)
		}
	}
	want := []string{"conf/a.vmk.json", "conf/b.vmk.hcl", "y.vars", "x.vars", "conf/a.txt", "conf/z.txt"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// The same host twice: file() reads a.txt once, the list names it twice.
	if len(ds) != 1 || ds[0].Code != diag.HostTwice || ds[0].Subject.File != "conf/b.vmk.hcl" {
		t.Errorf("got %v", ds)
	}
	if h := doc.Clusters[0].Hosts; len(h) != 4 || h[3].Name != "two" {
		t.Errorf("got %v", h)
	}
}

// Files that can't be read are told of, and stop what would be guessed.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	_, ds := expand.Expand(expand.Input{FS: fstest.MapFS{}, Files: []string{"no.vmk.hcl"}, VarFiles: []string{"no.vars"}})
	if len(ds) != 1 || ds[0].Code != diag.Unreadable || !strings.Contains(ds[0].Summary, "no.vmk.hcl") {
		t.Errorf("got %v", ds)
	}
	_, ds = expand.Expand(expand.Input{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(`cluster "c" { hosts = ["h"] }`)}}, VarFiles: []string{"no.vars"}})
	if len(ds) != 1 || ds[0].Code != diag.Unreadable || !strings.Contains(ds[0].Summary, "no.vars") {
		t.Errorf("got %v", ds)
	}
}

// One text may come from standard input.
func TestStandardInput(t *testing.T) {
	t.Parallel()
	for _, src := range []string{`cluster "c" { hosts = ["h"] }`, ` {"cluster": {"c": {"hosts": ["h"]}}}`} {
		doc, ds := expand.Expand(expand.Input{
			FS: fstest.MapFS{"-": {Data: []byte(src)}}, Files: []string{"-"}, Display: func(string) string { return "<stdin>" },
		})
		if ds != nil || len(doc.Clusters) != 1 || len(doc.Clusters[0].Hosts) != 1 || doc.Clusters[0].Range.File != "<stdin>" {
			t.Errorf("%s: %v", src, ds)
		}
	}
}
