package importer

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// headRows is how many rows of a sheet are looked at before all are read.
const headRows = 3

// What a sheet has at most, by Excel's own limits.
const (
	maxRow    = 1 << 20
	maxColumn = 1 << 14
	maxCells  = 32 << 20 // ours: with the empty ones before others
)

var errEnough = errors.New("enough was read")

// sheet reads a sheet as separated values; ok is false for one that isn't wanted.
func (w *workbook) sheet(s sheetName, wanted func(name string, head []byte) bool) (f File, ok bool) {
	c, ok := w.cut(s.part)
	if !ok {
		return File{}, false
	}
	name := path.Join(w.file, strings.NewReplacer("/", "-", `\`, "-").Replace(s.name))
	g := &grid{workbook: w, cutter: c}
	g.enough = func() bool { return !wanted(name, g.out.Bytes()) }
	switch err := g.read(); {
	case errors.Is(err, errEnough):
		return File{}, false
	case err != nil:
		w.fail(fmt.Sprintf("sheet %q, row %d", s.name, g.row), err)
		return File{}, false
	case g.rows < headRows && !wanted(name, g.out.Bytes()):
		return File{}, false
	}
	return File{Name: name, Data: g.out.Bytes(), Merged: g.merged}, true
}

// A grid is a sheet under way.
type grid struct {
	*workbook
	*cutter
	out    bytes.Buffer
	row    int // the one that is read, from 1
	rows   int // how many were written
	width  int // of the first of them that is no title
	count  int // of the cells in them
	cells  []string
	merged []Merge
	enough func() bool
}

func (g *grid) read() error {
	for {
		p, err := g.next()
		if err != nil {
			return cutOff(err)
		}
		switch {
		case p.kind == xmlStart:
			err = g.start(&p)
		case p.kind == xmlEnd && p.name == "row":
			err = g.endRow()
		case p.kind == xmlEnd && p.name == "worksheet":
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (g *grid) start(p *piece) error {
	switch p.name {
	case "row":
		return g.startRow(p.attr("r"))
	case "c":
		return g.cell(p)
	case "mergeCell":
		ref := p.attr("ref")
		from, to, _ := strings.Cut(ref, ":")
		_, first, ok := place(from)
		_, last, ok2 := place(to)
		if !ok || !ok2 {
			return fmt.Errorf("merged cells %q are nowhere", ref)
		}
		g.merged = append(g.merged, Merge{Cells: ref, First: first, Last: last})
	}
	return nil
}

// startRow begins a row; those that the sheet leaves out become empty lines.
func (g *grid) startRow(number string) error {
	next := g.row + 1
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < next || n > maxRow {
			return fmt.Errorf("after row %d stands row %q", g.row, number)
		}
		next = n
	}
	for ; g.row < next-1; g.row++ {
		g.out.WriteByte('\n')
	}
	g.row, g.cells = next, g.cells[:0]
	return nil
}

func (g *grid) endRow() error {
	for len(g.cells) > 0 && g.cells[len(g.cells)-1] == "" {
		g.cells = g.cells[:len(g.cells)-1]
	}
	if g.width == 0 && filled(g.cells) > 1 {
		g.width = len(g.cells)
	}
	for len(g.cells) > 0 && len(g.cells) < g.width { // a sheet leaves out empty cells
		g.cells = append(g.cells, "")
	}
	for i, text := range g.cells {
		if i > 0 {
			g.out.WriteByte(',')
		}
		if strings.ContainsAny(text, "\",") || strings.TrimSpace(text) != text {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		g.out.WriteString(text)
	}
	g.out.WriteByte('\n')
	if g.count += len(g.cells); g.count > maxCells || g.out.Len() > MaxFile {
		return fmt.Errorf("%w: import takes %d million cells and %d MiB of a sheet", errTooLarge, maxCells>>20, MaxFile>>20)
	}
	if len(g.cells) == 0 {
		return nil
	}
	if g.rows++; g.rows == headRows && g.enough() {
		return errEnough
	}
	return nil
}

func filled(cells []string) (n int) {
	for _, text := range cells {
		if text != "" {
			n++
		}
	}
	return n
}

// cell reads one cell, of which the start was read.
func (g *grid) cell(p *piece) error {
	column := len(g.cells) + 1
	if ref := p.attr("r"); ref != "" {
		c, _, ok := place(ref)
		if !ok || c < column {
			return fmt.Errorf("cell %q stands in the wrong place", ref)
		}
		column = c
	}
	text, err := g.value(p.attr("t"))
	if err != nil || text == "" {
		return err
	}
	for len(g.cells) < column-1 {
		g.cells = append(g.cells, "")
	}
	g.cells = append(g.cells, flat.Replace(text))
	return nil
}

// flat keeps each row on one line.
var flat = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// value reads what is in a cell of a type, to its end.
func (g *grid) value(typ string) (string, error) {
	text, in := "", ""
	for depth := 1; depth > 0; {
		p, err := g.next()
		switch {
		case err != nil:
			return "", cutOff(err)
		case p.kind == xmlStart && p.name == "is":
			if text, err = richText(g.cutter); err != nil {
				return "", err
			}
		case p.kind == xmlStart:
			depth++
			in = p.name
		case p.kind == xmlEnd:
			depth--
			in = ""
		case in == "v":
			more, err := unescape(p.text)
			if err != nil {
				return "", err
			}
			text += more
		}
	}
	switch typ {
	case "s":
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n >= len(g.strings) {
			return "", fmt.Errorf("there is no text number %q", text)
		}
		return g.strings[n], nil
	case "b":
		if text == "1" {
			return "True", nil
		}
		return "False", nil
	}
	return text, nil
}

// place takes a reference such as B12 apart; both count from 1.
func place(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && column <= maxColumn; i++ {
		column = column*26 + int(ref[i]-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	return column, row, err == nil && column > 0 && column <= maxColumn && row > 0 && row <= maxRow
}
