package powercli_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// TestStrangers: what is in the way and not ours stops a host before its first write.
func TestStrangers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		host func(w *world, h *fakeHost)
		want func(d *netstate.Host)
		says string
	}{
		"uplink of an undeclared switch": {host: func(_ *world, h *fakeHost) {
			s := newSwitch("theirs")
			s.nics = []string{"vmnic1"}
			h.switches = append(h.switches, s)
		}, says: "vmnic1 is wanted on switch vSwitch0, but switch theirs has it"},
		"uplink of a distributed switch": {host: func(_ *world, h *fakeHost) { h.proxies[0].nics = []string{"vmnic1"} }, says: "the distributed switch dvs has it"},
		"no such uplink":                 {host: func(_ *world, h *fakeHost) { h.nics = h.nics[:1] }, says: "this host has no such adapter"},
		"NSX's opaque vmk": {host: func(_ *world, h *fakeHost) {
			h.groups = append(h.groups, &fakeGroup{name: "x", on: "vSwitch0"})
			h.stripe("vmk1", "x", "defaultTcpipStack", "10.0.9.1/24").opaque = true
		}, says: "vmk1 belongs to NSX"},
		"NSX's stack": {host: func(_ *world, h *fakeHost) {
			h.groups = append(h.groups, &fakeGroup{name: "x", on: "vSwitch0"})
			h.stacks = append(h.stacks, &fakeStack{key: "vxlan"})
			h.stripe("vmk1", "x", "vxlan", "10.0.9.1/24")
		}, says: "vmk1 belongs to NSX"},
		"another vmk on our port group": {host: func(_ *world, h *fakeHost) {
			h.groups = append(h.groups, &fakeGroup{name: "vmk1-vmotion", on: "vSwitch0"})
			h.stripe("vmk10", "vmk1-vmotion", "defaultTcpipStack", "10.0.9.1/24")
		}, says: "vmk1 is wanted on port group vmk1-vmotion, but vmk10 is there"},
		"machines on a port group that is to move": {host: func(_ *world, h *fakeHost) {
			h.switches = append(h.switches, newSwitch("theirs"))
			h.groups = append(h.groups, &fakeGroup{name: "vmk1-vmotion", on: "theirs", clients: 2})
		}, says: "2 clients that aren't declared"},
		"an address that another vmk has": {host: func(_ *world, h *fakeHost) {
			h.groups = append(h.groups, &fakeGroup{name: "x", on: "vSwitch0"})
			h.stripe("vmk10", "x", "defaultTcpipStack", "10.0.2.11/24")
		}, says: "vmk2 is to have 10.0.2.11, but vmk10 has it"},
		"an IPv6 address that another vmk has": {host: func(_ *world, h *fakeHost) {
			h.groups = append(h.groups, &fakeGroup{name: "x", on: "vSwitch0"})
			v := h.stripe("vmk10", "x", "defaultTcpipStack", "10.0.9.11/24")
			v.ipv6, v.addresses = true, []string{"fd00::11/64"}
		}, says: "vmk2 is to have fd00::11, but vmk10 has it"},
		"MTU on an undeclared switch": {
			want: func(d *netstate.Host) {
				d.Switches[0].Name = "other"
				d.Switches[0].Uplinks = nil
				d.Switches[0].Teaming = nil
			},
			says: "vmk1 is to have MTU 9000, but switch vSwitch0, which isn't declared, has 1500",
		},
		"a wider vmk on a switch that is to narrow": {host: func(_ *world, h *fakeHost) {
			h.sw("vSwitch0").mtu = 9000
			h.groups = append(h.groups, &fakeGroup{name: "x", on: "vSwitch0"})
			h.stripe("vmk10", "x", "defaultTcpipStack", "10.0.9.1/24").mtu = 9000
		}, want: func(d *netstate.Host) {
			d.Switches[0].MTU, d.Vmks[1].MTU = netstate.Some(1500), netstate.Some(1500)
		}, says: "vmk10 has a larger MTU than switch vSwitch0 is to have"},
		"no member of the distributed switch": {host: func(_ *world, h *fakeHost) { h.proxies = nil }, says: "no member of the distributed switch dvs"},
		"no distributed port group":           {want: func(d *netstate.Host) { d.Switches[1].CreatePortGroups = false }, says: "has no port group dv-vsan"},
		"a number that the host would not choose": {
			host: func(_ *world, h *fakeHost) {
				h.groups = append(h.groups, &fakeGroup{name: "vmk1-vmotion", on: "vSwitch0"})
			},
			want: func(d *netstate.Host) { d.Vmks[2].Device = "vmk5"; d.PortGroups[2].Of = "vmk5" },
			says: "vmk5 is to be made on the distributed switch dvs, where the host would make it vmk2",
		},
		"vmk0 gone, its port group not declared": {host: func(_ *world, h *fakeHost) {
			h.groups = append(h.groups, &fakeGroup{name: "x", on: "vSwitch0"})
			h.stripe("vmk7", "x", "defaultTcpipStack", "10.0.9.1/24")
			h.roles, h.vmks = []string{"management vmk7"}, h.vmks[1:]
		}, says: "vmk0 doesn't exist"},
		"VLAN of a vmk on a distributed switch": {host: func(_ *world, h *fakeHost) {
			v := h.vmk("vmk0")
			v.group, v.dvs, v.dvKey = "", "dvs", "dvportgroup-2"
		}, says: "vmk0 is not on a standard port group"},
		"a role that the host doesn't know": {
			want: func(d *netstate.Host) { d.Vmks[2].Roles = []netstate.Role{netstate.VSANExternal} },
			says: "vmk2 is to have the role vsanExternal, which this host doesn't know",
		},
		"fault tolerance on an undeclared vmk": {host: func(_ *world, h *fakeHost) {
			h.groups = append(h.groups, &fakeGroup{name: "x", on: "vSwitch0"})
			h.stripe("vmk10", "x", "defaultTcpipStack", "10.0.9.1/24")
			h.roles = append(h.roles, "faultToleranceLogging vmk10")
		}, want: func(d *netstate.Host) { d.Vmks[2].Roles = []netstate.Role{netstate.FT} }, says: "but vmk10 has it, whose roles aren't declared"},
		"disconnected":     {host: func(_ *world, h *fakeHost) { h.state = "NotResponding" }, says: "the host is NotResponding"},
		"an older release": {host: func(_ *world, h *fakeHost) { h.version = "8.0.2" }, says: "the host runs ESXi 8.0.2, older than 8.0.3"},
		"unknown host":     {host: func(_ *world, h *fakeHost) { h.name = "esx011" }, says: "the server knows no host esx01"},
		"two hosts of a name": {host: func(w *world, _ *fakeHost) {
			w.hosts = append(w.hosts, installed("ESX01", "10.0.0.11/24"))
		}, says: "the server knows 2 hosts esx01"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h := newWorld("esx01")
			d := full()
			if c.host != nil {
				c.host(w, h)
			}
			if c.want != nil {
				c.want(&d)
			}
			s := parse(t, script(t, cluster(d, "esx01")))
			unchanged(t, w, s, allow, "Refused", 4)
			r := w.state(t, s, nil, 4, "Refused")
			if got := field(t, r, 0, "Error").(string); !strings.Contains(got, c.says) {
				t.Errorf("says %q, wanted %q", got, c.says)
			}
			if len(r.Warnings) == 0 {
				t.Error("no warning")
			}
		})
	}
}

