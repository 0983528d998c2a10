package plan

import "github.com/vmkgen/vmkgen/internal/netstate"

// Rest plans what is left of a change on a host that stands somewhere on its
// way. It touches only what the change does.
func (p *Host) Rest(current netstate.Host, opt Options) *Host {
	return p.toward(&p.From, &p.Goal, p.Changes, current, opt)
}

// Undo plans the way back of a change from wherever a host stands on its way.
// It touches only what the change does.
func (p *Host) Undo(current netstate.Host, opt Options) *Host {
	start := p.start()
	return p.toward(&p.Goal, &start, Changes(&p.Goal, &start), current, opt)
}

func (p *Host) toward(from, goal *netstate.Host, changes []Change, current netstate.Host, opt Options) *Host {
	d := newDelta(from, goal, changes)
	opt.Prune, opt.Remove = nil, map[Thing]bool{}
	for i := range changes {
		if changes[i].Verb == Remove {
			opt.Remove[changes[i].Thing] = true
		}
	}
	if c := d.change(HostKind, ""); c != nil {
		d.host.NVMe, d.host.SoftwareISCSI = goal.NVMe, goal.SoftwareISCSI
	}
	out := Diff(End{Host: current}, End{Host: d.host}, opt)
	out.Name = p.Name
	return out
}

// Broken says which guards don't hold on a host: what has neither its old nor
// its new value.
func (p *Host) Broken(current *netstate.Host) (out []Guard) {
	facts := map[Thing]*Fact{}
	all := Facts(current)
	for i := range all {
		facts[all[i].Thing] = &all[i]
	}
	for _, g := range p.Guards() {
		f := facts[g.Thing]
		if f == nil {
			if !g.Absent {
				out = append(out, g)
			}
			continue
		}
		if v := f.value(g.Name); v.Known() && !g.holds(v) {
			out = append(out, g)
		}
	}
	return out
}
