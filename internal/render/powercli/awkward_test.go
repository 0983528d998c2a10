package powercli_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// stripe puts a vmk of ours on a host, away from where it is wanted or not.
func (h *fakeHost) stripe(device, group, stack, ip string) *fakeVmk {
	v := &fakeVmk{device: device, group: group, stack: stack, mac: "00:50:56:aa:00:" + device[3:] + "0", mtu: 1500, mode: "static", ip: prefix(ip)}
	h.vmks = append(h.vmks, v)
	return v
}

// awkward are states that a host may be found in.
var awkward = map[string]func(w *world, h *fakeHost){
	"stack without vmk": func(_ *world, h *fakeHost) { h.stacks = append(h.stacks, &fakeStack{key: "vmotion"}) },
	"port group without VLAN": func(_ *world, h *fakeHost) {
		h.groups = append(h.groups, &fakeGroup{name: "vmk1-vmotion", on: "vSwitch0"})
	},
	"vmk1 in the default stack": func(_ *world, h *fakeHost) {
		h.groups = append(h.groups, &fakeGroup{name: "vmk1-vmotion", on: "vSwitch0", vlan: 3})
		h.stripe("vmk1", "vmk1-vmotion", "defaultTcpipStack", "10.0.9.1/24")
		h.roles = append(h.roles, "vmotion vmk1", "vSphereReplication vmk1")
		h.vsan = []string{"vsan vmk1"}
		h.software, h.bindings = true, nil
	},
	"vmk1 on another port group": func(_ *world, h *fakeHost) {
		h.groups = append(h.groups, &fakeGroup{name: "old", on: "vSwitch0", vlan: 3})
		h.stacks = append(h.stacks, &fakeStack{key: "vmotion", congestion: "cubic"})
		h.stripe("vmk1", "old", "vmotion", "10.0.1.99/24")
	},
	"vmk1 bound and on another switch": func(_ *world, h *fakeHost) {
		s := newSwitch("vSwitch7")
		s.nics, s.teaming.active = []string{"vmnic3"}, []string{"vmnic3"}
		h.switches = append(h.switches, s)
		h.groups = append(h.groups, &fakeGroup{name: "vmk1-vmotion", on: "vSwitch7", vlan: 3})
		h.stacks = append(h.stacks, &fakeStack{key: "vmotion"})
		h.stripe("vmk1", "vmk1-vmotion", "vmotion", "10.0.1.11/24")
		h.software, h.bindings = true, []string{"vmhba64 vmk1"}
	},
	"vmk1 and vmk2 have each other's addresses": func(w *world, h *fakeHost) {
		h.groups = append(h.groups, &fakeGroup{name: "vmk1-vmotion", on: "vSwitch0"})
		h.stacks = append(h.stacks, &fakeStack{key: "vmotion"})
		h.stripe("vmk1", "vmk1-vmotion", "vmotion", "10.0.2.11/24")
		v := h.stripe("vmk2", "", "defaultTcpipStack", "10.0.1.11/24")
		v.dvs, v.dvKey = "dvs", "dvportgroup-2"
		v.ipv6, v.addresses, v.autoconf = true, []string{"fd00::99/64"}, true
	},
	"vmk2 on vmk1's port group": func(_ *world, h *fakeHost) {
		h.groups = append(h.groups, &fakeGroup{name: "vmk1-vmotion", on: "vSwitch0", vlan: 120})
		h.stripe("vmk2", "vmk1-vmotion", "defaultTcpipStack", "10.0.2.11/24")
		h.stacks = append(h.stacks, &fakeStack{key: "vmotion"})
		h.groups = append(h.groups, &fakeGroup{name: "spare", on: "vSwitch0"})
		h.stripe("vmk1", "spare", "vmotion", "10.0.1.11/24")
	},
	"witness and vSAN on one vmk": func(_ *world, h *fakeHost) {
		h.groups = append(h.groups, &fakeGroup{name: "x", on: "vSwitch0"}, &fakeGroup{name: "y", on: "vSwitch0"})
		h.stripe("vmk1", "y", "defaultTcpipStack", "10.0.1.11/24")
		h.stripe("vmk2", "x", "defaultTcpipStack", "10.0.2.11/24")
		h.vsan = []string{"vsan vmk2", "witness vmk2", "witness vmk1"}
	},
	"other routes, names and gateway": func(_ *world, h *fakeHost) {
		s := h.stack("defaultTcpipStack")
		s.gateway, s.routes = "10.0.0.2", []string{"10.8.0.0/16 10.0.0.3", "10.9.0.0/16 10.0.0.3"}
		s.dns, s.search, s.dnsDHCP = []string{"10.0.0.54", "10.0.0.53"}, []string{"old"}, true
	},
	"management on DHCP in another VLAN": func(_ *world, h *fakeHost) {
		h.vmk("vmk0").mode, h.vmk("vmk0").mtu = "dhcp", 1500
		h.group("Management Network").vlan = 7
	},
	"uplinks astray": func(_ *world, h *fakeHost) {
		s := h.sw("vSwitch0")
		s.nics, s.teaming.active = []string{"vmnic10", "vmnic2"}, []string{"vmnic2"}
		s.teaming.standby = []string{"vmnic10"}
		s.mtu = 9100
	},
	"port group created already": func(w *world, _ *fakeHost) {
		w.dvs[0].groups = append(w.dvs[0].groups, &fakeDvGroup{name: "dv-vsan", key: "dvportgroup-3", vlan: 7, teaming: w.dvs[0].teaming})
	},
	"foreign things all over": func(_ *world, h *fakeHost) {
		s := newSwitch("vSwitch9")
		s.nics, s.teaming.active = []string{"vmnic3"}, []string{"vmnic3"}
		h.switches = append(h.switches, s)
		h.groups = append(h.groups, &fakeGroup{name: "theirs", on: "vSwitch9", vlan: 55, clients: 3}, &fakeGroup{name: "VMK1-VMOTION", on: "vSwitch9"})
		h.stacks = append(h.stacks, &fakeStack{key: "theirs", dns: []string{"9.9.9.9"}})
		h.stripe("vmk10", "theirs", "defaultTcpipStack", "10.77.0.1/24")
		h.stripe("vmk20", "VMK1-VMOTION", "theirs", "10.78.0.1/24")
		h.roles = append(h.roles, "vmotion vmk10", "management vmk10")
		h.vsan = []string{"vsan vmk10"}
		h.software, h.bindings, h.nvme = true, []string{"vmhba64 vmk10"}, []string{"vmnic3"}
	},
}

