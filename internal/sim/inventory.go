package sim

import (
	"fmt"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// An Inventory is what a vCenter has.
type Inventory struct {
	Clusters []Cluster
	Switches []Switch
}

// A Cluster is hosts in a datacenter.
type Cluster struct {
	Name       string
	Datacenter string // empty: "DC"
	Hosts      []Host
	// Configured marks a cluster whose hosts are driven by vSphere
	// Configuration Profiles.
	Configured bool
}

// A Host is one host and what vCenter knows of it beside its own state.
type Host struct {
	State        *standin.Host
	UUID, Serial string // empty: made from the name
	Maintenance  bool
	Disconnected bool     // an administrator has disconnected it
	Unplugged    []string // vmnics without a link
}

// A Switch is a distributed switch. Its members are the hosts of its
// datacenter whose state has a DVS of its name.
type Switch struct {
	Name       string
	Datacenter string // empty: "DC"
	MTU        int    // bytes; 0: 1500
	Uplinks    []string
	PortGroups []PortGroup
}

// A PortGroup is a distributed port group.
type PortGroup struct {
	Name            string
	VLAN            int      // 0 untagged
	Trunk           bool     // carries all VLANs, whatever VLAN says
	Active, Standby []string // uplinks of the switch by name; both nil: all are active
}

const defaultDatacenter = "DC"

func or(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

func (i *Inventory) check() error {
	hosts, switches := map[string]bool{}, map[string]bool{}
	for _, s := range i.Switches {
		switches[or(s.Datacenter, defaultDatacenter)+"/"+s.Name] = true
	}
	for _, c := range i.Clusters {
		for _, h := range c.Hosts {
			switch {
			case h.State == nil || h.State.Name == "":
				return fmt.Errorf("a host of cluster %q has no state or no name", c.Name)
			case hosts[h.State.Name]:
				return fmt.Errorf("host %q stands twice", h.State.Name)
			case len(h.State.Vmks) == 0:
				return fmt.Errorf("host %q has no vmk, so no vCenter can have it", h.State.Name)
			}
			hosts[h.State.Name] = true
			for _, d := range h.State.DVS {
				if !switches[or(c.Datacenter, defaultDatacenter)+"/"+d.Name] {
					return fmt.Errorf("host %q is a member of switch %q, which its datacenter lacks", h.State.Name, d.Name)
				}
			}
		}
	}
	return nil
}
