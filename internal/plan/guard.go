package plan

import (
	"slices"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Guard is what must hold of an attribute before a change is made: it has its
// old or its new value, or one that the change leaves when it is cut off.
// Anything else means that somebody changed the host since, and stops the
// change before its first write.
type Guard struct {
	Thing
	Of   string // of a port group: the vmk it is for
	Name string // the attribute
	// Values are those that it may have. A list is one value, unless Items says
	// that it is changed item by item.
	Values []Value
	// Items says that the attribute is a list that is changed item by item: it
	// must have what all values have, and may have what any has.
	Items bool
	// Absent says that the thing may not be there: it is made or removed, or
	// made anew.
	Absent bool
}

// Guards gives what must hold before a plan is carried out: of every attribute
// that changes and whose old value is known.
func (p *Host) Guards() (out []Guard) {
	g := guarding{host: p, delta: newDelta(&p.From, &p.Goal, p.Changes)}
	for i := range p.Changes {
		c := &p.Changes[i]
		moves := c.Kind == PortGroupKind && c.has("switch") // it is taken from the one and made on the other
		made := c.Verb == Add || c.Verb == Remove || c.Verb == Replace || moves
		if c.Verb == Modify && onEvery(c.Thing) && !moves {
			made = false
		}
		for _, d := range c.Attributes {
			if c.Verb != Add && !d.Old.Known() {
				continue
			}
			if guard, ok := g.guard(c, d); ok {
				guard.Absent = made
				out = append(out, guard)
			}
		}
	}
	return out
}

type guarding struct {
	host  *Host
	delta *delta
}

// byItem are the lists that are changed item by item.
var byItem = []string{"uplinks", "dns", "search", "routes", "roles", "ipv6/address", "iscsi/adapter", "nvme"}

func (g *guarding) guard(c *Change, d Delta) (Guard, bool) {
	out := Guard{Thing: c.Thing, Of: c.Of, Name: d.Name, Items: slices.Contains(byItem, d.Name)}
	births, known := g.births(c, d)
	if !known || vague(d.Old) || vague(d.New) {
		return out, false
	}
	for _, v := range append([]Value{d.Old, d.New}, births...) {
		if v.Known() && !slices.ContainsFunc(out.Values, v.Same) {
			out.Values = append(out.Values, v)
		}
	}
	return out, true
}

// births are the values that an attribute has when its thing has just been
// made, or in the middle of a change; known is false where nobody can tell.
func (g *guarding) births(c *Change, d Delta) (values []Value, known bool) {
	anew := c.Verb == Add || c.Verb == Replace || c.Verb == Remove || c.Kind == PortGroupKind && c.has("switch")
	switch c.Kind {
	case VmkKind:
		return g.vmkBirths(c, d, anew)
	case PortGroupKind:
		if anew && d.Name == "vlan" {
			return []Value{{"0"}}, true
		}
		return nil, (!anew || d.Name == "switch") && !g.shuffled(c, d)
	case SwitchKind:
		switch {
		case !anew:
			return nil, !g.shuffled(c, d)
		case d.Name == "mtu":
			return []Value{{strconv.Itoa(esx.DefaultMTU)}}, true
		}
		return []Value{{}}, d.Name == "uplinks"
	case StackKind:
		if d.Name == "gateway" || d.Name == "gateway6" || d.Name == "routes" {
			return []Value{{}}, true // ESXi drops a route that nothing reaches
		}
		return []Value{{}}, !anew || d.Name == "dns" || d.Name == "search"
	default:
		return nil, true
	}
}

// shuffled says whether an order of uplinks changes of itself on the way, with
// the uplinks of its switch: nobody can tell then what it is in the middle.
func (g *guarding) shuffled(c *Change, d Delta) bool {
	if d.Name != "teaming/active" && d.Name != "teaming/standby" {
		return false
	}
	if c.Kind == SwitchKind {
		return c.has("uplinks")
	}
	p := g.host.Goal.PortGroup(c.Name)
	if p == nil {
		p = &netstate.PortGroup{}
	}
	s := g.delta.change(SwitchKind, p.Switch)
	return s != nil && s.has("uplinks")
}

func (g *guarding) vmkBirths(c *Change, d Delta, anew bool) (values []Value, known bool) {
	switch d.Name {
	case "address":
		if anew || g.wanted(c.Name) {
			return []Value{{string(netstate.None)}}, true
		}
	case "mtu":
		if anew {
			return g.widths(), true
		}
	case "roles", "iscsi/adapter":
		if anew || d.Name == "iscsi/adapter" {
			return []Value{{}}, true
		}
	case "stack", "portgroup", "switch", "mac":
		return nil, true
	case "gateway", "ipv6/gateway", "ipv6/address":
		if anew {
			return []Value{{}}, true
		}
	default: // ipv6 and its flags: what a new vmk has is the host's to say
		return nil, !anew
	}
	return nil, true
}

// wanted says whether another vmk is to have an address of this one.
func (g *guarding) wanted(device string) bool {
	v := g.host.From.Vmk(device)
	if v == nil {
		return false
	}
	return slices.ContainsFunc(g.host.Goal.Vmks, func(w netstate.Vmk) bool { return w.Device != device && overlap(v, &w) })
}

// widths are the MTUs that a vmk may be made with: those of the switches at
// either end, where that is all there is room for.
func (g *guarding) widths() (out []Value) {
	out = append(out, Value{strconv.Itoa(esx.DefaultMTU)})
	for _, h := range []*netstate.Host{&g.host.From, &g.host.Goal} {
		for i := range h.Switches {
			if v := number(h.Switches[i].MTU); v != nil {
				out = append(out, v)
			}
		}
	}
	return out
}

// holds says whether a value is one that an attribute may have.
func (g *Guard) holds(v Value) bool {
	if !g.Items {
		return slices.ContainsFunc(g.Values, v.Same)
	}
	for _, item := range v {
		if !slices.ContainsFunc(g.Values, func(o Value) bool { return slices.Contains(o, item) }) {
			return false
		}
	}
	if len(g.Values) == 0 {
		return true
	}
	for _, item := range g.Values[0] {
		everywhere := !slices.ContainsFunc(g.Values, func(o Value) bool { return !slices.Contains(o, item) })
		if everywhere && !slices.Contains(v, item) {
			return false
		}
	}
	return true
}
