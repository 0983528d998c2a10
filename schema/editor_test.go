package schema_test

import (
	"strings"
	"testing"

	"github.com/xeipuuv/gojsonschema"

	"github.com/vmkgen/vmkgen/schema"
)

// What an editor is to take, one a line.
const editorTakes = `
{}
{"//": "a remark", "cluster": {"a": {"//": ["more"], "hosts": ["esx[1-2]"]}}}
{"variable": {"v": {"type": "string", "default": null, "sensitive": true, "description": "x"}}, "locals": {"a": 1}}
{"variable": [{"v": {}}, {"w": {"default": [1]}}], "locals": [{"a": 1}, {"b": 2}]}
{"lint": {"disable": ["VMK201"]}, "vcenter": {"v": {"server": "${var.vc}"}}}
{"lint": [{"disable": ["VMK201"]}, {"disable": "${local.codes}"}]}
{"profile": {"p": {"vmk": {"vmk0": {"roles": ["management"], "vlan": "${vars.vlan}", "mtu": null}}}}}
{"cluster": {"a": {"hosts": "${csvdecode(file(\"hosts.csv\"))}"}}}
{"cluster": {"a": {"hosts": [{"name": "esx1", "number": "7", "mac": null, "vmotion": "10.0.0.1"}, "esx2"]}}}
{"cluster": {"a": {"vars": "${merge(local.a, local.b)}", "profiles": ["${local.p}"]}}}
{"cluster": {"a": {"vmk": {"vmk1": {"remove": true}, "vmk2": [{"vlan": 1}]}, "stack": {"s": {"remove": "${var.x}"}}}}}
{"cluster": {"a": {"vmk": [{"vmk1": {}}, {"vmk2": {}}]}}}
{"cluster": {"a": {"vmk": {"vmk1": {"iscsi": {"remove": true}, "nvme": {"remove": true}, "teaming": [{"active": []}]}}}}}
{"cluster": {"a": {"stack": {"s": {"routes": [{"to": "${vars.net}", "via": "10.0.0.1"}, "${local.route}"], "dns": "${local.dns}"}}}}}
{"cluster": {"a": {"dynamic": {"vmk": {"for_each": {"a": 1}, "labels": ["${vmk.key}"], "content": {"vlan": 1}}}}}}
{"cluster": {"a": {"vmk": {"vmk1": {"dynamic": {"teaming": [{"for_each": "${local.x}", "iterator": "t", "content": {}}]}}}}}}
{"cluster": {"a": {"host": {"esx1": {"number": 5, "mac": "00:50:56:00:00:01", "serial": "x", "vars": {"a": 1}, "kickstart": {"reboot": false}}}}}}
{"cluster": [{"a": {}}, {"b": [{"offset": 5}]}]}`

// What an editor is to mark, one a line.
const editorRefuses = `
[]
{"clusters": {}}
{"cluster": {"a": {"hostz": []}}}
{"cluster": {"a": {"remove": true}}}
{"cluster": {"a": {"kickstart": {"remove": true}}}}
{"cluster": {"a": {"vmk": {"vmk01": {}}}}}
{"cluster": {"a": {"vmk": [{"vmk256": {}}]}}}
{"cluster": {"a": {"vmk": {"vmk1": {"vlna": 1}}}}}
{"cluster": {"a": {"vmk": {"vmk1": {"vlan": 5000}}}}}
{"cluster": {"a": {"vmk": {"vmk1": {"vlan": "100"}}}}}
{"cluster": {"a": {"vmk": {"vmk1": {"roles": ["mgmt"]}}}}}
{"cluster": {"a": {"vmk": {"vmk1": {"dhcp": true, "subnet": "10.0.0.0/24"}}}}}
{"cluster": {"a": {"vmk": {"vmk1": {"iscsi": {"adapter": ["software", "vmhba1"]}}}}}}
{"cluster": {"a": {"stack": {"s": {"routes": [{"to": "10.0.0.0/8", "via": "10.0.0.1", "metric": 5}]}}}}}
{"cluster": {"a": {"stack": {"s": {"routes": [{"to": "10.0.0.0/8"}]}}}}}
{"cluster": {"a": {"host": {"esx1": {"esxi": "8.0"}}}}}
{"cluster": {"a": {"host": {"esx1": {"vmk": {"vmk1": {"mtuu": 1}}}}}}}
{"cluster": {"a": {"hosts": [{"number": 5}]}}}
{"cluster": {"a": {"dynamic": {"vmk": {"for_each": []}}}}}
{"cluster": {"a": {"dynamic": {"vmk": {"for_eech": [], "for_each": [], "content": {}}}}}}
{"profile": {"p": {"hosts": ["esx1"]}}}
{"profile": {"p": {"host": {"esx1": {}}}}}
{"vcenter": {"v": {}}}
{"vcenter": {"v": {"server": "v", "password": "x"}}}
{"variable": {"v": {"typ": "string"}}}
{"lint": {"disable": ["201"]}}
{"lint": {"enable": []}}`

func TestEditor(t *testing.T) {
	t.Parallel()
	s, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(schema.Editor()))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []struct {
		lines string
		valid bool
	}{{editorTakes, true}, {editorRefuses, false}} {
		for line := range strings.Lines(strings.TrimSpace(table.lines)) {
			r, err := s.Validate(gojsonschema.NewStringLoader(line))
			if err != nil {
				t.Errorf("%s: %v", line, err)
				continue
			}
			if r.Valid() != table.valid {
				t.Errorf("%s: valid is %v: %v", line, r.Valid(), r.Errors())
			}
		}
	}
}

// Each property that an editor completes says what it is for.
func TestEditorDescribes(t *testing.T) {
	t.Parallel()
	doc, err := schema.Parse(schema.Editor())
	if err != nil {
		t.Fatal(err)
	}
	defs := doc["definitions"].(map[string]any)
	for name, d := range defs {
		for p, s := range d.(map[string]any)["properties"].(map[string]any) {
			text, _ := s.(map[string]any)["description"].(string)
			if forms, ok := s.(map[string]any)["anyOf"].([]any); ok && text == "" {
				ref, _ := forms[0].(map[string]any)["$ref"].(string)
				text, _ = defs[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)["description"].(string)
			}
			if text == "" {
				t.Errorf("%s.%s has no description", name, p)
			}
		}
	}
}
