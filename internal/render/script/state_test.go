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

func TestFreshHost(t *testing.T) {
	t.Parallel()
	h, want := fresh(), wanted()
	text := rendered(t, want)
	r := ends(t, h, text, esxtest.Run{}, 3)
	for _, held := range []string{"uplink vmnic1 is missing", "VLAN 0, wanted 10", "MTU 1500, wanted 9000"} {
		if !strings.Contains(r.Stderr, held) {
			t.Errorf("%q is not named as left alone:\n%s", held, r.Stderr)
		}
	}
	if !r.Saved {
		t.Error("the configuration was not saved")
	}
	ends(t, h, text, allowed, 0)
	converged(t, h, want, text)
}

const iscsiGroup = `iSCSI $(reboot) "a"; [b]`

// rehome puts a vmk elsewhere.
func rehome(v *standin.Vmk, group string) { v.Group, v.DVS = group, "" }

// unbind frees a vmk of its iSCSI adapters, which else forbid to move it.
func unbind(h *standin.Host, device string) {
	h.Portals = slices.DeleteFunc(h.Portals, func(p standin.Portal) bool { return p.Vmk == device })
}

func dropVmk(h *standin.Host, device string) {
	unbind(h, device)
	h.Vmks = slices.DeleteFunc(h.Vmks, func(v *standin.Vmk) bool { return v.Device == device })
}

func dropGroup(h *standin.Host, name string) {
	h.Groups = slices.DeleteFunc(h.Groups, func(g *standin.Group) bool { return g.Name == name })
}

type awkwardState struct {
	name string
	make func(h *standin.Host)
}

