package plan

import (
	"cmp"
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// A Risk is what a step may do to the traffic of a host.
type Risk struct {
	Level Level           `json:"level"`
	Roles []netstate.Role `json:"roles,omitempty"` // whose traffic it interrupts, beside management's
	// Gap says that some of these roles are without an adapter meanwhile.
	Gap bool `json:"gap,omitempty"`
}

// A Level is how bad a risk is.
type Level string

// The levels, harmless first.
const (
	Harmless   Level = "harmless"
	Interrupts Level = "interrupts" // traffic of roles, for a moment or until they are set up anew
	Management Level = "management" // may cut management off
)

// weigh gives each step its risk, and puts what may cut management off last.
func weigh(steps []Step, d *delta, opt Options) []Step {
	w := weighing{delta: d, carriers: carriers(d.from)}
	for i := range steps {
		steps[i].Risk = op.Visit(steps[i].Op, w)
		if steps[i].Risk.Level == Management {
			steps[i].Blocked = "it may cut management off"
		}
	}
	block(steps, d)
	narrow(steps)
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(late(a), late(b)) })
	if opt.AllowManagement {
		for i := range steps {
			steps[i].Blocked = ""
		}
	}
	return steps
}

// narrow lets vmks be made with the MTU that every host has, where the one that
// they are to have must wait for their switch's.
func narrow(steps []Step) {
	for i := range steps {
		made, ok := steps[i].Op.(op.EnsureVmk)
		if !ok || steps[i].Blocked != "" {
			continue
		}
		waits := slices.ContainsFunc(steps, func(s Step) bool {
			mtu, ok := s.Op.(op.SetVmkMTU)
			return ok && mtu.Device == made.Device && s.Blocked != ""
		})
		if waits {
			made.MTU = netstate.Opt[int]{}
			steps[i].Op = made
		}
	}
}

// late is 1 for the steps that come last: those that may cut management off,
// and what waits for them.
func late(s Step) int {
	if s.Blocked != "" {
		return 1
	}
	return 0
}

// carriers are the vmks that carry management; vmk0 where none is known to.
func carriers(h *netstate.Host) []string {
	var out []string
	for i := range h.Vmks {
		if slices.Contains(h.Vmks[i].Roles, netstate.Management) {
			out = append(out, h.Vmks[i].Device)
		}
	}
	if out == nil {
		return []string{esx.InstallVmk}
	}
	return out
}

// A weighing is a visitor that answers with an operation's risk.
type weighing struct {
	*delta
	carriers []string
}

var _ op.Visitor[Risk] = weighing{}

var harmless = Risk{Level: Harmless}

// vmk is the risk of a change to a vmk itself; gone says that it is away
// meanwhile, or for good.
func (w weighing) vmk(device string, gone bool) Risk {
	v := w.from.Vmk(device)
	manages := slices.Contains(w.carriers, device)
	if v == nil && manages {
		return Risk{Level: Management}
	}
	if v == nil || device != esx.InstallVmk && w.verb(VmkKind, device) == Add {
		return harmless
	}
	if !gone && !manages && w.verb(VmkKind, device) == Replace {
		return harmless // it was made anew, and has no role yet
	}
	r := traffic([]*netstate.Vmk{v})
	r.Gap = gone && (v.Roles == nil && !manages || slices.ContainsFunc(r.Roles, func(role netstate.Role) bool { return !w.elsewhere(role, v) }))
	if manages {
		r.Level = Management
	}
	return r
}

// elsewhere says whether a role has another adapter while a vmk is away: one
// that stays, or, where the vmk goes last, one that it is enabled on before.
func (w weighing) elsewhere(role netstate.Role, v *netstate.Vmk) bool {
	for i := range w.from.Vmks {
		o := &w.from.Vmks[i]
		if o.Device != v.Device && slices.Contains(o.Roles, role) && w.verb(VmkKind, o.Device) != Remove && !w.anew(o.Device) {
			return true
		}
	}
	if w.verb(VmkKind, v.Device) != Remove || w.inTheWay(v) {
		return false
	}
	return slices.ContainsFunc(w.goal.Vmks, func(o netstate.Vmk) bool { return slices.Contains(o.Roles, role) })
}

