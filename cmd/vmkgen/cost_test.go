package main_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// printed holds the part of a page between two marks to what is printed for it.
func printed(t *testing.T, page, begins, ends string, is []byte) {
	t.Helper()
	page = filepath.Join("..", "..", "docs", page)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := bytes.Cut(text, []byte(begins))
	_, after, ok2 := bytes.Cut(rest, []byte(ends))
	if !ok || !ok2 {
		t.Fatalf("%s lacks the marks of what is printed", page)
	}
	golden.Compare(t, page, slices.Concat(before, []byte(begins), is, []byte(ends), after))
}

// TestDocsTellCalls counts the calls of esxcli that the examples' scripts make,
// and holds the page to them.
func TestDocsTellCalls(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	b.WriteString("\n| example | vmks | as wanted already | newly installed | of these, writing |\n| --- | --- | --- | --- | --- |\n")
	for _, dir := range examples(t) {
		e := render(t, dir)
		h := e.hosts[0]
		script := e.file(t, "esxcli/"+h.cluster+"/"+h.Name+".sh")
		names, _ := nics()
		host := standin.Fresh(h.Name, full(h.release), "198.18.0.200/24", "198.18.0.1", names...)
		first := esxtest.Script(t, host, script, esxtest.Run{Args: []string{"--allow-management"}})
		again := esxtest.Script(t, host, script, esxtest.Run{})
		if first.Exit != 0 || again.Exit != 0 || again.Writes != 0 {
			t.Errorf("%s: exit codes %d and %d, %d writes at last", dir, first.Exit, again.Exit, again.Writes)
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", filepath.Base(dir), len(h.Vmks), len(again.Calls), len(first.Calls), first.Writes)
	}
	b.WriteString("\n")
	printed(t, "performance.md", "<!-- calls: counted by cmd/vmkgen's tests, make docs rewrites it -->\n", "<!-- end of calls -->\n", b.Bytes())
}

// TestDocsShowRuns runs an example's script as a person would, and shows what
// it says.
func TestDocsShowRuns(t *testing.T) {
	t.Parallel()
	e := render(t, filepath.Join("..", "..", "examples", "vmotion-stack"))
	h := e.hosts[0]
	script := e.file(t, "esxcli/"+h.cluster+"/"+h.Name+".sh")
	names, _ := nics()
	host := standin.Fresh(h.Name, full(h.release), "192.0.2.11/24", "192.0.2.1", names...)
	var b bytes.Buffer
	for i, args := range [][]string{nil, {"--dry-run", "--allow-management"}, {"--allow-management"}, nil} {
		r := esxtest.Script(t, host, script, esxtest.Run{Args: args})
		said := []string{"", "\nWhat it would do with leave to touch management:\n", "\nWith that leave:\n", "\nAnd once more:\n"}[i]
		fmt.Fprintf(&b, "%s\n```text\n%s%s```\n\nExit code %d.\n", said, r.Stdout, r.Stderr, r.Exit)
	}
	b.WriteString("\n")
	printed(t, filepath.Join("reference", "target-esxcli.md"), "<!-- run: printed by cmd/vmkgen's tests, make docs rewrites it -->\n", "<!-- end of run -->\n", b.Bytes())
}
