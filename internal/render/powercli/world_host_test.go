package powercli_test

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pstest"
)

// A fakeHost is a pretend ESXi host, stricter than a real one: what a real host
// might forgive is an error here.
type fakeHost struct {
	name, version, state string
	nics                 []string
	switches             []*fakeSwitch
	groups               []*fakeGroup
	vmks                 []*fakeVmk
	stacks               []*fakeStack
	roles                []string // "vmotion vmk1"
	vsan                 []string // "witness vmk0"
	software             bool     // software iSCSI
	bindings             []string // "vmhba64 vmk3"
	nvme                 []string
	proxies              []*fakeProxy
	ipv6Off, ipv6Next    bool
	stale                bool // esxcli wrote, and vCenter doesn't know yet
}

type fakeTeaming struct {
	policy, detection string // of the API; "" inherited
	notify, failback  *bool
	active, standby   []string // nil inherited
}

type fakeSwitch struct {
	name     string
	mtu      int
	nics     []string
	cdp      string
	teaming  fakeTeaming
	security map[string]bool
}

type fakeGroup struct {
	name, on string
	vlan     int
	clients  int // ports that are no vmk's
	teaming  fakeTeaming
}

type fakeVmk struct {
	device, group, stack, mac string
	mtu                       int
	dvs, dvKey                string
	opaque                    bool
	mode                      string
	ip                        netip.Prefix
	gateway, gateway6         string
	ipv6, autoconf, dhcp6     bool
	addresses                 []string
}

type fakeStack struct {
	key, gateway, gateway6 string
	dns, search            []string
	dnsDHCP                bool
	congestion             string
	connections            int
	routes                 []string // "10.8.0.0/16 10.0.0.1"
}

type fakeProxy struct {
	name, uuid string
	mtu        int
	nics       []string
}

func yes() *bool { b := true; return &b }

func defaultTeaming() fakeTeaming {
	return fakeTeaming{policy: "loadbalance_srcid", detection: "link", notify: yes(), failback: yes(), active: []string{}, standby: []string{}}
}

func newSwitch(name string) *fakeSwitch {
	return &fakeSwitch{
		name: name, mtu: 1500, cdp: "listen", teaming: defaultTeaming(),
		security: map[string]bool{"AllowPromiscuous": false, "MacChanges": false, "ForgedTransmits": false},
	}
}

// installed is a host as the installer leaves it.
func installed(name, ip string) *fakeHost {
	h := &fakeHost{
		name: name, version: "8.0.3", state: "Connected",
		nics:   []string{"vmnic0", "vmnic1", "vmnic2", "vmnic3", "vmnic4", "vmnic10"},
		stacks: []*fakeStack{{key: "defaultTcpipStack", gateway: "10.0.0.1", congestion: "newreno", connections: 11000}},
		roles:  []string{"management vmk0"},
	}
	s := newSwitch("vSwitch0")
	s.nics, s.teaming.active = []string{"vmnic0"}, []string{"vmnic0"}
	h.switches = []*fakeSwitch{s}
	h.groups = []*fakeGroup{{name: "VM Network", on: "vSwitch0", clients: 1}, {name: "Management Network", on: "vSwitch0"}}
	h.vmks = []*fakeVmk{{
		device: "vmk0", group: "Management Network", stack: "defaultTcpipStack", mac: "00:50:56:00:00:01", mtu: 1500,
		mode: "static", ip: prefix(ip),
	}}
	return h
}

func find[T any](all []*T, match func(*T) bool) *T {
	for _, x := range all {
		if match(x) {
			return x
		}
	}
	return nil
}

func (h *fakeHost) sw(name string) *fakeSwitch {
	return find(h.switches, func(s *fakeSwitch) bool { return s.name == name })
}

func (h *fakeHost) group(name string) *fakeGroup {
	return find(h.groups, func(g *fakeGroup) bool { return g.name == name })
}

func (h *fakeHost) vmk(device string) *fakeVmk {
	return find(h.vmks, func(v *fakeVmk) bool { return v.device == device })
}

