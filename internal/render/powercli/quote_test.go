package powercli_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
)

var odd = []string{
	"", "plain", "Bob's", "‘a’‚b‛", "'; Remove-VMHost -Confirm:$false; '", "$(exit 9)", "${env:PATH}", "`n", `"x"`,
	"“x”", "a[1]*?", "#>", "@{a=1}", "a\\b", "日本語", "–dash—", "-WhatIf", "‘’''‛",
}

// TestQuoteIsReadBack: what is quoted is read as it was, and as one text.
func TestQuoteIsReadBack(t *testing.T) {
	t.Parallel()
	for _, word := range odd {
		readBack(t, word)
	}
}

func FuzzQuote(f *testing.F) {
	for _, word := range odd {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		if !utf8.ValidString(word) {
			t.Skip()
		}
		for _, r := range word {
			if unicode.IsControl(r) {
				t.Skip() // refused before anything is quoted
			}
		}
		readBack(t, word)
	})
}

func readBack(t *testing.T, word string) {
	t.Helper()
	quoted := string(powercli.AppendQuoted(nil, word))
	got, err := pstest.ReadLiteral(quoted)
	if err != nil {
		t.Fatalf("%q quoted as %s: %v", word, quoted, err)
	}
	if got != word {
		t.Fatalf("%q quoted as %s is read as %q", word, quoted, got)
	}
}
