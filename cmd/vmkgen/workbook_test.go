package main_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/vmkgen/vmkgen/internal/importer/booktest"
)

// workbook packs CSV files, one a sheet: workbook FILE [MERGED-CELLS] CSV...
func workbook(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: workbook FILE [MERGED-CELLS] CSV...")
	}
	var sheets []booktest.Sheet
	var merged []string
	for _, name := range args[1:] {
		if strings.Contains(name, ":") {
			merged = append(merged, name)
			continue
		}
		r := csv.NewReader(strings.NewReader(ts.ReadFile(name)))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		ts.Check(err)
		base := strings.TrimSuffix(filepath.Base(name), ".csv")
		sheets = append(sheets, booktest.Sheet{Name: strings.TrimPrefix(base, "RVTools_tab"), Rows: rows, Merged: merged})
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), booktest.Write(sheets...), 0o644))
}
