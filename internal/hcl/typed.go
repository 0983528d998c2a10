package hcl

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// A Type is what a variable may hold. The zero Type takes anything.
type Type struct {
	ty       cty.Type
	defaults *typeexpr.Defaults
}

// Type reads the expression as a type: string, list(string), object({…}) …
func (x *Expr) Type() (Type, diag.List) {
	ty, defaults, faults := typeexpr.TypeConstraintWithDefaults(x.raw)
	if faults.HasErrors() {
		var out diag.List
		for _, f := range faults {
			d := translate(f)
			d.Code = diag.BadVariable
			r := x.Range
			if d.Subject != nil {
				r = clamp(*d.Subject, x.Range)
			}
			d.Subject, d.Context = &r, nil
			out = append(out, d)
		}
		return Type{}, out
	}
	return Type{ty, defaults}, nil
}

// IsName says whether a text can be a name in expressions.
func IsName(s string) bool { return hclsyntax.ValidIdentifier(s) }

// Any says whether the type takes anything.
func (t Type) Any() bool { return t.ty == cty.NilType || t.ty == cty.DynamicPseudoType }

// Structural says whether values of the type are written in HCL rather than
// as bare text.
func (t Type) Structural() bool { return t.ty != cty.NilType && !t.ty.IsPrimitiveType() }

// Name gives the type as it is written.
func (t Type) Name() string {
	if t.ty == cty.NilType {
		return "any"
	}
	return typeexpr.TypeString(t.ty)
}

// Fit converts a value to the type; why says in words what is wrong, without
// the value itself.
func (t Type) Fit(v Value) (out Value, why string) {
	if t.ty == cty.NilType || !v.Known() {
		return v, ""
	}
	raw := v.v
	if t.defaults != nil && !raw.IsNull() {
		raw = t.defaults.Apply(raw)
	}
	c, err := convert.Convert(raw, t.ty)
	if err != nil {
		return Unknown(), err.Error()
	}
	if endless(c) {
		return Unknown(), "the number is endless"
	}
	return Value{c}, ""
}

// ParseValue reads an HCL literal such as ["a", "b"]: no names, no functions.
func ParseValue(name, text string) (Value, diag.List) {
	if tooDeep([]byte(text)) >= 0 {
		return Unknown(), diag.List{{Code: diag.BadSyntax, Summary: "it nests too deeply"}}
	}
	x, faults := hclsyntax.ParseExpression([]byte(text), name, hcl.Pos{Line: 1, Column: 1})
	if faults.HasErrors() {
		return Unknown(), placeless(faults)
	}
	v, faults := x.Value(nil)
	if faults.HasErrors() {
		return Unknown(), placeless(faults)
	}
	if endless(v) {
		return Unknown(), diag.List{{Code: diag.BadSyntax, Summary: "a number in it is endless"}}
	}
	return Value{v}, nil
}

// placeless gives faults of a text that stands in no file.
func placeless(in hcl.Diagnostics) diag.List {
	var out diag.List
	for _, f := range in {
		d := translate(f)
		d.Subject, d.Context = nil, nil
		out = append(out, d)
	}
	return out
}

// Const evaluates an expression that may use neither names nor functions.
func (x *Expr) Const() (Value, diag.List) {
	var v cty.Value
	var faults hcl.Diagnostics
	if x.coarse {
		v, faults = x.raw.Value(nil)
	} else {
		v, faults = x.within(nil, nil)
	}
	if faults.HasErrors() {
		return Unknown(), x.faults(faults, &Scope{})
	}
	if endless(v) {
		return Unknown(), diag.List{fault(diag.BadExpression, "this number is endless", "something is divided by zero, or far too large", "", x.Range)}
	}
	return Value{v}, nil
}
