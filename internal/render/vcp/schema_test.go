package vcp_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/render/vcp"
)

// clusterSchema is made up: nobody has published one. Its shape is JSON Schema's,
// with references and alternatives.
const clusterSchema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://vc.example/schema",
  "type": "object",
  "properties": {
    "profile": {"type": "object", "properties": {"esx": {"$ref": "#/$defs/esx"}}},
    "host-specific": {"type": "object", "additionalProperties": {"type": "object"}}
  },
  "additionalProperties": false,
  "$defs": {
    "esx": {"type": "object", "properties": {
      "network": {"type": "object", "properties": {
        "net_stacks": {"type": "array"},
        "vmknics": {"type": "array", "items": {"allOf": [{"$ref": "#/$defs/vmknic"}, {"properties": {
          "port_connection_type": {"enum": ["VDS", "VSS"]},
          "vss_port": {"type": "object", "properties": {"portgroup_name": {"type": "string"}, "switch_name": {"type": "string"}}}
        }}]}}
      }},
      "network_vss": {"type": "object", "properties": {"switches": {"type": "array", "items": {"$ref": "#/$defs/vswitch"}}}}
    }},
    "vmknic": {"type": "object", "properties": {
      "device": {"type": "string"}, "enabled": {"type": "boolean"}, "mac_mode": {"type": "string"}, "mtu": {"type": "integer", "maximum": 9000},
      "net_stack_instance_key": {"type": "string"}, "ip_route_default_gateway": {"type": "string"},
      "enabled_services": {"type": "object", "properties": {"vmotion": {}, "vsphere_backup_nfc": {}, "v_sphere_backup_nfc": {}}, "additionalProperties": false},
      "ip": {"type": "object", "properties": {"dhcp": {}, "dhcp_dns": {}}}
    }},
    "vswitch": {"type": "object", "properties": {
      "name": {"type": "string"}, "mtu": {"type": "integer"},
      "bridge": {"type": "object", "properties": {"nics": {"type": "array"}}},
      "policy": {"type": "object", "properties": {"nic_teaming": {"type": "object", "properties": {
        "policy": {"enum": ["LOADBALANCE_SRCID"]}, "active_nics": {"type": "array"}, "standby_nics": {"type": "array"}}}}},
      "port_groups": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "vlan_id": {"type": "integer"}}}}
    }}
  }
}`

const standardSite = `
cluster "lab" {
  hosts  = ["esx[01-02].lab.example"]
  offset = 10

  switch "vSwitch1" {
    uplinks = ["vmnic2"]
    mtu     = 9000
  }
  vmk "vmk1" {
    roles     = ["vmotion"]
    switch    = "vSwitch1"
    portgroup = "vMotion"
    vlan      = 20
    mtu       = 9000
    subnet    = "198.51.100.0/24"
  }
}
`

func TestStandardSwitch(t *testing.T) {
	t.Parallel()
	c := loaded(t, standardSite)
	got := value(t, rendered(t, &c, vcp.Options{Schema: []byte(clusterSchema), UUID: uuids}).Body)
	esx := got["profile"].(object)["esx"].(object)
	want := object{
		"network_vss": object{"switches": list{object{
			"name": "vSwitch1", "mtu": 9000.0, "bridge": object{"nics": list{"vmnic2"}}, "port_groups": list{object{"name": "vMotion", "vlan_id": 20.0}},
		}}},
		"network": object{"vmknics": list{object{
			"device": "vmk1", "enabled": true, "mac_mode": "AUTO_GENERATED", "mtu": 9000.0, "port_connection_type": "VSS",
			"vss_port": object{"switch_name": "vSwitch1", "portgroup_name": "vMotion"}, "net_stack_instance_key": "defaultTcpipStack",
			"enabled_services": object{"vmotion": true}, "ip_route_default_gateway": "0.0.0.0", "ip": object{"dhcp": false, "dhcp_dns": false},
		}}},
	}
	if diff := cmp.Diff(want, esx); diff != "" {
		t.Error(diff)
	}
}

// TestSchemaRefuses: what a schema forbids, and what it doesn't know, is refused.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		schema, site string
		code         diag.Code
		says         string
	}{
		"no word for a standard port": {schema: strings.Replace(clusterSchema, `"VDS", "VSS"`, `"VDS"`, 1), code: diag.ToolLacks, says: "schema alone"},
		"two words":                   {schema: strings.Replace(clusterSchema, `"VDS", "VSS"`, `"VSS", "STANDARD"`, 1), code: diag.ToolLacks, says: "schema alone"},
		"a bound":                     {schema: strings.Replace(clusterSchema, `"maximum": 9000`, `"maximum": 1500`, 1), code: diag.ToolSchema, says: "profile/esx/network/vmknics/0/mtu"},
		"an unknown member": {
			schema: strings.Replace(clusterSchema, `"vlan_id": {"type": "integer"}`, `"vlan": {}`, 1), code: diag.ToolSchema,
			says: "profile/esx/network_vss/switches/*/port_groups/*/vlan_id: it knows no such member",
		},
		"a policy": {
			site: strings.Replace(standardSite, `mtu     = 9000
  }`, `mtu     = 9000
    teaming { policy = "ip-hash" }
  }`, 1), code: diag.ToolSchema, says: "nic_teaming",
		},
		"beacons": {
			site: strings.Replace(standardSite, `uplinks = ["vmnic2"]`, `uplinks = ["vmnic2", "vmnic3", "vmnic4"]
    teaming { detection = "beacon" }`, 1), code: diag.ToolLacks, says: "beacon probing",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if x.schema == "" {
				x.schema = clusterSchema
			}
			if x.site == "" {
				x.site = standardSite
			}
			c := loaded(t, x.site)
			got := target(t, vcp.Options{Schema: []byte(x.schema), UUID: uuids}).Refuse(&c)
			if len(got) == 0 {
				t.Fatal("it is taken")
			}
			found := false
			for _, r := range got {
				found = found || strings.Contains(r.Detail, x.says)
				if r.Code != x.code {
					t.Errorf("refused %+v", r)
				}
			}
			if !found {
				t.Errorf("refused %+v", got)
			}
		})
	}
}

func TestBadSchemas(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"not JSON":  `{`,
		"a list":    `[]`,
		"elsewhere": `{"properties": {"profile": {"$ref": "http://127.0.0.1:1/x"}}}`,
		"a file":    `{"allOf": [{"$ref": "file:///etc/passwd"}]}`,
		"no schema": `{"type": 7}`,
	} {
		if _, err := vcp.New(vcp.Options{Schema: []byte(text)}); err == nil || !strings.Contains(err.Error(), "the cluster's schema: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRealDocument: a configuration that says what a real document says changes no byte of it.
func TestRealDocument(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "..", "shared", "reference", "samples", "vcp", "cluster-mgmt-02a.json")
	doc, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skip("the sample is not here: ", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	text := `
cluster "mgmt-02a" {
  hosts = ["esx-08a.site-a.vcf.lab", "esx-09a.site-a.vcf.lab", "esx-10a.site-a.vcf.lab"]
  offset = 100

  switch "vds01-mgmt-02a" {
    type    = "distributed"
    uplinks = ["vmnic0", "vmnic1"]
  }
  switch "vds02-mgmt-02a" { type = "distributed" }

  stack "default" {
    gateway = "10.1.1.1"
    dns     = ["10.1.1.1"]
    search  = ["site-a.vcf.lab"]
  }
  stack "vmotion" { gateway = "10.1.3.1" }

  vmk "vmk0" {
    roles     = ["management"]
    switch    = "vds01-mgmt-02a"
    portgroup = "mgmt-vds01-mgmt-02a"
    mtu       = 1500
    subnet    = "10.1.1.0/24"
  }
  vmk "vmk1" {
    roles     = ["vmotion"]
    stack     = "vmotion"
    switch    = "vds01-mgmt-02a"
    portgroup = "vmotion-vds01-mgmt-02a"
    mtu       = MTU
    subnet    = "10.1.3.0/25"
  }
  vmk "vmk2" {
    roles     = ["vsan"]
    switch    = "vds02-mgmt-02a"
    portgroup = "vsan-vds02-mgmt-02a"
    mtu       = 8000
    subnet    = "10.1.2.0/25"
    gateway   = "10.1.2.1"
  }
}`
	c := loaded(t, strings.Replace(text, "MTU", "8000", 1))
	f := rendered(t, &c, vcp.Options{Document: doc})
	if !bytes.Equal(bytes.TrimSpace(doc), bytes.TrimSpace(f.Body)) {
		t.Error(cmp.Diff(string(doc), string(f.Body)))
	}
	c = loaded(t, strings.Replace(text, "MTU", "1500", 1))
	f = rendered(t, &c, vcp.Options{Document: doc})
	before, after := strings.Split(strings.TrimSpace(string(doc)), "\n"), strings.Split(strings.TrimSpace(string(f.Body)), "\n")
	if len(before) != len(after) {
		t.Fatalf("%d lines were %d", len(after), len(before))
	}
	var changed []string
	for i := range before {
		if before[i] != after[i] {
			changed = append(changed, strings.TrimSpace(after[i]))
		}
	}
	if diff := cmp.Diff([]string{`"mtu": 1500,`}, changed); diff != "" {
		t.Error(diff)
	}
}
