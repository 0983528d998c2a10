package plan_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// seen is a host as a snapshot shows it.
func seen() netstate.Host {
	some := netstate.Some[string]
	return netstate.Host{
		Name:     "esx01",
		Complete: netstate.Complete{Switches: true, PortGroups: true, Stacks: true, Vmks: true},
		Switches: []netstate.Switch{
			{Name: "vSwitch0", Kind: netstate.Standard, Uplinks: []string{"vmnic0"}, MTU: netstate.Some(1500)},
			{Name: "vSwitch1", Kind: netstate.Standard, Uplinks: []string{"vmnic1"}, MTU: netstate.Some(1500)},
		},
		PortGroups: []netstate.PortGroup{
			{Name: "Management Network", Switch: "vSwitch0", VLAN: netstate.Some(0)},
			{Name: "a", Of: "vmk1", Switch: "vSwitch1", VLAN: netstate.Some(10)},
			{Name: "b", Of: "vmk2", Switch: "vSwitch1", VLAN: netstate.Some(20)},
			{Name: "VM Network", Switch: "vSwitch1", VLAN: netstate.Some(0), InUse: true},
		},
		Stacks: []netstate.Stack{
			{Name: "default", Gateway: gateway("192.0.2.1"), Routes: []netstate.Route{}},
			{Name: "vmotion", Gateway: netstate.Some(netip.Addr{}), Routes: []netstate.Route{}},
		},
		Vmks: []netstate.Vmk{
			{
				Device: "vmk0", Roles: []netstate.Role{netstate.Management}, PortGroup: some("Management Network"), Switch: some("vSwitch0"),
				Stack: some("default"), MTU: netstate.Some(1500), IPv4: static("192.0.2.11/24"),
			},
			{
				Device: "vmk1", Roles: []netstate.Role{netstate.VMotion}, PortGroup: some("a"), Switch: some("vSwitch1"),
				Stack: some("default"), MTU: netstate.Some(1500), IPv4: static("10.1.0.11/24"),
			},
			{
				Device: "vmk2", Roles: []netstate.Role{}, PortGroup: some("b"), Switch: some("vSwitch1"),
				Stack: some("default"), MTU: netstate.Some(1500), IPv4: static("10.2.0.11/24"),
			},
		},
	}
}

func gateway(s string) netstate.Opt[netip.Addr] { return netstate.Some(netip.MustParseAddr(s)) }

func static(s string) *netstate.IPv4 {
	return &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: netip.MustParsePrefix(s)}
}

// steps gives a plan's steps in short: * before blocked ones.
func steps(p *plan.Host) string {
	var out []string
	for _, s := range p.Steps {
		name := strings.TrimPrefix(fmt.Sprintf("%T", s.Op), "op.") + " " + op.Path(s.Op)
		if s.Blocked != "" {
			name = "*" + name
		}
		out = append(out, name)
	}
	return strings.Join(out, "\n")
}

