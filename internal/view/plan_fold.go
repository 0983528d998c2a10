package view

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// A fold is hosts of one cluster whose plans are the same but for the
// addresses that follow from their numbers.
type fold struct {
	cluster string
	hosts   []*plan.Planned
}

func (f *fold) first() *plan.Planned { return f.hosts[0] }

// names gives the hosts in brackets.
func (f *fold) names() string {
	names := make([]string, len(f.hosts))
	for i, h := range f.hosts {
		names[i] = h.Name
	}
	return plain(strings.Join(natural.Ranges(names), ", "))
}

// foldPlan puts like hosts together, in the order of their first ones.
func foldPlan(p *plan.Plan) []*fold {
	var out []*fold
	at := map[string]*fold{}
	for _, h := range p.Hosts {
		key := h.Cluster.Name + "\x00" + signature(h)
		f := at[key]
		if f == nil {
			f = &fold{cluster: h.Cluster.Name}
			at[key] = f
			out = append(out, f)
		}
		f.hosts = append(f.hosts, h)
	}
	slices.SortStableFunc(out, func(a, b *fold) int { return natural.Compare(a.cluster, b.cluster) })
	return out
}

// signature is equal for plans that are shown together.
func signature(h *plan.Planned) string {
	var b strings.Builder
	for i := range h.Changes {
		c := &h.Changes[i]
		fmt.Fprintf(&b, "%s %s %s\n", c.Thing, c.Verb, why(c))
		for _, d := range c.Attributes {
			old, fresh := strings.Join(d.Old, "\x01"), strings.Join(d.New, "\x01")
			if net, ok := subnet(c, d.Name, d.Old); ok {
				old = net
			}
			if numbered(h.Now(), c, d.Name) {
				fresh = "by number"
			}
			fmt.Fprintf(&b, " %s %v %q %v %q\n", d.Name, d.Old.Known(), old, d.New.Known(), fresh)
		}
	}
	for _, o := range h.Obstacles() {
		fmt.Fprintf(&b, "%s\n", o.Why)
	}
	for _, s := range h.Steps {
		fmt.Fprintf(&b, "%s %s %s %v\n", plan.OperationName(s.Op), op.Path(s.Op), s.Blocked, s.Risk)
	}
	return b.String()
}

// subnet gives the subnet of an address that a vmk has: hosts that have each
// their own are shown together.
func subnet(c *plan.Change, attribute string, v plan.Value) (string, bool) {
	if c.Kind != plan.VmkKind || attribute != "address" && attribute != "ipv6/address" || len(v) != 1 {
		return "", false
	}
	p, err := netip.ParsePrefix(v[0])
	return p.Masked().String(), err == nil
}

// numbered says whether a group makes an attribute from the host's number.
func numbered(g *netstate.Group, c *plan.Change, attribute string) bool {
	if g == nil || c.Kind != plan.VmkKind || attribute != "address" && attribute != "ipv6/address" {
		return false
	}
	for _, s := range g.Slots {
		if g.Pattern.Vmks[s.Vmk].Device == c.Name && (s.IPv6 < 0) == (attribute == "address") {
			return true
		}
	}
	return false
}

// some names hosts, in brackets, the first of them where there are many.
func some(names []string) string {
	const most = 12
	list := natural.Ranges(names)
	if len(list) > most {
		list = append(slices.Clone(list[:most]), fmt.Sprintf("and more, %d in all", len(names)))
	}
	return plain(strings.Join(list, ", "))
}
