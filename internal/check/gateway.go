package check

import (
	"fmt"
	"net/netip"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A gateway is an address that traffic is sent to, and where it was said.
type gateway struct {
	addr    netip.Addr
	pointer string
	what    string
}

// gatewaysOf gives a stack's default gateways.
func gatewaysOf(s *netstate.Stack) []gateway {
	var out []gateway
	if a, ok := s.Gateway.Get(); ok && a.IsValid() {
		out = append(out, gateway{a, ofStack(s.Name, "gateway"), fmt.Sprintf("the gateway of the stack %q", s.Name)})
	}
	if a, ok := s.Gateway6.Get(); ok && a.IsValid() {
		out = append(out, gateway{a, ofStack(s.Name, "gateway6"), fmt.Sprintf("the IPv6 gateway of the stack %q", s.Name)})
	}
	return out
}

// viasOf gives the gateways of a stack's routes.
func viasOf(s *netstate.Stack) []gateway {
	var out []gateway
	for i, r := range s.Routes {
		if r.Via.IsValid() {
			out = append(out, gateway{r.Via, ofStack(s.Name, "routes/"+strconv.Itoa(i)+"/via"), fmt.Sprintf("the gateway to %s of the stack %q", r.To, s.Name)})
		}
	}
	return out
}

// gatewaysOn gives a vmk's own gateways.
func gatewaysOn(v *netstate.Vmk) []gateway {
	var out []gateway
	if v.IPv4 != nil {
		if a, ok := v.IPv4.Gateway.Get(); ok && a.IsValid() {
			out = append(out, gateway{a, ofVmk(v, "gateway"), "the gateway of " + v.Device})
		}
	}
	if v.IPv6 != nil {
		if a, ok := v.IPv6.Gateway.Get(); ok && a.IsValid() {
			out = append(out, gateway{a, ofVmk(v, "ipv6/gateway"), "the IPv6 gateway of " + v.Device})
		}
	}
	return out
}

// gatewayUnreached: a gateway lies in a subnet of the stack, and a vmk's own
// one in a subnet of that vmk.
func gatewayUnreached(h *host) {
	for i := range h.Stacks {
		s := &h.Stacks[i]
		if !h.onStack(s.Name) {
			continue
		}
		for _, g := range gatewaysOf(s) {
			if near := h.reach(s.Name, -1, g.addr); !near.found {
				h.say(g.pointer, near.say(g.what+" is "+g.addr.String(), "no vmk of that stack has an address in its subnet"),
					"take a gateway from a subnet of "+near.vmks(fmt.Sprintf("a vmk on the stack %q", s.Name)))
			}
		}
	}
	for i := range h.Vmks {
		v := &h.Vmks[i]
		for _, g := range gatewaysOn(v) {
			if near := h.reach(stackOf(v), i, g.addr); !near.found {
				h.say(g.pointer, near.say(g.what+" is "+g.addr.String(), v.Device+" has no address in its subnet"),
					"take a gateway from a subnet of "+v.Device)
			}
		}
	}
}

// viaUnreached: so does the gateway of a route.
func viaUnreached(h *host) {
	for i := range h.Stacks {
		s := &h.Stacks[i]
		for k, g := range viasOf(s) {
			if !sameFamily(s.Routes[k]) { // that is another rule's
				continue
			}
			if near := h.reach(s.Name, -1, g.addr); !near.found || !h.onStack(s.Name) {
				h.say(g.pointer, near.say(g.what+" is "+g.addr.String(), "no vmk of that stack has an address in its subnet"),
					"take a gateway from a subnet of "+near.vmks(fmt.Sprintf("a vmk on the stack %q", s.Name)))
			}
		}
	}
}

// A reach is what was found when looking for a vmk next to an address.
type reach struct {
	found bool
	edge  string // what the address is in a subnet in which no host can have it
	nets  []string
	names []string
}

func (r *reach) say(what, why string) string {
	if r.edge != "" {
		return what + ", " + r.edge + ": no router can have it"
	}
	if len(r.nets) > 0 {
		why += " (the subnets: " + listed(r.nets) + ")"
	}
	return what + ", and " + why
}

func (r *reach) vmks(or string) string {
	if len(r.names) == 0 {
		return or
	}
	return listed(r.names)
}

// reach looks for a vmk of a stack, or for one vmk, that has an address in one
// subnet with a gateway. What comes by DHCP, from router advertisements or is
// left alone on vmk0 may be anything, so it counts.
func (h *host) reach(stack string, only int, a netip.Addr) reach {
	r := reach{found: h.unjudged(stack, only, a)}
	if r.found {
		return r
	}
	var buf [16]address
	all := h.addresses(buf[:0])
	for i := range all {
		e := &all[i]
		v := &h.Vmks[e.vmk]
		if only >= 0 && only != e.vmk || stackOf(v) != stack || e.prefix.Addr().Is6() != a.Is6() {
			continue
		}
		r.nets, r.names = append(r.nets, e.prefix.Masked().String()), append(r.names, v.Device)
		if !e.prefix.Contains(a) {
			continue
		}
		if r.edge = edge(e.prefix, a); r.edge == "" {
			r.found = true
			return r
		}
	}
	return r
}

// unjudged says whether a gateway is reached for all that is known here.
func (h *host) unjudged(stack string, only int, a netip.Addr) bool {
	if a.Is6() && a.IsLinkLocalUnicast() || only < 0 && stack == netstate.DefaultStack && h.Vmk(esx.InstallVmk) == nil {
		return true
	}
	for i := range h.Vmks {
		if v := &h.Vmks[i]; (only < 0 || only == i) && stackOf(v) == stack && anything(v, a.Is6()) {
			return true
		}
	}
	return false
}

// anything says whether a vmk may have an address that is not known here.
func anything(v *netstate.Vmk, ipv6 bool) bool {
	installed := v.Device == esx.InstallVmk
	if !ipv6 {
		if v.IPv4 == nil || !v.IPv4.Mode.IsSet() {
			return installed
		}
		return v.IPv4.Mode.Or("") == netstate.DHCP
	}
	if v.IPv6 == nil {
		return installed
	}
	return v.IPv6.Addresses == nil || v.IPv6.DHCP.Or(false) || v.IPv6.Autoconf.Or(false)
}

// edge names what an IPv4 address is in a subnet where no host can have it.
func edge(p netip.Prefix, a netip.Addr) string {
	if !a.Is4() || p.Bits() >= 31 {
		return ""
	}
	if p.Masked().Addr() == a {
		return "the network address of " + p.Masked().String()
	}
	if last, _ := netstate.AddressAt(p, int64(1)<<(32-p.Bits())-1); last == a {
		return "the broadcast address of " + p.Masked().String()
	}
	return ""
}
