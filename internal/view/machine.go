package view

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// jsonPos and the like are the shape of diagnostics in JSON, version 1.
type jsonPos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

type jsonRange struct {
	File  string  `json:"file"`
	Start jsonPos `json:"start"`
	End   jsonPos `json:"end"`
}

type jsonDiagnostic struct {
	Code     diag.Code   `json:"code"`
	Severity string      `json:"severity"`
	Summary  string      `json:"summary"`
	Detail   string      `json:"detail,omitempty"`
	Hint     string      `json:"hint,omitempty"`
	Path     string      `json:"path,omitempty"`
	Range    *jsonRange  `json:"range,omitempty"`
	Via      []jsonRange `json:"via,omitempty"`
	Hosts    int         `json:"hosts,omitempty"`
}

type jsonReport struct {
	Format      string           `json:"format"`
	Version     int              `json:"format_version"`
	Errors      int              `json:"errors"`
	Warnings    int              `json:"warnings"`
	Diagnostics []jsonDiagnostic `json:"diagnostics"`
}

func rangeOf(r *diag.Range) *jsonRange {
	if r == nil {
		return nil
	}
	return &jsonRange{r.File, jsonPos(r.Start), jsonPos(r.End)}
}

// DiagnosticsJSON writes one JSON document.
func DiagnosticsJSON(w io.Writer, l diag.List) error {
	r := jsonReport{
		Format: "vmkgen.diagnostics", Version: 1,
		Errors: l.Count(diag.Error), Warnings: l.Count(diag.Warning), Diagnostics: []jsonDiagnostic{},
	}
	for _, d := range l {
		j := jsonDiagnostic{
			Code: d.Code, Severity: d.Severity.String(), Summary: d.Summary, Detail: d.Detail, Hint: d.Hint,
			Path: d.Path, Range: rangeOf(d.Subject),
		}
		for _, v := range d.Via {
			j.Via = append(j.Via, *rangeOf(&v))
		}
		if d.Hosts > 1 {
			j.Hosts = d.Hosts
		}
		r.Diagnostics = append(r.Diagnostics, j)
	}
	return indented(w, r)
}

func indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// DiagnosticsGitHub writes workflow commands, which become annotations.
func DiagnosticsGitHub(w io.Writer, l diag.List) error {
	for _, d := range l {
		command := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Note: "notice"}[d.Severity]
		var props []string
		if s := d.Subject; s != nil {
			props = append(props, "file="+property(s.File), fmt.Sprintf("line=%d", s.Start.Line), fmt.Sprintf("col=%d", s.Start.Column))
			if s.End.Line == s.Start.Line {
				props = append(props, fmt.Sprintf("endColumn=%d", s.End.Column))
			}
		}
		props = append(props, "title="+property(string(d.Code)+" "+d.Summary))
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", command, strings.Join(props, ","), message(sentence(d))); err != nil {
			return err
		}
	}
	return nil
}

// sentence is all that a diagnostic says, in lines.
func sentence(d diag.Diagnostic) string {
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	add(d.Detail)
	for _, v := range d.Via {
		add("used at " + v.String())
	}
	if d.Hosts > 1 {
		add(fmt.Sprintf("the same on %d hosts", d.Hosts))
	}
	if d.Hint != "" {
		add("hint: " + d.Hint)
	}
	if len(lines) == 0 {
		add(d.Summary)
	}
	return strings.Join(lines, "\n")
}

var (
	messageEscapes  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func message(s string) string  { return messageEscapes.Replace(s) }
func property(s string) string { return propertyEscapes.Replace(s) }
