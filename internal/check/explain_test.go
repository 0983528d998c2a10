package check_test

import (
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/check"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/explain"
	"github.com/vmkgen/vmkgen/internal/load"
)

func loaded(files ...txtar.File) *load.Result {
	fsys := fstest.MapFS{}
	for _, f := range files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return load.Load(load.Request{FS: fsys})
}

// Every rule has a page with an example that has nothing wrong but what the
// rule is about, and one that has nothing wrong at all.
func TestExplained(t *testing.T) {
	t.Parallel()
	for _, code := range check.Codes() {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			page, ok := explain.Of(code)
			if !ok || page.Prose == "" || len(page.Fails) == 0 || len(page.Pass) == 0 {
				t.Fatal("no page, or not all of it")
			}
			fails := loaded(page.Fails...)
			if len(fails.Diags) == 0 {
				t.Error("nothing is told of what fails")
			}
			for _, d := range fails.Diags {
				if d.Code != code || d.Subject == nil {
					t.Errorf("what fails has also %v", d)
				}
			}
			for _, d := range loaded(page.Pass...).Diags {
				t.Errorf("what passes has %s: %s", d.Code, d.Detail)
			}
		})
	}
}

// The table and the codes agree.
func TestTable(t *testing.T) {
	t.Parallel()
	rules := map[diag.Code]int{}
	for _, code := range check.Codes() {
		rules[code]++
	}
	for _, row := range diag.Codes() {
		ours := "VMK110" <= row.Code && row.Code < "VMK150" || "VMK201" <= row.Code && row.Code < "VMK250"
		if n := rules[row.Code]; ours && n != 1 || !ours && n != 0 {
			t.Errorf("%s has %d rules", row.Code, n)
		}
	}
}
