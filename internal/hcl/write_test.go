package hcl_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	ours "github.com/vmkgen/vmkgen/internal/hcl"
)

// FuzzWriteText: any text is written so that it is read as itself, in one line.
func FuzzWriteText(f *testing.F) {
	for _, s := range []string{
		"", "plain", `"`, `\`, "a\nb\r\tc", "${x}", "$${x}", "$$${x}", "%{if}", "%%{", "$", "${", "$$", "a$", `\${`, `$\{`,
		"\x00\x07\u007f", "\u0085\u2028\ufeff", "\U0001F469\u200D\U0001F469", "e\u0301", "\xff\xfe", "\U000E0001",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := ours.Write(nil, []ours.Item{{Name: "a", Value: s}})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(text), "\n") != 1 {
			t.Errorf("%q takes more than a line: %q", s, text)
		}
		file, faults := hclsyntax.ParseConfig(text, "a.hcl", hcl.InitialPos)
		if faults.HasErrors() {
			t.Fatalf("%q: %s: %v", s, text, faults)
		}
		attrs, _ := file.Body.JustAttributes()
		got, faults := attrs["a"].Expr.Value(nil)
		want := cty.StringVal(string([]rune(s)))
		if faults.HasErrors() || !got.RawEquals(want) {
			t.Errorf("%q is read as %#v from %s%v", s, got, text, faults)
		}
	})
}
