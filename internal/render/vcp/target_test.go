package vcp_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/vcp"
)

const site = `
cluster "lab" {
  hosts  = ["esx[01-02].lab.example"]
  offset = 10
  esxi   = "8.0.3"

  switch "dvs" {
    type    = "distributed"
    uplinks = ["vmnic0", "vmnic1"]
    mtu     = 9000
  }

  stack "default" {
    gateway = "192.0.2.1"
    dns     = ["192.0.2.53", "192.0.2.54"]
  }
  stack "vmotion" { gateway = "198.51.100.1" }

  vmk "vmk1" {
    roles     = ["vmotion"]
    stack     = "vmotion"
    switch    = "dvs"
    portgroup = "dv-vmotion"
    mtu       = 9000
    subnet    = "198.51.100.0/24"
  }
  vmk "vmk2" {
    roles     = ["vsan", "nfs"]
    switch    = "dvs"
    portgroup = "dv-vsan <1>"
    mtu       = 9000
    subnet    = "203.0.113.0/25"
    gateway   = "203.0.113.1"
  }
}
`

type tb interface {
	Helper()
	Fatalf(string, ...any)
}

func loaded(t tb, text string) render.Cluster {
	t.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Fatalf("%v\n%s", r.Diags, text)
	}
	return render.Cluster{Cluster: &r.Clusters[0].Cluster, Meta: render.Meta{Version: "1.0", Source: "lab.vmk.hcl", Hash: "0123"}}
}

func exported(t tb) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/exported.json")
	if err != nil {
		t.Fatalf("%v", err)
	}
	return text
}

func uuids(host string) string {
	return map[string]string{"esx01.lab.example": "00000000-0000-0000-0000-00000000000A", "esx02.lab.example": "00000000-0000-0000-0000-00000000000b"}[host]
}

func target(t tb, o vcp.Options) render.Target {
	t.Helper()
	x, err := vcp.New(o)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return x
}

func rendered(t tb, c *render.Cluster, o vcp.Options) render.File {
	t.Helper()
	x := target(t, o)
	for _, r := range x.Refuse(c) {
		t.Fatalf("refused: %+v", r)
	}
	var files []render.File
	if err := x.Render(c, func(f render.File) error { files = append(files, f); return nil }); err != nil {
		t.Fatalf("%v", err)
	}
	if len(files) != 1 || files[0].Path != "vcp/"+c.Name+".json" {
		t.Fatalf("files %+v", files)
	}
	return files[0]
}

func value(t tb, text []byte) (v map[string]any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}

type (
	object = map[string]any
	list   = []any
)

func vmknic(device, stack, group, gateway, service string) object {
	return object{
		"device": device, "enabled": true, "mac_mode": "AUTO_GENERATED", "mtu": 9000.0, "port_connection_type": "VDS",
		"vds_port": object{"switch_name": "dvs", "portgroup_name": group}, "net_stack_instance_key": stack,
		"enabled_services": object{service: true}, "ip_route_default_gateway": gateway, "ip": object{"dhcp": false, "dhcp_dns": false},
	}
}

func TestDraft(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)
	own := func(n string) object {
		return object{"esx": object{"network": object{"vmknics": list{
			object{"device": "vmk1", "ip": object{"ipv4_address": "198.51.100." + n, "ipv4_subnet_mask": "255.255.255.0"}},
			object{"device": "vmk2", "ip": object{"ipv4_address": "203.0.113." + n, "ipv4_subnet_mask": "255.255.255.128"}},
		}}}}
	}
	want := object{
		"profile": object{"esx": object{"network": object{
			"net_stacks": list{
				object{
					"key": "defaultTcpipStack", "name": "defaultTcpipStack", "dns": object{"name_server": list{"192.0.2.53", "192.0.2.54"}},
					"routing_config": object{"ipv4_default_gateway": "192.0.2.1"},
				},
				object{"key": "vmotion", "name": "vmotion", "routing_config": object{"ipv4_default_gateway": "198.51.100.1"}},
			},
			"vmknics": list{
				vmknic("vmk1", "vmotion", "dv-vmotion", "0.0.0.0", "vmotion"),
				vmknic("vmk2", "defaultTcpipStack", "dv-vsan <1>", "203.0.113.1", "vsan"),
			},
		}}},
		"host-specific": object{"00000000-0000-0000-0000-00000000000a": own("11"), "00000000-0000-0000-0000-00000000000b": own("12")},
	}
	f := rendered(t, &c, vcp.Options{UUID: uuids})
	if diff := cmp.Diff(want, value(t, f.Body)); diff != "" {
		t.Error(diff)
	}
	if f.Mode != 0o644 || bytes.Contains(f.Body, []byte(`\u003c`)) {
		t.Errorf("mode %v\n%s", f.Mode, f.Body)
	}
	notes := strings.Join(target(t, vcp.Options{}).(interface {
		Notes(*render.Cluster) []string
	}).Notes(&c), "\n")
	for _, part := range []string{"leaves as it is: the distributed switch dvs: mtu, uplinks", "set all else back to defaults"} {
		if !strings.Contains(notes, part) {
			t.Errorf("the notes lack %q: %s", part, notes)
		}
	}
}

