package expand

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/natural"
)

// A clusterRun is one cluster being expanded.
type clusterRun struct {
	run   *run
	block *hcl.Block
	out   *Cluster
	early *hcl.Scope // var, local, cluster: what vars are made of
	scope *hcl.Scope // and vars
	inner *hcl.Scope // the same, where host.* is known too

	vars       map[string]*userVar
	plainVars  map[string]hcl.Value
	varsBroken bool
	hostKeys   map[string]bool // keys of vars that some host sets, and those made of them
	derived    []string

	memos    map[*hcl.Attr]*memo
	dynamics map[*hcl.Block]made
	results  map[*node]*result
	last     map[string]Origin // of the last overlay
	told     map[string]int    // index in run.diags
	toldBy   map[string]*hostRun
}

// clusters expands all clusters, by name in natural order.
func (r *run) clusters() []*Cluster {
	r.profiles, _ = r.named("profile")
	_, inOrder := r.named("cluster")
	r.labels(inOrder)
	if len(inOrder) == 0 && len(r.bodies) > 0 && !r.diags.HasErrors() {
		r.add(diag.Diagnostic{
			Code: diag.NoCluster, Severity: diag.Warning, Summary: "no cluster is asked for",
			Detail: "without a cluster block there is nothing to do", Hint: `write cluster "NAME" { hosts = [ … ] }`,
		})
	}
	var out []*Cluster
	for _, blk := range inOrder {
		out = append(out, r.cluster(blk))
	}
	slices.SortStableFunc(out, func(a, b *Cluster) int { return natural.Compare(a.Name, b.Name) })
	return out
}

// labels judges the names of clusters, which become folders.
func (r *run) labels(blocks []*hcl.Block) {
	seen := map[string]*hcl.Block{}
	for _, blk := range blocks {
		if why := badFileName(blk.Label); why != "" {
			r.add(fault(diag.BadFileName, blk.Range, fmt.Sprintf("cluster %q can't become a folder", blk.Label), why, "give it another name"))
		}
		low := strings.ToLower(blk.Label)
		if first := seen[low]; first != nil {
			r.add(fault(diag.SameButCase, blk.Range, fmt.Sprintf("clusters %q and %q differ only in case", first.Label, blk.Label),
				"they would share a folder where case doesn't count", "rename one"))
			continue
		}
		seen[low] = blk
	}
}

func (r *run) cluster(blk *hcl.Block) *Cluster {
	c := &clusterRun{
		run: r, block: blk, out: &Cluster{Name: blk.Label, Range: blk.Range},
		hostKeys: map[string]bool{}, memos: map[*hcl.Attr]*memo{}, dynamics: map[*hcl.Block]made{},
		results: map[*node]*result{}, told: map[string]int{}, toldBy: map[string]*hostRun{},
	}
	name := hcl.Object(map[string]hcl.Value{"name": hcl.Text(blk.Label)})
	c.early = r.scope.With(map[string]hcl.Value{"cluster": name}, map[string]string{
		"host": where["host"], "vars": "vars are merged from profiles, so what names the profiles can't use them",
	})
	layers := c.layers()
	c.mergeVars(layers)
	c.plainVars = c.varValues()
	c.scope = c.early.With(map[string]hcl.Value{"vars": c.varsObject(c.plainVars)}, where)
	c.inner = c.scope.Naming("host")
	hosts := c.hosts()
	c.findDerived()
	root := &node{kind: clusterKind, typ: "cluster", label: blk.Label, saids: layers}
	c.tree(root, layers)
	c.overlays(root, hosts)
	return c.out
}

// varsObject gives vars for a scope; unknown where a layer's could not be evaluated.
func (c *clusterRun) varsObject(vars map[string]hcl.Value) hcl.Value {
	if c.varsBroken {
		return hcl.Unknown()
	}
	return hcl.Object(vars)
}

// tree builds the cluster's own tree.
func (c *clusterRun) tree(root *node, layers []said) {
	b := newBuilder()
	b.tree.Origins[""] = Origin{Range: c.block.Range, Block: c.block.Header}
	r := c.eval(root, &env{base: c.scope})
	c.clusterAttrs(b, layers)
	c.varsTree(b)
	b.whole(b.tree.Root, "", r)
	c.out.Tree = b.tree
}

// clusterAttrs writes the attributes of the cluster itself.
func (c *clusterRun) clusterAttrs(b *builder, layers []said) {
	for _, name := range []string{"profiles", "vcenter", "datacenter", "esxi", "offset"} {
		for i, s := range slices.Backward(layers) {
			a := s.block.Body.Attr(name)
			if a == nil || name == "profiles" && i < len(layers)-1 {
				continue
			}
			c.clusterAttr(b, a, s)
			break
		}
		if b.tree.Root[name] == nil && slices.ContainsFunc(layers, func(s said) bool { return s.block.Body.LacksAttr }) {
			b.tree.Broken[name] = true
		}
	}
}

func (c *clusterRun) clusterAttr(b *builder, a *hcl.Attr, s said) {
	scope := c.scope
	if a.Name == "profiles" {
		scope = c.early
	}
	for _, ref := range a.Expr.Refs() {
		if ref.Root == "vars" && a.Name != "profiles" && c.isHostly(ref) {
			c.tell(diag.List{fault(diag.OneForCluster, a.Expr.Range, a.Name+" has one value for the whole cluster",
				"it speaks of vars that a host sets for itself", "use another key, or say it in the vmk blocks where that can be")}, s, &env{})
			b.tree.Broken[a.Name] = true
			return
		}
	}
	v, diags := a.Expr.Value(scope)
	if a.Name != "profiles" {
		c.tell(diags, s, &env{})
	}
	if a.Name == "profiles" && !areNames(v) { // it was told when they were looked up
		b.tree.Broken[a.Name] = true
		return
	}
	if v.Known() && !v.IsNull() {
		b.leaf(b.tree.Root, a.Name, a.Name, &leaf{value: v, attr: a, said: s}, false)
	}
	if !v.Known() {
		b.tree.Broken[a.Name] = true
	}
}

func (c *clusterRun) varsTree(b *builder) {
	vars := map[string]any{}
	for key, u := range c.vars {
		if !u.value.Known() || u.value.IsNull() {
			continue
		}
		l := &leaf{value: u.value, attr: &hcl.Attr{Name: key, Expr: u.expr}, said: u.said}
		b.leaf(vars, "vars/"+hcl.Escape(key), key, l, false)
	}
	if len(vars) > 0 {
		b.tree.Root["vars"] = vars
	}
}

// anyHostly says whether something spoken of may differ from host to host.
func (c *clusterRun) anyHostly(refs []hcl.Ref) bool {
	return slices.ContainsFunc(refs, c.isHostly)
}

func (c *clusterRun) isHostly(ref hcl.Ref) bool {
	switch ref.Root {
	case "host":
		return true
	case "vars":
		return ref.Key == "" && len(c.hostKeys) > 0 || c.hostKeys[ref.Key]
	}
	return false
}