// awkward are states that a host may be in, made from one that is as wanted.
var awkward = []awkwardState{
	{"a wrong VLAN", func(h *standin.Host) { h.Group("vmk1-vmotion").VLAN = 21 }},
	{"a wrong VLAN under management", func(h *standin.Host) { h.Group("Management Network").VLAN = 0 }},
	{"a wrong address", func(h *standin.Host) { h.Vmk("vmk2").IP = prefix("10.30.0.99/24") }},
	{"a wrong netmask", func(h *standin.Host) { h.Vmk("vmk2").IP = prefix("10.30.0.11/16") }},
	{"a wrong netmask of management", func(h *standin.Host) { h.Vmk("vmk0").IP = prefix("192.0.2.11/25") }},
	{"a wrong subnet", func(h *standin.Host) {
		h.Vmk("vmk3").IP = prefix("172.16.0.1/24")
		h.Stack("backup").Routes = nil
	}},
	{"addresses swapped", func(h *standin.Host) {
		a, b := h.Vmk("vmk2"), h.Vmk("vmk10")
		a.IP, b.IP = b.IP, a.IP
		b.Gateway = ""
	}},
	{"DHCP", func(h *standin.Host) { v := h.Vmk("vmk2"); v.Mode, v.IP = "DHCP", netip.Prefix{} }},
	{"no address", func(h *standin.Host) { v := h.Vmk("vmk10"); v.Mode, v.IP, v.Gateway = "NONE", netip.Prefix{}, "" }},
	{"another gateway of its own", func(h *standin.Host) { h.Vmk("vmk10").Gateway = "10.50.0.2" }},
	{"a small MTU", func(h *standin.Host) {
		h.Vmk("vmk2").MTU = 1500
		h.Switch("v Switch'1").MTU = 1500
		h.Vmk("vmk10").MTU = 1500
	}},
	{"a large MTU", func(h *standin.Host) { h.Vmk("vmk3").MTU = 9000 }},
	{"a large MTU of a switch", func(h *standin.Host) { h.Switch("vSwitch0").MTU = 9190 }},
	{"a small MTU of the switch of management", func(h *standin.Host) { h.Vmk("vmk1").MTU = 1500; h.Switch("vSwitch0").MTU = 1500 }},
	{"a stack missing", func(h *standin.Host) {
		dropVmk(h, "vmk1")
		h.Stacks = slices.DeleteFunc(h.Stacks, func(s *standin.Stack) bool { return s.Key == "vmotion" })
	}},
	{"the wrong stack", func(h *standin.Host) {
		v := h.Vmk("vmk1")
		v.Stack, v.Tags = "defaultTcpipStack", []string{"VMotion"}
		h.Stack("vmotion").Routes = nil
	}},
	{"another's stack", func(h *standin.Host) {
		h.Vmk("vmk3").Stack = "vmotion"
		h.Stack("backup").Routes = nil
	}},
	{"the default stack's vmk in a custom one", func(h *standin.Host) {
		v := h.Vmk("vmk10")
		v.Stack, v.Tags, v.VSAN, v.Gateway = "backup", nil, nil, ""
	}},
	{"the wrong port group", func(h *standin.Host) { rehome(h.Vmk("vmk3"), "VM Network") }},
	{"port groups swapped", func(h *standin.Host) {
		h.Group("vmk3-backup").Switch = "v Switch'1"
		h.Group("vmk10").Switch = "vSwitch0"
		a, b := h.Vmk("vmk3"), h.Vmk("vmk10")
		a.Group, b.Group, b.MTU = b.Group, a.Group, 1500
	}},
	{"a port group on the wrong switch", func(h *standin.Host) { h.Group("vmk3-backup").Switch = "v Switch'1" }},
	{"a port group missing", func(h *standin.Host) { dropVmk(h, "vmk3"); dropGroup(h, "vmk3-backup"); h.Stack("backup").Routes = nil }},
	{"a vmk missing", func(h *standin.Host) { dropVmk(h, "vmk2") }},
	{"a vmk on a distributed switch", func(h *standin.Host) {
		h.DVS = []*standin.DVS{{Name: "dvs", Uplinks: []string{"vmnic10"}}}
		v := h.Vmk("vmk10")
		v.Group, v.DVS = "", "dvs"
	}},
	{"bound elsewhere", func(h *standin.Host) { h.Portals = []standin.Portal{{HBA: "vmhba2", Vmk: "vmk2"}} }},
	{"bound twice", func(h *standin.Host) { h.Portals = append(h.Portals, standin.Portal{HBA: "vmhba3", Vmk: "vmk2"}) }},
	{"software iSCSI off", func(h *standin.Host) { h.Portals, h.SoftwareISCSI = nil, false }},
	{"NVMe off", func(h *standin.Host) { h.NVMe = nil }},
	{"another MAC", func(h *standin.Host) { h.Vmk("vmk2").MAC = "00:50:56:aa:aa:aa" }},
	{"roles on the wrong vmk", func(h *standin.Host) {
		h.Vmk("vmk2").Tags = []string{"faultToleranceLogging"}
		h.Vmk("vmk2").VSAN = []string{"vsan"}
		h.Vmk("vmk10").Tags, h.Vmk("vmk10").VSAN = []string{"NVMeTCP"}, nil
	}},
	{"roles too many", func(h *standin.Host) {
		v := h.Vmk("vmk0")
		v.Tags = append(v.Tags, "VMotion", "vSphereBackupNFC")
	}},
	{"vSAN traffic of the other kind", func(h *standin.Host) { h.Vmk("vmk10").VSAN = []string{"witness"} }},
	{"uplinks on each other's switches", func(h *standin.Host) {
		h.Switch("vSwitch0").Uplinks = []string{"vmnic0", "vmnic3"}
		h.Switch("vSwitch0").Teaming.Standby = nil
		s := h.Switch("v Switch'1")
		s.Uplinks, s.Teaming.Active = []string{"vmnic2", "vmnic1"}, []string{"vmnic2", "vmnic1"}
	}},
	{"an uplink too many", func(h *standin.Host) {
		s := h.Switch("v Switch'1")
		s.Uplinks = append(s.Uplinks, "vmnic10")
	}},
	{"other teaming", func(h *standin.Host) {
		h.Group(iscsiGroup).Overrides = [5]bool{}
		h.Portals = nil
		h.Switch("vSwitch0").Teaming.Failback = true
	}},
	{"other policies", func(h *standin.Host) { h.Switch("v Switch'1").Security = [3]bool{}; h.Switch("vSwitch0").CDP = "none" }},
	{"other options of a stack", func(h *standin.Host) { h.Stack("backup").Congestion = "newreno" }},
	{"another default gateway", func(h *standin.Host) {
		h.Stack("defaultTcpipStack").Routes = []standin.Route{{To: "default", Via: "192.0.2.2"}}
	}},
	{"routes too many and too few", func(h *standin.Host) {
		h.Stack("backup").Routes = []standin.Route{{To: "default", Via: "10.40.0.2"}, {To: "10.9.0.0/16", Via: "10.40.0.254"}}
	}},
	{"a route elsewhere", func(h *standin.Host) {
		h.Stack("defaultTcpipStack").Routes = []standin.Route{{To: "default", Via: "192.0.2.1"}, {To: "198.51.100.0/24", Via: "192.0.2.253"}}
	}},
	{"name servers in another order", func(h *standin.Host) {
		s := h.Stack("defaultTcpipStack")
		s.DNS, s.Search = []string{"198.51.100.53", "192.0.2.53", "192.0.2.54"}, []string{"old.example", "lab.example"}
	}},
	{"IPv6 off", func(h *standin.Host) {
		v := h.Vmk("vmk1")
		v.IPv6, v.Addresses, v.RA = false, nil, false
	}},
	{"IPv6 off on the host", func(h *standin.Host) {
		for _, v := range h.Vmks {
			v.IPv6, v.Addresses, v.RA = false, nil, false
		}
		h.IPv6, h.IPv6Next = false, false
	}},
	{"nothing but management", func(h *standin.Host) {
		for _, device := range []string{"vmk1", "vmk2", "vmk3", "vmk10"} {
			dropVmk(h, device)
		}
		h.Groups = slices.DeleteFunc(h.Groups, func(g *standin.Group) bool { return g.Switch == "v Switch'1" })
		h.Switches = h.Switches[:1]
		h.Stack("vmotion").Routes, h.Stack("backup").Routes = nil, nil
	}},
	{"all vmks on DHCP", func(h *standin.Host) {
		for _, v := range h.Vmks[1:] {
			v.Mode, v.IP, v.Gateway = "DHCP", netip.Prefix{}, ""
		}
	}},
	{"addresses round in a ring", func(h *standin.Host) {
		a, b, c := h.Vmk("vmk1"), h.Vmk("vmk2"), h.Vmk("vmk3")
		a.IP, b.IP, c.IP = b.IP, c.IP, a.IP
		h.Stack("vmotion").Routes, h.Stack("backup").Routes = nil, nil
	}},
	{"all vmks in the default stack", func(h *standin.Host) {
		for _, v := range h.Vmks {
			v.Stack = "defaultTcpipStack"
		}
		h.Stack("vmotion").Routes, h.Stack("backup").Routes = nil, nil
	}},
	{"stacks swapped", func(h *standin.Host) {
		h.Vmk("vmk1").Stack, h.Vmk("vmk3").Stack = "backup", "vmotion"
		h.Stack("vmotion").Routes, h.Stack("backup").Routes = nil, nil
	}},
	{"no uplinks where management isn't", func(h *standin.Host) {
		h.Portals = slices.DeleteFunc(h.Portals, func(p standin.Portal) bool { return p.Vmk == "vmk2" })
		s := h.Switch("v Switch'1")
		s.Uplinks, s.Teaming.Active, s.Teaming.Standby = nil, nil, nil
		h.Group(iscsiGroup).Own.Active = nil
	}},
	{"every role on one vmk", func(h *standin.Host) {
		v := h.Vmk("vmk2")
		v.Tags, v.VSAN = []string{"VMotion", "vSphereProvisioning", "faultToleranceLogging", "vSphereReplication", "vSphereReplicationNFC", "NVMeTCP"}, []string{"vsan"}
	}},
	{"no roles but management", func(h *standin.Host) {
		for _, v := range h.Vmks {
			v.Tags, v.VSAN = slices.DeleteFunc(v.Tags, func(tag string) bool { return tag != "Management" }), nil
		}
	}},
	{"no gateways", func(h *standin.Host) {
		for _, s := range h.Stacks {
			s.Routes = slices.DeleteFunc(s.Routes, func(r standin.Route) bool { return r.To == "default" })
		}
		h.Vmk("vmk10").Gateway = ""
	}},
	{"other IPv6 addresses", func(h *standin.Host) {
		v := h.Vmk("vmk1")
		v.Addresses, v.RA = []netip.Prefix{prefix("2001:db8:20::c/64"), prefix("2001:db8:20::b/48")}, true
	}},
}

