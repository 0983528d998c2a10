package importer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// CSV reads a file of separated values whose first line names the columns. The
// separator is the one of comma, semicolon and tab that the first line has
// most of. Empty lines are passed over. Line numbers are the file's.
func CSV(f File) ([]Record, diag.List) {
	text, diags := Text(f)
	if text == nil {
		return nil, diags
	}
	return CSVRecords(f.Name, 1, text)
}

// CSVRecords is CSV for a text that begins at a line of its file.
func CSVRecords(file string, first int, text []byte) ([]Record, diag.List) {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = r.Comma != '\t' // a tab is space too
	var names []string
	var out []Record
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, diag.List{FaultAt(diag.SourceBroken, file, bad.Line+first-1, bad.Column, bad.Err.Error(), "")}
		}
		line, _ := r.FieldPos(0)
		line += first - 1
		row = unended(row)
		switch {
		case names == nil:
			names = row
		case len(row) != len(names):
			return nil, diag.List{Fault(diag.SourceBroken, file, line,
				fmt.Sprintf("it has %d cells, and the first line names %d columns", len(row), len(names)), "was the file cut off?")}
		default:
			rec := Record{Line: line}
			for i, cell := range row {
				rec.set(names[i], cell)
			}
			out = append(out, rec)
		}
	}
	return out, nil
}

// unended leaves out the empty cell behind the comma that esxcli ends lines with.
func unended(row []string) []string {
	if n := len(row); n > 1 && row[n-1] == "" {
		return row[:n-1]
	}
	return row
}

func separator(text []byte) rune {
	head := firstRow(text)
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(best))) {
			best = c
		}
	}
	return best
}

// firstRow is the first line with more than one value.
func firstRow(text []byte) []byte {
	for range 20 {
		line, after, more := bytes.Cut(text, []byte("\n"))
		if bytes.ContainsAny(bytes.TrimRight(line, ",;\t "), ",;\t") {
			return line
		}
		if !more {
			break
		}
		text = after
	}
	return nil
}

// Columns reads a table that has a line of dashes under its head, which says
// how wide each column is. ok is false where there is no such line.
func Columns(file string, first int, lines []string) (out []Record, diags diag.List, ok bool) {
	if len(lines) < 2 || !dashes(lines[1]) {
		return nil, nil, false
	}
	spans := dashSpans(lines[1])
	names := cut(lines[0], spans)
	for i, line := range lines[2:] {
		if strings.TrimSpace(line) == "" {
			break
		}
		n := utf8.RuneCountInString(line)
		if last := spans[len(spans)-1][0]; len(spans) > 1 && n < spans[len(spans)-2][0] {
			return nil, diag.List{Fault(diag.SourceBroken, file, first+2+i,
				fmt.Sprintf("the line ends at column %d, and its last value begins at %d", n, last+1), "was the file cut off?")}, true
		}
		rec := Record{Line: first + 2 + i}
		for c, cell := range cut(line, spans) {
			rec.set(names[c], cell)
		}
		out = append(out, rec)
	}
	return out, nil, true
}

func dashes(line string) bool {
	return strings.Contains(line, "--") && strings.Trim(line, "- ") == ""
}

// dashSpans gives where each run of dashes begins and ends.
func dashSpans(line string) (out [][2]int) {
	for i := 0; i < len(line); {
		if line[i] != '-' {
			i++
			continue
		}
		end := i
		for end < len(line) && line[end] == '-' {
			end++
		}
		out = append(out, [2]int{i, end})
		i = end
	}
	return out
}

// cut takes a line apart; the last column goes to the line's end.
func cut(line string, spans [][2]int) []string {
	runes := []rune(line)
	out := make([]string, len(spans))
	for i, s := range spans {
		end := s[1]
		if i == len(spans)-1 {
			end = len(runes)
		}
		if s[0] < len(runes) {
			out[i] = strings.TrimSpace(string(runes[s[0]:min(end, len(runes))]))
		}
	}
	return out
}
