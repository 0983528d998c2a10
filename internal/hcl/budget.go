package hcl

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// A configuration that asks for more work or memory than any network needs is
// a slip, and told rather than obeyed.
const (
	maxSteps    = 300_000    // of for expressions, in one evaluation
	maxAllSteps = 10_000_000 // in all evaluations together
	maxWeight   = 64 << 20   // of one value: about its bytes
	nodeWeight  = 32         // of an element, beside its text
)

// counted is what a for expression does for each element. It panics with
// exhausted where its expression has used up its steps: a for expression goes
// on after faults, so that only a panic ends it.
type counted struct {
	*hclsyntax.ParenthesesExpr
	left *int
}

// Value evaluates the expression for one element.
func (c *counted) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if *c.left--; *c.left < 0 {
		panic(exhausted{})
	}
	return c.ParenthesesExpr.Value(ctx)
}

type exhausted struct{}

// count makes the for expressions inside an expression use up its steps.
func (x *Expr) count() {
	node, ok := x.expr.(hclsyntax.Node)
	if !ok {
		return
	}
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		f, ok := n.(*hclsyntax.ForExpr)
		if !ok {
			return nil
		}
		if x.left == nil {
			x.left = new(int)
		}
		each := &f.ValExpr
		if f.CondExpr != nil {
			each = &f.CondExpr
		}
		if _, ok := (*each).(*counted); !ok {
			*each = &counted{&hclsyntax.ParenthesesExpr{Expression: *each, SrcRange: (*each).Range()}, x.left}
		}
		return nil
	})
}

// within evaluates the expression, as far as the budget goes.
func (x *Expr) within(ctx *hcl.EvalContext, all *int) (cty.Value, hcl.Diagnostics) {
	if x.left == nil {
		return x.expr.Value(ctx)
	}
	steps := maxSteps
	if all != nil {
		steps = min(steps, *all)
	}
	*x.left = steps
	v, faults, done := x.steps(ctx)
	if all != nil {
		*all -= steps - max(*x.left, 0)
	}
	if done {
		return v, faults
	}
	detail := fmt.Sprintf("more than %d elements are looked at to make one value", maxSteps)
	if steps < maxSteps {
		detail = fmt.Sprintf("more than %d elements are looked at in all; where each host looks for itself in a table, "+
			"make a map of the table first: { for r in local.rows : r.name => r }", maxAllSteps)
	}
	r := x.expr.Range()
	return cty.DynamicVal, hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "This is too much work", Detail: detail, Expression: x.expr, EvalContext: ctx, Subject: &r,
	}}
}

// steps evaluates the expression; done is false where it used up its steps.
func (x *Expr) steps(ctx *hcl.EvalContext) (v cty.Value, faults hcl.Diagnostics, done bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(exhausted); !ok {
				panic(r)
			}
		}
	}()
	v, faults = x.expr.Value(ctx)
	return v, faults, true
}

// tooLarge tells of a value that no configuration needs.
func (x *Expr) tooLarge(v cty.Value) diag.List {
	left := maxWeight
	if weigh(v, &left) {
		return nil
	}
	return diag.List{fault(diag.BadExpression, "this value is too large", fmt.Sprintf("it takes more than %d MB", maxWeight>>20), "", x.Range)}
}

// weigh takes a value's weight from what is left, and says whether it was enough.
func weigh(v cty.Value, left *int) bool {
	v, _ = v.Unmark()
	*left -= nodeWeight
	if *left < 0 || !v.IsKnown() || v.IsNull() {
		return *left >= 0
	}
	switch t := v.Type(); {
	case t == cty.String:
		*left -= len(v.AsString())
	case t.IsCollectionType() || t.IsTupleType() || t.IsObjectType():
		for it := v.ElementIterator(); it.Next(); {
			if _, e := it.Element(); !weigh(e, left) {
				return false
			}
		}
	}
	return *left >= 0
}
