package view

import (
	"iter"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Hosts are the resolved hosts to show.
type Hosts struct {
	Source   string
	Hash     string
	Clusters []HostsOf
}

// HostsOf are one cluster's hosts to show, in the user's order.
type HostsOf struct {
	*netstate.Cluster
	Hosts iter.Seq[netstate.Host]
}

// columnsOfRow are the headings of a vmk's row, in every table.
var columnsOfRow = []string{"cluster", "host", "vmk", "roles", "ipv4", "ipv6", "vlan", "mtu", "stack", "portgroup", "switch", "gateway"}

// untouched stands where the configuration leaves a thing alone.
const untouched = "-"

// row is a vmk as the cells of a table.
func row(c *netstate.Cluster, h *netstate.Host, v *netstate.Vmk) []string {
	vlan := untouched
	for i := range h.PortGroups {
		p := &h.PortGroups[i]
		if p.Of == v.Device || p.Name != "" && p.Name == v.PortGroup.Or("") && p.Switch == v.Switch.Or("") {
			vlan = number(p.VLAN)
			break
		}
	}
	return []string{
		c.Name, h.Name, v.Device, roles(v.Roles), ipv4(v.IPv4), ipv6(v.IPv6), vlan, number(v.MTU),
		v.Stack.Or(untouched), v.PortGroup.Or(untouched), v.Switch.Or(untouched), gateway(h, v),
	}
}

func number(n netstate.Opt[int]) string {
	if v, ok := n.Get(); ok {
		return strconv.Itoa(v)
	}
	return untouched
}

func roles(r []netstate.Role) string {
	if r == nil {
		return untouched
	}
	words := make([]string, len(r))
	for i, role := range r {
		words[i] = string(role)
	}
	if len(words) == 0 {
		return "none"
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
	if len(words) == 0 {
		return "on"
	}
	return strings.Join(words, ",")
}

// gateway is the adapter's own, else its stack's.
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

// rows gives all rows of all hosts.
func (s *Hosts) rows() iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for _, c := range s.Clusters {
			for h := range c.Hosts {
				for i := range h.Vmks {
					if !yield(row(c.Cluster, &h, &h.Vmks[i])) {
						return
					}
				}
			}
		}
	}
}