// foreign gives what of a host no cluster of these tests declares.
func foreign(h *fakeHost) string {
	var out []string
	for _, line := range strings.Split(h.print(), "\n") {
		for _, name := range []string{"vSwitch9", "vSwitch7", "theirs", "VMK1", "vmk10", "vmk20", "VM Network"} {
			if strings.Contains(line, name) {
				out = append(out, line)
				break
			}
		}
	}
	return strings.Join(out, "\n")
}

func TestAwkward(t *testing.T) {
	t.Parallel()
	for name, make := range awkward {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h := newWorld("esx01")
			make(w, h)
			before := foreign(h)
			arrives(t, w, h, cluster(full(), "esx01"))
			if name == "foreign things all over" && strings.Split(before, "\n[")[0] != strings.Split(foreign(h), "\n[")[0] {
				t.Errorf("foreign things were\n%s\nand are\n%s", before, foreign(h))
			}
		})
	}
}

// TestCutOff: a change that fails, whichever it is, stops the host; the next
// run completes it.
func TestCutOff(t *testing.T) {
	t.Parallel()
	for name, make := range awkward {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := cluster(full(), "esx01")
			s := parse(t, script(t, c))
			for at := 1; ; at++ {
				w, h := newWorld("esx01")
				make(w, h)
				w.failAt = at
				r := w.run(t, s, allow, false)
				if w.changes < at {
					break
				}
				if field(t, r, 0, "State") != "Failed" || r.Code != 1 || !strings.Contains(field(t, r, 0, "Error").(string), "the connection was lost") {
					t.Fatalf("failed at %d, but %v %v %d", at, field(t, r, 0, "State"), field(t, r, 0, "Error"), r.Code)
				}
				w.failAt = 0
				r = w.run(t, s, allow, false)
				if d := w.differences(h, desired(c)); d != nil || r.Code != 0 {
					t.Fatalf("cut off at %d, the next run ends with exit %d and %q: %v", at, r.Code, d, field(t, r, 0, "Error"))
				}
			}
		})
	}
}

// TestManagementIsHeld: without leave, what carries management stays as it is,
// the rest is done, and a second run changes nothing.
func TestManagementIsHeld(t *testing.T) {
	t.Parallel()
	for name, make := range awkward {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h := newWorld("esx01")
			make(w, h)
			guarded := func() []any {
				v, s := *h.vmk("vmk0"), *h.sw("vSwitch0")
				return []any{v, s.nics, s.mtu, s.teaming.print(), *h.group("Management Network"), h.stack("defaultTcpipStack").gateway}
			}
			before := sprint(guarded())
			s := parse(t, script(t, cluster(full(), "esx01")))
			w.state(t, s, nil, 3, "Held")
			if after := sprint(guarded()); after != before {
				t.Errorf("management was\n%s\nand is\n%s", before, after)
			}
			if h.vmk("vmk1") == nil || h.vmk("vmk2") == nil {
				t.Error("the rest was not done")
			}
			unchanged(t, w, s, nil, "Held", 3)
		})
	}
}

// TestWhatIf: a dry run changes nothing and says what it would do.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	for name, make := range awkward {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h := newWorld("esx01")
			make(w, h)
			before := h.print()
			r := w.run(t, parse(t, script(t, cluster(full(), "esx01"))), allow, true)
			if h.print() != before || w.changes != 0 {
				t.Error("a dry run changed the host")
			}
			if field(t, r, 0, "State") != "WouldChange" || len(r.Asked) == 0 || r.Code != 0 {
				t.Errorf("state %v, %d questions, exit %d: %v", field(t, r, 0, "State"), len(r.Asked), r.Code, field(t, r, 0, "Error"))
			}
		})
	}
}

// TestLeftAlone: what nobody spoke of is not touched, on vmk0 above all.
func TestLeftAlone(t *testing.T) {
	t.Parallel()
	w, h := newWorld("esx01")
	h.vmk("vmk0").gateway, h.vmk("vmk0").ipv6 = "10.0.0.9", true
	h.roles = append(h.roles, "vSphereReplication vmk0")
	want := netstate.Host{Vmks: []netstate.Vmk{{Device: "vmk0"}}, Stacks: []netstate.Stack{{Name: "default"}}}
	c := cluster(want, "esx01")
	c.Groups[0].Slots = nil
	unchanged(t, w, parse(t, script(t, c)), allow, "Unchanged", 0)
}
