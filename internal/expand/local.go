package expand

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// locals evaluates all locals, in whatever order they need each other, and
// makes the scope of variables and locals.
func (r *run) locals() {
	var order []string
	for _, blk := range r.blocks("locals") {
		for _, a := range blk.Body.Attrs {
			if first, ok := r.localAt[a.Name]; ok {
				r.add(fault(diag.SaidTwice, a.NameRange, fmt.Sprintf("local %q is said twice", a.Name),
					"the first is at "+first.NameRange.String(), "leave one out"))
				continue
			}
			r.localAt[a.Name] = a
			order = append(order, a.Name)
		}
	}
	base := hcl.NewScope(r.funcs, map[string]hcl.Value{"var": hcl.Object(r.values)}, where)
	for _, name := range order {
		r.localValue(name, base, nil)
	}
	r.scope = base.With(map[string]hcl.Value{"local": hcl.Object(r.local)}, where)
}

func (r *run) localValue(name string, base *hcl.Scope, chain []string) hcl.Value {
	if v, ok := r.local[name]; ok {
		return v
	}
	a := r.localAt[name]
	if i := slices.Index(chain, name); i >= 0 {
		r.add(fault(diag.ValueCycle, a.NameRange, "locals refer to each other in a circle",
			"local."+strings.Join(append(slices.Clone(chain[i:]), name), " → local."), "break the circle"))
		r.local[name] = hcl.Unknown()
		return r.local[name]
	}
	needs := map[string]hcl.Value{}
	ok := true
	for _, ref := range a.Expr.Refs() {
		if ref.Root != "local" {
			continue
		}
		switch {
		case ref.Key == "":
			r.add(fault(diag.ValueCycle, ref.Range, "local as a whole holds this local too", "", "name the locals one by one: local.NAME"))
			ok = false
		case r.localAt[ref.Key] == nil:
			r.add(fault(diag.UnknownName, ref.Range, fmt.Sprintf("local.%s isn't there", ref.Key),
				fmt.Sprintf("no locals block sets %q", ref.Key), diag.DidYouMean(ref.Key, r.localNames())))
			ok = false
		default:
			needs[ref.Key] = r.localValue(ref.Key, base, append(slices.Clone(chain), name))
		}
	}
	if v, done := r.local[name]; done {
		return v
	}
	r.local[name] = hcl.Unknown()
	if ok {
		v, diags := a.Expr.Value(base.With(map[string]hcl.Value{"local": hcl.Object(needs)}, where))
		r.add(diags...)
		r.local[name] = v
	}
	return r.local[name]
}

func (r *run) localNames() []string {
	var out []string
	for name := range r.localAt {
		out = append(out, name)
	}
	return out
}
