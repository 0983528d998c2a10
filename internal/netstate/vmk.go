package netstate

import "net/netip"

// A Vmk is a VMkernel adapter.
type Vmk struct {
	Device    string      `json:"device"`         // vmk0 to vmk255
	Roles     []Role      `json:"roles,omitzero"` // exact; nil: unset
	PortGroup Opt[string] `json:"portgroup,omitzero"`
	Switch    Opt[string] `json:"switch,omitzero"`
	Stack     Opt[string] `json:"stack,omitzero"`
	MTU       Opt[int]    `json:"mtu,omitzero"` // bytes
	MAC       Opt[string] `json:"mac,omitzero"` // lower case, colons
	IPv4      *IPv4       `json:"ipv4,omitzero"`
	IPv6      *IPv6       `json:"ipv6,omitzero"`
	ISCSI     []string    `json:"iscsi,omitzero"` // vmhbas, or SoftwareISCSI alone; exact; nil: unset
	Owner     string      `json:"owner,omitzero"` // who else owns it, as NSX; empty: nobody. Current only
	NVMe      []string    `json:"nvme,omitzero"`  // vmnics (TCP) or vmrdma devices (RDMA); nil: unset
}

// SoftwareISCSI stands for the software iSCSI adapter, whatever its number.
const SoftwareISCSI = "software"

// An AddressMode is how an adapter comes by its IPv4 address.
type AddressMode string

// The modes.
const (
	Static AddressMode = "static"
	DHCP   AddressMode = "dhcp"
	None   AddressMode = "none"
)

// IPv4 is the IPv4 side of a vmk.
type IPv4 struct {
	Mode    Opt[AddressMode] `json:"mode,omitzero"`
	Address netip.Prefix     `json:"address,omitzero"` // with Static only: the address and its prefix length
	Gateway Opt[netip.Addr]  `json:"gateway,omitzero"` // the adapter's own, over its stack's; the zero address: none
}

// IPv6 is the IPv6 side of a vmk. That it is there means that IPv6 is on,
// unless Off says that it is known to be off.
type IPv6 struct {
	Off       bool            `json:"off,omitzero"`
	Addresses []netip.Prefix  `json:"addresses,omitzero"` // static ones, exact; nil: unset
	Autoconf  Opt[bool]       `json:"autoconf,omitzero"`
	DHCP      Opt[bool]       `json:"dhcp,omitzero"`
	Gateway   Opt[netip.Addr] `json:"gateway,omitzero"` // its own; the zero address: none
}
