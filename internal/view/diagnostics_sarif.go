package view

import (
	"bytes"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vmkgen/vmkgen/internal/diag"
)

type sarifText struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID               string    `json:"id"`
	ShortDescription sarifText `json:"shortDescription"`
	Help             sarifText `json:"help"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifLocation struct {
	ID       int           `json:"id,omitempty"`
	Physical sarifPhysical `json:"physicalLocation"`
	Message  *sarifText    `json:"message,omitempty"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
	Related   []sarifLocation `json:"relatedLocations,omitempty"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

// DiagnosticsSARIF writes a SARIF 2.1.0 log of one run.
func DiagnosticsSARIF(w io.Writer, l diag.List, src *diag.Sources, version string) error {
	s := sarif{src: src, codes: codesOf(l)}
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "vmkgen", Version: version, Rules: s.rules()}
	for _, d := range l {
		run.Results = append(run.Results, s.result(d))
	}
	return indented(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func codesOf(l diag.List) []diag.Code {
	codes := make([]diag.Code, 0, len(l))
	for _, d := range l {
		codes = append(codes, d.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

type sarif struct {
	src   *diag.Sources
	codes []diag.Code
}

func (s sarif) rules() []sarifRule {
	out := []sarifRule{}
	for _, c := range s.codes {
		row, _ := diag.Lookup(c)
		out = append(out, sarifRule{string(c), sarifText{row.Title}, sarifText{"vmkgen explain " + string(c)}})
	}
	return out
}

func (s sarif) result(d diag.Diagnostic) sarifResult {
	text := oneLine(d.Summary)
	if more := sentences(d, s.src); more != text {
		text += "\n" + more
	}
	index, _ := slices.BinarySearch(s.codes, d.Code)
	r := sarifResult{RuleID: string(d.Code), RuleIndex: index, Level: d.Severity.String(), Message: sarifText{text}}
	if d.Subject != nil {
		r.Locations = []sarifLocation{s.at(*d.Subject)}
	}
	for i, v := range d.Via {
		at := s.at(v)
		at.ID, at.Message = i+1, &sarifText{plain(usedBy(v, s.src))}
		r.Related = append(r.Related, at)
	}
	return r
}

func (s sarif) at(r diag.Range) sarifLocation {
	line, column := max(1, r.Start.Line), s.column(r.File, r.Start)
	end := max(line, r.End.Line)
	endColumn := s.column(r.File, r.End)
	if end == line {
		endColumn = max(column, endColumn)
	}
	return sarifLocation{Physical: sarifPhysical{
		Artifact: sarifArtifact{uri(r.File)}, Region: sarifRegion{line, column, end, endColumn},
	}}
}

// column counts code points, as the log says, where a position counts what an
// editor shows as one character.
func (s sarif) column(file string, p diag.Pos) int {
	if s.src != nil {
		if text, ok := s.src.Text(file); ok && p.Byte >= 0 && p.Byte <= len(text) {
			from := bytes.LastIndexByte(text[:p.Byte], '\n') + 1
			return utf8.RuneCount(text[from:p.Byte]) + 1
		}
	}
	return max(1, p.Column)
}

// uri gives a file's name as a relative reference, or as a file: URI.
func uri(file string) string {
	path := filepath.ToSlash(file)
	if filepath.IsAbs(file) {
		if !strings.HasPrefix(path, "/") {
			path = "/" + path
		}
		return (&url.URL{Scheme: "file", Path: path}).String()
	}
	return (&url.URL{Path: path}).String()
}
