package hcl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// A text that would overflow the parsers' stack is refused.
func TestDeepNesting(t *testing.T) {
	t.Parallel()
	for _, level := range []string{"[", "{", "(", "\"${", "a {\n", "{\"a\":", "-", "! ", "b ? c : ", "(b ?\nc : ", "\"%{if "} {
		for _, name := range []string{"a.hcl", "a.json"} {
			_, ds := hcl.Parse(name, []byte("a = "+strings.Repeat(level, 500_000)))
			if len(ds) != 1 || ds[0].Code != diag.BadSyntax || ds[0].Summary != "this nests too deeply" {
				t.Errorf("%s of %q: %d diagnostics", name, level, len(ds))
			}
		}
		if v, ds := hcl.ParseValue("x", strings.Repeat(level, 500_000)); ds == nil || v.Known() {
			t.Errorf("a value of %q was read", level)
		}
	}
}

// JSON is known by its name, or, where the name says nothing, by its look.
func TestSyntaxIsRecognised(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, src string
		ok        bool
	}{
		{"a.vmk.hcl", "a = 1", true},
		{"a.vmk.json", `{"a": 1}`, true},
		{"-", "\n {\"a\": 1}", true},
		{"-", "a = 1", true},
		{"a.vmk.hcl", `{"a": 1}`, false},
		{"a.vmk.json", "a = 1", false},
		{"-", "", true},
		{"a.vmk.hcl", "\xff", false},
	} {
		f, ds := hcl.Parse(x.name, []byte(x.src))
		if ok := f != nil && !ds.HasErrors(); ok != x.ok {
			t.Errorf("%s %q: %v", x.name, x.src, ds)
		}
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, src, want string }{
		{"a.hcl", "", ""},
		{"a.hcl", "\n\n", ""},
		{"a.hcl", "a=1\r\nbcd =   2 # why\r\n", "a   = 1\nbcd = 2 # why\n"},
		{"a.hcl", "vmk \"vmk0\" {\nvlan=1\n  // c\n\tmtu = 9000\n}", "vmk \"vmk0\" {\n  vlan = 1\n  // c\n  mtu = 9000\n}\n"},
		{"a.hcl", "/* a\n   b */\nx = [\n1,\n2 ]\n\n\n", "/* a\n   b */\nx = [\n  1,\n2]\n"},
		{"a.json", "{\"b\":1,\"a\":[1,{\"é\":\"\\u00e9\"}]}", "{\n  \"b\": 1,\n  \"a\": [\n    1,\n    {\n      \"é\": \"\\u00e9\"\n    }\n  ]\n}\n"},
		{"-", "\xef\xbb\xbf{\"a\":1.50}", "{\n  \"a\": 1.50\n}\n"},
	} {
		got, ds := hcl.Format(x.name, []byte(x.src))
		if ds.HasErrors() {
			t.Errorf("%q: %v", x.src, ds)
		} else if diff := cmp.Diff(x.want, string(got)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", x.src, diff)
		}
	}
	for _, src := range []string{"a = ", "a {", "{", "a = 1 b = 2"} {
		if out, ds := hcl.Format("a.hcl", []byte(src)); !ds.HasErrors() || out != nil {
			t.Errorf("%q was formatted: %q", src, out)
		}
	}
}
