package hcl

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

func text(name string) function.Parameter { return function.Parameter{Name: name, Type: cty.String} }

// textFunc makes a function of strings to a string.
func textFunc(do func(args []string) (string, error), names ...string) function.Function {
	return stringsFunc(cty.String, func(args []string) (cty.Value, error) {
		s, err := do(args)
		return cty.StringVal(s), err
	}, names...)
}

// testFunc makes a function of strings to a truth value.
func testFunc(do func(a, b string) bool, names ...string) function.Function {
	return stringsFunc(cty.Bool, func(args []string) (cty.Value, error) {
		return cty.BoolVal(do(args[0], args[1])), nil
	}, names...)
}

func stringsFunc(result cty.Type, do func(args []string) (cty.Value, error), names ...string) function.Function {
	spec := &function.Spec{Type: function.StaticReturnType(result)}
	for _, n := range names {
		spec.Params = append(spec.Params, text(n))
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		plain := make([]string, len(args))
		for i, a := range args {
			plain[i] = a.AsString()
		}
		return do(plain)
	}
	return function.New(spec)
}

var (
	startsWithFunc  = testFunc(strings.HasPrefix, "str", "prefix")
	endsWithFunc    = testFunc(strings.HasSuffix, "str", "suffix")
	strContainsFunc = testFunc(strings.Contains, "str", "substr")

	replaceFunc = textFunc(func(a []string) (string, error) {
		str, substr, with := a[0], a[1], a[2]
		if len(substr) < 2 || substr[0] != '/' || substr[len(substr)-1] != '/' {
			return replaceText(str, substr, with)
		}
		re, err := regexp.Compile(substr[1 : len(substr)-1])
		if err != nil {
			return "", err
		}
		return replaceWith(re, str, with)
	}, "str", "substr", "replace")

	urlEncodeFunc = textFunc(func(a []string) (string, error) { return url.QueryEscape(a[0]), nil }, "str")

	base64EncodeFunc = textFunc(func(a []string) (string, error) {
		return base64.StdEncoding.EncodeToString([]byte(a[0])), nil
	}, "str")

	base64DecodeFunc = textFunc(func(a []string) (string, error) {
		raw, err := base64.StdEncoding.DecodeString(a[0])
		if err != nil {
			return "", function.NewArgErrorf(0, "this is not base64")
		}
		if !utf8.Valid(raw) {
			return "", function.NewArgErrorf(0, "what it decodes to is not UTF-8 text")
		}
		return string(raw), nil
	}, "str")
)
