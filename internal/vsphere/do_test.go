package vsphere_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

func addr(s string) netip.Addr     { return netip.MustParseAddr(s) }
func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func static(s string) netstate.IPv4 {
	return netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: prefix(s)}
}

var v4, v6 = prefix("0.0.0.0/0"), prefix("::/0")

// wide is six vmks on a host with a new switch, a custom stack and vMotion's.
func wide() []op.Op {
	ops := []op.Op{
		op.EnsureStack{Stack: "vmotion"},
		op.EnsureSwitch{Switch: "vSwitch1"},
		op.SetSwitchMTU{Switch: "vSwitch1", MTU: 9000, Way: op.Raise},
		op.SetUplinks{Switch: "vSwitch1", Uplinks: []string{"vmnic2", "vmnic3"}},
		op.SetSwitchTeaming{Switch: "vSwitch1", Teaming: netstate.Teaming{Active: []string{"vmnic3"}, Standby: []string{"vmnic2"}, Detection: netstate.Some(netstate.DetectBeacon)}},
	}
	for i := 1; i <= 6; i++ {
		place := op.Place{PortGroup: fmt.Sprintf("pg%d", i), Of: fmt.Sprintf("vmk%d", i), Switch: "vSwitch1"}
		ops = append(ops, op.EnsurePortGroup{Place: place}, op.SetVLAN{Place: place, VLAN: 100 + i})
	}
	for i := 1; i <= 6; i++ {
		stack := "default"
		if i == 2 {
			stack = "vmotion"
		}
		ops = append(ops, op.EnsureVmk{Device: fmt.Sprintf("vmk%d", i), Place: op.Place{PortGroup: fmt.Sprintf("pg%d", i), Of: fmt.Sprintf("vmk%d", i), Switch: "vSwitch1"}, Stack: netstate.Some(stack), MTU: netstate.Some(9000)})
	}
	for i := 1; i <= 6; i++ {
		ops = append(ops, op.SetIPv4{Device: fmt.Sprintf("vmk%d", i), Stack: "default", IPv4: static(fmt.Sprintf("10.%d.0.5/24", i))})
	}
	return append(ops, op.SetGateway{Stack: "vmotion", Gateway: netstate.Route{To: v4, Via: addr("10.2.0.1")}},
		op.EnableRoles{Device: "vmk1", Roles: []netstate.Role{netstate.Replication, netstate.FT}},
		op.EnableRoles{Device: "vmk3", Roles: []netstate.Role{netstate.Provisioning}})
}

func TestAHostIsMadeWithFewCalls(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options sim.Options
		calls   string
	}{
		{"at once", sim.Options{OneCall: true}, "RetrievePropertiesEx 1, SelectVnicForNicType 3, UpdateNetworkConfig 2"},
		{"in stages", sim.Options{}, "AddVirtualSwitch 1, RetrievePropertiesEx 2, SelectVnicForNicType 3, UpdateNetworkConfig 4"},
		{"devices in another order", sim.Options{OneCall: true, ReverseResults: true}, "RetrievePropertiesEx 1, SelectVnicForNicType 3, UpdateNetworkConfig 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, inventory(fresh("1")), c.options)
			h := w.host()
			if _, err := h.Read(w.ctx); err != nil {
				t.Fatal(err)
			}
			before := w.vc.Calls()
			w.do(h, wide()...)
			if made := since(before, w.vc.Calls()); made != c.calls {
				t.Errorf("it took %s, want %s", made, c.calls)
			}
			isWide(t, w.vc.Host(first))
			again := w.vc.Calls()
			w.do(h, wide()...)
			if made := since(again, w.vc.Calls()); strings.Contains(made, "Update") || strings.Contains(made, "Select") || strings.Contains(made, "Add") {
				t.Errorf("doing it twice took %s", made)
			}
		})
	}
}

