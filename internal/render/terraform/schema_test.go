package terraform_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The provider's schema, as "required string" or "optional list string" for an
// argument and an object for a nested block.
const facts = "testdata/vsphere-2.16.1.json"

func readJSON(t tb, name string) map[string]any {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(body, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestFactsAreTheProviders compares the facts with what the provider printed.
func TestFactsAreTheProviders(t *testing.T) {
	t.Parallel()
	const printed = "../../../../shared/reference/samples/terraform/vsphere-2.16.1.schema.trimmed.json"
	if _, err := os.Stat(printed); err != nil {
		t.Skip("the provider's own output is not here: ", err)
	}
	whole, have := readJSON(t, printed), readJSON(t, facts)
	for kind, section := range map[string]string{"data": "data_source_schemas", "resource": "resource_schemas"} {
		for name, want := range have[kind].(map[string]any) {
			got := factsOf(whole[section].(map[string]any)[name].(map[string]any))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s %s:\n%s", kind, name, diff)
			}
		}
	}
}

func factsOf(block map[string]any) any {
	out := map[string]any{}
	for name, a := range object(block["attributes"]) {
		how := "computed"
		switch a := a.(map[string]any); {
		case a["required"] == true:
			how = "required"
		case a["optional"] == true:
			how = "optional"
		}
		kind := a.(map[string]any)["type"]
		if list, ok := kind.([]any); ok {
			for i, word := range list {
				if _, ok := word.(string); !ok {
					list[i] = "object"
				}
			}
			kind = strings.Trim(fmt.Sprint(list), "[]")
		}
		out[name] = fmt.Sprint(how, " ", kind)
	}
	for name, b := range object(block["block_types"]) {
		out[name] = factsOf(b.(map[string]any)["block"].(map[string]any))
	}
	return out
}

func object(v any) map[string]any {
	o, _ := v.(map[string]any)
	return o
}

// A checker holds a module to the provider's schema and to Terraform's own rules.
type checker struct {
	t      tb
	schema map[string]any
	doc    map[string]any
}

// check looks at all of a module.
func check(t tb, body []byte) map[string]any {
	t.Helper()
	c := checker{t: t, schema: readJSON(t, facts)}
	if err := json.Unmarshal(body, &c.doc); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	for key := range c.doc {
		if !slices.Contains([]string{"//", "terraform", "provider", "data", "resource", "import"}, key) {
			t.Errorf("a module has no %s", key)
		}
	}
	for _, kind := range []string{"data", "resource"} {
		for typ, all := range object(c.doc[kind]) {
			schema := object(object(c.schema[kind])[typ])
			if schema == nil {
				t.Fatalf("the provider has no %s %s", kind, typ)
			}
			for name, args := range object(all) {
				if !identifier(name) {
					t.Errorf("%q is no name of Terraform's", name)
				}
				c.arguments(kind+"."+typ+"."+name, schema, args.(map[string]any), true)
			}
		}
	}
	for _, i := range list(c.doc["import"]) {
		if to := object(i)["to"].(string); c.resource(to) == nil {
			t.Errorf("import to %s, which is none", to)
		}
	}
	c.references(c.doc)
	return c.doc
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func identifier(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}

func (c *checker) resource(address string) map[string]any {
	typ, name, _ := strings.Cut(address, ".")
	return object(object(object(c.doc["resource"])[typ])[name])
}

func (c *checker) arguments(at string, schema, args map[string]any, top bool) {
	c.t.Helper()
	for name, v := range args {
		if !top || name != "lifecycle" && name != "depends_on" {
			c.argument(at, name, schema[name], v)
		}
	}
	for name, want := range schema {
		if s, _ := want.(string); strings.HasPrefix(s, "required") && args[name] == nil {
			c.t.Errorf("%s: %s is missing", at, name)
		}
	}
	if top {
		c.lifecycle(at, schema, args)
	}
}

func (c *checker) argument(at, name string, want, v any) {
	c.t.Helper()
	switch want := want.(type) {
	case nil:
		c.t.Errorf("%s: there is no %s", at, name)
	case map[string]any:
		if l, ok := v.([]any); !ok || len(l) != 1 {
			c.t.Errorf("%s: %s is one block, not %v", at, name, v)
		}
		for _, b := range list(v) {
			c.arguments(at+"."+name, want, b.(map[string]any), false)
		}
	case string:
		if got := kind(v); strings.HasPrefix(want, "computed") || !strings.HasSuffix(strings.ReplaceAll(want, "set ", "list "), " "+got) {
			c.t.Errorf("%s: %s is %s, and the provider has %s", at, name, got, want)
		}
	}
}

func kind(v any) string {
	switch v := v.(type) {
	case bool:
		return "bool"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		for _, e := range v {
			if _, ok := e.(string); !ok {
				return fmt.Sprintf("list of %T", e)
			}
		}
		return "list string"
	}
	return fmt.Sprintf("%T", v)
}

// lifecycle demands that what is ignored exists and isn't the module's business.
func (c *checker) lifecycle(at string, schema, args map[string]any) {
	cycle := object(args["lifecycle"])
	for key := range cycle {
		if !slices.Contains([]string{"ignore_changes", "prevent_destroy", "postcondition"}, key) {
			c.t.Errorf("%s: lifecycle has no %s", at, key)
		}
	}
	seen := map[string]bool{}
	for _, p := range list(cycle["ignore_changes"]) {
		path := p.(string)
		if seen[path] {
			c.t.Errorf("%s: %s is ignored twice", at, path)
		}
		seen[path] = true
		c.ignored(at, path, schema, args)
	}
	for _, d := range list(args["depends_on"]) {
		if c.resource(d.(string)) == nil {
			c.t.Errorf("%s depends on %s, which is none", at, d)
		}
	}
}

func (c *checker) ignored(at, path string, schema, args map[string]any) {
	name, below, nested := strings.Cut(path, "[0].")
	if schema[name] == nil || nested && object(schema[name])[below] == nil {
		c.t.Errorf("%s: %s is ignored and there is none", at, path)
	}
	required := strings.HasPrefix(fmt.Sprint(schema[name]), "required")
	if _, said := args[name]; said && !nested && !required {
		c.t.Errorf("%s: %s is set and ignored", at, path)
	}
}
