package sim_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vmware/govmomi/event"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/sim"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

// cuts are changes that cut a host off.
func cuts(w *world) map[string]func(*object.HostNetworkSystem) error {
	dv := &types.DistributedVirtualSwitchPortConnection{
		SwitchUuid: w.read(first, "config.network.proxySwitch").Config.Network.ProxySwitch[0].DvsUuid, PortgroupKey: w.groupKey("dv-vmotion"),
	}
	return map[string]func(*object.HostNetworkSystem) error{
		"address": func(n *object.HostNetworkSystem) error { return n.UpdateVirtualNic(w.ctx, "vmk0", spec("10.0.0.77")) },
		"no address": func(n *object.HostNetworkSystem) error {
			return n.UpdateVirtualNic(w.ctx, "vmk0", types.HostVirtualNicSpec{Ip: &types.HostIpConfig{}})
		},
		"VLAN": func(n *object.HostNetworkSystem) error {
			return n.UpdatePortGroup(w.ctx, "Management Network", types.HostPortGroupSpec{Name: "Management Network", VlanId: 7, VswitchName: "vSwitch0"})
		},
		"uplinks": func(n *object.HostNetworkSystem) error {
			return n.UpdateVirtualSwitch(w.ctx, "vSwitch0", types.HostVirtualSwitchSpec{})
		},
		"unused uplinks": func(n *object.HostNetworkSystem) error {
			return n.UpdatePortGroup(w.ctx, "Management Network", types.HostPortGroupSpec{Name: "Management Network", VswitchName: "vSwitch0", Policy: *order(nil, nil)})
		},
		"gateway": func(n *object.HostNetworkSystem) error {
			return n.UpdateIpRouteConfig(w.ctx, &types.HostIpRouteConfig{DefaultGateway: "10.0.0.9"})
		},
		"a migration into another VLAN": func(n *object.HostNetworkSystem) error {
			return n.UpdateVirtualNic(w.ctx, "vmk0", types.HostVirtualNicSpec{DistributedVirtualPort: dv})
		},
	}
}

func TestVCenterUndoesWhatCutsAHostOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{RollbackAfter: time.Millisecond})
	before, shown := w.vc.Host(first).Print(), w.read(first, "config.network").Config.Network
	tries := cuts(w)
	for name, cut := range tries {
		faulty[*types.NetworkDisruptedAndConfigRolledBack](t, name, cut(w.networks(first)))
		if diff := cmp.Diff(before, w.vc.Host(first).Print()); diff != "" {
			t.Errorf("%s: the host is not what it was:\n%s", name, diff)
		}
		if w.vc.Connection(first) != "connected" {
			t.Errorf("%s: the host is %s", name, w.vc.Connection(first))
		}
	}
	if diff := cmp.Diff(shown, w.read(first, "config.network").Config.Network); diff != "" {
		t.Error(diff)
	}
	events, err := event.NewManager(w.client.Client).QueryEvents(w.ctx, types.EventFilterSpec{EventTypeId: []string{"NetworkRollbackEvent"}})
	ok(t, "events", err)
	told := 0
	for _, e := range events {
		if _, is := e.(*types.NetworkRollbackEvent); is {
			told++
		}
	}
	if told != len(tries) {
		t.Errorf("%d events for %d rollbacks", told, len(tries))
	}
}

func TestWithoutRollbackTheHostIsGone(t *testing.T) {
	t.Parallel()
	probe := newWorld(t, twoHosts(), sim.Options{})
	for name := range cuts(probe) {
		w := newWorld(t, twoHosts(), sim.Options{NoRollback: true})
		n := w.networks(first)
		faulty[*types.HostNotReachable](t, name, cuts(w)[name](n))
		if w.vc.Connection(first) != "notResponding" {
			t.Errorf("%s: the host is %s", name, w.vc.Connection(first))
		}
		if got := w.read(first, "runtime.connectionState").Runtime.ConnectionState; got != "notResponding" {
			t.Errorf("%s: the host is shown as %s", name, got)
		}
		faulty[*types.HostNotConnected](t, name+", another call", n.RefreshNetworkSystem(w.ctx))
	}
}

