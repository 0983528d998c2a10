package schema

import (
	"maps"
	"strings"
)

// Thin gives the part of a schema document that can matter to a value: no
// properties with names that occur nowhere in it, no definitions that only
// those lead to, no descriptions. What a schema says of a property that isn't
// there holds anyway. Compiling all of it would cost a small configuration more
// than everything else does. Without are the names that were left out.
func Thin(doc map[string]any, kind string, value any) (thin map[string]any, without map[string]bool) {
	t := thinning{keys: map[string]bool{}, without: map[string]bool{}, out: map[string]any{}}
	t.defs, _ = doc["definitions"].(map[string]any)
	each(value, func(key string) bool { t.keys[key] = true; return true })
	t.define(kind)
	thin = maps.Clone(doc)
	thin["definitions"] = t.out
	return thin, t.without
}

type thinning struct {
	keys, without map[string]bool
	defs, out     map[string]any // the definitions there are, and those that are needed
}

func (t *thinning) define(kind string) {
	if def, ok := t.defs[kind]; ok && t.out[kind] == nil {
		t.out[kind] = true // it may lead to itself
		t.out[kind] = t.schema(def)
	}
}

// schema thins a schema, or a list of them.
func (t *thinning) schema(s any) any {
	switch s := s.(type) {
	case []any:
		out := make([]any, len(s))
		for i, x := range s {
			out[i] = t.schema(x)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(s))
		for k, x := range s {
			switch text, isText := x.(string); {
			case k == "description" && isText:
			case k == "$ref" && isText:
				t.define(strings.TrimPrefix(text, "#/definitions/"))
				out[k] = x
			case k == "properties":
				out[k] = t.properties(x)
			case k == "enum" || k == "const":
				out[k] = x
			default:
				out[k] = t.schema(x)
			}
		}
		return out
	}
	return s
}

func (t *thinning) properties(s any) map[string]any {
	out := map[string]any{}
	all, _ := s.(map[string]any)
	for name, x := range all {
		if t.keys[name] {
			out[name] = t.schema(x)
		} else {
			t.without[name] = true
		}
	}
	return out
}

// each calls f with the keys of a value, at any depth, until it says no.
func each(value any, f func(key string) bool) bool {
	switch v := value.(type) {
	case map[string]any:
		for k, x := range v {
			if !f(k) || !each(x, f) {
				return false
			}
		}
	case []any:
		for _, x := range v {
			if !each(x, f) {
				return false
			}
		}
	}
	return true
}
