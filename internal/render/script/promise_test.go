package script_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// holds are differences whose mending may cut management off, and how they are named.
var holds = []struct {
	name string
	make func(h *standin.Host, want *netstate.Host)
	says string
}{
	{"the address", func(h *standin.Host, _ *netstate.Host) { h.Vmk("vmk0").IP = prefix("192.0.2.12/24") }, "vmk0: IPv4 192.0.2.12 netmask 255.255.255.0, wanted 192.0.2.11 netmask 255.255.255.0"},
	{"a gateway of its own", func(_ *standin.Host, w *netstate.Host) { w.Vmks[0].IPv4.Gateway = netstate.Some(addr("192.0.2.7")) }, "vmk0: IPv4 gateway 192.0.2.1, wanted 192.0.2.7 of its own"},
	{"an IPv6 address", func(_ *standin.Host, w *netstate.Host) {
		w.Vmks[0].IPv6 = &netstate.IPv6{Addresses: []netip.Prefix{prefix("2001:db8:1::b/64")}}
	}, "vmk0: IPv6 address 2001:db8:1::b/64 is missing"},
	{"the MTU", func(_ *standin.Host, w *netstate.Host) { w.Vmks[0].MTU = netstate.Some(9000) }, "vmk0: MTU 1500, wanted 9000"},
	{"the switch's MTU", func(h *standin.Host, _ *netstate.Host) { h.Switch("vSwitch0").MTU = 9190 }, "switch vSwitch0: MTU 9190, wanted 9000"},
	{"the VLAN", func(h *standin.Host, _ *netstate.Host) { h.Group("Management Network").VLAN = 11 }, "port group Management Network: VLAN 11, wanted 10"},
	{"the port group", func(_ *standin.Host, w *netstate.Host) {
		w.PortGroups[0].Name, w.PortGroups[0].Switch = "other", "vSwitch0"
		w.Vmks[0].PortGroup, w.Vmks[0].Switch = netstate.Some("other"), netstate.Some("vSwitch0")
	}, "vmk0: on port group Management Network of vSwitch0, wanted on other of vSwitch0"},
	{"the switch", func(_ *standin.Host, w *netstate.Host) { *w = bridged() }, "port group Management Network: on switch vSwitch0, wanted on v Switch'1"},
	{"the MAC", func(_ *standin.Host, w *netstate.Host) { w.Vmks[0].MAC = netstate.Some("00:50:56:00:00:77") }, "vmk0: with MAC 00:50:56:00:00:00, wanted 00:50:56:00:00:77"},
	{"the switch's teaming", func(h *standin.Host, _ *netstate.Host) { h.Switch("vSwitch0").Teaming.Failback = true }, "switch vSwitch0: teaming: failback true, wanted false"},
	{"the port group's teaming", func(_ *standin.Host, w *netstate.Host) {
		w.PortGroups[0].Teaming = &netstate.Teaming{Notify: netstate.Some(false)}
	}, "port group Management Network: teaming: notify-switches the switch's, wanted false"},
	{"an uplink that is missing", func(h *standin.Host, _ *netstate.Host) {
		s := h.Switch("vSwitch0")
		s.Uplinks, s.Teaming.Standby = []string{"vmnic0"}, nil
	}, "switch vSwitch0: uplink vmnic1 is missing"},
	{"an uplink too many", func(h *standin.Host, _ *netstate.Host) {
		s := h.Switch("vSwitch0")
		s.Uplinks = append(s.Uplinks, "vmnic10")
	}, "switch vSwitch0: uplink vmnic10 is not wanted"},
	{"the gateway in use", func(h *standin.Host, _ *netstate.Host) { h.Stack("defaultTcpipStack").Routes[0].Via = "192.0.2.2" }, "stack defaultTcpipStack: gateway 192.0.2.2, wanted 192.0.2.1"},
	{"a route in use", func(h *standin.Host, _ *netstate.Host) {
		h.Stack("defaultTcpipStack").Routes = append(h.Stack("defaultTcpipStack").Routes, standin.Route{To: "10.9.0.0/16", Via: "192.0.2.9"})
	}, "stack defaultTcpipStack: route 10.9.0.0/16 via 192.0.2.9 is not wanted"},
	{"the host's IPv6", func(h *standin.Host, _ *netstate.Host) {
		for _, v := range h.Vmks {
			v.IPv6, v.Addresses, v.RA = false, nil, false
		}
		h.IPv6, h.IPv6Next = false, false
	}, "host: IPv6 is switched off"},
}

