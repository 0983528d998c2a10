package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuv/gojsonschema"
)

// A Foreign is somebody else's JSON schema.
type Foreign struct {
	doc    map[string]any
	schema *gojsonschema.Schema
}

// ReadForeign compiles a schema that refers to nothing but itself.
func ReadForeign(text []byte) (*Foreign, error) {
	doc, err := Parse(bytes.TrimPrefix(text, []byte("\ufeff")))
	if err != nil {
		return nil, errors.New("it is no JSON object")
	}
	if ref := outside(doc); ref != "" {
		return nil, fmt.Errorf("it refers to %q, which lies outside of it", ref)
	}
	plain := numbered(doc).(map[string]any)
	delete(plain, "$schema") // a draft that the library doesn't know would stop it
	delete(plain, "$id")
	delete(plain, "id")
	s, err := gojsonschema.NewSchema(gojsonschema.NewRawLoader(plain))
	if err != nil {
		return nil, fmt.Errorf("it is no JSON schema: %w", err)
	}
	return &Foreign{doc: doc, schema: s}, nil
}

// outside gives a reference that leads out of a schema; empty where there is none.
func outside(v any) string {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok && !strings.HasPrefix(ref, "#") {
			return ref
		}
		for _, x := range v {
			if ref := outside(x); ref != "" {
				return ref
			}
		}
	case []any:
		for _, x := range v {
			if ref := outside(x); ref != "" {
				return ref
			}
		}
	}
	return ""
}

// Check gives what is wrong with a JSON document, each as a place and a demand,
// in order; nothing is said of values.
func (f *Foreign) Check(text []byte) []string {
	var doc any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		return []string{"it is no JSON"}
	}
	result, err := f.schema.Validate(gojsonschema.NewRawLoader(doc))
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, e := range result.Errors() {
		at := strings.ReplaceAll(strings.TrimPrefix(e.Context().String("/"), "(root)"), "(root)/", "")
		out = append(out, strings.TrimPrefix(at, "/")+": "+e.Description())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Members are the names that the schema knows in the object at a path, in
// order; "*" in a path is any element of a list.
func (f *Foreign) Members(path []string) []string {
	var out []string
	for _, s := range f.below(path) {
		if p, ok := s["properties"].(map[string]any); ok {
			for name := range p {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Words are the texts that the schema allows at a path, in order; nil where it
// allows any.
func (f *Foreign) Words(path []string) []string {
	var out []string
	for _, s := range f.below(path) {
		list, _ := s["enum"].([]any)
		for _, v := range append(list, s["const"]) {
			if word, ok := v.(string); ok {
				out = append(out, word)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// below gives all that the schema says of what lies at a path.
func (f *Foreign) below(path []string) []map[string]any {
	here := f.spread(f.doc, 0)
	for _, step := range path {
		var next []map[string]any
		for _, s := range here {
			switch items := s["items"].(type) {
			case map[string]any:
				if step == "*" {
					next = append(next, f.spread(items, 0)...)
				}
			}
			if p, ok := s["properties"].(map[string]any); ok {
				next = append(next, f.spread(p[step], 0)...)
			}
		}
		here = next
	}
	return here
}

const deepest = 64 // references and alternatives in each other

// spread gives a schema with what it refers to and its alternatives.
func (f *Foreign) spread(v any, depth int) []map[string]any {
	s, ok := v.(map[string]any)
	if !ok || depth > deepest {
		return nil
	}
	out := []map[string]any{s}
	if ref, ok := s["$ref"].(string); ok {
		out = append(out, f.spread(f.at(ref), depth+1)...)
	}
	for _, kind := range []string{"allOf", "anyOf", "oneOf"} {
		list, _ := s[kind].([]any)
		for _, x := range list {
			out = append(out, f.spread(x, depth+1)...)
		}
	}
	return out
}

// at gives what a reference within the schema leads to.
func (f *Foreign) at(ref string) any {
	var here any = f.doc
	for step := range strings.SplitSeq(strings.TrimPrefix(strings.TrimPrefix(ref, "#"), "/"), "/") {
		if step == "" {
			continue
		}
		m, _ := here.(map[string]any)
		here = m[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]
	}
	return here
}
