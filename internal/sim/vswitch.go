package sim

import (
	"slices"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func (e *edit) addSwitch(name string, spec *types.HostVirtualSwitchSpec) error {
	switch {
	case name == "" || len(name) > esx.MaxSwitchName:
		return invalid("vswitchName")
	case e.Switch(name) != nil:
		return exists("switch", name)
	}
	s := standin.NewSwitch(name)
	e.Switches = append(e.Switches, s)
	e.added["switch "+name] = true
	if spec == nil {
		return nil
	}
	return e.setSwitch(s, spec)
}

func (e *edit) updateSwitch(name string, spec *types.HostVirtualSwitchSpec) error {
	s := e.Switch(name)
	switch {
	case s == nil:
		return notFound("switch", name)
	case spec == nil:
		return invalid("spec")
	}
	return e.setSwitch(s, spec)
}

func (e *edit) removeSwitch(name string) error {
	s := e.Switch(name)
	if s == nil {
		return notFound("switch", name)
	}
	for _, g := range e.Groups {
		if g.Switch == name {
			return inUse("VirtualSwitch", name, "port group "+g.Name)
		}
	}
	e.Switches = slices.DeleteFunc(e.Switches, func(x *standin.Switch) bool { return x == s })
	return nil
}

func (e *edit) setSwitch(s *standin.Switch, spec *types.HostVirtualSwitchSpec) error {
	if spec.NumPorts < 0 || spec.NumPorts > 1024 {
		return invalid("spec.numPorts")
	}
	if spec.Mtu != 0 {
		if spec.Mtu < esx.MinVmkMTU || spec.Mtu > esx.MaxSwitchMTU {
			return invalid("spec.mtu")
		}
		s.MTU = int(spec.Mtu)
	}
	if err := e.setBridge(s, spec.Bridge); err != nil {
		return err
	}
	if spec.Policy == nil {
		return nil
	}
	return setPolicy(s, spec.Policy)
}

// setBridge sets the uplinks: no bridge is no uplinks.
func (e *edit) setBridge(s *standin.Switch, bridge types.BaseHostVirtualSwitchBridge) error {
	var nics []string
	switch b := bridge.(type) {
	case nil:
	case *types.HostVirtualSwitchBondBridge:
		if len(b.NicDevice) == 0 {
			return invalid("spec.bridge.nicDevice")
		}
		nics = b.NicDevice
		if err := setDiscovery(s, b.LinkDiscoveryProtocolConfig); err != nil {
			return err
		}
	default:
		return notSupported("bridges other than bonds")
	}
	for i, nic := range nics {
		switch {
		case !slices.Contains(e.NICs, nic):
			return notFound("physical adapter", nic)
		case slices.Contains(nics[:i], nic):
			return invalid("spec.bridge.nicDevice")
		}
	}
	e.dropUplinks(s, nics)
	for _, nic := range nics {
		if !slices.Contains(s.Uplinks, nic) && !s.Chosen {
			s.Teaming.Active = append(s.Teaming.Active, nic)
		}
	}
	s.Uplinks = slices.Clone(nics)
	return nil
}

// dropUplinks takes the uplinks that go out of all failover orders.
func (e *edit) dropUplinks(s *standin.Switch, keep []string) {
	gone := func(nic string) bool { return !slices.Contains(keep, nic) }
	drop := func(t *standin.Teaming) {
		t.Active, t.Standby = slices.DeleteFunc(slices.Clone(t.Active), gone), slices.DeleteFunc(slices.Clone(t.Standby), gone)
	}
	drop(&s.Teaming)
	for _, g := range e.Groups {
		if g.Switch == s.Name {
			drop(&g.Own)
		}
	}
}

func setDiscovery(s *standin.Switch, c *types.LinkDiscoveryProtocolConfig) error {
	if c == nil {
		return nil
	}
	if c.Protocol != string(types.LinkDiscoveryProtocolConfigProtocolTypeCdp) {
		return notSupported("a standard switch discovers by CDP")
	}
	switch c.Operation {
	case "none":
		s.CDP = "down"
	case "listen", "advertise", "both":
		s.CDP = c.Operation
	default:
		return invalid("spec.bridge.linkDiscoveryProtocolConfig.operation")
	}
	return nil
}

func setPolicy(s *standin.Switch, p *types.HostNetworkPolicy) error {
	if sec := p.Security; sec != nil {
		for i, b := range []*bool{sec.AllowPromiscuous, sec.MacChanges, sec.ForgedTransmits} {
			if b != nil {
				s.Security[i] = *b
			}
		}
	}
	if err := noShaping(p); err != nil || p.NicTeaming == nil {
		return err
	}
	set, err := setTeaming(&s.Teaming, p.NicTeaming, s.Uplinks)
	s.Chosen = s.Chosen || set[4]
	return err
}

func noShaping(p *types.HostNetworkPolicy) error {
	if p.ShapingPolicy != nil && p.ShapingPolicy.Enabled != nil && *p.ShapingPolicy.Enabled {
		return notSupported("the pretend host knows no traffic shaping")
	}
	return nil
}

// setTeaming changes what a policy says, and tells which parts that was.
func setTeaming(t *standin.Teaming, p *types.HostNicTeamingPolicy, uplinks []string) (set [5]bool, err error) {
	if p.Policy != "" {
		i := slices.IndexFunc(esx.Teaming, func(r esx.TeamingRow) bool { return r.API == p.Policy })
		if i < 0 {
			return set, invalid("nicTeaming.policy")
		}
		t.Policy, set[0] = esx.Teaming[i].Get, true
	}
	if set[1], err = setDetection(t, p.FailureCriteria); err != nil {
		return set, err
	}
	if p.ReversePolicy != nil && !*p.ReversePolicy {
		return set, notSupported("reversePolicy is always true")
	}
	if p.NotifySwitches != nil {
		t.Notify, set[2] = *p.NotifySwitches, true
	}
	if p.RollingOrder != nil {
		t.Failback, set[3] = !*p.RollingOrder, true
	}
	if p.NicOrder != nil {
		t.Active, t.Standby, set[4] = slices.Clone(p.NicOrder.ActiveNic), slices.Clone(p.NicOrder.StandbyNic), true
	}
	return set, orderIsSound(t, uplinks)
}

func setDetection(t *standin.Teaming, c *types.HostNicFailureCriteria) (set bool, err error) {
	if c == nil {
		return false, nil
	}
	for _, odd := range []*bool{c.CheckDuplex, c.CheckErrorPercent} {
		if odd != nil && *odd {
			return false, notSupported("failure criteria other than beacons")
		}
	}
	if c.CheckBeacon == nil {
		return false, nil
	}
	t.Detection = "link"
	if *c.CheckBeacon {
		t.Detection = "beacon"
	}
	return true, nil
}

func orderIsSound(t *standin.Teaming, uplinks []string) error {
	order := slices.Concat(t.Active, t.Standby)
	for i, nic := range order {
		if !slices.Contains(uplinks, nic) || slices.Contains(order[:i], nic) {
			return invalid("nicTeaming.nicOrder")
		}
	}
	return nil
}
