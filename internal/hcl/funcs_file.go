package hcl

import (
	"fmt"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// fileFunc gives the text of a file.
func fileFunc(read func(path string) ([]byte, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String, AllowMarked: true}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			path, marks := args[0].Unmark()
			if len(marks) > 0 {
				return cty.NilVal, function.NewArgErrorf(0, "the name of a file can't be a secret")
			}
			raw, err := read(path.AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(0, err)
			}
			if !utf8.Valid(raw) {
				return cty.NilVal, function.NewArgError(0, fmt.Errorf("%s is not UTF-8 text", path.AsString()))
			}
			return cty.StringVal(string(raw)), nil
		},
	})
}
