package schema_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuv/gojsonschema"

	"github.com/vmkgen/vmkgen/schema"
)

// A mutation takes one rule out of a definition.
type mutation struct {
	kind, what string
	apply      func(doc map[string]any)
}

// Every rule is there for a reason: without it, a bad value would pass.
func TestEveryRuleIsNeeded(t *testing.T) {
	t.Parallel()
	all := mutations(t)
	if len(all) < 150 {
		t.Fatalf("only %d rules were found", len(all))
	}
	cases := map[string][]any{}
	each(t, bad, func(kind, _ string, v any) { cases[kind] = append(cases[kind], v) })
	for _, m := range all {
		doc := fresh(t)
		m.apply(doc)
		s, err := schema.Compile(doc, m.kind)
		if err != nil {
			t.Errorf("%s without %s: %v", m.kind, m.what, err)
			continue
		}
		if !slices.ContainsFunc(cases[m.kind], func(v any) bool { return passes(t, s, v) }) {
			t.Errorf("%s: no bad value passes without %s", m.kind, m.what)
		}
	}
}

func fresh(tb testing.TB) map[string]any {
	tb.Helper()
	doc, err := schema.Parse(schema.Text)
	if err != nil {
		tb.Fatal(err)
	}
	return doc
}

func passes(tb testing.TB, s *gojsonschema.Schema, v any) bool {
	tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	r, err := s.Validate(gojsonschema.NewBytesLoader(text))
	if err != nil {
		tb.Fatal(err)
	}
	return r.Valid()
}

// mutations lists all rules: each constraining keyword of each definition,
// each name of a required list, each part of what is excluded.
func mutations(tb testing.TB) []mutation {
	tb.Helper()
	var out []mutation
	defs := fresh(tb)["definitions"].(map[string]any)
	for _, kind := range slices.Sorted(maps.Keys(defs)) {
		keywords("definitions/"+kind, defs[kind], func(at string, s map[string]any) {
			for _, k := range slices.Sorted(maps.Keys(s)) {
				switch {
				case slices.Contains(annotations, k) || k == "properties":
				case strings.Contains(at, "/not"): // a part of an exclusion makes it stricter when it goes
				case k == "required":
					for i, name := range s[k].([]any) {
						out = append(out, mutation{kind, fmt.Sprintf("%s/required %v", at, name), func(doc map[string]any) {
							in := find(doc, at)
							list := slices.Clone(in[k].([]any))
							in[k] = slices.Delete(list, i, i+1)
						}})
					}
				default:
					out = append(out, mutation{kind, at + "/" + k, func(doc map[string]any) { delete(find(doc, at), k) }})
				}
			}
		})
	}
	// An exclusion is weakened by taking out one of its alternatives.
	for i, without := range []string{"address", "subnet"} {
		out = append(out, mutation{"vmk", "not/anyOf " + without, func(doc map[string]any) {
			in := find(doc, "definitions/vmk/not")
			in["anyOf"] = slices.Delete(slices.Clone(in["anyOf"].([]any)), i, i+1)
		}})
	}
	return out
}

func find(doc map[string]any, at string) map[string]any {
	m := doc
	for step := range strings.SplitSeq(at, "/") {
		m = m[step].(map[string]any)
	}
	return m
}

// What is excluded is no more than what is meant: each part of an exclusion is
// needed for a good value to pass.
func TestExclusionsAreNarrow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, at, part string }{
		{"vmk", "definitions/vmk/not", "required"},
		{"vmk", "definitions/vmk/not", "properties"},
		{"vmk", "definitions/vmk/not", "anyOf"},
		{"iscsi", "definitions/iscsi/properties/adapter/not", "contains"},
		{"iscsi", "definitions/iscsi/properties/adapter/not", "minItems"},
	} {
		doc := fresh(t)
		delete(find(doc, c.at), c.part)
		s, err := schema.Compile(doc, c.kind)
		if err != nil {
			t.Fatal(err)
		}
		refused := false
		each(t, map[string]string{c.kind: good[c.kind]}, func(_, _ string, v any) { refused = refused || !passes(t, s, v) })
		if !refused {
			t.Errorf("%s: all good values pass without %s/%s", c.kind, c.at, c.part)
		}
	}
}

// Each word of an enum is one that a good value has.
func TestEveryWordIsNeeded(t *testing.T) {
	t.Parallel()
	defs := fresh(t)["definitions"].(map[string]any)
	for kind, def := range defs {
		keywords("definitions/"+kind, def, func(at string, s map[string]any) {
			words, _ := s["enum"].([]any)
			for i, w := range words {
				doc := fresh(t)
				find(doc, at)["enum"] = slices.Delete(slices.Clone(words), i, i+1)
				if len(words) == 1 {
					continue
				}
				c, err := schema.Compile(doc, kind)
				if err != nil {
					t.Fatal(err)
				}
				refused := false
				each(t, map[string]string{kind: good[kind]}, func(_, _ string, v any) { refused = refused || !passes(t, c, v) })
				if !refused {
					t.Errorf("%s: no good value needs %v", at, w)
				}
			}
		})
	}
}
