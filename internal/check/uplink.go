package check

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// physical is a name of a physical adapter, as against one of a distributed
// switch's uplink ports.
var physical = pattern.Of(`^(vmnic|vusb)[0-9]+$`)

// A team is the uplinks of a vmk's port group.
type team struct {
	known   bool // whether they are
	active  []string
	standby []string
	pointer string // to where they are said
}

// teamOf gives the uplinks that carry a vmk: those of its port group, else its
// switch's order, else all of the switch.
func (h *host) teamOf(v *netstate.Vmk) team {
	s := h.Switch(switchOf(v))
	for i := range h.PortGroups {
		p := &h.PortGroups[i]
		same := p.Of == v.Device || p.Distributed && p.Switch == v.Switch.Or("") && p.Name == v.PortGroup.Or("")
		if same && p.Teaming != nil && p.Teaming.Active != nil {
			return team{true, p.Teaming.Active, p.Teaming.Standby, into("vmk", p.Of, "teaming")}
		}
	}
	switch {
	case s == nil:
	case s.Teaming != nil && s.Teaming.Active != nil:
		return team{true, s.Teaming.Active, s.Teaming.Standby, ofSwitch(s.Name, "teaming")}
	case s.Uplinks != nil:
		return team{true, s.Uplinks, nil, ofSwitch(s.Name, "uplinks")}
	}
	return team{pointer: ofVmk(v, "switch")}
}

// uplinkTwice: a physical adapter is in one switch.
func uplinkTwice(h *host) {
	for i := range h.Switches {
		s := &h.Switches[i]
		for k, name := range s.Uplinks {
			for j := range i {
				if o := &h.Switches[j]; slices.Contains(o.Uplinks, name) {
					h.say(ofSwitch(s.Name, "uplinks/"+strconv.Itoa(k)), fmt.Sprintf("%s is an uplink of %s and of %s; it can be in one switch", name, o.Name, s.Name),
						"leave it with one of them", here("the other", ofSwitch(o.Name, "uplinks/"+strconv.Itoa(slices.Index(o.Uplinks, name)))))
				}
			}
		}
	}
}

// uplinkMissing: a team is made of uplinks that the switch has.
func uplinkMissing(h *host) {
	for i := range h.Switches {
		s := &h.Switches[i]
		h.missing(s, s.Teaming, ofSwitch(s.Name, "teaming"), s.Name)
	}
	for i := range h.PortGroups {
		p := &h.PortGroups[i]
		v := h.Vmk(p.Of)
		if v == nil {
			continue
		}
		if s := h.Switch(switchOf(v)); s != nil {
			h.missing(s, p.Teaming, ofVmk(v, "teaming"), v.Device)
		}
	}
}

func (h *host) missing(s *netstate.Switch, t *netstate.Teaming, pointer, who string) {
	if t == nil || s.Uplinks == nil {
		return
	}
	for _, part := range []struct {
		name    string
		uplinks []string
	}{{"active", t.Active}, {"standby", t.Standby}} {
		for k, name := range part.uplinks {
			if slices.Contains(s.Uplinks, name) || s.Kind == netstate.Distributed && !physical().MatchString(name) {
				continue
			}
			h.say(pointer+"/"+part.name+"/"+strconv.Itoa(k), fmt.Sprintf("%s has %s as %s uplink, and the switch %s has the uplinks %s", who, name, part.name, s.Name, listed(s.Uplinks)),
				"name an uplink of the switch, or add it there", here(s.Name+"'s uplinks", ofSwitch(s.Name, "uplinks")))
		}
	}
}

// uplinkTwoParts: an uplink that carries traffic can't stand by as well. Layers
// make such teams: one sets active, an earlier one standby.
func uplinkTwoParts(h *host) {
	tell := func(t *netstate.Teaming, pointer, who string) {
		if t == nil {
			return
		}
		for k, name := range t.Active {
			if i := slices.Index(t.Standby, name); i >= 0 {
				h.say(pointer+"/active/"+strconv.Itoa(k), fmt.Sprintf("%s has %s as active and as standby uplink", who, name),
					"leave it in one of the lists; standby = [] empties what an earlier layer said", here("standby", pointer+"/standby/"+strconv.Itoa(i)))
			}
		}
	}
	for i := range h.Switches {
		tell(h.Switches[i].Teaming, ofSwitch(h.Switches[i].Name, "teaming"), h.Switches[i].Name)
	}
	for i := range h.PortGroups {
		if p := &h.PortGroups[i]; p.Of != "" {
			tell(p.Teaming, into("vmk", p.Of, "teaming"), p.Of)
		}
	}
}

