package powercli

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// distributed reads what is compared of a distributed switch.
func (r *ownRow) distributed() bool {
	s := netstate.Switch{Name: r.text("Switch"), Kind: netstate.Distributed}
	if r.has("Mtu") {
		s.MTU = netstate.Some(r.number("Mtu"))
	}
	if r.has("MinMtu") {
		s.MinMTU = r.number("MinMtu")
	}
	if r.has("Uplinks") {
		s.Uplinks = append([]string{}, r.list("Uplinks")...)
	}
	if t := r.teaming(); !emptyTeaming(&t) {
		s.Teaming = &t
	}
	r.out.Switches = append(r.out.Switches, s)
	return false
}

func (r *ownRow) stackOptions() op.Op {
	o := op.SetStackOptions{Stack: r.stack()}
	if r.has("Congestion") {
		o.Congestion = netstate.Some(netstate.Congestion(r.text("Congestion")))
	}
	if r.has("MaxConnections") {
		o.MaxConnections = netstate.Some(r.number("MaxConnections"))
	}
	return o
}

func (r *ownRow) security() op.Op {
	return op.SetSecurity{Switch: r.text("Switch"), Security: netstate.Security{
		Promiscuous: r.flag("AllowPromiscuous"), MACChanges: r.flag("MacChanges"), ForgedTransmits: r.flag("ForgedTransmits"),
	}}
}

func (r *ownRow) discovery() op.Op {
	o := op.SetDiscovery{Switch: r.text("Switch")}
	for d, spelt := range esx.CDP {
		if spelt == r.text("Mode") {
			o.Discovery = d
		}
	}
	if o.Discovery == "" {
		r.wrong("%q is no discovery mode", r.text("Mode"))
	}
	return o
}

func (r *ownRow) vmk() op.Op {
	o := op.EnsureVmk{Device: r.device(), Place: op.Place{PortGroup: r.text("PortGroup"), Switch: r.text("Switch")}}
	o.Place.Of, o.Place.Distributed = o.Device, r.values["Distributed"] == true
	if r.has("Stack") {
		o.Stack = netstate.Some(r.stack())
	}
	if r.has("Mtu") {
		o.MTU = netstate.Some(r.number("Mtu"))
	}
	if r.has("Mac") {
		o.MAC = netstate.Some(r.text("Mac"))
	}
	return o
}

// ownGateway reads a vmk's own gateway; the empty text is none.
func (r *ownRow) ownGateway() netstate.Opt[netip.Addr] {
	switch {
	case !r.has("Gateway"):
		return netstate.Opt[netip.Addr]{}
	case r.text("Gateway") == "":
		return netstate.Some(netip.Addr{})
	}
	return netstate.Some(r.address(r.text("Gateway")))
}

func (r *ownRow) ipv4() op.Op {
	o := op.SetIPv4{Device: r.device()}
	switch mode := netstate.AddressMode(r.text("Mode")); mode {
	case "":
	case netstate.Static:
		p, problem := scripted.Prefix(r.of.text(r.text("From")), r.text("Mask"))
		if problem != "" {
			r.wrong("%s", problem)
		}
		o.IPv4.Mode, o.IPv4.Address = netstate.Some(mode), p
	case netstate.DHCP, netstate.None:
		o.IPv4.Mode = netstate.Some(mode)
	default:
		r.wrong("%q is no way to come by an address", mode)
	}
	o.IPv4.Gateway = r.ownGateway()
	return o
}

func (r *ownRow) ipv6() op.Op {
	o := op.SetIPv6{Device: r.device(), IPv6: netstate.IPv6{Autoconf: r.flag("Autoconf"), DHCP: r.flag("Dhcp"), Gateway: r.ownGateway()}}
	if r.has("From") {
		o.IPv6.Addresses = []netip.Prefix{}
		for _, text := range r.of.list(r.text("From")) {
			p, err := netip.ParsePrefix(text)
			if err != nil {
				r.wrong("%q is no IPv6 address", text)
			}
			o.IPv6.Addresses = append(o.IPv6.Addresses, p)
		}
	}
	return o
}

// roles reads roles as the API spells them, and the kinds of vSAN traffic.
func (r *ownRow) roles() []netstate.Role {
	types, kinds := r.list("Roles"), r.list("Vsan")
	out := []netstate.Role{}
	for _, row := range esx.Roles {
		if row.VSAN == "" && row.NicType != "" && slices.Contains(types, row.NicType) || row.VSAN != "" && slices.Contains(kinds, row.VSAN) {
			out = append(out, row.Role)
		}
	}
	if len(out) != len(types)+len(kinds) {
		r.wrong("one of %s is no role", strings.Join(slices.Concat(types, kinds), ", "))
	}
	return out
}

func (r *ownRow) gateway(via netip.Addr) op.Op {
	to := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if via.Is6() || r.values["IPv6"] == true {
		to = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return op.SetGateway{Stack: r.stack(), Gateway: netstate.Route{To: to, Via: via}}
}

func (r *ownRow) routes() op.Op {
	o := op.SetRoutes{Stack: r.stack()}
	for _, text := range r.list("Routes") {
		to, via, _ := strings.Cut(text, " ")
		p, err := netip.ParsePrefix(to)
		if err != nil {
			r.wrong("%q is no network", to)
		}
		o.Routes = append(o.Routes, netstate.Route{To: p, Via: r.address(via)})
	}
	return o
}

func (r *ownRow) dns() op.Op {
	o := op.SetDNS{Stack: r.stack(), Servers: r.list("Names")}
	for _, s := range o.Servers {
		r.address(s)
	}
	return o
}
