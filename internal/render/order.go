package render

import (
	"cmp"
	"iter"
	"slices"
)

// A Place is where a host stands in a cluster's groups.
type Place struct{ Group, Member int }

// Hosts gives the places of a cluster's kept hosts, in the order in which the
// user listed them.
func (c *Cluster) Hosts() iter.Seq[Place] {
	return func(yield func(Place) bool) {
		for _, p := range c.ordered() {
			if c.Kept(c.Groups[p.Group].Members[p.Member].Name) && !yield(p) {
				return
			}
		}
	}
}

func (c *Cluster) ordered() []Place {
	total := 0
	for i := range c.Groups {
		total += len(c.Groups[i].Members)
	}
	order := make([]Place, 0, total)
	for g := range c.Groups {
		for m := range c.Groups[g].Members {
			order = append(order, Place{g, m})
		}
	}
	if len(c.Groups) > 1 {
		slices.SortStableFunc(order, func(a, b Place) int {
			return cmp.Compare(c.Groups[a.Group].Members[a.Member].Position, c.Groups[b.Group].Members[b.Member].Position)
		})
	}
	return order
}
