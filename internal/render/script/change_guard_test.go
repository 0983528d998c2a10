package script_test

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// A tampering is what hands do to a host, and what a change says of it then.
type tampering struct {
	says string
	make func(h *standin.Host)
}

// tampered is what somebody does to a host between the plan and the night: a
// value that is neither the old nor the new one.
var tampered = []tampering{
	{"switch vSwitch0: mtu is '4000'", func(h *standin.Host) {
		h.Switch("vSwitch0").MTU = 4000
		h.Vmk("vmk1").MTU = 1500
	}},
	{"switch vSwitch0: discovery is 'advertise'", func(h *standin.Host) { h.Switch("vSwitch0").CDP = "advertise" }},
	{"switch vSwitch0: --load-balancing is 'iphash'", func(h *standin.Host) { h.Switch("vSwitch0").Teaming.Policy = "iphash" }},
	{"switch vSwitch0: --active-uplinks is 'vmnic0,vmnic1'", func(h *standin.Host) {
		s := h.Switch("vSwitch0")
		s.Teaming.Active, s.Teaming.Standby = []string{"vmnic0", "vmnic1"}, nil
	}},
	{"portgroup vmk1-vmotion: vlan is '22'", func(h *standin.Host) { h.Group("vmk1-vmotion").VLAN = 22 }},
	{"portgroup Management Network: vlan is '12'", func(h *standin.Host) { h.Group("Management Network").VLAN = 12 }},
	{"stack defaultTcpipStack: server is '203.0.113.53'", func(h *standin.Host) {
		h.Stack("defaultTcpipStack").DNS = []string{"203.0.113.53"}
	}},
	{"stack defaultTcpipStack: search is 'c.example'", func(h *standin.Host) { h.Stack("defaultTcpipStack").Search = []string{"c.example"} }},
	{"stack defaultTcpipStack: routes ipv4 is", func(h *standin.Host) {
		s := h.Stack("defaultTcpipStack")
		s.Routes = append(s.Routes, standin.Route{To: "10.99.0.0/16", Via: "192.0.2.7"})
	}},
	{"stack vmotion: gateway is '203.0.113.9'", func(h *standin.Host) {
		h.Stack("vmotion").Routes = []standin.Route{{To: "default", Via: "203.0.113.9"}}
	}},
	{"vmk vmk2: address is '10.30.0.99 255.255.255.0'", func(h *standin.Host) { h.Vmk("vmk2").IP = prefix("10.30.0.99/24") }},
	{"vmk vmk2: address is 'dhcp'", func(h *standin.Host) { v := h.Vmk("vmk2"); v.Mode, v.IP = "DHCP", netip.Prefix{} }},
	{"vmk vmk10: gateway is '10.50.0.9'", func(h *standin.Host) { h.Vmk("vmk10").Gateway = "10.50.0.9" }},
	{"vmk vmk10: roles is", func(h *standin.Host) { v := h.Vmk("vmk10"); v.Tags = append(v.Tags, "VMotion") }},
	{"vmk vmk1: mtu is '1400'", func(h *standin.Host) { h.Vmk("vmk1").MTU = 1400 }},
	{"vmk vmk1: ipv6/address is", func(h *standin.Host) {
		v := h.Vmk("vmk1")
		v.Addresses = append(v.Addresses, prefix("2001:db8:99::1/64"))
	}},
	{"portgroup iSCSI $(reboot) \"a\"; [b]: --active-uplinks is 'vmnic3,vmnic2'", func(h *standin.Host) {
		g := h.Group(`iSCSI $(reboot) "a"; [b]`)
		g.Own.Active, g.Overrides[4] = []string{"vmnic3", "vmnic2"}, true
	}},
	{"portgroup vmk3-backup: switch is 'v Switch'1'", func(h *standin.Host) { h.Group("vmk3-backup").Switch = "v Switch'1" }},
	{"stack backup: gateway is '10.40.0.9'", func(h *standin.Host) {
		h.Stack("backup").Routes = []standin.Route{{To: "default", Via: "10.40.0.9"}, {To: "10.8.0.0/16", Via: "10.40.0.254"}}
	}},
	{"stack backup: gateway6 is '2001:db8::9'", func(h *standin.Host) {
		s := h.Stack("backup")
		s.Routes = append(s.Routes, standin.Route{IPv6: true, To: "default", Via: "2001:db8::9"})
	}},
	{"stack backup: routes ipv6 is", func(h *standin.Host) {
		s := h.Stack("backup")
		s.Routes = append(s.Routes, standin.Route{IPv6: true, To: "2001:db8:9::/48", Via: "2001:db8::9"})
	}},
	{"vmk vmk3: portgroup is 'vmk3-other'", func(h *standin.Host) {
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk3-other", Switch: "vSwitch0"})
		h.Vmk("vmk3").Group = "vmk3-other"
	}},
	{"vmk vmk3: switch is 'v Switch'1'", func(h *standin.Host) {
		h.Groups = append(h.Groups, &standin.Group{Name: "vmk3-other", Switch: "v Switch'1"})
		h.Vmk("vmk3").Group = "vmk3-other"
	}},
	{"vmk vmk3: stack is 'vmotion'", func(h *standin.Host) { h.Vmk("vmk3").Stack = "vmotion" }},
	{"vmk vmk3: mac is '00:50:56:99:99:99'", func(h *standin.Host) { h.Vmk("vmk3").MAC = "00:50:56:99:99:99" }},
	{"vmk vmk3: iscsi/adapter is ' vmhba2'", func(h *standin.Host) { h.Portals = append(h.Portals, standin.Portal{HBA: "vmhba2", Vmk: "vmk3"}) }},
	{"vmk vmk10 is gone", func(h *standin.Host) { dropVmk(h, "vmk10") }},
	{"vmk vmk4: address is '10.45.0.99 255.255.255.0'", func(h *standin.Host) {
		h.Vmks = append(h.Vmks, &standin.Vmk{
			Device: "vmk4", Group: "VM Network", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:04", MTU: 1500, Mode: "STATIC", IP: prefix("10.45.0.99/24"),
		})
	}},
}

