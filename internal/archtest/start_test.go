package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// Regular expressions of the program are compiled by their first user, not by
// each start.
func TestNoPatternIsCompiledAtTheStart(t *testing.T) {
	t.Parallel()
	err := fs.WalkDir(os.DirFS(root), ".", func(file string, _ fs.DirEntry, err error) error {
		switch r := roomOf(path.Dir(file)); {
		case err != nil:
			return err
		case path.Ext(file) != ".go", strings.HasSuffix(file, "_test.go"), r == nil, r.tests:
			return nil
		}
		for _, at := range compiled(t, file) {
			t.Errorf("%s: a pattern is compiled at each start; pattern.Of puts it off", at)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPatternsAreFound(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.go")
	src := "package a\nimport \"regexp\"\nvar a, b = regexp.MustCompile(``), []any{regexp.MustCompile(``)}\n" +
		"func f() { regexp.MustCompile(``) }\nvar g = func() { regexp.MustCompile(``) }\n"
	if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := calls(set, f); len(got) != 2 {
		t.Errorf("found %v, wanted the two of line 3", got)
	}
}

func compiled(t *testing.T, file string) []string {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, filepath.Join(root, file), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return calls(set, f)
}

// calls finds where package-level variables call regexp.MustCompile.
func calls(set *token.FileSet, f *ast.File) (at []string) {
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok {
			ast.Inspect(g, func(n ast.Node) bool {
				if call, ok := n.(*ast.SelectorExpr); ok && call.Sel.Name == "MustCompile" {
					at = append(at, set.Position(n.Pos()).String())
				}
				_, inside := n.(*ast.FuncLit)
				return !inside
			})
		}
	}
	return at
}
