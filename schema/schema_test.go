package schema_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuv/gojsonschema"

	"github.com/vmkgen/vmkgen/schema"
)

// each calls f with every value of a table, by definition.
func each(t *testing.T, table map[string]string, f func(kind, line string, value any)) {
	t.Helper()
	for _, kind := range slices.Sorted(maps.Keys(table)) {
		for line := range strings.Lines(strings.TrimSpace(table[kind])) {
			line = strings.TrimSpace(line)
			f(kind, line, value(t, line))
		}
	}
}

// value reads one value, numbers as evaluated data has them.
func value(tb testing.TB, text string) any {
	tb.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return goNumbers(v)
}

func goNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = goNumbers(x)
		}
	case []any:
		for i, x := range v {
			v[i] = goNumbers(x)
		}
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	}
	return v
}

func TestGoodValuesPass(t *testing.T) {
	t.Parallel()
	each(t, good, func(kind, line string, v any) {
		for _, f := range schema.Check(kind, v) {
			t.Errorf("%s %s: %s: %s", kind, line, f.Pointer, f.Detail)
		}
	})
}

// Each bad value has one fault, that says in words what it is and where.
func TestBadValuesAreTold(t *testing.T) {
	t.Parallel()
	each(t, bad, func(kind, line string, v any) {
		faults := schema.Check(kind, v)
		switch {
		case len(faults) == 0:
			t.Errorf("%s takes %s", kind, line)
		case len(faults) > 1 && !strings.Contains(line, "routes"): // an empty route lacks two things
			t.Errorf("%s %s has %d faults: %+v", kind, line, len(faults), faults)
		}
		for _, f := range faults {
			if strings.HasSuffix(f.Detail, " ") || strings.Contains(f.Detail, "%!") || strings.Contains(f.Detail, "can't stand here") ||
				strings.Contains(f.Detail, "map[") || strings.Contains(f.Detail, "<nil>") {
				t.Errorf("%s %s: %q", kind, line, f.Detail)
			}
		}
	})
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, value, want string }{
		{"vmk", `{"vlna":1}`, `vlna unknown=vlna there is no "vlna" here`},
		{"vmk", `{"mtu":9001}`, `mtu 9001 is more than 9000`},
		{"vmk", `{"mtu":1279}`, `mtu 1279 is less than 1280`},
		{"vmk", `{"vlan":1.5}`, `vlan 1.5 is not a whole number`},
		{"vmk", `{"vlan":"100"}`, `vlan "100" is not a whole number`},
		{"vmk", `{"roles":["nfs",null]}`, `roles/1 null is none of "management", "vmotion", "provisioning", "vsan", "vsan-witness", "vsan-external", "replication", "replication-nfc", "ft", "iscsi", "iscsi-dependent", "nfs", "nvme-tcp", "nvme-rdma", "backup-nfc", "ptp"`},
		{"vmk", `{"gateway":{"secret":"x"}}`, `gateway an object is not a text`},
		{"vmk", `{"mac":["x"]}`, `mac a list is not a text`},
		{"vmk", `{"address":"10.0.0"}`, `address "10.0.0" is not an IPv4 address, with or without a prefix, or "none"`},
		{"vmk", `{"dhcp":true,"subnet":"10.0.0.0/24"}`, ` dhcp stands beside an address or a subnet, and an address comes from one of them`},
		{"iscsi", `{}`, ` missing=adapter adapter is missing`},
		{"iscsi", `{"adapter":["vmhba1","vmhba1"]}`, `adapter the same value stands in the list twice`},
		{"nvme", `{"adapter":[]}`, `adapter the list is empty`},
		{"cluster", `{"vmk":{"vmk01":{}}}`, `vmk/vmk01 unknown=vmk01 "vmk01" is not a device from vmk0 to vmk255`},
		{"cluster", `{"switch":{"a/b~c":{"mtu":1}}}`, `switch/a~1b~0c/mtu 1 is less than 1280`},
		{"cluster", `{"switch":{"-a/b":{}}}`, `switch/-a~1b unknown=-a/b "-a/b" is not a name (it is empty, begins with a dash or holds a control character)`},
		{"cluster", `{"stack":{"s":{"routes":[{"to":"10.0.0.0/8"}]}}}`, `stack/s/routes/0 missing=via via is missing`},
		{"cluster", `{"vmk":[]}`, `vmk a list is not a block`},
		{"ipv6", `{"address":5}`, `address 5 is not a text or a list`},
		{"vcenter", `{"server":"v","datacenter":""}`, `datacenter "" is too short`},
	} {
		var got []string
		for _, f := range schema.Check(c.kind, value(t, c.value)) {
			line := f.Pointer
			if f.Missing != "" {
				line += " missing=" + f.Missing
			}
			if f.Unknown != "" {
				line += " unknown=" + f.Unknown
			}
			got = append(got, line+" "+f.Detail)
		}
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s %s:\n got %q\nwant %q", c.kind, c.value, got, c.want)
		}
	}
}

// What is said without the value doesn't hold it.
func TestDemandHoldsNoValue(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"kickstart", `{"root_hash":"hunter2"}`},
		{"kickstart", `{"disk":"hunter2 x"}`},
		{"vmk", `{"vlan":"hunter2"}`},
		{"vmk", `{"roles":["hunter2"]}`},
		{"vmk", `{"mac":"hunter2"}`},
		{"vmk", `{"subnet":"hunter2"}`},
	} {
		for _, f := range schema.Check(c[0], value(t, c[1])) {
			if f.Demand == "" || strings.Contains(f.Demand, "hunter2") || !strings.HasSuffix(f.Detail, f.Demand) {
				t.Errorf("%s: %q of %q", c[1], f.Demand, f.Detail)
			}
		}
	}
}

