package vcp

import (
	"net"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

const (
	defaultStack = "defaultTcpipStack"
	noGateway    = "0.0.0.0"
	distributed  = "VDS"
)

// put gives a member a value, unless it has it already, however it is spelt.
func put(n *node, key string, value *node) {
	if !same(n.get(key), value) {
		n.set(key, value)
	}
}

func same(a, b *node) bool {
	switch {
	case a == nil || a.kind != b.kind || len(a.items) != len(b.items):
		return false
	case a.kind == '[':
		return !slices.ContainsFunc(slices.Collect(indexes(a)), func(i int) bool { return !same(a.items[i], b.items[i]) })
	}
	return a.kind == 's' && (a.raw == b.raw || strings.HasPrefix(b.raw, `"`) && strings.HasPrefix(a.raw, `"`) && a.text() == b.text())
}

func indexes(n *node) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n.items {
			if !yield(i) {
				return
			}
		}
	}
}

// A merging puts what is wanted into a document.
type merging struct {
	doc   *document
	words vocabulary
}

// profile puts in what all hosts of a cluster share.
func (m *merging) profile(h *netstate.Host) {
	root := m.doc.root.into(ofAll, "esx")
	for _, s := range standards(h) {
		m.standard(root, h, s)
	}
	for i := range h.Stacks {
		stack(root, &h.Stacks[i])
	}
	for i := range h.Vmks {
		m.vmk(root.into("network"), h, &h.Vmks[i])
	}
}

// stack puts in a stack's gateway and names.
func stack(root *node, s *netstate.Stack) {
	g, hasGateway := s.Gateway.Get()
	if !hasGateway && s.DNS == nil && s.Search == nil {
		return
	}
	key := esx.StackKey(s.Name)
	n, made := root.into("network").element("net_stacks", "key", key)
	if made {
		n.set("name", text(key))
	}
	if s.DNS != nil {
		servers := make([]string, len(s.DNS))
		for i, a := range s.DNS {
			servers[i] = a.String()
		}
		put(n.into("dns"), "name_server", texts(servers))
	}
	if s.Search != nil {
		put(n.into("dns"), "search_domain", texts(s.Search))
	}
	if hasGateway {
		put(n.into("routing_config"), "ipv4_default_gateway", text(g.String()))
	}
}

// vmk puts in an adapter, but for its address.
func (m *merging) vmk(network *node, h *netstate.Host, v *netstate.Vmk) {
	n, made := network.element("vmknics", "device", v.Device)
	if made {
		n.set("enabled", boolean(true))
		n.set("mac_mode", text("AUTO_GENERATED"))
	}
	if mtu, ok := v.MTU.Get(); ok {
		put(n, "mtu", number(mtu))
	}
	m.place(n, h, v)
	if key, ok := v.Stack.Get(); ok || made {
		if !ok {
			key = netstate.DefaultStack
		}
		put(n, "net_stack_instance_key", text(esx.StackKey(key)))
	}
	m.services(n, v)
	ipv4(n, v, made)
	ipv6(n, v)
}

// place says which port group an adapter is on, where that is said.
func (m *merging) place(n *node, h *netstate.Host, v *netstate.Vmk) {
	group, ok := v.PortGroup.Get()
	if !ok {
		return
	}
	name := v.Switch.Or(esx.InstallSwitch)
	if onDistributed(h, v) {
		put(n, "port_connection_type", text(distributed))
		port := n.into("vds_port")
		put(port, "switch_name", text(name))
		put(port, "portgroup_name", text(group))
		return
	}
	m.words.port(n, name, group)
}

func onDistributed(h *netstate.Host, v *netstate.Vmk) bool {
	s := h.Switch(v.Switch.Or(esx.InstallSwitch))
	return s != nil && s.Kind == netstate.Distributed
}

// services makes an adapter's services those of its roles. A service whose role
// nobody knows stays as it is, and so does what a stack implies.
func (m *merging) services(n *node, v *netstate.Vmk) {
	if v.Roles == nil {
		return
	}
	have := n.get("enabled_services")
	if have != nil {
		for _, key := range slices.Clone(have.keys) {
			role, known := roleOf(key)
			if known && have.get(key).isTrue() && !slices.Contains(v.Roles, role) && !implied(v, role) {
				have.drop(key)
			}
		}
	}
	for _, row := range esx.Roles {
		if slices.Contains(v.Roles, row.Role) && !row.Traceless {
			key, _ := m.words.service(row.Role)
			put(n.into("enabled_services"), key, boolean(true))
		}
	}
}

func implied(v *netstate.Vmk, role netstate.Role) bool {
	for _, s := range esx.Stacks {
		if s.Name == v.Stack.Or(netstate.DefaultStack) && s.Implied == role {
			return true
		}
	}
	return false
}

func ipv4(n *node, v *netstate.Vmk, made bool) {
	if made {
		n.set("ip_route_default_gateway", text(noGateway))
		n.into("ip").set("dhcp_dns", boolean(false))
	}
	if v.IPv4 == nil {
		return
	}
	if mode, ok := v.IPv4.Mode.Get(); ok {
		put(n.into("ip"), "dhcp", boolean(mode == netstate.DHCP))
	}
	if g, ok := v.IPv4.Gateway.Get(); ok {
		put(n, "ip_route_default_gateway", text(g.String()))
	}
}

func ipv6(n *node, v *netstate.Vmk) {
	if v.IPv6 == nil {
		return
	}
	ip := n.into("ip")
	put(ip, "ipv6_enabled", boolean(!v.IPv6.Off))
	if b, ok := v.IPv6.DHCP.Get(); ok {
		put(ip.into("ipv6"), "dhcp", boolean(b))
	}
	if b, ok := v.IPv6.Autoconf.Get(); ok {
		put(ip.into("ipv6"), "auto_configuration_enabled", boolean(b))
	}
}

// host puts in the addresses of one host.
func (m *merging) host(h *netstate.Host, uuid string) {
	key := m.doc.keyOf(ofHost, uuid)
	for i := range h.Vmks {
		v := &h.Vmks[i]
		if v.IPv4 == nil {
			continue
		}
		switch mode := v.IPv4.Mode.Or(""); mode {
		case netstate.Static:
			network := m.doc.root.into(ofHost, key, "esx", "network")
			n, _ := network.element("vmknics", "device", v.Device)
			put(n.into("ip"), "ipv4_address", text(v.IPv4.Address.Addr().String()))
			put(n.into("ip"), "ipv4_subnet_mask", text(net.IP(net.CIDRMask(v.IPv4.Address.Bits(), 32)).String()))
		case netstate.DHCP:
			if ip := m.doc.root.at(ofHost, key, "esx", "network", "vmknics").find("device", v.Device).get("ip"); ip != nil {
				ip.drop("ipv4_address")
				ip.drop("ipv4_subnet_mask")
			}
		case netstate.None:
		}
	}
}

// needsHost says whether anything of a host is its own.
func needsHost(h *netstate.Host) bool {
	return slices.ContainsFunc(h.Vmks, func(v netstate.Vmk) bool { return v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.Static })
}
