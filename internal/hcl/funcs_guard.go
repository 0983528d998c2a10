package hcl

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// guarded gives a function that looks at its arguments before it does its
// work, because what it makes can be far larger than they are.
func guarded(f function.Function, look func(args []cty.Value) error) function.Function {
	return function.New(&function.Spec{
		Description: f.Description(), Params: f.Params(), VarParam: f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := lookAt(args, look); err != nil {
				return cty.NilType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

// lookAt judges arguments without their marks, where they are known.
func lookAt(args []cty.Value, look func(args []cty.Value) error) error {
	plain := make([]cty.Value, len(args))
	for i, a := range args {
		plain[i], _ = a.UnmarkDeep()
		if !plain[i].IsKnown() || plain[i].IsNull() {
			return nil
		}
	}
	return look(plain)
}

var errTooLarge = fmt.Errorf("the result would take more than %d MB", maxWeight>>20)

// fits says whether a result of so many bytes may be made.
func fits(size int) error {
	if size > maxWeight {
		return errTooLarge
	}
	return nil
}

// times multiplies numbers of things; what is too many stays so.
func times(n ...int) int {
	out := 1
	for _, x := range n {
		if x > 0 && out > maxWeight/x {
			return maxWeight + 1
		}
		out *= x
	}
	return out
}

// weightOf gives the weight of values together, at most a little over the limit.
func weightOf(args []cty.Value) int {
	left := maxWeight
	for _, a := range args {
		if !weigh(a, &left) {
			break
		}
	}
	return maxWeight - left
}

func lookAtJoin(args []cty.Value) error {
	pieces := 0
	for _, list := range args[1:] {
		if list.CanIterateElements() {
			pieces += list.LengthInt()
		}
	}
	return fits(weightOf(args[1:]) + times(pieces, len(args[0].AsString())))
}

var width = pattern.Of(`%[^a-zA-Z%]*?[0-9]{5,}`)

func lookAtFormat(args []cty.Value) error {
	pattern := args[0].AsString()
	if width().MatchString(pattern) {
		return function.NewArgErrorf(0, "a width or precision of more than 9999 is not for text that people read")
	}
	return fits(times(strings.Count(pattern, "%"), weightOf(args[1:])))
}

func lookAtIndent(args []cty.Value) error {
	n, err := wholeNumber(args[0], 0)
	if err != nil {
		return err
	}
	if !n.IsInt64() || n.Int64() > maxWeight {
		return errTooLarge
	}
	return fits(times(max(0, int(n.Int64())), strings.Count(args[1].AsString(), "\n")))
}

func lookAtProduct(args []cty.Value) error {
	sizes := []int{nodeWeight, len(args)}
	for _, set := range args {
		if set.CanIterateElements() {
			sizes = append(sizes, set.LengthInt())
		}
	}
	return fits(times(sizes...))
}

// lookAtDepth refuses texts whose nesting would use up the stack.
func lookAtDepth(args []cty.Value) error {
	if tooDeep([]byte(args[0].AsString())) >= 0 {
		return function.NewArgErrorf(0, "it nests too deeply")
	}
	return nil
}

var (
	anchor = pattern.Of(`(^|[\s,\[:{])&[^\s,\[\]{}]`)
	alias  = pattern.Of(`(^|[\s,\[:{])\*[^\s,\[\]{}]`)
)

// lookAtYAML also refuses aliases of what holds aliases of what holds aliases:
// a short text of them means a huge value.
func lookAtYAML(args []cty.Value) error {
	if err := lookAtDepth(args); err != nil {
		return err
	}
	text := []byte(args[0].AsString())
	aliases := alias().FindAllIndex(text, -1)
	if len(aliases) <= 12 {
		return nil
	}
	if anchors := anchor().FindAllIndex(text, -1); len(anchors) > 0 && anchors[len(anchors)-1][0] > aliases[0][0] {
		return errors.New("an anchor after an alias: put all anchors (&name) before the first alias (*name)")
	}
	return fits(times(len(aliases), len(text)-bytes.Count(text, []byte("*"))))
}

// replaced is how long a text becomes where each match of a pattern is
// replaced and may stand in its replacement.
func replaced(str, with string, matches int) int {
	return len(str) + times(matches, len(with)) + times(strings.Count(with, "$"), len(str))
}

func replaceWith(re *regexp.Regexp, str, with string) (string, error) {
	if err := fits(replaced(str, with, len(re.FindAllStringIndex(str, -1)))); err != nil {
		return "", err
	}
	return re.ReplaceAllString(str, with), nil
}

func replaceText(str, old, with string) (string, error) {
	if err := fits(len(str) + times(strings.Count(str, old), len(with))); err != nil {
		return "", err
	}
	return strings.ReplaceAll(str, old, with), nil
}
