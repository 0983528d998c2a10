package load_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/expand"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/spec"
	"github.com/vmkgen/vmkgen/schema"
)

// types are the Go types of the schema's definitions.
var types = map[string]reflect.Type{
	"cluster": reflect.TypeFor[spec.Cluster](), "vmk": reflect.TypeFor[spec.Vmk](), "switch": reflect.TypeFor[spec.Switch](),
	"stack": reflect.TypeFor[spec.Stack](), "ipv6": reflect.TypeFor[spec.IPv6](), "teaming": reflect.TypeFor[spec.Teaming](),
	"security": reflect.TypeFor[spec.Security](), "iscsi": reflect.TypeFor[spec.Binding](), "nvme": reflect.TypeFor[spec.Binding](),
	"kickstart": reflect.TypeFor[spec.Kickstart](), "vcenter": reflect.TypeFor[spec.VCenter](), "route": reflect.TypeFor[spec.Route](),
}

// tags are the names of a type's members in JSON.
func tags(t reflect.Type) []string {
	var out []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		out = append(out, name)
	}
	return slices.Sorted(slices.Values(out))
}

type document struct {
	Definitions map[string]struct {
		Properties map[string]any `json:"properties"`
	} `json:"definitions"`
	Properties map[string]any `json:"properties"`
}

func parsed(t *testing.T, text []byte) document {
	t.Helper()
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func without(names []string, gone ...string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(gone, n) })
}

// all are the names that the grammar has for a block: attributes and blocks.
func all(b expand.Block) []string {
	return slices.Sorted(slices.Values(slices.Concat(b.Attributes, b.Blocks)))
}

// The grammar, the schema and the Go types name the same blocks and attributes.
func TestThreeMirrors(t *testing.T) {
	t.Parallel()
	grammar := expand.Grammar()
	defs := parsed(t, schema.Text).Definitions
	for _, name := range without(keys(defs), "hostblocks") {
		props := keys(defs[name].Properties)
		if types[name] == nil {
			t.Errorf("the schema's %s has no Go type here", name)
			continue
		}
		if diff := cmp.Diff(props, tags(types[name])); diff != "" {
			t.Errorf("%s (-schema +spec):\n%s", name, diff)
		}
		block, ok := grammar[name]
		if !ok {
			if name != "route" { // a value, not a block
				t.Errorf("the grammar lacks %s", name)
			}
			continue
		}
		// remove and hosts are gone once layers are laid and hosts listed.
		if diff := cmp.Diff(props, without(all(block), "remove", "hosts", "host")); diff != "" {
			t.Errorf("%s (-schema +grammar):\n%s", name, diff)
		}
	}
	for _, name := range without(keys(grammar), "", "variable", "locals", "lint", "profile", "host") {
		if _, ok := defs[name]; !ok {
			t.Errorf("the schema lacks %s", name)
		}
	}
	if diff := cmp.Diff(without(all(grammar["cluster"]), "hosts", "host"), all(grammar["profile"])); diff != "" {
		t.Errorf("a profile may hold what a cluster may, except hosts (-cluster +profile):\n%s", diff)
	}
	if diff := cmp.Diff(grammar["host"].Blocks, keys(defs["hostblocks"].Properties)); diff != "" {
		t.Errorf("host (-grammar +schema):\n%s", diff)
	}
}

// The schema for editors knows all names that may be written, and no others.
func TestEditorMirrorsGrammar(t *testing.T) {
	t.Parallel()
	grammar := expand.Grammar()
	editor := parsed(t, schema.Editor())
	if diff := cmp.Diff(all(grammar[""]), keys(editor.Properties)); diff != "" {
		t.Errorf("(-grammar +editor):\n%s", diff)
	}
	for _, name := range without(keys(grammar), "", "locals") {
		want := all(grammar[name])
		if len(grammar[name].Blocks) > 0 {
			want = slices.Sorted(slices.Values(append(want, "dynamic")))
		}
		def := map[string]string{"host": "hostblock"}[name]
		if def == "" {
			def = name
		}
		if diff := cmp.Diff(want, keys(editor.Definitions[def].Properties)); diff != "" {
			t.Errorf("%s (-grammar +editor):\n%s", name, diff)
		}
	}
}

