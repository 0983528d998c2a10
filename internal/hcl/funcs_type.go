package hcl

import (
	"errors"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// toFunc makes a function that converts to a type.
func toFunc(want cty.Type) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{
			Name: "v", Type: cty.DynamicPseudoType,
			AllowNull: true, AllowMarked: true, AllowDynamicType: true,
		}},
		Type: func(args []cty.Value) (cty.Type, error) {
			got := args[0].Type()
			if got.Equals(want) {
				return want, nil
			}
			if convert.GetConversionUnsafe(got, want) == nil {
				return cty.NilType, function.NewArgErrorf(0, "cannot convert %s to %s", got.FriendlyName(), want.FriendlyNameForConstraint())
			}
			if want.HasDynamicTypes() {
				v, err := convert.Convert(args[0], want)
				if err != nil {
					return cty.NilType, function.NewArgErrorf(0, "cannot convert %s to %s", got.FriendlyName(), want.FriendlyNameForConstraint())
				}
				return v.Type(), nil
			}
			return want, nil
		},
		Impl: func(args []cty.Value, result cty.Type) (cty.Value, error) {
			v, err := convert.Convert(args[0], want)
			if err != nil {
				return cty.NilVal, cannotConvert(args[0], result, err)
			}
			return v, nil
		},
	})
}

func cannotConvert(v cty.Value, want cty.Type, err error) error {
	u, marks := v.UnmarkDeep()
	if len(marks) > 0 {
		return function.NewArgErrorf(0, "cannot convert this sensitive %s to %s", u.Type().FriendlyName(), want.FriendlyNameForConstraint())
	}
	if want == cty.Bool || want == cty.Number {
		if u.Type() == cty.String && !u.IsNull() {
			return function.NewArgErrorf(0, "cannot convert %q to %s", u.AsString(), want.FriendlyName())
		}
	}
	return function.NewArgError(0, err)
}

func markFunc(do func(v cty.Value) (cty.Value, error), result function.TypeFunc) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{
			Name: "value", Type: cty.DynamicPseudoType,
			AllowUnknown: true, AllowNull: true, AllowMarked: true, AllowDynamicType: true,
		}},
		Type: result,
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return do(args[0]) },
	})
}

func sameType(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil }

var (
	sensitiveFunc    = markFunc(func(v cty.Value) (cty.Value, error) { return v.Mark(secret{}), nil }, sameType)
	nonsensitiveFunc = markFunc(func(v cty.Value) (cty.Value, error) {
		if v == cty.NilVal {
			return v, errors.New("there is no value")
		}
		u, _ := v.Unmark()
		return u, nil
	}, sameType)
	isSensitiveFunc = markFunc(func(v cty.Value) (cty.Value, error) {
		return cty.BoolVal(v.HasMark(secret{})), nil
	}, function.StaticReturnType(cty.Bool))
)
