package plan

import (
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Fresh is a host as the installer leaves it: vSwitch0 with its first vmnic,
// the port groups "Management Network" and "VM Network" without VLAN, vmk0 as
// the kickstart's network line makes it, and the default stack only. What the
// network line says, it takes from the desired state; a vmk0 without an
// address there has DHCP.
func Fresh(to *netstate.Host) netstate.Host {
	standard := netstate.Some(esx.DefaultMTU)
	h := netstate.Host{
		Name: to.Name, Release: to.Release, IPv6: netstate.Some(true),
		Complete:      netstate.Complete{Switches: true, PortGroups: true, Stacks: true, Vmks: true},
		SoftwareISCSI: netstate.Some(""), NVMe: []string{},
		Switches: []netstate.Switch{{
			Name: esx.InstallSwitch, Kind: netstate.Standard, Uplinks: firstUplink(to), MTU: standard,
			Discovery: netstate.Some(netstate.DiscoveryListen),
		}},
		PortGroups: []netstate.PortGroup{
			{Name: esx.ManagementGroup, Of: esx.InstallVmk, Switch: esx.InstallSwitch, VLAN: netstate.Some(0), Teaming: &netstate.Teaming{Inherits: true}},
			{Name: esx.VMGroup, Switch: esx.InstallSwitch, VLAN: netstate.Some(0), Teaming: &netstate.Teaming{Inherits: true}},
		},
		Vmks: []netstate.Vmk{{
			Device: esx.InstallVmk, Roles: []netstate.Role{netstate.Management},
			PortGroup: netstate.Some(esx.ManagementGroup), Switch: netstate.Some(esx.InstallSwitch),
			Stack: netstate.Some(netstate.DefaultStack), MTU: standard, ISCSI: []string{},
			IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)},
		}},
	}
	s := netstate.Stack{Name: netstate.DefaultStack, Routes: []netstate.Route{}}
	if v := to.Vmk(esx.InstallVmk); v != nil && v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.Static {
		h.Vmks[0].IPv4 = &netstate.IPv4{Mode: v.IPv4.Mode, Address: v.IPv4.Address}
		if d := to.Stack(netstate.DefaultStack); d != nil {
			s.Gateway = netstate.Some(d.Gateway.Or(netip.Addr{}))
			s.DNS = append([]netip.Addr{}, d.DNS[:min(2, len(d.DNS))]...)
			s.Search = []string{}
		}
	}
	h.Stacks = []netstate.Stack{s}
	return h
}

// firstUplink is the vmnic that a host is installed over.
func firstUplink(to *netstate.Host) []string {
	if s := to.Switch(esx.InstallSwitch); s != nil && len(s.Uplinks) > 0 {
		return s.Uplinks[:1]
	}
	return []string{"vmnic0"}
}