func TestHarmlessChangesOfManagement(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	port := &types.DistributedVirtualSwitchPortConnection{
		SwitchUuid: w.read(first, "config.network.proxySwitch").Config.Network.ProxySwitch[0].DvsUuid, PortgroupKey: w.groupKey("dv-mgmt"),
	}
	ok(t, "to a distributed group in the same VLAN", n.UpdateVirtualNic(w.ctx, "vmk0", types.HostVirtualNicSpec{DistributedVirtualPort: port}))
	ok(t, "another uplink", n.UpdateVirtualSwitch(w.ctx, "vSwitch0", types.HostVirtualSwitchSpec{Bridge: bond("vmnic1")}))
	ok(t, "back, by the other uplink", n.UpdateVirtualNic(w.ctx, "vmk0", types.HostVirtualNicSpec{Portgroup: "Management Network"}))
	if w.vc.Connection(first) != "connected" {
		t.Errorf("the host is %s", w.vc.Connection(first))
	}
}

func TestMTUBeyondTheWireAndDeadLinks(t *testing.T) {
	t.Parallel()
	i := twoHosts()
	i.Clusters[0].Hosts[0].Unplugged = []string{"vmnic1"}
	i.Clusters[0].Hosts[0].State.Switch("vSwitch0").MTU = 9000
	w := newWorld(t, i, sim.Options{WireMTU: 1500, RollbackAfter: time.Millisecond})
	n := w.networks(first)
	faulty[*types.NetworkDisruptedAndConfigRolledBack](t, "MTU", n.UpdateVirtualNic(w.ctx, "vmk0", types.HostVirtualNicSpec{Mtu: 9000}))
	faulty[*types.NetworkDisruptedAndConfigRolledBack](t, "an adapter without a link", n.UpdateVirtualSwitch(w.ctx, "vSwitch0", types.HostVirtualSwitchSpec{Bridge: bond("vmnic1")}))
	for _, p := range w.read(first, "config.network.pnic").Config.Network.Pnic {
		if (p.LinkSpeed == nil) != (p.Device == "vmnic1") {
			t.Errorf("%s has link %v", p.Device, p.LinkSpeed)
		}
	}
}

func TestMovingUplinkAndVmkInOneCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{RollbackAfter: time.Millisecond})
	p := w.read(first, "config.network.proxySwitch").Config.Network.ProxySwitch[0]
	p.Spec.Backing = &types.DistributedVirtualSwitchHostMemberPnicBacking{PnicSpec: []types.DistributedVirtualSwitchHostMemberPnicSpec{{PnicDevice: "vmnic2"}, {PnicDevice: "vmnic0"}}}
	c := types.HostNetworkConfig{
		Vswitch:     []types.HostVirtualSwitchConfig{{ChangeOperation: "edit", Name: "vSwitch0", Spec: &types.HostVirtualSwitchSpec{}}},
		ProxySwitch: []types.HostProxySwitchConfig{{ChangeOperation: "edit", Uuid: p.DvsUuid, Spec: &p.Spec}},
		Vnic: []types.HostVirtualNicConfig{{ChangeOperation: "edit", Device: "vmk0", Spec: &types.HostVirtualNicSpec{
			DistributedVirtualPort: &types.DistributedVirtualSwitchPortConnection{SwitchUuid: p.DvsUuid, PortgroupKey: w.groupKey("dv-mgmt")},
		}}},
	}
	_, err := w.networks(first).UpdateNetworkConfig(w.ctx, c, modify)
	ok(t, "move", err)
	if h := w.vc.Host(first); h.Vmk("vmk0").DVS != "dvs-a" || len(h.DVS[0].Uplinks) != 2 || len(h.Switch("vSwitch0").Uplinks) != 0 {
		t.Errorf("%+v, %+v", h.Vmk("vmk0"), h.DVS[0])
	}
}
