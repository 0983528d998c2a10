package plan_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

func example() *netstate.Host {
	return &netstate.Host{
		Switches: []netstate.Switch{
			{Name: "vSwitch0", Kind: netstate.Standard, MTU: netstate.Some(9000), Uplinks: []string{"vmnic0"}},
			{Name: "dvs", Kind: netstate.Distributed, CreatePortGroups: true},
		},
		PortGroups: []netstate.PortGroup{
			{Of: "vmk0", VLAN: netstate.Some(10)},
			{Name: "pg", Of: "vmk1", Switch: "vSwitch0", VLAN: netstate.Some(20), Teaming: &netstate.Teaming{Active: []string{"vmnic0"}}},
			{Name: "dpg", Of: "vmk2", Switch: "dvs", Distributed: true, VLAN: netstate.Some(30)},
		},
		Stacks: []netstate.Stack{
			{Name: "default", Gateway: netstate.Some(netip.MustParseAddr("10.0.0.1"))},
			{Name: "vmotion", Routes: []netstate.Route{}},
		},
		Vmks: []netstate.Vmk{
			{Device: "vmk0", Roles: []netstate.Role{netstate.Management, netstate.VSAN}},
			{
				Device: "vmk1", Roles: []netstate.Role{netstate.VMotion}, PortGroup: netstate.Some("pg"), Switch: netstate.Some("vSwitch0"),
				Stack: netstate.Some("vmotion"), MTU: netstate.Some(9000),
				IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)},
			},
			{Device: "vmk2", PortGroup: netstate.Some("dpg"), Switch: netstate.Some("dvs"), Stack: netstate.Some("default"), ISCSI: []string{}},
		},
	}
}

func index(t *testing.T, ops []op.Op, want op.Op) int {
	t.Helper()
	text := fmt.Sprintf("%#v", want)
	i := slices.IndexFunc(ops, func(o op.Op) bool { return fmt.Sprintf("%#v", o) == text })
	if i < 0 {
		t.Fatalf("%s is not among %#v", text, ops)
	}
	return i
}

func TestEnsureOrder(t *testing.T) {
	ops := plan.Ensure(example())
	must := func(reason string, first, then op.Op) {
		t.Helper()
		if index(t, ops, first) >= index(t, ops, then) {
			t.Errorf("%s: %#v stands behind %#v", reason, first, then)
		}
	}
	vmk1 := op.EnsureVmk{
		Device: "vmk1", Place: op.Place{PortGroup: "pg", Of: "vmk1", Switch: "vSwitch0"},
		Stack: netstate.Some("vmotion"), MTU: netstate.Some(9000),
	}
	place := op.Place{PortGroup: "pg", Of: "vmk1", Switch: "vSwitch0"}
	must("a vmk needs its stack", op.EnsureStack{Stack: "vmotion"}, vmk1)
	must("a vmk needs its port group", op.EnsurePortGroup{Place: place}, vmk1)
	must("a VLAN before traffic", op.SetVLAN{Place: place, VLAN: 20}, vmk1)
	must("the switch widens first", op.SetSwitchMTU{Switch: "vSwitch0", MTU: 9000, Way: op.Raise}, op.SetVmkMTU{Device: "vmk1", MTU: 9000})
	must("and narrows last", op.SetVmkMTU{Device: "vmk1", MTU: 9000}, op.SetSwitchMTU{Switch: "vSwitch0", MTU: 9000, Way: op.Lower})
	must("roles on before off",
		op.EnableRoles{Device: "vmk0", Roles: []netstate.Role{netstate.Management, netstate.VSAN}},
		op.DisableRoles{Device: "vmk0", Keep: []netstate.Role{netstate.Management, netstate.VSAN}})
	must("addresses before gateways",
		op.SetIPv4{Device: "vmk1", Stack: "vmotion", IPv4: netstate.IPv4{Mode: netstate.Some(netstate.DHCP)}},
		op.SetRoutes{Stack: "vmotion", Routes: []netstate.Route{}})
}

func TestEnsureLeavesAloneWhatIsUnset(t *testing.T) {
	ops := plan.Ensure(&netstate.Host{Vmks: []netstate.Vmk{{Device: "vmk0"}}})
	if len(ops) != 1 {
		t.Errorf("a bare vmk0 makes %#v", ops)
	}
	for _, o := range plan.Ensure(example()) {
		switch o := o.(type) {
		case op.DisableRoles:
			if o.Device != "vmk0" {
				t.Errorf("roles are taken from %s: it says none, or its stack implies them", o.Device)
			}
		case op.SetUplinks, op.SetSwitchMTU, op.EnsureSwitch:
			if op.Path(o) == "switch/dvs" || op.Path(o) == "switch/dvs/uplinks" || op.Path(o) == "switch/dvs/mtu" {
				t.Errorf("a distributed switch is changed: %#v", o)
			}
		case op.SetIPv6, op.SetSwitchTeaming, op.SetSecurity, op.SetDiscovery, op.SetDNS, op.SetSearch, op.SetStackOptions, op.EnableNVMe:
			t.Errorf("nothing said %#v", o)
		}
	}
}

func TestEnsureIsTheSameTwice(t *testing.T) {
	a, b := fmt.Sprintf("%#v", plan.Ensure(example())), fmt.Sprintf("%#v", plan.Ensure(example()))
	if a != b {
		t.Error("two runs differ")
	}
}
