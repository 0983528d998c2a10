// Package op holds the operations: the closed set of ends that vmkgen brings
// about on a host.
//
// Its one rule: an operation states an end, in full, for one thing on one
// host. It is plain data, and doing it twice is doing it once. A target
// translates operations one at a time, through [Visit]; adding one stops every
// target from compiling until it has answered.
package op

import "github.com/vmkgen/vmkgen/internal/netstate"

// An Op is one operation. Only this package makes kinds of it.
type Op interface {
	op()
}

// A Way tells which changes of an MTU an operation makes.
type Way int

// The ways. An MTU is raised on the switch before the vmk, and lowered on the
// vmk before the switch.
const (
	Raise Way = iota // only upwards
	Lower            // only downwards
)

// EnsureStack makes a TCP/IP stack exist.
type EnsureStack struct{ Stack string }

// SetStackOptions sets how a stack's TCP behaves. Unset fields are left alone.
type SetStackOptions struct {
	Stack          string
	Congestion     netstate.Opt[netstate.Congestion]
	MaxConnections netstate.Opt[int]
}

// EnsureSwitch makes a standard switch exist.
type EnsureSwitch struct{ Switch string }

// SetSwitchMTU raises or lowers the MTU of a standard switch.
type SetSwitchMTU struct {
	Switch string
	MTU    int
	Way    Way
}

// SetUplinks gives a standard switch exactly these uplinks, adding before it
// removes.
type SetUplinks struct {
	Switch  string
	Uplinks []string
}

// SetSwitchTeaming sets the teaming of a standard switch. Unset fields are left alone.
type SetSwitchTeaming struct {
	Switch  string
	Teaming netstate.Teaming
}

// SetSecurity sets the security policy of a standard switch. Unset fields are left alone.
type SetSecurity struct {
	Switch   string
	Security netstate.Security
}

// SetDiscovery sets a standard switch's discovery mode (CDP).
type SetDiscovery struct {
	Switch    string
	Discovery netstate.Discovery
}

// A Place says where a vmk meets a switch.
type Place struct {
	PortGroup   string // empty: the one that vmk Of is on
	Of          string // the vmk it is for
	Switch      string // empty: wherever the port group is; vSwitch0 where it is made
	Distributed bool
}

// EnsurePortGroup makes a port group exist. A standard one on another switch
// is made anew there. A distributed one is made only with Create, and then with
// VLAN and Teaming.
type EnsurePortGroup struct {
	Place   Place
	Create  bool // distributed only
	VLAN    netstate.Opt[int]
	Teaming *netstate.Teaming
}

// SetVLAN sets the VLAN of a standard port group.
type SetVLAN struct {
	Place Place
	VLAN  int
}

// SetPortGroupTeaming sets the teaming of a standard port group, over its
// switch's. Unset fields are left alone, or, where it inherits, the switch's again.
type SetPortGroupTeaming struct {
	Place   Place
	Teaming netstate.Teaming
}

// EnsureVmk makes a vmk exist at its place, in its stack, with its MAC. One
// that is elsewhere is replaced: it keeps what the operation does not say.
type EnsureVmk struct {
	Device string
	Place  Place
	Stack  netstate.Opt[string]
	MTU    netstate.Opt[int] // to make it with
	MAC    netstate.Opt[string]
}

// SetVmkMTU sets the MTU of a vmk.
type SetVmkMTU struct {
	Device string
	MTU    int
}

// SetIPv4 sets the IPv4 side of a vmk. Unset fields are left alone.
type SetIPv4 struct {
	Device string
	Stack  string
	IPv4   netstate.IPv4
}

// SetIPv6 turns IPv6 on for a vmk and sets it, or turns it off. Unset fields are left alone.
type SetIPv6 struct {
	Device string
	Stack  string
	IPv6   netstate.IPv6
}

// EnableRoles gives a vmk roles that it may lack. Roles without a trace on
// ESXi, or implied by the stack, are not among them.
type EnableRoles struct {
	Device string
	Roles  []netstate.Role
}

// DisableRoles takes from a vmk all roles but these.
type DisableRoles struct {
	Device string
	Stack  netstate.Opt[string]
	Keep   []netstate.Role
}

// SetGateway sets a stack's default gateway of one family.
type SetGateway struct {
	Stack   string
	Gateway netstate.Route // To is 0.0.0.0/0 or ::/0; the zero Via: none
}

// SetRoutes gives a stack exactly these routes besides its gateways and the
// routes of its subnets.
type SetRoutes struct {
	Stack  string
	Routes []netstate.Route
}

// SetDNS gives a stack exactly these name servers, in this order.
type SetDNS struct {
	Stack   string
	Servers []string
}

// SetSearch gives a stack exactly these search domains, in this order.
type SetSearch struct {
	Stack   string
	Domains []string
}

// BindISCSI binds a vmk to exactly these iSCSI adapters; none: to none.
type BindISCSI struct {
	Device   string
	Adapters []string // vmhbas, or netstate.SoftwareISCSI alone
}

// EnableNVMe makes NVMe over Fabrics adapters on devices: TCP on a vmnic, RDMA
// on a vmrdma device. It takes none away: a host does not record which vmk
// they serve.
type EnableNVMe struct {
	Device   string // the vmk
	Adapters []string
}

// DisableNVMe takes NVMe over Fabrics adapters from devices.
type DisableNVMe struct{ Adapters []string }

// DisableSoftwareISCSI switches the software iSCSI adapter off.
type DisableSoftwareISCSI struct{}

// RemoveVmk removes a vmk. It may be made anew by a later operation, which
// then gives it what its own operations don't say.
type RemoveVmk struct{ Device string }

// RemovePortGroup removes a standard port group that nothing is on.
type RemovePortGroup struct{ Place Place }

// RemoveSwitch removes a standard switch that has no port groups.
type RemoveSwitch struct{ Switch string }

// RemoveStack removes a TCP/IP stack that no vmk is in.
type RemoveStack struct{ Stack string }

func (EnsureStack) op()          {}
func (SetStackOptions) op()      {}
func (EnsureSwitch) op()         {}
func (SetSwitchMTU) op()         {}
func (SetUplinks) op()           {}
func (SetSwitchTeaming) op()     {}
func (SetSecurity) op()          {}
func (SetDiscovery) op()         {}
func (EnsurePortGroup) op()      {}
func (SetVLAN) op()              {}
func (SetPortGroupTeaming) op()  {}
func (EnsureVmk) op()            {}
func (SetVmkMTU) op()            {}
func (SetIPv4) op()              {}
func (SetIPv6) op()              {}
func (EnableRoles) op()          {}
func (DisableRoles) op()         {}
func (SetGateway) op()           {}
func (SetRoutes) op()            {}
func (SetDNS) op()               {}
func (SetSearch) op()            {}
func (BindISCSI) op()            {}
func (EnableNVMe) op()           {}
func (DisableNVMe) op()          {}
func (DisableSoftwareISCSI) op() {}
func (RemoveVmk) op()            {}
func (RemovePortGroup) op()      {}
func (RemoveSwitch) op()         {}
func (RemoveStack) op()          {}
