package view

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// DiagnosticsGitHub writes workflow commands, which become annotations on the
// lines of a pull request.
func DiagnosticsGitHub(w io.Writer, l diag.List, src *diag.Sources) error {
	var b bytes.Buffer
	for _, d := range l {
		fmt.Fprintf(&b, "::%s %s::%s\n", commandOf(d.Severity), strings.Join(properties(d), ","), inMessage.Replace(sentences(d, src)))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func commandOf(s diag.Severity) string {
	switch s {
	case diag.Error:
		return "error"
	case diag.Warning:
		return "warning"
	default:
		return "notice"
	}
}

func properties(d diag.Diagnostic) []string {
	var out []string
	add := func(name, value string) { out = append(out, name+"="+inProperty.Replace(value)) }
	if s := d.Subject; s != nil {
		add("file", filepath.ToSlash(s.File))
		add("line", strconv.Itoa(s.Start.Line))
		add("endLine", strconv.Itoa(max(s.Start.Line, s.End.Line)))
		if s.End.Line == s.Start.Line { // GitHub takes columns within one line only
			add("col", strconv.Itoa(s.Start.Column))
			add("endColumn", strconv.Itoa(max(s.Start.Column, s.End.Column)))
		}
	}
	add("title", strings.TrimSpace(string(d.Code)+" "+oneLine(d.Summary)))
	return out
}

// sentences are all that a diagnostic says besides its summary; the summary
// where there is no more.
func sentences(d diag.Diagnostic, src *diag.Sources) string {
	lines := remarks(d, src)
	if d.Hint != "" {
		lines = append(lines, "hint: "+plain(d.Hint))
	}
	if len(lines) == 0 {
		return oneLine(d.Summary)
	}
	return strings.Join(lines, "\n")
}

var (
	inMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	inProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
