package plan

import (
	"net/netip"
	"slices"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// block marks the steps that wait for blocked ones.
func block(steps []Step, d *delta) {
	w := waiting{delta: d}
	for _, s := range steps {
		if s.Blocked != "" {
			w.blocked = append(w.blocked, s)
		}
	}
	for again := true; again; {
		again = false
		for i := range steps {
			if steps[i].Blocked != "" {
				continue
			}
			if why := op.Visit(steps[i].Op, w); why != "" {
				steps[i].Blocked = why
				w.blocked = append(w.blocked, steps[i])
				again = true
			}
		}
	}
}

// A waiting is a visitor that says what blocked step an operation waits for;
// empty: none.
type waiting struct {
	silent[string]
	*delta
	blocked []Step
}

var _ op.Visitor[string] = waiting{}

// stuck says whether an operation that meets a condition is blocked.
func stuck[T op.Op](w waiting, is func(T) bool) bool {
	return slices.ContainsFunc(w.blocked, func(s Step) bool {
		o, ok := s.Op.(T)
		return ok && is(o)
	})
}

func (w waiting) SetVmkMTU(o op.SetVmkMTU) string {
	v := w.goal.Vmk(o.Device)
	if stuck(w, func(s op.SetSwitchMTU) bool {
		return s.Way == op.Raise && s.Switch == v.Switch.Or("") && w.lowBy(s.Switch, o.MTU)
	}) {
		return "it waits for the MTU of switch " + v.Switch.Or("")
	}
	return w.placed(o.Device)
}

// lowBy says whether a switch now has, or may have, a smaller MTU.
func (w waiting) lowBy(name string, mtu int) bool {
	s := w.from.Switch(name)
	return s == nil || s.MTU.Or(0) < mtu
}

func (w waiting) SetSwitchMTU(o op.SetSwitchMTU) string {
	if o.Way != op.Lower {
		return ""
	}
	for i := range w.from.Vmks {
		v := &w.from.Vmks[i]
		if v.Switch.Or("") == o.Switch && v.MTU.Or(0) > o.MTU && w.stays(v.Device) {
			return "it waits for the MTU of " + v.Device
		}
	}
	return ""
}

// stays says whether a vmk keeps its place and MTU, since their change is blocked.
func (w waiting) stays(device string) bool {
	return stuck(w, func(s op.SetVmkMTU) bool { return s.Device == device }) || w.placed(device) != ""
}

// placed says why a vmk isn't made, or made anew.
func (w waiting) placed(device string) string {
	if stuck(w, func(s op.EnsureVmk) bool { return s.Device == device }) {
		return "it waits for " + device
	}
	return ""
}

// remains says whether a vmk is still where it was, since its removal, or that
// of what is made anew, is blocked.
func (w waiting) remains(device string) bool {
	return w.placed(device) != "" || stuck(w, func(s op.RemoveVmk) bool { return s.Device == device })
}

func (w waiting) lacks(name string, nics ...[]string) bool {
	s := w.from.Switch(name)
	return stuck(w, func(u op.SetUplinks) bool {
		return u.Switch == name && slices.ContainsFunc(slices.Concat(nics...), func(n string) bool { return s == nil || !slices.Contains(s.Uplinks, n) })
	})
}

// follows says whether an order of uplinks only loses those that go with a
// change of uplinks that is blocked.
func (w waiting) follows(name string, was, t *netstate.Teaming) bool {
	goal := w.goal.Switch(name)
	if goal == nil || was == nil || t.Active == nil || !stuck(w, func(u op.SetUplinks) bool { return u.Switch == name }) {
		return false
	}
	gone := without(slices.Concat(was.Active, was.Standby), goal.Uplinks)
	return len(gone) > 0 && slices.Equal(without(was.Active, gone), t.Active) && slices.Equal(without(was.Standby, gone), t.Standby)
}

func (w waiting) SetSwitchTeaming(o op.SetSwitchTeaming) string {
	var was *netstate.Teaming
	if s := w.from.Switch(o.Switch); s != nil {
		was = s.Teaming
	}
	if w.lacks(o.Switch, o.Teaming.Active, o.Teaming.Standby) || w.follows(o.Switch, was, &o.Teaming) {
		return "it waits for the uplinks of switch " + o.Switch
	}
	return ""
}

func (w waiting) SetPortGroupTeaming(o op.SetPortGroupTeaming) string {
	var was *netstate.Teaming
	if p := w.from.PortGroup(o.Place.PortGroup); p != nil {
		was = p.Teaming
	}
	if w.lacks(o.Place.Switch, o.Teaming.Active, o.Teaming.Standby) || w.follows(o.Place.Switch, was, &o.Teaming) {
		return "it waits for the uplinks of switch " + o.Place.Switch
	}
	return w.group(o.Place.PortGroup)
}

func (w waiting) group(name string) string {
	if stuck(w, func(s op.EnsurePortGroup) bool { return s.Place.PortGroup == name }) {
		return "it waits for port group " + name
	}
	return ""
}

func (w waiting) SetVLAN(o op.SetVLAN) string { return w.group(o.Place.PortGroup) }

func (w waiting) EnsureVmk(o op.EnsureVmk) string {
	if why := w.group(o.Place.PortGroup); why != "" {
		return why
	}
	for i := range w.from.Vmks {
		v := &w.from.Vmks[i]
		if v.Device != o.Device && o.Place.PortGroup != "" && v.PortGroup.Or("") == o.Place.PortGroup && !o.Place.Distributed && w.remains(v.Device) {
			return "it waits for port group " + o.Place.PortGroup + ", which " + v.Device + " is on"
		}
	}
	return ""
}

func (w waiting) SetIPv4(o op.SetIPv4) string {
	for i := range w.from.Vmks {
		v := &w.from.Vmks[i]
		if v.Device == o.Device || v.IPv4 == nil || !o.IPv4.Address.IsValid() || v.IPv4.Address.Addr() != o.IPv4.Address.Addr() {
			continue
		}
		if w.remains(v.Device) || stuck(w, func(s op.SetIPv4) bool { return s.Device == v.Device }) {
			return "it waits for its address, which " + v.Device + " has"
		}
	}
	return w.placed(o.Device)
}

func (w waiting) SetIPv6(o op.SetIPv6) string {
	for i := range w.from.Vmks {
		v := &w.from.Vmks[i]
		if v.Device == o.Device || v.IPv6 == nil || !overlap(&netstate.Vmk{IPv6: v.IPv6}, &netstate.Vmk{IPv6: &o.IPv6}) {
			continue
		}
		if w.remains(v.Device) || stuck(w, func(s op.SetIPv6) bool { return s.Device == v.Device }) {
			return "it waits for its address, which " + v.Device + " has"
		}
	}
	return w.placed(o.Device)
}

func (w waiting) EnableRoles(o op.EnableRoles) string { return w.placed(o.Device) }
func (w waiting) EnableNVMe(o op.EnableNVMe) string   { return w.placed(o.Device) }

// DisableRoles waits where the role's new place does.
func (w waiting) DisableRoles(o op.DisableRoles) string {
	gone := w.from.Vmk(o.Device)
	if gone == nil {
		return ""
	}
	for _, r := range gone.Roles {
		if !slices.Contains(o.Keep, r) && stuck(w, func(s op.EnableRoles) bool { return slices.Contains(s.Roles, r) }) {
			return "it waits for role " + string(r) + " at its new place"
		}
	}
	return w.placed(o.Device)
}

func (w waiting) RemoveVmk(o op.RemoveVmk) string {
	if w.verb(VmkKind, o.Device) == Replace {
		return w.placed(o.Device)
	}
	return w.DisableRoles(op.DisableRoles{Device: o.Device})
}

func (w waiting) SetGateway(o op.SetGateway) string { return w.reached(o.Stack, o.Gateway.Via) }

func (w waiting) SetRoutes(o op.SetRoutes) string {
	for _, r := range o.Routes {
		if why := w.reached(o.Stack, r.Via); why != "" {
			return why
		}
	}
	return ""
}

// reached says why no vmk of a stack reaches an address: the one that will is blocked.
func (w waiting) reached(stack string, via netip.Addr) string {
	if !via.IsValid() {
		return ""
	}
	why := ""
	for i := range w.goal.Vmks {
		v := &w.goal.Vmks[i]
		if v.Stack.Or(netstate.DefaultStack) != stack || !reaches(v, via) {
			continue
		}
		placed := w.placed(v.Device) != "" // one that is made anew takes its routes along
		blocked := placed || stuck(w, func(s op.SetIPv4) bool { return via.Is4() && s.Device == v.Device }) ||
			stuck(w, func(s op.SetIPv6) bool { return via.Is6() && s.Device == v.Device })
		was := w.from.Vmk(v.Device)
		if !blocked || !placed && was != nil && was.Stack.Or(netstate.DefaultStack) == stack && reaches(was, via) {
			return ""
		}
		why = "it waits for the address of " + v.Device
	}
	return why
}

func reaches(v *netstate.Vmk, via netip.Addr) bool {
	if v.IPv4 != nil && (v.IPv4.Address.IsValid() && v.IPv4.Address.Contains(via) || via.Is4() && v.IPv4.Mode.Or("") == netstate.DHCP) {
		return true
	}
	return v.IPv6 != nil && via.Is6() && (via.IsLinkLocalUnicast() || slices.ContainsFunc(v.IPv6.Addresses, func(p netip.Prefix) bool { return p.Contains(via) }))
}

func (w waiting) BindISCSI(o op.BindISCSI) string {
	if len(o.Adapters) == 0 {
		return w.unbinds(o.Device)
	}
	v := w.goal.Vmk(o.Device)
	if v == nil {
		return ""
	}
	group := v.PortGroup.Or("")
	switch {
	case stuck(w, func(s op.SetPortGroupTeaming) bool { return s.Place.PortGroup == group }),
		stuck(w, func(s op.SetSwitchTeaming) bool { return s.Switch == v.Switch.Or("") }):
		return "it waits for the teaming of port group " + group
	case w.pathless(v):
		return "it waits for the uplinks of switch " + v.Switch.Or("")
	case stuck(w, func(s op.SetIPv4) bool { return s.Device == o.Device }), stuck(w, func(s op.SetIPv6) bool { return s.Device == o.Device }):
		return "it waits for the address of " + o.Device
	case stuck(w, func(s op.BindISCSI) bool { return s.Device == o.Device && len(s.Adapters) == 0 }):
		return "it waits for what " + o.Device + " is unbound for"
	}
	return w.placed(o.Device)
}

// pathless says whether a vmk has other uplinks than it is to have, since a
// change of them is blocked.
func (w waiting) pathless(v *netstate.Vmk) bool {
	name := v.Switch.Or("")
	if p := w.goal.PortGroup(v.PortGroup.Or("")); p != nil && p.Teaming != nil && p.Teaming.Active != nil {
		return w.lacks(name, p.Teaming.Active)
	}
	return stuck(w, func(u op.SetUplinks) bool { return u.Switch == name })
}

// unbinds says why a vmk stays bound: all that it has to be unbound for is blocked.
func (w waiting) unbinds(device string) string {
	was, v := w.from.Vmk(device), w.goal.Vmk(device)
	switch {
	case was == nil, len(was.ISCSI) == 0:
		return w.placed(device)
	case v == nil:
		if w.remains(device) {
			return "it waits for " + device
		}
		return ""
	case v.ISCSI != nil && len(v.ISCSI) == 0:
		return ""
	}
	why, group, name := w.placed(device), was.PortGroup.Or(""), was.Switch.Or("")
	if why == "" && w.verb(VmkKind, device) == Replace {
		return ""
	}
	teamed := stuck(w, func(s op.SetPortGroupTeaming) bool { return s.Place.PortGroup == group }) || w.group(group) != ""
	if c := w.change(PortGroupKind, group); c != nil && c.has("teaming", "switch") && !teamed {
		return ""
	}
	raised := stuck(w, func(s op.SetSwitchTeaming) bool { return s.Switch == name }) || stuck(w, func(s op.SetUplinks) bool { return s.Switch == name })
	if c := w.change(SwitchKind, name); c != nil && c.has("teaming/active", "teaming/standby", "uplinks") && !raised && why == "" {
		return ""
	}
	switch {
	case why != "":
		return why
	case teamed, raised:
		return "it waits for the teaming of port group " + group
	}
	return ""
}

func (w waiting) RemovePortGroup(o op.RemovePortGroup) string {
	for i := range w.from.Vmks {
		v := &w.from.Vmks[i]
		if v.PortGroup.Or("") != o.Place.PortGroup {
			continue
		}
		if w.remains(v.Device) {
			return "it waits for " + v.Device
		}
	}
	return ""
}

func (w waiting) RemoveSwitch(o op.RemoveSwitch) string {
	for i := range w.from.PortGroups {
		p := &w.from.PortGroups[i]
		if p.Switch == o.Switch && stuck(w, func(s op.RemovePortGroup) bool { return s.Place.PortGroup == p.Name }) {
			return "it waits for port group " + p.Name
		}
	}
	if s := w.from.Switch(o.Switch); s != nil && stuck(w, func(u op.SetUplinks) bool {
		return slices.ContainsFunc(u.Uplinks, func(n string) bool { return slices.Contains(s.Uplinks, n) })
	}) {
		return "it waits for its uplinks' new switch"
	}
	return ""
}

func (w waiting) RemoveStack(o op.RemoveStack) string {
	for i := range w.from.Vmks {
		v := &w.from.Vmks[i]
		if v.Stack.Or("") == o.Stack && w.remains(v.Device) {
			return "it waits for " + v.Device
		}
	}
	return ""
}
