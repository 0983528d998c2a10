package powercli_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/plan"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// thereAndBack demands that a change brings a host to what is wanted, that its
// way back restores it, and that neither does anything when it is run again.
func thereAndBack(t tb, w world, h *vctest.Host, want netstate.Host) changed {
	t.Helper()
	was := h.Clone()
	c := change(t, h, want)
	if c.there == "" {
		t.Fatal("nothing changes")
	}
	there, back := parse(t, c.there), parse(t, c.back)
	w.state(t, there, allow, 0, "Changed")
	if d := w.differences(h, want); d != nil {
		t.Fatalf("not as wanted: %s\n%s", lines(d), head(c.there))
	}
	unchanged(t, w, there, allow, "Unchanged", 0)
	w.state(t, back, allow, 0, "Changed")
	if d := sameHost(was, h.Host); d != "" {
		t.Fatalf("back it is not as it was:\n%s\nthere\n%s\nback\n%s", d, head(c.there), head(c.back))
	}
	unchanged(t, w, back, allow, "Unchanged", 0)
	return c
}

// TestChangeWays goes each of those ways by what changes alone, there, back,
// and there again.
func TestChangeWays(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	d := full()
	arrives(t, w, h, cluster(d, "esx01"))
	for _, way := range ways[1:] {
		way.do(&d)
		want := desired(cluster(d, "esx01"))
		c := thereAndBack(t, w, h, want)
		check(t, c.there)
		check(t, c.back)
		w.state(t, parse(t, c.there), allow, 0, "Changed")
	}
}

// settled is a host that has something of everything, and what is wanted of it.
func settled(t tb) (world, *vctest.Host, netstate.Host) {
	t.Helper()
	w, h := newWorld()
	d := full()
	arrives(t, w, h, cluster(d, "esx01"))
	return w, h, desired(cluster(d, "esx01"))
}

// taken are changes that take something away.
var taken = map[string]func(d *netstate.Host){
	"a vmk, its port group, its stack": func(d *netstate.Host) {
		d.Vmks = append(d.Vmks[:1:1], d.Vmks[2:]...)
		d.PortGroups = append(d.PortGroups[:1:1], d.PortGroups[2:]...)
		d.Stacks = d.Stacks[:1]
	},
	"a stack's gateway":       func(d *netstate.Host) { d.Stacks[1].Gateway = netstate.Some(netip.Addr{}) },
	"the default gateway":     func(d *netstate.Host) { d.Stacks[0].Gateway = netstate.Some(netip.Addr{}) },
	"IPv6":                    func(d *netstate.Host) { d.Vmks[2].IPv6 = &netstate.IPv6{Off: true} },
	"NVMe":                    func(d *netstate.Host) { d.NVMe, d.Vmks[2].NVMe = []string{}, nil },
	"teaming of a port group": func(d *netstate.Host) { d.PortGroups[1].Teaming = &netstate.Teaming{Inherits: true} },
	"part of a port group's": func(d *netstate.Host) {
		d.PortGroups[1].Teaming = &netstate.Teaming{Inherits: true, Failback: netstate.Some(true)}
	},
	"names":  func(d *netstate.Host) { d.Stacks[0].DNS, d.Stacks[0].Search = []netip.Addr{}, []string{} },
	"routes": func(d *netstate.Host) { d.Stacks[0].Routes = []netstate.Route{} },
	"the uplinks' second": func(d *netstate.Host) {
		d.Switches[0].Uplinks, d.Switches[0].Teaming = []string{"vmnic0"}, &netstate.Teaming{Active: []string{"vmnic0"}, Standby: []string{}}
	},
	"roles":                    func(d *netstate.Host) { d.Vmks[2].Roles = []netstate.Role{} },
	"the address":              func(d *netstate.Host) { d.Vmks[2].IPv4 = &netstate.IPv4{Mode: netstate.Some(netstate.None)} },
	"the vmk of the other one": func(d *netstate.Host) { d.Vmks, d.PortGroups = d.Vmks[:2], d.PortGroups[:2] },
}

func TestChangeTakesAway(t *testing.T) {
	t.Parallel()
	for name, take := range taken {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h, want := settled(t)
			take(&want)
			thereAndBack(t, w, h, want)
		})
	}
}

