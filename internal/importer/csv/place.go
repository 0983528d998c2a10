package csv

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// place reads a vmk's port group, and the switch that is on.
func (c *cells) place(v *netstate.Vmk) {
	g := netstate.PortGroup{Name: c.get(groupField), Switch: c.get(switchField), Of: v.Device, VLAN: c.vlan(v)}
	if g.Name != "" {
		v.PortGroup = netstate.Some(g.Name)
	}
	if g.Switch != "" {
		v.Switch = netstate.Some(g.Switch)
		c.onSwitch(&g)
	}
	if g.Name == "" && !g.VLAN.IsSet() && g.Teaming == nil {
		return
	}
	if g.Distributed {
		g.Of = ""
	}
	for i := range c.host.PortGroups {
		have := &c.host.PortGroups[i]
		if have.Name == "" || have.Name != g.Name || have.Switch != g.Switch {
			continue
		}
		if have.VLAN != g.VLAN {
			c.fault(diag.SourceTwice, "port group %q of host %q has two VLANs", g.Name, c.host.Name)
		}
		return
	}
	c.host.PortGroups = append(c.host.PortGroups, g)
}

var trunk = pattern.Of(`^(4095|(?i:trunk.*|all)|\d+\s*-\s*\d+.*|\d+(\s*,\s*\d+)+)$`)

// vlan reads a VLAN. That a port group passes on several can't be expressed.
func (c *cells) vlan(v *netstate.Vmk) netstate.Opt[int] {
	text := c.get(vlanField)
	for _, prefix := range []string{"vlan", "id", ":", "-"} {
		if len(text) > len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			text = strings.TrimSpace(text[len(prefix):])
		}
	}
	switch {
	case text == "":
		return netstate.Opt[int]{}
	case strings.EqualFold(text, "untagged"):
		return netstate.Some(0)
	case trunk().MatchString(text):
		c.out.Diags = append(c.out.Diags, importer.About(diag.ImportLeftOut, c.host.Name, "", "the port group of "+v.Device+" passes on VLANs "+text, ""))
		return netstate.Opt[int]{}
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
	if err != nil || n < 0 || n > 4094 {
		c.fault(diag.SourceValue, "the VLAN is %q, which is no number from 0 to 4094", text)
		return netstate.Opt[int]{}
	}
	return netstate.Some(n)
}

// onSwitch reads what the row says of the switch of a port group.
func (c *cells) onSwitch(g *netstate.PortGroup) {
	active, standby, unused := names(c.get(activeField)), names(c.get(standbyField)), names(c.get(unusedField))
	kind := netstate.Standard
	foreign := slices.ContainsFunc(slices.Concat(active, standby), func(u string) bool { return !adapterName().MatchString(u) })
	if strings.EqualFold(c.get(kindField), string(netstate.Distributed)) || c.distributed(c.shared[switchField]) || c.distributed(c.devices[c.device][switchField]) || foreign {
		kind = netstate.Distributed
	}
	g.Distributed = kind == netstate.Distributed
	s := c.host.Switch(g.Switch)
	if s == nil && (g.Distributed || c.has(swMTUField) || c.has(activeField)) {
		c.host.Switches = append(c.host.Switches, netstate.Switch{Name: g.Switch, Kind: kind})
		s = &c.host.Switches[len(c.host.Switches)-1]
	}
	if s == nil {
		return
	}
	if s.Kind != kind {
		c.fault(diag.SourceValue, "switch %q of host %q is a standard one in one row and a distributed one in another", g.Switch, c.host.Name)
		return
	}
	if n := c.number(swMTUField, 1280, 65535); n.IsSet() {
		s.MTU = n
	}
	if len(active)+len(standby) > 0 && (g.Distributed || len(standby)+len(unused) > 0) {
		g.Teaming = &netstate.Teaming{Active: active, Standby: standby}
	}
	if all := slices.Concat(active, standby, unused); !g.Distributed && c.has(unusedField) && len(all) > 0 && s.Uplinks == nil {
		slices.SortFunc(all, natural.Compare)
		s.Uplinks = all
	}
}

// names takes a list of names apart, which may have blanks.
func names(text string) []string {
	out := []string{}
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;|", r) }) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// waysOut tells gateways of vmks' own from those of stacks. Where no column
// says so, a stack's is that of vmk0, or the one that most of its vmks have.
func (r *reading) waysOut(h *seen, six bool) {
	ways := h.gateways
	if six {
		ways = h.gateways6
	}
	usual := map[string]netip.Addr{}
	for _, w := range ways {
		a, err := netip.ParseAddr(w.text)
		if err != nil || a.Is4() == six {
			r.out.Diags = append(r.out.Diags, w.line.Fault(diag.SourceValue, "gateway "+strconv.Quote(w.text)+" is no address", ""))
			return
		}
		stack := h.Vmk(w.device).Stack.Or(netstate.DefaultStack)
		if _, ok := usual[stack]; w.whose != "vmk" && (!ok || w.whose == "stack" || w.device == "vmk0") {
			usual[stack] = a
		}
	}
	for _, stack := range natural.Keys(usual) {
		if six {
			h.stack(stack).Gateway6 = netstate.Some(usual[stack])
		} else {
			h.stack(stack).Gateway = netstate.Some(usual[stack])
		}
	}
	for _, w := range ways {
		v, a := h.Vmk(w.device), addressOf(w.text)
		if usual[v.Stack.Or(netstate.DefaultStack)] == a && w.whose != "vmk" {
			continue
		}
		if w.whose == "" {
			r.note(importer.Guess, h.Name, "the gateway %s of %s is its own: its stack has another", a, w.device)
		}
		switch {
		case six && v.IPv6 == nil:
			v.IPv6 = &netstate.IPv6{Gateway: netstate.Some(a)}
		case six:
			v.IPv6.Gateway = netstate.Some(a)
		case v.IPv4 == nil:
			v.IPv4 = &netstate.IPv4{Gateway: netstate.Some(a)}
		default:
			v.IPv4.Gateway = netstate.Some(a)
		}
	}
}