// full holds every attribute of every definition, none of them zero.
var full = map[string]string{
	"cluster": `{"profiles":["a"],"vcenter":"v","datacenter":"d","esxi":"8.0","offset":3,"vars":{"a":1},"switch":{"s":{}},"stack":{"s":{}},"vmk":{"vmk1":{}},"kickstart":{"disk":"d"}}`,
	"vmk": `{"roles":["nfs"],"switch":"s","portgroup":"p","vlan":1,"mtu":1500,"stack":"s","subnet":"10.0.0.0/24","offset":1,"address":"10.0.0.1",
		"dhcp":false,"gateway":"10.0.0.1","ipv6":{"dhcp":true},"teaming":{"active":["a"]},"iscsi":{"adapter":["vmhba1"]},"nvme":{"adapter":["vmnic1"]},"mac":"00:50:56:00:00:01"}`,
	"switch": `{"type":"standard","uplinks":["vmnic0"],"mtu":1500,"teaming":{"policy":"mac"},"security":{"promiscuous":true},"discovery":"both","create_portgroups":true}`,
	"stack": `{"gateway":"10.0.0.1","gateway6":"2001:db8::1","dns":["10.0.0.1"],"search":["a"],"congestion_control":"cubic","max_connections":5,
		"routes":[{"to":"10.0.0.0/8","via":"10.0.0.1"}]}`,
	"ipv6":      `{"subnet":"2001:db8::/64","offset":1,"address":["2001:db8::1"],"autoconf":true,"dhcp":true,"gateway":"2001:db8::1"}`,
	"teaming":   `{"policy":"mac","active":["a"],"standby":["b"],"failback":true,"notify":true,"detection":"beacon"}`,
	"security":  `{"promiscuous":true,"mac_changes":true,"forged_transmits":true}`,
	"iscsi":     `{"adapter":["software"]}`,
	"nvme":      `{"adapter":["vmnic1"]}`,
	"kickstart": `{"device":"vmnic0","disk":"d","overwrite_vmfs":true,"root_hash":"$6$a$b","license":"AAAAA-00000-BBBBB-11111-CCCCC","keyboard":"k","reboot":true,"secure_boot":true}`,
	"vcenter":   `{"server":"v","datacenter":"d","thumbprint":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","ca_file":"f"}`,
	"route":     `{"to":"10.0.0.0/8","via":"10.0.0.1"}`,
}

// What the schema finds right, Go reads: each attribute arrives where its name
// says, with its value.
func TestSpecReadsWhatTheSchemaTakes(t *testing.T) {
	t.Parallel()
	defs := parsed(t, schema.Text).Definitions
	for name, typ := range types {
		var value map[string]any
		if err := json.Unmarshal([]byte(full[name]), &value); err != nil {
			t.Fatal(name, err)
		}
		if f := schema.Check(name, value); len(f) > 0 {
			t.Errorf("%s: %+v", name, f)
		}
		if diff := cmp.Diff(keys(defs[name].Properties), keys(value)); diff != "" {
			t.Errorf("%s lacks an attribute (-schema +here):\n%s", name, diff)
		}
		for attr, v := range value {
			text, _ := json.Marshal(map[string]any{attr: v})
			p := reflect.New(typ)
			if err := json.Unmarshal(text, p.Interface()); err != nil {
				t.Errorf("%s: %s: %v", name, text, err)
				continue
			}
			if p.Elem().IsZero() {
				t.Errorf("%s: %s is lost", name, text)
			}
			back, err := json.Marshal(p.Interface())
			if err != nil {
				t.Fatal(err)
			}
			var again map[string]any
			if err := json.Unmarshal(back, &again); err != nil {
				t.Fatal(err)
			}
			if !holds(again[attr], v) {
				t.Errorf("%s: %s became %v", name, text, again[attr])
			}
		}
	}
}

// holds says whether a value is there in another, which may say more.
func holds(in, v any) bool {
	m, ok := v.(map[string]any)
	if !ok {
		return reflect.DeepEqual(in, v)
	}
	have, ok := in.(map[string]any)
	for k, x := range m {
		if !ok || !holds(have[k], x) {
			return false
		}
	}
	return ok
}

