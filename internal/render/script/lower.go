package script

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// A lowering writes operations as calls of the library's functions, and notes
// which pieces of it they use.
type lowering struct {
	*text
	used   map[string]bool
	host   *netstate.Host
	change *plan.Host // the change that is lowered; nil: all of a host
	owes   bool       // replaced vmks are still to be given back what they had
}

// none is what a lowering answers with: the text is what it makes.
type none = struct{}

var _ op.Visitor[none] = (*lowering)(nil)

// making are the pieces that make and address vmks.
var making = map[string]bool{"vmk": true, "ipv4": true, "ipv6": true, "ipv6_off": true}

// call begins a line.
func (l *lowering) call(piece, function string, words ...string) {
	if making[piece] {
		l.owes = true
	} else {
		l.settle()
	}
	l.used[piece] = true
	l.raw("  " + function)
	for _, w := range words {
		l.word(w)
	}
}

func (l *lowering) line(piece, function string, words ...string) none {
	l.call(piece, function, words...)
	l.raw("\n")
	return none{}
}

func (l *lowering) EnsureStack(o op.EnsureStack) none {
	return l.line("stack", "stack", esx.StackKey(o.Stack))
}

func (l *lowering) SetStackOptions(o op.SetStackOptions) none {
	words := []string{esx.StackKey(o.Stack)}
	if c, ok := o.Congestion.Get(); ok {
		words = append(words, "--ccalgo="+string(c))
	}
	if n, ok := o.MaxConnections.Get(); ok {
		words = append(words, "--maxconn="+strconv.Itoa(n))
	}
	return l.line("stack_options", "stack_options", words...)
}

func (l *lowering) EnsureSwitch(o op.EnsureSwitch) none { return l.line("switch", "switch", o.Switch) }

func (l *lowering) SetSwitchMTU(o op.SetSwitchMTU) none {
	way := "raise"
	if o.Way == op.Lower {
		way = "lower"
	}
	return l.line("switch_mtu", "switch_mtu", o.Switch, strconv.Itoa(o.MTU), way)
}

func (l *lowering) SetUplinks(o op.SetUplinks) none {
	return l.line("uplinks", "uplinks", append([]string{o.Switch}, o.Uplinks...)...)
}

// switchOptions and groupOptions are how the two failover commands spell
// their options; for switches the long forms of three are not certain.
var (
	switchOptions = teamingOptions{policy: "-l=", detection: "-f=", notify: "-n="}
	groupOptions  = teamingOptions{policy: "--load-balancing=", detection: "--failure-detection=", notify: "--notify-switches="}
)

type teamingOptions struct{ policy, detection, notify string }

func (o teamingOptions) words(t *netstate.Teaming) []string {
	var words []string
	if p, ok := t.Policy.Get(); ok {
		words = append(words, o.policy+esx.TeamingOf(p).Set)
	}
	if d, ok := t.Detection.Get(); ok {
		words = append(words, o.detection+string(d))
	}
	if n, ok := t.Notify.Get(); ok {
		words = append(words, o.notify+strconv.FormatBool(n))
	}
	if f, ok := t.Failback.Get(); ok {
		words = append(words, "--failback="+strconv.FormatBool(f))
	}
	if t.Active != nil {
		words = append(words, "--active-uplinks="+strings.Join(t.Active, ","))
	}
	if t.Standby != nil {
		words = append(words, "--standby-uplinks="+strings.Join(t.Standby, ","))
	}
	return words
}

func (l *lowering) SetSwitchTeaming(o op.SetSwitchTeaming) none {
	return l.line("switch_teaming", "switch_teaming", append([]string{o.Switch}, switchOptions.words(&o.Teaming)...)...)
}

func (l *lowering) SetSecurity(o op.SetSecurity) none {
	words := []string{o.Switch}
	add := func(option string, v netstate.Opt[bool]) {
		if b, ok := v.Get(); ok {
			words = append(words, option+strconv.FormatBool(b))
		}
	}
	add("--allow-promiscuous=", o.Security.Promiscuous)
	add("--allow-mac-change=", o.Security.MACChanges)
	add("--allow-forged-transmits=", o.Security.ForgedTransmits)
	return l.line("security", "security", words...)
}

