package render

import (
	"slices"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// Changes are the planned changes of the hosts of one cluster.
type Changes struct {
	Cluster  *netstate.Cluster
	Hosts    []*plan.Planned
	From, To plan.Side // whose hosts are not looked at
	Meta     Meta
}

// Back are the ways back: from where the changes lead to where they began.
func (c *Changes) Back() *Changes {
	back := *c
	back.From, back.To = c.To, c.From
	back.Hosts = make([]*plan.Planned, 0, len(c.Hosts))
	for _, h := range c.Hosts {
		way := h.Back(plan.Options{AllowManagement: true})
		way.Name = h.Name
		back.Hosts = append(back.Hosts, &plan.Planned{Host: way, Cluster: h.Cluster, Group: h.Group, Member: h.Member})
	}
	return &back
}

// BothWays asks what a target can't do of each host's change, on the way there
// and back, and gives each refusal once.
func (c *Changes) BothWays(refuse func(host int, p *plan.Planned) []Refusal) (out []Refusal) {
	for _, way := range []*Changes{c, c.Back()} {
		for i, p := range way.Hosts {
			for _, r := range refuse(i, p) {
				if !slices.Contains(out, r) {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// A ChangeTarget turns planned changes into files: those that change hosts,
// and those that undo it.
type ChangeTarget interface {
	// Name is what --target takes.
	Name() string
	// RefuseChange names everything in the changes, and in their ways back,
	// that the target can't do. Its refusals' groups are indices into the hosts.
	RefuseChange(c *Changes) []Refusal
	// RenderChange hands the files to emit, and stops at emit's first error.
	// It is called only where RefuseChange had nothing.
	RenderChange(c *Changes, emit func(File) error) error
}