// TestMerged: what the configuration speaks of is put in, and every other line stays.
func TestMerged(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)
	before := exported(t)
	f := rendered(t, &c, vcp.Options{Document: before})
	if f.Mode != 0o600 {
		t.Errorf("a document with password hashes has the mode %v", f.Mode)
	}
	got, want := value(t, f.Body), value(t, before)
	network := want["profile"].(object)["esx"].(object)["network"].(object)
	vmks := network["vmknics"].(list)
	vmks[1].(object)["mtu"] = 9000.0
	network["vmknics"] = append(vmks, vmknic("vmk2", "defaultTcpipStack", "dv-vsan <1>", "203.0.113.1", "vsan"))
	stacks := network["net_stacks"].(list)
	stacks[0].(object)["dns"].(object)["name_server"] = list{"192.0.2.53", "192.0.2.54"}
	network["net_stacks"] = append(stacks, object{"key": "vmotion", "name": "vmotion", "routing_config": object{"ipv4_default_gateway": "198.51.100.1"}})
	for uuid, n := range map[string]string{"a": "11", "b": "12"} {
		of := want["host-specific"].(object)["00000000-0000-0000-0000-00000000000"+uuid].(object)["esx"].(object)["network"].(object)
		of["vmknics"] = append(of["vmknics"].(list),
			object{"device": "vmk1", "ip": object{"ipv4_address": "198.51.100." + n, "ipv4_subnet_mask": "255.255.255.0"}},
			object{"device": "vmk2", "ip": object{"ipv4_address": "203.0.113." + n, "ipv4_subnet_mask": "255.255.255.128"}})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, spelt := range []string{`"size": 1.50`, `"caf\u00e9 \/ <b>"`} {
		if !bytes.Contains(f.Body, []byte(spelt)) {
			t.Errorf("%s is spelt otherwise", spelt)
		}
	}
	again := rendered(t, &c, vcp.Options{Document: f.Body})
	if !bytes.Equal(again.Body, f.Body) {
		t.Errorf("put in twice, it is another:\n%s", cmp.Diff(string(f.Body), string(again.Body)))
	}
}

// TestAnswers: the API's answer, and a document in one line, are read too.
func TestAnswers(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)
	plain := rendered(t, &c, vcp.Options{Document: exported(t)})
	answer, err := json.Marshal(map[string]string{"config": string(exported(t))})
	if err != nil {
		t.Fatal(err)
	}
	if f := rendered(t, &c, vcp.Options{Document: answer}); !bytes.Equal(f.Body, plain.Body) {
		t.Errorf("from an answer:\n%s", f.Body)
	}
	var line bytes.Buffer
	if err := json.Compact(&line, exported(t)); err != nil {
		t.Fatal(err)
	}
	f := rendered(t, &c, vcp.Options{Document: line.Bytes()})
	if diff := cmp.Diff(value(t, plain.Body), value(t, f.Body)); diff != "" || bytes.Count(f.Body, []byte("\n")) != 1 {
		t.Errorf("from one line: %s\n%s", diff, f.Body)
	}
}

func TestToDHCP(t *testing.T) {
	t.Parallel()
	c := loaded(t, `
cluster "lab" {
  hosts = ["esx[01-02].lab.example"]
  switch "dvs" { type = "distributed" }
  vmk "vmk10" {
    roles     = ["vmotion"]
    switch    = "dvs"
    portgroup = "dv-x"
    dhcp      = true
  }
}`)
	got := value(t, rendered(t, &c, vcp.Options{Document: exported(t)}).Body)
	of := got["host-specific"].(object)["00000000-0000-0000-0000-00000000000a"].(object)["esx"].(object)["network"].(object)["vmknics"].(list)
	if diff := cmp.Diff(object{"device": "vmk10", "ip": object{}}, of[1]); diff != "" {
		t.Error(diff)
	}
	vmk := got["profile"].(object)["esx"].(object)["network"].(object)["vmknics"].(list)[2].(object)
	want := object{"vmotion": true}
	if diff := cmp.Diff(want, vmk["enabled_services"]); diff != "" || vmk["ip"].(object)["dhcp"] != true || vmk["new_member"] == nil {
		t.Errorf("%s%v", diff, vmk)
	}
}

