package view

import (
	"encoding/json"
	"io"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// DiagnosticsFormat and DiagnosticsVersion name the shape of diagnostics in
// JSON. The version grows when something that was there changes its meaning or
// goes; new members don't count.
const (
	DiagnosticsFormat  = "vmkgen.diagnostics"
	DiagnosticsVersion = 1
)

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
	Valid       bool             `json:"valid"`
	Errors      int              `json:"errors"`
	Warnings    int              `json:"warnings"`
	Diagnostics []jsonDiagnostic `json:"diagnostics"`
}

// DiagnosticsJSON writes one JSON document.
func DiagnosticsJSON(w io.Writer, l diag.List) error {
	r := jsonReport{
		Format: DiagnosticsFormat, Version: DiagnosticsVersion, Valid: !l.HasErrors(),
		Errors: l.Count(diag.Error), Warnings: l.Count(diag.Warning), Diagnostics: []jsonDiagnostic{},
	}
	for _, d := range l {
		r.Diagnostics = append(r.Diagnostics, jsonOf(d))
	}
	return indented(w, r)
}

func jsonOf(d diag.Diagnostic) jsonDiagnostic {
	j := jsonDiagnostic{
		Code: d.Code, Severity: d.Severity.String(), Summary: d.Summary, Detail: d.Detail, Hint: d.Hint, Path: d.Path,
	}
	if d.Subject != nil {
		r := rangeOf(*d.Subject)
		j.Range = &r
	}
	for _, v := range d.Via {
		j.Via = append(j.Via, rangeOf(v))
	}
	if d.Hosts > 1 {
		j.Hosts = d.Hosts
	}
	return j
}

func rangeOf(r diag.Range) jsonRange { return jsonRange{r.File, jsonPos(r.Start), jsonPos(r.End)} }

// indented writes a document for programs that people can read too.
func indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
