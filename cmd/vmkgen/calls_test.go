package main_test

import (
	"os"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"

	main "github.com/vmkgen/vmkgen/cmd/vmkgen"
)

// TestDocsCallsExist parses what pages tell people to type, without running
// it: commands and flags have to exist.
func TestDocsCallsExist(t *testing.T) {
	t.Parallel()
	calls := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocksOf(t, strings.Split(string(text), "\n")) {
			if b.language != "sh" && b.language != "console" {
				continue
			}
			typed := b.text
			if b.language == "console" {
				typed = commandsOf(b.text)
			}
			for _, call := range callsIn(t, page, typed) {
				calls++
				if err := main.Parse(call); err != nil {
					t.Errorf("%s:%d: vmkgen %s: %v", page, b.from, strings.Join(call, " "), err)
				}
			}
		}
	}
	if calls < 20 {
		t.Errorf("only %d calls were found: are they looked for in the right places?", calls)
	}
}

func commandsOf(console string) string {
	var b strings.Builder
	for line := range strings.Lines(console) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			b.WriteString(command)
		}
	}
	return b.String()
}

// callsIn gives the arguments of each call of vmkgen.
func callsIn(t *testing.T, page, text string) (calls [][]string) {
	t.Helper()
	file, err := syntax.NewParser().Parse(strings.NewReader(text), page)
	if err != nil {
		t.Errorf("%s: %v", page, err)
		return nil
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		call, ok := n.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 || call.Args[0].Lit() != "vmkgen" {
			return true
		}
		var words []string
		for _, w := range call.Args[1:] {
			word := w.Lit()
			if word == "" {
				word = "x" // quoted, or made by the shell
			}
			words = append(words, word)
		}
		calls = append(calls, words)
		return true
	})
	return calls
}