// TestLearntService: a service that some vmk of the document has can be given to another.
func TestLearntService(t *testing.T) {
	t.Parallel()
	text := strings.Replace(site, `["vsan", "nfs"]`, `["ft"]`, 1)
	c := loaded(t, text)
	got := value(t, rendered(t, &c, vcp.Options{Document: exported(t)}).Body)
	vmk := got["profile"].(object)["esx"].(object)["network"].(object)["vmknics"].(list)[3].(object)
	if diff := cmp.Diff(object{"fault_tolerance_logging": true}, vmk["enabled_services"]); diff != "" {
		t.Error(diff)
	}
	if r := target(t, vcp.Options{UUID: uuids}).Refuse(&c); len(r) != 1 || r[0].Code != diag.ToolNoRole {
		t.Errorf("refused %+v", r)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change   func(*render.Cluster, *netstate.Host)
		document string
		code     diag.Code
		pointer  string
		says     string
	}{
		"a standard switch": {change: func(_ *render.Cluster, h *netstate.Host) {
			h.Switches = append(h.Switches, netstate.Switch{Name: "vSwitch1", Kind: netstate.Standard, Uplinks: []string{"vmnic2"}})
		}, code: diag.ToolLacks, pointer: "switch/vSwitch1", says: "schema alone"},
		"other uplinks": {change: func(_ *render.Cluster, h *netstate.Host) { h.Switch("dvs").Uplinks = []string{"vmnic4"} }, code: diag.ToolLacks, pointer: "switch/dvs/uplinks", says: "vmnic0, vmnic1"},
		"a custom stack": {change: func(_ *render.Cluster, h *netstate.Host) {
			h.Stacks = append(h.Stacks, netstate.Stack{Name: "backup"})
		}, code: diag.ToolNoStack, pointer: "stack/backup", says: "backup"},
		"limits": {change: func(_ *render.Cluster, h *netstate.Host) {
			h.Stack("default").MaxConnections = netstate.Some(9)
		}, code: diag.ToolLacks, pointer: "stack/default/max_connections", says: "connections"},
		"another stack": {change: func(_ *render.Cluster, h *netstate.Host) {
			h.Vmk("vmk1").Stack = netstate.Some("default")
		}, code: diag.ToolLacks, pointer: "vmk/vmk1/stack", says: "in place"},
		"a role": {change: func(_ *render.Cluster, h *netstate.Host) { h.Vmk("vmk2").Roles = []netstate.Role{netstate.PTP} }, code: diag.ToolNoRole, pointer: "vmk/vmk2/roles", says: "ptp"},
		"a MAC": {change: func(_ *render.Cluster, h *netstate.Host) {
			h.Vmk("vmk2").MAC = netstate.Some("00:50:56:00:00:01")
		}, code: diag.ToolLacks, pointer: "vmk/vmk2/mac", says: "mac"},
		"no address": {change: func(c *render.Cluster, h *netstate.Host) {
			c.Groups[0].Slots, h.Vmk("vmk2").IPv4 = nil, nil
		}, code: diag.ToolNeedsMore, pointer: "vmk/vmk2", says: "address"},
		"no place": {change: func(_ *render.Cluster, h *netstate.Host) {
			h.Vmk("vmk2").PortGroup = netstate.Opt[string]{}
		}, code: diag.ToolNeedsMore, pointer: "vmk/vmk2", says: "where each vmk is"},
		"a VLAN nobody knows where": {change: func(_ *render.Cluster, h *netstate.Host) {
			h.PortGroups = append(h.PortGroups, netstate.PortGroup{Of: "vmk0", VLAN: netstate.Some(7)})
		}, code: diag.ToolNeedsMore, pointer: "vmk/vmk0", says: "found by its name"},
		"some hosts": {change: func(c *render.Cluster, _ *netstate.Host) {
			c.Keep = func(h string) bool { return h == "esx01.lab.example" }
		}, code: diag.ToolNeedsMore, says: "1 of 2"},
		"a stranger": {change: func(c *render.Cluster, _ *netstate.Host) {
			c.Groups[0].Members = c.Groups[0].Members[:1]
		}, code: diag.ToolNeedsMore, says: "ESX02.lab.example"},
		"an override": {
			document: strings.Replace(string(exported(t)), `{"esx": {"authentication"`, `{"esx": {"network": {}, "authentication"`, 1),
			code:     diag.ToolApart, says: "00000000000b",
		},
		"a disabled vmk": {
			document: strings.Replace(string(exported(t)), `"device": "vmk1",
                        "enabled": true`, `"device": "vmk1",
                        "enabled": false`, 1), code: diag.ToolLacks, pointer: "vmk/vmk1", says: "disabled",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := loaded(t, site)
			if x.change != nil {
				x.change(&c, &c.Groups[0].Pattern)
			}
			if x.document == "" {
				x.document = string(exported(t))
			}
			got := target(t, vcp.Options{Document: []byte(x.document)}).Refuse(&c)
			if len(got) != 1 || got[0].Code != x.code || got[0].Pointer != x.pointer || got[0].Hint == "" || !strings.Contains(got[0].Detail, x.says) {
				t.Errorf("refused %+v, want %s at %s", got, x.code, x.pointer)
			}
		})
	}
}

