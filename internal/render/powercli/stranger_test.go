package powercli_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// TestStrangers: what is in the way and not ours stops a host before its first write.
func TestStrangers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		host func(w world, h *vctest.Host)
		want func(d *netstate.Host)
		says string
	}{
		"uplink of an undeclared switch": {host: func(_ world, h *vctest.Host) {
			newSwitch(h, "theirs", "vmnic1")
		}, says: "vmnic1 is wanted on switch vSwitch0, but switch theirs has it"},
		"uplink of a distributed switch": {host: func(_ world, h *vctest.Host) { h.DVS[0].Uplinks = []string{"vmnic1"} }, says: "the distributed switch dvs has it"},
		"no such uplink":                 {host: func(_ world, h *vctest.Host) { h.NICs = h.NICs[:1] }, says: "this host has no such adapter"},
		"NSX's opaque vmk": {host: func(_ world, h *vctest.Host) {
			h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
			stripe(h, "vmk1", "x", "defaultTcpipStack", "10.0.9.1/24").Opaque = "nsx"
		}, says: "vmk1 belongs to NSX"},
		"NSX's stack": {host: func(_ world, h *vctest.Host) {
			h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
			newStack(h, "vxlan")
			stripe(h, "vmk1", "x", "vxlan", "10.0.9.1/24")
		}, says: "vmk1 belongs to NSX"},
		"another vmk on our port group": {host: func(_ world, h *vctest.Host) {
			h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0"})
			stripe(h, "vmk10", "vmk1-vmotion", "defaultTcpipStack", "10.0.9.1/24")
		}, says: "vmk1 is wanted on port group vmk1-vmotion, but vmk10 is there"},
		"machines on a port group that is to move": {host: func(_ world, h *vctest.Host) {
			newSwitch(h, "theirs")
			h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "theirs", VMs: 2})
		}, says: "2 clients that aren't declared"},
		"an address that another vmk has": {host: func(_ world, h *vctest.Host) {
			h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
			stripe(h, "vmk10", "x", "defaultTcpipStack", "10.0.2.11/24")
		}, says: "vmk2 is to have 10.0.2.11, but vmk10 has it"},
		"an IPv6 address that another vmk has": {host: func(_ world, h *vctest.Host) {
			h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
			v := stripe(h, "vmk10", "x", "defaultTcpipStack", "10.0.9.11/24")
			v.IPv6, v.Addresses = true, []netip.Prefix{prefix("fd00::11/64")}
		}, says: "vmk2 is to have fd00::11, but vmk10 has it"},
		"MTU on an undeclared switch": {
			want: func(d *netstate.Host) {
				d.Switches[0].Name = "other"
				d.Switches[0].Uplinks = nil
				d.Switches[0].Teaming = nil
			},
			says: "vmk1 is to have MTU 9000, but switch vSwitch0, which isn't declared, has 1500",
		},
		"a wider vmk on a switch that is to narrow": {host: func(_ world, h *vctest.Host) {
			h.Switch("vSwitch0").MTU = 9000
			h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
			stripe(h, "vmk10", "x", "defaultTcpipStack", "10.0.9.1/24").MTU = 9000
		}, want: func(d *netstate.Host) {
			d.Switches[0].MTU, d.Vmks[1].MTU = netstate.Some(1500), netstate.Some(1500)
		}, says: "vmk10 has a larger MTU than switch vSwitch0 is to have"},
		"no member of the distributed switch": {host: func(_ world, h *vctest.Host) { h.DVS = nil }, says: "no member of the distributed switch dvs"},
		"no distributed port group":           {want: func(d *netstate.Host) { d.Switches[1].CreatePortGroups = false }, says: "has no port group dv-vsan"},
		"a number that the host would not choose": {
			host: func(_ world, h *vctest.Host) {
				h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0"})
			},
			want: func(d *netstate.Host) { d.Vmks[2].Device = "vmk5"; d.PortGroups[2].Of = "vmk5" },
			says: "vmk5 is to be made on the distributed switch dvs, where the host would make it vmk2",
		},
		"vmk0 gone, its port group not declared": {host: func(_ world, h *vctest.Host) {
			h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
			stripe(h, "vmk7", "x", "defaultTcpipStack", "10.0.9.1/24")
			tag(h, "vmk7", "Management")
			h.Vmks = h.Vmks[1:]
		}, says: "vmk0 doesn't exist"},
		"VLAN of a vmk on a distributed switch": {host: func(_ world, h *vctest.Host) {
			v := h.Vmk("vmk0")
			v.Group, v.DVS = "other", "dvs"
		}, says: "vmk0 is not on a standard port group"},
		"a role that the host doesn't know": {
			want: func(d *netstate.Host) { d.Vmks[2].Roles = []netstate.Role{netstate.VSANExternal} },
			says: "vmk2 is to have the role vsanExternal, which this host doesn't know",
		},
		"fault tolerance on an undeclared vmk": {host: func(_ world, h *vctest.Host) {
			h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
			stripe(h, "vmk10", "x", "defaultTcpipStack", "10.0.9.1/24")
			tag(h, "vmk10", "faultToleranceLogging")
		}, want: func(d *netstate.Host) { d.Vmks[2].Roles = []netstate.Role{netstate.FT} }, says: "but vmk10 has it, whose roles aren't declared"},
		"disconnected":     {host: func(_ world, h *vctest.Host) { h.State = "NotResponding" }, says: "the host is NotResponding"},
		"an older release": {host: func(_ world, h *vctest.Host) { h.Version = "8.0.2" }, says: "the host runs ESXi 8.0.2, older than 8.0.3"},
		"unknown host":     {host: func(_ world, h *vctest.Host) { h.Name = "esx011" }, says: "the server knows no host esx01"},
		"two hosts of a name": {host: func(w world, _ *vctest.Host) {
			w.Hosts = append(w.Hosts, installed("ESX01", "10.0.0.11/24"))
		}, says: "the server knows 2 hosts esx01"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h := newWorld()
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
			if got := r.Hosts[0].Error; !strings.Contains(got, c.says) {
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
	w, h := newWorld()
	h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
	stripe(h, "vmk2", "x", "defaultTcpipStack", "10.0.2.11/24")
	h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0"})
	newStack(h, "vmotion")
	stripe(h, "vmk1", "vmk1-vmotion", "vmotion", "10.0.1.11/24")
	tag(h, "vmk2", "Management")
	c := cluster(full(), "esx01")
	unchanged(t, w, parse(t, script(t, c)), nil, "Refused", 4)
	arrives(t, w, h, c)
}

// TestHostChoosesAnother: a number that came out wrong is taken back, and the host stops.
func TestHostChoosesAnother(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	w.Skip = 3
	r := w.state(t, parse(t, script(t, cluster(full(), "esx01"))), allow, 1, "Failed")
	if len(h.Vmks) != 2 {
		t.Errorf("%d vmks are left", len(h.Vmks))
	}
	if got := r.Hosts[0].Error; !strings.Contains(got, "vmk2 was wanted, and the host made vmk5, which was removed again") {
		t.Error(got)
	}
}

// TestDistributedDiffers: what differs on a distributed switch is named and left alone.
func TestDistributedDiffers(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	h.DVS[0].MTU = 9100
	h.DVS[0].Uplinks = []string{"vmnic10"}
	w.Switches[0].Groups = append(w.Switches[0].Groups, &vctest.DVGroup{Name: "dv-vsan", Key: "dvportgroup-3", Trunk: true, Teaming: w.Switches[0].Teaming})
	d := full()
	d.PortGroups[2].Teaming = &netstate.Teaming{Policy: netstate.Some(netstate.IPHash)}
	d.Switches[1].Teaming = &netstate.Teaming{Active: []string{"Uplink 2"}}
	s := parse(t, script(t, cluster(d, "esx01")))
	r := w.state(t, s, allow, 3, "Held")
	held := lines(r.Hosts[0].Held)
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