func TestRolesAgree(t *testing.T) {
	t.Parallel()
	var known, spelt []string
	for _, r := range netstate.Roles {
		known = append(known, string(r))
	}
	for _, r := range esx.Roles {
		spelt = append(spelt, string(r.Role))
	}
	if diff := cmp.Diff(known, spelt); diff != "" {
		t.Errorf("(-netstate +esx):\n%s", diff)
	}
	for name, text := range map[string][]byte{"vmkgen": schema.Text, "hosts": schema.Hosts} {
		if diff := cmp.Diff(known, enum(t, text, "vmk", "roles")); diff != "" {
			t.Errorf("%s (-netstate +schema):\n%s", name, diff)
		}
	}
}

// property is an attribute's schema, or that of its items.
func property(t *testing.T, text []byte, def, attr string) map[string]any {
	t.Helper()
	p, ok := parsed(t, text).Definitions[def].Properties[attr].(map[string]any)
	if !ok {
		t.Fatalf("no %s in %s", attr, def)
	}
	if items, ok := p["items"].(map[string]any); ok {
		return items
	}
	return p
}

func enum(t *testing.T, text []byte, def, attr string) []string {
	t.Helper()
	var out []string
	list, _ := property(t, text, def, attr)["enum"].([]any)
	for _, w := range list {
		out = append(out, fmt.Sprint(w))
	}
	return out
}

// Enums and limits stand in the schema as they stand in Go.
func TestWordsAndLimitsAgree(t *testing.T) {
	t.Parallel()
	words := map[string][]string{
		"teaming policy":           {string(netstate.PortID), string(netstate.MACHash), string(netstate.IPHash), string(netstate.Explicit)},
		"teaming detection":        {string(netstate.DetectLink), string(netstate.DetectBeacon)},
		"switch discovery":         {string(netstate.DiscoveryListen), string(netstate.DiscoveryAdvertise), string(netstate.DiscoveryBoth), string(netstate.DiscoveryNone)},
		"switch type":              {string(netstate.Standard), string(netstate.Distributed)},
		"stack congestion_control": {string(netstate.NewReno), string(netstate.Cubic)},
	}
	for _, text := range [][]byte{schema.Text, schema.Hosts} {
		for at, want := range words {
			def, attr, _ := strings.Cut(at, " ")
			if diff := cmp.Diff(want, enum(t, text, def, attr)); diff != "" {
				t.Errorf("%s (-netstate +schema):\n%s", at, diff)
			}
		}
		for at, want := range map[string][2]float64{"vmk mtu": {esx.MinVmkMTU, esx.MaxVmkMTU}, "switch mtu": {esx.MinVmkMTU, esx.MaxSwitchMTU}} {
			def, attr, _ := strings.Cut(at, " ")
			p := property(t, text, def, attr)
			if p["minimum"] != want[0] || p["maximum"] != want[1] {
				t.Errorf("%s: %v to %v, want %v", at, p["minimum"], p["maximum"], want)
			}
		}
	}
	for _, policy := range words["teaming policy"] {
		if esx.TeamingOf(netstate.TeamingPolicy(policy)).Set == "" {
			t.Errorf("esx doesn't spell the policy %s", policy)
		}
	}
	for _, d := range words["switch discovery"] {
		if esx.CDP[netstate.Discovery(d)] == "" {
			t.Errorf("esx doesn't spell the discovery mode %s", d)
		}
	}
}

// Devices are vmk0 to vmk255, spelt in one way.
func TestDevices(t *testing.T) {
	t.Parallel()
	d := parsed(t, schema.Text)
	names := d.Definitions["cluster"].Properties["vmk"].(map[string]any)["propertyNames"].(map[string]any)
	re := regexp.MustCompile(names["pattern"].(string))
	for i := range 1200 {
		if name := fmt.Sprintf("vmk%d", i); re.MatchString(name) != (i <= esx.MaxDevice) {
			t.Error(name)
		}
		if name := fmt.Sprintf("vmk0%d", i); re.MatchString(name) {
			t.Error(name)
		}
	}
}
