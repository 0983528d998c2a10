// Package standin is a strict pretend host: what esxcli would do on ESXi, for
// tests of what vmkgen renders, and for vmkgen sim.
//
// Its one rule: it is stricter than ESXi and never kinder. Where nobody knows
// what a host does, it fails.
package standin

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// A Host is one pretend host.
type Host struct {
	Name, Version  string
	NICs           []string
	HBAs           []string // iSCSI adapters besides the software one
	Switches       []*Switch
	Groups         []*Group
	DVS            []*DVS
	Stacks         []*Stack
	Vmks           []*Vmk
	Portals        []Portal
	NVMe           []string // devices with an NVMe over Fabrics adapter
	SoftwareISCSI  bool
	IPv6, IPv6Next bool // the global switch: now, and after a reboot
}

// A Switch is a standard switch.
type Switch struct {
	Name, CDP string
	MTU       int
	Uplinks   []string
	Teaming   Teaming
	Security  [3]bool // promiscuous, MAC changes, forged transmits
	Chosen    bool    // somebody has set active or standby: a new uplink is unused
}

// Teaming is a failover policy.
type Teaming struct {
	Policy, Detection string
	Notify, Failback  bool
	Active, Standby   []string
}

// A Group is a standard port group.
type Group struct {
	Name, Switch string
	VLAN         int
	VMs          int // ports of virtual machines
	Own          Teaming
	Overrides    [5]bool // policy, detection, notify, failback, order
}

// A DVS is a distributed switch that the host is a member of.
type DVS struct {
	Name, UUID string
	MTU        int // 0: as large as they come
	Uplinks    []string
}

// A Stack is a TCP/IP stack by its key.
type Stack struct {
	Key, Congestion string
	MaxConn         int
	DNS, Search     []string
	Routes          []Route
}

// A Route is a manual one; To is "default" for gateways.
type Route struct {
	IPv6    bool
	To, Via string
}

// A Vmk is a VMkernel adapter.
type Vmk struct {
	Device, Group, DVS, Opaque string // on a DVS, the group is one of its
	Stack, MAC                 string
	MTU                        int
	Mode                       string // STATIC, DHCP, NONE
	IP                         netip.Prefix
	Gateway                    string // its own
	IPv6, RA, DHCPv6           bool
	Addresses                  []netip.Prefix
	Gateway6                   string
	Tags, VSAN                 []string
	Untagged                   []string // roles whose tags nobody knows, as the API spells them
}

// A Portal binds a vmk to an iSCSI adapter.
type Portal struct{ HBA, Vmk string }

// SoftwareHBA is the software iSCSI adapter, once it is on.
const SoftwareHBA = "vmhba65"

const defaultKey = "defaultTcpipStack"

// Fresh is a host as the installer leaves it, with an address for vmk0.
func Fresh(name, version, address, gateway string, nics ...string) *Host {
	h := &Host{Name: name, Version: version, NICs: nics, IPv6: true, IPv6Next: true, HBAs: []string{"vmhba2", "vmhba3"}}
	s := newSwitch("vSwitch0")
	s.Uplinks, s.Teaming.Active = []string{nics[0]}, []string{nics[0]}
	h.Switches = []*Switch{s}
	h.Groups = []*Group{{Name: "Management Network", Switch: "vSwitch0"}, {Name: "VM Network", Switch: "vSwitch0"}}
	h.Stacks = []*Stack{newStack(defaultKey)}
	if gateway != "" {
		h.Stacks[0].Routes = []Route{{To: "default", Via: gateway}}
	}
	h.Vmks = []*Vmk{{
		Device: "vmk0", Group: "Management Network", Stack: defaultKey, MAC: "00:50:56:00:00:00", MTU: 1500,
		Mode: "STATIC", IP: netip.MustParsePrefix(address), IPv6: true, Tags: []string{"Management"},
	}}
	return h
}

func newSwitch(name string) *Switch {
	return &Switch{Name: name, CDP: "listen", MTU: 1500, Teaming: Teaming{Policy: "srcport", Detection: "link", Notify: true, Failback: true}}
}

func newStack(key string) *Stack { return &Stack{Key: key, Congestion: "newreno", MaxConn: 11000} }

// Clone gives a copy that shares nothing.
func (h *Host) Clone() *Host {
	text, err := json.Marshal(h)
	if err != nil {
		panic(err)
	}
	out := new(Host)
	if err := json.Unmarshal(text, out); err != nil {
		panic(err)
	}
	return out
}

