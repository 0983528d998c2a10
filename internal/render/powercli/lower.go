package powercli

import (
	"net"
	"net/netip"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// lowering makes of each operation a row of the script's table of what is
// wanted. The function Invoke-<Op> of the library carries it out.
type lowering struct{}

var _ op.Visitor[[]byte] = lowering{}

// wanted gives the rows for one host: what is compared of distributed switches,
// then the operations in their order.
func wanted(h *netstate.Host) []byte {
	var out []byte
	for i := range h.Switches {
		if s := &h.Switches[i]; s.Kind == netstate.Distributed {
			out = append(out, compareSwitch(s)...)
		}
	}
	for _, o := range plan.Ensure(h) {
		out = append(out, op.Visit(o, lowering{})...)
	}
	return out
}

// compareSwitch makes the row of a distributed switch, of which nothing is set.
func compareSwitch(s *netstate.Switch) []byte {
	r := newRow("CompareDvSwitch").text("Switch", s.Name)
	if mtu, ok := s.MTU.Get(); ok {
		r = r.number("Mtu", mtu)
	} else if s.MinMTU > 0 {
		r = r.number("MinMtu", s.MinMTU)
	}
	if s.Uplinks != nil {
		r = r.list("Uplinks", s.Uplinks)
	}
	return teaming(r, s.Teaming).end()
}

func (lowering) EnsureStack(o op.EnsureStack) []byte {
	return newRow("EnsureStack").text("Stack", esx.StackKey(o.Stack)).end()
}

func (lowering) SetStackOptions(o op.SetStackOptions) []byte {
	r := newRow("SetStackOptions").text("Stack", esx.StackKey(o.Stack))
	if c, ok := o.Congestion.Get(); ok {
		r = r.text("Congestion", string(c))
	}
	if n, ok := o.MaxConnections.Get(); ok {
		r = r.number("MaxConnections", n)
	}
	return r.end()
}

func (lowering) EnsureSwitch(o op.EnsureSwitch) []byte {
	return newRow("EnsureSwitch").text("Switch", o.Switch).end()
}

func (lowering) SetSwitchMTU(o op.SetSwitchMTU) []byte {
	way := "Raise"
	if o.Way == op.Lower {
		way = "Lower"
	}
	return newRow("SetSwitchMTU").text("Switch", o.Switch).number("Mtu", o.MTU).text("Way", way).end()
}

func (lowering) SetUplinks(o op.SetUplinks) []byte {
	return newRow("SetUplinks").text("Switch", o.Switch).list("Uplinks", o.Uplinks).end()
}

func (lowering) SetSwitchTeaming(o op.SetSwitchTeaming) []byte {
	return teaming(newRow("SetSwitchTeaming").text("Switch", o.Switch), &o.Teaming).end()
}

func (lowering) SetSecurity(o op.SetSecurity) []byte {
	r := newRow("SetSecurity").text("Switch", o.Switch)
	for _, f := range []struct {
		name  string
		value netstate.Opt[bool]
	}{
		{"AllowPromiscuous", o.Security.Promiscuous},
		{"MacChanges", o.Security.MACChanges},
		{"ForgedTransmits", o.Security.ForgedTransmits},
	} {
		if v, ok := f.value.Get(); ok {
			r = r.flag(f.name, v)
		}
	}
	return r.end()
}

func (lowering) SetDiscovery(o op.SetDiscovery) []byte {
	return newRow("SetDiscovery").text("Switch", o.Switch).text("Mode", esx.CDP[o.Discovery]).end()
}

func place(kind string, p op.Place) row {
	return newRow(kind).text("PortGroup", p.PortGroup).text("Of", p.Of).text("Switch", p.Switch)
}

func (lowering) EnsurePortGroup(o op.EnsurePortGroup) []byte {
	if !o.Place.Distributed {
		return place("EnsurePortGroup", o.Place).end()
	}
	r := place("EnsureDvPortGroup", o.Place).flag("Create", o.Create)
	if vlan, ok := o.VLAN.Get(); ok {
		r = r.number("Vlan", vlan)
	}
	return teaming(r, o.Teaming).end()
}

func (lowering) SetVLAN(o op.SetVLAN) []byte {
	return place("SetVLAN", o.Place).number("Vlan", o.VLAN).end()
}

func (lowering) SetPortGroupTeaming(o op.SetPortGroupTeaming) []byte {
	set := teaming(place("SetPortGroupTeaming", o.Place), &o.Teaming).end()
	keys := inherited(&o.Teaming)
	if !o.Teaming.Inherits || len(keys) == 0 {
		return set
	}
	back := place("InheritTeaming", o.Place).list("Keys", keys).end()
	if len(keys) == len(teamingKeys) {
		return back
	}
	return append(back, set...)
}

func (lowering) EnsureVmk(o op.EnsureVmk) []byte {
	r := newRow("EnsureVmk").text("Device", o.Device).text("PortGroup", o.Place.PortGroup).text("Switch", o.Place.Switch)
	if o.Place.Distributed {
		r = r.flag("Distributed", true)
	}
	if s, ok := o.Stack.Get(); ok {
		r = r.text("Stack", esx.StackKey(s))
	}
	if mtu, ok := o.MTU.Get(); ok {
		r = r.number("Mtu", mtu)
	}
	if mac, ok := o.MAC.Get(); ok {
		r = r.text("Mac", strings.ToLower(mac))
	}
	return r.end()
}

func (lowering) SetVmkMTU(o op.SetVmkMTU) []byte {
	return newRow("SetVmkMTU").text("Device", o.Device).number("Mtu", o.MTU).end()
}

func (lowering) SetIPv4(o op.SetIPv4) []byte {
	r := newRow("SetIPv4").text("Device", o.Device)
	if mode, ok := o.IPv4.Mode.Get(); ok {
		r = r.text("Mode", string(mode))
		if mode == netstate.Static {
			mask := net.IP(net.CIDRMask(o.IPv4.Address.Bits(), 32)).String()
			r = r.text("From", o.Device).text("Mask", mask)
		}
	}
	return ownGateway(r, o.IPv4.Gateway).end()
}

// ownGateway adds an adapter's own gateway; the empty text is none.
func ownGateway(r row, g netstate.Opt[netip.Addr]) row {
	a, ok := g.Get()
	switch {
	case !ok:
		return r
	case !a.IsValid():
		return r.text("Gateway", "")
	}
	return r.text("Gateway", a.String())
}

func (lowering) SetIPv6(o op.SetIPv6) []byte {
	r := newRow("SetIPv6").text("Device", o.Device)
	if o.IPv6.Off {
		return newRow("DisableIPv6").text("Device", o.Device).end()
	}
	if o.IPv6.Addresses != nil {
		r = r.text("From", o.Device+ipv6Suffix)
	}
	if on, ok := o.IPv6.Autoconf.Get(); ok {
		r = r.flag("Autoconf", on)
	}
	if on, ok := o.IPv6.DHCP.Get(); ok {
		r = r.flag("Dhcp", on)
	}
	return ownGateway(r, o.IPv6.Gateway).end()
}

func (lowering) EnableRoles(o op.EnableRoles) []byte {
	return roles(newRow("EnableRoles").text("Device", o.Device), o.Roles).end()
}

func (lowering) DisableRoles(o op.DisableRoles) []byte {
	return roles(newRow("DisableRoles").text("Device", o.Device), o.Keep).end()
}

// roles adds them as the API spells them, those of vSAN apart.
func roles(r row, all []netstate.Role) row {
	types, kinds := []string{}, []string{}
	for _, role := range all {
		if s, _ := esx.RoleOf(role); s.VSAN != "" {
			kinds = append(kinds, s.VSAN)
		} else {
			types = append(types, s.NicType)
		}
	}
	return r.list("Roles", types).list("Vsan", kinds)
}

func (lowering) SetGateway(o op.SetGateway) []byte {
	if !o.Gateway.Via.IsValid() {
		return newRow("RemoveGateway").text("Stack", esx.StackKey(o.Stack)).flag("IPv6", o.Gateway.To.Addr().Is6()).end()
	}
	return newRow("SetGateway").text("Stack", esx.StackKey(o.Stack)).text("Gateway", o.Gateway.Via.String()).end()
}

func (lowering) SetRoutes(o op.SetRoutes) []byte {
	list := make([]string, len(o.Routes))
	for i, r := range o.Routes {
		list[i] = r.To.Masked().String() + " " + r.Via.String()
	}
	return newRow("SetRoutes").text("Stack", esx.StackKey(o.Stack)).list("Routes", list).end()
}

func (lowering) SetDNS(o op.SetDNS) []byte {
	return newRow("SetDNS").text("Stack", esx.StackKey(o.Stack)).list("Names", o.Servers).end()
}

func (lowering) SetSearch(o op.SetSearch) []byte {
	return newRow("SetSearch").text("Stack", esx.StackKey(o.Stack)).list("Names", o.Domains).end()
}

func (lowering) BindISCSI(o op.BindISCSI) []byte {
	return newRow("BindISCSI").text("Device", o.Device).list("Adapters", o.Adapters).end()
}

func (lowering) EnableNVMe(o op.EnableNVMe) []byte {
	return newRow("EnableNVMe").text("Device", o.Device).list("Adapters", o.Adapters).end()
}
