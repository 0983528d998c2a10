package sim_test

import (
	"testing"

	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/sim"
)

func TestWhatOptionsAllow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{SharedPortGroups: true, LooseMTU: true})
	n := w.networks(first)
	for i, address := range []string{"10.0.9.1", "10.0.8.1"} {
		s := spec(address)
		s.Mtu = 9000
		device, err := n.AddVirtualNic(w.ctx, "VM Network", s)
		ok(t, address, err)
		if want := []string{"vmk1", "vmk2"}[i]; device != want {
			t.Errorf("%s, want %s", device, want)
		}
	}
}

func TestWhoWaitsIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	pc, err := property.DefaultCollector(w.client.Client).Create(w.ctx)
	ok(t, "collector", err)
	filter := new(property.WaitFilter).Add(w.host(first).Reference(), "HostSystem", []string{"config.network.vnic"})
	filter.Options = &types.WaitOptions{MaxWaitSeconds: new(int32(10))}
	seen := 0
	err = property.WaitForUpdatesEx(w.ctx, pc, filter, func(updates []types.ObjectUpdate) bool {
		for _, u := range updates {
			for _, c := range u.ChangeSet {
				if list, is := c.Val.(types.ArrayOfHostVirtualNic); is {
					seen = len(list.HostVirtualNic)
				}
			}
		}
		if seen == 1 {
			if _, err := w.networks(first).AddVirtualNic(w.ctx, "VM Network", spec("10.0.9.1")); err != nil {
				t.Error(err)
				return true
			}
		}
		return seen == 2
	})
	ok(t, "wait", err)
	if seen != 2 {
		t.Errorf("told of %d vmks", seen)
	}
}
