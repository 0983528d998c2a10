package vcp

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// host reads what a document says of one host. With own, it says all that is
// the host's alone, such as its addresses.
func (r *reading) host(d *document, tree any, own bool) netstate.Host {
	b := &building{reading: r, own: own}
	root := place{tree, "", &faults{}}.at("esx")
	for _, s := range root.at("network_vss").at("switches").items() {
		b.standard(s)
	}
	for _, s := range root.at("network_vds").at("switches").items() {
		b.distributed(s)
	}
	network := root.at("network")
	network.only("vmknics net_stacks firewall_rule_sets")
	for _, s := range network.at("net_stacks").items() {
		b.stack(s)
	}
	for _, v := range network.at("vmknics").items() {
		b.vmk(v)
	}
	slices.SortStableFunc(b.h.Vmks, func(x, y netstate.Vmk) int { return natural.Compare(x.Device, y.Device) })
	b.h.Complete.Vmks = own
	b.told(d, root.faults)
	return b.h
}

// A building is a host under way.
type building struct {
	*reading
	h      netstate.Host
	own    bool
	values []string // what is wrong with values
	twice  []string
	left   []string // what can't be expressed
	none   []string // vmks with neither DHCP nor an address
}

func (b *building) told(d *document, f *faults) {
	add := func(code diag.Code, all []string, before string) {
		slices.Sort(all)
		for _, text := range slices.Compact(all) {
			x := importer.Fault(code, d.file, 0, before+text, "")
			if !slices.ContainsFunc(b.out.Diags, func(o diag.Diagnostic) bool { return o.Code == code && o.Detail == x.Detail && o.Path == x.Path }) {
				b.out.Diags = append(b.out.Diags, x)
			}
		}
	}
	add(diag.SourceBroken, f.wrong, "")
	add(diag.SourceValue, b.values, "")
	add(diag.SourceTwice, b.twice, "")
	add(diag.ImportUnread, f.strange, "import has no meaning for ")
	for _, device := range b.none {
		b.note(importer.Guess, b.h.Name, "that %s has no IPv4 address: its document gives it neither DHCP nor one", device)
	}
	for _, text := range b.left {
		b.out.Diags = append(b.out.Diags, importer.About(diag.ImportLeftOut, b.h.Name, "", text, ""))
	}
}

func (b *building) address(p place) (netip.Addr, bool) {
	text, ok := p.text()
	if !ok {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		b.values = append(b.values, p.path+" is "+strconv.Quote(text)+", which is no address")
		return netip.Addr{}, false
	}
	if a.IsUnspecified() {
		return netip.Addr{}, true // none
	}
	return a, true
}

func (b *building) stack(p place) {
	p.only("key name host_name dns routing_config")
	key, ok := p.at("key").text()
	if !ok {
		p.at("key").bad("name of a stack")
		return
	}
	if b.h.Stack(esx.StackName(key)) != nil {
		b.twice = append(b.twice, "stack "+strconv.Quote(key)+" is in "+p.path+" twice")
		return
	}
	s := netstate.Stack{Name: esx.StackName(key)}
	if name, ok := p.at("host_name").text(); ok && s.Name == netstate.DefaultStack {
		b.h.Name = name
	}
	dns := p.at("dns")
	dns.only("name_server search_domain")
	if servers := dns.at("name_server").texts(); servers != nil {
		s.DNS = []netip.Addr{}
		for _, text := range servers {
			if a, ok := b.address(place{text, p.path + "/dns/name_server", p.faults}); ok {
				s.DNS = append(s.DNS, a)
			}
		}
	}
	s.Search = dns.at("search_domain").texts()
	routing := p.at("routing_config")
	routing.only("ipv4_default_gateway ipv6_default_gateway")
	if a, ok := b.address(routing.at("ipv4_default_gateway")); ok {
		s.Gateway = netstate.Some(a)
	}
	if a, ok := b.address(routing.at("ipv6_default_gateway")); ok {
		s.Gateway6 = netstate.Some(a)
	}
	b.h.Stacks = append(b.h.Stacks, s)
}

func (b *building) vmk(p place) {
	p.only("device key enabled mtu mac_mode port_connection_type vds_port net_stack_instance_key ip_route_default_gateway enabled_services ip " + standardPort)
	device, _ := p.at("device").text()
	if n, err := strconv.Atoi(strings.TrimPrefix(device, "vmk")); err != nil || n < 0 || n > 255 || device != "vmk"+strconv.Itoa(n) {
		b.values = append(b.values, p.path+"/device is "+strconv.Quote(device)+", which is no vmk")
		return
	}
	if b.h.Vmk(device) != nil {
		b.twice = append(b.twice, device+" is in "+p.path+" twice")
		return
	}
	if on, ok := p.at("enabled").yes(); ok && !on {
		b.left = append(b.left, device+" is disabled")
		return
	}
	v := netstate.Vmk{Device: device}
	if mtu, ok := p.at("mtu").number(); ok {
		v.MTU = netstate.Some(mtu)
	}
	if mode, ok := p.at("mac_mode").text(); ok && mode != "AUTO_GENERATED" {
		b.left = append(b.left, device+" has the mac_mode "+strconv.Quote(mode))
	}
	if key, ok := p.at("net_stack_instance_key").text(); ok {
		v.Stack = netstate.Some(esx.StackName(key))
	}
	b.port(p, &v)
	b.roles(p.at("enabled_services"), &v)
	b.ip(p, &v)
	b.h.Vmks = append(b.h.Vmks, v)
}

