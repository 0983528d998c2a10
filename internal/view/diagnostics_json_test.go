package view_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/view"
)

// The document of validate --format json, as those who read it declare it.
type report struct {
	Format      string `json:"format"`
	Version     int    `json:"format_version"`
	Valid       bool
	Errors      int
	Warnings    int
	Diagnostics []told
}

type told struct {
	Code, Severity, Summary, Detail, Hint, Path string

	Range *place
	Via   []place
	Hosts int
}

type place struct {
	File       string
	Start, End struct{ Line, Column, Byte int }
}

func placeOf(r diag.Range) place {
	return place{r.File, struct{ Line, Column, Byte int }(r.Start), struct{ Line, Column, Byte int }(r.End)}
}

// reported is what the document is to hold.
func reported(l diag.List) report {
	out := report{
		Format: "vmkgen.diagnostics", Version: 1, Valid: l.Count(diag.Error) == 0, Errors: l.Count(diag.Error), Warnings: l.Count(diag.Warning), Diagnostics: []told{},
	}
	for _, d := range l {
		t := told{Code: string(d.Code), Severity: d.Severity.String(), Summary: d.Summary, Detail: d.Detail, Hint: d.Hint, Path: d.Path, Hosts: d.Hosts}
		if d.Hosts == 1 {
			t.Hosts = 0
		}
		if d.Subject != nil {
			p := placeOf(*d.Subject)
			t.Range = &p
		}
		for _, v := range d.Via {
			t.Via = append(t.Via, placeOf(v))
		}
		out.Diagnostics = append(out.Diagnostics, t)
	}
	return out
}

// The JSON form holds all that there is to tell, and nothing that isn't declared.
func TestDiagnosticsJSON(t *testing.T) {
	t.Parallel()
	l, _ := sample(t)
	lists := map[string]diag.List{"nothing": nil, "sample": l}
	for name, r := range faulty(t) {
		lists[name] = r.Diags
	}
	for name, l := range lists {
		var b bytes.Buffer
		if err := view.DiagnosticsJSON(&b, l); err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(&b)
		d.DisallowUnknownFields()
		var got report
		if err := d.Decode(&got); err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(reported(l), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if view.DiagnosticsJSON(full{}, nil) == nil {
		t.Error("it is told where nothing can be written")
	}
}
