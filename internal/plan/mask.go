package plan

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A delta is the goal without all that stays as it is, so that the operations
// that ensure it are those of the change and touch nothing else.
type delta struct {
	host    netstate.Host
	changes map[Thing]*Change
	from    *netstate.Host
	goal    *netstate.Host
}

func newDelta(from, goal *netstate.Host, changes []Change) *delta {
	d := &delta{changes: map[Thing]*Change{}, from: from, goal: goal}
	for i := range changes {
		d.changes[changes[i].Thing] = &changes[i]
	}
	d.host = netstate.Host{Name: goal.Name, Release: goal.Release}
	d.switches()
	d.portGroups()
	d.stacks()
	d.vmks()
	return d
}

func (d *delta) change(k Kind, name string) *Change { return d.changes[Thing{k, name}] }

func (d *delta) verb(k Kind, name string) Verb {
	if c := d.change(k, name); c != nil {
		return c.Verb
	}
	return ""
}

// has says whether one of these attributes changes; teaming stands for all of
// a teaming's.
func (c *Change) has(names ...string) bool {
	return slices.ContainsFunc(c.Attributes, func(a Delta) bool {
		return slices.ContainsFunc(names, func(n string) bool { return a.Name == n || strings.HasPrefix(a.Name, n+"/") })
	})
}

// where keeps a value where its attribute changes.
func where[T any](c *Change, name string, o netstate.Opt[T]) netstate.Opt[T] {
	if c.has(name) {
		return o
	}
	return netstate.Opt[T]{}
}

func whereList[T any](c *Change, name string, l []T) []T {
	if c.has(name) {
		return l
	}
	return nil
}

func (d *delta) switches() {
	for _, s := range d.goal.Switches {
		c := d.change(SwitchKind, s.Name)
		if c == nil {
			// Vmks and port groups are placed by it.
			s = netstate.Switch{Name: s.Name, Kind: s.Kind, CreatePortGroups: s.CreatePortGroups}
		} else if c.Verb != Add {
			s.Uplinks, s.MTU = whereList(c, "uplinks", s.Uplinks), where(c, "mtu", s.MTU)
			if !c.has("mtu") {
				s.MinMTU = 0
			}
			s.Teaming, s.Discovery = maskTeaming(c, s.Teaming), where(c, "discovery", s.Discovery)
			if p := s.Security; p != nil {
				s.Security = nil
				if c.has("security") {
					s.Security = &netstate.Security{
						Promiscuous: where(c, "security/promiscuous", p.Promiscuous), MACChanges: where(c, "security/mac_changes", p.MACChanges),
						ForgedTransmits: where(c, "security/forged_transmits", p.ForgedTransmits),
					}
				}
			}
		}
		d.host.Switches = append(d.host.Switches, s)
	}
}

// maskTeaming keeps what changes. Active and standby uplinks go together, and
// going back to what the switch says takes all of it.
func maskTeaming(c *Change, t *netstate.Teaming) *netstate.Teaming {
	if t == nil || !c.has("teaming") {
		return nil
	}
	if t.Inherits {
		return t
	}
	out := &netstate.Teaming{
		Policy: where(c, "teaming/policy", t.Policy), Failback: where(c, "teaming/failback", t.Failback),
		Notify: where(c, "teaming/notify", t.Notify), Detection: where(c, "teaming/detection", t.Detection),
	}
	if c.has("teaming/active", "teaming/standby") {
		out.Active, out.Standby = t.Active, t.Standby
	}
	return out
}

func (d *delta) portGroups() {
	for _, p := range d.goal.PortGroups {
		if p.Distributed {
			if p.Of != "" && d.anew(p.Of) {
				d.host.PortGroups = append(d.host.PortGroups, p)
			}
			continue
		}
		name := p.Name
		if name == "" {
			name = nameless(p.Of)
		}
		c := d.change(PortGroupKind, name)
		if c == nil {
			continue
		}
		if c.Verb != Add && !c.has("switch") {
			p.VLAN, p.Teaming = where(c, "vlan", p.VLAN), maskTeaming(c, p.Teaming)
		}
		if p.Of == "" {
			p.Of = d.carried(p.Name)
		}
		d.host.PortGroups = append(d.host.PortGroups, p)
	}
}

// carried gives a vmk that is on a port group.
func (d *delta) carried(group string) string {
	for i := range d.goal.Vmks {
		if d.goal.Vmks[i].PortGroup.Or("") == group {
			return d.goal.Vmks[i].Device
		}
	}
	return ""
}

