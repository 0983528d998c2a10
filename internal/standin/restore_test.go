package standin_test

import (
	"net/netip"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// busy is a host with one of everything.
func busy(t *testing.T) *standin.Host {
	t.Helper()
	h := standin.Fresh("esx01.example.com", "9.0", "10.0.0.11/24", "10.0.0.1", "vmnic0", "vmnic1", "vmnic2", "vmnic3")
	h.DVS = []*standin.DVS{{Name: "dvs-a", MTU: 9000, Uplinks: []string{"vmnic3"}}}
	for _, line := range [][]string{
		{"network", "vswitch", "standard", "uplink", "add", "-v", "vSwitch0", "-u", "vmnic1"},
		{"network", "vswitch", "standard", "policy", "failover", "set", "-v", "vSwitch0", "-a", "vmnic1", "-s", "vmnic0", "-l", "explicit"},
		{"network", "vswitch", "standard", "policy", "security", "set", "-v", "vSwitch0", "-p", "true"},
		{"network", "vswitch", "standard", "set", "-v", "vSwitch0", "-m", "9000", "-c", "down"},
		{"network", "vswitch", "standard", "portgroup", "add", "-v", "vSwitch0", "-p", "storage"},
		{"network", "vswitch", "standard", "portgroup", "policy", "failover", "set", "-p", "storage", "-a", "vmnic1", "-s", ""},
		{"network", "ip", "netstack", "add", "-N", "vmotion"},
		{"network", "ip", "interface", "add", "-i", "vmk4", "-p", "VM Network", "-N", "vmotion"},
		{"network", "ip", "interface", "ipv4", "set", "-i", "vmk4", "-t", "static", "-I", "10.0.20.11", "-N", "255.255.255.0"},
		{"network", "ip", "route", "ipv4", "add", "-N", "vmotion", "-n", "10.8.0.0/16", "-g", "10.0.20.9"},
		{"network", "ip", "dns", "server", "add", "-N", "vmotion", "-s", "10.0.0.53"},
		{"network", "ip", "interface", "add", "-i", "vmk2", "-p", "storage", "-m", "9000"},
		{"network", "ip", "interface", "ipv4", "set", "-i", "vmk2", "-t", "static", "-I", "10.0.30.11", "-N", "255.255.255.0", "-g", "10.0.30.1"},
		{"network", "ip", "interface", "ipv6", "set", "-i", "vmk2", "-e", "true", "-r", "true"},
		{"network", "ip", "interface", "ipv6", "address", "add", "-i", "vmk2", "-I", "2001:db8::11/64"},
		{"vsan", "network", "ip", "add", "-i", "vmk2"},
		{"iscsi", "software", "set", "-e", "true"},
		{"iscsi", "networkportal", "add", "-A", standin.SoftwareHBA, "-n", "vmk2"},
		{"nvme", "fabrics", "enable", "-p", "TCP", "-d", "vmnic2"},
	} {
		if out, code := h.Exec(line...); code != 0 {
			t.Fatalf("%v: %s", line, out)
		}
	}
	h.Vmk("vmk0").Untagged = []string{"ptp"}
	h.Group("VM Network").VMs = 1
	h.Vmks = append(h.Vmks,
		&standin.Vmk{Device: "vmk5", Group: "dv-nfs", DVS: "dvs-a", Stack: standin.DefaultStack, MTU: 9000, MAC: "00:50:56:00:00:05", Mode: "DHCP"},
		&standin.Vmk{Device: "vmk10", Opaque: "opaque-vmk10", Stack: standin.DefaultStack, MTU: 1600, MAC: "00:50:56:00:00:10", Mode: "NONE"},
	)
	return h
}

func TestRestoreIsStatesWayBack(t *testing.T) {
	state := busy(t).State()
	h, err := standin.Restore(&state)
	if err != nil {
		t.Fatal(err)
	}
	every := cmp.Exporter(func(reflect.Type) bool { return true })
	if diff := cmp.Diff(state, h.State(), every); diff != "" {
		t.Error(diff)
	}
	want, got := busy(t), h
	for _, x := range []*standin.Host{want, got} { // not told by a state
		for _, g := range x.Groups {
			for i, set := range g.Overrides {
				if !set && i < 4 {
					g.Own.Policy, g.Own.Detection, g.Own.Notify, g.Own.Failback = "", "", false, false
				}
			}
		}
	}
	if diff := cmp.Diff(want.Print(), got.Print()); diff != "" {
		t.Error(diff)
	}
}

func TestRestoreRefuses(t *testing.T) {
	whole := func() netstate.Host { return busy(t).State() }
	for name, change := range map[string]func(*netstate.Host){
		"no name":          func(s *netstate.Host) { s.Name = "" },
		"a part":           func(s *netstate.Host) { s.Complete.Stacks = false },
		"no switch":        func(s *netstate.Host) { s.Switches = s.Switches[1:] },
		"no group":         func(s *netstate.Host) { s.PortGroups = s.PortGroups[1:] },
		"no stack":         func(s *netstate.Host) { s.Stacks = s.Stacks[:1] },
		"no default stack": func(s *netstate.Host) { s.Stacks, s.Vmks = s.Stacks[1:], s.Vmks[1:2] },
		"one MAC twice":    func(s *netstate.Host) { s.Vmks[1].MAC = s.Vmks[0].MAC },
	} {
		s := whole()
		change(&s)
		if _, err := standin.Restore(&s); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	s := whole()
	s.Release, s.Vmks[0].IPv4 = "", &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: netip.MustParsePrefix("10.0.0.9/24")}
	if h, err := standin.Restore(&s); err != nil || h.Version == "" || h.Vmk("vmk0").IP.String() != "10.0.0.9/24" {
		t.Errorf("%v", err)
	}
}
