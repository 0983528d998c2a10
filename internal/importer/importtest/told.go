// Package importtest is what the tests of all readers of foreign formats ask.
//
// Its one rule: what it demands, it demands of every format. Only tests use it.
package importtest

import (
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/importer"
)

// TB is what is asked of a test, or of a draw of a law.
type TB interface {
	Helper()
	Skip(args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// Told is what a user is told of a result: the configuration that it becomes,
// then the notes and diagnostics, each on a line.
func Told(t TB, r importer.Result) string {
	t.Helper()
	d := r.Document
	if d == nil {
		c := compact.Clusters(compact.Named(r.Clusters, "lab"), compact.Options{})
		d = c.Document
		r.Notes, r.Diags = append(r.Notes, c.Notes...), append(r.Diags, c.Diags...)
	}
	var b strings.Builder
	b.Write(written(t, d))
	for _, n := range r.Notes {
		fmt.Fprintln(&b, strings.TrimSuffix(fmt.Sprintf("# %s: %s (%s)", n.Kind, n.Text, n.Host), " ()"))
	}
	for _, d := range r.Diags {
		at := " " + d.Path
		if d.Subject != nil {
			at = fmt.Sprintf(" line %d", d.Subject.Start.Line)
		}
		fmt.Fprintf(&b, "# %s%s: %s\n", d.Code, strings.TrimRight(at, " "), d.Detail)
	}
	return b.String()
}

// Written demands that a result without errors can be written, whatever was
// read.
func Written(t TB, r importer.Result) {
	t.Helper()
	if r.Diags.HasErrors() {
		return
	}
	d := r.Document
	if len(r.Clusters) > 0 {
		d = compact.Clusters(compact.Named(r.Clusters, ""), compact.Options{}).Document
	}
	if d != nil {
		written(t, d)
	}
}

// written is a document as text, in canonical form.
func written(t TB, d *document.Document) []byte {
	t.Helper()
	text, _, err := d.HCL()
	if err != nil {
		t.Fatal(err)
	}
	canonical, faults := hcl.Format("a.vmk.hcl", text)
	if faults.HasErrors() {
		t.Fatalf("%v\n%s", faults, text)
	}
	if string(canonical) != string(text) {
		t.Fatalf("not canonical:\n%s", text)
	}
	return text
}
