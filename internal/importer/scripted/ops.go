package scripted

import (
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// Do takes in the end that an operation brings about. What it can't be part of
// a whole host's script is given back: it belongs to a change.
func (h *Host) Do(o op.Op) (change bool) { return op.Visit[bool](o, doing{h}) }

// doing is a visitor that notes what operations bring about. It answers whether
// an operation takes away, which only the script of a change does.
type doing struct{ *Host }

var _ op.Visitor[bool] = doing{}

func (d doing) EnsureStack(o op.EnsureStack) bool {
	d.stack(o.Stack)
	return false
}

func (d doing) SetStackOptions(o op.SetStackOptions) bool {
	s := d.stack(o.Stack)
	s.Congestion, s.MaxConnections = o.Congestion, o.MaxConnections
	return false
}

func (d doing) EnsureSwitch(o op.EnsureSwitch) bool {
	d.vswitch(o.Switch)
	return false
}

// SetSwitchMTU knows an exact MTU by its being lowered to, too.
func (d doing) SetSwitchMTU(o op.SetSwitchMTU) bool {
	s := d.vswitch(o.Switch)
	if o.Way == op.Raise && !s.MTU.IsSet() {
		s.MinMTU = o.MTU
		return false
	}
	s.MTU, s.MinMTU = netstate.Some(o.MTU), 0
	return false
}

func (d doing) SetUplinks(o op.SetUplinks) bool {
	d.vswitch(o.Switch).Uplinks = append([]string{}, o.Uplinks...)
	return false
}

func (d doing) SetSwitchTeaming(o op.SetSwitchTeaming) bool {
	d.vswitch(o.Switch).Teaming = &o.Teaming
	return false
}

func (d doing) SetSecurity(o op.SetSecurity) bool {
	d.vswitch(o.Switch).Security = &o.Security
	return false
}

func (d doing) SetDiscovery(o op.SetDiscovery) bool {
	d.vswitch(o.Switch).Discovery = netstate.Some(o.Discovery)
	return false
}

func (d doing) EnsurePortGroup(o op.EnsurePortGroup) bool {
	g := d.group(o.Place.PortGroup, o.Place.Of)
	g.Switch, g.Distributed = o.Place.Switch, o.Place.Distributed
	if g.Distributed {
		g.VLAN, g.Teaming = o.VLAN, o.Teaming
	}
	if s := d.Switch(g.Switch); s != nil && o.Create {
		s.CreatePortGroups = true
	}
	return false
}

func (d doing) SetVLAN(o op.SetVLAN) bool {
	d.group(o.Place.PortGroup, o.Place.Of).VLAN = netstate.Some(o.VLAN)
	return false
}

func (d doing) SetPortGroupTeaming(o op.SetPortGroupTeaming) bool {
	d.group(o.Place.PortGroup, o.Place.Of).Teaming = &o.Teaming
	return false
}

func (d doing) EnsureVmk(o op.EnsureVmk) bool {
	v := d.vmk(o.Device)
	v.Stack, v.MTU, v.MAC = o.Stack, o.MTU, o.MAC
	if o.Place.PortGroup != "" {
		v.PortGroup = netstate.Some(o.Place.PortGroup)
	}
	if o.Place.Switch != "" {
		v.Switch = netstate.Some(o.Place.Switch)
	}
	return false
}

func (d doing) SetVmkMTU(o op.SetVmkMTU) bool {
	d.vmk(o.Device).MTU = netstate.Some(o.MTU)
	return false
}

func (d doing) SetIPv4(o op.SetIPv4) bool {
	d.vmk(o.Device).IPv4 = &o.IPv4
	return false
}

func (d doing) SetIPv6(o op.SetIPv6) bool {
	d.vmk(o.Device).IPv6 = &o.IPv6
	return false
}

func (d doing) EnableRoles(o op.EnableRoles) bool {
	d.vmk(o.Device).Roles = append([]netstate.Role{}, o.Roles...)
	return false
}

func (d doing) DisableRoles(o op.DisableRoles) bool {
	d.vmk(o.Device).Roles = append([]netstate.Role{}, o.Keep...)
	return false
}

func (d doing) SetGateway(o op.SetGateway) bool {
	s := d.stack(o.Stack)
	if o.Gateway.To.Addr().Is6() {
		s.Gateway6 = netstate.Some(o.Gateway.Via)
	} else {
		s.Gateway = netstate.Some(o.Gateway.Via)
	}
	return false
}

// SetRoutes takes the routes of both families, which may come one after another.
func (d doing) SetRoutes(o op.SetRoutes) bool {
	s := d.stack(o.Stack)
	if s.Routes == nil {
		s.Routes = []netstate.Route{}
	}
	s.Routes = append(s.Routes, o.Routes...)
	return false
}

func (d doing) SetDNS(o op.SetDNS) bool {
	s := d.stack(o.Stack)
	s.DNS = []netip.Addr{}
	for _, text := range o.Servers {
		if a, err := netip.ParseAddr(text); err == nil {
			s.DNS = append(s.DNS, a)
		}
	}
	return false
}

func (d doing) SetSearch(o op.SetSearch) bool {
	d.stack(o.Stack).Search = append([]string{}, o.Domains...)
	return false
}

func (d doing) BindISCSI(o op.BindISCSI) bool {
	d.vmk(o.Device).ISCSI = append([]string{}, o.Adapters...)
	return false
}

func (d doing) EnableNVMe(o op.EnableNVMe) bool {
	if o.Device == "" {
		d.NVMe = append(d.NVMe, o.Adapters...)
		return false
	}
	d.vmk(o.Device).NVMe = append([]string{}, o.Adapters...)
	return false
}

func (doing) DisableNVMe(op.DisableNVMe) bool                   { return true }
func (doing) DisableSoftwareISCSI(op.DisableSoftwareISCSI) bool { return true }
func (doing) RemoveVmk(op.RemoveVmk) bool                       { return true }
func (doing) RemovePortGroup(op.RemovePortGroup) bool           { return true }
func (doing) RemoveSwitch(op.RemoveSwitch) bool                 { return true }
func (doing) RemoveStack(op.RemoveStack) bool                   { return true }
