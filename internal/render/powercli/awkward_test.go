package powercli_test

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// stripe puts a vmk on a host, away from where it is wanted or not.
func stripe(h *vctest.Host, device, group, stack, ip string) *standin.Vmk {
	v := &standin.Vmk{Device: device, Group: group, Stack: stack, MAC: "00:50:56:aa:00:" + (device[3:] + "0")[:2], MTU: 1500, Mode: "STATIC", IP: prefix(ip)}
	h.Vmks = append(h.Vmks, v)
	return v
}

// newSwitch puts a switch on a host.
func newSwitch(h *vctest.Host, name string, nics ...string) {
	h.Switches = append(h.Switches, &standin.Switch{
		Name: name, CDP: "listen", MTU: 1500, Uplinks: nics,
		Teaming: standin.Teaming{Policy: "srcport", Detection: "link", Notify: true, Failback: true, Active: nics},
	})
}

// newStack puts a stack on a host.
func newStack(h *vctest.Host, key string) *standin.Stack {
	s := &standin.Stack{Key: key, Congestion: "newreno", MaxConn: 11000}
	h.Stacks = append(h.Stacks, s)
	return s
}

func tag(h *vctest.Host, device string, tags ...string) {
	v := h.Vmk(device)
	v.Tags = append(v.Tags, tags...)
}