func TestAwkwardStates(t *testing.T) {
	t.Parallel()
	text, from := rendered(t, wanted()), settled(t)
	for _, state := range awkward {
		t.Run(state.name, func(t *testing.T) {
			t.Parallel()
			h := from.Clone()
			state.make(h)
			foreign := stranded(h)
			before := foreign(h)
			mended(t, h, wanted(), text)
			if d := differ(before, foreign(h)); d != "" {
				t.Errorf("what isn't ours was touched:\n%s", d)
			}
		})
	}
}

// stranded adds to a host what nobody declares, and tells how to look at it.
func stranded(h *standin.Host) func(*standin.Host) []any {
	h.NICs = append(h.NICs, "vmnic11")
	h.Switches = append(h.Switches, &standin.Switch{
		Name: "v Switch", CDP: "none", MTU: 9000, Uplinks: []string{"vmnic11"},
		Teaming: standin.Teaming{Policy: "iphash", Detection: "beacon", Active: []string{"vmnic11"}},
	})
	h.Groups = append(h.Groups, &standin.Group{Name: "vmk1", Switch: "v Switch", VLAN: 99, VMs: 3}, &standin.Group{
		Name: "other", Switch: "vSwitch0", VLAN: 7, Own: standin.Teaming{Active: []string{"vmnic0"}}, Overrides: [5]bool{4: true},
	})
	h.Stacks = append(h.Stacks, &standin.Stack{Key: "foreign", Congestion: "cubic", MaxConn: 100, DNS: []string{"172.31.0.53"}, Routes: []standin.Route{{To: "default", Via: "172.31.0.1"}}})
	h.Vmks = append(
		h.Vmks,
		&standin.Vmk{Device: "vmk20", Group: "vmk1", Stack: "foreign", MAC: "00:50:56:00:00:20", MTU: 9000, Mode: "STATIC", IP: prefix("172.31.0.20/24")},
		&standin.Vmk{Device: "vmk100", Group: "other", Stack: "defaultTcpipStack", MAC: "00:50:56:00:01:00", MTU: 1500, Mode: "STATIC", IP: prefix("172.30.0.20/24"), Tags: []string{"vSphereReplication"}, IPv6: true},
	)
	h.Portals = append(h.Portals, standin.Portal{HBA: "vmhba3", Vmk: "vmk100"})
	return func(h *standin.Host) []any {
		c := h.Clone()
		bound := slices.DeleteFunc(slices.Clone(c.Portals), func(p standin.Portal) bool { return p.Vmk != "vmk100" })
		on100 := *c.Vmk("vmk100")
		on100.IPv6 = true
		return []any{c.Switch("v Switch"), c.Group("vmk1"), c.Group("other"), c.Group("VM Network"), c.Stack("foreign"), c.Vmk("vmk20"), on100, bound}
	}
}

