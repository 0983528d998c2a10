package view

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// Diagnostics writes each diagnostic with the line that it is about.
func Diagnostics(w io.Writer, l diag.List, src *diag.Sources, style Style) error {
	var b bytes.Buffer
	for i, d := range l {
		if i > 0 {
			b.WriteByte('\n')
		}
		diagnostic(&b, d, src, style)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// diagnostic begins with file:line:column, as compilers do, so that editors and
// terminals take it for a link.
func diagnostic(b *bytes.Buffer, d diag.Diagnostic, src *diag.Sources, style Style) {
	color := colorOf(d.Severity)
	if d.Subject != nil {
		b.WriteString(style.paint(bold, oneLine(d.Subject.String())) + ": ")
	}
	b.WriteString(style.paint(color, strings.TrimSpace(d.Severity.String()+" "+string(d.Code))) + ": ")
	b.WriteString(style.paint(bold, oneLine(d.Summary)) + "\n")
	if d.Subject != nil {
		snippet(b, *d.Subject, src, style, color)
	}
	for _, line := range remarks(d, src) {
		fmt.Fprintf(b, "  %s\n", line)
	}
	if d.Hint != "" {
		fmt.Fprintf(b, "  %s %s\n", style.paint(green, "hint:"), indentRest(plain(d.Hint)))
	}
}

func colorOf(s diag.Severity) string {
	switch s {
	case diag.Error:
		return red
	case diag.Warning:
		return yellow
	default:
		return blue
	}
}

// remarks are what a diagnostic says besides its summary and hint, by lines.
func remarks(d diag.Diagnostic, src *diag.Sources) []string {
	var out []string
	for line := range strings.SplitSeq(plain(d.Detail), "\n") {
		if line = strings.TrimRight(line, " "); line != "" {
			out = append(out, line)
		}
	}
	for _, v := range d.Via {
		out = append(out, oneLine(usedBy(v, src)+" at "+v.String()))
	}
	switch {
	case d.Hosts > 1 && d.Host != "":
		out = append(out, plain(fmt.Sprintf("on %d hosts, the first is %s", d.Hosts, d.Host)))
	case d.Hosts > 1:
		out = append(out, fmt.Sprintf("on %d hosts", d.Hosts))
	case d.Host != "" && !strings.Contains(d.Summary+d.Detail, d.Host):
		out = append(out, plain("on "+d.Host))
	}
	return out
}

var header = pattern.Of(`^\s*([a-z_]+)\s+$`)

// usedBy names the block whose label stands at a range: used by cluster "fra-a".
func usedBy(r diag.Range, src *diag.Sources) string {
	if src != nil {
		before, label, _, ok := lineOf(r, src)
		if m := header().FindStringSubmatch(before); ok && m != nil && label != "" && !src.Hidden(r.File, r.Start.Line) {
			return "used by " + m[1] + " " + label
		}
	}
	return "used"
}

func oneLine(s string) string { return strings.ReplaceAll(plain(s), "\n", " ") }

func indentRest(s string) string { return strings.ReplaceAll(s, "\n", "\n        ") }
