package standin

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

// Unrouted lists the routes that management may use on another host and that
// this one lacks.
func (h *Host) Unrouted(was *Host) (lost []Route) {
	now := h.Stack(defaultKey).Routes
	for _, r := range was.Stack(defaultKey).Routes {
		if was.managementReaches(r.Via) && !slices.Contains(now, r) {
			lost = append(lost, r)
		}
	}
	return lost
}

func (h *Host) managementReaches(via string) bool {
	carriers := *h
	carriers.Vmks = slices.DeleteFunc(slices.Clone(h.Vmks), func(v *Vmk) bool { return !slices.Contains(v.Tags, "Management") })
	return carriers.reaches(defaultKey, via)
}