// isWide demands what those operations say.
func isWide(t *testing.T, host *standin.Host) {
	t.Helper()
	for i := 1; i <= 6; i++ {
		v := host.Vmk(fmt.Sprintf("vmk%d", i))
		if v == nil || v.Group != fmt.Sprintf("pg%d", i) || v.IP != prefix(fmt.Sprintf("10.%d.0.5/24", i)) || v.MTU != 9000 {
			t.Errorf("vmk%d is %+v", i, v)
		}
	}
	if s := host.Switch("vSwitch1"); fmt.Sprintf("%d %v %v %s", s.MTU, s.Uplinks, s.Teaming.Standby, s.Teaming.Detection) != "9000 [vmnic2 vmnic3] [vmnic2] beacon" {
		t.Errorf("the switch is %+v", s)
	}
	if s := host.Stack("vmotion"); s == nil || len(s.Routes) != 1 || !slices.Equal(host.Vmk("vmk1").Tags, []string{"vSphereReplication", "faultToleranceLogging"}) {
		t.Errorf("stack %+v, vmk1 %+v", s, host.Vmk("vmk1"))
	}
}

func (w *world) do(h *vsphere.Host, ops ...op.Op) {
	w.Helper()
	if err := h.Do(w.ctx, ops); err != nil {
		w.Fatal(err)
	}
}

