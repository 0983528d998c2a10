package sim_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/sim"
)

func TestStatesAreSavedAndRestored(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	uuid := w.read(first, "config.network.proxySwitch").Config.Network.ProxySwitch[0].DvsUuid
	_, err := n.AddVirtualNic(w.ctx, "", types.HostVirtualNicSpec{Ip: static("10.0.9.1"), DistributedVirtualPort: &types.DistributedVirtualSwitchPortConnection{SwitchUuid: uuid, PortgroupKey: w.groupKey("dv-one")}})
	ok(t, "vmk", err)
	_, err = w.esxcli(first, "network ip netstack add -N backup")
	ok(t, "stack", err)
	saved := w.vc.Clusters()
	if len(saved) != 1 || saved[0].Release != "8.0.3" || len(saved[0].Groups) != 2 || saved[0].Groups[1].Members[0].Serial != "ABC123" || saved[0].Groups[0].Pattern.UUID == "" {
		t.Fatalf("saved: %+v", saved)
	}
	i, err := sim.InventoryOf(saved)
	ok(t, "inventory", err)
	again := newWorld(t, i, sim.Options{})
	for _, name := range again.vc.Hosts() {
		if diff := cmp.Diff(w.vc.Host(name).State(), again.vc.Host(name).State(), equal); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(saved, again.vc.Clusters(), equal); diff != "" {
		t.Error(diff)
	}
	a := w.read(first, "config.network.portgroup", "config.virtualNicManagerInfo.netConfig")
	b := again.read(first, "config.network.portgroup", "config.virtualNicManagerInfo.netConfig")
	if diff := cmp.Diff(a.Config.Network.Portgroup, b.Config.Network.Portgroup); diff != "" {
		t.Error(diff)
	}
}

// equal compares everything, fields that are not exported included.
var equal = cmp.Exporter(func(reflect.Type) bool { return true })

func TestInventoriesAreChecked(t *testing.T) {
	t.Parallel()
	h := fresh("1")
	for name, i := range map[string]sim.Inventory{
		"no state":  {Clusters: []sim.Cluster{{Name: "a", Hosts: []sim.Host{{}}}}},
		"twice":     {Clusters: []sim.Cluster{{Name: "a", Hosts: []sim.Host{{State: h}, {State: h}}}}},
		"no switch": {Clusters: []sim.Cluster{{Name: "a", Hosts: twoHosts().Clusters[0].Hosts}}},
	} {
		if _, err := sim.New(i, sim.Options{}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	part := netstate.Host{Name: "esx1", Vmks: []netstate.Vmk{{Device: "vmk0"}}}
	if _, err := sim.InventoryOf([]netstate.Cluster{{Name: "a", Groups: []netstate.Group{{Pattern: part, Members: []netstate.Member{{Name: "esx1"}}}}}}); err == nil {
		t.Error("a part of a state is taken for a host")
	}
}
