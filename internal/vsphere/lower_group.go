package vsphere

import (
	"context"
	"strconv"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// named gives a place's port group: that of its vmk, where it has no name.
func (l lowering) named(p op.Place) string {
	if p.PortGroup != "" {
		return p.PortGroup
	}
	if v := l.vnic(p.Of); v != nil {
		return v.spec.Portgroup
	}
	return ""
}

func (l lowering) EnsurePortGroup(o op.EnsurePortGroup) verdict {
	if o.Place.Distributed {
		return l.ensureDistributed(o)
	}
	name := l.named(o.Place)
	what := "add port group " + strconv.Quote(name)
	if name == "" {
		return l.refuse(what, o.Place.Of+" is on none that is known", "")
	}
	g, at := l.group(name), o.Place.Switch
	switch {
	case g != nil && (at == "" || g.spec.VswitchName == at):
		return verdict{rank: groupRank}
	case at == "":
		at = esx.InstallSwitch
	case g != nil && g.machines:
		return l.refuse("move port group "+strconv.Quote(name)+" to switch "+at, "virtual machines are on it", "move them first, or choose another name")
	}
	if l.networkSwitch(at) == nil {
		return l.refuse(what, "there is no standard switch "+at, "")
	}
	if g != nil {
		return verdict{call: func(ctx context.Context) error { return l.host.moveGroup(ctx, name, at) }}
	}
	if l.group(moving(name)) != nil {
		return verdict{call: func(ctx context.Context) error { return l.host.renameGroup(ctx, moving(name), name) }}
	}
	l.groups = append(l.groups, &groupDraft{mark: added, spec: types.HostPortGroupSpec{Name: name, VswitchName: at}})
	return verdict{rank: groupRank}
}

// moving is the name of a port group while it goes to another switch.
func moving(name string) string {
	const prefix, most = "vmkgen-moves-", 80
	return prefix + name[:min(len(name), most-len(prefix))]
}

// moveGroup makes a port group anew on another switch, and takes its vmk along
// in place: it never lacks its address.
func (h *Host) moveGroup(ctx context.Context, name, to string) error {
	g := *h.draft.group(name)
	for _, step := range []func(*draft){
		func(d *draft) {
			spec := types.HostPortGroupSpec{Name: moving(name), VswitchName: to, VlanId: g.spec.VlanId}
			if t := g.spec.Policy.NicTeaming; t != nil { // its uplinks are the old switch's
				spec.Policy = *withTeaming(&g.spec.Policy, func(t *types.HostNicTeamingPolicy) { t.NicOrder = nil })
			}
			d.groups = append(d.groups, &groupDraft{mark: added, spec: spec})
		},
		func(d *draft) {
			for _, v := range d.vnics {
				if v.spec.Portgroup == name && v.spec.DistributedVirtualPort == nil {
					v.spec.Portgroup = moving(name)
					lowering{h, d}.fit(&v.spec, netstate.Opt[int]{})
					v.edit()
				}
			}
		},
		func(d *draft) { d.group(name).mark = removed },
	} {
		step(h.draft)
		if err := h.flush(ctx, false); err != nil {
			return err
		}
	}
	return h.renameGroup(ctx, moving(name), name)
}

func (h *Host) renameGroup(ctx context.Context, from, to string) error {
	g := h.draft.group(from)
	spec := g.spec
	spec.Name = to
	if _, err := methods.UpdatePortGroup(ctx, h.client.vim, &types.UpdatePortGroup{This: *h.refs.network, PgName: from, Portgrp: spec}); err != nil {
		return h.client.fault("give port group "+strconv.Quote(to)+" its name back", h.name, err)
	}
	for _, v := range h.draft.vnics {
		if v.spec.Portgroup == from {
			v.spec.Portgroup = to
		}
	}
	g.spec = spec
	return nil
}

// onGroup edits a standard port group.
func (l lowering) onGroup(p op.Place, edit func(*groupDraft) bool) verdict {
	name := l.named(p)
	g := l.group(name)
	if g == nil {
		return l.refuse("change port group "+strconv.Quote(name), "there is no such standard port group", "read the host again and plan anew")
	}
	if edit(g) {
		g.edit()
	}
	return verdict{rank: groupRank}
}

func (l lowering) SetVLAN(o op.SetVLAN) verdict {
	return l.onGroup(o.Place, func(g *groupDraft) bool {
		was := g.spec.VlanId
		g.spec.VlanId = int32(o.VLAN) //nolint:gosec // at most 4095
		return was != g.spec.VlanId
	})
}

func (l lowering) SetPortGroupTeaming(o op.SetPortGroupTeaming) verdict {
	return l.onGroup(o.Place, func(g *groupDraft) bool {
		t := g.spec.Policy.NicTeaming
		if t == nil {
			t = &types.HostNicTeamingPolicy{}
		}
		if holds(teamingState(t), o.Teaming) {
			return false
		}
		g.spec.Policy = *withTeaming(&g.spec.Policy, func(t *types.HostNicTeamingPolicy) {
			whole := o.Teaming
			if !whole.Inherits && t.NicOrder == nil && (whole.Active != nil) != (whole.Standby != nil) {
				l.completeOrder(g, t)
			}
			setTeaming(t, whole)
		})
		return true
	})
}

// completeOrder starts a port group's own failover order with its switch's.
func (l lowering) completeOrder(g *groupDraft, t *types.HostNicTeamingPolicy) {
	if s := l.networkSwitch(g.spec.VswitchName); s != nil && s.order() != nil {
		o := *s.order()
		t.NicOrder = &o
	}
}

func (l lowering) RemovePortGroup(o op.RemovePortGroup) verdict {
	if g := l.group(l.named(o.Place)); g != nil {
		g.mark = removed
	}
	return verdict{rank: removeGroupRank}
}

// ensureDistributed makes a distributed port group where that is asked for.
func (l lowering) ensureDistributed(o op.EnsurePortGroup) verdict {
	uuid := l.raw.proxies[o.Place.Switch]
	what := "find distributed port group " + strconv.Quote(o.Place.PortGroup)
	if uuid == "" {
		return l.refuse(what, "the host is no member of distributed switch "+o.Place.Switch, "add it to the switch in vCenter")
	}
	if _, ok := l.host.client.groups.group(uuid, o.Place.PortGroup); ok {
		return verdict{}
	}
	return verdict{call: func(ctx context.Context) error { return l.host.makeDistributed(ctx, uuid, o) }}
}
