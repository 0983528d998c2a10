package schema

import (
	"maps"
	"slices"
	"strings"
)

// names gives the properties that the schema of a kind has at a pointer; nil
// where names are free.
func names(kind, pointer string) []string {
	props, _ := at(kind, pointer)["properties"].(map[string]any)
	return slices.Sorted(maps.Keys(props))
}

// words gives those that the schema of a kind lists at a pointer.
func words(kind, pointer string) []string {
	list, _ := at(kind, pointer)["enum"].([]any)
	out := make([]string, 0, len(list))
	for _, w := range list {
		if s, ok := w.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// at is the schema of a kind at a pointer; nil where there is none.
func at(kind, pointer string) map[string]any {
	s := definition(kind)
	for step := range strings.SplitSeq(pointer, "/") {
		if step != "" {
			s = inside(s, unescaper.Replace(step))
		}
	}
	return s
}

func definition(kind string) map[string]any {
	defs, _ := document()["definitions"].(map[string]any)
	def, _ := defs[kind].(map[string]any)
	return def
}

// inside is the schema of what stands under a key or an index.
func inside(s map[string]any, step string) map[string]any {
	props, _ := s["properties"].(map[string]any)
	for _, next := range []any{props[step], s["additionalProperties"], s["items"]} {
		if m, ok := next.(map[string]any); ok {
			return follow(m)
		}
	}
	return nil
}

func follow(s map[string]any) map[string]any {
	if ref, ok := s["$ref"].(string); ok {
		return definition(strings.TrimPrefix(ref, "#/definitions/"))
	}
	return s
}

var unescaper = strings.NewReplacer("~1", "/", "~0", "~")
