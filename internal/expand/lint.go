package expand

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// lint gives the codes that lint blocks silence.
func (r *run) lint() []string {
	known := map[string]diag.CodeRow{}
	for _, row := range r.in.Codes {
		known[string(row.Code)] = row
	}
	var out []string
	for _, blk := range r.blocks("lint") {
		a := blk.Body.Attr("disable")
		if a == nil {
			continue
		}
		v, diags := a.Expr.Value(r.scope)
		r.add(diags...)
		items, ok := v.Items()
		if !ok && v.Known() && !v.IsNull() {
			r.add(fault(diag.WrongType, a.Expr.Range, "disable must be a list of codes", "this is "+v.Kind(), `write disable = ["VMK201"]`))
		}
		parts, written := a.Expr.Parts()
		for i, item := range items {
			x := a.Expr
			if written && len(parts) == len(items) {
				x = parts[i]
			}
			if code, ok := r.code(item, x, known); ok && !slices.Contains(out, code) {
				out = append(out, code)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (r *run) code(v hcl.Value, x *hcl.Expr, known map[string]diag.CodeRow) (string, bool) {
	code, diags := v.Text(x, "a code")
	r.add(diags...)
	if diags != nil {
		return "", false
	}
	row, ok := known[code]
	switch {
	case !ok:
		r.add(fault(diag.UnknownCode, x.Range, fmt.Sprintf("there is no code %q", code), "",
			diag.DidYouMean(code, slices.Sorted(maps.Keys(known)))))
	case row.Severity == diag.Error:
		r.add(fault(diag.CantDisable, x.Range, fmt.Sprintf("%s is an error", code), "only warnings can be disabled: "+row.Title, "mend what it tells of"))
	default:
		return code, true
	}
	return "", false
}

// vcenters evaluates the vcenter blocks.
func (r *run) vcenters() map[string]*Tree {
	byName, inOrder := r.named("vcenter")
	out := make(map[string]*Tree, len(byName))
	for _, blk := range inOrder {
		b := newBuilder()
		s := said{&layer{}, blk}
		b.tree.Origins[""] = Origin{Range: blk.Range, Block: blk.Header}
		for _, a := range blk.Body.Attrs {
			v, diags := a.Expr.Value(r.scope)
			r.add(diags...)
			if v.Known() && !v.IsNull() {
				b.leaf(b.tree.Root, a.Name, a.Name, &leaf{value: v, attr: a, said: s}, false)
			}
			if !v.Known() {
				b.tree.Broken[""] = true
			}
		}
		if blk.Body.LacksAttr {
			b.tree.Broken[""] = true
		}
		out[blk.Label] = b.tree
	}
	return out
}

// unused tells of variables, locals and profiles that nothing uses.
func (r *run) unused() {
	if !r.refs["var."] {
		for _, name := range slices.Sorted(maps.Keys(r.declared)) {
			if !r.refs["var."+name] && hcl.IsName(name) {
				r.add(warning(diag.UnusedVariable, r.declared[name].Range, fmt.Sprintf("variable %q is never used", name), "", "leave it out, or use var."+name))
			}
		}
	}
	if !r.refs["local."] {
		for _, name := range slices.Sorted(maps.Keys(r.localAt)) {
			if !r.refs["local."+name] {
				r.add(warning(diag.UnusedLocal, r.localAt[name].NameRange, fmt.Sprintf("local %q is never used", name), "", "leave it out, or use local."+name))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.profiles)) {
		if !r.used[name] {
			r.add(warning(diag.UnusedProfile, r.profiles[name].Range, fmt.Sprintf("profile %q is used by no cluster", name), "", "name it in a cluster's profiles, or leave it out"))
		}
	}
}
