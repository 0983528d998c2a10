package compact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/document"
)

// worthProfile is how many attributes clusters must share before a profile
// makes a document shorter.
const worthProfile = 3

// profiled takes what clusters of one shape share into a profile.
func profiled(clusters []*document.Block) []*document.Block {
	var shapes []string
	by := map[string][]*document.Block{}
	for _, c := range clusters {
		s := shape(c)
		if by[s] == nil {
			shapes = append(shapes, s)
		}
		by[s] = append(by[s], c)
	}
	var out []*document.Block
	for _, s := range shapes {
		if p := profileOf(by[s]); p != nil {
			out = append(out, p)
		}
	}
	name(out, clusters)
	return append(out, clusters...)
}

// shape is which vmks and switches a cluster has.
func shape(c *document.Block) string {
	var out []string
	for _, b := range c.Blocks {
		if b.Type == "vmk" || b.Type == "switch" {
			out = append(out, b.Type+" "+b.Label)
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// profileOf moves what most of some clusters say into a profile; nil where
// that makes nothing shorter. Each cluster holds it under "profiles".
func profileOf(clusters []*document.Block) *document.Block {
	if len(clusters) < 2 {
		return nil
	}
	bodies := make([]*document.Block, len(clusters))
	for i, c := range clusters {
		bodies[i] = shareable(c)
	}
	base, overlays := factor(bodies)
	if attrs(base) < worthProfile {
		return nil
	}
	base.Type = "profile"
	for i, c := range clusters {
		keep := slices.DeleteFunc(slices.Clone(c.Blocks), func(b *document.Block) bool { return b.Type != "host" })
		if hosts, ok := c.Attrs["hosts"]; ok {
			overlays[i].Set("hosts", hosts.Value)
		}
		c.Attrs, c.Blocks = overlays[i].Attrs, append(overlays[i].Blocks, keep...)
		c.Set("profiles", base)
	}
	return base
}

// shareable is a cluster without what only a cluster may say.
func shareable(c *document.Block) *document.Block {
	out := document.New("", "")
	for name, a := range c.Attrs {
		if name != "hosts" {
			out.SetWith(name, a.Value, a.Comment)
		}
	}
	for _, b := range c.Blocks {
		if b.Type != "host" {
			out.Blocks = append(out.Blocks, b)
		}
	}
	return out
}

func attrs(b *document.Block) int {
	n := 0
	for _, a := range b.Attrs {
		if _, is := a.Value.(usual); !is {
			n++
		}
	}
	for _, in := range b.Blocks {
		n += attrs(in)
	}
	return n
}

// name gives profiles their names, and clusters the names of their profiles.
func name(profiles, clusters []*document.Block) {
	for i, p := range profiles {
		p.Label = "common"
		if len(profiles) > 1 {
			p.Label = fmt.Sprintf("common-%d", i+1)
		}
	}
	for _, c := range clusters {
		if p, ok := c.Attrs["profiles"].Value.(*document.Block); ok {
			c.Set("profiles", []string{p.Label})
		}
	}
}
