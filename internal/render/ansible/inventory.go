package ansible

import (
	"cmp"
	"fmt"
	"net"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/foreign"
)

// inventoryOf writes what is wanted of a cluster's kept hosts: once for alike
// ones, and each host's addresses. Without hosts there is none.
func inventoryOf(c *render.Cluster) ([]byte, error) {
	hosts := make([]mapping, len(c.Groups))
	var order []int
	for at := range c.Hosts() {
		if hosts[at.Group].node == nil {
			hosts[at.Group] = newMapping()
			order = append(order, at.Group)
		}
		h := c.Groups[at.Group].Host(at.Member)
		hosts[at.Group].addName(h.Name, addresses(&h))
	}
	if order == nil {
		return nil, nil
	}
	groups := newMapping()
	name := groupName(c.Name)
	for i, g := range order {
		one := newMapping()
		one.add("hosts", hosts[g].node)
		one.add("vars", wanted(&c.Groups[g].Pattern).node)
		groups.add(name+"_"+strconv.Itoa(i+1), one.node)
	}
	cluster := newMapping()
	if vars := connection(c.Server); !vars.empty() {
		cluster.add("vars", vars.node)
	}
	cluster.add("children", groups.node)
	children := newMapping()
	children.add(name, cluster.node)
	all, root := newMapping(), newMapping()
	all.add("children", children.node)
	root.add("all", all.node)
	body, err := encode(root)
	if err != nil {
		return nil, fmt.Errorf("the inventory of cluster %s: %w", c.Name, err)
	}
	return append([]byte(header(c)+"---\n"), body...), nil
}

// connection says which vCenter it is; who connects is never written.
func connection(server string) mapping {
	vars := newMapping()
	if server == "" {
		return vars
	}
	name, port, err := net.SplitHostPort(server)
	if err != nil {
		vars.add("vmkgen_vcenter", text(strings.Trim(server, "[]")))
		return vars
	}
	vars.add("vmkgen_vcenter", text(name))
	if n, err := strconv.Atoi(port); err == nil {
		vars.add("vmkgen_port", number(n))
	}
	return vars
}

// addresses are what each host has of its own.
func addresses(h *netstate.Host) *yaml.Node {
	byVmk := newMapping()
	for i := range h.Vmks {
		v := &h.Vmks[i]
		if v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.Static {
			own := newMapping()
			own.add("ip_address", text(v.IPv4.Address.Addr().String()))
			byVmk.add(v.Device, own.node)
		}
	}
	if byVmk.empty() {
		byVmk.node.Style = yaml.FlowStyle
	}
	vars := newMapping()
	vars.add("vmkgen_addresses", byVmk.node)
	return vars.node
}

// wanted is what alike hosts share.
func wanted(h *netstate.Host) mapping {
	var switches, portGroups []*yaml.Node
	for i := range h.Switches {
		if s := &h.Switches[i]; s.Kind == netstate.Standard && foreign.Manages(s) {
			switches = append(switches, vSwitch(s))
		}
	}
	for i := range h.PortGroups {
		if p := &h.PortGroups[i]; !p.Distributed && p.VLAN.IsSet() {
			portGroups = append(portGroups, portGroup(p))
		}
	}
	stacks, dns := newMapping(), newMapping()
	for i := range h.Stacks {
		stack(stacks, dns, &h.Stacks[i])
	}
	vars := newMapping()
	vars.add("vmkgen_switches", sequence(switches))
	vars.add("vmkgen_portgroups", sequence(portGroups))
	vars.add("vmkgen_vmks", sequence(vmksOf(h)))
	for _, x := range []struct {
		name string
		m    mapping
	}{{"vmkgen_stacks", stacks}, {"vmkgen_dns", dns}} {
		if x.m.empty() {
			x.m.node.Style = yaml.FlowStyle
		}
		vars.add(x.name, x.m.node)
	}
	return vars
}

// vmksOf are the adapters, vmk0 last.
func vmksOf(h *netstate.Host) (vmks []*yaml.Node) {
	for i := range h.Vmks {
		if v := &h.Vmks[i]; v.Device != esx.InstallVmk {
			vmks = append(vmks, vmk(h, v))
		}
	}
	if v := h.Vmk(esx.InstallVmk); v != nil {
		vmks = append(vmks, vmk(h, v))
	}
	return vmks
}