// TestUnaskedManagement: a vmk that carries management against what is declared
// stops the host; with leave it loses the role, when another has it.
func TestUnaskedManagement(t *testing.T) {
	t.Parallel()
	w, h := newWorld("esx01")
	h.groups = append(h.groups, &fakeGroup{name: "x", on: "vSwitch0"})
	h.stripe("vmk2", "x", "defaultTcpipStack", "10.0.2.11/24")
	h.groups = append(h.groups, &fakeGroup{name: "vmk1-vmotion", on: "vSwitch0"})
	h.stacks = append(h.stacks, &fakeStack{key: "vmotion"})
	h.stripe("vmk1", "vmk1-vmotion", "vmotion", "10.0.1.11/24")
	h.roles = append(h.roles, "management vmk2")
	c := cluster(full(), "esx01")
	unchanged(t, w, parse(t, script(t, c)), nil, "Refused", 4)
	arrives(t, w, h, c)
}

// TestHostChoosesAnother: a number that came out wrong is taken back, and the host stops.
func TestHostChoosesAnother(t *testing.T) {
	t.Parallel()
	w, h := newWorld("esx01")
	w.skip = 3
	r := w.state(t, parse(t, script(t, cluster(full(), "esx01"))), allow, 1, "Failed")
	if len(h.vmks) != 2 {
		t.Errorf("%d vmks are left", len(h.vmks))
	}
	if got := field(t, r, 0, "Error").(string); !strings.Contains(got, "vmk2 was wanted, and the host made vmk5, which was removed again") {
		t.Error(got)
	}
}

// TestDistributedDiffers: what differs on a distributed switch is named and left alone.
func TestDistributedDiffers(t *testing.T) {
	t.Parallel()
	w, h := newWorld("esx01")
	h.proxies[0].mtu = 9100
	h.proxies[0].nics = []string{"vmnic10"}
	w.dvs[0].groups = append(w.dvs[0].groups, &fakeDvGroup{name: "dv-vsan", key: "dvportgroup-3", trunk: true, teaming: w.dvs[0].teaming})
	d := full()
	d.PortGroups[2].Teaming = &netstate.Teaming{Policy: netstate.Some(netstate.IPHash)}
	d.Switches[1].Teaming = &netstate.Teaming{Active: []string{"Uplink 2"}}
	s := parse(t, script(t, cluster(d, "esx01")))
	r := w.state(t, s, allow, 3, "Held")
	held := show(field(t, r, 0, "Held"))
	for _, want := range []string{
		"switch dvs: MTU is 9100, wanted 9000", "uplink vmnic4 is missing", "uplink vmnic10 is not wanted", "Active is 'Uplink 1', wanted 'Uplink 2'",
		"port group dv-vsan of dvs: VLAN is a trunk or private VLAN, wanted 7", "LoadBalancing is 'LoadBalanceSrcId', wanted 'LoadBalanceIP'",
	} {
		if !strings.Contains(held, want) {
			t.Errorf("not held: %s in %s", want, held)
		}
	}
	unchanged(t, w, s, allow, "Held", 3)
}
