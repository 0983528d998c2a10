package importer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// A Sheet is a table whose columns are found by their names, as exports and
// people's own tables have it.
type Sheet struct {
	File    string
	Head    []string       // the names as they stand there
	columns map[string]int // by FieldName; the first of a name counts
	rows    []Row
}

// A Row is one row of a sheet.
type Row struct {
	Line  int // in its file, from 1
	sheet *Sheet
	cells []string
}

// ReadSheet reads separated values whose first row names the columns. The
// separator is the one of comma, semicolon and tab that row has most of. Rows
// without a value are passed over, and so are the lines that PowerShell and
// Excel put before the first row, and titles above it: rows with one value.
// Cells that were merged are faults.
func ReadSheet(f File) (*Sheet, diag.List) {
	text, diags := Text(f)
	if text == nil {
		return nil, diags
	}
	s := &Sheet{File: f.Name, columns: map[string]int{}}
	text, skipped := preamble(text)
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator(text), -1
	r.TrimLeadingSpace = r.Comma != '\t' // a tab is space too
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, diag.List{FaultAt(diag.SourceBroken, f.Name, bad.Line+skipped, bad.Column, bad.Err.Error(), "")}
		}
		line, _ := r.FieldPos(0)
		if d := s.add(cells, line+skipped); d != nil {
			return nil, diag.List{*d}
		}
	}
	for _, m := range f.Merged {
		if len(s.rows) > 0 && m.Last >= s.first() {
			return nil, diag.List{Fault(diag.SourceBroken, f.Name, max(m.First, s.first()), "cells "+m.Cells+" are merged: which rows their value is for can't be told",
				"take the merge apart, and write the value into each row")}
		}
	}
	return s, nil
}

// preamble gives what comes before the first row: #TYPE lines of PowerShell
// and the sep= line of Excel.
func preamble(text []byte) (rest []byte, lines int) {
	for {
		line, after, ok := bytes.Cut(text, []byte("\n"))
		at := bytes.Trim(line, "\" \t")
		if !ok || !bytes.HasPrefix(at, []byte("#TYPE")) && !bytes.HasPrefix(bytes.ToLower(at), []byte("sep=")) {
			return text, lines
		}
		text, lines = after, lines+1
	}
}

// HeadOf gives the names of the columns of what may be a sheet, by FieldName,
// from its first bytes.
func HeadOf(head []byte) []string {
	head, _ = preamble(bytes.ReplaceAll(head, []byte("\r"), []byte("\n")))
	line := firstRow(head)
	r := csv.NewReader(bytes.NewReader(line))
	r.Comma, r.LazyQuotes = separator(line), true
	r.TrimLeadingSpace = r.Comma != '\t'
	cells, err := r.Read()
	if err != nil {
		return nil
	}
	for i := range cells {
		cells[i] = FieldName(cells[i])
	}
	return cells
}

// HasColumns says whether a head has all of these columns, by FieldName.
func HasColumns(head []string, names ...string) bool {
	for _, n := range names {
		if !slices.Contains(head, n) {
			return false
		}
	}
	return true
}

func (s *Sheet) first() int { return s.rows[0].Line - 1 }

func (s *Sheet) add(cells []string, line int) *diag.Diagnostic {
	filled := 0
	for i := range cells {
		if cells[i] = strings.TrimSpace(cells[i]); cells[i] != "" {
			filled++
		}
	}
	switch {
	case filled == 0 || s.Head == nil && filled == 1:
	case s.Head == nil:
		s.Head = trimmed(cells, 0)
		for i, name := range s.Head {
			name = FieldName(name)
			if _, again := s.columns[name]; !again && name != "" {
				s.columns[name] = i
			}
		}
	default:
		if cells = trimmed(cells, len(s.Head)); len(cells) != len(s.Head) {
			d := Fault(diag.SourceBroken, s.File, line,
				fmt.Sprintf("it has %d cells, and the first row names %d columns", len(cells), len(s.Head)), "was the file cut off, or is a text with a separator in it not quoted?")
			return &d
		}
		s.rows = append(s.rows, Row{Line: line, sheet: s, cells: cells})
	}
	return nil
}

// trimmed leaves out empty cells at the end, as far as there are more than wanted.
func trimmed(cells []string, wanted int) []string {
	for len(cells) > wanted && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// Rows gives the rows below the head.
func (s *Sheet) Rows() iter.Seq[Row] { return slices.Values(s.rows) }

// Len is how many rows there are.
func (s *Sheet) Len() int { return len(s.rows) }

// Has says whether there are columns of all these names, by FieldName.
func (s *Sheet) Has(names ...string) bool {
	for _, n := range names {
		if _, ok := s.columns[n]; !ok {
			return false
		}
	}
	return true
}

// Get gives the cell of a column by its FieldName; empty where there is none.
func (r *Row) Get(name string) string {
	i, ok := r.sheet.columns[name]
	if !ok {
		return ""
	}
	return r.cells[i]
}

// At gives the cell of the i-th column.
func (r *Row) At(i int) string { return r.cells[i] }

// Fault tells what is wrong with a row.
func (r *Row) Fault(code diag.Code, detail, hint string) diag.Diagnostic {
	return Fault(code, r.sheet.File, r.Line, detail, hint)
}

var formulaError = pattern.Of(`^#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)$`)

// FormulaError says whether a cell holds what a spreadsheet writes where a
// formula fails.
func FormulaError(cell string) bool {
	return strings.HasPrefix(cell, "#") && formulaError().MatchString(cell)
}

// Broken gives the name of the first of these columns that holds one; empty:
// none does.
func (r *Row) Broken(names ...string) string {
	for _, n := range names {
		if FormulaError(r.Get(n)) {
			return n
		}
	}
	return ""
}
