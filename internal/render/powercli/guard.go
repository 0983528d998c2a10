package powercli

import (
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// guards makes the rows of what must hold before a change.
func (l *changing) guards() {
	guarded := map[plan.Thing]bool{}
	for _, g := range l.plan.Guards() {
		guarded[g.Thing] = true
		l.rows = append(l.rows, l.guard(&g)...)
	}
	for i := range l.plan.Changes {
		c := &l.plan.Changes[i]
		if c.Verb == plan.Modify && c.Kind != plan.HostKind && !guarded[c.Thing] {
			l.rows = append(l.rows, thing("Guard", c.Thing, c.Of).end()...)
		}
	}
}

// thing begins a row about a thing. The port group that a vmk is on, whichever
// it is, is found by the vmk.
func thing(kind string, t plan.Thing, of string) row {
	r := newRow(kind).text("Kind", string(t.Kind))
	switch {
	case t.Kind == plan.StackKind:
		return r.text("Name", esx.StackKey(t.Name))
	case t.Kind == plan.PortGroupKind && strings.HasPrefix(t.Name, "(of "):
		return r.text("Of", of)
	}
	return r.text("Name", t.Name)
}

func (l *changing) guard(g *plan.Guard) []byte {
	kind := "Guard"
	if g.Kind == plan.VmkKind && g.Name == "portgroup" && l.onDistributed(g.Thing.Name) {
		kind = "GuardDvPlace"
	}
	r := thing(kind, g.Thing, g.Of)
	if g.Absent {
		r = r.flag("May", true)
	}
	r = r.text("Attribute", g.Name)
	if g.Items {
		r = r.flag("Items", true)
	}
	values := spellAll(g)
	if key := ownKey(g); key != "" {
		l.keep(key, true, values...)
		return r.text("From", key).end()
	}
	return r.list("Values", values).end()
}

// ownKey is where a host's row has the values of a guard of addresses; empty:
// they stand in the guard.
func ownKey(g *plan.Guard) string {
	switch {
	case g.Kind == plan.VmkKind && g.Name == "address":
		return g.Thing.Name + "_was"
	case g.Kind == plan.VmkKind && g.Name == "ipv6/address":
		return g.Thing.Name + ipv6Suffix + "_was"
	}
	return ""
}

// onDistributed says whether a vmk is, or is to be, on a distributed switch.
func (l *changing) onDistributed(device string) bool {
	for _, h := range []*netstate.Host{&l.plan.From, &l.plan.Goal} {
		if v := h.Vmk(device); v != nil {
			if s := h.Switch(v.Switch.Or("")); s != nil && s.Kind == netstate.Distributed {
				return true
			}
		}
	}
	return false
}

// spellAll spells the values that an attribute may have, each once.
func spellAll(g *plan.Guard) (out []string) {
	for _, v := range g.Values {
		if text := spell(g, v); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// spell gives a value as the library reads it: the items of a list joined by
// commas.
func spell(g *plan.Guard, v plan.Value) string {
	if len(v) != 1 || v[0] == "inherited" {
		return spellList(g, v)
	}
	switch {
	case v[0] == "true" || v[0] == "false":
		return strings.ToUpper(v[0][:1]) + v[0][1:] // as PowerShell has it
	case g.Name == "teaming/policy":
		return esx.TeamingOf(netstate.TeamingPolicy(v[0])).PowerCLI
	case g.Name == "teaming/detection":
		return detection[netstate.Detection(v[0])]
	case g.Name == "discovery":
		return esx.CDP[netstate.Discovery(v[0])]
	case g.Name == "stack":
		return esx.StackKey(v[0])
	case g.Name == "mac":
		return strings.ToLower(v[0])
	case g.Name == "address":
		return spellAddress(v[0])
	}
	return spellList(g, v)
}

// spellAddress gives an address with its mask; none and dhcp stay.
func spellAddress(text string) string {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return text
	}
	return p.Addr().String() + " " + net.IP(net.CIDRMask(p.Bits(), 32)).String()
}

func spellList(g *plan.Guard, v plan.Value) string {
	out := make([]string, len(v))
	for i, item := range v {
		out[i] = item
		switch g.Name {
		case "routes":
			out[i] = strings.Replace(item, " via ", " ", 1)
		case "roles":
			if r, _ := esx.RoleOf(netstate.Role(item)); r.VSAN != "" {
				out[i] = "vsan=" + r.VSAN
			} else {
				out[i] = r.NicType
			}
		}
	}
	return strings.Join(out, ",")
}
