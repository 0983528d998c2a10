package csv

import (
	"net/netip"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A row is one vmk with what its cells are made of.
type row struct {
	cluster string
	host    *netstate.Host
	vmk     *netstate.Vmk
	stack   *netstate.Stack // nil: it has no block
	group   netstate.PortGroup
}

// columns are the table's columns, in order. Their names stay as they are once
// they are out; new ones come last.
var columns = []struct {
	name string
	cell func(*row) string
}{
	{"cluster", func(r *row) string { return r.cluster }},
	{"host", func(r *row) string { return r.host.Name }},
	{"device", func(r *row) string { return r.vmk.Device }},
	{"roles", func(r *row) string { return words(r.vmk.Roles) }},
	{"switch", func(r *row) string { return r.vmk.Switch.Or("") }},
	{"switch_type", (*row).kind},
	{"portgroup", func(r *row) string { return r.vmk.PortGroup.Or("") }},
	{"vlan", func(r *row) string { return number(r.group.VLAN) }},
	{"addressing", func(r *row) string { return string(r.ipv4().Mode.Or("")) }},
	{"ip", func(r *row) string { return r.static(func(p netip.Prefix) string { return p.Addr().String() }) }},
	{"prefix", func(r *row) string { return r.static(func(p netip.Prefix) string { return strconv.Itoa(p.Bits()) }) }},
	{"netmask", func(r *row) string { return r.static(netmask) }},
	{"network", func(r *row) string { return r.static(func(p netip.Prefix) string { return p.Masked().String() }) }},
	{"gateway", func(r *row) string { g, _ := r.gateway(); return g }},
	{"gateway_from", func(r *row) string { _, from := r.gateway(); return from }},
	{"mtu", func(r *row) string { return number(r.vmk.MTU) }},
	{"stack", func(r *row) string { return r.vmk.Stack.Or("") }},
	{"mac", func(r *row) string { return r.vmk.MAC.Or("") }},
	{"ipv6", func(r *row) string { return words(r.ipv6().Addresses) }},
	{"ipv6_gateway", (*row).gateway6},
	{"ipv6_autoconf", func(r *row) string { return yesNo(r.ipv6().Autoconf) }},
	{"ipv6_dhcp", func(r *row) string { return yesNo(r.ipv6().DHCP) }},
}

func (r *row) kind() string {
	if !r.vmk.Switch.IsSet() {
		return ""
	}
	if s := r.host.Switch(r.vmk.Switch.Or("")); s != nil {
		return string(s.Kind)
	}
	return string(netstate.Standard)
}

func (r *row) ipv4() netstate.IPv4 {
	if r.vmk.IPv4 == nil {
		return netstate.IPv4{}
	}
	return *r.vmk.IPv4
}

func (r *row) ipv6() netstate.IPv6 {
	if r.vmk.IPv6 == nil {
		return netstate.IPv6{}
	}
	return *r.vmk.IPv6
}

// gateway is the way out of a vmk's network, and whose it is: its own, or its stack's.
func (r *row) gateway() (gateway, from string) {
	if a, ok := r.ipv4().Gateway.Get(); ok && !a.IsUnspecified() {
		return a.String(), "vmk"
	}
	if r.stack == nil || r.ipv4().Mode.Or(netstate.None) != netstate.Static {
		return "", ""
	}
	if a, ok := r.stack.Gateway.Get(); ok && !a.IsUnspecified() && r.ipv4().Address.Contains(a) {
		return a.String(), "stack"
	}
	return "", ""
}

func (r *row) gateway6() string {
	if a, ok := r.ipv6().Gateway.Get(); ok && !a.IsUnspecified() {
		return a.String()
	}
	if r.stack == nil {
		return ""
	}
	a, ok := r.stack.Gateway6.Get()
	if !ok || a.IsUnspecified() {
		return ""
	}
	for _, p := range r.ipv6().Addresses {
		if p.Contains(a) || a.IsLinkLocalUnicast() {
			return a.String()
		}
	}
	return ""
}

// static gives a text made of a static address; empty where there is none.
func (r *row) static(text func(netip.Prefix) string) string {
	if ip := r.ipv4(); ip.Mode.Or("") == netstate.Static {
		return text(ip.Address)
	}
	return ""
}