// shaken says whether a stack may lose a route: ESXi drops those that a vmk's
// removal or new address leaves unreached.
func (d *delta) shaken(stack string, via netip.Addr) bool {
	for _, c := range d.changes {
		if c.Kind != VmkKind || c.Verb == Add || c.Verb == Modify && !c.has("address", "ipv6", "stack") {
			continue
		}
		v := d.from.Vmk(c.Name)
		if via.IsValid() && v != nil && v.Stack.Or(netstate.DefaultStack) == stack && reaches(v, via) {
			return true
		}
	}
	return false
}

func (d *delta) stacks() {
	for _, s := range d.goal.Stacks {
		c := d.change(StackKind, s.Name)
		if c == nil {
			c = &Change{Verb: Modify}
		}
		if c.Verb != Add {
			if !d.shaken(s.Name, s.Gateway.Or(netip.Addr{})) {
				s.Gateway = where(c, "gateway", s.Gateway)
			}
			if !d.shaken(s.Name, s.Gateway6.Or(netip.Addr{})) {
				s.Gateway6 = where(c, "gateway6", s.Gateway6)
			}
			if !slices.ContainsFunc(s.Routes, func(r netstate.Route) bool { return d.shaken(s.Name, r.Via) }) {
				s.Routes = whereList(c, "routes", s.Routes)
			}
			s.DNS, s.Search = whereList(c, "dns", s.DNS), whereList(c, "search", s.Search)
			s.Congestion, s.MaxConnections = where(c, "congestion_control", s.Congestion), where(c, "max_connections", s.MaxConnections)
		}
		d.host.Stacks = append(d.host.Stacks, s)
	}
}

func (d *delta) vmks() {
	for _, v := range d.goal.Vmks {
		c := d.change(VmkKind, v.Device)
		bound := d.rebound(&v)
		if c == nil && !bound && !d.newNVMe(&v) {
			continue
		}
		if c == nil {
			c = &Change{}
		}
		if (c.Verb == Modify || c.Verb == "") && !d.anew(v.Device) {
			v.MTU, v.Roles = where(c, "mtu", v.MTU), whereList(c, "roles", v.Roles)
			v.IPv4, v.IPv6 = maskIPv4(c, v.IPv4), maskIPv6(c, v.IPv6)
			if !bound {
				v.ISCSI = whereList(c, "iscsi", v.ISCSI)
			}
		}
		if !d.newNVMe(&v) {
			v.NVMe = nil
		}
		d.host.Vmks = append(d.host.Vmks, v)
	}
}

func maskIPv4(c *Change, ip *netstate.IPv4) *netstate.IPv4 {
	if ip == nil || !c.has("address", "gateway") {
		return nil
	}
	out := &netstate.IPv4{Gateway: where(c, "gateway", ip.Gateway)}
	if c.has("address") {
		out.Mode, out.Address = ip.Mode, ip.Address
	}
	return out
}

func maskIPv6(c *Change, ip *netstate.IPv6) *netstate.IPv6 {
	if ip == nil || !c.has("ipv6") {
		return nil
	}
	return &netstate.IPv6{
		Off: ip.Off, Addresses: whereList(c, "ipv6/address", ip.Addresses), Autoconf: where(c, "ipv6/autoconf", ip.Autoconf),
		DHCP: where(c, "ipv6/dhcp", ip.DHCP), Gateway: where(c, "ipv6/gateway", ip.Gateway),
	}
}

// rebound says whether a vmk must be unbound while it, or the order of uplinks
// that its port group has, changes.
func (d *delta) rebound(v *netstate.Vmk) bool {
	was := d.from.Vmk(v.Device)
	if was == nil || len(was.ISCSI) == 0 {
		return false
	}
	if d.verb(VmkKind, v.Device) == Replace {
		return true
	}
	group := was.PortGroup.Or("")
	if c := d.change(PortGroupKind, group); c != nil && c.has("teaming", "switch") {
		return true
	}
	p := d.from.PortGroup(group)
	if p == nil || p.Distributed || p.Teaming != nil && p.Teaming.Active != nil {
		return false
	}
	c := d.change(SwitchKind, p.Switch)
	return c != nil && c.has("teaming/active", "teaming/standby", "uplinks")
}

func (d *delta) newNVMe(v *netstate.Vmk) bool {
	c := d.change(HostKind, "")
	if c == nil || c.Delta("nvme") == nil {
		return false
	}
	return slices.ContainsFunc(v.NVMe, func(n string) bool { return !slices.Contains(c.Delta("nvme").Old, n) })
}

// anew says whether a vmk is made, or may have to be.
func (d *delta) anew(device string) bool {
	c := d.change(VmkKind, device)
	return c != nil && (c.Verb == Add && device != esx.InstallVmk || c.has("portgroup", "switch", "stack", "mac"))
}
