package plan

import (
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

func (a *adopting) switches(groups []netstate.PortGroup) (out []netstate.Switch) {
	used := map[string]bool{esx.InstallSwitch: true}
	for i := range groups {
		used[groups[i].Switch] = true
	}
	for i := range a.from.Switches {
		s := a.from.Switches[i]
		switch w := a.to.Switch(s.Name); {
		case w != nil:
			out = append(out, overSwitch(&s, w))
		case s.Kind == netstate.Distributed || used[s.Name] || !a.goes(SwitchKind, s.Name):
			out = append(out, s)
		}
	}
	for i := range a.to.Switches {
		if w := a.to.Switches[i]; a.from.Switch(w.Name) == nil {
			if !w.MTU.IsSet() && a.from.Complete.Switches && w.Kind == netstate.Standard {
				w.MTU = netstate.Some(max(w.MinMTU, esx.DefaultMTU))
			}
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b netstate.Switch) int { return natural.Compare(a.Name, b.Name) })
	return out
}

func overSwitch(s, w *netstate.Switch) netstate.Switch {
	out := *s
	out.Uplinks, out.MTU = overList(s.Uplinks, w.Uplinks), over(s.MTU, w.MTU)
	out.MinMTU, out.CreatePortGroups = max(s.MinMTU, w.MinMTU), w.CreatePortGroups
	if mtu, ok := out.MTU.Get(); ok && !w.MTU.IsSet() {
		out.MTU = netstate.Some(max(mtu, w.MinMTU))
	}
	out.Teaming, out.Discovery = overTeaming(s.Teaming, w.Teaming), over(s.Discovery, w.Discovery)
	if p := w.Security; p != nil && s.Security != nil {
		out.Security = &netstate.Security{
			Promiscuous: over(s.Security.Promiscuous, p.Promiscuous), MACChanges: over(s.Security.MACChanges, p.MACChanges),
			ForgedTransmits: over(s.Security.ForgedTransmits, p.ForgedTransmits),
		}
	} else if p != nil {
		out.Security = p
	}
	return out
}

func (a *adopting) stacks(vmks []netstate.Vmk) (out []netstate.Stack) {
	used := map[string]bool{netstate.DefaultStack: true}
	for i := range vmks {
		used[vmks[i].Stack.Or(netstate.DefaultStack)] = true
	}
	for i := range a.from.Stacks {
		s := a.from.Stacks[i]
		switch w := a.to.Stack(s.Name); {
		case w != nil:
			out = append(out, overStack(&s, w))
		case used[s.Name] || slices.Contains(esx.SystemStacks, s.Name) || !a.goes(StackKind, s.Name):
			out = append(out, s)
		}
	}
	for i := range a.to.Stacks {
		if w := a.to.Stacks[i]; a.from.Stack(w.Name) == nil {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b netstate.Stack) int { return natural.Compare(a.Name, b.Name) })
	return out
}

func overStack(s, w *netstate.Stack) netstate.Stack {
	return netstate.Stack{
		Name: s.Name, Gateway: over(s.Gateway, w.Gateway), Gateway6: over(s.Gateway6, w.Gateway6),
		DNS: overList(s.DNS, w.DNS), Search: overList(s.Search, w.Search), Congestion: over(s.Congestion, w.Congestion),
		MaxConnections: over(s.MaxConnections, w.MaxConnections), Routes: overList(s.Routes, w.Routes),
	}
}

// host sets what belongs to no thing: the software iSCSI adapter that a
// binding needs, and the devices that NVMe is wanted on.
func (a *adopting) host(goal *netstate.Host) {
	goal.SoftwareISCSI = over(a.from.SoftwareISCSI, a.to.SoftwareISCSI)
	goal.NVMe = overList(a.from.NVMe, a.to.NVMe)
	for i := range goal.Vmks {
		v := &goal.Vmks[i]
		if slices.Contains(v.ISCSI, netstate.SoftwareISCSI) && goal.SoftwareISCSI.Or("") == "" {
			goal.SoftwareISCSI = netstate.Some(netstate.SoftwareISCSI)
		}
		w := a.to.Vmk(v.Device)
		if w == nil {
			continue
		}
		for _, d := range w.NVMe {
			if !slices.Contains(goal.NVMe, d) {
				goal.NVMe = append(slices.Clip(goal.NVMe), d)
			}
		}
	}
}
