package plan

import (
	"net/netip"
	"slices"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// followAddresses carries what a change of addresses brings about by itself
// into the goal: what nothing reaches any more can't stay, and ESXi drops it.
func (a *adopting) followAddresses(goal *netstate.Host) {
	for i := range goal.Vmks {
		v := &goal.Vmks[i]
		if was := a.from.Vmk(v.Device); was != nil {
			v.IPv4 = a.ownGateway(v, was)
			v.IPv6 = a.ownGateway6(v, was)
		}
	}
	for i := range goal.Stacks {
		if s := &goal.Stacks[i]; a.from.Stack(s.Name) != nil {
			a.stackRoutes(s, goal)
		}
	}
}

// ownGateway gives a vmk's IPv4 without a gateway of its own that its new address
// doesn't reach and that nobody asked for.
func (a *adopting) ownGateway(v, was *netstate.Vmk) *netstate.IPv4 {
	if v.IPv4 == nil || was.IPv4 == nil || v.IPv4.Mode == was.IPv4.Mode && v.IPv4.Address == was.IPv4.Address {
		return v.IPv4
	}
	if w := a.to.Vmk(v.Device); w != nil && w.IPv4 != nil && w.IPv4.Gateway.IsSet() {
		return v.IPv4
	}
	if g := v.IPv4.Gateway.Or(netip.Addr{}); !g.IsValid() || v.IPv4.Address.IsValid() && v.IPv4.Address.Contains(g) {
		return v.IPv4
	}
	out := *v.IPv4
	out.Gateway = netstate.Some(netip.Addr{})
	return &out
}

// ownGateway6 does the same for IPv6 where the vmk is made anew: else it keeps
// what it has.
func (a *adopting) ownGateway6(v, was *netstate.Vmk) *netstate.IPv6 {
	if v.IPv6 == nil || v.IPv6.Off || !v.IPv6.Gateway.IsSet() || !born(v, was) {
		return v.IPv6
	}
	if w := a.to.Vmk(v.Device); w != nil && w.IPv6 != nil && w.IPv6.Gateway.IsSet() {
		return v.IPv6
	}
	if g := v.IPv6.Gateway.Or(netip.Addr{}); !g.IsValid() || within6(v, g) {
		return v.IPv6
	}
	out := *v.IPv6
	out.Gateway = netstate.Some(netip.Addr{})
	return &out
}

// born says whether a vmk that is known is made anew.
func born(v, was *netstate.Vmk) bool {
	differs := func(a, b netstate.Opt[string]) bool { return a.IsSet() && b.IsSet() && a != b }
	return differs(was.Stack, v.Stack) || differs(was.PortGroup, v.PortGroup) || differs(was.Switch, v.Switch) || differs(was.MAC, v.MAC)
}

func within6(v *netstate.Vmk, g netip.Addr) bool {
	return g.IsLinkLocalUnicast() || slices.ContainsFunc(v.IPv6.Addresses, func(p netip.Prefix) bool { return p.Contains(g) })
}

// stackRoutes drops from a stack that stays what a vmk reached and none does any more.
func (a *adopting) stackRoutes(s *netstate.Stack, goal *netstate.Host) {
	said := a.to.Stack(s.Name)
	if said == nil {
		said = &netstate.Stack{}
	}
	lost := func(via netip.Addr) bool {
		return via.IsValid() && reachedIn(a.from, s.Name, via) && !reachedIn(goal, s.Name, via)
	}
	if !said.Gateway.IsSet() && lost(s.Gateway.Or(netip.Addr{})) {
		s.Gateway = netstate.Some(netip.Addr{})
	}
	if !said.Gateway6.IsSet() && lost(s.Gateway6.Or(netip.Addr{})) {
		s.Gateway6 = netstate.Some(netip.Addr{})
	}
	if said.Routes == nil && s.Routes != nil {
		s.Routes = slices.DeleteFunc(append([]netstate.Route{}, s.Routes...), func(r netstate.Route) bool { return lost(r.Via) })
	}
}

// reachedIn says whether a vmk of a stack reaches an address.
func reachedIn(h *netstate.Host, stack string, via netip.Addr) bool {
	return slices.ContainsFunc(h.Vmks, func(v netstate.Vmk) bool {
		return v.Stack.Or(netstate.DefaultStack) == stack && reaches(&v, via)
	})
}