// each operation, what is there before, and what must be there afterwards.
var each = []struct {
	name   string
	before func(*standin.Host)
	ops    []op.Op
	after  func(*standin.Host)
}{
	{"custom stack with everything", nil, []op.Op{
		op.EnsureStack{Stack: "backup"},
		op.SetStackOptions{Stack: "backup", Congestion: netstate.Some(netstate.Cubic), MaxConnections: netstate.Some(5000)},
		op.EnsurePortGroup{Place: op.Place{PortGroup: "b & c", Of: "vmk1", Switch: "vSwitch0"}},
		op.EnsureVmk{Device: "vmk1", Place: op.Place{PortGroup: "b & c", Of: "vmk1", Switch: "vSwitch0"}, Stack: netstate.Some("backup"), MAC: netstate.Some("00:50:56:00:00:77")},
		op.SetIPv4{Device: "vmk1", Stack: "backup", IPv4: static("10.7.0.2/24")},
		op.SetIPv6{Device: "vmk1", Stack: "backup", IPv6: netstate.IPv6{Addresses: []netip.Prefix{prefix("2001:db8:7::2/64")}, Autoconf: netstate.Some(false)}},
		op.SetGateway{Stack: "backup", Gateway: netstate.Route{To: v4, Via: addr("10.7.0.1")}},
		op.SetGateway{Stack: "backup", Gateway: netstate.Route{To: v6, Via: addr("2001:db8:7::1")}},
		op.SetRoutes{Stack: "backup", Routes: []netstate.Route{{To: prefix("10.99.0.0/16"), Via: addr("10.7.0.3")}}},
		op.SetDNS{Stack: "backup", Servers: []string{"10.7.0.9"}},
		op.SetSearch{Stack: "backup", Domains: []string{"example.com"}},
	}, func(h *standin.Host) {
		s := standin.NewStack("backup")
		s.Congestion, s.MaxConn, s.DNS, s.Search = "cubic", 5000, []string{"10.7.0.9"}, []string{"example.com"}
		s.Routes = []standin.Route{{To: "default", Via: "10.7.0.1"}, {IPv6: true, To: "default", Via: "2001:db8:7::1"}, {To: "10.99.0.0/16", Via: "10.7.0.3"}}
		h.Stacks = append(h.Stacks, s)
		h.Groups = append(h.Groups, &standin.Group{Name: "b & c", Switch: "vSwitch0"})
		h.Vmks = append(h.Vmks, &standin.Vmk{
			Device: "vmk1", Group: "b & c", Stack: "backup", MAC: "00:50:56:00:00:77", MTU: 1500, Mode: "STATIC", IP: prefix("10.7.0.2/24"),
			IPv6: true, Addresses: []netip.Prefix{prefix("2001:db8:7::2/64")},
		})
	}},
	{"a number that the API would not give", nil, []op.Op{
		op.EnsureVmk{Device: "vmk7", Place: op.Place{PortGroup: "VM Network", Of: "vmk7", Switch: "vSwitch0"}, MAC: netstate.Some("00:50:56:00:00:07")},
		op.SetIPv4{Device: "vmk7", IPv4: static("10.8.0.1/24")},
		op.EnableRoles{Device: "vmk7", Roles: []netstate.Role{netstate.VMotion, netstate.VSAN, netstate.VSANWitness}},
	}, func(h *standin.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{
			Device: "vmk7", Group: "VM Network", Stack: standin.DefaultStack, MAC: "00:50:56:00:00:07", MTU: 1500, Mode: "STATIC", IP: prefix("10.8.0.1/24"),
			Tags: []string{"VMotion"}, VSAN: []string{"vsan", "witness"},
		})
	}},
	{"another stack", func(h *standin.Host) {
		h.Stacks = append(h.Stacks, standin.NewStack("backup"))
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk1", Group: "VM Network", Stack: "backup", MAC: "00:50:56:00:00:01", MTU: 1400, Mode: "STATIC", IP: prefix("10.8.0.1/24")})
	}, []op.Op{
		op.EnsureVmk{Device: "vmk1", Place: op.Place{PortGroup: "VM Network", Of: "vmk1", Switch: "vSwitch0"}, Stack: netstate.Some("default")},
		op.SetIPv4{Device: "vmk1", IPv4: static("10.8.0.2/24")},
		op.RemoveStack{Stack: "backup"},
	}, func(h *standin.Host) {
		h.Stacks = h.Stacks[:1]
		h.Vmk("vmk1").Stack, h.Vmk("vmk1").IP = standin.DefaultStack, prefix("10.8.0.2/24")
	}},
	{"a port group to another switch, its vmk in place", func(h *standin.Host) {
		h.Switches = append(h.Switches, standin.NewSwitch("vSwitch1"))
		h.Groups[1].VLAN = 12
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk1", Group: "VM Network", Stack: standin.DefaultStack, MAC: "00:50:56:00:00:01", MTU: 1500, Mode: "STATIC", IP: prefix("10.8.0.1/24"), Tags: []string{"VMotion"}})
	}, []op.Op{
		op.EnsurePortGroup{Place: op.Place{PortGroup: "VM Network", Of: "vmk1", Switch: "vSwitch1"}},
		op.EnsureVmk{Device: "vmk1", Place: op.Place{PortGroup: "VM Network", Of: "vmk1", Switch: "vSwitch1"}},
	}, func(h *standin.Host) { h.Groups[1].Switch = "vSwitch1" }},
	{"to a distributed switch", func(h *standin.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk1", Group: "VM Network", Stack: standin.DefaultStack, MAC: "00:50:56:00:00:01", MTU: 1500, Mode: "STATIC", IP: prefix("10.8.0.1/24"), Tags: []string{"VMotion"}})
	}, []op.Op{
		op.EnsurePortGroup{Place: op.Place{PortGroup: "dv-vmotion", Of: "vmk1", Switch: "dvs-a", Distributed: true}},
		op.EnsureVmk{Device: "vmk1", Place: op.Place{PortGroup: "dv-vmotion", Of: "vmk1", Switch: "dvs-a", Distributed: true}},
		op.SetVmkMTU{Device: "vmk1", MTU: 9000},
		op.RemovePortGroup{Place: op.Place{PortGroup: "VM Network"}},
	}, func(h *standin.Host) {
		v := h.Vmk("vmk1")
		v.Group, v.DVS, v.MTU = "dv-vmotion", "dvs-a", 9000
		h.Groups = h.Groups[:1]
	}},
	{"a distributed port group of its own", nil, []op.Op{
		op.EnsurePortGroup{Place: op.Place{PortGroup: "dv-new", Of: "vmk1", Switch: "dvs-a", Distributed: true}, Create: true, VLAN: netstate.Some(77)},
		op.EnsureVmk{Device: "vmk1", Place: op.Place{PortGroup: "dv-new", Of: "vmk1", Switch: "dvs-a", Distributed: true}, MAC: netstate.Some("00:50:56:00:00:01")},
	}, func(h *standin.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk1", Group: "dv-new", DVS: "dvs-a", Stack: standin.DefaultStack, MAC: "00:50:56:00:00:01", MTU: 1500, Mode: "NONE"})
	}},
	{"storage", func(h *standin.Host) {
		h.NVMe = []string{"vmnic2"}
		h.Switches[0].Uplinks, h.Switches[0].Teaming.Active = []string{"vmnic0"}, []string{"vmnic0"}
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk1", Group: "VM Network", Stack: standin.DefaultStack, MAC: "00:50:56:00:00:01", MTU: 1500, Mode: "STATIC", IP: prefix("10.8.0.1/24")})
		h.Portals = []standin.Portal{{HBA: "vmhba2", Vmk: "vmk1"}}
	}, []op.Op{
		op.BindISCSI{Device: "vmk1", Adapters: []string{netstate.SoftwareISCSI}},
		op.EnableNVMe{Device: "vmk1", Adapters: []string{"vmnic3", "vmrdma0"}},
		op.DisableNVMe{Adapters: []string{"vmnic2"}},
	}, func(h *standin.Host) {
		h.SoftwareISCSI, h.NVMe = true, []string{"vmnic3", "vmrdma0"}
		h.Portals = []standin.Portal{{HBA: standin.SoftwareHBA, Vmk: "vmk1"}}
	}},
	{"removals", func(h *standin.Host) {
		h.SoftwareISCSI = true
		h.Switches = append(h.Switches, standin.NewSwitch("vSwitch1"))
		h.Switches[1].MTU, h.Switches[1].Uplinks, h.Switches[1].Teaming.Active = 9000, []string{"vmnic2"}, []string{"vmnic2"}
		h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch1"})
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk1", Group: "x", Stack: standin.DefaultStack, MAC: "00:50:56:00:00:01", MTU: 1500, Mode: "STATIC", IP: prefix("10.8.0.1/24"), VSAN: []string{"vsan", "witness"}})
		h.Portals = []standin.Portal{{HBA: standin.SoftwareHBA, Vmk: "vmk1"}}
	}, []op.Op{
		op.RemoveVmk{Device: "vmk1"}, op.RemovePortGroup{Place: op.Place{PortGroup: "x"}}, op.DisableSoftwareISCSI{}, op.RemoveSwitch{Switch: "vSwitch1"},
	}, func(h *standin.Host) {
		h.SoftwareISCSI, h.Portals = false, nil
		h.Vmks, h.Switches, h.Groups = h.Vmks[:1], h.Switches[:1], h.Groups[:2]
	}},
	{"policies", func(h *standin.Host) {
		h.Groups[1].Own, h.Groups[1].Overrides = standin.Teaming{Policy: "iphash", Active: []string{"vmnic1"}}, [5]bool{0: true, 4: true}
	}, []op.Op{
		op.SetSecurity{Switch: "vSwitch0", Security: netstate.Security{Promiscuous: netstate.Some(true)}},
		op.SetDiscovery{Switch: "vSwitch0", Discovery: netstate.DiscoveryNone},
		op.SetPortGroupTeaming{Place: op.Place{PortGroup: "VM Network"}, Teaming: netstate.Teaming{Inherits: true, Notify: netstate.Some(false)}},
	}, func(h *standin.Host) {
		h.Switches[0].Security[0], h.Switches[0].CDP = true, "down"
		h.Groups[1].Own, h.Groups[1].Overrides = standin.Teaming{Notify: false}, [5]bool{2: true}
	}},
	{"roles", func(h *standin.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk10", Group: "VM Network", Stack: standin.DefaultStack, MAC: "00:50:56:00:00:01", MTU: 1500, Mode: "DHCP", Tags: []string{"VMotion", "NVMeTCP"}, Untagged: []string{"ptp"}, VSAN: []string{"vsan", "witness"}})
	}, []op.Op{
		op.EnableRoles{Device: "vmk10", Roles: []netstate.Role{netstate.Management, netstate.VMotion}},
		op.DisableRoles{Device: "vmk10", Keep: []netstate.Role{netstate.Management, netstate.VSAN}},
	}, func(h *standin.Host) {
		v := h.Vmk("vmk10")
		v.Tags, v.Untagged, v.VSAN = []string{"Management"}, nil, []string{"vsan"}
	}},
	{"addresses", func(h *standin.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{
			Device: "vmk1", Group: "VM Network", Stack: standin.DefaultStack, MAC: "00:50:56:00:00:01", MTU: 1500, Mode: "STATIC", IP: prefix("10.8.0.1/24"), Gateway: "10.8.0.9",
			IPv6: true, RA: true, Addresses: []netip.Prefix{prefix("2001:db8::1/64"), prefix("2001:db8::2/64")},
		})
	}, []op.Op{
		op.SetIPv4{Device: "vmk1", IPv4: netstate.IPv4{Mode: netstate.Some(netstate.DHCP), Gateway: netstate.Some(netip.Addr{})}},
		op.SetIPv6{Device: "vmk1", IPv6: netstate.IPv6{Addresses: []netip.Prefix{prefix("2001:db8::2/64"), prefix("2001:db8::3/64")}, Autoconf: netstate.Some(false), Gateway: netstate.Some(addr("2001:db8::9"))}},
		op.SetIPv6{Device: "vmk0", IPv6: netstate.IPv6{Off: true}},
	}, func(h *standin.Host) {
		h.Vmks[0].IPv6 = false
		v := h.Vmk("vmk1")
		v.Mode, v.IP, v.Gateway, v.RA, v.Gateway6 = "DHCP", netip.Prefix{}, "", false, "2001:db8::9"
		v.Addresses = []netip.Prefix{prefix("2001:db8::2/64"), prefix("2001:db8::3/64")}
	}},
	{"uplinks from another switch", func(h *standin.Host) {
		s := standin.NewSwitch("vSwitch1")
		s.MTU, s.Uplinks, s.Teaming.Active = 9000, []string{"vmnic2", "vmnic3"}, []string{"vmnic2", "vmnic3"}
		h.Switches = append(h.Switches, s)
		h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch1", Own: standin.Teaming{Active: []string{"vmnic2"}, Standby: []string{"vmnic3"}}, Overrides: [5]bool{4: true}})
	}, []op.Op{
		op.SetUplinks{Switch: "vSwitch0", Uplinks: []string{"vmnic0", "vmnic1", "vmnic3"}},
		op.SetSwitchMTU{Switch: "vSwitch1", MTU: 1500, Way: op.Raise},
		op.SetSwitchMTU{Switch: "vSwitch1", MTU: 1500, Way: op.Lower},
	}, func(h *standin.Host) {
		h.Switches[0].Uplinks = []string{"vmnic0", "vmnic1", "vmnic3"}
		h.Switches[0].Teaming.Active = h.Switches[0].Uplinks
		h.Switches[1].Uplinks, h.Switches[1].Teaming.Active, h.Switches[1].MTU = []string{"vmnic2"}, []string{"vmnic2"}, 1500
		h.Groups[2].Own.Standby = nil
	}},
}

