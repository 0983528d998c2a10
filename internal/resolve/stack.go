package resolve

import (
	"maps"
	"net/netip"
	"slices"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/spec"
)

// stacks resolves the declared stacks, and those that vmks use without one:
// vmotion and provisioning are made on a host when first used.
func (g *grouping) stacks() {
	names := map[string]bool{}
	for name := range g.asked.Stacks {
		names[name] = true
	}
	for i := range g.Pattern.Vmks {
		if s := g.Pattern.Vmks[i].Stack.Or(netstate.DefaultStack); s != netstate.DefaultStack {
			names[s] = true
		}
	}
	for _, name := range slices.SortedFunc(maps.Keys(names), stackOrder) {
		g.Pattern.Stacks = append(g.Pattern.Stacks, stack(name, g.asked.Stacks[name]))
	}
}

func stack(name string, asked spec.Stack) netstate.Stack {
	s := netstate.Stack{
		Name: name, Gateway: address(asked.Gateway), Gateway6: address(asked.Gateway6), Search: asked.Search,
		Congestion: asked.Congestion, MaxConnections: asked.MaxConnections,
	}
	if asked.DNS != nil {
		s.DNS = make([]netip.Addr, len(asked.DNS))
		for i, d := range asked.DNS {
			s.DNS[i], _ = netip.ParseAddr(d)
		}
	}
	if asked.Routes != nil {
		s.Routes = make([]netstate.Route, len(asked.Routes))
		for i, r := range asked.Routes {
			to, _ := netip.ParsePrefix(r.To)
			via, _ := netip.ParseAddr(r.Via)
			s.Routes[i] = netstate.Route{To: to, Via: via}
		}
	}
	return s
}

// address reads an address that the schema has found right.
func address(text netstate.Opt[string]) netstate.Opt[netip.Addr] {
	s, ok := text.Get()
	if !ok {
		return netstate.Opt[netip.Addr]{}
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netstate.Opt[netip.Addr]{}
	}
	return netstate.Some(a)
}
