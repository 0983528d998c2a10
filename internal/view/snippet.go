package view

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// maxLine is how much of a long line is quoted, in columns.
const maxLine = 100

// snippet quotes the line where a range starts, with a mark under the range. A
// line that holds a secret is not quoted.
func snippet(b *bytes.Buffer, r diag.Range, src *diag.Sources, style Style, color string) {
	if src == nil {
		return
	}
	before, middle, after, ok := lineOf(r, src)
	if !ok {
		return
	}
	gutter := style.paint(dim, fmt.Sprintf("%5d |", r.Start.Line))
	if src.Hidden(r.File, r.Start.Line) {
		fmt.Fprintf(b, "%s (this line may hold a secret and is not shown)\n", gutter)
		return
	}
	line, at, marks := cut(plain(before), plain(middle), plain(after))
	fmt.Fprintf(b, "%s %s\n", gutter, line)
	fmt.Fprintf(b, "%s %s%s\n", style.paint(dim, "      |"), strings.Repeat(" ", at), style.paint(color, strings.Repeat("^", marks)))
}

// lineOf gives the line where a range starts, in three parts: before the range,
// in it, and after it.
func lineOf(r diag.Range, src *diag.Sources) (before, middle, after string, ok bool) {
	text, ok := src.Text(r.File)
	if !ok || r.Start.Line < 1 || r.Start.Byte < 0 || r.Start.Byte > len(text) {
		return "", "", "", false
	}
	from := bytes.LastIndexByte(text[:r.Start.Byte], '\n') + 1
	line := text[from:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	line = bytes.TrimSuffix(line, []byte("\r"))
	start, end := min(r.Start.Byte-from, len(line)), len(line)
	if r.End.Line == r.Start.Line {
		end = min(max(r.End.Byte-from, start), len(line))
	}
	return valid(line[:start]), valid(line[start:end]), valid(line[end:]), true
}

func valid(text []byte) string { return strings.ToValidUTF8(string(text), string(utf8.RuneError)) }

// cut gives a line that fits, the column where its middle begins, and how many
// columns of it to mark.
func cut(before, middle, after string) (line string, at, marks int) {
	if columns(before)+columns(middle)+columns(after) > maxLine {
		if columns(before) > maxLine/2 {
			before = "…" + last(before, maxLine/2)
		}
	}
	at = columns(before)
	marks = max(1, min(columns(middle), maxLine-at))
	return fit(before+middle+after, maxLine), at, marks
}

// last gives the end of a text that n columns hold.
func last(s string, n int) string {
	for i, r := range s {
		if columns(s[i:]) <= n && r != utf8.RuneError {
			return s[i:]
		}
	}
	return ""
}
