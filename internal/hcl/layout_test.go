package hcl_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/vmkgen/vmkgen/internal/hcl"
)

// formatted is what the library makes of a text, which our own layout has to
// give, too. The library itself isn't used: its package costs each start of the
// program as much as reading a small configuration.
func formatted(src []byte) []byte {
	out := bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	for bytes.Contains(out, []byte("\r\n")) {
		out = bytes.ReplaceAll(out, []byte("\r\n"), []byte("\n"))
	}
	for range 5 {
		out = hclwrite.Format(out)
	}
	if out = bytes.TrimRight(out, " \t\r\n"); len(out) > 0 {
		out = append(out, '\n')
	}
	return out
}

// sameLayout compares with the library, but for comments over several lines: it
// takes them for as wide as all their lines together.
func sameLayout(t *testing.T, src []byte) {
	t.Helper()
	got, ds := hcl.Format("a.vmk.hcl", src)
	if ds.HasErrors() || bytes.Contains(src, []byte("/*")) {
		return
	}
	if want := formatted(src); !bytes.Equal(got, want) {
		t.Errorf("%q\n got %q\nwant %q", src, got, want)
	}
}

var layouts = []string{
	"a=1\nbcd = 2 # x\nef=[1,2 ,3]#y\n\ng = 3//z\n",
	"a = f ( - 1 , -  b, 2-1 , 2 - -1, ! c ,x ... )\n",
	"a = b . c [ 0 ] . d [ * ] . e . * . f\n",
	"a = [for x in[1] : x if x==null||x!=1&&x>=2]\nb = { for k , v in c : k=>v ... }\n",
	"a = {}\nb = { }\nc = {x=1,y : 2}\nd = [ ]\ne = (\n1+\n2)\n",
	"a = \"x${ b }${  { c = 1 }  }%{ if d }e%{else}f%{ endif }\"\n",
	"a = <<-EOT\n  x ${ b }\n   y\n  EOT\nbb = <<X\n${c}\nX\nd = 1\n",
	"a = f(<<EOT\nx\nEOT\n, [\n1,\n2])\nb = 1\n",
	"vmk \"a\"   \"b\"{\nx=1\n  y {\n   z = 1\n }\n    }\nvmk b{}\nvmk c { x=1 }\n",
	"a = [{\n b = 1\n}, {\n b = 2\n}]\nc = [[\n1\n]\n]\nd = {\n e = 1 }\n",
	"a = provider::f (1)\nb = c?d:e\nf = 1%2*3/4\ng = a?-1:- 1\n",
	"# one\n   # two\nx = 1 # three\n\n\n   \n  # four\n",
	"\u00e4 = \"\U0001F469\u200D\U0001F469\" # x\nbb = \"e\u0301\" # y\n",
	"a = 1   ",
	"a = 1 #\r\r\n",
	"a = 1 #\r",
}

func TestLayout(t *testing.T) {
	t.Parallel()
	for _, src := range append(layouts, seeds...) {
		if strings.HasPrefix(src, "a") {
			if _, ds := hcl.Format("a.vmk.hcl", []byte(src)); ds.HasErrors() {
				t.Errorf("%q: %v", src, ds)
			}
		}
		sameLayout(t, []byte(src))
		sameLayout(t, []byte(strings.ReplaceAll(src, " ", "")))
		sameLayout(t, []byte(strings.ReplaceAll(src, " ", "   ")))
	}
}

// The examples are formatted, and stay so from wherever their blanks were.
func TestLayoutOfExamples(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir("../../examples", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".hcl" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		for _, src := range []string{string(text), strings.ReplaceAll(string(text), "  ", ""), strings.ReplaceAll(string(text), " = ", "=")} {
			sameLayout(t, []byte(src))
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatal(seen, err)
	}
}
