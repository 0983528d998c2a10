package expand

import (
	"fmt"
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// A layer is a profile, a cluster or a host block: what is laid over what.
type layer struct {
	order int
	via   []diag.Range
}

// A said is what one layer says in one block.
type said struct {
	layer *layer
	block *hcl.Block
}

// A node is one block as all layers together say it: the lowest layer first.
type node struct {
	kind    *hcl.Kind
	typ     string
	label   string
	saids   []said
	own     bool // of one host, with what only that host says
	grouped bool // kids holds what saids from floor on say
	floor   int
	kids    []*node
	hostly  bool // it has dynamic blocks that speak of the host
	broken  bool // some of its blocks could not be made, and this was told
}

// lacking says whether something from a layer on could not be understood. A
// cluster's own attributes are judged one by one.
func (n *node) lacking(floor int) bool {
	if n.broken {
		return true
	}
	for _, s := range n.saids[floor:] {
		if b := s.block.Body; b.LacksBlock || b.LacksAttr && n.typ != "cluster" {
			return true
		}
	}
	return false
}

func (n *node) top() said { return n.saids[len(n.saids)-1] }

func (n *node) key() string { return n.typ + "\x00" + n.label }

// group sorts the blocks that layers say inside a node by type and label.
func (c *clusterRun) group(n *node, floor int, env *env) []*node {
	if n.grouped && n.floor == floor && (!n.hostly || env.host == nil) {
		return n.kids
	}
	var kids []*node
	index := map[string]*node{}
	hostly := false
	for _, s := range n.saids[floor:] {
		blocks, later, ok := c.blocksOf(s, env)
		hostly = hostly || later
		n.broken = n.broken || !ok
		kids = c.sort(n, s.layer, blocks, kids, index)
	}
	if env.host != nil {
		return c.reuse(n, kids)
	}
	n.grouped, n.floor, n.kids, n.hostly = true, floor, kids, hostly
	return kids
}

// sort adds one layer's blocks to the kids of a node.
func (c *clusterRun) sort(n *node, l *layer, blocks []*hcl.Block, kids []*node, index map[string]*node) []*node {
	first := map[string]*hcl.Block{}
	for _, blk := range blocks {
		if blk.Type == "host" {
			continue
		}
		k := &node{kind: n.kind.Blocks[blk.Type], typ: blk.Type, label: blk.Label}
		if was := first[k.key()]; was != nil {
			c.twice(blk, was, l)
			index[k.key()].broken = true
			continue
		}
		first[k.key()] = blk
		if old := index[k.key()]; old != nil {
			k = old
		} else {
			index[k.key()] = k
			kids = append(kids, k)
		}
		k.saids = append(k.saids, said{l, blk})
	}
	return kids
}

// reuse puts the cluster's own nodes in place of those that say nothing more.
func (c *clusterRun) reuse(n *node, kids []*node) []*node {
	for i, k := range kids {
		k.own = true
		for _, old := range n.kids {
			if old.key() != k.key() {
				continue
			}
			k.kids = old.kids
			if slices.Equal(old.saids, k.saids) {
				kids[i] = old
			}
		}
	}
	return kids
}

// blocksOf gives a layer's blocks inside a node, dynamic ones expanded. later
// says that some of them depend on the host, and were left out; ok is false
// where some could not be made.
func (c *clusterRun) blocksOf(s said, env *env) (out []*hcl.Block, later, ok bool) {
	ok = true
	for _, blk := range s.block.Body.Blocks {
		switch {
		case blk.Dynamic == nil:
			out = append(out, blk)
		case blk.Type == "host":
		case !c.anyHostly(blk.Dynamic.Refs()):
			m := c.expanded(blk, s.layer)
			out, ok = append(out, m.blocks...), ok && m.ok
		case env.host == nil:
			later = true
		default:
			blocks, diags, all := blk.Expand(env.scope())
			c.tell(diags, s, env)
			out, ok = append(out, blocks...), ok && all
		}
	}
	return out, later, ok
}

// made are the blocks of a dynamic block; ok is false where some could not be made.
type made struct {
	blocks []*hcl.Block
	ok     bool
}

// expanded gives the blocks of a dynamic block that is the same on all hosts.
func (c *clusterRun) expanded(blk *hcl.Block, l *layer) made {
	if m, ok := c.dynamics[blk]; ok {
		return m
	}
	blocks, diags, ok := blk.Expand(c.inner)
	c.tell(diags, said{l, blk}, &env{})
	m := made{blocks, ok}
	c.dynamics[blk] = m
	return m
}

func (c *clusterRun) twice(blk, first *hcl.Block, l *layer) {
	what := blk.Type
	if blk.Label != "" {
		what = fmt.Sprintf("%s %q", blk.Type, blk.Label)
	}
	d := fault(diag.SaidTwice, blk.Range, what+" stands twice in one layer", "the first is at "+first.Range.String(), "make one block of the two")
	d.Via = l.via
	c.addOnce(d)
}
