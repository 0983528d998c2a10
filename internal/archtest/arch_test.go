// Package archtest holds the table of rooms, and the code to it.
//
// Its one rule: the house changes by changing the table, in the same commit.
package archtest_test

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/golden"
)

const (
	root   = "../.."
	module = "github.com/vmkgen/vmkgen/"
)

// packages gives the imports of every package's non-test files.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := fs.WalkDir(os.DirFS(root), ".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || file == "tools"):
			return fs.SkipDir
		case path.Ext(file) != ".go":
			return nil
		}
		dir := path.Dir(file)
		found[dir] = append(found[dir], importsOf(t, file)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// importsOf gives a file's imports: none of a test's, since tests may know more.
func importsOf(t *testing.T, file string) []string {
	t.Helper()
	if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "/deps_keep.go") {
		return nil
	}
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range f.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, p)
	}
	return paths
}

func roomOf(path string) *room {
	for i := range rooms {
		if rooms[i].path == path {
			return &rooms[i]
		}
	}
	return nil
}

// named gives the room that a row calls by a short name.
func named(short string) *room {
	if r := roomOf("internal/" + short); r != nil {
		return r
	}
	return roomOf(short)
}

// complaint says why a room may not import a package; empty: it may.
func complaint(r *room, imported string) string {
	if ours, ok := strings.CutPrefix(imported, module); ok {
		return complaintOurs(r, roomOf(ours), ours)
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		if r.pure && slices.Contains(effects, imported) {
			return "it does no input or output, and so does not import " + imported
		}
		return ""
	}
	if why, ok := costly[imported]; ok {
		return why
	}
	owner := ownerOf(imported)
	if owner == "" {
		return imported + " has no owner"
	}
	if !slices.Contains(strings.Fields(owner), r.path) {
		return imported + " belongs to " + owner
	}
	return ""
}

func complaintOurs(r, other *room, path string) string {
	switch {
	case other == nil:
		return path + " has no row"
	case other.tests && !r.tests:
		return path + " is for tests"
	case r.imports == "*", other.common:
		return ""
	}
	for short := range strings.FieldsSeq(r.imports) {
		if named(short) == other {
			return ""
		}
	}
	return "its row does not allow " + path
}

// ownerOf finds the module that a package lies in.
func ownerOf(imported string) string {
	for mod, owner := range owners {
		if imported == mod || strings.HasPrefix(imported, mod+"/") {
			return owner
		}
	}
	return ""
}

func TestRoomsImportWhatTheyMay(t *testing.T) {
	t.Parallel()
	for dir, imports := range packages(t) {
		r := roomOf(dir)
		if r == nil {
			t.Errorf("package %s has no row", dir)
			continue
		}
		slices.Sort(imports)
		for _, p := range slices.Compact(imports) {
			if c := complaint(r, p); c != "" {
				t.Errorf("%s: %s", dir, c)
			}
		}
	}
}

func TestRulesAreEnforced(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		room, imported string
		allowed        bool
	}{
		{"internal/plan", module + "internal/op", true},
		{"internal/plan", module + "internal/render", false},
		{"internal/plan", module + "internal/unknown", false},
		{"internal/plan", "slices", true},
		{"internal/plan", "os", false},
		{"internal/render", "os", true},
		{"internal/hcl", "github.com/hashicorp/hcl/v2/hclsyntax", true},
		{"internal/hcl", "github.com/hashicorp/hcl/v2/hclwrite", false},
		{"internal/expand", "github.com/hashicorp/hcl/v2", false},
		{"internal/expand", "github.com/nobody/nothing", false},
		{"cmd/vmkgen", module + "internal/load", true},
		{"cmd/vmkgen", module + "internal/golden", false},
	} {
		if got := complaint(roomOf(c.room), c.imported); (got == "") != c.allowed {
			t.Errorf("%s imports %s: %q", c.room, c.imported, got)
		}
	}
}

func TestRowsAreSound(t *testing.T) {
	t.Parallel()
	depth := map[string]int{}
	for i, r := range rooms {
		if roomOf(r.path) != &rooms[i] {
			t.Errorf("%s has two rows", r.path)
		}
		for short := range strings.FieldsSeq(r.imports) {
			if short != "*" && named(short) == nil {
				t.Errorf("%s may import %s, which has no row", r.path, short)
			}
		}
		descend(t, &rooms[i], depth)
	}
	for mod, owner := range owners {
		for room := range strings.FieldsSeq(owner) {
			if roomOf(room) == nil {
				t.Errorf("the owner of %s has no row: %s", mod, room)
			}
		}
	}
}

const underway = -1

// descend finds rules that lead round in a circle.
func descend(t *testing.T, r *room, depth map[string]int) int {
	t.Helper()
	switch d := depth[r.path]; {
	case d == underway:
		t.Fatalf("the rules lead from %s back to it", r.path)
	case d > 0:
		return d
	}
	depth[r.path] = underway
	deepest := 0
	for short := range strings.FieldsSeq(r.imports) {
		if other := named(short); other != nil {
			deepest = max(deepest, descend(t, other, depth))
		}
	}
	depth[r.path] = deepest + 1
	return deepest + 1
}

const (
	tableBegins = "<!-- rooms: printed from internal/archtest, make docs rewrites it -->\n"
	tableEnds   = "<!-- end of rooms -->\n"
)

func TestDocsArchitectureShowsTheRooms(t *testing.T) {
	t.Parallel()
	page := filepath.Join(root, "docs", "architecture.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := bytes.Cut(text, []byte(tableBegins))
	_, after, ok2 := bytes.Cut(rest, []byte(tableEnds))
	if !ok || !ok2 {
		t.Fatalf("%s lacks the marks of the table", page)
	}
	golden.Compare(t, page, slices.Concat(before, []byte(tableBegins), table(), []byte(tableEnds), after))
}

func table() []byte {
	var b bytes.Buffer
	b.WriteString("\n| room | purpose | may import, of ours | owns |\n| --- | --- | --- | --- |\n")
	for _, r := range rooms {
		name := "`" + r.path + "`"
		if r.tests {
			name += " (tests only)"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, r.purpose, imported(r), owned(r.path))
	}
	b.WriteString("\n")
	return b.Bytes()
}

func imported(r room) string {
	switch r.imports {
	case "*":
		return "every room that isn't for tests"
	case "":
		return "–"
	}
	return "`" + strings.Join(strings.Fields(r.imports), "` `") + "`"
}

func owned(path string) string {
	var mods []string
	for mod, owner := range owners {
		if slices.Contains(strings.Fields(owner), path) {
			mods = append(mods, "`"+mod+"`")
		}
	}
	slices.Sort(mods)
	return strings.Join(mods, " ")
}
