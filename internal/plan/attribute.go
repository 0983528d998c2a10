package plan

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Thing is what a host has one or more of: a switch, a port group, a stack,
// a vmk, or the host itself.
type Thing struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name,omitempty"`
}

// String gives the thing as a path: vmk/vmk1.
func (t Thing) String() string {
	if t.Kind == HostKind {
		return string(HostKind)
	}
	return string(t.Kind) + "/" + t.Name
}

// An Attribute is one value that a state knows of a thing.
type Attribute struct {
	Name  string // as the language calls it: mtu, teaming/active
	Value Value
}

// A Value is an attribute's value, in one spelling, so that equal values
// compare equal. The nil value is unknown.
type Value []string

// Known says whether there is a value; the empty list is one.
func (v Value) Known() bool { return v != nil }

// String gives the value for people: its items joined by blanks, none for the
// empty list, and ? where it is unknown.
func (v Value) String() string {
	switch {
	case v == nil:
		return "?"
	case len(v) == 0:
		return "none"
	}
	return strings.Join(v, " ")
}

// Same says whether two values are equal. Unknown is equal to nothing.
func (v Value) Same(o Value) bool { return v != nil && o != nil && slices.Equal(v, o) }

// attributes collects what is known of a thing.
type attributes []Attribute

func (a *attributes) add(name string, v Value) {
	if v != nil {
		*a = append(*a, Attribute{name, v})
	}
}

func list[T ~string](items []T) Value {
	if items == nil {
		return nil
	}
	v := make(Value, len(items))
	for i, s := range items {
		v[i] = string(s)
	}
	return v
}

func text[T ~string](o netstate.Opt[T]) Value {
	if s, ok := o.Get(); ok {
		return Value{string(s)}
	}
	return nil
}

func number(o netstate.Opt[int]) Value {
	if n, ok := o.Get(); ok {
		return Value{strconv.Itoa(n)}
	}
	return nil
}

func truth(o netstate.Opt[bool]) Value {
	if b, ok := o.Get(); ok {
		return Value{strconv.FormatBool(b)}
	}
	return nil
}

// address gives an address; the zero address is none.
func address(o netstate.Opt[netip.Addr]) Value {
	a, ok := o.Get()
	switch {
	case !ok:
		return nil
	case !a.IsValid():
		return Value{}
	}
	return Value{a.String()}
}

func sorted(v Value) Value {
	slices.Sort(v)
	return v
}

// inherited stands for a value that a port group has from its switch.
const inherited = "inherited"

// atLeast begins an MTU that may be larger.
const atLeast = "at least "

// vague says whether a value is no more than a limit.
func vague(v Value) bool { return len(v) == 1 && strings.HasPrefix(v[0], atLeast) }

// teamingOf lists a teaming's attributes.
func teamingOf(a *attributes, t *netstate.Teaming) {
	if t == nil {
		return
	}
	or := func(v Value) Value {
		if v == nil && t.Inherits {
			return Value{inherited}
		}
		return v
	}
	a.add("teaming/policy", or(text(t.Policy)))
	a.add("teaming/active", or(list(t.Active)))
	a.add("teaming/standby", or(list(t.Standby)))
	a.add("teaming/failback", or(truth(t.Failback)))
	a.add("teaming/notify", or(truth(t.Notify)))
	a.add("teaming/detection", or(text(t.Detection)))
}

func switchAttributes(s *netstate.Switch) (a attributes) {
	a.add("uplinks", sorted(list(s.Uplinks)))
	a.add("mtu", number(s.MTU))
	if !s.MTU.IsSet() && s.MinMTU > 0 {
		a.add("mtu", Value{atLeast + strconv.Itoa(s.MinMTU)})
	}
	teamingOf(&a, s.Teaming)
	if p := s.Security; p != nil {
		a.add("security/promiscuous", truth(p.Promiscuous))
		a.add("security/mac_changes", truth(p.MACChanges))
		a.add("security/forged_transmits", truth(p.ForgedTransmits))
	}
	a.add("discovery", text(s.Discovery))
	return a
}

func portGroupAttributes(p *netstate.PortGroup) (a attributes) {
	if p.Switch != "" {
		a.add("switch", Value{p.Switch})
	}
	a.add("vlan", number(p.VLAN))
	teamingOf(&a, p.Teaming)
	return a
}

func stackAttributes(s *netstate.Stack) (a attributes) {
	a.add("gateway", address(s.Gateway))
	a.add("gateway6", address(s.Gateway6))
	if s.DNS != nil {
		v := make(Value, len(s.DNS))
		for i, d := range s.DNS {
			v[i] = d.String()
		}
		a.add("dns", v)
	}
	a.add("search", list(s.Search))
	a.add("congestion_control", text(s.Congestion))
	a.add("max_connections", number(s.MaxConnections))
	if s.Routes != nil {
		v := make(Value, len(s.Routes))
		for i, r := range s.Routes {
			v[i] = r.To.Masked().String() + " via " + r.Via.String()
		}
		a.add("routes", sorted(v))
	}
	return a
}