func TestDiff(t *testing.T) {
	t.Parallel()
	some := netstate.Some[string]
	for name, c := range map[string]struct {
		change  func(from, to *plan.End)
		options plan.Options
		want    string
	}{
		"nothing": {func(_, _ *plan.End) {}, plan.Options{}, ""},
		"a vmk's MTU waits for nothing where the switch is wide enough": {func(from, to *plan.End) {
			from.Host.Switches[1].MTU = netstate.Some(9000)
			to.Host.Vmks = []netstate.Vmk{{Device: "vmk1", MTU: netstate.Some(9000)}}
		}, plan.Options{}, "SetVmkMTU vmk/vmk1/mtu"},
		"the switch is raised first and lowered last": {func(from, to *plan.End) {
			from.Host.Switches[1].MTU, from.Host.Vmks[1].MTU = netstate.Some(9000), netstate.Some(9000)
			to.Host.Switches = []netstate.Switch{{Name: "vSwitch1", Kind: netstate.Standard, MTU: netstate.Some(1500)}}
			to.Host.Vmks = []netstate.Vmk{{Device: "vmk1", MTU: netstate.Some(1500)}}
		}, plan.Options{}, "SetVmkMTU vmk/vmk1/mtu\nSetSwitchMTU switch/vSwitch1/mtu"},
		"management waits to be allowed, and with it what needs it": {func(_, to *plan.End) {
			to.Host.Switches = []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard, MTU: netstate.Some(9000)}}
			to.Host.Vmks = []netstate.Vmk{{Device: "vmk0", MTU: netstate.Some(9000)}, {Device: "vmk2", MTU: netstate.Some(1400)}}
		}, plan.Options{}, "SetVmkMTU vmk/vmk2/mtu\n*SetSwitchMTU switch/vSwitch0/mtu\n*SetVmkMTU vmk/vmk0/mtu"},
		"management goes last": {func(_, to *plan.End) {
			to.Host.Vmks = []netstate.Vmk{{Device: "vmk0", IPv4: static("192.0.2.12/24")}, {Device: "vmk2", MTU: netstate.Some(1400)}}
		}, plan.Options{AllowManagement: true}, "SetVmkMTU vmk/vmk2/mtu\nSetIPv4 vmk/vmk0/address\nSetGateway stack/default/gateway"},
		"a role is enabled before it is disabled": {func(_, to *plan.End) {
			to.Host.Vmks = []netstate.Vmk{{Device: "vmk1", Roles: []netstate.Role{}}, {Device: "vmk2", Roles: []netstate.Role{netstate.VMotion}}}
		}, plan.Options{}, "EnableRoles vmk/vmk2/roles\nDisableRoles vmk/vmk1/roles"},
		"a new stack is a replacement": {func(_, to *plan.End) {
			to.Host.Vmks = []netstate.Vmk{{Device: "vmk1", Stack: some("vmotion")}}
		}, plan.Options{}, "EnsureVmk vmk/vmk1\nSetVmkMTU vmk/vmk1/mtu\nSetIPv4 vmk/vmk1/address"},
		"strangers stay": {func(from, to *plan.End) { to.Host.Vmks = from.Host.Vmks[:2] }, plan.Options{}, ""},
		"strangers are pruned": {func(from, to *plan.End) {
			to.Host.Vmks = from.Host.Vmks[:2]
		}, plan.Options{Prune: map[plan.Kind]bool{plan.VmkKind: true, plan.PortGroupKind: true}}, "RemoveVmk vmk/vmk2\nRemovePortGroup vmk/vmk2/portgroup"},
		"what was managed goes, with its port group": {func(from, to *plan.End) {
			from.Managed = true
			to.Host = from.Host
			to.Host.Vmks = from.Host.Vmks[:2]
			to.Host.PortGroups = from.Host.PortGroups[:2]
		}, plan.Options{}, "RemoveVmk vmk/vmk2\nRemovePortGroup vmk/vmk2/portgroup"},
		"two vmks change places": {func(_, to *plan.End) {
			to.Host.Vmks = []netstate.Vmk{
				{Device: "vmk1", PortGroup: some("b"), Switch: some("vSwitch1")},
				{Device: "vmk2", PortGroup: some("a"), Switch: some("vSwitch1")},
			}
		}, plan.Options{}, "RemoveVmk vmk/vmk1\nRemoveVmk vmk/vmk2\nEnsureVmk vmk/vmk1\nEnsureVmk vmk/vmk2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, to := plan.End{Host: seen()}, plan.End{Managed: true}
			to.Host.Name = from.Host.Name
			c.change(&from, &to)
			p := plan.Diff(from, to, c.options)
			got := steps(p)
			if name == "two vmks change places" {
				got = strings.Join(strings.Split(got, "\n")[:4], "\n")
			}
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if again := plan.Diff(plan.End{Host: p.Goal}, plan.End{Host: p.Goal, Managed: true}, c.options); len(again.Changes) != 0 {
				t.Errorf("from the goal there is still something to do: %+v", again.Changes)
			}
		})
	}
}

func TestBack(t *testing.T) {
	t.Parallel()
	to := plan.End{Managed: true, Host: *example()}
	from := plan.End{Host: seen()}
	there := plan.Diff(from, to, plan.Options{AllowManagement: true})
	back := there.Back(plan.Options{AllowManagement: true})
	// What the snapshot did not show can't be put back.
	for _, c := range plan.Changes(&from.Host, &back.Goal) {
		if c.Verb != plan.Modify || slices.ContainsFunc(c.Attributes, func(d plan.Delta) bool { return d.Old.Known() }) {
			t.Errorf("the way back ends elsewhere: %+v", c)
		}
	}
}
