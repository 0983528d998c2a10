package sim

import (
	"fmt"
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

func (b *builder) distributedSwitch(s Switch) error {
	folders, err := b.datacenter(s.Datacenter)
	if err != nil {
		return err
	}
	if s.MTU == 0 {
		s.MTU = 1500
	}
	spec := &types.VMwareDVSConfigSpec{MaxMtu: number(s.MTU), LinkDiscoveryProtocolConfig: &types.LinkDiscoveryProtocolConfig{Protocol: "cdp", Operation: "listen"}}
	spec.Name, spec.UplinkPortPolicy = s.Name, &types.DVSNameArrayUplinkPortPolicy{UplinkPortName: s.Uplinks}
	task, err := folders.NetworkFolder.CreateDVS(b.ctx, types.DVSCreateSpec{ConfigSpec: spec})
	if err != nil {
		return err
	}
	done, err := task.WaitForResult(b.ctx, nil)
	if err != nil {
		return err
	}
	ref, _ := done.Result.(types.ManagedObjectReference)
	made, ok := b.vc.registry.Get(ref).(*simulator.DistributedVirtualSwitch)
	if !ok {
		return fmt.Errorf("there is no switch %s", ref)
	}
	// Two datacenters may have a switch of one name, so its UUID is made anew.
	d := &distributed{name: s.Name, datacenter: or(s.Datacenter, defaultDatacenter), mtu: s.MTU, uplinks: s.Uplinks, ref: ref}
	d.uuid = dvsUUID(d.datacenter + "/" + d.name)
	made.Uuid, made.Summary.Uuid = d.uuid, d.uuid
	if c, ok := made.Config.(*types.VMwareDVSConfigInfo); ok {
		c.Uuid = d.uuid
	}
	b.vc.switches = append(b.vc.switches, d)
	return b.portGroups(ref, made, s)
}

// dvsUUID is spelt as a distributed switch's is: bytes apart, in two halves.
func dvsUUID(name string) string {
	hex := strings.ReplaceAll(uuid(name), "-", "")
	var out strings.Builder
	for i := 0; i < 32; i += 2 {
		switch i {
		case 0:
		case 16:
			out.WriteByte('-')
		default:
			out.WriteByte(' ')
		}
		out.WriteString(hex[i : i+2])
	}
	return out.String()
}

func (b *builder) portGroups(ref types.ManagedObjectReference, made *simulator.DistributedVirtualSwitch, s Switch) error {
	var specs []types.DVPortgroupConfigSpec
	for _, g := range s.PortGroups {
		setting := &types.VMwareDVSPortSetting{Vlan: &types.VmwareDistributedVirtualSwitchVlanIdSpec{VlanId: number(g.VLAN)}}
		if g.Trunk {
			setting.Vlan = &types.VmwareDistributedVirtualSwitchTrunkVlanSpec{VlanId: []types.NumericRange{{Start: 0, End: 4094}}}
		}
		active := g.Active
		if g.Active == nil && g.Standby == nil {
			active = s.Uplinks
		}
		setting.UplinkTeamingPolicy = &types.VmwareUplinkPortTeamingPolicy{
			Policy: &types.StringPolicy{Value: "loadbalance_srcid"}, NotifySwitches: &types.BoolPolicy{Value: new(true)}, RollingOrder: &types.BoolPolicy{Value: new(false)},
			UplinkPortOrder: &types.VMwareUplinkPortOrderPolicy{ActiveUplinkPort: active, StandbyUplinkPort: g.Standby},
		}
		specs = append(specs, types.DVPortgroupConfigSpec{Name: g.Name, NumPorts: 8, Type: string(types.DistributedVirtualPortgroupPortgroupTypeEarlyBinding), DefaultPortConfig: setting})
	}
	if specs != nil {
		task, err := object.NewDistributedVirtualSwitch(b.client, ref).AddPortgroup(b.ctx, specs)
		if err != nil {
			return err
		}
		if err := task.Wait(b.ctx); err != nil {
			return err
		}
	}
	for _, g := range made.Portgroup {
		if group, ok := b.vc.registry.Get(g).(*simulator.DistributedVirtualPortgroup); ok {
			group.Config.Uplink = new(strings.HasPrefix(group.Name, s.Name+"-DVUplinks-"))
		}
	}
	return nil
}

// join makes the hosts members of their switches, finds how vCenter reaches
// them, and shows them.
func (v *VCenter) join() error {
	ctx := v.context()
	for _, h := range v.hosts {
		for _, m := range h.state.DVS {
			h.joins(ctx, h.distributedNamed(m.Name), m)
		}
	}
	for _, h := range v.hosts {
		h.link = h.linkTo(ctx)
		h.publish(ctx)
	}
	return nil
}

func (h *host) joins(ctx *simulator.Context, d *distributed, m *standin.DVS) {
	s, ok := ctx.Map.Get(d.ref).(*simulator.DistributedVirtualSwitch)
	if !ok {
		return
	}
	ref := h.system.Self
	s.Summary.HostMember = append(s.Summary.HostMember, ref)
	backing := &types.DistributedVirtualSwitchHostMemberPnicBacking{}
	for _, nic := range m.Uplinks {
		backing.PnicSpec = append(backing.PnicSpec, types.DistributedVirtualSwitchHostMemberPnicSpec{PnicDevice: nic})
	}
	if c, ok := s.Config.(*types.VMwareDVSConfigInfo); ok {
		c.Host = append(c.Host, types.DistributedVirtualSwitchHostMember{
			Config: types.DistributedVirtualSwitchHostMemberConfigInfo{Host: &ref, MaxProxySwitchPorts: 512, Backing: backing}, Status: "up",
		})
	}
	for _, g := range s.Portgroup {
		if group, ok := ctx.Map.Get(g).(*simulator.DistributedVirtualPortgroup); ok {
			group.Host = append(group.Host, ref)
			h.system.Network = append(h.system.Network, g)
		}
	}
}
