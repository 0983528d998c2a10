package op

import "fmt"

// A Visitor answers for every operation. R is what it makes of one.
type Visitor[R any] interface {
	EnsureStack(EnsureStack) R
	SetStackOptions(SetStackOptions) R
	EnsureSwitch(EnsureSwitch) R
	SetSwitchMTU(SetSwitchMTU) R
	SetUplinks(SetUplinks) R
	SetSwitchTeaming(SetSwitchTeaming) R
	SetSecurity(SetSecurity) R
	SetDiscovery(SetDiscovery) R
	EnsurePortGroup(EnsurePortGroup) R
	SetVLAN(SetVLAN) R
	SetPortGroupTeaming(SetPortGroupTeaming) R
	EnsureVmk(EnsureVmk) R
	SetVmkMTU(SetVmkMTU) R
	SetIPv4(SetIPv4) R
	SetIPv6(SetIPv6) R
	EnableRoles(EnableRoles) R
	DisableRoles(DisableRoles) R
	SetGateway(SetGateway) R
	SetRoutes(SetRoutes) R
	SetDNS(SetDNS) R
	SetSearch(SetSearch) R
	BindISCSI(BindISCSI) R
	EnableNVMe(EnableNVMe) R
	DisableNVMe(DisableNVMe) R
	DisableSoftwareISCSI(DisableSoftwareISCSI) R
	RemoveVmk(RemoveVmk) R
	RemovePortGroup(RemovePortGroup) R
	RemoveSwitch(RemoveSwitch) R
	RemoveStack(RemoveStack) R
}

// Visit hands an operation to the visitor's method for it. It is the only type
// switch over operations in the program.
//
//nolint:funlen,gocyclo // a case for each operation
func Visit[R any](o Op, v Visitor[R]) R {
	switch o := o.(type) {
	case EnsureStack:
		return v.EnsureStack(o)
	case SetStackOptions:
		return v.SetStackOptions(o)
	case EnsureSwitch:
		return v.EnsureSwitch(o)
	case SetSwitchMTU:
		return v.SetSwitchMTU(o)
	case SetUplinks:
		return v.SetUplinks(o)
	case SetSwitchTeaming:
		return v.SetSwitchTeaming(o)
	case SetSecurity:
		return v.SetSecurity(o)
	case SetDiscovery:
		return v.SetDiscovery(o)
	case EnsurePortGroup:
		return v.EnsurePortGroup(o)
	case SetVLAN:
		return v.SetVLAN(o)
	case SetPortGroupTeaming:
		return v.SetPortGroupTeaming(o)
	case EnsureVmk:
		return v.EnsureVmk(o)
	case SetVmkMTU:
		return v.SetVmkMTU(o)
	case SetIPv4:
		return v.SetIPv4(o)
	case SetIPv6:
		return v.SetIPv6(o)
	case EnableRoles:
		return v.EnableRoles(o)
	case DisableRoles:
		return v.DisableRoles(o)
	case SetGateway:
		return v.SetGateway(o)
	case SetRoutes:
		return v.SetRoutes(o)
	case SetDNS:
		return v.SetDNS(o)
	case SetSearch:
		return v.SetSearch(o)
	case BindISCSI:
		return v.BindISCSI(o)
	case EnableNVMe:
		return v.EnableNVMe(o)
	case DisableNVMe:
		return v.DisableNVMe(o)
	case DisableSoftwareISCSI:
		return v.DisableSoftwareISCSI(o)
	case RemoveVmk:
		return v.RemoveVmk(o)
	case RemovePortGroup:
		return v.RemovePortGroup(o)
	case RemoveSwitch:
		return v.RemoveSwitch(o)
	case RemoveStack:
		return v.RemoveStack(o)
	}
	panic(fmt.Sprintf("op: unknown operation %T", o))
}
