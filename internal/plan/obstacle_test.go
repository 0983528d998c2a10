package plan_test

import (
	"slices"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

func order(active []string, standby ...string) *netstate.Teaming {
	return &netstate.Teaming{Active: active, Standby: append([]string{}, standby...)}
}

// TestObstacles: what stays, since nobody said otherwise, and makes a change
// impossible; and a change like it that isn't.
func TestObstacles(t *testing.T) {
	t.Parallel()
	some := netstate.Some[string]
	for name, c := range map[string]struct {
		change func(from, to *netstate.Host)
		want   []string
	}{
		"a role that one vmk has, and whose roles aren't declared": {func(from, to *netstate.Host) {
			from.Vmks[2].Roles = []netstate.Role{netstate.FT}
			to.Vmks = []netstate.Vmk{{Device: "vmk1", Roles: []netstate.Role{netstate.FT}}}
		}, []string{"vmk1 is to have the role ft, and vmk2 has it, whose roles aren't declared"}},
		"an order of uplinks that the switch has": {func(_, to *netstate.Host) {
			to.PortGroups = []netstate.PortGroup{{Name: "a", Of: "vmk1", Switch: "vSwitch1", Teaming: order([]string{"vmnic1"})}}
		}, nil},
		"an order of uplinks that the switch won't have": {func(_, to *netstate.Host) {
			to.PortGroups = []netstate.PortGroup{{Name: "a", Of: "vmk1", Switch: "vSwitch1", Teaming: order([]string{"vmnic1"}, "vmnic2")}}
		}, []string{"port group a is to use vmnic2, and switch vSwitch1 won't have it"}},
		"the same of a switch": {func(_, to *netstate.Host) {
			to.Switches = []netstate.Switch{{Name: "vSwitch1", Kind: netstate.Standard, Teaming: order([]string{"vmnic2"})}}
		}, []string{"switch vSwitch1 is to use vmnic2, and switch vSwitch1 won't have it"}},
		"an order of uplinks that come with the change": {func(_, to *netstate.Host) {
			to.Switches = []netstate.Switch{{Name: "vSwitch1", Kind: netstate.Standard, Uplinks: []string{"vmnic2"}, Teaming: order([]string{"vmnic2"})}}
		}, nil},
		"an order of a switch whose uplinks nobody saw": {func(from, to *netstate.Host) {
			from.Switches[1].Uplinks = nil
			to.Switches = []netstate.Switch{{Name: "vSwitch1", Kind: netstate.Standard, Teaming: order([]string{"vmnic2"})}}
		}, nil},
		"an uplink that another switch keeps": {func(_, to *netstate.Host) {
			to.Switches = []netstate.Switch{{Name: "vSwitch1", Kind: netstate.Standard, Uplinks: []string{"vmnic0"}}}
		}, []string{"vmnic0 is wanted on switch vSwitch1, and switch vSwitch0 has it, whose uplinks aren't declared"}},
		"a port group that another vmk keeps": {func(_, to *netstate.Host) {
			to.Vmks = []netstate.Vmk{{Device: "vmk1", PortGroup: some("b")}}
		}, []string{"vmk1 is wanted on port group b, and vmk2 is there, which isn't declared"}},
		"an address that another vmk keeps": {func(_, to *netstate.Host) {
			to.Vmks = []netstate.Vmk{{Device: "vmk1", IPv4: static("10.2.0.11/24")}}
		}, []string{"vmk1 is to have an address that vmk2 has, whose address isn't declared"}},
		"a vmk wider than its switch": {func(_, to *netstate.Host) {
			to.Vmks = []netstate.Vmk{{Device: "vmk1", MTU: netstate.Some(9000)}}
		}, []string{"vmk1 is to have MTU 9000, and its switch vSwitch1 has 1500"}},
		"a port group with other clients that would move": {func(_, to *netstate.Host) {
			to.PortGroups = []netstate.PortGroup{{Name: "VM Network", Switch: "vSwitch0"}}
		}, []string{"port group VM Network is wanted on switch vSwitch0, and on vSwitch1 it has clients that aren't declared"}},
		"management on no vmk": {func(_, to *netstate.Host) {
			to.Vmks = []netstate.Vmk{{Device: "vmk0", Roles: []netstate.Role{}}}
		}, []string{"no vmk is to carry management"}},
		"management on another vmk": {func(_, to *netstate.Host) {
			to.Vmks = []netstate.Vmk{{Device: "vmk0", Roles: []netstate.Role{}}, {Device: "vmk2", Roles: []netstate.Role{netstate.Management}}}
		}, nil},
		"a bound vmk with two uplinks": {func(from, to *netstate.Host) {
			from.Vmks[1].ISCSI = []string{"vmhba64"}
			to.PortGroups = []netstate.PortGroup{{Name: "a", Of: "vmk1", Switch: "vSwitch1", Teaming: order([]string{"vmnic1", "vmnic2"})}}
			to.Switches = []netstate.Switch{{Name: "vSwitch1", Kind: netstate.Standard, Uplinks: []string{"vmnic1", "vmnic2"}}}
		}, []string{"vmk1 is bound to iSCSI, and its port group a is to have other than one uplink"}},
		"a bound vmk without an address": {func(from, to *netstate.Host) {
			from.Vmks[1].ISCSI = []string{"vmhba64"}
			to.Vmks = []netstate.Vmk{{Device: "vmk1", IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.None)}}}
		}, []string{"vmk1 is bound to iSCSI, and is to have no address"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, to := seen(), netstate.Host{Name: "esx01"}
			c.change(&from, &to)
			p := plan.Diff(plan.End{Host: from}, plan.End{Host: to, Managed: true}, plan.Options{AllowManagement: true})
			var got []string
			for _, o := range p.Obstacles() {
				got = append(got, o.Why)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("in the way: %q, want %q", got, c.want)
			}
		})
	}
}
