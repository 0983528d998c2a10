package view_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xeipuuv/gojsonschema"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/view"
	"github.com/vmkgen/vmkgen/schema"
)

func hostsSchema(t *testing.T) *gojsonschema.Schema {
	t.Helper()
	s, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(schema.Hosts))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func asJSON(tb testing.TB, s *view.Hosts) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := view.HostsJSON(&b, s); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// complaints are what the schema finds in a document.
func complaints(tb testing.TB, s *gojsonschema.Schema, doc any) string {
	tb.Helper()
	r, err := s.Validate(gojsonschema.NewGoLoader(doc))
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, e := range r.Errors() {
		out = append(out, e.String())
	}
	return strings.Join(out, "\n")
}

func parsed(tb testing.TB, text []byte) map[string]any {
	tb.Helper()
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		tb.Fatalf("%v\n%s", err, text)
	}
	return doc
}

// What show prints, and all that a current state can say, is what the contract
// says.
func TestHostsJSONKeepsTheContract(t *testing.T) {
	t.Parallel()
	s := hostsSchema(t)
	all := examples(t)
	all["everything"] = hosts(everything())
	all["nothing"] = hosts()
	for name, h := range all {
		if c := complaints(t, s, parsed(t, asJSON(t, h))); c != "" {
			t.Errorf("%s: %s", name, c)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		c := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(gen.Config(rt))}}}).Clusters
		if got := complaints(t, s, parsed(t, asJSON(t, hosts(c[0].Cluster)))); got != "" {
			rt.Fatal(got)
		}
	})
}

// definition finds a schema by what refers to it.
func definition(root, s map[string]any) map[string]any {
	if ref, ok := s["$ref"].(string); ok {
		return root["definitions"].(map[string]any)[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
	}
	return s
}

// walk calls f with each object of a document and the schema that it is of.
func walk(root, s map[string]any, at string, v any, f func(at string, s, object map[string]any)) {
	s = definition(root, s)
	switch v := v.(type) {
	case map[string]any:
		f(at, s, v)
		props, _ := s["properties"].(map[string]any)
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if p, ok := props[k].(map[string]any); ok {
				walk(root, p, at+"/"+k, v[k], f)
			}
		}
	case []any:
		for i, x := range v {
			walk(root, s["items"].(map[string]any), fmt.Sprintf("%s/%d", at, i), x, f)
		}
	}
}

// Without a required member, with one that nobody knows, or with a value of
// another type the document is no longer what the contract says.
func TestHostsSchemaMissesNothing(t *testing.T) {
	t.Parallel()
	s, root := hostsSchema(t), parsed(t, schema.Hosts)
	doc := parsed(t, asJSON(t, hosts(everything())))
	tried := 0
	bad := func(at, what string) {
		tried++
		if complaints(t, s, doc) == "" {
			t.Errorf("%s: it may be %s", at, what)
		}
	}
	walk(root, root, "", doc, func(at string, of, object map[string]any) {
		required, _ := of["required"].([]any)
		for _, name := range required {
			kept := object[name.(string)]
			delete(object, name.(string))
			bad(at, "without "+name.(string))
			object[name.(string)] = kept
		}
		for _, name := range slices.Sorted(maps.Keys(object)) {
			kept := object[name]
			object[name] = nil
			bad(at, "of null as "+name)
			object[name] = kept
		}
		object["surprise"] = 1
		bad(at, "with a surprise")
		delete(object, "surprise")
	})
	if c := complaints(t, s, doc); c != "" || tried < 100 {
		t.Errorf("%d were tried, and in the end: %s", tried, c)
	}
}

// Every member of the contract is one that something says.
func TestHostsSchemaHasNothingIdle(t *testing.T) {
	t.Parallel()
	root := parsed(t, schema.Hosts)
	said := map[string]bool{}
	walk(root, root, "", parsed(t, asJSON(t, hosts(everything()))), func(_ string, of, object map[string]any) {
		for name := range object {
			said[fmt.Sprint(of["description"], "/", name)] = true
		}
	})
	var idle func(of map[string]any)
	idle = func(of map[string]any) {
		props, _ := of["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(props)) {
			if !said[fmt.Sprint(of["description"], "/", name)] {
				t.Errorf("nothing says %q of: %v", name, of["description"])
			}
			idle(props[name].(map[string]any))
		}
	}
	idle(root)
	for _, d := range root["definitions"].(map[string]any) {
		idle(d.(map[string]any))
	}
}
