package plan

import (
	"slices"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// alike says whether two states are equal in all that [Facts] tells of, thing
// by thing and in one order. It costs a hundredth of comparing facts, which
// counts where most of many hosts stay as they are.
func alike(a, b *netstate.Host) bool {
	return a.SoftwareISCSI == b.SoftwareISCSI && sameList(a.NVMe, b.NVMe) &&
		slices.EqualFunc(a.Switches, b.Switches, alikeSwitches) && slices.EqualFunc(a.PortGroups, b.PortGroups, alikePortGroups) &&
		slices.EqualFunc(a.Stacks, b.Stacks, alikeStacks) && slices.EqualFunc(a.Vmks, b.Vmks, alikeVmks)
}

// sameList compares lists; an empty one isn't one that is unset.
func sameList[T comparable](a, b []T) bool { return (a == nil) == (b == nil) && slices.Equal(a, b) }

// pointed compares what two pointers point to.
func pointed[T any](a, b *T, equal func(a, b *T) bool) bool {
	return a == b || a != nil && b != nil && equal(a, b)
}

func alikeTeamings(a, b *netstate.Teaming) bool {
	return a.Policy == b.Policy && sameList(a.Active, b.Active) && sameList(a.Standby, b.Standby) &&
		a.Failback == b.Failback && a.Notify == b.Notify && a.Detection == b.Detection && a.Inherits == b.Inherits
}

func alikeSwitches(a, b netstate.Switch) bool {
	return a.Name == b.Name && a.Kind == b.Kind && sameList(a.Uplinks, b.Uplinks) && a.MTU == b.MTU && (a.MTU.IsSet() || a.MinMTU == b.MinMTU) &&
		pointed(a.Teaming, b.Teaming, alikeTeamings) && a.Discovery == b.Discovery &&
		pointed(a.Security, b.Security, func(a, b *netstate.Security) bool { return *a == *b })
}

func alikePortGroups(a, b netstate.PortGroup) bool {
	return a.Name == b.Name && (a.Name != "" || a.Of == b.Of) && a.Switch == b.Switch && a.Distributed == b.Distributed && a.VLAN == b.VLAN &&
		pointed(a.Teaming, b.Teaming, alikeTeamings)
}

func alikeStacks(a, b netstate.Stack) bool {
	return a.Name == b.Name && a.Gateway == b.Gateway && a.Gateway6 == b.Gateway6 && sameList(a.DNS, b.DNS) && sameList(a.Search, b.Search) &&
		a.Congestion == b.Congestion && a.MaxConnections == b.MaxConnections && sameList(a.Routes, b.Routes)
}

func alikeVmks(a, b netstate.Vmk) bool {
	return a.Device == b.Device && sameList(a.Roles, b.Roles) && a.PortGroup == b.PortGroup && a.Switch == b.Switch && a.Stack == b.Stack &&
		a.MTU == b.MTU && a.MAC == b.MAC && sameList(a.ISCSI, b.ISCSI) && sameList(a.NVMe, b.NVMe) &&
		pointed(a.IPv4, b.IPv4, func(a, b *netstate.IPv4) bool { return *a == *b }) && pointed(a.IPv6, b.IPv6, alikeIPv6)
}

func alikeIPv6(a, b *netstate.IPv6) bool {
	return a.Off == b.Off && sameList(a.Addresses, b.Addresses) && a.Autoconf == b.Autoconf && a.DHCP == b.DHCP && a.Gateway == b.Gateway
}
