package view

import (
	"iter"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Hosts are the resolved hosts to show.
type Hosts struct {
	Source   string // the configuration, as the user named it
	Hash     string // its SHA-256, in hex
	Clusters []HostsOf
}

// HostsOf are one cluster's hosts to show, in the user's order.
type HostsOf struct {
	*netstate.Cluster
	Hosts iter.Seq2[netstate.Member, netstate.Host]
}

// The columns of a vmk's row, in the order of all tables.
const (
	clusterColumn = iota
	hostColumn
	vmkColumn
	rolesColumn
	ipv4Column
	ipv6Column
	vlanColumn
	mtuColumn
	stackColumn
	portGroupColumn
	switchColumn
	gatewayColumn
	columnCount
)

// headings are the names of the columns, for programs.
var headings = cells{"cluster", "host", "vmk", "roles", "ipv4", "ipv6", "vlan", "mtu", "stack", "portgroup", "switch", "gateway"}

type cells [columnCount]string

// untouched stands where the configuration leaves a thing alone.
const untouched = "-"

// rows gives a row for each vmk of each host; a host without any has one too.
func (c HostsOf) rows() iter.Seq[cells] {
	return func(yield func(cells) bool) {
		for _, h := range c.Hosts {
			if len(h.Vmks) == 0 && !yield(bare(c.Name, h.Name)) {
				return
			}
			for i := range h.Vmks {
				if !yield(row(c.Name, &h, &h.Vmks[i])) {
					return
				}
			}
		}
	}
}

func bare(cluster, host string) cells {
	var c cells
	for i := range c {
		c[i] = untouched
	}
	c[clusterColumn], c[hostColumn] = cluster, host
	return c
}

func row(cluster string, h *netstate.Host, v *netstate.Vmk) cells {
	return cells{
		cluster, h.Name, v.Device, rolesOf(v.Roles), ipv4(v.IPv4), ipv6(v.IPv6), vlan(h, v), number(v.MTU),
		v.Stack.Or(untouched), v.PortGroup.Or(untouched), v.Switch.Or(untouched), gateway(h, v),
	}
}

// vlan is that of the port group which is wanted for the vmk.
func vlan(h *netstate.Host, v *netstate.Vmk) string {
	for i := range h.PortGroups {
		p := &h.PortGroups[i]
		if p.Of == v.Device || p.Name != "" && p.Name == v.PortGroup.Or("") && p.Switch == v.Switch.Or("") {
			return number(p.VLAN)
		}
	}
	return untouched
}

func number(n netstate.Opt[int]) string {
	if v, ok := n.Get(); ok {
		return strconv.Itoa(v)
	}
	return untouched
}

func rolesOf(roles []netstate.Role) string {
	switch {
	case roles == nil:
		return untouched
	case len(roles) == 0:
		return "none"
	}
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = string(role)
	}
	return strings.Join(words, ",")
}

func ipv4(ip *netstate.IPv4) string {
	if ip == nil || !ip.Mode.IsSet() {
		return untouched
	}
	if m := ip.Mode.Or(""); m != netstate.Static {
		return string(m)
	}
	return ip.Address.String()
}

func ipv6(ip *netstate.IPv6) string {
	if ip == nil {
		return untouched
	}
	var words []string
	for _, a := range ip.Addresses {
		words = append(words, a.String())
	}
	if ip.DHCP.Or(false) {
		words = append(words, "dhcp")
	}
	if ip.Autoconf.Or(false) {
		words = append(words, "autoconf")
	}
	switch {
	case ip.Off:
		return "off"
	case len(words) == 0:
		return "on"
	}
	return strings.Join(words, ",")
}

// gateway is the IPv4 gateway of the adapter's own, else its stack's.
func gateway(h *netstate.Host, v *netstate.Vmk) string {
	if v.IPv4 != nil {
		if g, ok := v.IPv4.Gateway.Get(); ok {
			return g.String()
		}
	}
	if s := h.Stack(v.Stack.Or(netstate.DefaultStack)); s != nil {
		if g, ok := s.Gateway.Get(); ok {
			return g.String()
		}
	}
	return untouched
}
