// Command stats prints how large the Go files and functions below a folder
// are, so that growth is seen. It judges nothing.
package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

type sized struct {
	lines int
	name  string
}

type tally struct {
	files, functions, tests []sized
}

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	t, err := count(root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "stats:", err)
		os.Exit(1)
	}
	fmt.Printf("%-10s %6s %7s %7s %5s %5s %5s\n", "", "count", "lines", "median", "p90", "max", "over")
	row("files", t.files, 400)
	row("functions", t.functions, 60)
	row("tests", t.tests, 400)
}

func count(root string) (tally, error) {
	var t tally
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "tools") {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		return t.add(path)
	})
	return t, err
}

func (t *tally) add(path string) error {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	size := sized{fset.Position(f.FileEnd).Line - 1, path}
	if strings.HasSuffix(path, "_test.go") {
		t.tests = append(t.tests, size)
		return nil
	}
	t.files = append(t.files, size)
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			from, to := fset.Position(fn.Pos()), fset.Position(fn.End())
			t.functions = append(t.functions, sized{to.Line - from.Line + 1, path + " " + fn.Name.Name})
		}
	}
	return nil
}

func row(what string, all []sized, limit int) {
	if len(all) == 0 {
		return
	}
	slices.SortFunc(all, func(a, b sized) int { return cmp.Compare(a.lines, b.lines) })
	sum, over := 0, 0
	for _, s := range all {
		sum += s.lines
		if s.lines > limit {
			over++
		}
	}
	n := len(all)
	fmt.Printf("%-10s %6d %7d %7d %5d %5d %5d\n", what, n, sum, all[n/2].lines, all[n*9/10].lines, all[n-1].lines, over)
	for _, s := range all[max(0, n-3):] {
		fmt.Printf("           %5d %s\n", s.lines, s.name)
	}
}
