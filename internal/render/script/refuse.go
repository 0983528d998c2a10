package script

import (
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
)

// Refuse names what esxcli can't do on a cluster's hosts.
func Refuse(c *render.Cluster) []render.Refusal {
	var out []render.Refusal
	for g := range c.Groups {
		out = append(out, refuseHost(g, &c.Groups[g].Pattern)...)
	}
	return out
}

func refuseHost(group int, h *netstate.Host) []render.Refusal {
	r := refusing{group: group, host: h}
	r.switches()
	r.portGroups()
	r.stacks()
	r.vmks()
	return r.out
}

type refusing struct {
	group int
	host  *netstate.Host
	out   []render.Refusal
}

func (r *refusing) refuse(code diag.Code, pointer, hint, format string, args ...any) {
	r.out = append(r.out, render.Refusal{
		Code: code, Group: r.group, Pointer: pointer, Detail: fmt.Sprintf(format, args...), Hint: hint,
	})
}

const elsewhere = "render this cluster for powercli, or apply it live"

// name refuses what can't be carried through an ESXi shell or read back from
// esxcli's tables.
func (r *refusing) name(kind, name, pointer string) {
	if detail := unspeakable(name); detail != "" {
		r.refuse(diag.BadName, pointer, "choose another name, or "+elsewhere, "the name of the %s, %q, %s", kind, name, detail)
	}
}

func (r *refusing) switches() {
	for i := range r.host.Switches {
		if s := &r.host.Switches[i]; s.Kind == netstate.Standard {
			r.name("switch", s.Name, "switch/"+s.Name)
		}
	}
}

func (r *refusing) portGroups() {
	for i := range r.host.PortGroups {
		p := &r.host.PortGroups[i]
		if p.Distributed {
			continue
		}
		if p.Name != "" {
			r.name("port group", p.Name, "vmk/"+p.Of+"/portgroup")
		}
	}
}

func (r *refusing) stacks() {
	for i := range r.host.Stacks {
		s := &r.host.Stacks[i]
		r.name("stack", s.Name, "stack/"+s.Name)
		for n, d := range s.Search {
			r.name("search domain", d, fmt.Sprintf("stack/%s/search/%d", s.Name, n))
		}
	}
}

func (r *refusing) vmks() {
	for i := range r.host.Vmks {
		v := &r.host.Vmks[i]
		if s := r.host.Switch(v.Switch.Or("")); s != nil && s.Kind == netstate.Distributed {
			r.refuse(diag.NoDistributed, "vmk/"+v.Device+"/switch", elsewhere,
				"%s is to join port group %q of the distributed switch %s, and esxcli can't name a distributed port group",
				v.Device, v.PortGroup.Or(""), s.Name)
		}
		for n, role := range v.Roles {
			if row, _ := esx.RoleOf(role); row.Tag == "" && row.VSAN == "" && !row.Traceless {
				r.refuse(diag.NoSpelling, fmt.Sprintf("vmk/%s/roles/%d", v.Device, n), elsewhere,
					"esxcli has no known spelling for the role %s of %s", role, v.Device)
			}
		}
	}
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
