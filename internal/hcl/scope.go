package hcl

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// A Scope is what names mean where an expression stands.
type Scope struct {
	ctx     *hcl.EvalContext
	outside map[string]string // names that mean something elsewhere, and where
	more    []string          // names to propose, too
	steps   *int              // that all evaluations together may still take
}

// NewScope makes a scope of functions and names. outside says of names that
// aren't known here where they are.
func NewScope(funcs *Functions, names map[string]Value, outside map[string]string) *Scope {
	s := &Scope{ctx: &hcl.EvalContext{Variables: raw(names), Functions: map[string]function.Function{}}, outside: outside}
	if funcs != nil {
		s.ctx.Functions, s.steps = funcs.table, &funcs.steps
	}
	return s
}

// With gives a scope inside this one that knows more names.
func (s *Scope) With(names map[string]Value, outside map[string]string) *Scope {
	ctx := s.ctx.NewChild()
	ctx.Variables = raw(names)
	return &Scope{ctx: ctx, outside: outside, steps: s.steps}
}

// Naming gives the scope with more names to propose for unknown ones.
func (s *Scope) Naming(names ...string) *Scope {
	return &Scope{ctx: s.ctx, outside: s.outside, more: names, steps: s.steps}
}

func raw(names map[string]Value) map[string]cty.Value {
	out := make(map[string]cty.Value, len(names))
	for n, v := range names {
		if v.v == cty.NilVal {
			v = Unknown()
		}
		out[n] = v.v
	}
	return out
}

// lookup finds a name in the scope and those round it.
func (s *Scope) lookup(name string) (cty.Value, bool) {
	for ctx := s.ctx; ctx != nil; ctx = ctx.Parent() {
		if v, ok := ctx.Variables[name]; ok {
			return v, true
		}
	}
	return cty.NilVal, false
}

// names gives all names that are known, in order.
func (s *Scope) names() []string {
	all := map[string]bool{}
	for _, n := range s.more {
		all[n] = true
	}
	for ctx := s.ctx; ctx != nil; ctx = ctx.Parent() {
		for n := range ctx.Variables {
			all[n] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
