package vsphere

import (
	"slices"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// A lowering is a visitor that puts operations into a draft, or says by which
// calls they are carried out.
type lowering struct {
	host *Host
	*draft
}

var _ op.Visitor[verdict] = lowering{}

func (l lowering) refuse(what, why, hint string) verdict {
	return verdict{err: l.host.refusal(what, why, hint)}
}

func (l lowering) EnsureSwitch(o op.EnsureSwitch) verdict {
	if l.networkSwitch(o.Switch) == nil {
		l.switches = append(l.switches, &switchDraft{mark: added, name: o.Switch, spec: types.HostVirtualSwitchSpec{NumPorts: newPorts, Mtu: esx.DefaultMTU}})
	}
	return verdict{rank: switchRank}
}

// newPorts is the number of ports that the API wants to hear; ESXi adds more by itself.
const newPorts = 128

// onSwitch edits a standard switch.
func (l lowering) onSwitch(name string, edit func(*switchDraft) bool) verdict {
	s := l.networkSwitch(name)
	if s == nil {
		return l.refuse("change switch "+name, "there is no such standard switch", "read the host again and plan anew")
	}
	if edit(s) {
		s.edit()
	}
	return verdict{rank: switchRank}
}

func (l lowering) SetSwitchMTU(o op.SetSwitchMTU) verdict {
	v := l.onSwitch(o.Switch, func(s *switchDraft) bool {
		if o.Way == op.Raise && int(s.spec.Mtu) >= o.MTU || o.Way == op.Lower && int(s.spec.Mtu) <= o.MTU {
			return false
		}
		s.spec.Mtu = int32(o.MTU) //nolint:gosec // at most 9190
		return true
	})
	if o.Way == op.Lower && v.err == nil {
		v.rank = narrowRank
	}
	return v
}

func (l lowering) SetUplinks(o op.SetUplinks) verdict {
	for _, p := range l.raw.network.ProxySwitch {
		for _, nic := range l.raw.nicNames(p.Pnic) {
			if slices.Contains(o.Uplinks, nic) {
				return l.refuse("give "+nic+" to switch "+o.Switch, "it is an uplink of distributed switch "+p.DvsName, "uplinks are not moved away from distributed switches: do it in vCenter")
			}
		}
	}
	for _, s := range l.switches {
		if s.name != o.Switch && s.mark != removed {
			l.take(s, o.Uplinks)
		}
	}
	return l.onSwitch(o.Switch, func(s *switchDraft) bool {
		was := s.uplinks()
		if slices.Equal(slices.Sorted(slices.Values(was)), slices.Sorted(slices.Values(o.Uplinks))) {
			return false
		}
		l.setUplinks(s, o.Uplinks)
		return true
	})
}

// take takes uplinks away from a switch.
func (l lowering) take(s *switchDraft, nics []string) {
	left := without(s.uplinks(), nics)
	if len(left) == len(s.uplinks()) {
		return
	}
	l.setUplinks(s, left)
	s.edit()
}

// without gives a list without some of its items.
func without(list, some []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return slices.Contains(some, x) })
}

func (s *switchDraft) uplinks() []string {
	if b, ok := s.spec.Bridge.(*types.HostVirtualSwitchBondBridge); ok {
		return b.NicDevice
	}
	return nil
}

// setUplinks replaces a switch's uplinks, and keeps the failover orders in step:
// what goes leaves them, and where all uplinks were active, so are new ones.
func (l lowering) setUplinks(s *switchDraft, nics []string) {
	was := s.uplinks()
	gone := without(was, nics)
	if len(nics) == 0 {
		s.spec.Bridge = nil
	} else {
		b := types.HostVirtualSwitchBondBridge{}
		if old, ok := s.spec.Bridge.(*types.HostVirtualSwitchBondBridge); ok {
			b = *old
		}
		b.NicDevice = slices.Clone(nics)
		s.spec.Bridge = &b
	}
	if o := s.order(); o != nil {
		active, standby := without(o.ActiveNic, gone), without(o.StandbyNic, gone)
		if len(o.StandbyNic) == 0 && len(without(was, o.ActiveNic)) == 0 {
			active = append(active, without(nics, active)...)
		}
		s.spec.Policy = withTeaming(s.spec.Policy, func(t *types.HostNicTeamingPolicy) {
			t.NicOrder = &types.HostNicOrderPolicy{ActiveNic: active, StandbyNic: standby}
		})
	}
	l.reorderGroups(s, gone)
}

