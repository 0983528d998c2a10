package expand

import (
	"maps"
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// An env is for whom a node is evaluated: for one host, or, with none, for
// the whole cluster.
type env struct {
	host *hostRun
	base *hcl.Scope
	own  *hcl.Scope // made when first asked for
}

// scope gives the names in scope.
func (e *env) scope() *hcl.Scope {
	if e.host == nil {
		return e.base
	}
	if e.own == nil {
		e.own = e.host.scope(e.base)
	}
	return e.own
}

// A state says how evaluating an attribute went.
type state int

const (
	absent   state = iota // nobody says it, or its value isn't known because of a fault
	unset                 // null
	present               // a value
	deferred              // each host has its own
)

// A memo is what is known of an attribute for the whole cluster.
type memo struct {
	hostly bool
	done   bool
	value  hcl.Value
}

// value evaluates an attribute, once for the cluster where it can be.
func (c *clusterRun) value(a *hcl.Attr, s said, env *env) (hcl.Value, state) {
	m := c.memos[a]
	if m == nil {
		m = &memo{hostly: c.anyHostly(a.Expr.Refs())}
		c.memos[a] = m
	}
	var v hcl.Value
	switch {
	case m.hostly && env.host == nil:
		return v, deferred
	case m.hostly:
		var diags diag.List
		v, diags = a.Expr.Value(env.scope())
		c.tellNumber(diags, a, s, env)
	case m.done:
		v = m.value
	default:
		var diags diag.List
		v, diags = a.Expr.Value(c.inner)
		c.tell(diags, s, env)
		m.value, m.done = v, true
	}
	switch {
	case !v.Known():
		return v, absent
	case v.IsNull():
		return v, unset
	}
	return v, present
}

// eval evaluates a node. Above all layers it finds where the last removal
// is, then settles each attribute by the last layer that says it.
func (c *clusterRun) eval(n *node, env *env) *result {
	r := &result{node: n, leaves: map[string]*leaf{}, broken: n.broken}
	floor := c.floor(n, env, r)
	if r.removed || r.perHost {
		return r
	}
	if n.typ != "cluster" { // its own attributes, and those of hosts, are no blocks
		c.settleAll(r, floor, env)
	}
	kids := c.group(n, floor, env)
	r.broken = r.broken || n.lacking(floor)
	for _, k := range kids {
		kid := c.evalKid(k, env)
		r.kids = append(r.kids, kid)
		r.hostly = r.hostly || kid.hostly || kid.perHost
	}
	r.hostly = r.hostly || n.hostly
	maps.DeleteFunc(r.leaves, func(_ string, l *leaf) bool { return l.attr == nil })
	if env.host == nil {
		c.results[n] = r
	}
	return r
}

func (c *clusterRun) settleAll(r *result, floor int, env *env) {
	for _, s := range slices.Backward(r.node.saids[floor:]) {
		for _, a := range s.block.Body.Attrs {
			if a.Name != "remove" && !isAddress(r.node.kind, a.Name) && r.leaves[a.Name] == nil {
				c.settle(r, a, s, env)
			}
		}
	}
	if r.node.kind == vmkKind || r.node.kind == ipv6Kind {
		c.settleAddress(r, floor, env)
	}
}

// evalKid evaluates a block inside another; for a host, the cluster's result
// serves where nothing depends on the host.
func (c *clusterRun) evalKid(k *node, env *env) *result {
	if env.host != nil && !k.own {
		if was := c.results[k]; was != nil && !was.hostly {
			return was
		}
	}
	r := c.eval(k, env)
	if env.host == nil {
		c.results[k] = r
	}
	return r
}

// floor gives the first layer above the last removal.
func (c *clusterRun) floor(n *node, env *env, r *result) int {
	for i, s := range slices.Backward(n.saids) {
		a := s.block.Body.Attr("remove")
		if a == nil {
			continue
		}
		v, state := c.value(a, s, env)
		if state == deferred {
			r.perHost, r.hostly = true, true
			return 0
		}
		gone, ok := v.Bool()
		r.broken = r.broken || state == absent
		if state == present && !ok {
			r.broken = true
			c.addOnce(c.place(fault(diag.WrongType, a.Expr.Range, "remove must be true or false", "this is "+v.Kind(), ""), s))
		}
		if gone {
			r.removed = i == len(n.saids)-1
			return i + 1
		}
	}
	return 0
}

// settle puts an attribute's outcome into a result. A leaf without an
// attribute keeps its place until all layers are looked at.
func (c *clusterRun) settle(r *result, a *hcl.Attr, s said, env *env) state {
	v, state := c.value(a, s, env)
	switch state {
	case deferred:
		r.hostly = true
		r.leaves[a.Name] = &leaf{}
	case absent:
		r.leaves[a.Name] = &leaf{}
		r.broken = true
	case unset:
		r.leaves[a.Name] = &leaf{attr: a, said: s, null: true}
	case present:
		r.leaves[a.Name] = &leaf{value: v, attr: a, said: s, fixed: !c.memos[a].hostly}
	}
	return state
}