// awkward are states that a host may be found in.
var awkward = map[string]func(w world, h *vctest.Host){
	"a port group that a vmk was moved aside to, left on another switch": func(_ world, h *vctest.Host) {
		h.Switch("vSwitch0").MTU = 9000
		newSwitch(h, "theirs")
		h.Groups = append(h.Groups, &standin.Group{Name: "vmkgen-vmk2", Switch: "theirs"}, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0"})
		stripe(h, "vmk2", "vmk1-vmotion", "defaultTcpipStack", "10.0.9.1/24").MTU = 9000
	},
	"stack without vmk": func(_ world, h *vctest.Host) { newStack(h, "vmotion") },
	"port group without VLAN": func(_ world, h *vctest.Host) {
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0"})
	},
	"vmk1 in the default stack": func(_ world, h *vctest.Host) {
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0", VLAN: 3})
		stripe(h, "vmk1", "vmk1-vmotion", "defaultTcpipStack", "10.0.9.1/24")
		tag(h, "vmk1", "VMotion", "vSphereReplication")
		h.Vmk("vmk1").VSAN, h.Vmk("vmk1").Untagged = []string{"vsan"}, []string{"ptp"}
		h.SoftwareISCSI = true
	},
	"vmk1 on another port group": func(_ world, h *vctest.Host) {
		h.Groups = append(h.Groups, &standin.Group{Name: "old", Switch: "vSwitch0", VLAN: 3})
		newStack(h, "vmotion").Congestion = "cubic"
		stripe(h, "vmk1", "old", "vmotion", "10.0.1.99/24")
	},
	"vmk1 bound and on another switch": func(_ world, h *vctest.Host) {
		newSwitch(h, "vSwitch7", "vmnic3")
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch7", VLAN: 3})
		newStack(h, "vmotion")
		stripe(h, "vmk1", "vmk1-vmotion", "vmotion", "10.0.1.11/24")
		h.SoftwareISCSI, h.Portals = true, []standin.Portal{{HBA: standin.SoftwareHBA, Vmk: "vmk1"}}
	},
	"vmk1 and vmk2 have each other's addresses": func(_ world, h *vctest.Host) {
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0"})
		newStack(h, "vmotion")
		stripe(h, "vmk1", "vmk1-vmotion", "vmotion", "10.0.2.11/24")
		v := stripe(h, "vmk2", "", "defaultTcpipStack", "10.0.1.11/24")
		v.Group, v.DVS = "other", "dvs"
		v.IPv6, v.Addresses, v.RA = true, []netip.Prefix{prefix("fd00::99/64")}, true
	},
	"vmk2 on vmk1's port group": func(_ world, h *vctest.Host) {
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk1-vmotion", Switch: "vSwitch0", VLAN: 120})
		stripe(h, "vmk2", "vmk1-vmotion", "defaultTcpipStack", "10.0.2.11/24")
		newStack(h, "vmotion")
		h.Groups = append(h.Groups, &standin.Group{Name: "spare", Switch: "vSwitch0"})
		stripe(h, "vmk1", "spare", "vmotion", "10.0.1.11/24")
	},
	"witness and vSAN on one vmk": func(_ world, h *vctest.Host) {
		h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"}, &standin.Group{Name: "y", Switch: "vSwitch0"})
		stripe(h, "vmk1", "y", "defaultTcpipStack", "10.0.1.11/24")
		stripe(h, "vmk2", "x", "defaultTcpipStack", "10.0.2.11/24")
		h.Vmk("vmk1").VSAN, h.Vmk("vmk2").VSAN = []string{"witness"}, []string{"vsan", "witness"}
	},
	"other routes, names and gateway": func(_ world, h *vctest.Host) {
		s := h.Stack("defaultTcpipStack")
		s.Routes = []standin.Route{{To: "default", Via: "10.0.0.2"}, {To: "10.8.0.0/16", Via: "10.0.0.3"}, {To: "10.9.0.0/16", Via: "10.0.0.3"}}
		s.DNS, s.Search, h.DNSByDHCP = []string{"10.0.0.54", "10.0.0.53"}, []string{"old"}, true
	},
	"management on DHCP in another VLAN": func(_ world, h *vctest.Host) {
		h.Vmk("vmk0").Mode, h.Vmk("vmk0").IP = "DHCP", netip.Prefix{}
		h.Group("Management Network").VLAN = 7
	},
	"uplinks astray": func(_ world, h *vctest.Host) {
		s := h.Switch("vSwitch0")
		s.Uplinks, s.Teaming.Active = []string{"vmnic10", "vmnic2"}, []string{"vmnic2"}
		s.Teaming.Standby = []string{"vmnic10"}
		s.MTU = 9100
	},
	"port group created already": func(w world, _ *vctest.Host) {
		w.Switches[0].Groups = append(w.Switches[0].Groups, &vctest.DVGroup{Name: "dv-vsan", Key: "dvportgroup-3", VLAN: 7, Teaming: w.Switches[0].Teaming})
	},
	"foreign things all over": func(_ world, h *vctest.Host) {
		newSwitch(h, "vSwitch9", "vmnic3")
		h.Groups = append(h.Groups, &standin.Group{Name: "theirs", Switch: "vSwitch9", VLAN: 55, VMs: 3}, &standin.Group{Name: "VMK1-VMOTION", Switch: "vSwitch9"})
		newStack(h, "theirs").DNS = []string{"9.9.9.9"}
		stripe(h, "vmk10", "theirs", "defaultTcpipStack", "10.77.0.1/24")
		stripe(h, "vmk20", "VMK1-VMOTION", "theirs", "10.78.0.1/24")
		tag(h, "vmk10", "VMotion", "Management")
		h.Vmk("vmk10").VSAN = []string{"vsan"}
		h.SoftwareISCSI, h.Portals, h.NVMe = true, []standin.Portal{{HBA: standin.SoftwareHBA, Vmk: "vmk10"}}, []string{"vmnic3"}
	},
}

// foreign gives what of a host no cluster of these tests declares.
func foreign(h *vctest.Host) string {
	copied := h.Clone()
	copied.Switches, copied.Groups, copied.Stacks, copied.Vmks = nil, nil, nil, nil
	copied.NVMe, copied.SoftwareISCSI = nil, false
	for _, s := range h.Switches {
		if s.Name == "vSwitch9" {
			copied.Switches = append(copied.Switches, s)
		}
	}
	for _, g := range h.Groups {
		if g.Switch == "vSwitch9" || g.Name == "VM Network" {
			copied.Groups = append(copied.Groups, g)
		}
	}
	if s := h.Stack("theirs"); s != nil {
		copied.Stacks = append(copied.Stacks, s)
	}
	for _, v := range h.Vmks {
		if v.Device == "vmk10" || v.Device == "vmk20" {
			copied.Vmks = append(copied.Vmks, v)
		}
	}
	text, err := json.MarshalIndent(copied, "", " ")
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestAwkward(t *testing.T) {
	t.Parallel()
	for name, prepare := range awkward {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h := newWorld()
			prepare(w, h)
			before := foreign(h)
			arrives(t, w, h, cluster(full(), "esx01"))
			if name == "foreign things all over" && before != foreign(h) {
				t.Errorf("foreign things were\n%s\nand are\n%s", before, foreign(h))
			}
		})
	}
}

