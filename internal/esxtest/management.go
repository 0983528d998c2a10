package esxtest

import (
	"fmt"
	"slices"
	"strings"
)

// Management describes all that carries management: what must not change
// unless somebody allows it. Routes that are added don't count.
func (h *Host) Management() string {
	var b strings.Builder
	fmt.Fprintf(&b, "IPv6 %v, then %v\n", h.IPv6, h.IPv6Next)
	for _, v := range h.Vmks {
		if !slices.Contains(v.Tags, "Management") {
			continue
		}
		own := *v
		own.Tags, own.VSAN = nil, nil
		fmt.Fprintf(&b, "%+v\n", own)
		if s := h.switchOf(v); s != nil {
			g := h.Group(v.Group)
			fmt.Fprintf(&b, "group %s VLAN %d %+v\nswitch %s MTU %d %v %+v\n", g.Name, g.VLAN, h.effective(g), s.Name, s.MTU, s.Uplinks, s.Teaming)
		}
	}
	return b.String()
}

// Unrouted lists the routes of the default stack that another host has and this
// one lacks.
func (h *Host) Unrouted(was *Host) []Route {
	now := h.Stack(defaultKey).Routes
	return slices.DeleteFunc(slices.Clone(was.Stack(defaultKey).Routes), func(r Route) bool { return slices.Contains(now, r) })
}
