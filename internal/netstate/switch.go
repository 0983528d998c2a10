package netstate

// A SwitchKind tells standard from distributed switches.
type SwitchKind string

// The kinds of switch.
const (
	Standard    SwitchKind = "standard"
	Distributed SwitchKind = "distributed"
)

// A Discovery is what a switch does about the Cisco Discovery Protocol.
type Discovery string

// The discovery modes, as the language writes them.
const (
	DiscoveryListen    Discovery = "listen"
	DiscoveryAdvertise Discovery = "advertise"
	DiscoveryBoth      Discovery = "both"
	DiscoveryNone      Discovery = "none"
)

// A Switch is a virtual switch that the configuration declares, or that a host has.
type Switch struct {
	Name      string         `json:"name"`
	Kind      SwitchKind     `json:"type"`
	Uplinks   []string       `json:"uplinks,omitzero"` // exact; nil: unset
	MTU       Opt[int]       `json:"mtu,omitzero"`     // bytes, exact
	MinMTU    int            `json:"min_mtu,omitzero"` // raise to this, never lower; 0: none. Desired only
	Teaming   *Teaming       `json:"teaming,omitzero"`
	Security  *Security      `json:"security,omitzero"`
	Discovery Opt[Discovery] `json:"discovery,omitzero"`
	// CreatePortGroups lets PowerCLI and live create port groups that a
	// distributed switch lacks. Desired only.
	CreatePortGroups bool `json:"create_portgroups,omitzero"`
}

// A TeamingPolicy is how a switch spreads traffic over its uplinks.
type TeamingPolicy string

// The teaming policies, as the language writes them.
const (
	PortID   TeamingPolicy = "port-id"
	MACHash  TeamingPolicy = "mac"
	IPHash   TeamingPolicy = "ip-hash"
	Explicit TeamingPolicy = "explicit"
)

// A Detection is how a switch notices that an uplink is dead.
type Detection string

// The ways of detection, as the language writes them.
const (
	DetectLink   Detection = "link"
	DetectBeacon Detection = "beacon"
)

// A Teaming says which uplinks carry traffic, and how.
type Teaming struct {
	Policy    Opt[TeamingPolicy] `json:"policy,omitzero"`
	Active    []string           `json:"active,omitzero"`  // in order, exact; nil: unset
	Standby   []string           `json:"standby,omitzero"` // in order, exact; nil: unset
	Failback  Opt[bool]          `json:"failback,omitzero"`
	Notify    Opt[bool]          `json:"notify,omitzero"`
	Detection Opt[Detection]     `json:"detection,omitzero"`
	// Inherits says, of a port group, that what is unset here is its switch's:
	// nothing else is set over it.
	Inherits bool `json:"inherits,omitzero"`
}

// Security is what a switch lets its ports do.
type Security struct {
	Promiscuous     Opt[bool] `json:"promiscuous,omitzero"`
	MACChanges      Opt[bool] `json:"mac_changes,omitzero"`
	ForgedTransmits Opt[bool] `json:"forged_transmits,omitzero"`
}

// A PortGroup is where a vmk meets a switch. A standard port group carries one vmk.
type PortGroup struct {
	// Name is empty in a desired state where vmk0's port group is left
	// alone: then it is the one that vmk Of is on.
	Name        string   `json:"name,omitzero"`
	Of          string   `json:"of,omitzero"` // the vmk it is wanted for; desired only
	Switch      string   `json:"switch,omitzero"`
	Distributed bool     `json:"distributed,omitzero"`
	VLAN        Opt[int] `json:"vlan,omitzero"` // 0 untagged, 1 to 4094
	Teaming     *Teaming `json:"teaming,omitzero"`
	InUse       bool     `json:"in_use,omitzero"` // virtual machines, or others than vmks, are on it; current only
}