// Print gives all of the host as text, a thing a line, so that two states compare.
func (h *Host) Print() string {
	var b strings.Builder
	for _, s := range h.Switches {
		fmt.Fprintf(&b, "switch %+v\n", *s)
	}
	for _, g := range h.Groups {
		fmt.Fprintf(&b, "group %+v\n", *g)
	}
	for _, d := range h.DVS {
		fmt.Fprintf(&b, "member of %+v\n", *d)
	}
	for _, s := range h.Stacks {
		fmt.Fprintf(&b, "stack %+v\n", *s)
	}
	for _, v := range h.Vmks {
		fmt.Fprintf(&b, "vmk %+v\n", *v)
	}
	fmt.Fprintf(&b, "bound %v, NVMe %v, software iSCSI %v, IPv6 %v, then %v\n", h.Portals, h.NVMe, h.SoftwareISCSI, h.IPv6, h.IPv6Next)
	return b.String()
}

// Reboot makes what waits for it so.
func (h *Host) Reboot() { h.IPv6 = h.IPv6Next }

func find[T any](all []*T, is func(*T) bool) *T {
	for _, x := range all {
		if is(x) {
			return x
		}
	}
	return nil
}

// Switch finds a standard switch by its exact name; nil: none.
func (h *Host) Switch(name string) *Switch {
	return find(h.Switches, func(s *Switch) bool { return s.Name == name })
}

// Group finds a port group.
func (h *Host) Group(name string) *Group {
	return find(h.Groups, func(g *Group) bool { return g.Name == name })
}

// Stack finds a stack by its key.
func (h *Host) Stack(key string) *Stack {
	return find(h.Stacks, func(s *Stack) bool { return s.Key == key })
}

// Vmk finds a vmk.
func (h *Host) Vmk(device string) *Vmk {
	return find(h.Vmks, func(v *Vmk) bool { return v.Device == device })
}

// on gives the vmks on a standard port group.
func (h *Host) on(group string) (out []*Vmk) {
	for _, v := range h.Vmks {
		if v.DVS == "" && v.Opaque == "" && v.Group == group {
			out = append(out, v)
		}
	}
	return out
}

// switchOf is the standard switch that a vmk is on; nil: none.
func (h *Host) switchOf(v *Vmk) *Switch {
	if v.DVS != "" || v.Opaque != "" {
		return nil
	}
	if g := h.Group(v.Group); g != nil {
		return h.Switch(g.Switch)
	}
	return nil
}

// effective is a port group's teaming with its switch's under it.
func (h *Host) effective(g *Group) Teaming {
	t := h.Switch(g.Switch).Teaming
	if g.Overrides[0] {
		t.Policy = g.Own.Policy
	}
	if g.Overrides[1] {
		t.Detection = g.Own.Detection
	}
	if g.Overrides[2] {
		t.Notify = g.Own.Notify
	}
	if g.Overrides[3] {
		t.Failback = g.Own.Failback
	}
	if g.Overrides[4] {
		t.Active, t.Standby = g.Own.Active, g.Own.Standby
	}
	return t
}

func (h *Host) bound(device string) bool {
	return slices.ContainsFunc(h.Portals, func(p Portal) bool { return p.Vmk == device })
}

func (h *Host) managed() (n int) {
	for _, v := range h.Vmks {
		if slices.Contains(v.Tags, "Management") {
			n++
		}
	}
	return n
}

// reaches says whether a vmk of the stack has the gateway in its subnet.
func (h *Host) reaches(key, via string) bool {
	a, err := netip.ParseAddr(via)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(h.Vmks, func(v *Vmk) bool { return v.Stack == key && v.reaches(a) })
}

// reaches says whether a gateway is in the vmk's subnet, as far as that is known.
func (v *Vmk) reaches(a netip.Addr) bool {
	if a.Is4() {
		return v.Mode == "DHCP" || v.Mode == "STATIC" && v.IP.Contains(a)
	}
	return v.IPv6 && (a.IsLinkLocalUnicast() || v.RA || v.DHCPv6 || slices.ContainsFunc(v.Addresses, func(p netip.Prefix) bool { return p.Contains(a) }))
}

// dropRoutes takes away the routes that nothing reaches any more.
func (h *Host) dropRoutes() {
	for _, s := range h.Stacks {
		s.Routes = slices.DeleteFunc(s.Routes, func(r Route) bool { return !h.reaches(s.Key, r.Via) })
	}
}

// Newer says whether the host's release is at least this one.
func (h *Host) newer(release string) bool {
	part := func(s string, n int) (v int) {
		if p := strings.Split(s, "."); n < len(p) {
			_, _ = fmt.Sscan(p[n], &v) // what is no number counts as 0
		}
		return v
	}
	for n := range 3 {
		if a, b := part(h.Version, n), part(release, n); a != b {
			return a > b
		}
	}
	return true
}