// order is a switch's own failover order; nil: it has none.
func (s *switchDraft) order() *types.HostNicOrderPolicy {
	if s.spec.Policy == nil || s.spec.Policy.NicTeaming == nil {
		return nil
	}
	return s.spec.Policy.NicTeaming.NicOrder
}

// reorderGroups takes uplinks out of the failover orders of a switch's port groups.
func (l lowering) reorderGroups(s *switchDraft, gone []string) {
	for _, g := range l.groups {
		t := g.spec.Policy.NicTeaming
		if g.spec.VswitchName != s.name || g.mark == removed || t == nil || t.NicOrder == nil {
			continue
		}
		order := slices.Concat(t.NicOrder.ActiveNic, t.NicOrder.StandbyNic)
		if len(without(order, gone)) == len(order) {
			continue
		}
		g.spec.Policy = *withTeaming(&g.spec.Policy, func(n *types.HostNicTeamingPolicy) {
			n.NicOrder = &types.HostNicOrderPolicy{ActiveNic: without(t.NicOrder.ActiveNic, gone), StandbyNic: without(t.NicOrder.StandbyNic, gone)}
		})
		g.edit()
	}
}

// withTeaming gives a policy with another teaming.
func withTeaming(p *types.HostNetworkPolicy, edit func(*types.HostNicTeamingPolicy)) *types.HostNetworkPolicy {
	out, t := types.HostNetworkPolicy{}, types.HostNicTeamingPolicy{}
	if p != nil {
		out = *p
	}
	if out.NicTeaming != nil {
		t = *out.NicTeaming
	}
	edit(&t)
	out.NicTeaming = &t
	return &out
}

// setTeaming sets what a teaming says. Where it inherits, what it does not say
// is taken away.
func setTeaming(t *types.HostNicTeamingPolicy, w netstate.Teaming) {
	if w.Inherits {
		t.Policy, t.NotifySwitches, t.RollingOrder, t.FailureCriteria, t.NicOrder = "", nil, nil, nil, nil
	}
	if p, ok := w.Policy.Get(); ok {
		t.Policy = esx.TeamingOf(p).API
	}
	if b, ok := w.Notify.Get(); ok {
		t.NotifySwitches = &b
	}
	if b, ok := w.Failback.Get(); ok {
		rolling := !b
		t.RollingOrder = &rolling
	}
	if d, ok := w.Detection.Get(); ok {
		c := types.HostNicFailureCriteria{}
		if t.FailureCriteria != nil {
			c = *t.FailureCriteria
		}
		beacon := d == netstate.DetectBeacon
		c.CheckBeacon = &beacon
		t.FailureCriteria = &c
	}
	if w.Active != nil || w.Standby != nil {
		o := types.HostNicOrderPolicy{}
		if t.NicOrder != nil {
			o = *t.NicOrder
		}
		if w.Active != nil {
			o.ActiveNic = w.Active
		}
		if w.Standby != nil {
			o.StandbyNic = w.Standby
		}
		o.ActiveNic = without(o.ActiveNic, w.Standby)
		o.StandbyNic = without(o.StandbyNic, w.Active)
		t.NicOrder = &o
	}
}

