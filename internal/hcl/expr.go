package hcl

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// An Expr is an expression, not evaluated yet.
type Expr struct {
	Range  diag.Range
	expr   hcl.Expression
	raw    hcl.Expression // as the library read it
	refs   []Ref
	iter   *iteration
	file   string
	left   *int // how many steps the evaluation may still take; nil: it takes none
	coarse bool // positions inside it are not to be trusted
}

// A Ref is a name that an expression speaks of: vars.mgmt has the root "vars"
// and the key "mgmt". The key is empty where it is not plainly written.
type Ref struct {
	Root, Key string
	Range     diag.Range
}

// Refs gives the names that the expression speaks of, iterators aside.
func (x *Expr) Refs() []Ref { return x.refs }

func (x *Expr) setRefs(iterators []string) {
	switch e := x.expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return
	case *hclsyntax.TemplateExpr:
		if e.IsStringLiteral() {
			return
		}
	}
	for _, t := range x.expr.Variables() {
		root := t.RootName()
		if slices.Contains(iterators, root) {
			continue
		}
		r := clamp(fromRange(t.SourceRange()), x.Range)
		x.refs = append(x.refs, Ref{Root: root, Key: stepName(t), Range: r})
	}
}

// stepName is the name of a traversal's second step, where it is plain.
func stepName(t hcl.Traversal) string {
	if len(t) < 2 {
		return ""
	}
	switch s := t[1].(type) {
	case hcl.TraverseAttr:
		return s.Name
	case hcl.TraverseIndex:
		if s.Key.Type() == cty.String && s.Key.IsKnown() && !s.Key.IsNull() {
			return s.Key.AsString()
		}
	}
	return ""
}

// Secrets gives the places where the expression calls sensitive().
func (x *Expr) Secrets() []diag.Range {
	node, ok := x.expr.(hclsyntax.Node)
	if !ok {
		return nil
	}
	var out []diag.Range
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		if call, ok := n.(*hclsyntax.FunctionCallExpr); ok && call.Name == "sensitive" {
			out = append(out, clamp(fromRange(call.Range()), x.Range))
		}
		return nil
	})
	return out
}

// Value evaluates the expression. What can't be evaluated is unknown, and told.
func (x *Expr) Value(s *Scope) (Value, diag.List) {
	ctx := s.ctx
	if x.iter != nil {
		ctx = x.iter.context(ctx)
	}
	v, faults := x.within(ctx, s.steps)
	if len(faults) > 0 {
		if diags := x.faults(faults, s); diags != nil {
			return Unknown(), diags
		}
	}
	if diags := x.tooLarge(v); diags != nil {
		return Unknown(), diags
	}
	if endless(v) {
		return Unknown(), diag.List{fault(diag.BadExpression, "this number is endless", "something is divided by zero, or far too large", "", x.Range)}
	}
	if x.iter != nil {
		v = x.iter.mark(v)
	}
	return Value{v}, nil
}

func (i *iteration) context(base *hcl.EvalContext) *hcl.EvalContext {
	ctx := base.NewChild()
	ctx.Variables = map[string]cty.Value{}
	for ; i != nil; i = i.outer {
		if _, ok := ctx.Variables[i.name]; !ok {
			ctx.Variables[i.name] = i.object
		}
	}
	return ctx
}

func (i *iteration) mark(v cty.Value) cty.Value {
	for ; i != nil; i = i.outer {
		v = v.WithMarks(i.marks)
	}
	return v
}

func (x *Expr) faults(in hcl.Diagnostics, s *Scope) diag.List {
	secret := x.touchesSecret(s)
	var out diag.List
	for _, f := range in {
		if f.Severity != hcl.DiagError {
			continue
		}
		d := translate(f)
		d.Context = nil
		r := x.Range
		if d.Subject != nil && !x.coarse {
			r = clamp(*d.Subject, x.Range)
		}
		d.Subject = &r
		x.improve(&d, f, s)
		if secret {
			d.Detail = "a secret has part in it, so no more is said"
		}
		out = append(out, d)
	}
	return out
}

func (x *Expr) touchesSecret(s *Scope) bool {
	for i := x.iter; i != nil; i = i.outer {
		if len(i.marks) > 0 || i.object.HasMarkDeep(secret{}) {
			return true
		}
	}
	for _, t := range x.expr.Variables() {
		root, ok := s.lookup(t.RootName())
		if !ok {
			continue
		}
		if key := stepName(t); key != "" && root.Type().IsObjectType() && root.Type().HasAttribute(key) {
			root = root.GetAttr(key)
		}
		if root.HasMarkDeep(secret{}) {
			return true
		}
	}
	return false
}

// improve says more of a name that isn't there than the library knows.
func (x *Expr) improve(d *diag.Diagnostic, f *hcl.Diagnostic, s *Scope) {
	switch f.Summary {
	case "Unknown variable":
		x.improveRoot(d, s)
	case "Unsupported attribute":
		x.improveKey(d, s)
	case "Call to unknown function":
		d.Summary = "unknown function"
		if call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallUnknownDiagExtra](f); ok && absent[call.CalledFunctionName()] != "" {
			d.Hint = absent[call.CalledFunctionName()]
		}
	}
}

func (x *Expr) improveRoot(d *diag.Diagnostic, s *Scope) {
	t, ok := x.traversalAt(*d.Subject)
	if !ok {
		return
	}
	root := t.RootName()
	d.Summary, d.Detail, d.Hint = fmt.Sprintf("unknown name %q", root), "", diag.DidYouMean(root, s.names())
	if where := s.outside[root]; where != "" {
		d.Code, d.Summary, d.Detail, d.Hint = diag.OutOfScope, fmt.Sprintf("%s is not known here", root), where, ""
	}
}

func (x *Expr) improveKey(d *diag.Diagnostic, s *Scope) {
	t, ok := x.traversalAt(*d.Subject)
	if !ok {
		return
	}
	root, key := t.RootName(), stepName(t)
	v, known := s.lookup(root)
	if !known || key == "" || !v.Type().IsObjectType() || v.Type().HasAttribute(key) {
		return
	}
	d.Summary = fmt.Sprintf("%s.%s isn't there", root, key)
	d.Detail = strings.TrimSuffix(map[string]string{
		"var":   fmt.Sprintf("no variable %q is declared", key),
		"local": fmt.Sprintf("no locals block sets %q", key),
		"vars":  fmt.Sprintf("no vars set %q", key),
	}[root], ".")
	d.Hint = diag.DidYouMean(key, slices.Sorted(maps.Keys(v.Type().AttributeTypes())))
}

// traversalAt finds what the expression says at a place.
func (x *Expr) traversalAt(at diag.Range) (hcl.Traversal, bool) {
	all := x.expr.Variables()
	if x.coarse && len(all) > 0 {
		return all[0], len(all) == 1
	}
	for _, t := range all {
		r := fromRange(t.SourceRange())
		if r.Start.Byte <= at.Start.Byte && at.End.Byte <= r.End.Byte {
			return t, true
		}
	}
	return nil, false
}