// standardPort is what the port of a vmk on a standard switch may be called; no
// exported document that has one was seen.
const standardPort = "vss_port standard_port portgroup_name port_group_name"

func (b *building) port(p place, v *netstate.Vmk) {
	if port := p.at("vds_port"); port.value != nil {
		port.only("switch_name portgroup_name port_key")
		name, named := port.at("switch_name").text()
		group, grouped := port.at("portgroup_name").text()
		if !named || !grouped {
			b.left = append(b.left, v.Device+" is on a distributed port that isn't named")
			return
		}
		v.Switch, v.PortGroup = netstate.Some(name), netstate.Some(group)
		if b.h.Switch(name) == nil {
			b.h.Switches = append(b.h.Switches, netstate.Switch{Name: name, Kind: netstate.Distributed})
		}
		has := func(g netstate.PortGroup) bool { return g.Distributed && g.Name == group && g.Switch == name }
		if !slices.ContainsFunc(b.h.PortGroups, has) {
			b.h.PortGroups = append(b.h.PortGroups, netstate.PortGroup{Name: group, Switch: name, Distributed: true})
		}
		return
	}
	for _, at := range []place{p.at("vss_port"), p.at("standard_port"), p} {
		for _, name := range []string{"portgroup_name", "port_group_name"} {
			if at.value == nil {
				continue
			}
			if group, ok := at.at(name).text(); ok {
				v.PortGroup = netstate.Some(group)
			}
		}
		if name, ok := at.at("switch_name").text(); ok && v.PortGroup.IsSet() {
			v.Switch = netstate.Some(name)
		}
	}
	for i := range b.h.PortGroups {
		if g := &b.h.PortGroups[i]; !g.Distributed && g.Name == v.PortGroup.Or("") {
			v.Switch, g.Of = netstate.Some(g.Switch), v.Device
		}
	}
}

func (b *building) roles(p place, v *netstate.Vmk) {
	services, ok := p.value.(object)
	if !ok && p.value != nil {
		p.bad("object")
	}
	if ok {
		v.Roles = []netstate.Role{}
	}
	for _, key := range natural.Keys(services) {
		yes, _ := p.at(key).yes()
		plain := strings.ToLower(strings.ReplaceAll(key, "_", ""))
		at := slices.IndexFunc(esx.Roles, func(row esx.RoleRow) bool { return row.NicType != "" && strings.ToLower(row.NicType) == plain })
		switch {
		case at < 0:
			p.strange = append(p.strange, p.path+"/"+key)
		case yes:
			v.Roles = append(v.Roles, esx.Roles[at].Role)
		}
	}
	for _, row := range esx.Stacks {
		if row.Name == v.Stack.Or("") && row.Implied != "" && !slices.Contains(v.Roles, row.Implied) {
			v.Roles = append(v.Roles, row.Implied)
		}
	}
	slices.SortFunc(v.Roles, func(x, y netstate.Role) int { return slices.Index(netstate.Roles, x) - slices.Index(netstate.Roles, y) })
}

func (b *building) ip(p place, v *netstate.Vmk) {
	ip := p.at("ip")
	ip.only("dhcp dhcp_dns ipv6_enabled ipv6 ipv4_address ipv4_subnet_mask")
	four := netstate.IPv4{}
	if g, ok := b.address(p.at("ip_route_default_gateway")); ok {
		four.Gateway = netstate.Some(g)
	}
	address, hasAddress := ip.at("ipv4_address").text()
	dhcp, said := ip.at("dhcp").yes()
	mask, _ := ip.at("ipv4_subnet_mask").text()
	switch {
	case dhcp:
		four.Mode = netstate.Some(netstate.DHCP)
	case hasAddress:
		prefix, err := importer.Masked(address, mask)
		if err != nil {
			b.values = append(b.values, ip.path+": "+err.Error())
			return
		}
		four.Mode, four.Address = netstate.Some(netstate.Static), prefix
	case said && b.own:
		four.Mode = netstate.Some(netstate.None)
		b.none = append(b.none, v.Device)
	}
	if four != (netstate.IPv4{}) {
		v.IPv4 = &four
	}
	b.ipv6(ip, v)
}

func (b *building) ipv6(ip place, v *netstate.Vmk) {
	six := ip.at("ipv6")
	six.only("dhcp dhcp_dns auto_configuration_enabled")
	on, said := ip.at("ipv6_enabled").yes()
	if said && !on {
		v.IPv6 = &netstate.IPv6{Off: true}
		return
	}
	out := netstate.IPv6{}
	if yes, ok := six.at("dhcp").yes(); ok {
		out.DHCP = netstate.Some(yes)
	}
	if yes, ok := six.at("auto_configuration_enabled").yes(); ok {
		out.Autoconf = netstate.Some(yes)
	}
	if said || out.DHCP.IsSet() || out.Autoconf.IsSet() {
		v.IPv6 = &out
	}
}