// TestSaidLittle lets a configuration that says little replace a vmk: what it
// does not say stays as it was, on the vmk as on the host.
func TestSaidLittle(t *testing.T) {
	t.Parallel()
	some := netstate.Some[string]
	want := netstate.Host{
		PortGroups: []netstate.PortGroup{{Name: "vmk3", Of: "vmk3", Switch: "vSwitch0", VLAN: netstate.Some(40)}},
		Vmks: []netstate.Vmk{
			{Device: "vmk0"},
			{Device: "vmk3", PortGroup: some("vmk3"), Switch: some("vSwitch0"), Stack: some("default"), MTU: netstate.Some(1500), IPv4: static("10.40.0.11/24")},
		},
	}
	h := settled(t)
	v := h.Vmk("vmk3")
	v.Stack, v.MAC, v.Tags = "defaultTcpipStack", "00:50:56:33:33:33", []string{"vSphereReplication", "VMotion"}
	v.IPv6, v.RA, v.Addresses = true, true, []netip.Prefix{prefix("2001:db8:40::b/64")}
	h.Stack("backup").Routes = nil
	h.Stack("defaultTcpipStack").Routes = append(h.Stack("defaultTcpipStack").Routes, standin.Route{To: "10.77.0.0/16", Via: "10.40.0.77"})
	was := h.Clone()
	text := rendered(t, want)
	mended(t, h, want, text)

	dropGroup(was, "none")
	was.Groups = append(was.Groups, &standin.Group{Name: "vmk3", Switch: "vSwitch0", VLAN: 40})
	was.Vmk("vmk3").Group = "vmk3"
	if d := differ(byName(was), byName(h)); d != "" {
		t.Errorf("what nobody said has changed:\n%s", d)
	}
}

// boundOnOne is a host with vmk3 bound over the first of two uplinks.
func boundOnOne(uplinks ...string) *standin.Host {
	h := fresh()
	s := h.Switch("vSwitch0")
	s.Uplinks, s.Teaming.Active = uplinks, uplinks
	h.Groups = append(h.Groups, &standin.Group{Name: "old", Switch: "vSwitch0", Own: standin.Teaming{Active: uplinks[:1]}, Overrides: [5]bool{4: true}})
	h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk3", Group: "old", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:03", MTU: 1500, Mode: "STATIC", IP: prefix("10.30.0.3/24")})
	h.Portals = []standin.Portal{{HBA: "vmhba2", Vmk: "vmk3"}}
	return h
}

