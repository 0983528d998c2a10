package script_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// strangers are things in the way that nobody declared.
var strangers = []struct {
	name string
	make func(h *standin.Host, want *netstate.Host)
	says string
}{
	{"an uplink on a switch that isn't declared", func(h *standin.Host, _ *netstate.Host) {
		h.Switches = append(h.Switches, &standin.Switch{Name: "v Switch", MTU: 1500, Uplinks: []string{"vmnic3"}})
	}, "vmnic3 is wanted on switch v Switch'1, but switch v Switch has it"},
	{"an uplink on a switch that declares none", func(h *standin.Host, w *netstate.Host) {
		w.Switches[0].Uplinks, w.Switches[0].Teaming = nil, nil
		h.Switch("vSwitch0").Uplinks = []string{"vmnic0", "vmnic3"}
	}, "vmnic3 is wanted on switch v Switch'1, but switch vSwitch0 has it"},
	{"an uplink on a distributed switch", func(h *standin.Host, _ *netstate.Host) {
		h.DVS = []*standin.DVS{{Name: "dvs", Uplinks: []string{"vmnic10", "vmnic3"}}}
	}, "vmnic3 is wanted on switch v Switch'1, but a distributed switch has it"},
	{"an uplink that the host lacks", func(_ *standin.Host, w *netstate.Host) {
		w.Switches[1].Uplinks = []string{"vmnic2", "vmnic33"}
	}, "this host has no such adapter"},
	{"a vmk of NSX", func(h *standin.Host, _ *netstate.Host) {
		h.Stacks = append(h.Stacks, &standin.Stack{Key: "vxlan", Congestion: "newreno", MaxConn: 11000})
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk10", Opaque: "nsx", Stack: "vxlan", MAC: "00:50:56:00:00:10", MTU: 1600, Mode: "NONE"})
	}, "vmk10 belongs to NSX"},
	{"management that nobody asked for", func(h *standin.Host, _ *netstate.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{
			Device: "vmk2", Group: "VM Network", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:02", MTU: 1500, Mode: "NONE", Tags: []string{"Management"},
		})
	}, "vmk2 carries management, and its declared roles don't have it"},
	{"an MTU over that of a switch that isn't declared", func(_ *standin.Host, w *netstate.Host) {
		w.Switches = w.Switches[1:]
		w.Vmks[0].MTU = netstate.Some(9000)
	}, "switch vSwitch0, which isn't declared, has 1500"},
	{"a wide vmk on a switch to be narrowed", func(h *standin.Host, _ *netstate.Host) {
		s := h.Switch("vSwitch0")
		s.MTU = 9190
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk20", Group: "VM Network", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:20", MTU: 9100, Mode: "NONE"})
	}, "vmk20 has a larger MTU than switch vSwitch0 is to have"},
	{"a wide vmk on a switch whose name awk would misread", func(h *standin.Host, w *netstate.Host) {
		h.Switches = append(h.Switches, &standin.Switch{Name: `s\1`, MTU: 9000})
		h.Groups = append(h.Groups, &standin.Group{Name: "wide", Switch: `s\1`})
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk20", Group: "wide", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:20", MTU: 9000, Mode: "NONE"})
		w.Switches = append(w.Switches, netstate.Switch{Name: `s\1`, Kind: netstate.Standard, MTU: netstate.Some(8000)})
	}, `vmk20 has a larger MTU than switch s\1 is to have`},
	{"a vmk on a port group that is wanted", func(h *standin.Host, _ *netstate.Host) {
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0"})
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk11", Group: "vmk1-vmotion", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:11", MTU: 1500, Mode: "NONE"})
	}, "vmk1 is wanted on port group vmk1-vmotion, but vmk11 is there"},
	{"virtual machines on a port group to be moved", func(h *standin.Host, _ *netstate.Host) {
		h.Switches = append(h.Switches, &standin.Switch{Name: "vSwitch5", MTU: 1500})
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch5", VMs: 2})
	}, "it is on vSwitch5 with 2 clients that aren't declared"},
	{"an address that another vmk has", func(h *standin.Host, _ *netstate.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{
			Device: "vmk11", Group: "VM Network", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:11", MTU: 1500, Mode: "STATIC", IP: prefix("10.30.0.11/24"),
		})
	}, "vmk2 is to have 10.30.0.11, but vmk11 has it"},
	{"a MAC that an undeclared vmk has", func(h *standin.Host, _ *netstate.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk11", Group: "VM Network", Stack: "defaultTcpipStack", MAC: "00:50:56:11:22:33", MTU: 1500, Mode: "NONE"})
	}, "vmk2 is to have MAC 00:50:56:11:22:33, but vmk11 has it"},
	{"a MAC that a vmk has which declares none", func(h *standin.Host, _ *netstate.Host) {
		h.Switches = append(h.Switches, &standin.Switch{Name: "v Switch'1", MTU: 9000})
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk10", Switch: "v Switch'1"})
		h.Vmks = append(
			h.Vmks,
			&standin.Vmk{Device: "vmk2", Group: "VM Network", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:02", MTU: 1500, Mode: "NONE"},
			&standin.Vmk{Device: "vmk10", Group: "vmk10", Stack: "defaultTcpipStack", MAC: "00:50:56:11:22:33", MTU: 1500, Mode: "NONE"},
		)
	}, "vmk2 is to have MAC 00:50:56:11:22:33, but vmk10 has it"},
	{"a MAC that a vmk has which is made anew", func(h *standin.Host, w *netstate.Host) {
		h.Switches = append(h.Switches, &standin.Switch{Name: "v Switch'1", MTU: 9000})
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk10", Switch: "v Switch'1"}, &standin.Group{Name: w.PortGroups[2].Name, Switch: "v Switch'1"})
		h.Vmks = append(
			h.Vmks,
			&standin.Vmk{Device: "vmk2", Group: "vmk10", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:02", MTU: 1500, Mode: "NONE"},
			&standin.Vmk{Device: "vmk10", Group: w.PortGroups[2].Name, Stack: "defaultTcpipStack", MAC: "00:50:56:11:22:33", MTU: 1500, Mode: "NONE"},
		)
	}, "vmk10 is to have MAC 00:50:56:11:22:33, but vmk2 has it"},
	{"a vmk0 that is not there", func(h *standin.Host, w *netstate.Host) {
		h.Vmk("vmk0").Device = "vmk9"
		w.PortGroups = w.PortGroups[1:]
	}, "vmk0 doesn't exist, and its port group is not declared"},
}

func TestStrangers(t *testing.T) {
	t.Parallel()
	for _, s := range strangers {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			h, want := fresh(), wanted()
			s.make(h, &want)
			text := rendered(t, want)
			refuses(t, h, text, esxtest.Run{}, s.says)
			if r := ends(t, h, text, esxtest.Run{Args: []string{"--dry-run"}}, 4); strings.Contains(r.Stdout, "esxcli ") {
				t.Errorf("a dry run prints commands that will not be run:\n%s", r.Stdout)
			}
			if !strings.HasPrefix(s.says, "vmk2 carries management") {
				refuses(t, h, text, allowed, s.says)
			}
		})
	}
}

// refuses demands that a script stops before its first write.
func refuses(t *testing.T, h *standin.Host, text []byte, how esxtest.Run, says string) {
	t.Helper()
	was := h.Clone()
	r := ends(t, h, text, how, 4)
	if !strings.Contains(r.Stderr, says) || !strings.Contains(r.Stderr, "nothing was changed") {
		t.Errorf("%q is not told:\n%s", says, r.Stderr)
	}
	if d := differ(was, h); r.Writes != 0 || d != "" {
		t.Errorf("%d writes\n%s", r.Writes, d)
	}
}