func (h *fakeHost) stack(key string) *fakeStack {
	return find(h.stacks, func(s *fakeStack) bool { return s.key == key })
}

func (h *fakeHost) addSwitch(name string) error {
	if h.sw(name) != nil || name == "" || len([]rune(name)) > 31 {
		return pstest.Fail("switch %s is there, or its name is too long", name)
	}
	h.switches = append(h.switches, newSwitch(name))
	return nil
}

func (h *fakeHost) setSwitchMTU(s *fakeSwitch, mtu int) error {
	for _, v := range h.vmks {
		if g := h.group(v.group); g != nil && g.on == s.name && v.mtu > mtu {
			return pstest.Fail("%s has a larger MTU", v.device)
		}
	}
	s.mtu = mtu
	return nil
}

func (h *fakeHost) addUplink(s *fakeSwitch, nic string) error {
	if !slices.Contains(h.nics, nic) {
		return pstest.Fail("no %s", nic)
	}
	for _, o := range h.switches {
		if slices.Contains(o.nics, nic) {
			return pstest.Fail("%s is on %s", nic, o.name)
		}
	}
	for _, o := range h.proxies {
		if slices.Contains(o.nics, nic) {
			return pstest.Fail("%s is on %s", nic, o.name)
		}
	}
	s.nics = append(s.nics, nic)
	s.teaming.active = append(s.teaming.active, nic)
	return nil
}

func without[T comparable](all []T, x T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(o T) bool { return o == x })
}

func (h *fakeHost) removeUplink(nic string) error {
	for _, s := range h.switches {
		if !slices.Contains(s.nics, nic) {
			continue
		}
		s.nics = without(s.nics, nic)
		s.teaming.active, s.teaming.standby = without(s.teaming.active, nic), without(s.teaming.standby, nic)
		for _, g := range h.groups {
			if g.on == s.name && g.teaming.active != nil {
				g.teaming.active, g.teaming.standby = without(g.teaming.active, nic), without(g.teaming.standby, nic)
			}
		}
		return nil
	}
	return pstest.Fail("%s is on no switch", nic)
}

func (h *fakeHost) addGroup(name, on string, vlan int) error {
	if h.group(name) != nil || h.sw(on) == nil || name == "" || vlan < 0 || vlan > 4094 {
		return pstest.Fail("port group %s is there, or switch %s isn't, or VLAN %d is none", name, on, vlan)
	}
	h.groups = append(h.groups, &fakeGroup{name: name, on: on, vlan: vlan})
	return nil
}

func (h *fakeHost) occupant(group string) *fakeVmk {
	return find(h.vmks, func(v *fakeVmk) bool { return v.group == group && v.dvs == "" })
}

func (h *fakeHost) removeGroup(name string) error {
	g := h.group(name)
	if g == nil || g.clients > 0 || h.occupant(name) != nil {
		return pstest.Fail("port group %s is in use, or not there", name)
	}
	h.groups = slices.DeleteFunc(h.groups, func(o *fakeGroup) bool { return o == g })
	return nil
}

// limit is the largest MTU where a vmk is, or would be.
func (h *fakeHost) limit(group, dvs string) int {
	if dvs != "" {
		if p := h.proxy(dvs); p != nil {
			return p.mtu
		}
		return 0
	}
	if g := h.group(group); g != nil {
		return h.sw(g.on).mtu
	}
	return 0
}

func (h *fakeHost) proxy(name string) *fakeProxy {
	return find(h.proxies, func(p *fakeProxy) bool { return p.name == name })
}

func (h *fakeHost) addVmk(v *fakeVmk) error {
	if h.vmk(v.device) != nil || h.stack(v.stack) == nil || v.mtu > h.limit(v.group, v.dvs) {
		return pstest.Fail("%s is there, or stack %s isn't, or MTU %d is too much", v.device, v.stack, v.mtu)
	}
	if v.dvs == "" && (h.group(v.group) == nil || h.occupant(v.group) != nil) {
		return pstest.Fail("A vmkernel nic for the connection point already exists: %s", v.group)
	}
	if v.mac == "" {
		v.mac = "00:50:56:99:00:" + strings.Repeat("0", 2-len(v.device[3:]))[:max(0, 2-len(v.device[3:]))] + v.device[3:]
	}
	v.mode = "none"
	h.vmks = append(h.vmks, v)
	return nil
}