func (l *lowering) SetDiscovery(o op.SetDiscovery) none {
	return l.line("discovery", "discovery", o.Switch, esx.CDP[o.Discovery])
}

func (l *lowering) EnsurePortGroup(o op.EnsurePortGroup) none {
	return l.line("portgroup", "portgroup", o.Place.PortGroup, o.Place.Switch, o.Place.Of)
}

func (l *lowering) SetVLAN(o op.SetVLAN) none {
	return l.line("portgroup", "vlan", o.Place.PortGroup, o.Place.Of, strconv.Itoa(o.VLAN))
}

func (l *lowering) SetPortGroupTeaming(o op.SetPortGroupTeaming) none {
	words := append([]string{o.Place.PortGroup, o.Place.Of}, groupOptions.words(&o.Teaming)...)
	if o.Teaming.Inherits {
		words = append([]string{"--use-vswitch"}, words...)
	}
	return l.line("portgroup_teaming", "portgroup_teaming", words...)
}

func (l *lowering) EnsureVmk(o op.EnsureVmk) none {
	stack := ""
	if s, ok := o.Stack.Get(); ok {
		stack = esx.StackKey(s)
	}
	return l.line("vmk", "vmk", o.Device, o.Place.PortGroup, o.Place.Switch, stack, optional(o.MTU), o.MAC.Or(""))
}

func optional(n netstate.Opt[int]) string {
	if v, ok := n.Get(); ok {
		return strconv.Itoa(v)
	}
	return ""
}

func (l *lowering) SetVmkMTU(o op.SetVmkMTU) none {
	return l.line("vmk", "vmk_mtu", o.Device, strconv.Itoa(o.MTU))
}

func (l *lowering) SetIPv4(o op.SetIPv4) none {
	mode, _ := o.IPv4.Mode.Get()
	l.call("ipv4", "ipv4", o.Device, esx.StackKey(o.Stack), string(mode))
	if mode == netstate.Static {
		l.raw(" ")
		l.address(slotKey{o.Device, -1}, o.IPv4.Address, ipAddress)
		l.word(netmask(o.IPv4.Address))
	} else {
		l.word("")
		l.word("")
	}
	l.word(gatewayText(o.IPv4.Gateway))
	l.raw("\n")
	return none{}
}

func netmask(p netip.Prefix) string { return net.IP(net.CIDRMask(p.Bits(), 32)).String() }

func addrText(a netstate.Opt[netip.Addr]) string {
	if v, ok := a.Get(); ok && v.IsValid() {
		return v.String()
	}
	return ""
}

// gatewayText gives an adapter's own gateway, none where it is to have none,
// and nothing where it is left alone.
func gatewayText(a netstate.Opt[netip.Addr]) string {
	if v, ok := a.Get(); ok && !v.IsValid() {
		return "none"
	}
	return addrText(a)
}

func (l *lowering) SetIPv6(o op.SetIPv6) none {
	if o.IPv6.Off {
		return l.line("ipv6_off", "ipv6_off", o.Device, esx.StackKey(o.Stack))
	}
	l.call("ipv6", "ipv6", o.Device, esx.StackKey(o.Stack),
		optionalBool(o.IPv6.Autoconf), optionalBool(o.IPv6.DHCP), addrText(o.IPv6.Gateway))
	switch {
	case o.IPv6.Addresses == nil:
		l.word("")
	case len(o.IPv6.Addresses) == 0:
		l.word("none")
	default:
		l.raw(" '")
		for i, a := range o.IPv6.Addresses {
			if i > 0 {
				l.raw(" ")
			}
			l.address(slotKey{o.Device, i}, a, ipPrefix)
		}
		l.raw("'")
	}
	l.raw("\n")
	return none{}
}

