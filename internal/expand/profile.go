package expand

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// layers gives what a cluster is made of, the lowest first: each profile
// after those it uses itself, once, then the cluster.
func (c *clusterRun) layers() []said {
	w := &profileWalk{c: c, seen: map[string]bool{}, via: []diag.Range{c.block.Range}}
	w.use(c.block, nil, nil)
	var out []said
	for i, blk := range w.order {
		out = append(out, said{&layer{order: i, via: w.via}, blk})
	}
	return append(out, said{&layer{order: len(out)}, c.block})
}

type profileWalk struct {
	c     *clusterRun
	seen  map[string]bool
	order []*hcl.Block
	via   []diag.Range
}

// use lays the profiles that a block names, in its order.
func (w *profileWalk) use(blk *hcl.Block, chain []string, via []diag.Range) {
	a := blk.Body.Attr("profiles")
	if a == nil {
		return
	}
	for _, n := range w.c.names(a, via) {
		p := w.c.run.profiles[n.text]
		switch {
		case p == nil:
			d := fault(diag.UnknownProfile, n.at, fmt.Sprintf("profile %q isn't defined", n.text), "",
				diag.DidYouMean(n.text, slices.Sorted(maps.Keys(w.c.run.profiles))))
			d.Via = via
			w.c.add(d)
			w.c.out.Incomplete = true
		case slices.Contains(chain, n.text):
			circle := append(slices.Clone(chain[slices.Index(chain, n.text):]), n.text)
			d := fault(diag.ProfileCycle, n.at, "profiles use each other in a circle", strings.Join(circle, " → "), "break the circle")
			d.Via = via
			w.c.add(d)
			w.c.out.Incomplete = true
		case !w.seen[n.text]:
			w.c.run.used[n.text] = true
			w.use(p, append(slices.Clone(chain), n.text), w.via)
			w.seen[n.text] = true
			w.order = append(w.order, p)
		}
	}
}

// A name is a piece of text and where it was written.
type name struct {
	text string
	at   diag.Range
}

// names evaluates a list of names.
func (c *clusterRun) names(a *hcl.Attr, via []diag.Range) []name {
	v, diags := a.Expr.Value(c.early)
	c.add(withVia(diags, via)...)
	c.out.Incomplete = c.out.Incomplete || !v.Known()
	if !v.Known() || v.IsNull() {
		return nil
	}
	items, ok := v.Items()
	if !ok {
		c.out.Incomplete = true
		c.add(withVia(diag.List{fault(diag.WrongType, a.Expr.Range, a.Name+" must be a list of names", "this is "+v.Kind(), `write ["a", "b"]`)}, via)...)
		return nil
	}
	parts, written := a.Expr.Parts()
	var out []name
	for i, item := range items {
		x := a.Expr
		if written && len(parts) == len(items) {
			x = parts[i]
		}
		text, diags := item.Text(x, "a name in "+a.Name)
		c.add(withVia(diags, via)...)
		if diags != nil {
			c.out.Incomplete = true
			continue
		}
		out = append(out, name{text, x.Range})
	}
	return out
}

// areNames says whether a value is a list of texts, or nothing.
func areNames(v hcl.Value) bool {
	if !v.Known() || v.IsNull() {
		return true
	}
	items, ok := v.Items()
	return ok && !slices.ContainsFunc(items, func(i hcl.Value) bool { return i.Known() && !i.IsText() })
}

func withVia(in diag.List, via []diag.Range) diag.List {
	for i := range in {
		in[i].Via = via
	}
	return in
}