// TestCutOff: a change that fails, whichever it is, stops the host; the next
// run completes it.
func TestCutOff(t *testing.T) {
	t.Parallel()
	for name, prepare := range awkward {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := cluster(full(), "esx01")
			s := parse(t, script(t, c))
			for at := 1; ; at++ {
				w, h := newWorld()
				prepare(w, h)
				w.FailAt = at
				r := w.run(t, s, allow, false)
				if r.Changes < at {
					break
				}
				if r.Hosts[0].State != "Failed" || r.Exit != 1 || !strings.Contains(r.Hosts[0].Error, "the connection was lost") {
					t.Fatalf("failed at %d, but exit %d: %s", at, r.Exit, r.Hosts[0])
				}
				w.FailAt = 0
				r = w.run(t, s, allow, false)
				if d := w.differences(h, desired(c)); d != nil || r.Exit != 0 {
					t.Fatalf("cut off at %d, the next run ends with exit %d and %q: %s", at, r.Exit, d, r.Hosts[0])
				}
			}
		})
	}
}

// TestManagementIsHeld: without leave, what carries management stays as it is,
// the rest is done, and a second run changes nothing.
func TestManagementIsHeld(t *testing.T) {
	t.Parallel()
	for name, prepare := range awkward {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h := newWorld()
			prepare(w, h)
			before := h.Management()
			s := parse(t, script(t, cluster(full(), "esx01")))
			w.state(t, s, nil, 3, "Held")
			if after := h.Management(); after != before {
				t.Errorf("management was\n%s\nand is\n%s", before, after)
			}
			if h.Vmk("vmk1") == nil || h.Vmk("vmk2") == nil {
				t.Error("the rest was not done")
			}
			unchanged(t, w, s, nil, "Held", 3)
		})
	}
}

// TestWhatIf: a dry run changes nothing and says what it would do.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	for name, prepare := range awkward {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, h := newWorld()
			prepare(w, h)
			before := w.Print()
			r := w.run(t, parse(t, script(t, cluster(full(), "esx01"))), allow, true)
			if w.Print() != before || r.Changes != 0 {
				t.Error("a dry run changed the host")
			}
			if r.Hosts[0].State != "WouldChange" || !reflect.DeepEqual(r.Asked, r.Hosts[0].Changes) || r.Exit != 0 {
				t.Errorf("%d questions, exit %d: %s", len(r.Asked), r.Exit, r.Hosts[0])
			}
		})
	}
}

// TestLeftAlone: what nobody spoke of is not touched, on vmk0 above all.
func TestLeftAlone(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	h.Vmk("vmk0").Gateway, h.Vmk("vmk0").IPv6 = "10.0.0.9", true
	tag(h, "vmk0", "vSphereReplication")
	want := netstate.Host{Vmks: []netstate.Vmk{{Device: "vmk0"}}, Stacks: []netstate.Stack{{Name: "default"}}}
	c := cluster(want, "esx01")
	c.Groups[0].Slots = nil
	unchanged(t, w, parse(t, script(t, c)), allow, "Unchanged", 0)
}
