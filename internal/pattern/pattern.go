// Package pattern compiles regular expressions when they are first asked for.
//
// Its one rule: a start of the program compiles none, since most commands use
// few of them.
package pattern

import (
	"regexp"
	"sync"
)

// A Lazy gives an expression, compiled by its first caller.
type Lazy func() *regexp.Regexp

// Of is the expression as package regexp reads it. A faulty one panics when it
// is first asked for.
func Of(expr string) Lazy {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
