package expand

import (
	"maps"
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// A userVar is one key of vars: the expression of the last layer that says it,
// or, where that layer's vars are computed as a whole, its value.
type userVar struct {
	expr  *hcl.Expr
	said  said
	value hcl.Value
	whole bool // expr gives all of its layer's vars
	done  bool
	busy  bool
}

// vars merges the layers' vars by key and evaluates each, in whatever order
// they need each other.
func (c *clusterRun) mergeVars(layers []said) {
	c.vars = map[string]*userVar{}
	for _, s := range layers {
		if a := s.block.Body.Attr("vars"); a != nil {
			c.layVars(a, s)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.vars)) {
		c.userVar(key)
	}
}

func (c *clusterRun) layVars(a *hcl.Attr, s said) {
	if exprs, ok := a.Expr.Fields(); ok {
		for key, x := range exprs {
			c.vars[key] = &userVar{expr: x, said: s}
		}
		return
	}
	known := map[string]hcl.Value{}
	for key := range c.vars {
		known[key] = c.userVar(key)
	}
	v, diags := a.Expr.Value(c.early.With(map[string]hcl.Value{"vars": hcl.Object(known)}, where))
	c.tell(diags, s, &env{})
	fields, ok := v.Fields()
	if !ok {
		if v.Known() && !v.IsNull() {
			c.tell(diag.List{fault(diag.WrongType, a.Expr.Range, "vars must be an object", "this is "+v.Kind(), "write vars = { mgmt = … }")}, s, &env{})
		}
		c.varsBroken = c.varsBroken || !v.Known()
		return
	}
	for key, v := range fields {
		c.vars[key] = &userVar{expr: a.Expr, said: s, value: v, whole: true, done: true}
	}
}

// userVar evaluates one key, after those it speaks of.
func (c *clusterRun) userVar(key string) hcl.Value {
	u := c.vars[key]
	if u.done {
		return u.value
	}
	if u.busy {
		c.tell(diag.List{fault(diag.ValueCycle, u.expr.Range, "vars refer to each other in a circle", "vars."+key+" needs itself", "break the circle")}, u.said, &env{})
		u.value, u.done = hcl.Unknown(), true
		return u.value
	}
	u.busy = true
	needs := map[string]hcl.Value{}
	for _, dep := range c.varDeps(u.expr) {
		needs[dep] = c.userVar(dep)
	}
	if !u.done {
		v, diags := u.expr.Value(c.early.With(map[string]hcl.Value{"vars": hcl.Object(needs)}, where))
		c.tell(diags, u.said, &env{})
		u.value, u.done = v, true
	}
	return u.value
}

// varDeps gives the keys of vars that an expression speaks of.
func (c *clusterRun) varDeps(x *hcl.Expr) []string {
	var out []string
	for _, ref := range x.Refs() {
		switch {
		case ref.Root != "vars":
		case ref.Key == "":
			return slices.Sorted(maps.Keys(c.vars))
		case c.vars[ref.Key] != nil:
			out = append(out, ref.Key)
		}
	}
	return out
}

// varValues gives the cluster's vars as values.
func (c *clusterRun) varValues() map[string]hcl.Value {
	out := make(map[string]hcl.Value, len(c.vars))
	for key, u := range c.vars {
		out[key] = u.value
	}
	return out
}

// hostVars gives a host's vars: its own over the cluster's, and of the
// cluster's those anew that are made of what the host changes.
func (c *clusterRun) hostVars(own map[string]hcl.Value) map[string]hcl.Value {
	if len(own) == 0 {
		return c.plainVars
	}
	out := maps.Clone(c.plainVars)
	maps.Copy(out, own)
	for _, key := range c.derived {
		if _, ok := own[key]; ok {
			continue
		}
		u := c.vars[key]
		v, diags := u.expr.Value(c.early.With(map[string]hcl.Value{"vars": hcl.Object(out)}, where))
		c.tell(diags, u.said, &env{})
		if fields, ok := v.Fields(); u.whole && ok {
			v = fields[key]
		}
		out[key] = v
	}
	return out
}

// findDerived finds the keys that are made of keys that hosts set, in an
// order in which they can be evaluated.
func (c *clusterRun) findDerived() {
	for changed := true; changed; {
		changed = false
		for _, key := range slices.Sorted(maps.Keys(c.vars)) {
			u := c.vars[key]
			if slices.Contains(c.derived, key) || !c.dependsOn(u.expr, key) {
				continue
			}
			c.derived = append(c.derived, key)
			changed = true
		}
	}
	c.orderDerived()
	for _, key := range c.derived {
		c.hostKeys[key] = true
	}
}

func (c *clusterRun) dependsOn(x *hcl.Expr, self string) bool {
	for _, dep := range c.varDeps(x) {
		if dep != self && (c.hostKeys[dep] || slices.Contains(c.derived, dep)) {
			return true
		}
	}
	return false
}

// orderDerived puts what others are made of before them.
func (c *clusterRun) orderDerived() {
	var out []string
	var visit func(key string)
	visit = func(key string) {
		if slices.Contains(out, key) || !slices.Contains(c.derived, key) {
			return
		}
		if u := c.vars[key]; u.value.Known() {
			for _, dep := range c.varDeps(u.expr) {
				if dep != key {
					visit(dep)
				}
			}
		}
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	for _, key := range c.derived {
		visit(key)
	}
	c.derived = out
}