func TestEachOperationEndsAsItSays(t *testing.T) {
	t.Parallel()
	for _, c := range each {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, o := range []sim.Options{{}, {OneCall: true, HighDevices: true}} {
				start := fresh("1")
				if c.before != nil {
					c.before(start)
				}
				want := start.Clone()
				c.after(want)
				w := newWorld(t, inventory(start), o)
				h := w.host()
				w.do(h, c.ops...)
				got := w.vc.Host(first)
				for _, s := range want.State().Switches {
					if s.Kind == netstate.Distributed {
						want.DVS[0].MTU, want.DVS[0].UUID = got.DVS[0].MTU, got.DVS[0].UUID
					}
				}
				if diff := cmp.Diff(plain(t, want.State()), plain(t, got.State())); diff != "" {
					t.Fatalf("%+v (-want +got):\n%s", o, diff)
				}
				read, err := h.Read(w.ctx)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(plain(t, known(seen(w.vc, first))), plain(t, known(bare(read)))); diff != "" {
					t.Errorf("read afterwards (-true +read):\n%s", diff)
				}
				w.do(h, c.ops...)
				if diff := cmp.Diff(plain(t, got.State()), plain(t, w.vc.Host(first).State())); diff != "" {
					t.Errorf("done twice (-once +twice):\n%s", diff)
				}
			}
		})
	}
}

// known is a state without bindings, which are read where there can be some.
func known(s netstate.Host) netstate.Host {
	for i := range s.Vmks {
		if len(s.Vmks[i].ISCSI) == 0 {
			s.Vmks[i].ISCSI = nil
		}
	}
	return s
}
