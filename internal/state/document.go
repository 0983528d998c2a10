// Package state holds the one JSON form of hosts: what show prints, snapshot
// writes, and every command that wants a state reads.
//
// Its one rule: what is written is read back the same; schema/hosts.schema.json
// says what that is.
package state

import "github.com/vmkgen/vmkgen/internal/netstate"

// Format and Version name the contract. The version grows when something that
// was there changes its meaning or goes; new members don't count.
const (
	Format  = "vmkgen.hosts"
	Version = 1
)

// A Head is what a document says of itself.
type Head struct {
	Format  string `json:"format"`
	Version int    `json:"format_version"`
	Source  string `json:"source"`
	Hash    string `json:"sha256"`
}

// A VCenter is what manages a cluster.
type VCenter struct {
	Name   string `json:"name"`
	Server string `json:"server,omitempty"`
}

// A Cluster is a cluster without its hosts.
type Cluster struct {
	Name       string   `json:"name"`
	VCenter    *VCenter `json:"vcenter,omitempty"`
	Datacenter string   `json:"datacenter,omitempty"`
	ESXi       string   `json:"esxi"`
}

// A Host is one host.
type Host struct {
	Name          string               `json:"name"`
	Number        *int64               `json:"number,omitempty"`
	MAC           string               `json:"mac,omitempty"`
	Serial        string               `json:"serial,omitempty"`
	UUID          string               `json:"uuid,omitempty"`
	ESXi          string               `json:"esxi,omitempty"` // where it is not its cluster's
	Complete      netstate.Complete    `json:"complete,omitzero"`
	IPv6          netstate.Opt[bool]   `json:"ipv6,omitzero"`
	SoftwareISCSI netstate.Opt[string] `json:"software_iscsi,omitzero"`
	NVMe          []string             `json:"nvme,omitzero"`
	Switches      []netstate.Switch    `json:"switches"`
	PortGroups    []netstate.PortGroup `json:"portgroups"`
	Stacks        []netstate.Stack     `json:"stacks"`
	Vmks          []netstate.Vmk       `json:"vmks"`
}

// ClusterOf gives a cluster as it is written.
func ClusterOf(c *netstate.Cluster) Cluster {
	out := Cluster{Name: c.Name, Datacenter: c.Datacenter, ESXi: c.Release}
	if c.VCenter != "" {
		out.VCenter = &VCenter{c.VCenter, c.Server}
	}
	return out
}

// HostOf gives a host as it is written. Its lists are there even when empty.
func HostOf(c *netstate.Cluster, m *netstate.Member, h *netstate.Host) Host {
	out := Host{
		Name: h.Name, MAC: m.MAC, Serial: m.Serial, UUID: h.UUID, Complete: h.Complete, IPv6: h.IPv6,
		SoftwareISCSI: h.SoftwareISCSI, NVMe: h.NVMe,
		Switches: there(h.Switches), PortGroups: there(h.PortGroups), Stacks: there(h.Stacks), Vmks: there(h.Vmks),
	}
	if h.Release != c.Release {
		out.ESXi = h.Release
	}
	if m.HasNumber {
		out.Number = &m.Number
	}
	return out
}

func there[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
