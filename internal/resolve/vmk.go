package resolve

import (
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/spec"
)

// vmk resolves a vmk and its port group.
func (g *grouping) vmk(device string, asked spec.Vmk) {
	v := netstate.Vmk{
		Device: device, Roles: asked.Roles, Switch: asked.Switch, PortGroup: asked.PortGroup,
		Stack: asked.Stack, MTU: asked.MTU,
	}
	vlan := asked.VLAN
	if device == esx.InstallVmk {
		g.installed(&v)
	} else {
		g.defaults(&v)
		vlan = netstate.Some(vlan.Or(0))
	}
	if m, ok := asked.MAC.Get(); ok {
		v.MAC = netstate.Some(mac(m))
	}
	if asked.ISCSI != nil {
		v.ISCSI = asked.ISCSI.Adapter
	}
	if asked.NVMe != nil {
		v.NVMe = asked.NVMe.Adapter
	}
	g.addresses(&v, asked)
	g.portGroup(&v, vlan, teaming(asked.Teaming))
	g.Pattern.Vmks = append(g.Pattern.Vmks, v)
}

func mac(s string) string { return strings.ReplaceAll(strings.ToLower(s), "-", ":") }

// installed fills in what vmk0 needs to be found: it exists on every host, and
// what its block leaves out is left alone. Only a switch without a port group
// must name one, since that means a place to go to.
func (g *grouping) installed(v *netstate.Vmk) {
	if v.Switch.IsSet() && !v.PortGroup.IsSet() && !g.distributed(v.Switch.Or("")) {
		v.PortGroup = netstate.Some(esx.ManagementGroup)
	}
}

// defaults fills in what every other vmk has.
func (g *grouping) defaults(v *netstate.Vmk) {
	v.Switch = netstate.Some(v.Switch.Or(esx.InstallSwitch))
	v.Stack = netstate.Some(v.Stack.Or(netstate.DefaultStack))
	v.MTU = netstate.Some(v.MTU.Or(esx.DefaultMTU))
	if v.PortGroup.IsSet() || g.distributed(v.Switch.Or("")) {
		return
	}
	name := v.Device
	if len(v.Roles) > 0 {
		name += "-" + string(v.Roles[0])
	} else if s := v.Stack.Or(""); s != netstate.DefaultStack {
		name += "-" + s
	}
	v.PortGroup = netstate.Some(name)
}

func (g *grouping) distributed(name string) bool {
	return g.asked.Switches[name].Type.Or("") == string(netstate.Distributed)
}

// portGroup adds the port group of a vmk. A distributed one carries several.
func (g *grouping) portGroup(v *netstate.Vmk, vlan netstate.Opt[int], t *netstate.Teaming) {
	p := netstate.PortGroup{
		Name: v.PortGroup.Or(""), Of: v.Device, Switch: v.Switch.Or(""),
		Distributed: g.distributed(v.Switch.Or("")), VLAN: vlan, Teaming: t,
	}
	if p.Name == "" && (p.Distributed || !vlan.IsSet() && t == nil) {
		return
	}
	for _, have := range g.Pattern.PortGroups {
		if p.Distributed && have.Distributed && have.Name == p.Name && have.Switch == p.Switch && have.VLAN == p.VLAN && t == nil {
			return
		}
	}
	g.Pattern.PortGroups = append(g.Pattern.PortGroups, p)
}

// teaming fills in that one of active and standby alone empties the other.
func teaming(t *spec.Teaming) *netstate.Teaming {
	if t == nil {
		return nil
	}
	out := &netstate.Teaming{
		Policy: t.Policy, Active: t.Active, Standby: t.Standby, Failback: t.Failback, Notify: t.Notify, Detection: t.Detection,
	}
	switch {
	case out.Active != nil && out.Standby == nil:
		out.Standby = []string{}
	case out.Standby != nil && out.Active == nil:
		out.Active = []string{}
	}
	return out
}
