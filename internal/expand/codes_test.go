package expand_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
)

// Every code of reading has a page that shows it.
func TestEveryCodeHasAPage(t *testing.T) {
	t.Parallel()
	pages, _ := filepath.Glob("testdata/*.txtar")
	var all strings.Builder
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	elsewhere := []diag.Code{diag.Unreadable} // needs a file that can't be read
	for _, row := range diag.Codes() {
		if row.Code >= "VMK060" || row.Code == elsewhere[0] {
			continue
		}
		if !strings.Contains(all.String(), "\n"+string(row.Code)+" "+row.Severity.String()+" @") {
			t.Errorf("no page shows %s: %s", row.Code, row.Title)
		}
	}
}

// The grammar can be walked from the file down, and blocks of one type are
// the same wherever they stand.
func TestGrammar(t *testing.T) {
	t.Parallel()
	g := expand.Grammar()
	for name, b := range g {
		for _, inner := range b.Blocks {
			if _, ok := g[inner]; !ok {
				t.Errorf("%s in %s is unknown", inner, name)
			}
		}
	}
	if b := g["vmk"]; !b.Label || len(b.Blocks) != 4 || len(b.Attributes) != 13 {
		t.Errorf("vmk is %+v", b)
	}
	if b := g["teaming"]; b.Label {
		t.Errorf("teaming has a label")
	}
}