// TestChangeTakesOwnGatewaysAndSoftwareISCSI, which only a longer history has.
func TestChangeTakesOwnGatewaysAndSoftwareISCSI(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	d := full()
	d.PortGroups[1].Teaming = &netstate.Teaming{Active: []string{"vmnic0"}, Standby: []string{}}
	d.Vmks[1].Stack, d.Vmks[1].ISCSI, d.Vmks[1].Roles = netstate.Some("default"), []string{netstate.SoftwareISCSI}, []netstate.Role{netstate.ISCSI}
	d.Vmks[1].IPv4.Gateway = netstate.Some(addr("10.0.1.254"))
	d.Vmks[2].IPv6.Gateway = netstate.Some(addr("fd00::1"))
	d.Stacks[0].Gateway6 = netstate.Some(addr("fe80::1"))
	d.Stacks = d.Stacks[:1]
	arrives(t, w, h, cluster(d, "esx01"))
	want := desired(cluster(d, "esx01"))
	want.Vmks[1].ISCSI = []string{}
	want.SoftwareISCSI = netstate.Some("")
	want.Vmks[1].IPv4 = static("10.0.1.11/24")
	want.Vmks[1].IPv4.Gateway = netstate.Some(netip.Addr{})
	six := *want.Vmks[2].IPv6
	six.Gateway = netstate.Some(netip.Addr{})
	want.Vmks[2].IPv6 = &six
	want.Stacks[0].Gateway6 = netstate.Some(netip.Addr{})
	c := thereAndBack(t, w, h, want)
	w.state(t, parse(t, c.there), allow, 0, "Changed")
	if h.SoftwareISCSI || h.Vmk("vmk1").Gateway != "" || h.Vmk("vmk2").Gateway6 != "" {
		t.Errorf("still there:\n%s", h.Print())
	}
}

// TestChangeHoldsOnlyTheChange, and guards it.
func TestChangeHoldsOnlyTheChange(t *testing.T) {
	t.Parallel()
	_, h, want := settled(t)
	want.PortGroups[1].VLAN = netstate.Some(121)
	c := change(t, h, want)
	var rows []string
	for line := range strings.Lines(c.there) {
		if row := strings.TrimSpace(line); strings.HasPrefix(row, "@{ Op") {
			rows = append(rows, row)
		}
	}
	wanted := []string{
		`@{ Op = 'Guard'; Kind = 'portgroup'; Name = 'vmk1-vmotion'; Attribute = 'vlan'; Values = @('120', '121') }`,
		`@{ Op = 'SetVLAN'; PortGroup = 'vmk1-vmotion'; Of = 'vmk1'; Switch = 'vSwitch0'; Vlan = 121 }`,
	}
	if lines(rows) != lines(wanted) {
		t.Errorf("\n%s\nwanted\n%s", lines(rows), lines(wanted))
	}
	for script, said := range map[string][]string{
		c.there: {"Changes the VMkernel networking of cluster fra-a", "From git:v1,\n    SHA-256 0123\n    to prod.vmk.hcl,\n    SHA-256 4567.", `.\fra-a.ps1 -WhatIf`},
		c.back:  {"Undoes a change", "From prod.vmk.hcl,\n    SHA-256 4567\n    to git:v1,\n    SHA-256 0123.", `.\fra-a.rollback.ps1 -WhatIf`},
	} {
		for _, s := range said {
			if !strings.Contains(script, s) {
				t.Errorf("%q is not said in\n%.3000s", s, script)
			}
		}
	}
}

