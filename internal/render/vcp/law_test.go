package vcp_test

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render/vcp"
)

// spellings are services as the schema of this law spells them.
var spellings = map[netstate.Role]string{
	netstate.Management: "management", netstate.VMotion: "vmotion", netstate.VSAN: "vsan", netstate.Provisioning: "vsphere_provisioning",
	netstate.VSANWitness: "vsan_witness", netstate.VSANExternal: "vsan_external", netstate.Replication: "vsphere_replication",
	netstate.ReplicationNFC: "vsphere_replication_nfc", netstate.FT: "fault_tolerance_logging", netstate.NVMeTCP: "nvme_tcp",
	netstate.NVMeRDMA: "nvme_rdma", netstate.BackupNFC: "vsphere_backup_nfc", netstate.PTP: "ptp",
}

// open is a schema that knows all that is written, and forbids nothing.
func open(t tb) []byte {
	var doc object
	if err := json.Unmarshal([]byte(clusterSchema), &doc); err != nil {
		t.Fatalf("%v", err)
	}
	defs := doc["$defs"].(object)
	vmknic := defs["vmknic"].(object)["properties"].(object)
	services := object{}
	for _, key := range spellings {
		services[key] = object{}
	}
	vmknic["enabled_services"] = object{"properties": services}
	ip := vmknic["ip"].(object)["properties"].(object)
	ip["ipv6_enabled"], ip["ipv6"] = object{}, object{"properties": object{"dhcp": object{}, "auto_configuration_enabled": object{}}}
	teaming := object{"properties": object{
		"policy": object{}, "active_nics": object{}, "standby_nics": object{}, "notify_switches": object{}, "rolling_order": object{}, "link_criteria_beacon": object{},
	}}
	policy := object{"properties": object{"nic_teaming": teaming, "security": object{"properties": object{"allow_promiscuous": object{}, "mac_changes": object{}, "forged_transmits": object{}}}}}
	vswitch := defs["vswitch"].(object)["properties"].(object)
	vswitch["policy"] = policy
	vswitch["port_groups"].(object)["items"].(object)["properties"].(object)["policy"] = policy
	vswitch["bridge"].(object)["properties"].(object)["link_discovery_protocol"] = object{"properties": object{"protocol": object{}, "operation": object{}}}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return text
}

// plainer takes away what a profile can't say.
func plainer(h *netstate.Host) {
	h.Vmks = slices.Clone(h.Vmks)
	for i := range h.Vmks {
		v := &h.Vmks[i]
		v.ISCSI, v.NVMe, v.MAC = nil, nil, netstate.Opt[string]{}
		if v.IPv4 == nil || v.IPv4.Mode.Or(netstate.None) == netstate.None {
			v.IPv4 = &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)}
		}
		if v.IPv4.Mode.Or("") == netstate.DHCP {
			v.IPv4.Gateway = netstate.Opt[netip.Addr]{}
		}
		if v.IPv6 != nil {
			v.IPv6.Addresses, v.IPv6.Gateway = nil, netstate.Opt[netip.Addr]{}
		}
		if !v.PortGroup.IsSet() {
			v.PortGroup, v.Switch = netstate.Some(esx.ManagementGroup), netstate.Some(esx.InstallSwitch)
		}
	}
	for i := range h.Stacks {
		s := &h.Stacks[i]
		*s = netstate.Stack{Name: s.Name, Gateway: s.Gateway, DNS: s.DNS, Search: s.Search}
		if g, ok := s.Gateway.Get(); ok && g.IsUnspecified() {
			s.Gateway = netstate.Opt[netip.Addr]{}
		}
	}
	for i := range h.Switches {
		if t := h.Switches[i].Teaming; t != nil {
			t.Detection = netstate.Opt[netstate.Detection]{}
		}
	}
	for i := range h.PortGroups {
		if p := &h.PortGroups[i]; p.Name == "" {
			p.Name, p.Switch = esx.ManagementGroup, esx.InstallSwitch
		}
		if t := h.PortGroups[i].Teaming; t != nil {
			t.Detection = netstate.Opt[netstate.Detection]{}
		}
	}
}