// vsanShared: vSAN wants bandwidth that nobody takes away.
func vsanShared(h *host) {
	h.sharing(netstate.VSAN, func(v *netstate.Vmk) bool {
		return has(v, netstate.VSAN) || has(v, netstate.VSANWitness) || has(v, netstate.VSANExternal)
	}, "give vSAN uplinks of its own, by a switch of its own or by the order of uplinks")
}

// ftShared: so does fault tolerance.
func ftShared(h *host) {
	h.sharing(netstate.FT, func(*netstate.Vmk) bool { return false },
		"give fault tolerance an uplink of its own, by a switch of its own or by the order of uplinks")
}

// sharing tells of vmks with a role whose active uplinks others use too. Kin
// don't count as others.
func (h *host) sharing(role netstate.Role, kin func(*netstate.Vmk) bool, hint string) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		if !has(v, role) {
			continue
		}
		if k := slices.IndexFunc(v.Roles, func(r netstate.Role) bool { return r != role && !kin(&netstate.Vmk{Roles: []netstate.Role{r}}) }); k >= 0 {
			h.say(roleAt(v, role), fmt.Sprintf("%s carries %s and %s over the same uplinks", v.Device, role, v.Roles[k]), hint)
		}
		for k := range h.Vmks {
			o := &h.Vmks[k]
			if i == k || has(o, role) || kin(o) {
				continue
			}
			if name := h.meet(v, o); name != "" {
				h.say(roleAt(v, role), fmt.Sprintf("%s carries %s over %s, which %s uses too", v.Device, role, name, o.Device), hint,
					here(o.Device, ofVmk(o, "")), rests(ofVmk(v, "switch")))
				break
			}
		}
	}
}

// meet names an uplink that is active for two vmks; empty where there is none.
func (h *host) meet(a, b *netstate.Vmk) string {
	if switchOf(a) != switchOf(b) {
		return ""
	}
	x, y := h.teamOf(a), h.teamOf(b)
	if !x.known || !y.known {
		return "the uplinks of " + switchOf(a)
	}
	for _, name := range x.active {
		if slices.Contains(y.active, name) {
			return name
		}
	}
	return ""
}

// oneUplink: with one uplink, a cable takes the network away. Storage that has
// its paths on several switches or port groups means it so.
func oneUplink(h *host) {
	for i := range h.Switches {
		s := &h.Switches[i]
		if s.Uplinks == nil || len(s.Uplinks) > 1 || h.onePath(s.Name) {
			continue
		}
		switch {
		case len(s.Uplinks) == 1:
			h.say(ofSwitch(s.Name, "uplinks"), fmt.Sprintf("%s has one uplink, %s: where that fails, all that is on the switch is cut off", s.Name, s.Uplinks[0]), "add a second uplink")
		case h.carries(s.Name):
			h.say(ofSwitch(s.Name, "uplinks"), fmt.Sprintf("%s has vmks and no uplink: nothing leaves the host", s.Name), "add two uplinks")
		}
	}
}

func (h *host) carries(name string) bool {
	return slices.ContainsFunc(h.Vmks, func(v netstate.Vmk) bool { return switchOf(&v) == name })
}

// onePath says whether all vmks of a switch are one of several paths to
// storage, which by itself takes another path when one fails.
func (h *host) onePath(name string) bool {
	on, off := 0, 0
	for i := range h.Vmks {
		v := &h.Vmks[i]
		path := bound(v) || len(v.NVMe) > 0
		switch {
		case switchOf(v) == name && !path:
			return false
		case switchOf(v) == name:
			on++
		case path:
			off++
		}
	}
	return on > 0 && off > 0
}
