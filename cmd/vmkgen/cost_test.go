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

const (
	costBegins = "<!-- calls: counted by cmd/vmkgen's tests, make docs rewrites it -->\n"
	costEnds   = "<!-- end of calls -->\n"
)

// TestDocsTellCalls counts the calls of esxcli that the examples' scripts make,
// and holds the page to them.
func TestDocsTellCalls(t *testing.T) {
	t.Parallel()
	page := filepath.Join("..", "..", "docs", "performance.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := bytes.Cut(text, []byte(costBegins))
	_, after, ok2 := bytes.Cut(rest, []byte(costEnds))
	if !ok || !ok2 {
		t.Fatalf("%s lacks the marks of the table", page)
	}
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
	golden.Compare(t, page, slices.Concat(before, []byte(costBegins), b.Bytes(), []byte(costEnds), after))
}
