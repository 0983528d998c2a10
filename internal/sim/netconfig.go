package sim

import (
	"slices"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// networkConfig carries out an UpdateNetworkConfig: what is made first, then
// what is moved, then what goes.
func (e *edit) networkConfig(c *types.HostNetworkConfig, mode string) error {
	if mode != string(types.HostConfigChangeModeModify) {
		return notSupported("only changeMode modify is implemented")
	}
	if len(c.Pnic)+len(c.ConsoleVnic)+len(c.Dhcp)+len(c.Nat) > 0 || c.ConsoleIpRouteConfig != nil || c.MigrationStatus != "" {
		return notSupported("this part of a network configuration")
	}
	if c.IpV6Enabled != nil {
		return e.setIPv6Enabled(c)
	}
	e.strict = !e.of.vc.options.OneCall
	steps := []func() error{
		func() error { return e.switches(c.Vswitch, false) },
		func() error { return e.proxySwitches(c.ProxySwitch) },
		func() error { return e.groups(c.Portgroup, false) },
		func() error { return e.vnics(c.Vnic, "remove") },
		func() error { return e.vnics(c.Vnic, "edit") },
		func() error { return e.vnics(c.Vnic, "add") },
		func() error { return e.stacks(c) },
		func() error { return e.groups(c.Portgroup, true) },
		func() error { return e.switches(c.Vswitch, true) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (e *edit) setIPv6Enabled(c *types.HostNetworkConfig) error {
	alone := len(c.Vswitch)+len(c.ProxySwitch)+len(c.Portgroup)+len(c.Vnic)+len(c.NetStackSpec) == 0 && c.DnsConfig == nil && c.IpRouteConfig == nil && c.RouteTableConfig == nil
	if !alone {
		return invalid("config.ipV6Enabled")
	}
	e.IPv6Next = *c.IpV6Enabled
	return nil
}

// operation checks a changeOperation; none and ignore are nothing to do.
func operation(word, property string) (string, error) {
	switch word {
	case "add", "edit", "remove":
		return word, nil
	case "ignore":
		return "", nil
	}
	return "", invalid(property + ".changeOperation")
}

func (e *edit) switches(all []types.HostVirtualSwitchConfig, removing bool) error {
	for _, c := range all {
		do, err := operation(c.ChangeOperation, "config.vswitch")
		switch {
		case err != nil:
			return err
		case do == "" || removing != (do == "remove"):
			continue
		case do == "add":
			err = e.addSwitch(c.Name, c.Spec)
		case do == "edit":
			err = e.updateSwitch(c.Name, c.Spec)
		default:
			err = e.removeSwitch(c.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *edit) proxySwitches(all []types.HostProxySwitchConfig) error {
	for _, c := range all {
		if c.ChangeOperation != "edit" || c.Spec == nil {
			return notSupported("a proxy switch can be edited only")
		}
		i := slices.IndexFunc(e.of.vc.switches, func(d *distributed) bool { return d.uuid == c.Uuid })
		if i < 0 {
			return notFound("switch", c.Uuid)
		}
		name := e.of.vc.switches[i].name
		m := slices.IndexFunc(e.DVS, func(d *standin.DVS) bool { return d.Name == name })
		backing, ok := c.Spec.Backing.(*types.DistributedVirtualSwitchHostMemberPnicBacking)
		if m < 0 || !ok {
			return invalid("config.proxySwitch")
		}
		e.DVS[m].Uplinks = nil
		for _, p := range backing.PnicSpec {
			if !slices.Contains(e.NICs, p.PnicDevice) {
				return notFound("physical adapter", p.PnicDevice)
			}
			e.DVS[m].Uplinks = append(e.DVS[m].Uplinks, p.PnicDevice)
		}
	}
	return nil
}

func (e *edit) groups(all []types.HostPortGroupConfig, removing bool) error {
	for _, c := range all {
		do, err := operation(c.ChangeOperation, "config.portgroup")
		switch {
		case err != nil:
			return err
		case do == "" || removing != (do == "remove"):
			continue
		case c.Spec == nil:
			err = invalid("config.portgroup.spec")
		case do == "add":
			err = e.addGroup(*c.Spec)
		case do == "edit":
			err = e.updateGroup(c.Spec.Name, *c.Spec)
		default:
			err = e.removeGroup(c.Spec.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *edit) vnics(all []types.HostVirtualNicConfig, which string) error {
	for _, c := range all {
		do, err := operation(c.ChangeOperation, "config.vnic")
		switch {
		case err != nil:
			return err
		case do != which:
			continue
		case do == "remove":
			err = e.removeVnic(c.Device)
		case c.Spec == nil:
			err = invalid("config.vnic.spec")
		case do == "add" && c.Portgroup != "" && e.Group(c.Portgroup) == nil:
			err = notFound("port group", c.Portgroup)
		case do == "add":
			err = e.addVnic(c.Portgroup, c.Spec)
		default:
			err = e.updateVnic(c.Device, or(c.Spec.Portgroup, c.Portgroup), c.Spec)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stacks carries out the netStackSpecs and, for the default stack alone, the
// older fields beside them.
func (e *edit) stacks(c *types.HostNetworkConfig) error {
	for _, spec := range c.NetStackSpec {
		if err := e.stackSpec(spec); err != nil {
			return err
		}
	}
	s := e.Stack(standin.DefaultStack)
	if err := e.setDNS(s, c.DnsConfig); err != nil {
		return err
	}
	if err := e.setGateways(s, c.IpRouteConfig); err != nil {
		return err
	}
	return e.setRoutes(s, c.RouteTableConfig)
}