// TestNeverBoundAgain changes the uplinks under a bound vmk so that it never has
// one path again: what leave to touch management would do is refused beforehand.
func TestNeverBoundAgain(t *testing.T) {
	t.Parallel()
	some := netstate.Some[string]
	want := netstate.Host{
		Switches:   []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard, Uplinks: []string{"vmnic0", "vmnic1"}}},
		PortGroups: []netstate.PortGroup{{Name: "new", Of: "vmk3", Switch: "vSwitch0", VLAN: netstate.Some(40)}},
		Vmks: []netstate.Vmk{{
			Device: "vmk3", PortGroup: some("new"), Switch: some("vSwitch0"), Stack: some("default"), MTU: netstate.Some(1500), IPv4: static("10.30.0.3/24"),
		}},
	}
	h, how := boundOnOne("vmnic0", "vmnic2"), esxtest.Run{Folder: t.TempDir()}
	ends(t, h, rendered(t, want), how, 3)
	how.Args = allowed.Args
	refuses(t, h, rendered(t, want), how, "its port group is to have more or less than one uplink")
}

// TestBoundByIPv6 moves a bound vmk that has but an IPv6 address, where its one
// path waits for leave to touch management: until then it stays unbound.
func TestBoundByIPv6(t *testing.T) {
	t.Parallel()
	some := netstate.Some[string]
	want := netstate.Host{
		Switches:   []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard, Uplinks: []string{"vmnic0"}}},
		PortGroups: []netstate.PortGroup{{Name: "new", Of: "vmk3", Switch: "vSwitch0", VLAN: netstate.Some(40)}},
		Vmks: []netstate.Vmk{{
			Device: "vmk3", PortGroup: some("new"), Switch: some("vSwitch0"), Stack: some("default"), MTU: netstate.Some(1500),
			IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.None)}, IPv6: &netstate.IPv6{Addresses: []netip.Prefix{prefix("2001:db8:40::b/64")}},
		}},
	}
	h := boundOnOne("vmnic0", "vmnic1")
	folder := t.TempDir()
	for range 2 {
		ends(t, h, rendered(t, want), esxtest.Run{Folder: folder}, 3)
	}
	ends(t, h, rendered(t, want), esxtest.Run{Args: allowed.Args, Folder: folder}, 0)
	converged(t, h, want, rendered(t, want))
	if !slices.Contains(h.Portals, standin.Portal{HBA: "vmhba2", Vmk: "vmk3"}) {
		t.Errorf("bound: %v", h.Portals)
	}
}

// TestMACsSwapped lets two vmks have each other's MAC, where both are declared:
// neither can be made while the other has its MAC.
func TestMACsSwapped(t *testing.T) {
	t.Parallel()
	want := wanted()
	want.Vmks[4].MAC = netstate.Some("00:50:56:44:55:66")
	text, h := rendered(t, want), settled(t)
	ends(t, h, text, allowed, 0)
	a, b := h.Vmk("vmk2"), h.Vmk("vmk10")
	a.MAC, b.MAC = strings.ToUpper(b.MAC), a.MAC
	mended(t, h, want, text)
	if mac := h.Vmk("vmk10").MAC; mac != "00:50:56:44:55:66" {
		t.Errorf("vmk10 has MAC %s", mac)
	}
}

// TestMACOfManagement wants a MAC that a vmk has which carries management: it
// waits for leave to touch that.
func TestMACOfManagement(t *testing.T) {
	t.Parallel()
	want := wanted()
	want.Vmks[0].MAC, want.Vmks[2].MAC = netstate.Some("00:50:56:44:55:66"), netstate.Some(fresh().Vmk("vmk0").MAC)
	text, h := rendered(t, want), settled(t)
	mended(t, h, want, text)
}

// byName sorts what has no order.
func byName(h *standin.Host) *standin.Host {
	h = h.Clone()
	slices.SortFunc(h.Groups, func(a, b *standin.Group) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(h.Vmks, func(a, b *standin.Vmk) int { return strings.Compare(a.Device, b.Device) })
	for _, v := range h.Vmks {
		slices.Sort(v.Tags)
	}
	for _, s := range h.Stacks {
		slices.SortFunc(s.Routes, func(a, b standin.Route) int { return strings.Compare(a.To, b.To) })
	}
	return h
}
