package script

import (
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/render"
)

// Refuse names what esxcli can't do on a cluster's hosts.
func Refuse(c *render.Cluster) []render.Refusal {
	var out []render.Refusal
	for g := range c.Groups {
		r := refusing{group: g, host: &c.Groups[g].Pattern}
		for _, o := range plan.Ensure(r.host) {
			out = append(out, r.operation(o)...)
		}
	}
	return out
}

type refusing struct {
	group int
	host  *netstate.Host
}

func (r refusing) refusal(code diag.Code, pointer, detail, hint string) render.Refusal {
	return render.Refusal{Code: code, Group: r.group, Pointer: pointer, Detail: detail, Hint: hint}
}

func (r refusing) operation(o op.Op) []render.Refusal {
	var out []render.Refusal
	switch o := o.(type) {
	case op.EnsureVmk:
		if o.Place.Distributed {
			out = append(out, r.refusal(diag.NoDistributed, "vmk/"+o.Device+"/switch",
				fmt.Sprintf("%s is to join port group %q of the distributed switch %s, and esxcli can't name a distributed port group",
					o.Device, o.Place.PortGroup, o.Place.Switch),
				"render this cluster for powercli, or apply it live"))
		}
	case op.EnableRoles:
		out = append(out, r.roles(o.Device, o.Roles)...)
	}
	return append(out, r.names(o)...)
}

func (r refusing) roles(device string, roles []netstate.Role) []render.Refusal {
	var out []render.Refusal
	for _, role := range roles {
		if row, _ := esx.RoleOf(role); row.Tag == "" && row.VSAN == "" {
			out = append(out, r.refusal(diag.NoSpelling, "vmk/"+device+"/roles",
				fmt.Sprintf("esxcli has no known spelling for the role %s of %s", role, device),
				"render this cluster for powercli, or apply it live"))
		}
	}
	return out
}

// names refuses what can't be carried through an ESXi shell or read back from
// esxcli's tables.
func (r refusing) names(o op.Op) []render.Refusal {
	var out []render.Refusal
	judge := func(kind, name, pointer string) {
		if detail := unspeakable(name); name != "" && detail != "" {
			out = append(out, r.refusal(diag.BadName, pointer, fmt.Sprintf("the name of the %s, %q, %s", kind, name, detail),
				"choose another name, or render this cluster for powercli"))
		}
	}
	switch o := o.(type) {
	case op.EnsureSwitch:
		judge("switch", o.Switch, "switch/"+o.Switch)
	case op.EnsureStack:
		judge("stack", o.Stack, "stack/"+o.Stack)
	case op.EnsurePortGroup:
		if !o.Place.Distributed {
			judge("port group", o.Place.PortGroup, o.Path())
		}
	case op.SetSearch:
		for _, d := range o.Domains {
			judge("search domain", d, o.Path())
		}
	}
	return out
}

// unspeakable says what is wrong with a name for esxcli; empty: nothing.
func unspeakable(name string) string {
	switch {
	case !render.ASCII(name):
		return "has characters beyond ASCII, which an ESXi shell does not pass on reliably"
	case strings.HasPrefix(name, "-"):
		return "begins with a dash, which esxcli takes for an option"
	case strings.TrimSpace(name) != name:
		return "begins or ends with a blank, which esxcli's tables don't show"
	case strings.Contains(name, ", "):
		return "holds a comma and a blank, which esxcli's lists can't tell from two names"
	case name == "N/A":
		return "is what esxcli prints where there is none"
	}
	return ""
}