// TestHeldBack lets a host differ in one thing that management hangs on, and in
// another that it doesn't: the one is named and left alone, the other is mended.
func TestHeldBack(t *testing.T) {
	t.Parallel()
	settled := settled(t)
	for _, c := range holds {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, want := settled.Clone(), wanted()
			c.make(h, &want)
			h.Group("vmk3-backup").VLAN = 41
			text, was := rendered(t, want), h.Management()
			r := ends(t, h, text, esxtest.Run{}, 3)
			if !strings.Contains(r.Stderr, "\n  "+c.says) {
				t.Errorf("%q is not named:\n%s", c.says, r.Stderr)
			}
			if is := h.Management(); is != was || h.Group("vmk3-backup").VLAN != 40 || !r.Saved {
				t.Errorf("VLAN %d, saved: %v; management was\n%s\nand is\n%s", h.Group("vmk3-backup").VLAN, r.Saved, was, is)
			}
			finish(t, h, text)
			if d := h.Differences(&want); d != nil {
				t.Errorf("with leave it is not as wanted: %v", d)
			}
		})
	}
}

// TestInPlace lets vmks differ in what ESXi can change in place: none is removed.
func TestInPlace(t *testing.T) {
	t.Parallel()
	h := settled(t)
	a, b := h.Vmk("vmk2"), h.Vmk("vmk10")
	a.IP, a.MTU, a.Tags = prefix("10.30.0.99/24"), 1500, []string{"VMotion"}
	b.Mode, b.IP, b.Gateway, b.VSAN, b.Tags = "DHCP", netip.Prefix{}, "", nil, nil
	h.Vmk("vmk1").Addresses, h.Vmk("vmk1").RA = nil, true
	h.Group("vmk10").VLAN = 7
	text := rendered(t, wanted())
	for _, call := range ends(t, h, text, esxtest.Run{}, 0).Calls {
		if line := strings.Join(call, " "); strings.HasPrefix(line, "network ip interface remove") || strings.Contains(line, "portgroup remove") {
			t.Errorf("it runs %s", line)
		}
	}
	converged(t, h, wanted(), text)
}

// TestReplaced lets vmks be where ESXi can't move them from: each is made anew
// once, unbound before, with the MAC and the roles that it had.
func TestReplaced(t *testing.T) {
	t.Parallel()
	h, want := settled(t), wanted()
	want.Vmks[2].MAC, want.Vmks[2].ISCSI, want.Vmks[4].Roles = netstate.Opt[string]{}, nil, nil
	h.Groups = append(h.Groups, &standin.Group{Name: "elsewhere", Switch: "v Switch'1", Own: standin.Teaming{Active: []string{"vmnic2"}}, Overrides: [5]bool{4: true}})
	h.Vmk("vmk2").Group, h.Vmk("vmk2").MAC = "elsewhere", "00:50:56:01:02:03"
	h.Vmk("vmk10").Group = "VM Network"
	h.Vmk("vmk10").MTU = 1500
	tags, vsan, mac := slices.Clone(h.Vmk("vmk10").Tags), slices.Clone(h.Vmk("vmk10").VSAN), h.Vmk("vmk10").MAC
	text := rendered(t, want)
	removed := 0
	for _, call := range ends(t, h, text, esxtest.Run{}, 0).Calls {
		if strings.HasPrefix(strings.Join(call, " "), "network ip interface remove") {
			removed++
		}
	}
	if removed != 2 {
		t.Errorf("%d vmks were removed", removed)
	}
	slices.Sort(tags)
	slices.Sort(h.Vmk("vmk10").Tags)
	if v := h.Vmk("vmk10"); v.MAC != mac || !slices.Equal(v.Tags, tags) || !slices.Equal(v.VSAN, vsan) {
		t.Errorf("vmk10 has MAC %s, roles %v and %v; it had %s, %v and %v", v.MAC, v.Tags, v.VSAN, mac, tags, vsan)
	}
	if v := h.Vmk("vmk2"); v.MAC != "00:50:56:01:02:03" || !slices.Contains(h.Portals, standin.Portal{HBA: standin.SoftwareHBA, Vmk: "vmk2"}) {
		t.Errorf("vmk2 has MAC %s, bound: %v", v.MAC, h.Portals)
	}
	converged(t, h, want, text)
}

// TestNotAsWanted lets a command say that it has done what it has not: the run
// finds out, does not save, and fails.
func TestNotAsWanted(t *testing.T) {
	t.Parallel()
	text, from := rendered(t, wanted()), settled(t)
	from.Group("vmk3-backup").VLAN = 41
	calls := ends(t, from.Clone(), text, esxtest.Run{}, 0).Calls
	h := from.Clone()
	r := ends(t, h, text, esxtest.Run{LoseAt: slices.IndexFunc(calls, standin.Writes) + 1}, 1)
	if !strings.Contains(r.Stderr, "not as wanted after the run:\n  port group vmk3-backup: VLAN 41 to 40") || r.Saved || h.Group("vmk3-backup").VLAN != 41 {
		t.Errorf("saved: %v\n%s", r.Saved, r.Stderr)
	}
	ends(t, h, text, esxtest.Run{}, 0)
	converged(t, h, wanted(), text)
}
