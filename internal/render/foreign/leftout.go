package foreign

import (
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
)

// LeftOut names what of a cluster's kept hosts the tool doesn't set, which
// stays on the hosts as it is. Nothing is said of values.
func (t Tool) LeftOut(c *render.Cluster) []string {
	var out []string
	say := func(what string, names ...string) {
		if text := what + ": " + strings.Join(names, ", "); len(names) > 0 && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	seen := make([]bool, len(c.Groups))
	for at := range c.Hosts() {
		if seen[at.Group] {
			continue
		}
		seen[at.Group] = true
		h := &c.Groups[at.Group].Pattern
		for i := range h.Stacks {
			say("the "+h.Stacks[i].Name+" stack", t.ofStack(&h.Stacks[i])...)
		}
		for i := range h.Switches {
			if s := &h.Switches[i]; s.Kind == netstate.Distributed {
				say("the distributed switch "+s.Name, ofDistributed(h, s)...)
			}
		}
		for i := range h.Vmks {
			say(h.Vmks[i].Device, ofVmk(&h.Vmks[i])...)
		}
	}
	return out
}

// ofStack gives the attributes of a stack that the tool doesn't set.
func (t Tool) ofStack(s *netstate.Stack) []string {
	gateways := t.Gateways && s.Name != netstate.DefaultStack
	dns := t.DNS && s.Name == netstate.DefaultStack
	var out []string
	for _, a := range []struct {
		name string
		left bool
	}{
		{"gateway", s.Gateway.IsSet() && !gateways},
		{"gateway6", s.Gateway6.IsSet() && !gateways},
		{"dns", s.DNS != nil && !dns},
		{"search", s.Search != nil && !dns},
		{"congestion_control", s.Congestion.IsSet() && !gateways},
		{"max_connections", s.MaxConnections.IsSet() && !gateways},
		{"routes", s.Routes != nil && len(s.Routes) == 0},
	} {
		if a.left {
			out = append(out, a.name)
		}
	}
	return out
}

// ofDistributed gives what other targets compare on a distributed switch, or make there.
func ofDistributed(h *netstate.Host, s *netstate.Switch) []string {
	var out []string
	add := func(name string, said bool) {
		if said && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	add("mtu", s.MTU.IsSet())
	add("uplinks", s.Uplinks != nil)
	add("create_portgroups", s.CreatePortGroups)
	for i := range h.PortGroups {
		if p := &h.PortGroups[i]; p.Distributed && p.Switch == s.Name {
			add("vlan", p.VLAN.IsSet())
			add("teaming", p.Teaming != nil)
		}
	}
	return out
}

// ofVmk gives the bindings that are to go and stay.
func ofVmk(v *netstate.Vmk) []string {
	var out []string
	if v.ISCSI != nil && len(v.ISCSI) == 0 {
		out = append(out, "iscsi")
	}
	if v.NVMe != nil && len(v.NVMe) == 0 {
		out = append(out, "nvme")
	}
	return out
}

// Notes tell on stderr what LeftOut names.
func (t Tool) Notes(c *render.Cluster) []string {
	left := t.LeftOut(c)
	if len(left) == 0 {
		return nil
	}
	return []string{"cluster " + c.Name + ": " + t.Name + " leaves as it is: " + strings.Join(left, "; ")}
}
