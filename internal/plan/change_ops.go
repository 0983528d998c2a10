package plan

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// What follows is about changes: where nothing is known of a host, every
// operation is needed and none removes.

// adds says whether a thing may have to be made.
func (e *ensure) adds(k Kind, name string) bool {
	return e.delta == nil || e.delta.verb(k, name) == Add
}

// places says whether a port group may have to be made, or made anew elsewhere.
func (e *ensure) places(p *netstate.PortGroup) bool {
	if e.delta == nil {
		return true
	}
	c := e.delta.change(PortGroupKind, p.Name)
	return c.Verb == Add || c.has("switch")
}

// moves says whether a switch's MTU may have to go that way.
func (e *ensure) moves(s *netstate.Switch, way op.Way) bool {
	if e.delta == nil {
		return true
	}
	c := e.delta.change(SwitchKind, s.Name)
	if c == nil || !c.has("mtu") {
		return false
	}
	old := c.Delta("mtu").Old
	if c.Verb == Add {
		old = Value{strconv.Itoa(esx.DefaultMTU)}
	}
	if !old.Known() {
		return true
	}
	was, err := strconv.Atoi(old[0])
	want := s.MTU.Or(s.MinMTU)
	return err != nil || way == op.Raise && was < want || way == op.Lower && was > want
}

// roleChange gives a vmk's roles before and after.
func (e *ensure) roleChange(v *netstate.Vmk) (was, will Value, known bool) {
	c := e.delta.change(VmkKind, v.Device)
	if c == nil || c.Delta("roles") == nil {
		return nil, nil, false
	}
	d := c.Delta("roles")
	return d.Old, d.New, d.Old.Known()
}

func (e *ensure) gains(v *netstate.Vmk) bool {
	if e.delta == nil || e.delta.verb(VmkKind, v.Device) == Replace || e.delta.anew(v.Device) {
		return true
	}
	was, will, known := e.roleChange(v)
	return !known || slices.ContainsFunc(will, func(r string) bool { return !slices.Contains(was, r) })
}

func (e *ensure) loses(v *netstate.Vmk) bool {
	if e.delta == nil {
		return true
	}
	if e.delta.verb(VmkKind, v.Device) == Add && v.Device != esx.InstallVmk {
		return false
	}
	was, will, known := e.roleChange(v)
	if was == nil && will == nil {
		return false
	}
	return !known || slices.ContainsFunc(was, func(r string) bool { return !slices.Contains(will, r) })
}

// unbind takes vmks from their iSCSI adapters before they, or the teaming of
// their port groups, change; bindings binds them again.
func (e *ensure) unbind() {
	if e.delta == nil {
		return
	}
	for i := range e.delta.from.Vmks {
		v := &e.delta.from.Vmks[i]
		if len(v.ISCSI) > 0 && (e.delta.verb(VmkKind, v.Device) == Remove || e.delta.rebound(v)) {
			e.add(op.BindISCSI{Device: v.Device, Adapters: []string{}})
		}
	}
}

// makeRoom removes vmks whose address or port group another vmk is to have.
func (e *ensure) makeRoom() {
	if e.delta == nil {
		return
	}
	for i := range e.delta.from.Vmks {
		v := &e.delta.from.Vmks[i]
		if e.delta.inTheWay(v) {
			e.add(op.RemoveVmk{Device: v.Device})
		}
	}
}

// inTheWay says whether a vmk that goes, or is made anew, has what another
// vmk is to have.
func (d *delta) inTheWay(v *netstate.Vmk) bool {
	verb := d.verb(VmkKind, v.Device)
	if verb != Remove && verb != Replace {
		return false
	}
	for i := range d.goal.Vmks {
		w := &d.goal.Vmks[i]
		if w.Device == v.Device {
			continue
		}
		was := d.from.Vmk(w.Device)
		if was == nil {
			was = &netstate.Vmk{}
		}
		moves := v.PortGroup.IsSet() && v.PortGroup == w.PortGroup && was.PortGroup != w.PortGroup && !d.distributed(v)
		if moves || overlap(v, w) && !overlap(v, was) {
			return true
		}
	}
	return false
}

func (d *delta) distributed(v *netstate.Vmk) bool {
	s := d.goal.Switch(v.Switch.Or(""))
	return s != nil && s.Kind == netstate.Distributed
}

// overlap says whether two vmks have an address in common.
func overlap(v, w *netstate.Vmk) bool {
	has := addresses(v)
	return slices.ContainsFunc(addresses(w), func(a netip.Addr) bool { return slices.Contains(has, a) })
}

func addresses(v *netstate.Vmk) (out []netip.Addr) {
	if v.IPv4 != nil && v.IPv4.Address.IsValid() {
		out = append(out, v.IPv4.Address.Addr())
	}
	if v.IPv6 != nil {
		for _, p := range v.IPv6.Addresses {
			out = append(out, p.Addr())
		}
	}
	return out
}

// removals takes away what is no longer wanted and nothing is in the way of.
func (e *ensure) removals() {
	if e.delta == nil {
		return
	}
	for i := range e.delta.from.Vmks {
		v := &e.delta.from.Vmks[i]
		if e.delta.verb(VmkKind, v.Device) == Remove && !e.delta.inTheWay(v) {
			e.add(op.RemoveVmk{Device: v.Device})
		}
	}
	for i := range e.delta.from.PortGroups {
		p := &e.delta.from.PortGroups[i]
		if e.delta.verb(PortGroupKind, p.Name) == Remove {
			e.add(op.RemovePortGroup{Place: op.Place{PortGroup: p.Name, Of: p.Of, Switch: p.Switch}})
		}
	}
	e.hostRemovals()
}

// hostNVMe enables the devices that the host is to have again, and that no vmk
// is known to need.
func (e *ensure) hostNVMe() {
	if e.delta == nil {
		return
	}
	c := e.delta.change(HostKind, "")
	if c == nil || c.Delta("nvme") == nil {
		return
	}
	d := c.Delta("nvme")
	known := slices.Clone(d.Old)
	for i := range e.host.Vmks {
		for _, n := range e.host.Vmks[i].NVMe {
			known = append(known, n)
		}
	}
	lacking := slices.DeleteFunc(slices.Clone(d.New), func(n string) bool { return slices.Contains(known, n) })
	if len(lacking) > 0 {
		e.add(op.EnableNVMe{Adapters: lacking})
	}
}

func (e *ensure) hostRemovals() {
	c := e.delta.change(HostKind, "")
	if c == nil {
		return
	}
	if d := c.Delta("nvme"); d != nil {
		gone := slices.DeleteFunc(slices.Clone(d.Old), func(n string) bool { return slices.Contains(d.New, n) })
		if len(gone) > 0 {
			e.add(op.DisableNVMe{Adapters: gone})
		}
	}
	if d := c.Delta("software_iscsi"); d != nil && strings.Join(d.New, "") == "off" {
		e.add(op.DisableSoftwareISCSI{})
	}
}

// emptied removes switches and stacks that nothing is on any more.
func (e *ensure) emptied() {
	if e.delta == nil {
		return
	}
	for i := range e.delta.from.Switches {
		if s := &e.delta.from.Switches[i]; e.delta.verb(SwitchKind, s.Name) == Remove {
			e.add(op.RemoveSwitch{Switch: s.Name})
		}
	}
	for i := range e.delta.from.Stacks {
		if s := &e.delta.from.Stacks[i]; e.delta.verb(StackKind, s.Name) == Remove {
			e.add(op.RemoveStack{Stack: s.Name})
		}
	}
}
