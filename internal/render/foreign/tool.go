// Package foreign judges what other people's declarative tools can be told.
//
// Its one rule: what such a tool would leave out although it changes what is
// meant is refused; what it merely leaves as it is gets named.
package foreign

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
)

// A Tool is what a tool can be told.
type Tool struct {
	Name      string          // as its users call it
	Roles     []netstate.Role // that it can set in the default stack
	IPv6      bool
	MAC       bool
	Discovery bool
	// NeedsRoles: a vmk whose roles aren't said would lose those it has.
	NeedsRoles bool
	// NeedsVmk0: it sets vmk0's address, and a port group's VLAN, with anything else of them.
	NeedsVmk0 bool
	// OneDigit: it takes vmk1 for vmk10 where it looks for roles.
	OneDigit bool
	// DNS: it sets name servers and search domains of the default stack.
	DNS bool
	// Gateways: it sets gateways and limits of the vMotion and provisioning stacks.
	Gateways bool
}

const elsewhere = "render this cluster for powercli or esxcli"

// Refuse names what of a cluster the tool would bring about otherwise.
func (t Tool) Refuse(c *render.Cluster) []render.Refusal {
	var out []render.Refusal
	for g := range c.Groups {
		r := refusing{tool: t, group: g, host: &c.Groups[g].Pattern}
		r.switches()
		r.portGroups()
		r.stacks()
		r.vmks()
		r.numbers()
		out = append(out, r.out...)
	}
	return out
}

type refusing struct {
	tool  Tool
	group int
	host  *netstate.Host
	out   []render.Refusal
}