func (h *fakeHost) bound(device string) bool {
	return slices.ContainsFunc(h.bindings, func(b string) bool { return strings.HasSuffix(b, " "+device) })
}

func (h *fakeHost) removeVmk(device string) error {
	v := h.vmk(device)
	if v == nil || h.bound(device) || slices.ContainsFunc(h.vsan, func(s string) bool { return strings.HasSuffix(s, " "+device) }) {
		return pstest.Fail("%s is not there, bound or carries vSAN", device)
	}
	if err := h.lastManagement(device); err != nil {
		return err
	}
	h.vmks = slices.DeleteFunc(h.vmks, func(o *fakeVmk) bool { return o == v })
	h.roles = slices.DeleteFunc(h.roles, func(r string) bool { return strings.HasSuffix(r, " "+device) })
	h.dropRoutes(v.stack)
	return nil
}

func (h *fakeHost) lastManagement(device string) error {
	if !slices.Contains(h.roles, "management "+device) {
		return nil
	}
	for _, r := range h.roles {
		if strings.HasPrefix(r, "management ") && r != "management "+device {
			return nil
		}
	}
	return pstest.Fail("%s is the last that carries management", device)
}

func (h *fakeHost) moveVmk(v *fakeVmk, group, dvs, key string) error {
	if h.bound(v.device) {
		return pstest.Fail("%s is bound", v.device)
	}
	if dvs == "" {
		if o := h.occupant(group); h.group(group) == nil || o != nil && o != v {
			return pstest.Fail("port group %s is not there, or taken", group)
		}
	}
	if v.mtu > h.limit(group, dvs) {
		return pstest.Fail("%s has a larger MTU than where it is to go", v.device)
	}
	v.group, v.dvs, v.dvKey = group, dvs, key
	return nil
}

func (h *fakeHost) setVmkMTU(v *fakeVmk, mtu int) error {
	if mtu < 1280 || mtu > 9000 || mtu > h.limit(v.group, v.dvs) {
		return pstest.Fail("MTU %d is too much for %s", mtu, v.device)
	}
	v.mtu = mtu
	return nil
}

func (h *fakeHost) setIPv4(v *fakeVmk, mode string, ip netip.Prefix, gateway string) error {
	if mode == "static" {
		for _, o := range h.vmks {
			if o != v && o.mode == "static" && o.ip.Addr() == ip.Addr() {
				return pstest.Fail("%s has %s", o.device, ip.Addr())
			}
		}
		if gateway != "" && !ip.Masked().Contains(addr(gateway)) {
			return pstest.Fail("gateway %s is out of reach", gateway)
		}
	}
	v.mode, v.ip, v.gateway = mode, ip, gateway
	if mode != "static" {
		v.ip = netip.Prefix{}
	}
	h.dropRoutes(v.stack)
	return nil
}

// reached says whether a vmk of the stack has a gateway in its subnet.
func (h *fakeHost) reached(stack, gateway string) bool {
	g := addr(gateway)
	for _, v := range h.vmks {
		if v.stack != stack {
			continue
		}
		if g.Is4() && (v.mode == "dhcp" || v.mode == "static" && v.ip.Masked().Contains(g)) {
			return true
		}
		if g.Is6() && (v.ipv6 && (v.autoconf || v.dhcp6 || g.IsLinkLocalUnicast())) {
			return true
		}
		for _, a := range v.addresses {
			if g.Is6() && prefix(a).Masked().Contains(g) {
				return true
			}
		}
	}
	return false
}

// dropRoutes forgets what no address of the stack reaches any more.
func (h *fakeHost) dropRoutes(stack string) {
	s := h.stack(stack)
	if s.gateway != "" && !h.reached(stack, s.gateway) {
		s.gateway = ""
	}
	s.routes = slices.DeleteFunc(s.routes, func(r string) bool { return !h.reached(stack, strings.Fields(r)[1]) })
}