// An unknown name or word comes with those that could stand there.
func TestKnown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, value, want string }{
		{"iscsi", `{"adapter":[],"adapters":[]}`, "[adapter]"},
		{"cluster", `{"stack":{"a/b":{"routes":[{"to":"10.0.0.0/8","via":"10.0.0.1","vai":1}]}}}`, "[to via]"},
		{"cluster", `{"vmk":{"vmk1":{"ipv6":{"gatewy":1}}}}`, "[address autoconf dhcp gateway offset subnet]"},
		{"hostblocks", `{"switch":{"s":{"discovery":"cdp"}}}`, "[listen advertise both none]"},
		{"cluster", `{"vmk":{"vmk01":{}}}`, "[]"},
	} {
		f := schema.Check(c.kind, value(t, c.value))
		if len(f) != 1 || fmt.Sprint(f[0].Known) != c.want {
			t.Errorf("%s %s: %+v, want %s", c.kind, c.value, f, c.want)
		}
	}
}

// All faults are told, in one order, whatever order the library finds them in.
func TestFaultsAreSorted(t *testing.T) {
	t.Parallel()
	v := value(t, `{"vmk":{"vmk9":{"mtu":1,"vlan":-1,"x":1},"vmk0":{"mtu":1,"roles":["a","b"]},"vmkx":{}},"esxi":"8","zzz":1}`)
	want := ""
	for range 20 {
		got := fmt.Sprint(schema.Check("cluster", v))
		if want == "" {
			want = got
		}
		if got != want {
			t.Fatalf("not the same:\n%s\n%s", got, want)
		}
	}
	if n := len(schema.Check("cluster", v)); n != 9 {
		t.Errorf("%d faults: %s", n, want)
	}
}

// Bounds hold for numbers of every Go type, and very large ones.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, v := range []any{int(9001), int64(9001), float64(9001), 9000.5, 1e300, json.Number("9001"), int64(1) << 62} {
		if len(schema.Check("vmk", map[string]any{"mtu": v})) == 0 {
			t.Errorf("mtu takes %T %v", v, v)
		}
	}
	for _, v := range []any{int(9000), int64(9000), float64(9000), json.Number("9000")} {
		if f := schema.Check("vmk", map[string]any{"mtu": v}); len(f) != 0 {
			t.Errorf("%T %v: %v", v, v, f)
		}
	}
}

// The keywords of draft-07, and those among them that constrain. The library
// passes over others in silence.
var (
	annotations = []string{"description", "title", "$id", "$schema", "definitions", "default", "examples", "$comment"}
	constraints = []string{
		"$ref", "type", "enum", "const", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
		"minLength", "maxLength", "pattern", "format", "items", "additionalItems", "minItems", "maxItems", "uniqueItems", "contains",
		"properties", "patternProperties", "additionalProperties", "required", "minProperties", "maxProperties", "propertyNames",
		"dependencies", "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
	}
)

// keywords calls f with each schema inside a schema, and where it is.
func keywords(at string, s any, f func(at string, s map[string]any)) {
	m, ok := s.(map[string]any)
	if !ok {
		return
	}
	f(at, m)
	for _, k := range slices.Sorted(maps.Keys(m)) {
		switch k {
		case "properties", "patternProperties", "definitions":
			for _, name := range slices.Sorted(maps.Keys(m[k].(map[string]any))) {
				keywords(at+"/"+k+"/"+name, m[k].(map[string]any)[name], f)
			}
		case "items", "additionalProperties", "propertyNames", "not", "contains", "if", "then", "else":
			keywords(at+"/"+k, m[k], f)
		case "anyOf", "allOf", "oneOf":
			for i, x := range m[k].([]any) {
				keywords(fmt.Sprintf("%s/%s/%d", at, k, i), x, f)
			}
		}
	}
}

func TestOnlyKnownKeywords(t *testing.T) {
	t.Parallel()
	for name, text := range map[string][]byte{"vmkgen": schema.Text, "hosts": schema.Hosts, "editor": schema.Editor()} {
		doc, err := schema.Parse(text)
		if err != nil {
			t.Fatal(name, err)
		}
		if doc["$schema"] != "http://json-schema.org/draft-07/schema#" {
			t.Errorf("%s is of %v", name, doc["$schema"])
		}
		keywords(name, doc, func(at string, s map[string]any) {
			for k := range s {
				if !slices.Contains(annotations, k) && !slices.Contains(constraints, k) {
					t.Errorf("%s: %q is no keyword of draft-07", at, k)
				}
			}
			if len(s) > 1 && s["$ref"] != nil && s["description"] == nil && s["definitions"] == nil {
				t.Errorf("%s: what stands beside $ref is passed over", at)
			}
		})
		if _, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every property and definition says what it is for, patterns and formats have words.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	doc, _ := schema.Parse(schema.Text)
	used := map[string]bool{}
	keywords("", doc, func(at string, s map[string]any) {
		if regexp.MustCompile(`/(properties|definitions)/[^/]+$`).MatchString(at) && !strings.Contains(at, "/not/") && s["description"] == nil && s["$ref"] == nil {
			t.Errorf("%s has no description", at)
		}
		if p, ok := s["pattern"].(string); ok {
			used[p] = true
			if schema.PatternWords[p] == "" {
				t.Errorf("%s: no words for %s", at, p)
			}
		}
	})
	for p := range schema.PatternWords {
		if !used[p] {
			t.Errorf("words for a pattern that isn't there: %s", p)
		}
	}
}

func TestParseKeepsText(t *testing.T) {
	t.Parallel()
	doc, err := schema.Parse(schema.Text)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(doc); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"maximum":4094`) {
		t.Error("numbers aren't what was written")
	}
}