func optionalBool(b netstate.Opt[bool]) string {
	if v, ok := b.Get(); ok {
		return strconv.FormatBool(v)
	}
	return ""
}

// tags spells roles as the library wants them: tags, and vSAN traffic together.
func tags(roles []netstate.Role) []string {
	var words, vsan []string
	for _, r := range roles {
		row, _ := esx.RoleOf(r)
		switch {
		case row.VSAN != "":
			vsan = append(vsan, row.VSAN)
		case row.Tag != "":
			words = append(words, row.Tag)
		}
	}
	if vsan != nil {
		words = append(words, "vsan="+strings.Join(vsan, ","))
	}
	return words
}

func (l *lowering) EnableRoles(o op.EnableRoles) none {
	if slices.Contains(o.Roles, netstate.FT) {
		l.line("single_role", "single_role", append(append([]string{o.Device}, tags([]netstate.Role{netstate.FT})...), l.giving()...)...)
	}
	return l.line("roles", "roles_on", append([]string{o.Device}, tags(o.Roles)...)...)
}

// giving are the vmks that lose roles which they aren't to have.
func (l *lowering) giving() (devices []string) {
	for _, o := range l.all() {
		switch o := o.(type) {
		case op.DisableRoles:
			devices = append(devices, o.Device)
		case op.RemoveVmk:
			devices = append(devices, o.Device)
		case op.EnsureVmk:
			if o.Stack.Or(netstate.DefaultStack) != netstate.DefaultStack {
				devices = append(devices, o.Device)
			}
		}
	}
	slices.Sort(devices)
	return slices.Compact(devices)
}

// all are the operations that are lowered.
func (l *lowering) all() []op.Op {
	if l.change == nil {
		return plan.Ensure(l.host)
	}
	ops := make([]op.Op, len(l.change.Steps))
	for i := range l.change.Steps {
		ops[i] = l.change.Steps[i].Op
	}
	return ops
}

func (l *lowering) DisableRoles(o op.DisableRoles) none {
	return l.line("roles", "roles_only", append([]string{o.Device}, tags(o.Keep)...)...)
}

func family(a netip.Addr) string {
	if a.Is4() {
		return "ipv4"
	}
	return "ipv6"
}

func (l *lowering) SetGateway(o op.SetGateway) none {
	via := ""
	if o.Gateway.Via.IsValid() {
		via = o.Gateway.Via.String()
	}
	return l.line("routes", "gateway", family(o.Gateway.To.Addr()), esx.StackKey(o.Stack), via)
}

var families = []string{"ipv4", "ipv6"}

func (l *lowering) SetRoutes(o op.SetRoutes) none {
	for _, f := range families {
		words := []string{f, esx.StackKey(o.Stack)}
		for _, r := range o.Routes {
			if family(r.Via) == f {
				words = append(words, r.To.String()+"="+r.Via.String())
			}
		}
		l.line("routes", "routes", words...)
	}
	return none{}
}

func (l *lowering) SetDNS(o op.SetDNS) none {
	return l.line("names", "dns", append([]string{esx.StackKey(o.Stack)}, o.Servers...)...)
}

func (l *lowering) SetSearch(o op.SetSearch) none {
	return l.line("names", "search", append([]string{esx.StackKey(o.Stack)}, o.Domains...)...)
}

// BindISCSI leaves a vmk that is bound again to the library, which unbinds it
// where something that it is bound through is about to change.
func (l *lowering) BindISCSI(o op.BindISCSI) none {
	if v := l.host.Vmk(o.Device); l.change != nil && len(o.Adapters) == 0 && v != nil && len(v.ISCSI) > 0 {
		return none{}
	}
	return l.line("iscsi", "iscsi", append([]string{o.Device}, o.Adapters...)...)
}

func (l *lowering) EnableNVMe(o op.EnableNVMe) none {
	for _, a := range o.Adapters {
		l.line("nvme", "nvme", protocol(a), a)
	}
	return none{}
}
