package hcl_test

import (
	"bytes"
	"testing"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

var seeds = []string{
	"",
	"a = 1\n",
	"\xef\xbb\xbfa = 1\r\n",
	"vmk \"vmk0\" {\n  vlan   =   100 # why\n}\n",
	"vmk \"vmk0\" { vlan = 1 }\nvmk vmk1 {\n\n\n}\n",
	"a = <<-EOT\n  x ${b}\n  EOT\n",
	"a = \"${\"${b}\"}\"\nb = [for x in c : x if x != null]\n",
	"dynamic \"vmk\" {\n for_each = range(3)\n labels = [vmk.key]\n content { vlan = vmk.value }\n}\n",
	"vmk \"a\" \"b\" {}\nvmk {\n",
	`{"vmk": {"vmk0": {"vlan": "${a}\n${b.c}"}}}`,
	`{"vmk": [{"vmk0": [{"vlan": 1}, {"vlan": 2}]}], "dynamic": {"vmk": {"for_each": [1], "labels": ["x"], "content": {}}}}`,
	`{"a": "\u00e4\ud83d\ude00 ${", "a": 1}`,
	"a = \"\u00e4\U0001F469\u200D\U0001F469\" + 1\n",
}

var kind = &hcl.Kind{
	Attrs: []string{"a", "b", "c"},
	Blocks: map[string]*hcl.Kind{"vmk": {
		Label: "a device", Attrs: []string{"vlan", "mtu"},
		Blocks: map[string]*hcl.Kind{"ipv6": {Attrs: []string{"subnet"}}},
	}},
}

// FuzzParse: nothing panics, and every range lies within its file.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), false)
		f.Add([]byte(s), true)
	}
	scope := hcl.NewScope(hcl.NewFunctions(nil), map[string]hcl.Value{"b": hcl.Text("x"), "n": hcl.Int(3)}, nil)
	f.Fuzz(func(t *testing.T, src []byte, json bool) {
		name := "a.vmk.hcl"
		if json {
			name = "a.vmk.json"
		}
		check := func(ds diag.List) {
			for _, d := range ds {
				for _, r := range []*diag.Range{d.Subject, d.Context} {
					if r != nil {
						within(t, *r, name, src)
					}
				}
			}
		}
		file, ds := hcl.Parse(name, src)
		check(ds)
		if file == nil {
			return
		}
		body, ds := file.Decode(kind)
		check(ds)
		var walk func(b *hcl.Body)
		walk = func(b *hcl.Body) {
			for _, a := range b.Attrs {
				within(t, a.NameRange, name, src)
				within(t, a.Expr.Range, name, src)
				v, ds := a.Expr.Value(scope)
				check(ds)
				v.Plain(a.Expr, "x", func(_ string, r diag.Range, _ bool) { within(t, r, name, src) })
			}
			for _, blk := range b.Blocks {
				within(t, blk.Range, name, src)
				within(t, blk.Header, name, src)
				if blk.Body != nil {
					walk(blk.Body)
				}
			}
		}
		walk(body)
	})
}

func within(t *testing.T, r diag.Range, name string, src []byte) {
	t.Helper()
	lines := bytes.Count(src, []byte("\n")) + 1
	if r.File != name || r.Start.Byte < 0 || r.End.Byte > len(src) || r.Start.Byte > r.End.Byte ||
		r.Start.Line < 1 || r.End.Line > lines || r.Start.Column < 1 {
		t.Errorf("range %+v lies outside a text of %d bytes and %d lines", r, len(src), lines)
	}
}

// FuzzFormat: twice is once, what parsed still parses, and HCL comes out as the
// library would write it.
func FuzzFormat(f *testing.F) {
	for _, s := range append(layouts, seeds...) {
		f.Add([]byte(s), false)
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, src []byte, json bool) {
		name := "a.vmk.hcl"
		if json {
			name = "a.vmk.json"
		}
		once, ds := hcl.Format(name, src)
		if ds.HasErrors() {
			return
		}
		twice, ds := hcl.Format(name, once)
		if ds.HasErrors() {
			t.Fatalf("what was formatted no longer parses: %v\n%s", ds, once)
		}
		if !bytes.Equal(once, twice) {
			t.Errorf("formatting twice isn't formatting once:\n%q\n%q", once, twice)
		}
		if !json {
			sameLayout(t, src)
		}
	})
}