// TestChangeRefusesWhatNobodyPlanned: an attribute with neither its old nor its
// new value stops a host before its first write.
func TestChangeRefusesWhatNobodyPlanned(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		want   func(d *netstate.Host)
		tamper func(h *standin.Host)
		says   string
	}{
		"a VLAN": {
			func(d *netstate.Host) { d.PortGroups[1].VLAN = netstate.Some(121) },
			func(h *standin.Host) { h.Group("vmk1-vmotion").VLAN = 9 },
			"portgroup vmk1-vmotion: vlan is '9', which is neither what it was nor what it is to be",
		},
		"a port group that is gone": {
			func(d *netstate.Host) { d.PortGroups[0].VLAN = netstate.Some(5) },
			func(h *standin.Host) { h.Group("Management Network").Name = "other"; h.Vmk("vmk0").Group = "other" },
			"portgroup Management Network is gone",
		},
		"an MTU": {
			func(d *netstate.Host) { d.Vmks[1].MTU = netstate.Some(1500) },
			func(h *standin.Host) { h.Vmk("vmk1").MTU = 1600 },
			"vmk vmk1: mtu is '1600'",
		},
		"an address": {
			func(d *netstate.Host) { d.Vmks[1].IPv4 = static("10.0.1.12/24") },
			func(h *standin.Host) { h.Vmk("vmk1").IP = prefix("10.0.1.13/24") },
			"vmk vmk1: address is '10.0.1.13 255.255.255.0'",
		},
		"IPv6 addresses": {
			func(d *netstate.Host) {
				d.Vmks[2].IPv6 = &netstate.IPv6{Addresses: []netip.Prefix{prefix("fd00::12/64")}, Autoconf: netstate.Some(false)}
			},
			func(h *standin.Host) { h.Vmk("vmk2").Addresses = []netip.Prefix{prefix("fd00::13/64")} },
			"vmk vmk2: ipv6/address is 'fd00::13/64'",
		},
		"a role": {
			func(d *netstate.Host) { d.Vmks[2].Roles = []netstate.Role{netstate.VSAN} },
			func(h *standin.Host) { h.Vmk("vmk2").Tags = append(h.Vmk("vmk2").Tags, "VMotion") },
			"vmk vmk2: roles is 'vmotion,nvmeTcp,vsan=vsan'",
		},
		"a role too few": {
			func(d *netstate.Host) { d.Vmks[2].Roles = []netstate.Role{netstate.VSAN} },
			func(h *standin.Host) { h.Vmk("vmk2").VSAN = nil },
			"vmk vmk2: roles is 'nvmeTcp'",
		},
		"a distributed port group": {
			func(d *netstate.Host) {
				d.PortGroups[2] = netstate.PortGroup{Name: "vsan", Of: "vmk2", Switch: "vSwitch0", VLAN: netstate.Some(7)}
				d.Vmks[2].PortGroup, d.Vmks[2].Switch = netstate.Some("vsan"), netstate.Some("vSwitch0")
			},
			func(h *standin.Host) { h.Vmk("vmk2").Group = "other" },
			"vmk vmk2: portgroup is 'other'",
		},
		"a gateway": {
			func(d *netstate.Host) { d.Stacks[1].Gateway = netstate.Some(addr("10.0.1.2")) },
			func(h *standin.Host) { h.Stack("vmotion").Routes[0].Via = "10.0.1.3" },
			"stack vmotion: gateway is '10.0.1.3'",
		},
		"a route": {
			func(d *netstate.Host) { d.Stacks[0].Routes = []netstate.Route{} },
			func(h *standin.Host) {
				s := h.Stack("defaultTcpipStack")
				s.Routes = append(s.Routes, standin.Route{To: "10.77.0.0/16", Via: "10.0.0.254"})
			},
			"stack defaultTcpipStack: routes is '10.8.0.0/16 10.0.0.254,10.77.0.0/16 10.0.0.254'",
		},
		"teaming": {
			func(d *netstate.Host) {
				d.Switches[0].Teaming = &netstate.Teaming{Policy: netstate.Some(netstate.MACHash)}
			},
			func(h *standin.Host) { h.Switch("vSwitch0").Teaming.Policy = "iphash" },
			"switch vSwitch0: teaming/policy is 'LoadBalanceIP'",
		},
		"security": {
			func(d *netstate.Host) { d.Switches[0].Security = &netstate.Security{Promiscuous: netstate.Some(false)} },
			func(h *standin.Host) { h.Vmk("vmk1").MTU = 1600; h.Switch("vSwitch0").Security[0] = false },
			"", // it is as it is to be already
		},
		"NVMe": {
			func(d *netstate.Host) { d.NVMe, d.Vmks[2].NVMe = []string{}, nil },
			func(h *standin.Host) { h.NVMe = []string{"vmnic2", "vmnic3"} },
			"host : nvme is 'vmnic2,vmnic3'",
		},
		"CDP": {
			func(d *netstate.Host) { d.Switches[0].Discovery = netstate.Some(netstate.DiscoveryNone) },
			func(h *standin.Host) { h.Switch("vSwitch0").CDP = "listen" },
			"switch vSwitch0: discovery is 'listen'",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h, want := settled(t)
			c.want(&want)
			scripts := change(t, h, want)
			c.tamper(h.Host)
			before := w.Print()
			r := w.run(t, parse(t, scripts.there), allow, false)
			if c.says == "" {
				if r.Exit != 0 || r.Changes != 0 {
					t.Errorf("exit %d, %d changes: %s", r.Exit, r.Changes, r.Hosts[0])
				}
				return
			}
			if r.Exit != 4 || r.Hosts[0].State != "Refused" || !strings.Contains(r.Hosts[0].Error, c.says) || w.Print() != before {
				t.Errorf("exit %d, %s: wanted to be told %q", r.Exit, r.Hosts[0], c.says)
			}
		})
	}
}