func traffic(vmks []*netstate.Vmk) Risk {
	r := Risk{Level: Interrupts}
	for _, v := range vmks {
		for _, role := range v.Roles {
			if role != netstate.Management && !slices.Contains(r.Roles, role) {
				r.Roles = append(r.Roles, role)
			}
		}
	}
	slices.SortFunc(r.Roles, func(a, b netstate.Role) int { return slices.Index(netstate.Roles, a) - slices.Index(netstate.Roles, b) })
	return r
}

// on is the risk of a change to what vmks are on.
func (w weighing) on(is func(*netstate.Vmk) bool) Risk {
	var vmks []*netstate.Vmk
	manages := false
	for i := range w.from.Vmks {
		if v := &w.from.Vmks[i]; is(v) {
			manages = manages || slices.Contains(w.carriers, v.Device)
			vmks = append(vmks, v)
		}
	}
	if vmks == nil {
		return harmless
	}
	r := traffic(vmks)
	if manages {
		r.Level = Management
	}
	return r
}

// placed are the vmks on a standard port group; where it has no name, the one it is for.
func (w weighing) placed(p op.Place) Risk {
	return w.on(func(v *netstate.Vmk) bool {
		if g, ok := v.PortGroup.Get(); ok && p.PortGroup != "" {
			return g == p.PortGroup
		}
		return v.Device == p.Of && (p.PortGroup == "" || v.Device == esx.InstallVmk && p.PortGroup == esx.ManagementGroup)
	})
}

// hung are the vmks on a switch: known to be, or, as vmk0, likely to be.
func (w weighing) hung(name string) Risk {
	return w.on(func(v *netstate.Vmk) bool {
		if s, ok := v.Switch.Get(); ok {
			return s == name
		}
		return v.Device == esx.InstallVmk && name == esx.InstallSwitch
	})
}

func (w weighing) EnsureStack(op.EnsureStack) Risk         { return harmless }
func (w weighing) SetStackOptions(op.SetStackOptions) Risk { return harmless }
func (w weighing) EnsureSwitch(op.EnsureSwitch) Risk       { return harmless }
func (w weighing) SetSwitchMTU(o op.SetSwitchMTU) Risk     { return w.hung(o.Switch) }
func (w weighing) SetUplinks(o op.SetUplinks) Risk {
	r := w.hung(o.Switch)
	for i := range w.from.Switches {
		s := &w.from.Switches[i]
		taken := slices.ContainsFunc(s.Uplinks, func(n string) bool { return slices.Contains(o.Uplinks, n) })
		if s.Name != o.Switch && taken {
			r = worse(r, w.hung(s.Name))
		}
	}
	return r
}
func (w weighing) SetSwitchTeaming(o op.SetSwitchTeaming) Risk { return w.hung(o.Switch) }
func (w weighing) SetSecurity(op.SetSecurity) Risk             { return harmless }
func (w weighing) SetDiscovery(op.SetDiscovery) Risk           { return harmless }

func (w weighing) EnsurePortGroup(o op.EnsurePortGroup) Risk {
	if w.verb(PortGroupKind, o.Place.PortGroup) == Add {
		return harmless
	}
	r := w.placed(o.Place)
	for i := range w.from.Vmks { // they go first, and are made anew on it
		if v := &w.from.Vmks[i]; v.PortGroup.IsSet() && v.PortGroup.Or("") == o.Place.PortGroup {
			r = worse(r, w.vmk(v.Device, true))
		}
	}
	return r
}
func (w weighing) SetVLAN(o op.SetVLAN) Risk                         { return w.inPlace(o.Place) }
func (w weighing) SetPortGroupTeaming(o op.SetPortGroupTeaming) Risk { return w.inPlace(o.Place) }

// inPlace is the risk of a change to a port group that stays on its switch; on
// one that was made anew there is no vmk yet.
func (w weighing) inPlace(p op.Place) Risk {
	r := w.placed(p)
	if c := w.change(PortGroupKind, p.PortGroup); c != nil && c.has("switch") && r.Level != Management {
		return harmless
	}
	return r
}
func (w weighing) EnsureVmk(o op.EnsureVmk) Risk { return w.vmk(o.Device, true) }