// TestSaysWhatIsWanted: the document says of each vmk of each host what the
// configuration does, whatever it was put into, and put in twice it says no more.
func TestSaysWhatIsWanted(t *testing.T) {
	t.Parallel()
	taken := 0
	schema := open(t)
	rapid.Check(t, func(t *rapid.T) {
		c := loaded(t, gen.Config(t))
		for g := range c.Groups {
			plainer(&c.Groups[g].Pattern)
			c.Groups[g].Slots = slices.DeleteFunc(c.Groups[g].Slots, func(s netstate.Slot) bool {
				return s.IPv6 >= 0 || c.Groups[g].Pattern.Vmks[s.Vmk].IPv4.Mode.Or("") != netstate.Static
			})
		}
		o := vcp.Options{Schema: schema, UUID: uuids}
		if rapid.Bool().Draw(t, "into an older one") {
			older := loaded(t, gen.Config(t))
			older.Groups = older.Groups[:1]
			plainer(&older.Groups[0].Pattern)
			older.Groups[0].Slots = nil
			if x := target(t, o); len(x.Refuse(&older)) == 0 {
				o.Document = rendered(t, &older, o).Body
			}
		}
		x := target(t, o)
		for _, r := range x.Refuse(&c) {
			switch {
			case strings.Contains(r.Detail, "isn't known, and its vmks would stand nowhere"), strings.Contains(r.Detail, "can't change in place"),
				strings.Contains(r.Detail, "wanted otherwise than"):
				return
			}
			t.Fatalf("refused: %+v", r)
		}
		taken++
		f := rendered(t, &c, o)
		doc := value(t, f.Body)
		for at := range c.Hosts() {
			h := c.Groups[at.Group].Host(at.Member)
			says(t, doc, &h)
		}
		o.Document = f.Body
		if again := rendered(t, &c, o); string(again.Body) != string(f.Body) {
			t.Fatalf("put in twice:\n%s\n%s", f.Body, again.Body)
		}
	})
	if taken == 0 {
		t.Error("every configuration was refused")
	}
}

func found(list any, key, name string) object {
	all, _ := list.([]any)
	for _, item := range all {
		if o := item.(object); o[key] == name {
			return o
		}
	}
	return nil
}

// below goes down; what isn't there is an empty object.
func below(o object, keys ...string) object {
	for _, k := range keys {
		o, _ = o[k].(object)
	}
	return o
}

func says(t *rapid.T, doc object, h *netstate.Host) {
	network := below(doc, "profile", "esx", "network")
	own := below(doc, "host-specific", strings.ToLower(uuids(h.Name)), "esx", "network")
	for i := range h.Vmks {
		v := &h.Vmks[i]
		n := found(network["vmknics"], "device", v.Device)
		if n == nil {
			t.Fatalf("%s is not there", v.Device)
		}
		if mtu, ok := v.MTU.Get(); ok && n["mtu"] != float64(mtu) {
			t.Fatalf("%s has the MTU %v", v.Device, n["mtu"])
		}
		if port := below(n, "vss_port"); port["portgroup_name"] != v.PortGroup.Or("") || port["switch_name"] != v.Switch.Or("") || n["port_connection_type"] != "VSS" {
			t.Fatalf("%s is on %v", v.Device, n)
		}
		if s, ok := v.Stack.Get(); ok && n["net_stack_instance_key"] != esx.StackKey(s) {
			t.Fatalf("%s is in %v", v.Device, n["net_stack_instance_key"])
		}
		services(t, v, below(n, "enabled_services"))
		address(t, v, n, below(found(own["vmknics"], "device", v.Device), "ip"))
	}
	for i := range h.Stacks {
		s := &h.Stacks[i]
		n := found(network["net_stacks"], "key", esx.StackKey(s.Name))
		if g, ok := s.Gateway.Get(); ok && below(n, "routing_config")["ipv4_default_gateway"] != g.String() {
			t.Fatalf("the stack %s has %v", s.Name, n)
		}
	}
	for i := range h.PortGroups {
		p := &h.PortGroups[i]
		if vlan, ok := p.VLAN.Get(); ok && p.Name != "" {
			s := found(below(doc, "profile", "esx", "network_vss")["switches"], "name", p.Switch)
			if g := found(s["port_groups"], "name", p.Name); g["vlan_id"] != float64(vlan) {
				t.Fatalf("the port group %s is %v", p.Name, g)
			}
		}
	}
}

func services(t *rapid.T, v *netstate.Vmk, have object) {
	if v.Roles == nil {
		return
	}
	implied := map[string]string{"vmotion": "vmotion", "provisioning": "vsphere_provisioning"}[v.Stack.Or("")]
	for role, key := range spellings {
		if key != implied && (have[key] == true) != slices.Contains(v.Roles, role) {
			t.Fatalf("%s with the roles %v has the services %v", v.Device, v.Roles, have)
		}
	}
}

func address(t *rapid.T, v *netstate.Vmk, n, own object) {
	static := v.IPv4.Mode.Or("") == netstate.Static
	if below(n, "ip")["dhcp"] != !static {
		t.Fatalf("%s has %v", v.Device, n["ip"])
	}
	if want := v.IPv4.Address.Addr().String(); static && own["ipv4_address"] != want || !static && own["ipv4_address"] != nil {
		t.Fatalf("%s has %v, want %s", v.Device, own, want)
	}
	if g, ok := v.IPv4.Gateway.Get(); ok && n["ip_route_default_gateway"] != g.String() {
		t.Fatalf("%s goes by %v", v.Device, n["ip_route_default_gateway"])
	}
	if v.IPv6 != nil && below(n, "ip")["ipv6_enabled"] != !v.IPv6.Off {
		t.Fatalf("%s has %v", v.Device, n["ip"])
	}
}
