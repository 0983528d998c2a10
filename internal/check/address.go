package check

import (
	"fmt"
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// addressTwiceOnHost: no two vmks of a host have one address.
func addressTwiceOnHost(h *host) {
	var buf [16]address
	all := h.addresses(buf[:0])
	var n *numbers
	for i := range all {
		for k := range all[:i] {
			a, b := &all[i], &all[k]
			if a.vmk == b.vmk {
				continue
			}
			member, hosts := 0, 0
			switch {
			case (a.slot == nil) == (b.slot == nil) || len(h.group.Members) == 1:
				if a.prefix.Addr() == b.prefix.Addr() { // then so they are on all hosts
					hosts = len(h.group.Members)
				}
			default:
				if n == nil {
					n = numbersOf(h.group.Members)
				}
				fixed, made := a, b
				if a.slot != nil {
					fixed, made = b, a
				}
				s := spanOf(item{}, made.slot, n)
				if m, ok := s.holds(pointOf(fixed.prefix.Addr())); ok {
					member, hosts = m, 1
				}
			}
			if hosts > 0 {
				at := h.group.Members[member]
				addr := a.prefix.Addr()
				if a.slot != nil {
					addr = a.slot.Address(at).Addr()
				}
				h.sayOf(member, hosts, h.at(a), fmt.Sprintf("%s and %s of %s both have the address %s", h.Vmks[b.vmk].Device, h.Vmks[a.vmk].Device, at.Name, addr),
					"give one of them another address", here(h.Vmks[b.vmk].Device, h.at(b)))
			}
		}
	}
}

// addressTwice: no two hosts of a cluster have one address.
func addressTwice(all *config) {
	all.tell(sameCluster, func(k *clash, first, then string) string {
		return fmt.Sprintf("%s and %s both have the address %s", first, then, k.addr)
	}, "give one of them another address, or its host another number")
}

// managementTwice: nor do two hosts of a vCenter for management, which is how
// it finds them.
func managementTwice(all *config) {
	all.tell(sameVCenter, func(k *clash, first, then string) string {
		return fmt.Sprintf("%s and %s both have the management address %s, and one vCenter manages both", first, then, k.addr)
	}, "give one of them another address")
}

// addressTwoClusters: two clusters may well be in networks that never meet.
func addressTwoClusters(all *config) {
	all.tell(otherCluster, func(k *clash, first, then string) string {
		return fmt.Sprintf("%s and %s both have the address %s", first, then, k.addr)
	}, "give the clusters different subnets or offsets, unless their networks never meet")
}

// tell says what clashes in one way.
func (c *config) tell(how way, say func(k *clash, first, then string) string, hint string) {
	c.search()
	for i := range c.clashes {
		k := &c.clashes[i]
		if k.how != how {
			continue
		}
		x, y := &c.clusters[k.first.cluster].hosts[k.first.group], &c.clusters[k.then.cluster].hosts[k.then.group]
		a, b := x.lookUp(k.first.item), y.lookUp(k.then.item)
		from := x.group.Members[k.first.member].Name
		also := []Spot{{What: x.Vmks[a.vmk].Device + " of " + from, Cluster: x.in.Name, Host: from, Pointer: x.at(&a)}}
		y.sayOf(k.then.member, k.hosts, y.at(&b), say(k, x.nameOf(&a, k.first.member, y), y.nameOf(&b, k.then.member, x)), hint, also...)
	}
}

// nameOf says which vmk of which host it is, and of which cluster where the
// other one is of another.
func (h *host) nameOf(a *address, member int, other *host) string {
	s := h.Vmks[a.vmk].Device + " of " + h.group.Members[member].Name
	if h.in != other.in {
		s += " (cluster " + h.in.Name + ")"
	}
	return s
}

// lookUp gives an item as an address.
func (h *host) lookUp(it item) address {
	for _, a := range h.addresses(nil) {
		if a.vmk == it.vmk && a.ipv6 == it.ipv6 {
			return a
		}
	}
	return address{vmk: it.vmk, ipv6: it.ipv6}
}

// A taken is a gateway and the host that speaks of it.
type taken struct {
	gateway
	h *host
}

// addressIsGateway: a router has the address of a gateway, and ESXi is none.
func addressIsGateway(c *cluster) {
	gateways := map[netip.Addr]taken{}
	var order []netip.Addr
	for i := range c.hosts {
		h := &c.hosts[i]
		h.eachGateway(func(a netip.Addr, describe func() gateway) {
			if _, ok := gateways[a]; !ok && a.IsValid() {
				gateways[a] = taken{describe(), h}
				order = append(order, a)
			}
		})
	}
	for i := range c.hosts {
		if len(order) > 0 {
			c.hosts[i].beside(gateways, order)
		}
	}
}

// beside tells of the host's addresses that are gateways.
func (h *host) beside(gateways map[netip.Addr]taken, order []netip.Addr) {
	var buf [16]address
	all := h.addresses(buf[:0])
	var n *numbers
	for k := range all {
		a := &all[k]
		if a.slot == nil || len(h.group.Members) == 1 {
			if g, ok := gateways[a.prefix.Addr()]; ok {
				h.takes(g, a, 0, len(h.group.Members))
			}
			continue
		}
		if n == nil {
			n = numbersOf(h.group.Members)
		}
		s := spanOf(item{}, a.slot, n)
		for _, addr := range order {
			if member, ok := s.holds(pointOf(addr)); ok {
				h.takes(gateways[addr], a, member, 1)
			}
		}
	}
}

func (h *host) takes(g taken, a *address, member, hosts int) {
	h.sayOf(member, hosts, h.at(a), fmt.Sprintf("%s of %s would have the address %s, which is %s", h.Vmks[a.vmk].Device, h.group.Members[member].Name, g.addr, g.what),
		"give the vmk another address", Spot{"the gateway", h.in.Name, g.h.group.Members[0].Name, g.pointer})
}

// eachGateway gives all gateways of a host: of stacks, of routes and of vmks.
func (h *host) eachGateway(yield func(a netip.Addr, describe func() gateway)) {
	for i := range h.Stacks {
		s := &h.Stacks[i]
		pick := func(list func(*netstate.Stack) []gateway, a netip.Addr) func() gateway {
			return func() gateway { return picked(list(s), a) }
		}
		if a, ok := s.Gateway.Get(); ok {
			yield(a, pick(gatewaysOf, a))
		}
		if a, ok := s.Gateway6.Get(); ok {
			yield(a, pick(gatewaysOf, a))
		}
		for k := range s.Routes {
			yield(s.Routes[k].Via, pick(viasOf, s.Routes[k].Via))
		}
	}
	for i := range h.Vmks {
		v := &h.Vmks[i]
		for _, a := range [2]netstate.Opt[netip.Addr]{ipv4Gateway(v), ipv6Gateway(v)} {
			if a, ok := a.Get(); ok {
				yield(a, func() gateway { return picked(gatewaysOn(v), a) })
			}
		}
	}
}

func picked(list []gateway, a netip.Addr) gateway {
	for _, g := range list {
		if g.addr == a {
			return g
		}
	}
	return gateway{addr: a}
}

func ipv4Gateway(v *netstate.Vmk) netstate.Opt[netip.Addr] {
	if v.IPv4 == nil {
		return netstate.Opt[netip.Addr]{}
	}
	return v.IPv4.Gateway
}

func ipv6Gateway(v *netstate.Vmk) netstate.Opt[netip.Addr] {
	if v.IPv6 == nil {
		return netstate.Opt[netip.Addr]{}
	}
	return v.IPv6.Gateway
}
