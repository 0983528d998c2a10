package script_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"

	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/templates"
)

// before says how many words stand before esxcli's own in a call of one of these.
var before = map[string]int{"esxcli": 0, "ask": 0, "change": 1, "recall": 1, "recall_field": 2, "recall_rows": 3}

// TestWordsAreInTheTable reads the library for what it passes to esxcli: commands and options are
// in the table, and options are spelled in the way that is certain.
func TestWordsAreInTheTable(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(templates.FS, "esxcli/*.sh")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	calls := 0
	for _, name := range files {
		text, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(string(text)), name)
		if err != nil {
			t.Fatal(err)
		}
		syntax.Walk(file, func(n syntax.Node) bool {
			call, ok := n.(*syntax.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			skip, ours := before[call.Args[0].Lit()]
			if !ours || len(call.Args) < skip+3 || call.Args[skip+1].Lit() == "" { // "$@" alone: another function's words
				return true
			}
			calls++
			judge(t, name, call.Args[skip+1:])
			return true
		})
	}
	if calls < 60 {
		t.Errorf("only %d calls were found", calls)
	}
}

// fits says whether a command is written so; "" stands for any word.
func fits(command, shape []string) bool {
	return slices.EqualFunc(command, shape, func(is, word string) bool { return word == "" || is == word })
}

// judge tries all commands that the words may mean: a variable stands for any one word.
func judge(t *testing.T, name string, words []*syntax.Word) {
	t.Helper()
	var shape []string
	at := 0
	for ; at < len(words) && !strings.HasPrefix(words[at].Lit(), "-"); at++ {
		shape = append(shape, words[at].Lit())
	}
	var meant []*esxcli.Command
	for at := len(shape); at > 2 && meant == nil; at-- { // a variable may be an option too
		for command, c := range esxcli.Table() {
			if fits(strings.Fields(command), shape[:at]) {
				meant = append(meant, c)
			}
		}
	}
	if meant == nil {
		t.Errorf("%s: %q is no command", name, shape)
	}
	for _, w := range words[at:] {
		spelled := w.Lit()
		if !strings.HasPrefix(spelled, "-") {
			continue
		}
		if !slices.ContainsFunc(meant, func(c *esxcli.Command) bool {
			return slices.ContainsFunc(c.Options, func(o esxcli.Option) bool { return o.Emit == spelled })
		}) {
			t.Errorf("%s: %q has no option %s that is certain", name, shape, spelled)
		}
	}
}
