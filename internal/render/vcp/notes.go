package vcp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
)

// Notes are what people should know of a rendered cluster, for stderr: a
// document has no place for them.
func (t target) Notes(c *render.Cluster) []string {
	var out []string
	say := func(format string, args ...any) {
		out = append(out, "cluster "+c.Name+": "+fmt.Sprintf(format, args...))
	}
	h, ok := first(c)
	if !ok {
		return nil
	}
	if left := t.leftOut(h); len(left) > 0 {
		say("the profile leaves as it is: %s", strings.Join(left, "; "))
	}
	if t.base.from {
		say("the document holds what the exported one does, password hashes among it: guard it as that")
		return out
	}
	say("the document speaks of vmks, their stacks and standard switches alone: as a cluster's whole configuration it would " +
		"set all else back to defaults; give the exported document (--vcp-base), or use vmkgen apply --engine vcp")
	return out
}

// first is the pattern of the first kept host, which speaks for all: they are alike.
func first(c *render.Cluster) (*netstate.Host, bool) {
	for at := range c.Hosts() {
		return &c.Groups[at.Group].Pattern, true
	}
	return nil, false
}

// leftOut names what of a host isn't set by a profile, and stays as it is.
func (t target) leftOut(h *netstate.Host) []string {
	var out []string
	say := func(what string, names []string) {
		if len(names) > 0 {
			out = append(out, what+": "+strings.Join(names, ", "))
		}
	}
	for i := range h.Switches {
		if s := &h.Switches[i]; s.Kind == netstate.Distributed {
			say("the distributed switch "+s.Name, t.ofDistributed(h, s))
		}
	}
	for i := range h.Stacks {
		if s := &h.Stacks[i]; s.Routes != nil && len(s.Routes) == 0 {
			say("the "+s.Name+" stack", []string{"routes"})
		}
	}
	for i := range h.Vmks {
		v := &h.Vmks[i]
		var names []string
		if v.ISCSI != nil && len(v.ISCSI) == 0 {
			names = append(names, "iscsi")
		}
		if v.NVMe != nil && len(v.NVMe) == 0 {
			names = append(names, "nvme")
		}
		say(v.Device, names)
	}
	return out
}

func (t target) ofDistributed(h *netstate.Host, s *netstate.Switch) []string {
	var out []string
	add := func(name string, said bool) {
		if said && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	add("mtu", s.MTU.IsSet())
	add("uplinks", s.Uplinks != nil && t.base.root.at(ofAll, "esx", "network_vds", "switches").find("name", s.Name) == nil)
	add("create_portgroups", s.CreatePortGroups)
	for i := range h.PortGroups {
		if p := &h.PortGroups[i]; p.Distributed && p.Switch == s.Name {
			add("vlan", p.VLAN.IsSet())
			add("teaming", p.Teaming != nil)
		}
	}
	return out
}