func TestHostKeys(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)
	got := target(t, vcp.Options{}).Refuse(&c)
	if len(got) != 2 || got[0].Code != diag.ToolHostKey || !strings.Contains(got[1].Detail, "esx02.lab.example") {
		t.Errorf("without UUIDs: %+v", got)
	}
	got = target(t, vcp.Options{UUID: func(string) string { return "x" }}).Refuse(&c)
	if len(got) != 1 || got[0].Code != diag.ToolHostKey || !strings.Contains(got[0].Detail, "one UUID") {
		t.Errorf("with one UUID: %+v", got)
	}
}

func TestApart(t *testing.T) {
	t.Parallel()
	c := loaded(t, strings.TrimSuffix(site, "}\n")+"  host \"esx02.lab.example\" {\n vmk \"vmk2\" { mtu = 1400 }\n }\n}\n")
	got := target(t, vcp.Options{Document: exported(t)}).Refuse(&c)
	if len(got) != 1 || got[0].Code != diag.ToolApart || got[0].Group != 1 {
		t.Errorf("refused %+v", got)
	}
}

// TestBadDocuments: what is no document is refused, and nothing of it is told.
func TestBadDocuments(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"not JSON":          `{"profile": canary`,
		"cut off":           string(exported(t)[:2000]),
		"no profile":        `{"esx": {"x": "canary"}}`,
		"a member twice":    `{"profile": {"esx": {}}, "profile": {"esx": {}}}`,
		"a list of texts":   `{"profile": {"esx": {"network": {"vmknics": ["canary"]}}}}`,
		"an object no list": `{"profile": {"esx": {"network": {"net_stacks": {"x": "canary"}}}}}`,
		"hosts no object":   `{"profile": {"esx": {}}, "host-specific": ["canary"]}`,
		"an ip no object":   `{"profile": {"esx": {"network": {"vmknics": [{"device": "vmk0", "ip": "canary"}]}}}}`,
		"an answer of none": `{"config": "canary"}`,
		"empty":             ``,
	} {
		_, err := vcp.New(vcp.Options{Document: []byte(text)})
		if err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDocument(f *testing.F) {
	f.Add(exported(f))
	f.Add([]byte(`{"profile":{"esx":{"network":{"vmknics":[{"device":"vmk1","ip":{}}]}}}}`))
	c := loaded(f, site)
	f.Fuzz(func(t *testing.T, text []byte) {
		x, err := vcp.New(vcp.Options{Document: text, UUID: uuids})
		if err != nil || len(x.Refuse(&c)) > 0 {
			return
		}
		if err := x.Render(&c, func(f render.File) error {
			if !json.Valid(f.Body) {
				t.Errorf("%s", f.Body)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
}

// TestNothingElseChanges: whatever else a document holds, it is there afterwards.
func TestNothingElseChanges(t *testing.T) {
	t.Parallel()
	c := loaded(t, site)
	rapid.Check(t, func(t *rapid.T) {
		doc := value(t, exported(t))
		other := rapid.MapOf(rapid.String(), rapid.OneOf(rapid.String().AsAny(), rapid.Float64Range(-1e9, 1e9).AsAny(), rapid.Bool().AsAny(), rapid.SliceOf(rapid.String()).AsAny()))
		extra := other.Draw(t, "extra")
		doc["profile"].(object)["esx"].(object)["extra"] = extra
		doc["host-specific"].(object)["00000000-0000-0000-0000-00000000000a"].(object)["esx"].(object)["extra"] = extra
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		got, want := value(t, rendered(t, &c, vcp.Options{Document: text}).Body), value(t, text)
		for _, d := range []object{got, want} {
			delete(d["profile"].(object)["esx"].(object), "network")
			for _, h := range d["host-specific"].(object) {
				delete(h.(object)["esx"].(object), "network")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s", diff)
		}
	})
}
