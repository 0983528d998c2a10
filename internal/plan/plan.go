package plan

import (
	"cmp"
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// A Step is one operation of a plan.
type Step struct {
	Op     op.Op
	Reason string // why it stands where it stands
	Risk   Risk
	// Blocked says why the step is not carried out; empty: it is.
	Blocked string
}

// A Host is the plan for one host.
type Host struct {
	Name    string
	From    netstate.Host // the state that it starts from
	Goal    netstate.Host // where the host will stand
	Changes []Change      // thing by thing
	Steps   []Step        // in the order in which they are done, management last
}

// Diff plans the change of one host from one end to the other.
func Diff(from, to End, opt Options) *Host {
	return toward(cmp.Or(to.Host.Name, from.Host.Name), from, Goal(from, to, opt), opt)
}

// toward plans the change of a host to where it will stand, which says what
// goes as well: all that it lacks.
func toward(name string, from End, goal netstate.Host, opt Options) *Host {
	p := &Host{Name: name, From: from.Host, Goal: goal}
	if alike(&p.From, &p.Goal) {
		return p
	}
	p.Changes = changes(&from, &p.Goal)
	if len(p.Changes) == 0 {
		return p
	}
	d := newDelta(&p.From, &p.Goal, p.Changes)
	e := ensure{host: &d.host, delta: d}
	e.run()
	p.Steps = weigh(e.steps, d, opt)
	return p
}

// MadeAnew says whether a step makes a vmk that is there already.
func (p *Host) MadeAnew(device string) bool {
	if p.From.Vmk(device) == nil && device != esx.InstallVmk {
		return false
	}
	return slices.ContainsFunc(p.Steps, func(s Step) bool {
		o, ok := s.Op.(op.EnsureVmk)
		return ok && o.Device == device
	})
}

// Back plans the way back of a change: from where it leads to where it began.
// What the beginning doesn't know stays as the change left it.
func (p *Host) Back(opt Options) *Host {
	return Diff(End{Host: p.Goal, Managed: true}, End{Host: p.start(), Managed: true}, opt)
}

// start is where a change begins, with what it may have found there.
func (p *Host) start() netstate.Host {
	h := p.From
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Unseen {
			h.Vmks = with(h.Vmks, p.Goal.Vmk(c.Name), c.Kind == VmkKind)
			h.PortGroups = with(h.PortGroups, p.Goal.PortGroup(c.Name), c.Kind == PortGroupKind)
			h.Switches = with(h.Switches, p.Goal.Switch(c.Name), c.Kind == SwitchKind)
			h.Stacks = with(h.Stacks, p.Goal.Stack(c.Name), c.Kind == StackKind)
		}
	}
	return h
}

func with[T any](list []T, item *T, add bool) []T {
	if !add || item == nil {
		return list
	}
	return append(slices.Clip(list), *item)
}