// TestChangeOfManagement is held back, and left alone in a dry run.
func TestChangeOfManagement(t *testing.T) {
	t.Parallel()
	w, h, want := settled(t)
	want.PortGroups[0].VLAN = netstate.Some(101)
	want.PortGroups[1].VLAN = netstate.Some(121)
	s := parse(t, change(t, h, want).there)
	before := w.Print()
	if r := w.run(t, s, allow, true); r.Hosts[0].State != "WouldChange" || r.Exit != 0 || w.Print() != before {
		t.Errorf("a dry run: exit %d, %s", r.Exit, r.Hosts[0])
	}
	r := w.state(t, s, nil, 3, "Held")
	if h.Group("vmk1-vmotion").VLAN != 121 || h.Group("Management Network").VLAN != 100 {
		t.Errorf("held: %s\n%s", r.Hosts[0], h.Print())
	}
	w.state(t, s, allow, 0, "Changed")
	if h.Group("Management Network").VLAN != 101 {
		t.Error(h.Print())
	}
}

// TestChangesShareWhatIsWanted: hosts that differ in addresses alone have one list.
func TestChangesShareWhatIsWanted(t *testing.T) {
	t.Parallel()
	w, h, want := settled(t)
	other := &vctest.Host{Host: h.Clone()}
	other.Name = "esx02"
	other.Vmk("vmk1").IP = prefix("10.0.1.12/24")
	other.Vmk("vmk2").IP = prefix("10.0.2.12/24")
	other.Vmk("vmk2").Addresses = []netip.Prefix{prefix("fd00::12/64")}
	w.Hosts = append(w.Hosts, other)
	want.Vmks[1].IPv4, want.Vmks[2].IPv6 = static("10.0.1.21/24"), &netstate.IPv6{Addresses: []netip.Prefix{prefix("fd00::21/64")}}
	a := change(t, h, want)
	want.Vmks[1].IPv4, want.Vmks[2].IPv4 = static("10.0.1.22/24"), static("10.0.2.12/24")
	want.Vmks[2].IPv6 = &netstate.IPv6{Addresses: []netip.Prefix{prefix("fd00::22/64")}}
	b := change(t, other, want)
	there, back := changes(t, a.plan, b.plan)
	if n := strings.Count(there, " = @(\n        @{ Op"); n != 1 {
		t.Errorf("%d lists\n%s", n, head(there))
	}
	before := w.Print()
	if r := w.run(t, parse(t, there), nil, false); r.Exit != 0 || other.Vmk("vmk1").IP != prefix("10.0.1.22/24") || h.Vmk("vmk1").IP != prefix("10.0.1.21/24") {
		t.Errorf("exit %d\n%s", r.Exit, w.Print())
	}
	if r := w.run(t, parse(t, back), nil, false); r.Exit != 0 || w.Print() != before {
		t.Errorf("back: exit %d\n%s", r.Exit, w.Print())
	}
}

// TestChangePrunes: a stranger goes where its kind is named, comes back by the
// rollback, and stays where it is not.
func TestChangePrunes(t *testing.T) {
	t.Parallel()
	w, h, want := settled(t)
	want.PortGroups = slices.DeleteFunc(want.PortGroups, func(g netstate.PortGroup) bool { return g.Of == "vmk2" })
	want.Vmks = slices.DeleteFunc(want.Vmks, func(v netstate.Vmk) bool { return v.Device == "vmk2" })
	want.Name, want.NVMe, want.Vmks[0].Roles = h.Name, nil, []netstate.Role{netstate.Management}
	from, to := plan.End{Host: h.Host.State()}, plan.End{Host: want, Managed: true}
	prune := map[plan.Kind]bool{plan.VmkKind: true}
	without, with := plan.Diff(from, to, plan.Options{AllowManagement: true}), plan.Diff(from, to, plan.Options{AllowManagement: true, Prune: prune})
	removed := func(p *plan.Host) bool {
		return slices.ContainsFunc(p.Changes, func(c plan.Change) bool { return c.Thing == plan.Thing{Kind: plan.VmkKind, Name: "vmk2"} })
	}
	if removed(without) || !removed(with) {
		t.Fatalf("vmk2 goes without --prune: %v, with it: %v", removed(without), removed(with))
	}
	was := h.Clone()
	there, back := changes(t, with)
	w.state(t, parse(t, there), allow, 0, "Changed")
	if h.Vmk("vmk2") != nil || h.Vmk("vmk1") == nil {
		t.Fatalf("not as wanted:\n%s", h.Print())
	}
	unchanged(t, w, parse(t, there), allow, "Unchanged", 0)
	w.state(t, parse(t, back), allow, 0, "Changed")
	if d := sameHost(was, h.Host); d != "" {
		t.Fatalf("back it is not as it was:\n%s", d)
	}
}