func (r *refusing) refuse(code diag.Code, pointer, hint, format string, args ...any) {
	r.out = append(r.out, render.Refusal{
		Code: code, Group: r.group, Pointer: pointer, Detail: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// lacks refuses what the tool has no word for.
func (r *refusing) lacks(pointer, format string, args ...any) {
	r.refuse(diag.ToolLacks, pointer, elsewhere, "%s can't set %s", r.tool.Name, fmt.Sprintf(format, args...))
}

func (r *refusing) switches() {
	for i := range r.host.Switches {
		s := &r.host.Switches[i]
		if s.Kind != netstate.Standard || !Manages(s) {
			continue
		}
		at := "switch/" + s.Name
		if s.Uplinks == nil {
			r.refuse(diag.ToolNeedsMore, at, "say its uplinks", "%s sets a switch's uplinks with everything else of it, and those of %s aren't said", r.tool.Name, s.Name)
		}
		if s.Discovery.IsSet() && !r.tool.Discovery {
			r.lacks(at+"/discovery", "the discovery of %s", s.Name)
		}
	}
}

// portGroups refuses to set a VLAN that nobody said with the teaming that somebody did.
func (r *refusing) portGroups() {
	for i := range r.host.PortGroups {
		if p := &r.host.PortGroups[i]; r.tool.NeedsVmk0 && !p.Distributed && p.Teaming != nil && !p.VLAN.IsSet() {
			r.refuse(diag.ToolNeedsMore, "vmk/"+p.Of+"/teaming", "say its vlan", "%s sets a port group's VLAN with its teaming, and that of %s isn't said", r.tool.Name, p.Of)
		}
	}
}

// Manages says whether a declared switch asks for anything: vSwitch0 is there
// without being asked for.
func Manages(s *netstate.Switch) bool {
	return s.Name != esx.InstallSwitch || s.Uplinks != nil || s.MTU.IsSet() || s.MinMTU > esx.DefaultMTU ||
		s.Teaming != nil || s.Security != nil || s.Discovery.IsSet()
}

func (r *refusing) stacks() {
	for i := range r.host.Stacks {
		s := &r.host.Stacks[i]
		at := "stack/" + s.Name
		if custom(s.Name) {
			r.refuse(diag.ToolNoStack, at, elsewhere, "%s can't make the stack %q, and its vmks would stand nowhere", r.tool.Name, s.Name)
			continue
		}
		if len(s.Routes) > 0 {
			r.lacks(at+"/routes", "the routes of the %s stack, and what they lead elsewhere would go to the gateway", s.Name)
		}
		if r.tool.Gateways && s.Name != netstate.DefaultStack && !s.Gateway.IsSet() && (s.Gateway6.IsSet() || limits(s)) {
			r.refuse(diag.ToolNeedsMore, at, "say its gateway", "%s sets a stack's gateway with everything else of it, and that of the %s stack isn't said", r.tool.Name, s.Name)
		}
	}
}

func custom(stack string) bool {
	return !slices.ContainsFunc(esx.Stacks, func(row esx.StackRow) bool { return row.Name == stack })
}

func limits(s *netstate.Stack) bool { return s.Congestion.IsSet() || s.MaxConnections.IsSet() }

func (r *refusing) vmks() {
	for i := range r.host.Vmks {
		v := &r.host.Vmks[i]
		at := "vmk/" + v.Device
		r.roles(v, at)
		r.address(v, at)
		if v.MAC.IsSet() && !r.tool.MAC {
			r.lacks(at+"/mac", "the MAC address of %s", v.Device)
		}
		if len(v.ISCSI) > 0 {
			r.lacks(at+"/iscsi", "the iSCSI binding of %s", v.Device)
		}
		if len(v.NVMe) > 0 {
			r.lacks(at+"/nvme", "the NVMe over Fabrics adapters of %s", v.Device)
		}
	}
}

func (r *refusing) roles(v *netstate.Vmk, at string) {
	stack := v.Stack.Or(netstate.DefaultStack)
	if v.Roles == nil && r.tool.NeedsRoles && stack == netstate.DefaultStack {
		r.refuse(diag.ToolNeedsMore, at, "say its roles; roles = [] where it has none", "%s takes away the roles that aren't said, and those of %s aren't", r.tool.Name, v.Device)
	}
	for _, role := range esx.Tagged(v.Roles, stack) {
		if !slices.Contains(r.tool.Roles, role) {
			r.refuse(diag.ToolNoRole, at+"/roles", elsewhere, "%s can't give %s the role %s", r.tool.Name, v.Device, role)
		}
	}
}

func (r *refusing) address(v *netstate.Vmk, at string) {
	if v.IPv6 != nil && !r.tool.IPv6 {
		r.lacks(at+"/ipv6", "the IPv6 side of %s", v.Device)
	}
	if v.IPv4 != nil {
		r.ipv4(v, at)
		return
	}
	if r.tool.NeedsVmk0 && (v.IPv6 == nil || r.tool.IPv6) {
		r.refuse(diag.ToolNeedsMore, at, "say its address", "%s sets a vmk's address with everything else of it, and that of %s isn't said", r.tool.Name, v.Device)
	}
}

func (r *refusing) ipv4(v *netstate.Vmk, at string) {
	switch mode := v.IPv4.Mode.Or(""); {
	case mode == netstate.None:
		r.lacks(at+"/address", "that %s has no IPv4 address", v.Device)
	case mode == "":
		r.refuse(diag.ToolNeedsMore, at+"/gateway", "say its address too", "%s sets a vmk's own gateway with its address, and that of %s isn't said", r.tool.Name, v.Device)
	case mode == netstate.DHCP && v.IPv4.Gateway.IsSet():
		r.lacks(at+"/gateway", "a gateway of its own for %s, whose address comes by DHCP", v.Device)
	}
}

// numbers refuses devices that a host would number otherwise: it gives a new
// vmk the lowest free number, and no tool can ask for another.
func (r *refusing) numbers() {
	have := map[int]bool{0: true}
	for i := range r.host.Vmks {
		have[numberOf(r.host.Vmks[i].Device)] = true
	}
	for i := range r.host.Vmks {
		v := &r.host.Vmks[i]
		n := numberOf(v.Device)
		for below := 1; below < n; below++ {
			if !have[below] {
				r.refuse(diag.ToolVmkNumber, "vmk/"+v.Device, "number the vmks from vmk1 without gaps, or "+elsewhere,
					"%s can't choose a vmk's number: the host would make it vmk%d, and %s is wanted", r.tool.Name, below, v.Device)
				break
			}
		}
		if r.tool.OneDigit && n > 9 && have[leading(n)] {
			r.refuse(diag.ToolVmkNumber, "vmk/"+v.Device, "use no more than vmk9, or "+elsewhere,
				"%s takes the roles of %s for those of vmk%d too", r.tool.Name, v.Device, leading(n))
		}
	}
}

func numberOf(device string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(device, "vmk"))
	return n
}

// leading is the number that a longer one begins with, as vmk1 in vmk10 and vmk100.
func leading(n int) int {
	for n > 9 {
		n /= 10
	}
	return n
}
