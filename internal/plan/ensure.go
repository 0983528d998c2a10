// Package plan compares two states of a host and puts the operations between
// them in order.
//
// Its one rule: order is decided here and nowhere else, and no target is known.
package plan

import (
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// Ensure gives the operations that bring a host from whatever it is to the
// desired state, in order. Switches, stacks and vmks come in the natural order
// of their names, so that two runs give the same bytes.
func Ensure(h *netstate.Host) []op.Op {
	e := ensure{host: h}
	e.run()
	ops := make([]op.Op, len(e.steps))
	for i := range e.steps {
		ops[i] = e.steps[i].Op
	}
	return ops
}

// An ensure gathers operations: those of a whole state, or of a change.
type ensure struct {
	host   *netstate.Host
	delta  *delta // nil: whatever the host is, nothing is known of it
	reason string
	steps  []Step
}

func (e *ensure) run() {
	for _, phase := range phases {
		e.reason = phase.reason
		phase.emit(e)
	}
}

// addWhy adds an operation that may have another reason than its phase.
func (e *ensure) addWhy(o op.Op, other bool, reason string) {
	e.add(o)
	if other {
		e.steps[len(e.steps)-1].Reason = reason
	}
}

func (e *ensure) add(o op.Op) { e.steps = append(e.steps, Step{Op: o, Reason: e.reason}) }

// phases is the order of work: make before break, widen before narrow.
var phases = []struct {
	reason string
	emit   func(*ensure)
}{
	{"a bound adapter can't be changed", (*ensure).unbind},
	{"what it has is wanted elsewhere", (*ensure).makeRoom},
	{"a vmk needs its stack when it is made", (*ensure).stacks},
	{"a port group needs its switch", (*ensure).switches},
	{"a vmk's MTU may not exceed its switch's", (*ensure).switchMTUUp},
	{"teaming may name only uplinks that the switch has", (*ensure).uplinks},
	{"a port group inherits what its switch says", (*ensure).policies},
	{"a vmk needs its port group, with its VLAN, when it is made", (*ensure).portGroups},
	{"addresses, roles and routes need the vmk", (*ensure).vmks},
	{"a vmk's MTU stays within its switch's", (*ensure).vmkMTUs},
	{"a gateway needs an address that reaches it", (*ensure).addresses},
	{"routes and name servers need addresses", (*ensure).stackSettings},
	{"a role is enabled at its new place before it is disabled at the old", (*ensure).rolesOn},
	{"storage binds to finished adapters", (*ensure).bindings},
	{"what is no longer wanted goes last", (*ensure).rolesOff},
	{"what is no longer wanted goes last", (*ensure).removals},
	{"a switch narrows after its vmks", (*ensure).switchMTUDown},
	{"a switch or stack goes when nothing is on it", (*ensure).emptied},
}

func (e *ensure) stacks() {
	for i := range e.host.Stacks {
		if s := &e.host.Stacks[i]; s.Name != netstate.DefaultStack && e.adds(StackKind, s.Name) {
			e.add(op.EnsureStack{Stack: s.Name})
		}
	}
	for i := range e.host.Stacks {
		s := &e.host.Stacks[i]
		if s.Congestion.IsSet() || s.MaxConnections.IsSet() {
			e.add(op.SetStackOptions{Stack: s.Name, Congestion: s.Congestion, MaxConnections: s.MaxConnections})
		}
	}
}

func (e *ensure) standard(do func(*netstate.Switch)) {
	for i := range e.host.Switches {
		if s := &e.host.Switches[i]; s.Kind == netstate.Standard {
			do(s)
		}
	}
}

func (e *ensure) switches() {
	e.standard(func(s *netstate.Switch) {
		if e.adds(SwitchKind, s.Name) {
			e.add(op.EnsureSwitch{Switch: s.Name})
		}
	})
}

func (e *ensure) switchMTUUp() {
	e.standard(func(s *netstate.Switch) {
		if mtu := s.MTU.Or(s.MinMTU); mtu > 0 && e.moves(s, op.Raise) {
			e.add(op.SetSwitchMTU{Switch: s.Name, MTU: mtu, Way: op.Raise})
		}
	})
}

func (e *ensure) switchMTUDown() {
	e.standard(func(s *netstate.Switch) {
		if mtu, ok := s.MTU.Get(); ok && e.moves(s, op.Lower) {
			e.add(op.SetSwitchMTU{Switch: s.Name, MTU: mtu, Way: op.Lower})
		}
	})
}

func (e *ensure) uplinks() {
	e.standard(func(s *netstate.Switch) {
		if s.Uplinks != nil {
			e.add(op.SetUplinks{Switch: s.Name, Uplinks: s.Uplinks})
		}
	})
}

func (e *ensure) policies() {
	e.standard(func(s *netstate.Switch) {
		if s.Teaming != nil {
			e.add(op.SetSwitchTeaming{Switch: s.Name, Teaming: *s.Teaming})
		}
		if s.Security != nil {
			e.add(op.SetSecurity{Switch: s.Name, Security: *s.Security})
		}
		if d, ok := s.Discovery.Get(); ok {
			e.add(op.SetDiscovery{Switch: s.Name, Discovery: d})
		}
	})
}

func (e *ensure) portGroups() {
	for i := range e.host.PortGroups {
		p := &e.host.PortGroups[i]
		place := op.Place{PortGroup: p.Name, Of: p.Of, Switch: p.Switch, Distributed: p.Distributed}
		if p.Distributed {
			s := e.host.Switch(p.Switch)
			e.add(op.EnsurePortGroup{
				Place: place, Create: s != nil && s.CreatePortGroups, VLAN: p.VLAN, Teaming: p.Teaming,
			})
			continue
		}
		if p.Name != "" && e.places(p) {
			e.add(op.EnsurePortGroup{Place: place})
		}
		inPlace := e.delta != nil && (p.Name == "" || !e.places(p))
		if vlan, ok := p.VLAN.Get(); ok {
			e.addWhy(op.SetVLAN{Place: place, VLAN: vlan}, inPlace, "a VLAN changes before the addresses in it")
		}
		if p.Teaming != nil {
			e.addWhy(op.SetPortGroupTeaming{Place: place, Teaming: *p.Teaming}, inPlace, "an order may name only uplinks that the switch has")
		}
	}
}

func (e *ensure) vmks() {
	for i := range e.host.Vmks {
		v := &e.host.Vmks[i]
		if e.delta != nil && !e.delta.anew(v.Device) {
			continue
		}
		e.add(op.EnsureVmk{
			Device: v.Device, Place: e.place(v), Stack: v.Stack, MTU: v.MTU, MAC: v.MAC,
		})
	}
}

func (e *ensure) vmkMTUs() {
	for i := range e.host.Vmks {
		if mtu, ok := e.host.Vmks[i].MTU.Get(); ok {
			e.add(op.SetVmkMTU{Device: e.host.Vmks[i].Device, MTU: mtu})
		}
	}
}

func (e *ensure) place(v *netstate.Vmk) op.Place {
	p := op.Place{PortGroup: v.PortGroup.Or(""), Of: v.Device, Switch: v.Switch.Or("")}
	if s := e.host.Switch(p.Switch); s != nil {
		p.Distributed = s.Kind == netstate.Distributed
	}
	return p
}

func (e *ensure) addresses() {
	for i := range e.host.Vmks {
		v := &e.host.Vmks[i]
		if v.IPv4 != nil {
			e.add(op.SetIPv4{Device: v.Device, Stack: v.Stack.Or(netstate.DefaultStack), IPv4: *v.IPv4})
		}
		if v.IPv6 != nil {
			e.add(op.SetIPv6{Device: v.Device, Stack: v.Stack.Or(netstate.DefaultStack), IPv6: *v.IPv6})
		}
	}
}

func (e *ensure) stackSettings() {
	for i := range e.host.Stacks {
		s := &e.host.Stacks[i]
		if g, ok := s.Gateway.Get(); ok {
			to := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
			e.add(op.SetGateway{Stack: s.Name, Gateway: netstate.Route{To: to, Via: g}})
		}
		if g, ok := s.Gateway6.Get(); ok {
			to := netip.PrefixFrom(netip.IPv6Unspecified(), 0)
			e.add(op.SetGateway{Stack: s.Name, Gateway: netstate.Route{To: to, Via: g}})
		}
		if s.Routes != nil {
			e.add(op.SetRoutes{Stack: s.Name, Routes: s.Routes})
		}
		if s.DNS != nil {
			servers := make([]string, len(s.DNS))
			for i, a := range s.DNS {
				servers[i] = a.String()
			}
			e.add(op.SetDNS{Stack: s.Name, Servers: servers})
		}
		if s.Search != nil {
			e.add(op.SetSearch{Stack: s.Name, Domains: s.Search})
		}
	}
}

func (e *ensure) rolesOn() {
	for i := range e.host.Vmks {
		v := &e.host.Vmks[i]
		if on := esx.Tagged(v.Roles, v.Stack.Or(netstate.DefaultStack)); len(on) > 0 && e.gains(v) {
			e.add(op.EnableRoles{Device: v.Device, Roles: on})
		}
	}
}

func (e *ensure) bindings() {
	for i := range e.host.Vmks {
		v := &e.host.Vmks[i]
		if v.ISCSI != nil {
			e.add(op.BindISCSI{Device: v.Device, Adapters: v.ISCSI})
		}
		if v.NVMe != nil {
			e.add(op.EnableNVMe{Device: v.Device, Adapters: v.NVMe})
		}
	}
	e.hostNVMe()
}

func (e *ensure) rolesOff() {
	for i := range e.host.Vmks {
		v := &e.host.Vmks[i]
		if v.Roles == nil || v.Stack.Or(netstate.DefaultStack) != netstate.DefaultStack || !e.loses(v) {
			continue
		}
		e.add(op.DisableRoles{
			Device: v.Device, Stack: v.Stack, Keep: esx.Tagged(v.Roles, netstate.DefaultStack),
		})
	}
}