// TestChangeIsGuarded demands that a change and its rollback stop before their
// first write where something is neither as it was nor as it is to be.
func TestChangeIsGuarded(t *testing.T) {
	t.Parallel()
	h, there, back := renewal(t)
	for _, c := range tampered {
		t.Run(c.says, func(t *testing.T) {
			t.Parallel()
			for _, text := range [][]byte{there, back} {
				h := h.Clone()
				c.make(h)
				refuses(t, h, text, allowed, c.says)
			}
		})
	}
}

// TestEveryGuardIsTried: each kind of guard that a change has stops it in one of
// the cases. A flag that may be on or off can't be anything else.
func TestEveryGuardIsTried(t *testing.T) {
	t.Parallel()
	_, there, _ := renewal(t)
	tried := func(kind, attribute string) bool {
		return slices.ContainsFunc(tampered, func(c tampering) bool {
			return strings.HasPrefix(c.says, kind+" ") && strings.Contains(c.says, ": "+attribute+" is")
		})
	}
	line := regexp.MustCompile(`(?m)^  (?:must|may) (?:one|some) (\w+) (?:'.*?'|\S+?)(?:\\''.*?')? ((?:'routes ipv[46]')|[\w/-]+)(.*)$`)
	found := line.FindAllStringSubmatch(string(there), -1)
	if len(found) < 40 {
		t.Fatalf("only %d guards are found", len(found))
	}
	for _, g := range found {
		attribute := strings.Trim(g[2], "'")
		if attribute == "--standby-uplinks" || strings.Contains(g[3], "true") && strings.Contains(g[3], "false") {
			continue // standby uplinks go with the active ones
		}
		if !tried(g[1], attribute) {
			t.Errorf("no case for %s", g[0])
		}
	}
}

// TestChangeHoldsManagementBack runs a change without leave to touch management:
// the rest is done, and the exit code tells that something is left.
func TestChangeHoldsManagementBack(t *testing.T) {
	t.Parallel()
	h, there, _ := renewal(t)
	was := h.Clone()
	ends(t, h, there, esxtest.Run{}, 3)
	if got, want := h.Management(), was.Management(); got != want {
		t.Errorf("management was touched:\n%s\nwas\n%s", got, want)
	}
	if h.Vmk("vmk4") == nil || h.Vmk("vmk2").IP != prefix("10.30.0.12/24") || h.Group("vmk1-vmotion").VLAN != 21 {
		t.Error("the rest was not done")
	}
	if r := ends(t, h, there, esxtest.Run{}, 3); r.Writes != 0 {
		t.Errorf("run again it writes %v", r.Calls)
	}
	ends(t, h, there, allowed, 0)
	want := renewed()
	if d := h.Differences(&want); d != nil {
		t.Errorf("not as wanted: %v", d)
	}
}
