package plan

import (
	"fmt"
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// An Obstacle is what makes a change impossible: something that stays as it
// is, since nobody said otherwise, is in the way of what is wanted.
type Obstacle struct {
	Thing
	Why string `json:"why"` // for people
}

// String says what is in the way.
func (o Obstacle) String() string { return o.Why }

// Obstacles lists what is in the way of a plan, as far as the state that it
// starts from knows.
func (p *Host) Obstacles() []Obstacle {
	if len(p.Changes) == 0 {
		return nil
	}
	o := obstacles{delta: newDelta(&p.From, &p.Goal, p.Changes)}
	o.management()
	o.uplinks()
	o.orders()
	o.groups()
	for i := range p.Goal.Vmks {
		v := &p.Goal.Vmks[i]
		o.neighbours(v)
		o.width(v)
		o.binding(v)
	}
	return o.out
}

type obstacles struct {
	*delta
	out []Obstacle
}

func (o *obstacles) add(k Kind, name, format string, args ...any) {
	o.out = append(o.out, Obstacle{Thing{k, name}, fmt.Sprintf(format, args...)})
}

// touched says whether one of these attributes of a thing changes, or the
// whole thing does.
func (o *obstacles) touched(k Kind, name string, attributes ...string) bool {
	c := o.change(k, name)
	return c != nil && (c.Verb != Modify || c.has(attributes...))
}

// management demands that a host which has it keeps it.
func (o *obstacles) management() {
	has := func(v netstate.Vmk) bool {
		return slices.Contains(v.Roles, netstate.Management) && v.Stack.Or(netstate.DefaultStack) == netstate.DefaultStack
	}
	unknown := func(v netstate.Vmk) bool { return v.Roles == nil && o.verb(VmkKind, v.Device) != Add }
	if slices.ContainsFunc(o.from.Vmks, has) && !slices.ContainsFunc(o.goal.Vmks, has) && !slices.ContainsFunc(o.goal.Vmks, unknown) {
		o.add(HostKind, "", "no vmk is to carry management")
	}
}

func (o *obstacles) uplinks() {
	for i := range o.goal.Switches {
		s := &o.goal.Switches[i]
		if s.Kind != netstate.Standard || !o.touched(SwitchKind, s.Name, "uplinks") {
			continue
		}
		for j := range o.goal.Switches {
			t := &o.goal.Switches[j]
			for _, nic := range s.Uplinks {
				if t.Name != s.Name && slices.Contains(t.Uplinks, nic) && !o.touched(SwitchKind, t.Name, "uplinks") {
					o.add(SwitchKind, s.Name, "%s is wanted on switch %s, and switch %s has it, whose uplinks aren't declared", nic, s.Name, t.Name)
				}
			}
		}
	}
}

// orders demands that the uplinks which an order names are the switch's.
func (o *obstacles) orders() {
	for i := range o.goal.Switches {
		s := &o.goal.Switches[i]
		if o.touched(SwitchKind, s.Name, "teaming", "uplinks") {
			o.missing(Thing{SwitchKind, s.Name}, "switch "+s.Name, s.Teaming, s)
		}
	}
	for i := range o.goal.PortGroups {
		p := &o.goal.PortGroups[i]
		s := o.goal.Switch(likely(p))
		name := p.Name
		if name == "" {
			name = nameless(p.Of)
		}
		if s != nil && !p.Distributed && (o.touched(PortGroupKind, name, "teaming", "switch") || o.touched(SwitchKind, s.Name, "uplinks")) {
			o.missing(Thing{PortGroupKind, name}, "port group "+name, p.Teaming, s)
		}
	}
}

func (o *obstacles) missing(at Thing, who string, t *netstate.Teaming, s *netstate.Switch) {
	if t == nil || s.Kind != netstate.Standard || s.Uplinks == nil {
		return
	}
	for _, nic := range without(slices.Concat(t.Active, t.Standby), s.Uplinks) {
		o.add(at.Kind, at.Name, "%s is to use %s, and switch %s won't have it", who, nic, s.Name)
	}
}

func (o *obstacles) groups() {
	for i := range o.from.PortGroups {
		p := &o.from.PortGroups[i]
		if c := o.change(PortGroupKind, p.Name); p.InUse && c != nil && c.Verb == Modify && c.Delta("switch") != nil {
			o.add(PortGroupKind, p.Name, "port group %s is wanted on switch %s, and on %s it has clients that aren't declared", p.Name, c.Delta("switch").New, p.Switch)
		}
	}
}

// neighbours names the vmks that have the address or the port group that a vmk is to have.
func (o *obstacles) neighbours(v *netstate.Vmk) {
	for i := range o.goal.Vmks {
		w := &o.goal.Vmks[i]
		if w.Device == v.Device {
			continue
		}
		if slices.Contains(v.Roles, netstate.FT) && slices.Contains(w.Roles, netstate.FT) && !slices.Contains(o.wasRoles(v.Device), netstate.FT) {
			o.add(VmkKind, v.Device, "%s is to have the role %s, and %s has it, whose roles aren't declared", v.Device, netstate.FT, w.Device)
		}
		stays := !o.touched(VmkKind, w.Device, "portgroup")
		if stays && v.PortGroup.IsSet() && v.PortGroup == w.PortGroup && o.touched(VmkKind, v.Device, "portgroup") && !o.distributed(v) {
			o.add(VmkKind, v.Device, "%s is wanted on port group %s, and %s is there, which isn't declared", v.Device, v.PortGroup.Or(""), w.Device)
		}
		stays = !o.touched(VmkKind, w.Device, "address", "ipv6/address")
		if stays && o.touched(VmkKind, v.Device, "address", "ipv6/address") && overlap(v, w) {
			o.add(VmkKind, v.Device, "%s is to have an address that %s has, whose address isn't declared", v.Device, w.Device)
		}
	}
}

// wasRoles gives the roles that a vmk has now.
func (o *obstacles) wasRoles(device string) []netstate.Role {
	if v := o.from.Vmk(device); v != nil {
		return v.Roles
	}
	return nil
}

// width compares a vmk's MTU with its switch's.
func (o *obstacles) width(v *netstate.Vmk) {
	name := v.Switch.Or("")
	if name == "" && v.Device == esx.InstallVmk {
		name = esx.InstallSwitch // likely
	}
	s := o.goal.Switch(name)
	if s == nil || !o.touched(VmkKind, v.Device, "mtu", "switch") && !o.touched(SwitchKind, s.Name, "mtu") {
		return
	}
	if mtu, wide := v.MTU.Or(0), max(s.MTU.Or(0), s.MinMTU); wide > 0 && mtu > wide {
		o.add(VmkKind, v.Device, "%s is to have MTU %d, and its switch %s has %d", v.Device, mtu, s.Name, wide)
	}
}

// binding says why a vmk can't stay bound, or be bound again.
func (o *obstacles) binding(v *netstate.Vmk) {
	p := o.goal.PortGroup(v.PortGroup.Or(""))
	if len(v.ISCSI) == 0 || p == nil || p.Distributed {
		return
	}
	s := o.goal.Switch(p.Switch)
	if !o.touched(VmkKind, v.Device, "iscsi", "portgroup", "switch", "stack", "address", "ipv6") && !o.touched(PortGroupKind, p.Name, "teaming", "switch") &&
		(s == nil || !o.touched(SwitchKind, s.Name, "teaming", "uplinks")) {
		return
	}
	active, standby := o.order(p, s)
	if active == nil && o.anew(v.Device) && o.from.Vmk(v.Device) != nil {
		o.add(VmkKind, v.Device, "%s is bound to iSCSI, and nobody says which uplinks its port group %s is to have", v.Device, p.Name)
	}
	if active != nil && (len(active) != 1 || len(standby) > 0) {
		o.add(VmkKind, v.Device, "%s is bound to iSCSI, and its port group %s is to have other than one uplink", v.Device, p.Name)
	}
	if v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.None && (v.IPv6 == nil || len(v.IPv6.Addresses) == 0) {
		o.add(VmkKind, v.Device, "%s is bound to iSCSI, and is to have no address", v.Device)
	}
}

// order gives the uplinks that a port group uses; nil: nobody knows.
func (o *obstacles) order(p *netstate.PortGroup, s *netstate.Switch) (active, standby []string) {
	if t := p.Teaming; t != nil && t.Active != nil {
		return t.Active, t.Standby
	}
	anew := o.touched(PortGroupKind, p.Name, "switch")
	if s == nil || !anew && (p.Teaming == nil || !p.Teaming.Inherits) {
		return nil, nil
	}
	if t := s.Teaming; t != nil && t.Active != nil {
		return t.Active, t.Standby
	}
	if o.verb(SwitchKind, s.Name) == Add || len(s.Uplinks) == 1 {
		return append([]string{}, s.Uplinks...), nil
	}
	return nil, nil
}
