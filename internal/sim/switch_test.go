package sim_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func bond(nics ...string) *types.HostVirtualSwitchBondBridge {
	return &types.HostVirtualSwitchBondBridge{NicDevice: nics}
}

func order(active, standby []string) *types.HostNetworkPolicy {
	return &types.HostNetworkPolicy{NicTeaming: &types.HostNicTeamingPolicy{NicOrder: &types.HostNicOrderPolicy{ActiveNic: active, StandbyNic: standby}}}
}

func TestSwitches(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	s := &types.HostVirtualSwitchSpec{NumPorts: 128, Mtu: 9000, Bridge: bond("vmnic1", "vmnic3"), Policy: order([]string{"vmnic3"}, []string{"vmnic1"})}
	s.Policy.NicTeaming.Policy, s.Policy.NicTeaming.RollingOrder = "failover_explicit", new(true)
	s.Policy.Security = &types.HostNetworkSecurityPolicy{AllowPromiscuous: new(true)}
	s.Bridge.(*types.HostVirtualSwitchBondBridge).LinkDiscoveryProtocolConfig = &types.LinkDiscoveryProtocolConfig{Protocol: "cdp", Operation: "none"}
	ok(t, "add", n.AddVirtualSwitch(w.ctx, "vSwitch1", s))
	got := w.vc.Host(first).Switch("vSwitch1")
	tells(t, "the switch", "9000 | [vmnic1 vmnic3] | explicit | false | [vmnic3] | true | down", got.MTU, got.Uplinks, got.Teaming.Policy, got.Teaming.Failback, got.Teaming.Active, got.Security[0], got.CDP)
	// Read, changed and written back, it stays what it was.
	read := w.read(first, "config.network.vswitch").Config.Network.Vswitch[1]
	ok(t, "write back", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", read.Spec))
	tells(t, "written back", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", w.vc.Host(first).Switch("vSwitch1")))
	ok(t, "no policy, one uplink", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", types.HostVirtualSwitchSpec{Bridge: bond("vmnic1")}))
	if after := w.vc.Host(first).Switch("vSwitch1"); len(after.Teaming.Active) != 0 || !slices.Equal(after.Teaming.Standby, []string{"vmnic1"}) || after.MTU != 9000 {
		t.Errorf("with one uplink it is %+v", after)
	}
	ok(t, "no bridge", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", types.HostVirtualSwitchSpec{}))
	if after := w.vc.Host(first).Switch("vSwitch1"); len(after.Uplinks) != 0 {
		t.Errorf("without a bridge it has %v", after.Uplinks)
	}
	ok(t, "remove", n.RemoveVirtualSwitch(w.ctx, "vSwitch1"))
}

func TestSwitchesAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	ok(t, "add", n.AddVirtualSwitch(w.ctx, "vSwitch1", nil))
	faulty[*types.AlreadyExists](t, "twice", n.AddVirtualSwitch(w.ctx, "vSwitch1", nil))
	faulty[*types.InvalidArgument](t, "a long name", n.AddVirtualSwitch(w.ctx, "abcdefghijklmnopqrstuvwxyz012345", nil))
	faulty[*types.ResourceInUse](t, "uplink of another", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", types.HostVirtualSwitchSpec{Bridge: bond("vmnic0")}))
	faulty[*types.ResourceInUse](t, "uplink of a DVS", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", types.HostVirtualSwitchSpec{Bridge: bond("vmnic2")}))
	faulty[*types.NotFound](t, "no such uplink", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", types.HostVirtualSwitchSpec{Bridge: bond("vmnic9")}))
	faulty[*types.InvalidArgument](t, "uplink twice", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", types.HostVirtualSwitchSpec{Bridge: bond("vmnic1", "vmnic1")}))
	faulty[*types.InvalidArgument](t, "MTU", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", types.HostVirtualSwitchSpec{Mtu: 9191}))
	faulty[*types.InvalidArgument](t, "ports", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", types.HostVirtualSwitchSpec{NumPorts: 2048}))
	faulty[*types.InvalidArgument](t, "order", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", types.HostVirtualSwitchSpec{Bridge: bond("vmnic1"), Policy: order([]string{"vmnic3"}, nil)}))
	faulty[*types.NotFound](t, "no switch", n.UpdateVirtualSwitch(w.ctx, "vSwitch9", types.HostVirtualSwitchSpec{}))
	faulty[*types.PlatformConfigFault](t, "MTU below a vmk's", n.UpdateVirtualSwitch(w.ctx, "vSwitch0", types.HostVirtualSwitchSpec{Mtu: 1400, Bridge: bond("vmnic0")}))
	faulty[*types.ResourceInUse](t, "remove with port groups", n.RemoveVirtualSwitch(w.ctx, "vSwitch0"))
	faulty[*types.NotFound](t, "remove none", n.RemoveVirtualSwitch(w.ctx, "vSwitch9"))
	shaped := types.HostVirtualSwitchSpec{Policy: &types.HostNetworkPolicy{ShapingPolicy: &types.HostNetworkTrafficShapingPolicy{Enabled: new(true)}}}
	faulty[*types.NotSupported](t, "shaping", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", shaped))
	simple := types.HostVirtualSwitchSpec{Bridge: &types.HostVirtualSwitchSimpleBridge{NicDevice: "vmnic1"}}
	faulty[*types.NotSupported](t, "a simple bridge", n.UpdateVirtualSwitch(w.ctx, "vSwitch1", simple))
}

func TestPortGroups(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	ok(t, "uplinks", n.UpdateVirtualSwitch(w.ctx, "vSwitch0", types.HostVirtualSwitchSpec{Bridge: bond("vmnic0", "vmnic1")}))
	g := types.HostPortGroupSpec{Name: "storage", VlanId: 140, VswitchName: "vSwitch0", Policy: *order([]string{"vmnic1"}, nil)}
	ok(t, "add", n.AddPortGroup(w.ctx, g))
	if got := w.vc.Host(first).Group("storage"); got.VLAN != 140 || got.Overrides != [5]bool{4: true} || !slices.Equal(got.Own.Active, []string{"vmnic1"}) {
		t.Errorf("the port group is %+v", got)
	}
	shown := w.read(first, "config.network.portgroup").Config.Network.Portgroup[2]
	if shown.Spec.Policy.NicTeaming.NicOrder == nil || shown.Spec.Policy.NicTeaming.Policy != "" || shown.ComputedPolicy.NicTeaming.Policy != "loadbalance_srcid" || len(shown.ComputedPolicy.NicTeaming.NicOrder.ActiveNic) != 1 {
		t.Errorf("shown as %+v", shown)
	}
	_, err := n.AddVirtualNic(w.ctx, "storage", spec("10.0.9.1"))
	ok(t, "vmk", err)
	renamed := types.HostPortGroupSpec{Name: "nfs", VlanId: 141, VswitchName: "vSwitch0"}
	ok(t, "rename, and inherit again", n.UpdatePortGroup(w.ctx, "storage", renamed))
	h := w.vc.Host(first)
	if h.Group("storage") != nil || h.Group("nfs").VLAN != 141 || h.Group("nfs").Overrides != [5]bool{} || h.Vmk("vmk1").Group != "nfs" {
		t.Errorf("renamed: %+v, %+v", h.Group("nfs"), h.Vmk("vmk1"))
	}
	faulty[*types.AlreadyExists](t, "twice", n.AddPortGroup(w.ctx, renamed))
	faulty[*types.AlreadyExists](t, "to a name that is there", n.UpdatePortGroup(w.ctx, "nfs", types.HostPortGroupSpec{Name: "VM Network", VswitchName: "vSwitch0"}))
	faulty[*types.NotFound](t, "no switch", n.AddPortGroup(w.ctx, types.HostPortGroupSpec{Name: "x", VswitchName: "vSwitch9"}))
	faulty[*types.NotFound](t, "no group", n.UpdatePortGroup(w.ctx, "storage", renamed))
	faulty[*types.InvalidArgument](t, "VLAN", n.AddPortGroup(w.ctx, types.HostPortGroupSpec{Name: "x", VswitchName: "vSwitch0", VlanId: 4096}))
	faulty[*types.InvalidArgument](t, "no name", n.AddPortGroup(w.ctx, types.HostPortGroupSpec{VswitchName: "vSwitch0"}))
	faulty[*types.ResourceInUse](t, "with a vmk", n.RemovePortGroup(w.ctx, "nfs"))
	ok(t, "console", w.vc.Console(first, func(h *standin.Host) { h.Group("VM Network").VMs = 2 }))
	faulty[*types.ResourceInUse](t, "with machines", n.RemovePortGroup(w.ctx, "VM Network"))
	faulty[*types.NotFound](t, "none", n.RemovePortGroup(w.ctx, "x"))
	// The same name on another host is another port group.
	ok(t, "on another host", w.networks(second).AddPortGroup(w.ctx, types.HostPortGroupSpec{Name: "nfs", VswitchName: "vSwitch0"}))
}
