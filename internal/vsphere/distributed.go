package vsphere

import (
	"context"
	"strconv"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// A taskError is how a task ended.
type taskError struct{ *types.LocalizedMethodFault }

// Error gives vSphere's message.
func (e taskError) Error() string { return e.LocalizedMessage }

// Fault gives the fault.
func (e taskError) Fault() types.BaseMethodFault { return e.LocalizedMethodFault.Fault }

// makeDistributed makes a distributed port group.
func (h *Host) makeDistributed(ctx context.Context, uuid string, o op.EnsurePortGroup) error {
	what := "add port group " + strconv.Quote(o.Place.PortGroup) + " to distributed switch " + o.Place.Switch
	if err := h.client.relearn(ctx); err != nil { // another host may have brought it along
		return err
	}
	if _, ok := h.client.groups.group(uuid, o.Place.PortGroup); ok {
		return nil
	}
	s, ok := h.client.groups.dvSwitch(uuid)
	switch {
	case !o.Create:
		return h.refusal(what, "it is not there, and create_portgroups is not set", "make it in vCenter, or set create_portgroups on the switch")
	case !ok:
		return h.refusal(what, "vCenter does not show the switch", "")
	}
	h.client.making.Lock() // hosts of one switch want the same port groups
	defer h.client.making.Unlock()
	res, err := methods.AddDVPortgroup_Task(ctx, h.client.vim, &types.AddDVPortgroup_Task{This: s.ref, Spec: []types.DVPortgroupConfigSpec{{
		Name: o.Place.PortGroup, Type: string(types.DistributedVirtualPortgroupPortgroupTypeEarlyBinding), NumPorts: newGroupPorts,
		DefaultPortConfig: portSetting(o.VLAN, o.Teaming),
	}}})
	if err == nil {
		err = h.client.wait(ctx, res.Returnval)
	}
	if err != nil {
		return h.client.fault(what, h.name, err)
	}
	h.draft = nil
	return h.client.relearn(ctx)
}

// newGroupPorts is how many ports a new group begins with; it grows by itself.
const newGroupPorts = 8

func portSetting(vlan netstate.Opt[int], t *netstate.Teaming) *types.VMwareDVSPortSetting {
	out := &types.VMwareDVSPortSetting{}
	if id, ok := vlan.Get(); ok {
		out.Vlan = &types.VmwareDistributedVirtualSwitchVlanIdSpec{VlanId: int32(id)} //nolint:gosec // at most 4094
	}
	if t == nil {
		return out
	}
	p := &types.VmwareUplinkPortTeamingPolicy{}
	if policy, ok := t.Policy.Get(); ok {
		p.Policy = &types.StringPolicy{Value: esx.TeamingOf(policy).API}
	}
	boolean := func(o netstate.Opt[bool], invert bool) *types.BoolPolicy {
		b, ok := o.Get()
		if !ok {
			return nil
		}
		b = b != invert
		return &types.BoolPolicy{Value: &b}
	}
	p.NotifySwitches, p.RollingOrder = boolean(t.Notify, false), boolean(t.Failback, true)
	if d, ok := t.Detection.Get(); ok {
		p.FailureCriteria = &types.DVSFailureCriteria{CheckBeacon: boolean(netstate.Some(d == netstate.DetectBeacon), false)}
	}
	if t.Active != nil || t.Standby != nil {
		p.UplinkPortOrder = &types.VMwareUplinkPortOrderPolicy{ActiveUplinkPort: t.Active, StandbyUplinkPort: t.Standby}
	}
	out.UplinkTeamingPolicy = p
	return out
}
