// Package spec is what an author asks for, typed, its gaps still open.
//
// Its one rule: it says what was written and nothing more; it holds no default
// and knows no position and no other host.
package spec

import "github.com/vmkgen/vmkgen/internal/netstate"

// A Cluster is a cluster's own attributes, or with only the blocks, a host's.
type Cluster struct {
	Profiles   []string            `json:"profiles"`
	VCenter    string              `json:"vcenter"`
	Datacenter string              `json:"datacenter"`
	ESXi       string              `json:"esxi"`
	Offset     netstate.Opt[int64] `json:"offset"`
	Vars       map[string]any      `json:"vars"`
	Switches   map[string]Switch   `json:"switch"`
	Stacks     map[string]Stack    `json:"stack"`
	Vmks       map[string]Vmk      `json:"vmk"`
	Kickstart  *Kickstart          `json:"kickstart"`
}

// A VCenter is a vcenter block.
type VCenter struct {
	Server     string `json:"server"`
	Datacenter string `json:"datacenter"`
	Thumbprint string `json:"thumbprint"`
	CAFile     string `json:"ca_file"`
}

// A Switch is a switch block.
type Switch struct {
	Type             netstate.Opt[string]             `json:"type"`
	Uplinks          []string                         `json:"uplinks"` // nil: not said
	MTU              netstate.Opt[int]                `json:"mtu"`
	Teaming          *Teaming                         `json:"teaming"`
	Security         *Security                        `json:"security"`
	Discovery        netstate.Opt[netstate.Discovery] `json:"discovery"`
	CreatePortGroups netstate.Opt[bool]               `json:"create_portgroups"`
}

// Teaming is a teaming block.
type Teaming struct {
	Policy    netstate.Opt[netstate.TeamingPolicy] `json:"policy"`
	Active    []string                             `json:"active"`
	Standby   []string                             `json:"standby"`
	Failback  netstate.Opt[bool]                   `json:"failback"`
	Notify    netstate.Opt[bool]                   `json:"notify"`
	Detection netstate.Opt[netstate.Detection]     `json:"detection"`
}

// Security is a security block.
type Security struct {
	Promiscuous     netstate.Opt[bool] `json:"promiscuous"`
	MACChanges      netstate.Opt[bool] `json:"mac_changes"`
	ForgedTransmits netstate.Opt[bool] `json:"forged_transmits"`
}

// A Stack is a stack block.
type Stack struct {
	Gateway        netstate.Opt[string]              `json:"gateway"`
	Gateway6       netstate.Opt[string]              `json:"gateway6"`
	DNS            []string                          `json:"dns"`
	Search         []string                          `json:"search"`
	Congestion     netstate.Opt[netstate.Congestion] `json:"congestion_control"`
	MaxConnections netstate.Opt[int]                 `json:"max_connections"`
	Routes         []Route                           `json:"routes"`
}

// A Route is one of a stack's routes.
type Route struct {
	To  string `json:"to"`
	Via string `json:"via"`
}

// A Vmk is a vmk block.
type Vmk struct {
	Roles     []netstate.Role      `json:"roles"`
	Switch    netstate.Opt[string] `json:"switch"`
	PortGroup netstate.Opt[string] `json:"portgroup"`
	VLAN      netstate.Opt[int]    `json:"vlan"`
	MTU       netstate.Opt[int]    `json:"mtu"`
	Stack     netstate.Opt[string] `json:"stack"`
	Subnet    netstate.Opt[string] `json:"subnet"`
	Offset    netstate.Opt[int64]  `json:"offset"`
	Address   netstate.Opt[string] `json:"address"`
	DHCP      netstate.Opt[bool]   `json:"dhcp"`
	Gateway   netstate.Opt[string] `json:"gateway"`
	IPv6      *IPv6                `json:"ipv6"`
	Teaming   *Teaming             `json:"teaming"`
	ISCSI     *Binding             `json:"iscsi"`
	NVMe      *Binding             `json:"nvme"`
	MAC       netstate.Opt[string] `json:"mac"`
}

// IPv6 is an ipv6 block.
type IPv6 struct {
	Subnet   netstate.Opt[string] `json:"subnet"`
	Offset   netstate.Opt[int64]  `json:"offset"`
	Address  Strings              `json:"address"`
	Autoconf netstate.Opt[bool]   `json:"autoconf"`
	DHCP     netstate.Opt[bool]   `json:"dhcp"`
	Gateway  netstate.Opt[string] `json:"gateway"`
}

// A Binding is an iscsi or nvme block.
type Binding struct {
	Adapter []string `json:"adapter"`
}

// Kickstart is a kickstart block.
type Kickstart struct {
	Device        string             `json:"device"`
	Disk          string             `json:"disk"`
	OverwriteVMFS bool               `json:"overwrite_vmfs"`
	RootHash      string             `json:"root_hash"`
	License       string             `json:"license"`
	Keyboard      string             `json:"keyboard"`
	Reboot        netstate.Opt[bool] `json:"reboot"`
	SecureBoot    bool               `json:"secure_boot"`
}
