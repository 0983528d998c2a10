// Package netstate holds the one noun of vmkgen: the VMkernel networking of a
// host, desired or current.
//
// Its one rule: it decides nothing and knows no tool. What is unset is, in a
// desired state, left alone, and in a current state, not seen.
package netstate

// A Host is the VMkernel networking of one host.
type Host struct {
	Name     string    `json:"name"`
	UUID     string    `json:"uuid,omitzero"`
	Release  string    `json:"esxi,omitzero"` // lowest release, as "8.0.3"
	Complete Complete  `json:"complete,omitzero"`
	IPv6     Opt[bool] `json:"ipv6,omitzero"` // whether the host has IPv6 switched on at all; current only
	// SoftwareISCSI is the vmhba of the software iSCSI adapter; empty: it is off. Current only.
	SoftwareISCSI Opt[string] `json:"software_iscsi,omitzero"`
	NVMe          []string    `json:"nvme,omitzero"` // devices with an NVMe over Fabrics adapter; nil: not seen. Current only
	Switches      []Switch    `json:"switches,omitzero"`
	PortGroups    []PortGroup `json:"portgroups,omitzero"`
	Stacks        []Stack     `json:"stacks,omitzero"`
	Vmks          []Vmk       `json:"vmks,omitzero"`
}

// Complete says of which kinds of things a current state lists all that the
// host has. What a list without its mark lacks was not seen, which is not absent.
type Complete struct {
	Switches   bool `json:"switches,omitzero"`
	PortGroups bool `json:"portgroups,omitzero"`
	Stacks     bool `json:"stacks,omitzero"`
	Vmks       bool `json:"vmks,omitzero"`
}

// Vmk finds a vmk by its exact device name; nil where there is none.
func (h *Host) Vmk(device string) *Vmk {
	for i := range h.Vmks {
		if h.Vmks[i].Device == device {
			return &h.Vmks[i]
		}
	}
	return nil
}

// Switch finds a switch by its exact name; nil where there is none.
func (h *Host) Switch(name string) *Switch {
	for i := range h.Switches {
		if h.Switches[i].Name == name {
			return &h.Switches[i]
		}
	}
	return nil
}

// Stack finds a stack by its exact name; nil where there is none.
func (h *Host) Stack(name string) *Stack {
	for i := range h.Stacks {
		if h.Stacks[i].Name == name {
			return &h.Stacks[i]
		}
	}
	return nil
}

// PortGroup finds a port group by its exact name and kind; nil where there is none.
func (h *Host) PortGroup(name string) *PortGroup {
	for i := range h.PortGroups {
		if h.PortGroups[i].Name == name {
			return &h.PortGroups[i]
		}
	}
	return nil
}
