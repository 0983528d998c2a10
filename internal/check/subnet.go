package check

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// subnetTwice: in one subnet of a stack, ESXi sends by one vmk only. Several
// vmks for vMotion and bound ones for iSCSI are the exceptions that it knows.
func subnetTwice(h *host) {
	var buf [16]address
	all := h.addresses(buf[:0])
	for i := range all {
		m, ok := all[i].subnet()
		if !ok {
			continue
		}
		for k := range all[:i] {
			v, o := &h.Vmks[all[i].vmk], &h.Vmks[all[k].vmk]
			n, also := all[k].subnet()
			if v == o || !also || !m.Overlaps(n) || stackOf(v) != stackOf(o) || deliberate(v, o) {
				continue
			}
			h.say(h.at(&all[i]), fmt.Sprintf("%s and %s are both on the stack %q and in %s: ESXi sends to that subnet by one of them only", o.Device, v.Device, stackOf(v), m),
				"put one of them in another subnet, or on another stack", here(o.Device, h.at(&all[k])), rests(ofVmk(v, "roles")), rests(ofVmk(v, "stack")))
		}
	}
}

// deliberate says whether two vmks may well be in one subnet.
func deliberate(a, b *netstate.Vmk) bool {
	return movesOnly(a) && movesOnly(b) || bound(a) && bound(b)
}

func movesOnly(v *netstate.Vmk) bool {
	return moves(v) && !slices.ContainsFunc(v.Roles, func(r netstate.Role) bool { return r != netstate.VMotion })
}

// A network is a subnet under a VLAN, and the first address that is in it.
type network struct {
	vlan int
	net  netip.Prefix
	h    *host
	a    address
}

func (n *network) vmk() *netstate.Vmk { return &n.h.Vmks[n.a.vmk] }

// name says which vmk it is, and where others differ, of which host.
func (n *network) name() string {
	if len(n.h.in.hosts) > 1 {
		return n.vmk().Device + " of " + n.h.group.Members[0].Name
	}
	return n.vmk().Device
}

// spot is where the network was said: its VLAN, or else its subnet.
func (n *network) spot(vlan string) Spot {
	at := n.h.at(&n.a)
	if vlan != "" {
		at = ofVmk(n.vmk(), vlan)
	}
	return Spot{n.vmk().Device, n.h.in.Name, n.h.group.Members[0].Name, at}
}

// networks gives the distinct networks of a cluster, in order of first use.
func (c *cluster) networks() []network {
	type key struct {
		vlan int
		net  netip.Prefix
	}
	var out []network
	seen := map[key]bool{}
	var last [64]key
	var buf [16]address
	for i := range c.hosts {
		h := &c.hosts[i]
		for k, a := range h.addresses(buf[:0]) {
			net, ok := a.subnet()
			if !ok {
				continue
			}
			vlan, ok := h.vlanOf(&h.Vmks[a.vmk])
			n := key{vlan, net}
			if !ok || k < len(last) && last[k] == n || seen[n] {
				continue
			}
			if k < len(last) {
				last[k] = n
			}
			seen[n] = true
			out = append(out, network{vlan, net, h, a})
		}
	}
	return out
}

// subnetTwoVLANs: a subnet is one network, and so has one VLAN.
func subnetTwoVLANs(c *cluster) {
	all := c.networks()
	slices.SortStableFunc(all, func(a, b network) int {
		return cmp.Or(a.net.Addr().Compare(b.net.Addr()), cmp.Compare(a.net.Bits(), b.net.Bits()))
	})
	var open []*network // each holds the ones after it
	for i := range all {
		n := &all[i]
		for len(open) > 0 && !open[len(open)-1].net.Overlaps(n.net) {
			open = open[:len(open)-1]
		}
		for _, o := range open {
			if o.vlan == n.vlan || o.h == n.h && stackOf(o.vmk()) == stackOf(n.vmk()) && !deliberate(o.vmk(), n.vmk()) {
				continue
			}
			n.h.say(ofVmk(n.vmk(), "vlan"), fmt.Sprintf("%s has %s under VLAN %d, and %s has %s under VLAN %d: the subnets overlap", o.name(), o.net, o.vlan, n.name(), n.net, n.vlan),
				"give them one VLAN, or subnets that don't overlap", o.spot("vlan"), rests(n.h.at(&n.a)))
			break
		}
		open = append(open, n)
	}
}

// vlanTwoSubnets: a VLAN is one network, and mostly has one subnet. What is
// untagged may be many networks.
func vlanTwoSubnets(c *cluster) {
	type key struct {
		vlan int
		ipv6 bool
	}
	all := c.networks()
	byVLAN := map[key][]*network{}
	for i := range all {
		if n := &all[i]; n.vlan != 0 {
			k := key{n.vlan, n.net.Addr().Is6()}
			byVLAN[k] = append(byVLAN[k], n)
		}
	}
	for i := range all {
		n := &all[i]
		same := byVLAN[key{n.vlan, n.net.Addr().Is6()}]
		if len(same) < 2 || same[1] != n {
			continue
		}
		first, more := same[0], ""
		if len(same) > 2 {
			more = fmt.Sprintf(", and %d more", len(same)-2)
		}
		n.h.say(n.h.at(&n.a), fmt.Sprintf("VLAN %d has the subnet %s (%s) and the subnet %s (%s)%s", n.vlan, first.net, first.name(), n.net, n.name(), more),
			"give each subnet a VLAN of its own", first.spot(""), rests(ofVmk(n.vmk(), "vlan")))
	}
}
