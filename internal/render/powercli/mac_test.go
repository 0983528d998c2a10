package powercli_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

const oneMAC, otherMAC = "00:50:56:01:02:03", "00:50:56:01:02:04"

// swapped is a host whose two vmks have the MACs of each other, and what is
// wanted of it.
func swapped(t tb) (world, *vctest.Host, netstate.Host) {
	t.Helper()
	w, h := newWorld()
	d := full()
	d.Vmks[1].MAC, d.Vmks[2].MAC = netstate.Some(oneMAC), netstate.Some(otherMAC)
	arrives(t, w, h, cluster(d, "esx01"))
	d.Vmks[1].MAC, d.Vmks[2].MAC = netstate.Some(otherMAC), netstate.Some(oneMAC)
	return w, h, desired(cluster(d, "esx01"))
}

// TestMACsSwap: MACs change places, also where the run is cut off in between;
// and so does a change, which its way back undoes from wherever it was cut off.
func TestMACsSwap(t *testing.T) {
	t.Parallel()
	w, h, want := swapped(t)
	arrives(t, w, h, cluster(want, "esx01"))
	for at := 1; ; at++ {
		w, h, want := swapped(t)
		was := h.Clone()
		c := change(t, h, want)
		w.FailAt = at
		r := w.run(t, parse(t, c.there), allow, false)
		w.FailAt = 0
		if r.Exit == 0 {
			if at != 4 {
				t.Errorf("%d changes, wanted 3", at-1)
			}
			return
		}
		cut := h.Clone()
		w.state(t, parse(t, c.there), allow, 0, "Changed")
		if d := w.differences(h, want); d != nil {
			t.Fatalf("cut off at %d: not as wanted: %s", at, lines(d))
		}
		h.Host = cut
		if r := w.run(t, parse(t, c.back), allow, false); r.Exit != 0 {
			t.Fatalf("back from %d: exit %d\n%s", at, r.Exit, r.Hosts[0])
		}
		if d := sameHost(was, h.Host); d != "" {
			t.Fatalf("back from %d it is not as it was:\n%s", at, d)
		}
	}
}

// TestMACOfAnother: a MAC of a vmk that isn't to get another one stops the host.
func TestMACOfAnother(t *testing.T) {
	t.Parallel()
	for name, declared := range map[string]bool{"declared": true, "not declared": false} {
		for _, there := range []bool{true, false} {
			w, h := newWorld()
			d := full()
			h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"}, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0"})
			holder := "vmk10"
			if declared {
				holder = "vmk2"
			}
			stripe(h, holder, "x", "defaultTcpipStack", "10.0.9.1/24").MAC = oneMAC
			if there {
				stripe(h, "vmk1", "vmk1-vmotion", "defaultTcpipStack", "10.0.1.11/24")
			}
			d.Vmks[1].MAC = netstate.Some(oneMAC)
			s := parse(t, script(t, cluster(d, "esx01")))
			unchanged(t, w, s, allow, "Refused", 4)
			if got := w.run(t, s, allow, false).Hosts[0].Error; !strings.Contains(got, "vmk1 is to have MAC "+oneMAC+", but "+holder+" has it") {
				t.Errorf("%s, vmk1 there %v: %s", name, there, got)
			}
		}
	}
}
