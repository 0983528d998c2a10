package hcl

import (
	"bytes"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// maxDepth is how deep a text may nest. The parsers below call themselves for
// each level, and a stack that overflows can't be recovered from.
const maxDepth = 10_000

// A nesting counts what a text has opened and not closed.
type nesting struct{ braces, parens, signs, choices int }

// next takes in one more byte.
func (n *nesting) next(c byte) {
	switch c {
	case ' ', '\t', '\r':
		return
	case '-', '!':
		n.signs++
		return
	}
	n.signs = 0
	switch c {
	case '{':
		n.braces++
	case '}':
		n.braces = max(0, n.braces-1)
	case '[', '(':
		n.parens++
	case ']', ')':
		n.parens = max(0, n.parens-1)
	case '?':
		n.choices++
	case '\n':
		if n.parens == 0 { // outside them an expression ends with its line
			n.choices = 0
		}
	}
}

// tooDeep finds the byte where a text nests too deeply, or -1. It looks at
// bytes only, so what stands in strings counts too.
func tooDeep(src []byte) int {
	var n nesting
	for i, c := range src {
		n.next(c)
		if max(n.braces+n.parens, n.signs, n.choices) > maxDepth {
			return i
		}
	}
	return -1
}

// depthFault tells of a text that nests too deeply.
func (f *File) depthFault(at int) diag.List {
	before := f.src[:at]
	p := diag.Pos{Line: bytes.Count(before, []byte("\n")) + 1, Column: at - bytes.LastIndexByte(before, '\n'), Byte: at}
	end := p
	end.Byte, end.Column = at+1, p.Column+1
	return diag.List{fault(diag.BadSyntax, "this nests too deeply", "no configuration needs so many levels", "",
		diag.Range{File: f.name, Start: p, End: end})}
}
