package hcl

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// A Visitor is told of each value inside a value: its pointer, where it was
// written, and whether it is a secret.
type Visitor func(pointer string, at diag.Range, secret bool)

// Plain gives a value as plain data (nil, bool, string, int64, float64, []any
// and map[string]any) and tells the visitor of all parts, itself first. x is
// the expression the value comes from; pointer is where the value will stand.
func (v Value) Plain(x *Expr, pointer string, visit Visitor) any {
	p := plainer{visit: visit, file: x.file, whole: x.Range}
	return p.plain(v.v, x.expr, pointer, false)
}

type plainer struct {
	visit Visitor
	file  string
	whole diag.Range
}

func (p plainer) plain(v cty.Value, x hcl.Expression, pointer string, hidden bool) any {
	v, marks := v.Unmark()
	hidden = hidden || len(marks) > 0
	at := p.whole
	if x != nil {
		at = clamp(fromRange(x.Range()), p.whole)
	}
	p.visit(pointer, at, hidden)
	if v.IsNull() || !v.IsKnown() {
		return nil
	}
	switch t := v.Type(); {
	case t.IsPrimitiveType():
		return primitive(v)
	case isSequence(t):
		return p.list(v, parts(x), pointer, hidden)
	case t.IsMapType() || t.IsObjectType():
		return p.object(v, fields(x), pointer, hidden)
	}
	return nil
}

func (p plainer) list(v cty.Value, exprs []hclsyntax.Expression, pointer string, hidden bool) any {
	out := make([]any, 0, v.LengthInt())
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		var x hcl.Expression
		if len(exprs) == v.LengthInt() {
			x = exprs[len(out)]
		}
		out = append(out, p.plain(e, x, pointer+"/"+strconv.Itoa(len(out)), hidden))
	}
	return out
}

func (p plainer) object(v cty.Value, exprs map[string]hclsyntax.Expression, pointer string, hidden bool) any {
	out := make(map[string]any, v.LengthInt())
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		name := k.AsString()
		var x hcl.Expression
		if f, ok := exprs[name]; ok {
			x = f
		}
		out[name] = p.plain(e, x, pointer+"/"+Escape(name), hidden)
	}
	return out
}

func primitive(v cty.Value) any {
	switch v.Type() {
	case cty.String:
		return v.AsString()
	case cty.Bool:
		return v.True()
	}
	return number(v.AsBigFloat())
}

// number gives whole numbers as int64, all others as float64.
func number(f *big.Float) any {
	if n, acc := f.Int64(); acc == big.Exact {
		return n
	}
	n, _ := f.Float64()
	return n
}

// parts gives the expressions of a list that is written out.
func parts(x hcl.Expression) []hclsyntax.Expression {
	switch e := x.(type) {
	case *hclsyntax.TupleConsExpr:
		return e.Exprs
	case *hclsyntax.ParenthesesExpr:
		return parts(e.Expression)
	}
	return nil
}

// fields gives the expressions of an object that is written out.
func fields(x hcl.Expression) map[string]hclsyntax.Expression {
	switch e := x.(type) {
	case *hclsyntax.ObjectConsExpr:
		out := make(map[string]hclsyntax.Expression, len(e.Items))
		for _, item := range e.Items {
			if k, faults := item.KeyExpr.Value(nil); !faults.HasErrors() && k.IsKnown() && !k.IsNull() && !k.IsMarked() && k.Type() == cty.String {
				out[k.AsString()] = item.ValueExpr
			}
		}
		return out
	case *hclsyntax.ParenthesesExpr:
		return fields(e.Expression)
	}
	return nil
}

// Fields gives the expressions of an object that is written out with plain
// keys; ok is false where it is anything else.
func (x *Expr) Fields() (exprs map[string]*Expr, ok bool) {
	o, isObject := x.expr.(*hclsyntax.ObjectConsExpr)
	if !isObject {
		return nil, false
	}
	found := fields(o)
	if len(found) != len(o.Items) {
		return nil, false
	}
	exprs = make(map[string]*Expr, len(found))
	for name, f := range found {
		exprs[name] = x.part(f)
	}
	return exprs, true
}

// Parts gives the expressions of a list that is written out; ok is false
// where it is anything else.
func (x *Expr) Parts() (exprs []*Expr, ok bool) {
	t, isTuple := x.expr.(*hclsyntax.TupleConsExpr)
	if !isTuple {
		return nil, false
	}
	for _, e := range t.Exprs {
		exprs = append(exprs, x.part(e))
	}
	return exprs, true
}

// part is an expression inside x.
func (x *Expr) part(e hclsyntax.Expression) *Expr {
	out := &Expr{expr: e, raw: e, Range: clamp(fromRange(e.Range()), x.Range), file: x.file, iter: x.iter, coarse: x.coarse, left: x.left}
	var iterators []string
	for i := x.iter; i != nil; i = i.outer {
		iterators = append(iterators, i.name)
	}
	out.setRefs(iterators)
	return out
}

// Escape writes a key as a step of a pointer.
func Escape(key string) string {
	if !strings.ContainsAny(key, "~/") {
		return key
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}
