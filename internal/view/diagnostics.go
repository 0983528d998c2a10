package view

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/vmkgen/vmkgen/internal/diag"
	"golang.org/x/text/width"
)

// Diagnostics writes each diagnostic with the line that it is about. Lines that
// hold secrets are not quoted.
func Diagnostics(w io.Writer, l diag.List, src *diag.Sources, style Style) error {
	var b bytes.Buffer
	for _, d := range l {
		one(&b, d, src, style)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func one(b *bytes.Buffer, d diag.Diagnostic, src *diag.Sources, style Style) {
	color := map[diag.Severity]string{diag.Error: red, diag.Warning: yellow, diag.Note: blue}[d.Severity]
	head := d.Severity.String()
	if d.Code != "" {
		head += " " + string(d.Code)
	}
	fmt.Fprintf(b, "%s: %s\n", style.paint(color, head), style.paint(bold, clean(d.Summary)))
	if d.Subject != nil {
		fmt.Fprintf(b, "  %s\n", d.Subject)
		snippet(b, *d.Subject, src, style, color)
	}
	for _, line := range strings.Split(clean(d.Detail), "\n") {
		if line != "" {
			fmt.Fprintf(b, "  %s\n", line)
		}
	}
	for _, v := range d.Via {
		fmt.Fprintf(b, "  used at %s\n", v)
	}
	if d.Hosts > 1 {
		fmt.Fprintf(b, "  the same on %d hosts\n", d.Hosts)
	}
	if d.Hint != "" {
		fmt.Fprintf(b, "  %s %s\n", style.paint(dim, "hint:"), clean(d.Hint))
	}
	b.WriteByte('\n')
}

// clean keeps control characters of somebody's names out of a terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// snippet quotes the line where a range starts, with a mark under the range.
func snippet(b *bytes.Buffer, r diag.Range, src *diag.Sources, style Style, color string) {
	if src == nil {
		return
	}
	text, ok := src.Text(r.File)
	if !ok || r.Start.Byte > len(text) || r.Start.Byte < 0 {
		return
	}
	gutter := fmt.Sprintf("%5d | ", r.Start.Line)
	if src.Hidden(r.File, r.Start.Line) {
		fmt.Fprintf(b, "%s%s\n", style.paint(dim, gutter), "(this line holds a secret)")
		return
	}
	from := bytes.LastIndexByte(text[:r.Start.Byte], '\n') + 1
	line := text[from:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	line = bytes.TrimSuffix(line, []byte("\r"))
	start := min(r.Start.Byte-from, len(line))
	end := len(line)
	if r.End.Line == r.Start.Line {
		end = min(max(r.End.Byte-from, start), len(line))
	}
	shown, at := cut(string(line[:start]), string(line[start:end]), string(line[end:]))
	fmt.Fprintf(b, "%s%s\n", style.paint(dim, gutter), shown)
	marks := strings.Repeat("^", max(1, min(columns(string(line[start:end])), maxLine-at)))
	fmt.Fprintf(b, "%s%s%s\n", style.paint(dim, "      | "), strings.Repeat(" ", at), style.paint(color, marks))
}

// maxLine is how much of a long line is quoted, in columns.
const maxLine = 120

// cut gives a line that fits, tabs as blanks, and the column where its middle begins.
func cut(before, middle, after string) (line string, at int) {
	before, middle, after = plain(before), plain(middle), plain(after)
	if over := columns(before) - maxLine/2; over > 0 && columns(before+middle+after) > maxLine {
		runes := []rune(before)
		before = "…" + string(runes[min(over, len(runes)):])
	}
	line = before + middle + after
	if columns(line) > maxLine {
		runes := []rune(line)
		line = string(runes[:min(maxLine, len(runes))]) + "…"
	}
	return line, columns(before)
}

// plain writes tabs as blanks and other control characters as a stand-in.
func plain(s string) string { return clean(strings.ReplaceAll(s, "\t", "    ")) }

// columns is how wide a text is on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range strings.ReplaceAll(s, "\t", "    ") {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
