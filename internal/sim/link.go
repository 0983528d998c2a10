package sim

import (
	"net/netip"
	"slices"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// A link is how vCenter reaches a host: what its management was when it came.
type link struct {
	address netip.Addr // the zero address: by DHCP, whatever it is
	vlan    int
	gateway string
}

// linkTo finds how vCenter reaches a host in its first state.
func (h *host) linkTo(ctx *simulator.Context) link {
	v := h.state.Vmks[0]
	for _, o := range h.state.Vmks {
		if slices.Contains(o.Tags, "Management") {
			v = o
			break
		}
	}
	vlan, _ := h.wire(ctx, h.state, v)
	return link{v.IP.Addr(), vlan, gatewayOf(h.state, v)}
}

// wire gives the VLAN that a vmk is on and the physical adapters that carry
// it, the ones without a link left out.
func (h *host) wire(ctx *simulator.Context, s *standin.Host, v *standin.Vmk) (vlan int, nics []string) {
	switch {
	case v.Opaque != "":
		return 0, nil
	case v.DVS != "":
		vlan, nics = h.distributedWire(ctx, s, v)
	default:
		g := s.Group(v.Group)
		if g == nil {
			return 0, nil
		}
		t := s.Effective(g)
		vlan, nics = g.VLAN, slices.Concat(t.Active, t.Standby)
	}
	return vlan, slices.DeleteFunc(slices.Clone(nics), func(n string) bool { return slices.Contains(h.unplugged, n) })
}

// gatewayOf is the IPv4 gateway that a vmk uses; empty: none.
func gatewayOf(s *standin.Host, v *standin.Vmk) string {
	if v.Gateway != "" {
		return v.Gateway
	}
	if stack := s.Stack(v.Stack); stack != nil {
		for _, r := range stack.Routes {
			if r.To == "default" && !r.IPv6 {
				return r.Via
			}
		}
	}
	return ""
}

// reachable says whether vCenter reaches a host in a state.
func (h *host) reachable(ctx *simulator.Context, s *standin.Host) bool {
	if h.vc.options.Everywhere {
		return true
	}
	for _, v := range s.Vmks {
		if v.Stack != standin.DefaultStack || v.IP.Addr() != h.link.address || v.MTU > h.vc.options.WireMTU {
			continue
		}
		if !h.link.address.IsValid() && v.Mode != "DHCP" {
			continue
		}
		vlan, nics := h.wire(ctx, s, v)
		if vlan == h.link.vlan && len(nics) > 0 && gatewayOf(s, v) == h.link.gateway {
			return true
		}
	}
	return false
}

// distributed is a distributed switch as vCenter has it.
type distributed struct {
	name, datacenter, uuid string
	mtu                    int
	uplinks                []string
	ref                    types.ManagedObjectReference
}

// A dvGroup is what matters of a distributed port group.
type dvGroup struct {
	name, key       string
	uplink          bool
	vlan            int
	active, standby []string // uplink names; nil: all of the switch are active
}

func (h *host) distributedNamed(name string) *distributed {
	for _, d := range h.vc.switches {
		if d.name == name && d.datacenter == h.datacenter {
			return d
		}
	}
	return nil
}

// groups reads the port groups of a distributed switch as they are now.
func (d *distributed) groups(ctx *simulator.Context) (out []dvGroup) {
	s, ok := ctx.Map.Get(d.ref).(*simulator.DistributedVirtualSwitch)
	if !ok {
		return nil
	}
	var refs []types.ManagedObjectReference
	ctx.WithLock(s, func() { refs = slices.Clone(s.Portgroup) })
	for _, ref := range refs {
		if g, ok := ctx.Map.Get(ref).(*simulator.DistributedVirtualPortgroup); ok {
			ctx.WithLock(g, func() { out = append(out, readGroup(g)) })
		}
	}
	return out
}

func readGroup(g *simulator.DistributedVirtualPortgroup) dvGroup {
	out := dvGroup{name: g.Name, key: g.Key, uplink: g.Config.Uplink != nil && *g.Config.Uplink}
	port, ok := g.Config.DefaultPortConfig.(*types.VMwareDVSPortSetting)
	if !ok {
		return out
	}
	switch vlan := port.Vlan.(type) {
	case *types.VmwareDistributedVirtualSwitchVlanIdSpec:
		out.vlan = int(vlan.VlanId)
	case *types.VmwareDistributedVirtualSwitchTrunkVlanSpec:
		out.vlan = 0
	}
	if t := port.UplinkTeamingPolicy; t != nil && t.UplinkPortOrder != nil {
		out.active, out.standby = t.UplinkPortOrder.ActiveUplinkPort, t.UplinkPortOrder.StandbyUplinkPort
	}
	return out
}

func (d *distributed) group(ctx *simulator.Context, name string) *dvGroup {
	for _, g := range d.groups(ctx) {
		if g.name == name {
			return &g
		}
	}
	return nil
}

// teamingOf gives the physical adapters of a host that stand behind the
// uplinks of a port group: the n-th uplink is the member's n-th adapter.
func (d *distributed) teamingOf(member *standin.DVS, g *dvGroup) (active, standby []string) {
	if g.active == nil && g.standby == nil {
		return member.Uplinks, nil
	}
	behind := func(names []string) (nics []string) {
		for _, name := range names {
			if i := slices.Index(d.uplinks, name); i >= 0 && i < len(member.Uplinks) {
				nics = append(nics, member.Uplinks[i])
			}
		}
		return nics
	}
	return behind(g.active), behind(g.standby)
}

// distributedTeam gives the adapters behind a vmk on a distributed switch.
func (h *host) distributedTeam(ctx *simulator.Context, s *standin.Host, v *standin.Vmk) (g *dvGroup, active, standby []string) {
	d := h.distributedNamed(v.DVS)
	i := slices.IndexFunc(s.DVS, func(m *standin.DVS) bool { return m.Name == v.DVS })
	if d == nil || i < 0 {
		return nil, nil, nil
	}
	if g = d.group(ctx, v.Group); g == nil {
		return nil, nil, nil
	}
	active, standby = d.teamingOf(s.DVS[i], g)
	return g, active, standby
}

func (h *host) distributedWire(ctx *simulator.Context, s *standin.Host, v *standin.Vmk) (vlan int, nics []string) {
	g, active, standby := h.distributedTeam(ctx, s, v)
	if g == nil {
		return 0, nil
	}
	return g.vlan, slices.Concat(active, standby)
}
