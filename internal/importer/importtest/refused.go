package importtest

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
)

// A Fault is a file that is wrong in one place, and what is to be said of it.
type Fault struct {
	Text string
	Code diag.Code
	Line int    // 0: none can be named
	Says string // a part of the detail
}

// Refused demands of each file that what is wrong with it is the one error that
// is told, with its line. A text CANARY in the file is a secret.
func Refused(t *testing.T, format importer.Format, name string, faults map[string]Fault) {
	t.Helper()
	for title, c := range faults {
		errors := format.Read([]importer.File{{Name: name, Data: []byte(c.Text)}}).Diags.Only(diag.Error)
		if len(errors) != 1 {
			t.Errorf("%s: %d errors, not one: %v", title, len(errors), errors)
			continue
		}
		d, line := errors[0], 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		if strings.Contains(d.Detail, "CANARY") {
			t.Errorf("%s: a secret is told: %s", title, d.Detail)
		}
		if d.Code != c.Code || line != c.Line || !strings.Contains(d.Detail, c.Says) {
			t.Errorf("%s: %s at line %d, want %s at %d: %s", title, d.Code, line, c.Code, c.Line, d.Detail)
		}
	}
}
