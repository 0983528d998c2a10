package plan

import "github.com/vmkgen/vmkgen/internal/op"

// silent is a visitor that answers every operation with the zero value, for
// questions that few operations have to do with: embed it and answer those.
type silent[R any] struct{}

func (silent[R]) EnsureStack(op.EnsureStack) (r R)                   { return r }
func (silent[R]) SetStackOptions(op.SetStackOptions) (r R)           { return r }
func (silent[R]) EnsureSwitch(op.EnsureSwitch) (r R)                 { return r }
func (silent[R]) SetSwitchMTU(op.SetSwitchMTU) (r R)                 { return r }
func (silent[R]) SetUplinks(op.SetUplinks) (r R)                     { return r }
func (silent[R]) SetSwitchTeaming(op.SetSwitchTeaming) (r R)         { return r }
func (silent[R]) SetSecurity(op.SetSecurity) (r R)                   { return r }
func (silent[R]) SetDiscovery(op.SetDiscovery) (r R)                 { return r }
func (silent[R]) EnsurePortGroup(op.EnsurePortGroup) (r R)           { return r }
func (silent[R]) SetVLAN(op.SetVLAN) (r R)                           { return r }
func (silent[R]) SetPortGroupTeaming(op.SetPortGroupTeaming) (r R)   { return r }
func (silent[R]) EnsureVmk(op.EnsureVmk) (r R)                       { return r }
func (silent[R]) SetVmkMTU(op.SetVmkMTU) (r R)                       { return r }
func (silent[R]) SetIPv4(op.SetIPv4) (r R)                           { return r }
func (silent[R]) SetIPv6(op.SetIPv6) (r R)                           { return r }
func (silent[R]) EnableRoles(op.EnableRoles) (r R)                   { return r }
func (silent[R]) DisableRoles(op.DisableRoles) (r R)                 { return r }
func (silent[R]) SetGateway(op.SetGateway) (r R)                     { return r }
func (silent[R]) SetRoutes(op.SetRoutes) (r R)                       { return r }
func (silent[R]) SetDNS(op.SetDNS) (r R)                             { return r }
func (silent[R]) SetSearch(op.SetSearch) (r R)                       { return r }
func (silent[R]) BindISCSI(op.BindISCSI) (r R)                       { return r }
func (silent[R]) EnableNVMe(op.EnableNVMe) (r R)                     { return r }
func (silent[R]) DisableNVMe(op.DisableNVMe) (r R)                   { return r }
func (silent[R]) DisableSoftwareISCSI(op.DisableSoftwareISCSI) (r R) { return r }
func (silent[R]) RemoveVmk(op.RemoveVmk) (r R)                       { return r }
func (silent[R]) RemovePortGroup(op.RemovePortGroup) (r R)           { return r }
func (silent[R]) RemoveSwitch(op.RemoveSwitch) (r R)                 { return r }
func (silent[R]) RemoveStack(op.RemoveStack) (r R)                   { return r }
