package sim

import (
	"slices"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

func (e *edit) addGroup(spec types.HostPortGroupSpec) error {
	switch {
	case spec.Name == "" || len(spec.Name) > 80:
		return invalid("portgrp.name")
	case e.Switch(spec.VswitchName) == nil:
		return notFound("switch", spec.VswitchName)
	case e.Group(spec.Name) != nil:
		return exists("port group", spec.Name)
	}
	if err := e.parent("switch", spec.VswitchName); err != nil {
		return err
	}
	g := &standin.Group{Name: spec.Name, Switch: spec.VswitchName}
	e.Groups = append(e.Groups, g)
	e.added["port group "+spec.Name] = true
	return e.setGroup(g, spec)
}

// updateGroup sets a port group as a whole: what its policy leaves out is
// inherited.
func (e *edit) updateGroup(name string, spec types.HostPortGroupSpec) error {
	g := e.Group(name)
	switch {
	case g == nil:
		return notFound("port group", name)
	case spec.Name == "" || len(spec.Name) > 80:
		return invalid("portgrp.name")
	case spec.Name != name && e.Group(spec.Name) != nil:
		return exists("port group", spec.Name)
	case e.Switch(spec.VswitchName) == nil:
		return notFound("switch", spec.VswitchName)
	case spec.VswitchName != g.Switch:
		return notSupported("a port group does not move to another switch")
	}
	for _, v := range e.On(name) {
		v.Group = spec.Name
	}
	g.Name = spec.Name
	return e.setGroup(g, spec)
}

func (e *edit) setGroup(g *standin.Group, spec types.HostPortGroupSpec) error {
	if spec.VlanId < 0 || spec.VlanId > 4095 {
		return invalid("portgrp.vlanId")
	}
	g.VLAN = int(spec.VlanId)
	if s := spec.Policy.Security; s != nil && (s.AllowPromiscuous != nil || s.MacChanges != nil || s.ForgedTransmits != nil) {
		return notSupported("the pretend host knows the security of switches only")
	}
	if err := noShaping(&spec.Policy); err != nil {
		return err
	}
	was := e.Effective(g)
	g.Overrides, g.Own = [5]bool{}, e.Switch(g.Switch).Teaming
	if p := spec.Policy.NicTeaming; p != nil {
		set, err := setTeaming(&g.Own, p, e.Switch(g.Switch).Uplinks)
		if err != nil {
			return err
		}
		g.Overrides = set
	}
	return e.boundTeamingStays(g, was)
}

// boundTeamingStays refuses to change the teaming of a vmk that is bound.
func (e *edit) boundTeamingStays(g *standin.Group, was standin.Teaming) error {
	now := e.Effective(g)
	if slices.Equal(was.Active, now.Active) && slices.Equal(was.Standby, now.Standby) && was.Policy == now.Policy {
		return nil
	}
	for _, v := range e.On(g.Name) {
		if e.Bound(v.Device) {
			return hostSays(v.Device + " is bound to an iSCSI adapter: its teaming can't change")
		}
	}
	return nil
}

func (e *edit) removeGroup(name string) error {
	g := e.Group(name)
	switch {
	case g == nil:
		return notFound("port group", name)
	case len(e.On(name)) > 0 || g.VMs > 0:
		return inUse("PortGroup", name, "its ports")
	}
	e.Groups = slices.DeleteFunc(e.Groups, func(x *standin.Group) bool { return x == g })
	return nil
}
