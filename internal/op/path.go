package op

// Path says which attribute of a host an operation brings about, as a pointer
// into the host's tree: vmk/vmk1/mtu. Empty: the host's own.
func Path(o Op) string { return Visit(o, paths{}) }

// paths is a visitor that answers with an operation's path.
type paths struct{}

var _ Visitor[string] = paths{}

func (paths) EnsureStack(o EnsureStack) string         { return "stack/" + o.Stack }
func (paths) SetStackOptions(o SetStackOptions) string { return "stack/" + o.Stack }
func (paths) EnsureSwitch(o EnsureSwitch) string       { return "switch/" + o.Switch }
func (paths) SetSwitchMTU(o SetSwitchMTU) string       { return "switch/" + o.Switch + "/mtu" }
func (paths) SetUplinks(o SetUplinks) string           { return "switch/" + o.Switch + "/uplinks" }

func (paths) SetSwitchTeaming(o SetSwitchTeaming) string { return "switch/" + o.Switch + "/teaming" }

func (paths) SetSecurity(o SetSecurity) string { return "switch/" + o.Switch + "/security" }

func (paths) SetDiscovery(o SetDiscovery) string { return "switch/" + o.Switch + "/discovery" }

func (paths) EnsurePortGroup(o EnsurePortGroup) string { return "vmk/" + o.Place.Of + "/portgroup" }
func (paths) SetVLAN(o SetVLAN) string                 { return "vmk/" + o.Place.Of + "/vlan" }
func (paths) SetPortGroupTeaming(o SetPortGroupTeaming) string {
	return "vmk/" + o.Place.Of + "/teaming"
}
func (paths) EnsureVmk(o EnsureVmk) string { return "vmk/" + o.Device }
func (paths) SetVmkMTU(o SetVmkMTU) string { return "vmk/" + o.Device + "/mtu" }
func (paths) SetIPv4(o SetIPv4) string     { return "vmk/" + o.Device + "/address" }

func (paths) SetIPv6(o SetIPv6) string { return "vmk/" + o.Device + "/ipv6" }

func (paths) EnableRoles(o EnableRoles) string { return "vmk/" + o.Device + "/roles" }

func (paths) DisableRoles(o DisableRoles) string { return "vmk/" + o.Device + "/roles" }

func (paths) SetRoutes(o SetRoutes) string { return "stack/" + o.Stack + "/routes" }

func (paths) SetDNS(o SetDNS) string { return "stack/" + o.Stack + "/dns" }

func (paths) SetSearch(o SetSearch) string { return "stack/" + o.Stack + "/search" }

func (paths) BindISCSI(o BindISCSI) string { return "vmk/" + o.Device + "/iscsi" }

func (paths) EnableNVMe(o EnableNVMe) string                   { return "vmk/" + o.Device + "/nvme" }
func (paths) DisableNVMe(DisableNVMe) string                   { return "" }
func (paths) DisableSoftwareISCSI(DisableSoftwareISCSI) string { return "" }
func (paths) RemoveVmk(o RemoveVmk) string                     { return "vmk/" + o.Device }
func (paths) RemovePortGroup(o RemovePortGroup) string         { return "vmk/" + o.Place.Of + "/portgroup" }
func (paths) RemoveSwitch(o RemoveSwitch) string               { return "switch/" + o.Switch }
func (paths) RemoveStack(o RemoveStack) string                 { return "stack/" + o.Stack }

func (paths) SetGateway(o SetGateway) string {
	if o.Gateway.To.Addr().Is6() {
		return "stack/" + o.Stack + "/gateway6"
	}
	return "stack/" + o.Stack + "/gateway"
}
