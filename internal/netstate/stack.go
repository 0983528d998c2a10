package netstate

import "net/netip"

// The stacks that every release knows, by their names in the language.
const (
	DefaultStack      = "default"
	VMotionStack      = "vmotion"
	ProvisioningStack = "provisioning"
)

// A Congestion is a TCP congestion control algorithm.
type Congestion string

// The algorithms that ESXi has.
const (
	NewReno Congestion = "newreno"
	Cubic   Congestion = "cubic"
)

// A Stack is a TCP/IP stack. Its name is the language's: default, vmotion,
// provisioning, or the key of a custom stack.
type Stack struct {
	Name           string          `json:"name"`
	Gateway        Opt[netip.Addr] `json:"gateway,omitzero"` // the zero address: none
	Gateway6       Opt[netip.Addr] `json:"gateway6,omitzero"`
	DNS            []netip.Addr    `json:"dns,omitzero"`    // in order, exact; nil: unset
	Search         []string        `json:"search,omitzero"` // in order, exact; nil: unset
	Congestion     Opt[Congestion] `json:"congestion_control,omitzero"`
	MaxConnections Opt[int]        `json:"max_connections,omitzero"`
	Routes         []Route         `json:"routes,omitzero"` // exact, gateways not among them; nil: unset
}

// A Route sends a network through a gateway.
type Route struct {
	To  netip.Prefix `json:"to"`
	Via netip.Addr   `json:"via"`
}
