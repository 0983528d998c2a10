package plan

import (
	"cmp"
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Goal is where a host will stand: the current state, with what the desired
// one says laid over it, and without what the change removes. Hands stay off
// the rest, since it is the same at both ends.
func Goal(from, to End, opt Options) netstate.Host {
	a := adopting{from: &from.Host, to: &to.Host, end: &to, managed: from.Managed, opt: opt}
	goal := from.Host
	goal.Name, goal.Release = cmp.Or(to.Host.Name, from.Host.Name), cmp.Or(to.Host.Release, from.Host.Release)
	goal.Vmks = a.vmks()
	goal.PortGroups = a.portGroups(goal.Vmks)
	goal.Switches = a.switches(goal.PortGroups)
	goal.Stacks = a.stacks(goal.Vmks)
	a.rehome(&goal)
	a.followUplinks(&goal)
	a.followAddresses(&goal)
	a.host(&goal)
	return goal
}

type adopting struct {
	from, to *netstate.Host
	end      *End // that to is of
	managed  bool
	opt      Options
}

// goes says whether a thing that the desired state lacks is removed.
func (a *adopting) goes(k Kind, name string) bool {
	return (a.managed || a.opt.Prune[k]) && a.end.lists(k) || a.opt.Remove[Thing{k, name}]
}

func over[T any](from, to netstate.Opt[T]) netstate.Opt[T] {
	if to.IsSet() {
		return to
	}
	return from
}

func overList[T any](from, to []T) []T {
	if to != nil {
		return to
	}
	return from
}

func (a *adopting) vmks() (out []netstate.Vmk) {
	for i := range a.from.Vmks {
		v := a.from.Vmks[i]
		switch w := a.to.Vmk(v.Device); {
		case w != nil:
			out = append(out, overVmk(&v, w))
		case v.Device == esx.InstallVmk || v.Owner != "" || !a.goes(VmkKind, v.Device):
			out = append(out, v)
		}
	}
	for i := range a.to.Vmks {
		if w := &a.to.Vmks[i]; a.from.Vmk(w.Device) == nil {
			out = append(out, *w)
		}
	}
	slices.SortStableFunc(out, func(a, b netstate.Vmk) int { return natural.Compare(a.Device, b.Device) })
	return out
}

func overVmk(v, w *netstate.Vmk) netstate.Vmk {
	out := *v
	out.Roles = overList(v.Roles, w.Roles)
	out.PortGroup, out.Switch, out.Stack = over(v.PortGroup, w.PortGroup), over(v.Switch, w.Switch), over(v.Stack, w.Stack)
	out.MTU, out.MAC = over(v.MTU, w.MTU), over(v.MAC, w.MAC)
	out.ISCSI, out.NVMe = overList(v.ISCSI, w.ISCSI), overList(v.NVMe, w.NVMe)
	out.IPv4, out.IPv6 = overIPv4(v.IPv4, w.IPv4), overIPv6(v.IPv6, w.IPv6)
	return out
}

func overIPv4(v, w *netstate.IPv4) *netstate.IPv4 {
	if v == nil || w == nil {
		return cmp.Or(w, v)
	}
	out := *v
	if w.Mode.IsSet() {
		out.Mode, out.Address = w.Mode, w.Address
	}
	out.Gateway = over(v.Gateway, w.Gateway)
	return &out
}

func overIPv6(v, w *netstate.IPv6) *netstate.IPv6 {
	if v == nil || w == nil || w.Off {
		return cmp.Or(w, v)
	}
	out := netstate.IPv6{
		Addresses: overList(v.Addresses, w.Addresses), Autoconf: over(v.Autoconf, w.Autoconf),
		DHCP: over(v.DHCP, w.DHCP), Gateway: over(v.Gateway, w.Gateway),
	}
	return &out
}

func (a *adopting) portGroups(vmks []netstate.Vmk) (out []netstate.PortGroup) {
	wanted := a.named()
	used := map[string]bool{}
	for i := range vmks {
		used[vmks[i].PortGroup.Or("")] = true
	}
	for _, p := range a.from.PortGroups {
		at := slices.IndexFunc(wanted, func(w netstate.PortGroup) bool { return same(&p, &w) })
		switch {
		case at >= 0:
			out = append(out, overPortGroup(&p, &wanted[at]))
		case used[p.Name] || !a.removable(&p):
			out = append(out, p)
		}
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(a.from.PortGroups, func(p netstate.PortGroup) bool { return same(&p, &w) }) {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b netstate.PortGroup) int { return natural.Compare(a.Name, b.Name) })
	return out
}

// removable says whether a port group goes with the last vmk that is on it: it
// was made for a vmk, or is a stranger that may be pruned. That of vmk0 may be
// the installer's, unless the other end has seen that there was none.
func (a *adopting) removable(p *netstate.PortGroup) bool {
	if p.Distributed || p.InUse || p.Name == "" {
		return false
	}
	made := a.managed && p.Of != "" && (p.Of != esx.InstallVmk || a.to.Complete.PortGroups)
	return (made || a.opt.Prune[PortGroupKind]) && a.end.lists(PortGroupKind) || a.opt.Remove[Thing{PortGroupKind, p.Name}]
}

// named gives the wanted port groups. One that has no name is the one that its
// vmk is on, where that is known.
func (a *adopting) named() []netstate.PortGroup {
	wanted := slices.Clone(a.to.PortGroups)
	for i := range wanted {
		if v := a.from.Vmk(wanted[i].Of); wanted[i].Name == "" && v != nil {
			wanted[i].Name = v.PortGroup.Or("")
		}
	}
	return wanted
}

func same(a, b *netstate.PortGroup) bool {
	if a.Name == "" || b.Name == "" {
		return a.Name == b.Name && a.Of == b.Of
	}
	return a.Name == b.Name && a.Distributed == b.Distributed && (!a.Distributed || a.Switch == b.Switch)
}

func overPortGroup(p, w *netstate.PortGroup) netstate.PortGroup {
	out := *p
	out.Of, out.Switch = cmp.Or(w.Of, p.Of), cmp.Or(w.Switch, p.Switch)
	out.VLAN, out.Teaming = over(p.VLAN, w.VLAN), overTeaming(p.Teaming, w.Teaming)
	return out
}

func overTeaming(t, w *netstate.Teaming) *netstate.Teaming {
	if t == nil || w == nil || w.Inherits {
		return cmp.Or(w, t)
	}
	out := netstate.Teaming{
		Policy: over(t.Policy, w.Policy), Active: overList(t.Active, w.Active), Standby: overList(t.Standby, w.Standby),
		Failback: over(t.Failback, w.Failback), Notify: over(t.Notify, w.Notify), Detection: over(t.Detection, w.Detection),
		Inherits: t.Inherits,
	}
	return &out
}
