package plan

import (
	"slices"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Touched is the goal with those things alone that the change touches, and the
// distributed switches, whole.
func (p *Host) Touched() netstate.Host {
	touched := map[Thing]bool{}
	for i := range p.Changes {
		touched[p.Changes[i].Thing] = true
	}
	goal := p.Goal
	goal.Switches = slices.DeleteFunc(slices.Clone(goal.Switches), func(s netstate.Switch) bool {
		return s.Kind == netstate.Standard && !touched[Thing{SwitchKind, s.Name}]
	})
	goal.PortGroups = slices.DeleteFunc(slices.Clone(goal.PortGroups), func(g netstate.PortGroup) bool { return !touched[Thing{PortGroupKind, g.Name}] })
	goal.Stacks = slices.DeleteFunc(slices.Clone(goal.Stacks), func(s netstate.Stack) bool { return !touched[Thing{StackKind, s.Name}] })
	goal.Vmks = slices.DeleteFunc(slices.Clone(goal.Vmks), func(v netstate.Vmk) bool { return !touched[Thing{VmkKind, v.Device}] })
	return goal
}