func (w weighing) SetVmkMTU(o op.SetVmkMTU) Risk { return w.vmk(o.Device, false) }

func (w weighing) SetIPv4(o op.SetIPv4) Risk { return w.vmk(o.Device, false) }

func (w weighing) SetIPv6(o op.SetIPv6) Risk       { return w.vmk(o.Device, false) }
func (w weighing) EnableRoles(op.EnableRoles) Risk { return harmless }

func (w weighing) DisableRoles(o op.DisableRoles) Risk {
	c := w.change(VmkKind, o.Device)
	if c == nil || c.Delta("roles") == nil {
		return harmless
	}
	if c.Verb == Replace && !slices.Contains(w.carriers, o.Device) {
		return harmless // it was made anew, without roles
	}
	gone := Risk{Level: Interrupts}
	for _, r := range c.Delta("roles").Old {
		switch role := netstate.Role(r); {
		case slices.Contains(o.Keep, role):
		case role == netstate.Management:
			return Risk{Level: Management}
		default:
			gone.Roles = append(gone.Roles, role)
		}
	}
	if gone.Roles == nil && slices.Contains(w.carriers, o.Device) && !slices.Contains(o.Keep, netstate.Management) {
		return Risk{Level: Management}
	}
	return gone
}

func (w weighing) stack(name string, attributes ...string) Risk {
	c := w.change(StackKind, name)
	fresh := c != nil && slices.ContainsFunc(attributes, func(a string) bool {
		d := c.Delta(a)
		return d != nil && d.Old != nil && len(d.Old) == 0
	})
	switch {
	case c != nil && c.Verb == Add && name != netstate.DefaultStack || fresh:
		return harmless
	case name == netstate.DefaultStack:
		return Risk{Level: Management}
	}
	return w.on(func(v *netstate.Vmk) bool { return v.Stack.Or(netstate.DefaultStack) == name })
}

func (w weighing) SetGateway(o op.SetGateway) Risk {
	if o.Gateway.To.Addr().Is6() {
		return w.stack(o.Stack, "gateway6")
	}
	return w.stack(o.Stack, "gateway")
}
func (w weighing) SetRoutes(o op.SetRoutes) Risk { return w.stack(o.Stack, "routes") }
func (w weighing) SetDNS(op.SetDNS) Risk         { return harmless }
func (w weighing) SetSearch(op.SetSearch) Risk   { return harmless }

func (w weighing) BindISCSI(o op.BindISCSI) Risk {
	if v := w.from.Vmk(o.Device); v != nil && len(v.ISCSI) > 0 {
		return Risk{Level: Interrupts, Roles: []netstate.Role{netstate.ISCSI}, Gap: len(o.Adapters) == 0}
	}
	return harmless
}
func (w weighing) EnableNVMe(op.EnableNVMe) Risk { return harmless }
func (w weighing) DisableNVMe(op.DisableNVMe) Risk {
	return Risk{Level: Interrupts, Roles: []netstate.Role{netstate.NVMeTCP, netstate.NVMeRDMA}}
}

func (w weighing) DisableSoftwareISCSI(op.DisableSoftwareISCSI) Risk {
	return Risk{Level: Interrupts, Roles: []netstate.Role{netstate.ISCSI}}
}
func (w weighing) RemoveVmk(o op.RemoveVmk) Risk           { return w.vmk(o.Device, true) }
func (w weighing) RemovePortGroup(op.RemovePortGroup) Risk { return harmless }

// RemoveSwitch comes when nothing is on it any more.
func (w weighing) RemoveSwitch(o op.RemoveSwitch) Risk {
	if r := w.hung(o.Switch); r.Level == Management {
		return r
	}
	return harmless
}
func (w weighing) RemoveStack(op.RemoveStack) Risk { return harmless }

// worse is the risk of two things together.
func worse(a, b Risk) Risk {
	at := func(r Risk) int { return slices.Index([]Level{Harmless, Interrupts, Management}, r.Level) }
	if at(b) > at(a) {
		a, b = b, a
	}
	for _, r := range b.Roles {
		if !slices.Contains(a.Roles, r) {
			a.Roles = append(slices.Clip(a.Roles), r)
		}
	}
	a.Gap = a.Gap || b.Gap
	return a
}