func (h *fakeHost) setGateway(s *fakeStack, gateway string) error {
	if !h.reached(s.key, gateway) {
		return pstest.Fail("gateway %s is out of reach", gateway)
	}
	if addr(gateway).Is4() {
		s.gateway = gateway
	} else {
		s.gateway6 = gateway
	}
	return nil
}

func (h *fakeHost) addRoute(s *fakeStack, to, via string) error {
	p, err := netip.ParsePrefix(to)
	if err != nil || p.Masked() != p || !h.reached(s.key, via) || slices.ContainsFunc(s.routes, func(r string) bool { return strings.HasPrefix(r, to+" ") }) {
		return pstest.Fail("route %s via %s is bad, there, or out of reach", to, via)
	}
	s.routes = append(s.routes, to+" "+via)
	return nil
}

func (h *fakeHost) removeRoute(s *fakeStack, to, via string) error {
	if !slices.Contains(s.routes, to+" "+via) {
		return pstest.Fail("no route %s via %s", to, via)
	}
	s.routes = without(s.routes, to+" "+via)
	return nil
}

func (h *fakeHost) enable(role, device string) error {
	v := h.vmk(device)
	if v == nil || v.stack != "defaultTcpipStack" || slices.Contains(h.roles, role+" "+device) {
		return pstest.Fail("%s can't get the role %s", device, role)
	}
	if role == "faultToleranceLogging" { // one vmk a host: it leaves the other
		h.roles = slices.DeleteFunc(h.roles, func(r string) bool { return strings.HasPrefix(r, role+" ") })
	}
	h.roles = append(h.roles, role+" "+device)
	return nil
}

func (h *fakeHost) disable(role, device string) error {
	if !slices.Contains(h.roles, role+" "+device) {
		return pstest.Fail("%s has no role %s", device, role)
	}
	if role == "management" {
		if err := h.lastManagement(device); err != nil {
			return err
		}
	}
	h.roles = without(h.roles, role+" "+device)
	return nil
}

func (h *fakeHost) setVsan(device string, kinds []string) error {
	v := h.vmk(device)
	if v == nil || v.stack != "defaultTcpipStack" {
		return pstest.Fail("%s can't carry vSAN", device)
	}
	h.vsan = slices.DeleteFunc(h.vsan, func(s string) bool { return strings.HasSuffix(s, " "+device) })
	for _, k := range kinds {
		h.vsan = append(h.vsan, k+" "+device)
	}
	return nil
}

func (h *fakeHost) bind(hba, device string) error {
	v := h.vmk(device)
	if v == nil || h.bound(device) && slices.Contains(h.bindings, hba+" "+device) || hba == "vmhba64" && !h.software {
		return pstest.Fail("%s can't be bound to %s", device, hba)
	}
	if v.dvs == "" {
		g := h.group(v.group)
		t := h.sw(g.on).teaming
		if g.teaming.active != nil {
			t = g.teaming
		}
		if len(t.active) != 1 || len(t.standby) != 0 {
			return pstest.Fail("%s has not exactly one path", device)
		}
	}
	h.bindings = append(h.bindings, hba+" "+device)
	return nil
}

func (h *fakeHost) unbind(hba, device string) error {
	if !slices.Contains(h.bindings, hba+" "+device) {
		return pstest.Fail("%s is not bound to %s", device, hba)
	}
	h.bindings = without(h.bindings, hba+" "+device)
	return nil
}

// setOrder sets a failover order; what is in neither list is unused.
func (h *fakeHost) setOrder(t *fakeTeaming, s *fakeSwitch, group string, active, standby []string) error {
	for i, nic := range slices.Concat(active, standby) {
		if !slices.Contains(s.nics, nic) || slices.Index(slices.Concat(active, standby), nic) != i {
			return pstest.Fail("%s is not on %s, or twice", nic, s.name)
		}
	}
	if v := h.occupant(group); v != nil && h.bound(v.device) {
		return pstest.Fail("%s is bound", v.device)
	}
	t.active, t.standby = active, standby
	return nil
}
