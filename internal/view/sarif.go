package view

import (
	"io"
	"path/filepath"
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
)

type sarifText struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID               string    `json:"id"`
	ShortDescription sarifText `json:"shortDescription"`
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
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
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

// DiagnosticsSARIF writes a SARIF 2.1.0 log.
func DiagnosticsSARIF(w io.Writer, l diag.List, version string) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "vmkgen", Version: version, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
	}
	var codes []diag.Code
	for _, d := range l {
		codes = append(codes, d.Code)
		run.Results = append(run.Results, sarifOf(d))
	}
	slices.Sort(codes)
	for _, c := range slices.Compact(codes) {
		row, _ := diag.Lookup(c)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{string(c), sarifText{row.Title}})
	}
	return indented(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func sarifOf(d diag.Diagnostic) sarifResult {
	level := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Note: "note"}[d.Severity]
	r := sarifResult{RuleID: string(d.Code), Level: level, Message: sarifText{d.Summary + ": " + sentence(d)}}
	if d.Subject != nil {
		r.Locations = []sarifLocation{sarifAt(0, *d.Subject)}
	}
	for i, v := range d.Via {
		r.Related = append(r.Related, sarifAt(i+1, v))
	}
	return r
}

func sarifAt(id int, r diag.Range) sarifLocation {
	return sarifLocation{ID: id, Physical: sarifPhysical{
		Artifact: sarifArtifact{filepath.ToSlash(r.File)},
		Region: sarifRegion{
			StartLine: max(1, r.Start.Line), StartColumn: max(1, r.Start.Column),
			EndLine: max(1, r.End.Line), EndColumn: max(1, r.End.Column),
		},
	}}
}
