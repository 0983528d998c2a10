package powercli_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// TestOddThings: what few ask for, and what names may hold.
func TestOddThings(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(h *vctest.Host, d *netstate.Host){
		"roles that only the API sets": func(h *vctest.Host, d *netstate.Host) {
			h.Version, d.Release = "9.0.0", "9.0"
			d.Vmks[2].Roles = []netstate.Role{netstate.PTP, netstate.VSANExternal, netstate.VSANWitness, netstate.NVMeRDMA}
		},
		"no role any more": func(h *vctest.Host, d *netstate.Host) {
			h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
			v := stripe(h, "vmk1", "x", "defaultTcpipStack", "10.0.9.1/24")
			v.Untagged, v.VSAN, v.Tags = []string{"ptp"}, []string{"vsan", "witness"}, []string{"VMotion", "NVMeTCP"}
			d.Vmks[1].Stack, d.Vmks[1].Roles = netstate.Some("default"), []netstate.Role{}
			d.Stacks = d.Stacks[:1]
		},
		"stacks that differ in case": func(_ *vctest.Host, d *netstate.Host) {
			d.Stacks = append(d.Stacks[:1],
				netstate.Stack{Name: "bk", Routes: []netstate.Route{{To: prefix("10.8.0.0/16"), Via: addr("10.0.1.9")}}},
				netstate.Stack{Name: "BK", Routes: []netstate.Route{{To: prefix("10.9.0.0/16"), Via: addr("10.0.2.9")}}, DNS: []netip.Addr{addr("9.9.9.9")}})
			d.Vmks[1].Stack, d.Vmks[1].Roles = netstate.Some("bk"), []netstate.Role{}
			d.Vmks[2].Stack, d.Vmks[2].Roles = netstate.Some("BK"), []netstate.Role{}
		},
		"a distributed port group with an order of its own": func(_ *vctest.Host, d *netstate.Host) {
			d.PortGroups[2].Teaming = &netstate.Teaming{
				Policy: netstate.Some(netstate.Explicit), Active: []string{"Uplink 2"}, Standby: []string{"Uplink 1"},
				Failback: netstate.Some(false), Notify: netstate.Some(false), Detection: netstate.Some(netstate.DetectBeacon),
			}
		},
		"a distributed port group with a small one": func(_ *vctest.Host, d *netstate.Host) {
			d.PortGroups[2].VLAN = netstate.Some(0)
			d.PortGroups[2].Teaming = &netstate.Teaming{Active: []string{"Uplink 2"}, Standby: []string{}}
		},
		"names with quotes, wildcards and code": func(_ *vctest.Host, d *netstate.Host) {
			group := "‘q’‚‛'“”„\" $(exit 9) `$x; [a-z]* #>"
			d.PortGroups[1].Name, d.Vmks[1].PortGroup = group, netstate.Some(group)
			dv := "dv [1] '$x' “é”"
			d.PortGroups[2].Name, d.Vmks[2].PortGroup = dv, netstate.Some(dv)
			d.Switches = append(d.Switches, netstate.Switch{Name: "v[0-9]'’ $s", Kind: netstate.Standard, Uplinks: []string{"vmnic3"}, MTU: netstate.Some(9000)})
			d.PortGroups[1].Switch, d.Vmks[1].Switch = "v[0-9]'’ $s", netstate.Some("v[0-9]'’ $s")
			d.PortGroups[1].Teaming = &netstate.Teaming{Active: []string{"vmnic3"}, Standby: []string{}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h := newWorld()
			d := full()
			change(h, &d)
			c := cluster(d, "esx01")
			check(t, script(t, c))
			arrives(t, w, h, c)
		})
	}
}

// bound is a host whose vmk1 is bound, which its cluster doesn't speak of, and
// what the cluster wants of it.
func bound() (world, *vctest.Host, netstate.Host) {
	w, h := newWorld()
	h.Groups = append(h.Groups, &standin.Group{Name: "old", Switch: "vSwitch0"})
	stripe(h, "vmk1", "old", "defaultTcpipStack", "10.0.9.1/24")
	h.SoftwareISCSI, h.Portals = true, []standin.Portal{{HBA: standin.SoftwareHBA, Vmk: "vmk1"}}
	return w, h, full()
}

// TestUndeclaredBinding: a binding that nobody speaks of is kept, over a move
// as well; where that can't be the host stays as it is.
func TestUndeclaredBinding(t *testing.T) {
	t.Parallel()
	t.Run("kept", func(t *testing.T) {
		t.Parallel()
		w, h, d := bound()
		arrives(t, w, h, cluster(d, "esx01"))
		if len(h.Portals) != 1 {
			t.Errorf("bound: %v", h.Portals)
		}
	})
	for name, change := range map[string]func(d *netstate.Host){
		"two paths":  func(d *netstate.Host) { d.PortGroups[1].Teaming = nil },
		"no address": func(d *netstate.Host) { d.Vmks[1].IPv4 = &netstate.IPv4{Mode: netstate.Some(netstate.None)} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _, d := bound()
			change(&d)
			s := parse(t, script(t, cluster(d, "esx01")))
			unchanged(t, w, s, allow, "Refused", 4)
			if r := w.state(t, s, allow, 4, "Refused"); !strings.Contains(r.Hosts[0].Error, "vmk1 is bound to vmhba65, which isn't declared") {
				t.Error(r.Hosts[0])
			}
		})
	}
	t.Run("named where a run is cut off", func(t *testing.T) {
		t.Parallel()
		for at := 1; ; at++ {
			w, h, d := bound()
			w.FailAt = at
			r := w.run(t, parse(t, script(t, cluster(d, "esx01"))), allow, false)
			if r.Changes < at {
				return
			}
			if lost := len(h.Portals) == 0; lost != strings.Contains(r.Hosts[0].Error, "to be bound again: vmhba65 vmk1") {
				t.Errorf("cut off at %d, bound: %v, but %s", at, h.Portals, r.Hosts[0].Error)
			}
		}
	})
}
