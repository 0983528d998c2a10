package vcp_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/vcp"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

func read(text string) importer.Result {
	return vcp.Format.Read([]importer.File{{Name: "x.json", Data: []byte(text)}})
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	return importtest.Open(t, vcp.Format, importtest.Sample(t, "vcp/"+name))[0].Data
}

// Each host of a real export has the addresses of its own part, and all else
// of the profile.
func TestRealExport(t *testing.T) {
	t.Parallel()
	text := sample(t, "cluster-mgmt-02a.json")
	var doc struct {
		Specific map[string]struct {
			Esx struct {
				Network struct {
					Vmknics []struct {
						Device string
						IP     struct {
							Address string `json:"ipv4_address"`
						}
					}
				}
			}
		} `json:"host-specific"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if !vcp.Format.Sniff("x", importer.Head(text)) {
		t.Error("it isn't recognised")
	}
	r := read(string(text))
	if r.Diags != nil || len(r.Clusters) != 1 || len(r.Clusters[0].Groups) != 3 {
		t.Fatal(r.Diags)
	}
	for g := range r.Clusters[0].Groups {
		h := &r.Clusters[0].Groups[g].Pattern
		for _, own := range doc.Specific[h.UUID].Esx.Network.Vmknics {
			if got := h.Vmk(own.Device).IPv4.Address.Addr().String(); got != own.IP.Address {
				t.Errorf("%s of %s has %s, not %s", own.Device, h.Name, got, own.IP.Address)
			}
		}
		v := h.Vmk("vmk2")
		if !strings.HasSuffix(h.Name, ".site-a.vcf.lab") || v.MTU.Or(0) != 8000 || v.IPv4.Address.Bits() != 25 || v.Switch.Or("") != "vds02-mgmt-02a" ||
			v.IPv4.Gateway.Or(v.IPv4.Address.Addr()).String() != "10.1.2.1" || !cmp.Equal(v.Roles, []netstate.Role{netstate.VSAN}) {
			t.Errorf("%s: %+v", h.Name, v)
		}
		if h.Vmk("vmk1").Stack.Or("") != "vmotion" || h.Stack("vmotion").Gateway.Or(v.IPv4.Address.Addr()).String() != "10.1.3.1" || len(h.Vmks) != 3 {
			t.Errorf("%s: %+v", h.Name, h)
		}
	}
	if !strings.Contains(fmt.Sprint(r.Notes), "authentication") {
		t.Error("that it holds more is not told")
	}
}

func TestRealEdgeConfiguration(t *testing.T) {
	t.Parallel()
	text := sample(t, "edge-hostconfiguration-sec.yaml")
	if !vcp.Format.Sniff("x", importer.Head(text)) {
		t.Error("it isn't recognised")
	}
	r := read(string(text))
	if r.Diags != nil || r.Document == nil || r.Clusters != nil {
		t.Fatal(r.Diags)
	}
	got, _, err := r.Document.HCL()
	want := "profile \"keswick-host-config\" {\n  switch \"vSwitch\" {\n    security {\n      forged_transmits = false\n      mac_changes      = false\n      promiscuous      = false\n    }\n  }\n}\n"
	if diff := cmp.Diff(want, string(got)); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func document(network, more string) string {
	return `{"profile":{"esx":{"network":` + network + more + `}},"host-specific":{"U-1":{"esx":{"network":{"net_stacks":[{"key":"defaultTcpipStack","host_name":"esx01"}]}}}}}`
}

func only(t *testing.T, text string) (*netstate.Host, diag.List) {
	t.Helper()
	r := read(text)
	if r.Diags.HasErrors() || len(r.Clusters) != 1 || len(r.Clusters[0].Groups) != 1 {
		t.Fatal(r.Diags)
	}
	return &r.Clusters[0].Groups[0].Pattern, r.Diags
}

func TestHostOverridesWin(t *testing.T) {
	t.Parallel()
	r := read(`{"profile":{"esx":{"network":{"vmknics":[{"device":"vmk1","mtu":9000,"ip":{"dhcp":false}},{"device":"vmk10","mtu":1500}]},
		"network_vss":{"switches":[{"name":"a","bridge":{"nics":["vmnic0"]},"port_groups":[{"name":"p","vlan_id":1}]}]}}},
		"host-override":{"u-2":{"esx":{"network":{"vmknics":[{"device":"vmk1","mtu":1500}]},"network_vss":{"switches":[{"name":"a","bridge":{"nics":["vmnic4"]},"port_groups":[{"name":"p","vlan_id":2}]}]}}}},
		"host-specific":{"u-1":{"esx":{}},"u-2":{"esx":{"network":{"vmknics":[{"device":"vmk1","ip":{"ipv4_address":"10.0.0.2","ipv4_subnet_mask":"255.0.0.0"}}]}}}}}`)
	if r.Diags != nil || len(r.Clusters[0].Groups) != 2 {
		t.Fatal(r.Diags)
	}
	var got []string
	for _, g := range r.Clusters[0].Groups {
		h := &g.Pattern
		v := h.Vmk("vmk1")
		got = append(got, fmt.Sprintln(h.Name, v.MTU.Or(0), v.IPv4.Mode.Or(""), v.IPv4.Address, h.Vmk("vmk10").MTU.Or(0), h.Switch("a").Uplinks, h.PortGroup("p").VLAN.Or(0)))
	}
	if want := []string{"u-1 9000 none invalid Prefix 1500 [vmnic0] 1\n", "u-2 1500 static 10.0.0.2/8 1500 [vmnic4] 2\n"}; !cmp.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestStandardSwitch(t *testing.T) {
	t.Parallel()
	h, diags := only(t, document(`{"vmknics":[{"device":"vmk1","port_connection_type":"VSS","vss_port":{"portgroup_name":"p"}}]}`,
		`,"network_vss":{"switches":[{"name":"vSwitch1","mtu":9000,"num_ports":1024,"bridge":{"nics":["vmnic0","vmnic1"],"link_discovery_protocol":{"protocol":"CDP","operation":"BOTH"}},
		"policy":{"nic_teaming":{"policy":"FAILOVER_EXPLICIT","notify_switches":false,"rolling_order":true,"link_criteria_beacon":"IGNORE","active_nics":["vmnic1"],"standby_nics":["vmnic0"]},
		"security":{"allow_promiscuous":true,"mac_changes":false},"traffic_shaping":{"enabled":true}},"port_groups":[{"name":"p","vlan_id":7},{"name":"all","vlan_id":4095}]}]}`))
	s := h.Switch("vSwitch1")
	want := netstate.Teaming{
		Policy: netstate.Some(netstate.Explicit), Active: []string{"vmnic1"}, Standby: []string{"vmnic0"},
		Failback: netstate.Some(false), Notify: netstate.Some(false), Detection: netstate.Some(netstate.DetectLink),
	}
	if s.MTU.Or(0) != 9000 || s.Discovery.Or("") != netstate.DiscoveryBoth || fmt.Sprint(*s.Teaming) != fmt.Sprint(want) || s.Security.ForgedTransmits.IsSet() || !s.Security.Promiscuous.Or(false) {
		t.Errorf("%+v %+v", s, s.Teaming)
	}
	if v := h.Vmk("vmk1"); v.Switch.Or("") != "vSwitch1" || v.PortGroup.Or("") != "p" || h.PortGroup("p").VLAN.Or(0) != 7 {
		t.Errorf("%+v", v)
	}
	if told := fmt.Sprint(diags); len(diags) != 2 || !strings.Contains(told, "traffic shaping") || !strings.Contains(told, "4095") {
		t.Error(told)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		code diag.Code
		says string
	}{
		"cut off":            {"{\"profile\": {\n\"esx\": {", diag.SourceBroken, "ends too early"},
		"no JSON":            {"{\"profile\": {\n\"esx\": <", diag.SourceBroken, "not JSON"},
		"more after it":      {`{"profile":{"esx":{}}} {}`, diag.SourceBroken, "follows its end"},
		"no document":        {`{"a":1}`, diag.SourceBroken, "no profile"},
		"a text cut off":     {`{"config":"{\"profile\":{"}`, diag.SourceBroken, "line 1 of the text"},
		"no YAML":            {"kind: [HostConfiguration\n", diag.SourceBroken, "not YAML"},
		"another kind":       {"kind: Pod\n", diag.SourceBroken, "no HostConfiguration"},
		"a broken profile":   {"kind: HostConfiguration\nspec: {profile: '{'}\n", diag.SourceBroken, "line 1 of its spec.profile"},
		"no list":            {document(`{"vmknics":{}}`, ""), diag.SourceBroken, "esx/network/vmknics is no list"},
		"no object":          {document(`{"vmknics":[7]}`, ""), diag.SourceBroken, "esx/network/vmknics/0 is no object"},
		"a number as a text": {document(`{"vmknics":[{"device":"vmk1","mtu":"9000"}]}`, ""), diag.SourceBroken, "esx/network/vmknics/mtu is no number"},
		"a device":           {document(`{"vmknics":[{"device":"vmk01"}]}`, ""), diag.SourceValue, `"vmk01"`},
		"a device twice":     {document(`{"vmknics":[{"device":"vmk1"},{"device":"vmk1"}]}`, ""), diag.SourceTwice, "vmk1"},
		"an address":         {document(`{"net_stacks":[{"key":"x","routing_config":{"ipv4_default_gateway":"gw"}}]}`, ""), diag.SourceValue, `"gw"`},
		"a mask":             {document(`{"vmknics":[{"device":"vmk1","ip":{"ipv4_address":"10.0.0.1","ipv4_subnet_mask":"255.0.255.0"}}]}`, ""), diag.SourceValue, "gaps"},
		"a strange member":   {document(`{"vmknics":[{"device":"vmk1","ip":{"new":1}}]}`, ""), diag.ImportUnread, "esx/network/vmknics/ip/new"},
		"a disabled vmk":     {document(`{"vmknics":[{"device":"vmk1","enabled":false}]}`, ""), diag.ImportLeftOut, "disabled"},
	} {
		l := read(c.text).Diags
		if len(l) != 1 || l[0].Code != c.code || !strings.Contains(l[0].Detail, c.says) {
			t.Errorf("%s: %v", name, l)
		}
	}
}

// Secrets stay where they are, also in what is said of a broken document.
func TestNoSecretIsRepeated(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Replace(string(base()), `"metadata"`, `metadata`, 1),
		string(base())[:len(base())-3],
		"kind: HostConfiguration\nspec:\n  profile: {esx: {authentication: {password_hash: '" + canary + "'}}}\n",
		"kind: HostConfiguration\nspec: {profile: \"" + canary + "\"}\n",
		"kind: HostConfiguration\nmetadata: \"" + canary + "\"\n",
	} {
		r := read(text)
		shown := fmt.Sprint(r.Diags, r.Notes)
		if r.Document != nil {
			hcl, _, err := r.Document.HCL()
			shown += fmt.Sprint(string(hcl), err)
		}
		if strings.Contains(shown, "c4n4ry") {
			t.Errorf("it is in %s", shown)
		}
	}
}