func vmkAttributes(v *netstate.Vmk, softwareHBA string) (a attributes) {
	a.add("portgroup", text(v.PortGroup))
	a.add("switch", text(v.Switch))
	a.add("stack", text(v.Stack))
	a.add("mac", text(v.MAC))
	a.add("mtu", number(v.MTU))
	ipv4Attributes(&a, v.IPv4)
	ipv6Attributes(&a, v.IPv6)
	if v.Roles != nil && v.Stack.Or(netstate.DefaultStack) == netstate.DefaultStack {
		a.add("roles", append(Value{}, list(esx.Tagged(v.Roles, netstate.DefaultStack))...))
	}
	if v.ISCSI != nil {
		bound := make(Value, len(v.ISCSI))
		for i, hba := range v.ISCSI {
			bound[i] = hba
			if hba == softwareHBA {
				bound[i] = netstate.SoftwareISCSI
			}
		}
		a.add("iscsi/adapter", sorted(bound))
	}
	return a
}

func ipv4Attributes(a *attributes, ip *netstate.IPv4) {
	if ip == nil {
		return
	}
	if mode, ok := ip.Mode.Get(); ok {
		v := Value{string(mode)}
		if mode == netstate.Static {
			v = Value{ip.Address.String()}
		}
		a.add("address", v)
	}
	a.add("gateway", address(ip.Gateway))
}

func ipv6Attributes(a *attributes, ip *netstate.IPv6) {
	if ip == nil {
		return
	}
	if ip.Off {
		a.add("ipv6", Value{"off"})
		return
	}
	a.add("ipv6", Value{"on"})
	if ip.Addresses != nil {
		v := make(Value, len(ip.Addresses))
		for i, p := range ip.Addresses {
			v[i] = p.String()
		}
		a.add("ipv6/address", sorted(v))
	}
	a.add("ipv6/autoconf", truth(ip.Autoconf))
	a.add("ipv6/dhcp", truth(ip.DHCP))
	a.add("ipv6/gateway", address(ip.Gateway))
}

// bySoftware says whether a vmk is bound to the software iSCSI adapter, which is
// on then.
func bySoftware(v netstate.Vmk) bool { return slices.Contains(v.ISCSI, netstate.SoftwareISCSI) }

// hostAttributes lists what belongs to the host itself.
func hostAttributes(h *netstate.Host) (a attributes) {
	hba, seen := h.SoftwareISCSI.Get()
	if seen || slices.ContainsFunc(h.Vmks, bySoftware) {
		a.add("software_iscsi", Value{map[bool]string{true: "on", false: "off"}[hba != "" || !seen]})
	}
	a.add("nvme", sorted(slices.Clone(list(h.NVMe))))
	return a
}

// A Fact is all that a state knows of one thing.
type Fact struct {
	Thing
	Of         string // of a port group: the vmk it is for; may be empty
	Attributes []Attribute
}

// Facts lists what a state knows: the host itself, then switches, port groups,
// stacks and vmks in the natural order of their names. Distributed switches
// and their port groups are vCenter's, and not among them.
func Facts(h *netstate.Host) []Fact {
	out := []Fact{{Thing: Thing{Kind: HostKind}, Attributes: hostAttributes(h)}}
	for i := range h.Switches {
		s := &h.Switches[i]
		if s.Kind == netstate.Distributed {
			continue
		}
		out = append(out, Fact{Thing: Thing{SwitchKind, s.Name}, Attributes: switchAttributes(s)})
	}
	for i := range h.PortGroups {
		p := &h.PortGroups[i]
		if p.Distributed {
			continue
		}
		name := p.Name
		if name == "" {
			name = nameless(p.Of)
		}
		out = append(out, Fact{Thing: Thing{PortGroupKind, name}, Of: p.Of, Attributes: portGroupAttributes(p)})
	}
	for i := range h.Stacks {
		s := &h.Stacks[i]
		out = append(out, Fact{Thing: Thing{StackKind, s.Name}, Attributes: stackAttributes(s)})
	}
	for i := range h.Vmks {
		v := &h.Vmks[i]
		out = append(out, Fact{Thing: Thing{VmkKind, v.Device}, Attributes: vmkAttributes(v, h.SoftwareISCSI.Or(""))})
	}
	slices.SortStableFunc(out, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(rank(a.Kind), rank(b.Kind)), natural.Compare(a.Name, b.Name))
	})
	return out
}

// nameless names the port group that a vmk is on, whichever that is.
func nameless(device string) string { return "(of " + device + ")" }

func rank(k Kind) int {
	return slices.Index([]Kind{HostKind, SwitchKind, PortGroupKind, StackKind, VmkKind}, k)
}
