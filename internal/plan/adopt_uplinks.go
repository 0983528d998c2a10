package plan

import (
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// followUplinks carries what a change of uplinks brings about by itself into
// the goal, so that the way back knows of it: an uplink that goes is gone from
// every order that names it, and one that comes is active where all were.
func (a *adopting) followUplinks(goal *netstate.Host) {
	for i := range goal.Switches {
		s := &goal.Switches[i]
		was, said := a.from.Switch(s.Name), a.to.Switch(s.Name)
		if s.Kind != netstate.Standard || was == nil || said == nil || said.Uplinks == nil || was.Uplinks == nil {
			continue
		}
		gone := without(was.Uplinks, s.Uplinks)
		come := without(s.Uplinks, was.Uplinks)
		if t := s.Teaming; t != nil && t.Active != nil && (said.Teaming == nil || said.Teaming.Active == nil) {
			all := len(without(was.Uplinks, t.Active)) == 0
			s.Teaming = ordered(t, gone)
			if all {
				s.Teaming.Active = append(s.Teaming.Active, come...)
			}
		}
		for n := range goal.PortGroups {
			if p := &goal.PortGroups[n]; likely(p) == s.Name && !p.Distributed && !a.orders(p) {
				p.Teaming = ordered(p.Teaming, gone)
			}
		}
	}
}

// likely is the switch that a port group is on, as far as that can be told.
func likely(p *netstate.PortGroup) string {
	if p.Switch == "" && p.Of == esx.InstallVmk {
		return esx.InstallSwitch
	}
	return p.Switch
}

// orders says whether the desired state says which uplinks a port group uses.
func (a *adopting) orders(p *netstate.PortGroup) bool {
	return slices.ContainsFunc(a.named(), func(w netstate.PortGroup) bool {
		return same(p, &w) && w.Teaming != nil && w.Teaming.Active != nil
	})
}

// ordered gives a teaming without uplinks that go.
func ordered(t *netstate.Teaming, gone []string) *netstate.Teaming {
	if t == nil || t.Active == nil {
		return t
	}
	out := *t
	out.Active, out.Standby = without(t.Active, gone), without(t.Standby, gone)
	return &out
}

// without gives the items of a list that aren't in another; never nil.
func without(list, other []string) []string {
	return slices.DeleteFunc(append([]string{}, list...), func(s string) bool { return slices.Contains(other, s) })
}

// rehomed gives the teaming of a port group that is made anew on another
// switch: an order of uplinks that it hasn't is not kept.
func rehomed(t *netstate.Teaming, s *netstate.Switch) *netstate.Teaming {
	if t == nil || t.Active == nil {
		return t
	}
	if s != nil && s.Uplinks != nil && len(without(slices.Concat(t.Active, t.Standby), s.Uplinks)) == 0 {
		return t
	}
	out := *t
	out.Active, out.Standby = nil, nil
	return &out
}

// rehome gives port groups that are made anew on another switch a teaming that
// makes sense there.
func (a *adopting) rehome(goal *netstate.Host) {
	for i := range goal.PortGroups {
		p := &goal.PortGroups[i]
		if was := a.from.PortGroup(p.Name); p.Name != "" && was != nil && was.Switch != "" && was.Switch != p.Switch && !p.Distributed && !a.orders(p) {
			p.Teaming = rehomed(p.Teaming, goal.Switch(p.Switch))
		}
	}
}
