package resolve

import (
	"cmp"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/spec"
)

// resolveSwitch resolves a declared switch, once its vmks are known.
func (g *grouping) resolveSwitch(name string, asked spec.Switch) netstate.Switch {
	s := netstate.Switch{
		Name: name, Kind: netstate.SwitchKind(cmp.Or(asked.Type.Or(""), string(netstate.Standard))),
		Uplinks: asked.Uplinks, MTU: asked.MTU, Teaming: teaming(asked.Teaming), Discovery: asked.Discovery,
		CreatePortGroups: asked.CreatePortGroups.Or(false),
	}
	if p := asked.Security; p != nil {
		s.Security = &netstate.Security{Promiscuous: p.Promiscuous, MACChanges: p.MACChanges, ForgedTransmits: p.ForgedTransmits}
	}
	if !s.MTU.IsSet() && s.Kind == netstate.Standard {
		for i := range g.Pattern.Vmks {
			if v := &g.Pattern.Vmks[i]; v.Switch.Or(unsaid(v)) == name {
				s.MinMTU = max(s.MinMTU, v.MTU.Or(0))
			}
		}
	}
	return s
}

// unsaid is the switch of a vmk that names none: only vmk0, which is left
// where it is, and that is where it was installed unless somebody moved it.
func unsaid(v *netstate.Vmk) string {
	if v.Device == esx.InstallVmk {
		return esx.InstallSwitch
	}
	return ""
}
