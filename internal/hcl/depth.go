package hcl

import (
	"bytes"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// maxDepth is how deep a text may nest. The parsers below call themselves for
// each level, and a stack that overflows can't be recovered from.
const maxDepth = 10_000

// tooDeep finds the byte where a text nests too deeply, or -1. It looks at
// bytes only, so what stands in strings counts too.
func tooDeep(src []byte) int {
	depth, parens, signs, choices := 0, 0, 0, 0
	for i, c := range src {
		switch c {
		case '{':
			depth++
		case '}':
			depth = max(0, depth-1)
		case '[', '(':
			parens++
		case ']', ')':
			parens = max(0, parens-1)
		case '-', '!':
			signs++
		case '?':
			choices++
		case '\n':
			if parens == 0 { // outside them an expression ends with its line
				choices = 0
			}
		case ' ', '\t', '\r':
			continue
		}
		if c != '-' && c != '!' {
			signs = 0
		}
		if depth+parens > maxDepth || signs > maxDepth || choices > maxDepth {
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
