package check

import (
	"fmt"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// placed gives the name of a vmk's port group; ok is false where it is left
// alone. vmk0's, where it is, is the one that it was installed on, or maybe not.
func (h *host) placed(v *netstate.Vmk) (name string, distributed, ok bool) {
	name, ok = v.PortGroup.Get()
	s := h.Switch(v.Switch.Or(""))
	return name, s != nil && s.Kind == netstate.Distributed, ok
}

// portGroupShared: a standard port group carries one vmk.
func portGroupShared(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		name, distributed, ok := h.placed(v)
		if !ok || distributed {
			continue
		}
		if h.takesInstalled(v, name) {
			h.say(ofVmk(v, "portgroup"), fmt.Sprintf("%s is put on the port group %q, which is vmk0's as installed; a standard port group carries one vmk", v.Device, name),
				"name another port group, or say in vmk0's block where vmk0 is", rests("vmk/vmk0"))
		}
		for k := range i {
			o := &h.Vmks[k]
			other, dvs, ok := h.placed(o)
			if ok && !dvs && other == name && switchOf(o) == switchOf(v) {
				h.say(ofVmk(v, "portgroup"), fmt.Sprintf("%s and %s are both on the port group %q%s; a standard port group carries one vmk", o.Device, v.Device, name, h.vlans(o, v)),
					"give each a port group of its own, or leave portgroup out", here(o.Device+"'s", ofVmk(o, "portgroup")))
			}
		}
	}
}

// vlans tells of two VLANs that one port group can't have.
func (h *host) vlans(a, b *netstate.Vmk) string {
	x, ok := h.vlanOf(a)
	y, also := h.vlanOf(b)
	if !ok || !also || x == y {
		return ""
	}
	return fmt.Sprintf(", under VLAN %d and VLAN %d", x, y)
}

// takesInstalled says whether a vmk is put where vmk0 is as long as nobody
// says otherwise.
func (h *host) takesInstalled(v *netstate.Vmk, name string) bool {
	if name != esx.ManagementGroup || v.Device == esx.InstallVmk || switchOf(v) != esx.InstallSwitch {
		return false
	}
	first := h.Vmk(esx.InstallVmk)
	return first == nil || !first.PortGroup.IsSet()
}

// portGroupSwitches: the names of port groups are a host's, not a switch's.
func portGroupSwitches(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		name, _, ok := h.placed(v)
		for k := range i {
			o := &h.Vmks[k]
			other, _, also := h.placed(o)
			if ok && also && other == name && switchOf(o) != switchOf(v) {
				h.say(ofVmk(v, "portgroup"), fmt.Sprintf("the port group %q is asked for on %s (%s) and on %s (%s); a host has one port group of a name", name, switchOf(o), o.Device, switchOf(v), v.Device),
					"give one of them another name", here(o.Device+"'s", ofVmk(o, "portgroup")), rests(ofVmk(v, "switch")), rests(ofVmk(o, "switch")))
			}
		}
	}
}

// portGroupVLANs: a distributed port group is one for all its hosts, and has
// one VLAN. (Two vmks on a standard one are another rule's.)
func portGroupVLANs(c *cluster) {
	type key struct{ name, sw string }
	type use struct {
		h    *host
		v    *netstate.Vmk
		vlan int
	}
	seen := map[key]use{}
	for i := range c.hosts {
		h := &c.hosts[i]
		for k := range h.PortGroups {
			p := &h.PortGroups[k]
			vlan, said := p.VLAN.Get()
			v := h.Vmk(p.Of)
			if !p.Distributed || !said || v == nil || p.Name == "" {
				continue
			}
			first, ok := seen[key{p.Name, p.Switch}]
			switch from := first.h; {
			case !ok:
				seen[key{p.Name, p.Switch}] = use{h, v, vlan}
			case first.vlan != vlan:
				who := from.group.Members[0].Name
				h.say(ofVmk(v, "vlan"), fmt.Sprintf("the distributed port group %q gets VLAN %d for %s of %s and VLAN %d for %s of %s; it has one for all", p.Name, first.vlan, first.v.Device, who, vlan, v.Device, h.group.Members[0].Name),
					"give them one VLAN, or a port group each", Spot{first.v.Device, c.Name, who, ofVmk(first.v, "vlan")}, rests(ofVmk(v, "portgroup")))
			}
		}
	}
}

// noPortGroup: nobody but its owner knows a distributed switch's port groups.
func noPortGroup(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		if _, distributed, ok := h.placed(v); distributed && !ok {
			h.say(ofVmk(v, ""), fmt.Sprintf("%s is on the distributed switch %s and names no port group of it", v.Device, v.Switch.Or("")),
				"name the port group to join: portgroup = \"…\"", here("the switch", ofVmk(v, "switch")))
		}
	}
}

// unknownSwitch: every host has vSwitch0; any other switch has a block.
func unknownSwitch(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		name := switchOf(v)
		if name == esx.InstallSwitch || h.Switch(name) != nil {
			continue
		}
		known := []string{esx.InstallSwitch}
		for k := range h.Switches {
			known = append(known, h.Switches[k].Name)
		}
		h.say(ofVmk(v, "switch"), fmt.Sprintf("%s is on the switch %q, and there is no such switch block", v.Device, name),
			orElse(name, known, fmt.Sprintf("declare it: switch %q { uplinks = [\"vmnic…\"] }", name)))
	}
}

// unknownVCenter: a cluster names a vcenter block.
func unknownVCenter(all *config) {
	known := map[string]bool{}
	for _, name := range all.vcenters {
		known[name] = true
	}
	for i := range all.clusters {
		c := &all.clusters[i]
		if c.VCenter == "" || known[c.VCenter] {
			continue
		}
		hint := diag.DidYouMean(c.VCenter, all.vcenters)
		if hint == "" {
			hint = fmt.Sprintf("write vcenter %q { server = \"…\" }", c.VCenter)
		}
		all.find(c, Finding{Pointer: "vcenter", Detail: fmt.Sprintf("cluster %q is managed by the vcenter %q, and there is no such vcenter block", c.Name, c.VCenter), Hint: hint})
	}
}