func vSwitch(s *netstate.Switch) *yaml.Node {
	m := newMapping()
	m.add("name", text(s.Name))
	m.add("uplinks", texts(s.Uplinks))
	if n, ok := s.MTU.Get(); ok {
		m.add("mtu", number(n))
	} else {
		m.add("min_mtu", number(max(s.MinMTU, esx.DefaultMTU)))
	}
	if s.Security != nil {
		sec := newMapping()
		addBool(sec, "promiscuous_mode", s.Security.Promiscuous)
		addBool(sec, "mac_changes", s.Security.MACChanges)
		addBool(sec, "forged_transmits", s.Security.ForgedTransmits)
		addFull(m, "security", sec)
	}
	teaming(m, s.Teaming)
	return m.node
}

func addBool(m mapping, key string, b netstate.Opt[bool]) {
	if v, ok := b.Get(); ok {
		m.add(key, boolean(v))
	}
}

func addFull(m mapping, key string, value mapping) {
	if !value.empty() {
		m.add(key, value.node)
	}
}

func teaming(m mapping, t *netstate.Teaming) {
	if t == nil {
		return
	}
	out := newMapping()
	if p, ok := t.Policy.Get(); ok {
		out.add("load_balancing", text(esx.TeamingOf(p).API))
	}
	if d, ok := t.Detection.Get(); ok {
		word := "link_status_only"
		if d == netstate.DetectBeacon {
			word = "beacon_probing"
		}
		out.add("network_failure_detection", text(word))
	}
	addBool(out, "notify_switches", t.Notify)
	addBool(out, "failback", t.Failback)
	if t.Active != nil {
		out.add("active_adapters", texts(t.Active))
	}
	if t.Standby != nil {
		out.add("standby_adapters", texts(t.Standby))
	}
	addFull(m, "teaming", out)
}

func portGroup(p *netstate.PortGroup) *yaml.Node {
	m := newMapping()
	m.add("name", text(cmp.Or(p.Name, esx.ManagementGroup)))
	m.add("switch", text(cmp.Or(p.Switch, esx.InstallSwitch)))
	m.add("vlan", number(p.VLAN.Or(0)))
	teaming(m, p.Teaming)
	return m.node
}

// vmk is an adapter. Where vmk0's block says no place, it is taken to be where
// it was installed; the playbook stops where it isn't.
func vmk(h *netstate.Host, v *netstate.Vmk) *yaml.Node {
	on := v.Switch.Or(esx.InstallSwitch)
	s := h.Switch(on)
	m := newMapping()
	m.add("device", text(v.Device))
	m.add("switch", text(on))
	m.add("distributed", boolean(s != nil && s.Kind == netstate.Distributed))
	m.add("portgroup", text(v.PortGroup.Or(esx.ManagementGroup)))
	m.add("roles", texts(esx.Tagged(v.Roles, v.Stack.Or(netstate.DefaultStack))))
	if n, ok := v.MTU.Get(); ok {
		m.add("mtu", number(n))
	}
	m.add("network", network(v).node)
	return m.node
}

func network(v *netstate.Vmk) mapping {
	net4 := newMapping()
	if v.IPv4.Mode.Or("") == netstate.DHCP {
		net4.add("type", text("dhcp"))
	} else {
		net4.add("type", text("static"))
		net4.add("subnet_mask", text(net.IP(net.CIDRMask(v.IPv4.Address.Bits(), v.IPv4.Address.Addr().BitLen())).String()))
		if a, ok := v.IPv4.Gateway.Get(); ok && !a.IsUnspecified() {
			net4.add("default_gateway", text(a.String()))
		}
	}
	net4.add("tcpip_stack", text(v.Stack.Or(netstate.DefaultStack)))
	return net4
}

func stack(stacks, dns mapping, s *netstate.Stack) {
	if s.Name == netstate.DefaultStack {
		if s.DNS != nil {
			servers := make([]string, len(s.DNS))
			for i, a := range s.DNS {
				servers[i] = a.String()
			}
			dns.add("servers", texts(servers))
		}
		if s.Search != nil {
			dns.add("search", texts(s.Search))
		}
		return
	}
	m := newMapping()
	if a, ok := s.Gateway.Get(); ok {
		m.add("gateway", text(a.String()))
	}
	if a, ok := s.Gateway6.Get(); ok {
		m.add("ipv6_gateway", text(a.String()))
	}
	if c, ok := s.Congestion.Get(); ok {
		m.add("congestion_algorithm", text(string(c)))
	}
	if n, ok := s.MaxConnections.Get(); ok {
		m.add("max_num_connections", number(n))
	}
	addFull(stacks, s.Name, m)
}
