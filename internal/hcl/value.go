package hcl

import (
	"math/big"
	"strconv"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// secret is the mark of values that are printed nowhere.
type secret struct{}

// A Value is what an expression is worth. The zero Value is unknown.
type Value struct{ v cty.Value }

// Unknown is the value of what could not be evaluated. Whatever is made of it
// is unknown too, so that one fault is told once.
func Unknown() Value { return Value{cty.DynamicVal} }

// Null is the value of what isn't set.
func Null() Value { return Value{cty.NullVal(cty.DynamicPseudoType)} }

// Text is a string.
func Text(s string) Value { return Value{cty.StringVal(s)} }

// OptText is a string, or null where it is empty.
func OptText(s string) Value {
	if s == "" {
		return Value{cty.NullVal(cty.String)}
	}
	return Text(s)
}

// Int is a whole number.
func Int(n int64) Value { return Value{cty.NumberIntVal(n)} }

// NoInt is the null of whole numbers.
func NoInt() Value { return Value{cty.NullVal(cty.Number)} }

// Object is named values.
func Object(fields map[string]Value) Value { return Value{cty.ObjectVal(raw(fields))} }

// Known says whether the value could be evaluated, all of it.
func (v Value) Known() bool { return v.v != cty.NilVal && v.v.IsWhollyKnown() }

// IsNull says whether nothing is set.
func (v Value) IsNull() bool { return v.v != cty.NilVal && v.v.IsNull() }

// Secret says whether the value or any part of it is printed nowhere.
func (v Value) Secret() bool { return v.v != cty.NilVal && v.v.HasMarkDeep(secret{}) }

// Hidden gives the value marked as a secret.
func (v Value) Hidden() Value { return Value{v.v.Mark(secret{})} }

// Fields gives the values of an object or map by name; ok is false where it is neither.
func (v Value) Fields() (fields map[string]Value, ok bool) {
	u, marks := v.v.Unmark()
	if t := u.Type(); !u.IsKnown() || u.IsNull() || !t.IsObjectType() && !t.IsMapType() {
		return nil, false
	}
	fields = make(map[string]Value, u.LengthInt())
	for it := u.ElementIterator(); it.Next(); {
		k, e := it.Element()
		fields[k.AsString()] = Value{e.WithMarks(marks)}
	}
	return fields, true
}

// Items gives the values of a list, set or tuple; ok is false where it is none.
func (v Value) Items() (items []Value, ok bool) {
	u, marks := v.v.Unmark()
	if !u.IsKnown() || u.IsNull() || !isSequence(u.Type()) {
		return nil, false
	}
	items = make([]Value, 0, u.LengthInt())
	for it := u.ElementIterator(); it.Next(); {
		_, e := it.Element()
		items = append(items, Value{e.WithMarks(marks)})
	}
	return items, true
}

func isSequence(t cty.Type) bool { return t.IsListType() || t.IsTupleType() || t.IsSetType() }

// IsText says whether the value is a string.
func (v Value) IsText() bool { return v.v != cty.NilVal && v.v.Type() == cty.String && !v.v.IsNull() }

// Str gives a string, number or bool as text.
func (v Value) Str() (string, bool) {
	u, _ := v.v.Unmark()
	if !u.IsKnown() || u.IsNull() || !u.Type().IsPrimitiveType() {
		return "", false
	}
	s, err := convert.Convert(u, cty.String)
	if err != nil {
		return "", false
	}
	return s.AsString(), true
}

// Whole gives a whole number, also one that is written as text; leading zeros
// mean nothing.
func (v Value) Whole() (int64, bool) {
	u, _ := v.v.Unmark()
	if !u.IsKnown() || u.IsNull() {
		return 0, false
	}
	switch u.Type() {
	case cty.String:
		n, err := strconv.ParseInt(u.AsString(), 10, 64)
		return n, err == nil
	case cty.Number:
		n, acc := u.AsBigFloat().Int64()
		return n, acc == big.Exact
	}
	return 0, false
}

// Bool gives a truth value, also one that is written as text.
func (v Value) Bool() (b, ok bool) {
	u, _ := v.v.Unmark()
	if !u.IsKnown() || u.IsNull() {
		return false, false
	}
	c, err := convert.Convert(u, cty.Bool)
	if err != nil {
		return false, false
	}
	return c.True(), true
}

// Text gives a string where one is needed that everybody may see; what says
// what for.
func (v Value) Text(x *Expr, what string) (string, diag.List) {
	if v.Secret() {
		return "", diag.List{fault(diag.SecretMisplaced, what+" can't be a secret", "it would stand in file names and messages",
			"use a value that isn't sensitive, or nonsensitive(…) if it may be seen", x.Range)}
	}
	s, ok := v.Str()
	if !ok {
		return "", diag.List{fault(diag.WrongType, what+" must be text", "this is "+v.Kind(), "", x.Range)}
	}
	return s, nil
}

// Like gives a text as a number or truth value where the other value is one
// and the text can be read as one; else the value as it is.
func (v Value) Like(other Value) Value {
	if !v.IsText() || !other.Known() || other.IsNull() {
		return v
	}
	u, _ := other.v.Unmark()
	if t := u.Type(); t == cty.Number || t == cty.Bool {
		if c, err := convert.Convert(v.v, t); err == nil && !endless(c) {
			return Value{c}
		}
	}
	return v
}

// Kind says in words what sort of value it is.
func (v Value) Kind() string { return kindOf(v.v) }

func kindOf(v cty.Value) string {
	switch {
	case v == cty.NilVal || !v.IsKnown():
		return "not known"
	case v.IsNull():
		return "null"
	}
	switch t := v.Type(); {
	case t == cty.String:
		return "text"
	case t == cty.Number:
		return "a number"
	case t == cty.Bool:
		return "true or false"
	case isSequence(t):
		return "a list"
	}
	return "an object"
}

// IsStructural says whether the value is a list, an object or the like.
func (v Value) IsStructural() bool {
	return v.v != cty.NilVal && v.v.IsKnown() && !v.v.Type().IsPrimitiveType() && v.v.Type() != cty.DynamicPseudoType
}