func (l lowering) SetSwitchTeaming(o op.SetSwitchTeaming) verdict {
	return l.onSwitch(o.Switch, func(s *switchDraft) bool {
		if s.spec.Policy != nil && s.spec.Policy.NicTeaming != nil && holds(teamingState(s.spec.Policy.NicTeaming), o.Teaming) {
			return false
		}
		s.spec.Policy = withTeaming(s.spec.Policy, func(t *types.HostNicTeamingPolicy) { setTeaming(t, o.Teaming) })
		if b, ok := s.spec.Bridge.(*types.HostVirtualSwitchBondBridge); ok && b.Beacon == nil && o.Teaming.Detection.Or("") == netstate.DetectBeacon {
			n := *b
			n.Beacon = &types.HostVirtualSwitchBeaconConfig{Interval: 1}
			s.spec.Bridge = &n
		}
		return true
	})
}

// holds says whether a teaming is as it is wanted.
func holds(have *netstate.Teaming, w netstate.Teaming) bool {
	if w.Inherits && parts(have) != parts(&w) {
		return false
	}
	return agrees(have.Policy, w.Policy) && agrees(have.Notify, w.Notify) && agrees(have.Failback, w.Failback) && agrees(have.Detection, w.Detection) &&
		agreesList(have.Active, w.Active) && agreesList(have.Standby, w.Standby)
}

func agreesList(have, want []string) bool {
	return want == nil || have != nil && slices.Equal(have, want)
}

// parts tells which parts of a teaming are set.
func parts(t *netstate.Teaming) [5]bool {
	return [5]bool{t.Policy.IsSet(), t.Notify.IsSet(), t.Failback.IsSet(), t.Detection.IsSet(), t.Active != nil || t.Standby != nil}
}

func agrees[T comparable](have, want netstate.Opt[T]) bool { return !want.IsSet() || have == want }

func (l lowering) SetSecurity(o op.SetSecurity) verdict {
	return l.onSwitch(o.Switch, func(s *switchDraft) bool {
		p, sec := types.HostNetworkPolicy{}, types.HostNetworkSecurityPolicy{}
		if s.spec.Policy != nil {
			p = *s.spec.Policy
		}
		if p.Security != nil {
			sec = *p.Security
		}
		if agrees(opt(sec.AllowPromiscuous), o.Security.Promiscuous) && agrees(opt(sec.MacChanges), o.Security.MACChanges) && agrees(opt(sec.ForgedTransmits), o.Security.ForgedTransmits) {
			return false
		}
		set := func(at **bool, to netstate.Opt[bool]) {
			if b, ok := to.Get(); ok {
				*at = &b
			}
		}
		set(&sec.AllowPromiscuous, o.Security.Promiscuous)
		set(&sec.MacChanges, o.Security.MACChanges)
		set(&sec.ForgedTransmits, o.Security.ForgedTransmits)
		p.Security = &sec
		s.spec.Policy = &p
		return true
	})
}

func (l lowering) SetDiscovery(o op.SetDiscovery) verdict {
	if s := l.networkSwitch(o.Switch); s != nil && s.spec.Bridge == nil {
		if s.mark == added {
			return verdict{after: true}
		}
		return verdict{call: l.host.command("set discovery of switch "+o.Switch, "network", "vswitch", "standard", "set", "--vswitch-name="+o.Switch, "--cdp-status="+esx.CDP[o.Discovery])}
	}
	return l.onSwitch(o.Switch, func(s *switchDraft) bool {
		b, ok := s.spec.Bridge.(*types.HostVirtualSwitchBondBridge)
		if !ok || b.LinkDiscoveryProtocolConfig != nil && discoveryOf(b.LinkDiscoveryProtocolConfig.Operation) == netstate.Some(o.Discovery) {
			return false
		}
		n := *b
		n.LinkDiscoveryProtocolConfig = &types.LinkDiscoveryProtocolConfig{Protocol: string(types.LinkDiscoveryProtocolConfigProtocolTypeCdp), Operation: string(o.Discovery)}
		s.spec.Bridge = &n
		return true
	})
}

func (l lowering) RemoveSwitch(o op.RemoveSwitch) verdict {
	if s := l.networkSwitch(o.Switch); s != nil {
		s.mark = removed
	}
	return verdict{rank: removeSwitchRank}
}
