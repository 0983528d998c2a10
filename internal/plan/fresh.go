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
			Discovery: netstate.Some(netstate.DiscoveryListen), Teaming: installedTeaming(firstUplink(to)),
		}},
		PortGroups: []netstate.PortGroup{
			{Name: esx.ManagementGroup, Of: esx.InstallVmk, Switch: esx.InstallSwitch, VLAN: netstate.Some(0), Teaming: &netstate.Teaming{Inherits: true}},
			{Name: esx.VMGroup, Switch: esx.InstallSwitch, VLAN: netstate.Some(0), Teaming: &netstate.Teaming{Inherits: true}},
		},
		Vmks: []netstate.Vmk{{
			Device: esx.InstallVmk, Roles: []netstate.Role{netstate.Management},
			PortGroup: netstate.Some(esx.ManagementGroup), Switch: netstate.Some(esx.InstallSwitch),
			Stack: netstate.Some(netstate.DefaultStack), MTU: standard, ISCSI: []string{},
			IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)}, IPv6: &netstate.IPv6{Addresses: []netip.Prefix{}},
		}},
	}
	s := netstate.Stack{Name: netstate.DefaultStack, Routes: []netstate.Route{}, Gateway6: netstate.Some(netip.Addr{})}
	if v := to.Vmk(esx.InstallVmk); v != nil && v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.Static {
		h.Vmks[0].IPv4 = &netstate.IPv4{Mode: v.IPv4.Mode, Address: v.IPv4.Address}
		if d := to.Stack(netstate.DefaultStack); d != nil {
			s.Gateway = netstate.Some(d.Gateway.Or(netip.Addr{}))
			s.DNS = firstTwo(d.DNS)
			s.Search = []string{}
		}
	}
	h.Stacks = []netstate.Stack{s}
	return h
}

// installedTeaming is that of a switch that nobody has changed.
func installedTeaming(uplinks []string) *netstate.Teaming {
	return &netstate.Teaming{
		Policy: netstate.Some(netstate.PortID), Detection: netstate.Some(netstate.DetectLink),
		Notify: netstate.Some(true), Failback: netstate.Some(true), Active: uplinks, Standby: []string{},
	}
}

// firstTwo are the name servers on the network line: IPv4 ones alone, for
// whether it takes others is not known.
func firstTwo(servers []netip.Addr) []netip.Addr {
	out := []netip.Addr{}
	for _, a := range servers {
		if a.Is4() && len(out) < 2 {
			out = append(out, a)
		}
	}
	return out
}

// firstUplink is the vmnic that a host is installed over.
func firstUplink(to *netstate.Host) []string {
	if s := to.Switch(esx.InstallSwitch); s != nil && len(s.Uplinks) > 0 {
		return s.Uplinks[:1]
	}
	return []string{"vmnic0"}
}
