package hcl

import (
	"math"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// endless says whether a number in the value has no end, as 1/0 or 1e999 has
// none: no format that the value is written in can hold it.
func endless(v cty.Value) bool {
	v, _ = v.Unmark()
	if !v.IsKnown() || v.IsNull() || !mayHoldNumber(v.Type()) {
		return false
	}
	if v.Type() == cty.Number {
		f, _ := v.AsBigFloat().Float64()
		return math.IsInf(f, 0)
	}
	for it := v.ElementIterator(); it.Next(); {
		if _, e := it.Element(); endless(e) {
			return true
		}
	}
	return false
}

func mayHoldNumber(t cty.Type) bool {
	switch {
	case t.IsPrimitiveType():
		return t == cty.Number
	case t.IsCollectionType():
		return mayHoldNumber(t.ElementType())
	case t.IsTupleType():
		return slices.ContainsFunc(t.TupleElementTypes(), mayHoldNumber)
	case t.IsObjectType():
		for _, e := range t.AttributeTypes() {
			if mayHoldNumber(e) {
				return true
			}
		}
	}
	return false
}
