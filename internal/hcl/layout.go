package hcl

import (
	"bytes"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// A word is a token and how many blanks stand before it.
type word struct {
	kind  hclsyntax.TokenType
	text  []byte
	width int // in columns; of a comment over several lines, that of the last
	gap   int
}

// A row is a line in up to three cells, the later two of which stand right
// below those of the lines round it: what begins it, "= value", and a comment.
// A line goes on to the end of a text that spans several.
type row struct{ lead, assign, comment []word }

// layout writes HCL with canonical blanks, as terraform fmt and the library's
// own writer would.
func layout(src []byte) []byte {
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	words := make([]word, len(tokens))
	for i, t := range tokens {
		words[i] = word{kind: t.Type, text: t.Bytes, width: t.Range.End.Column - t.Range.Start.Column}
		if t.Range.End.Line > t.Range.Start.Line {
			words[i].width = t.Range.End.Column - 1
		}
	}
	rows := rowsOf(words)
	indent(rows)
	for _, r := range rows {
		space(r.lead)
		space(r.assign)
	}
	align(rows, func(r *row) []word { return r.assign }, func(r *row) int { return columns(r.lead) })
	align(rows, func(r *row) []word { return r.comment }, func(r *row) int { return columns(r.lead) + columns(r.assign) })
	var out bytes.Buffer
	for _, w := range words {
		out.Write(bytes.Repeat([]byte{' '}, w.gap))
		out.Write(w.text)
	}
	return out.Bytes()
}

// rowsOf cuts words into lines; the cells share their memory.
func rowsOf(words []word) []row {
	var rows []row
	start := 0
	for i, w := range words {
		ends := w.kind == hclsyntax.TokenNewline || w.kind == hclsyntax.TokenComment && bytes.HasSuffix(w.text, []byte("\n"))
		if ends {
			rows = append(rows, rowOf(words[start:i+1]))
			start = i + 1
		}
		if w.kind == hclsyntax.TokenEOF {
			return append(rows, rowOf(words[start:i]))
		}
	}
	return append(rows, rowOf(words[start:]))
}

func rowOf(line []word) row {
	r := row{lead: line}
	if last := len(line) - 1; last > 0 && line[last].kind == hclsyntax.TokenComment {
		r.lead, r.comment = line[:last], line[last:]
	}
	is := func(w word) bool { return w.kind == hclsyntax.TokenEqual }
	// What the value opens it has to close, else it stands on several lines.
	if i := slices.IndexFunc(r.lead, is); i > 0 && opened(r.lead[i:]) == 0 {
		r.lead, r.assign = r.lead[:i], r.lead[i:]
	}
	return r
}

// indent moves what stands in brackets to the right by two, however many a
// line opens; what a line closes may have been opened by several.
func indent(rows []row) {
	var open []int // by how many brackets, a line each
	for _, r := range rows {
		if len(r.lead) == 0 || r.lead[0].kind == hclsyntax.TokenNewline {
			continue
		}
		lead := r.lead
		if i := slices.IndexFunc(lead, func(w word) bool { return w.kind == hclsyntax.TokenOHeredoc }); i >= 0 {
			lead = lead[:i]
		}
		more := opened(lead) + opened(r.assign)
		for closed := -more; closed > 0 && len(open) > 0; {
			last := len(open) - 1
			n := min(closed, open[last])
			closed -= n
			if open[last] -= n; open[last] == 0 {
				open = open[:last]
			}
		}
		r.lead[0].gap = 2 * len(open)
		if more > 0 {
			open = append(open, more)
		}
	}
}

func space(cell []word) {
	before := word{kind: hclsyntax.TokenNil}
	for i := 1; i < len(cell); i++ {
		if apart(before.kind, cell[i-1], cell[i].kind) {
			cell[i].gap = 1
		}
		before = cell[i-1]
	}
}

// align puts cells of lines in a row below each other; width is what stands
// before one.
func align(rows []row, cell func(*row) []word, width func(*row) int) {
	for len(rows) > 0 {
		n, widest := 0, 0
		for n < len(rows) && len(cell(&rows[n])) > 0 {
			widest = max(widest, width(&rows[n]))
			n++
		}
		for i := range rows[:n] {
			cell(&rows[i])[0].gap = widest - width(&rows[i]) + 1
		}
		rows = rows[max(n, 1):]
	}
}

func columns(cell []word) int {
	sum := 0
	for _, w := range cell {
		sum += w.gap + w.width
	}
	return sum
}

// opened is how many more brackets words open than they close.
func opened(words []word) int {
	n := 0
	for _, w := range words {
		n += bracket(w.kind)
	}
	return n
}

func bracket(k hclsyntax.TokenType) int {
	switch {
	case opening.has(k):
		return 1
	case closing.has(k):
		return -1
	}
	return 0
}
