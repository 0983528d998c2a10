package view

import (
	"bufio"
	"encoding/csv"
	"io"
	"strings"
)

// shownColumns are the columns of the terminal's table: the cluster stands above it.
var shownColumns = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}

// HostsTable writes a table a cluster, for people. Hosts are gone through
// twice, once to measure: nothing of them is kept.
func HostsTable(w io.Writer, s *Hosts, style Style) error {
	b := bufio.NewWriter(w)
	for i, c := range s.Clusters {
		one := Hosts{Clusters: []HostsOf{c}}
		widths, hasIPv6 := measure(&one)
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(style.paint(bold, "cluster "+clean(c.Name)) + "\n")
		write := func(cells []string, paint bool) {
			var line strings.Builder
			for _, n := range shownColumns {
				if n == 5 && !hasIPv6 {
					continue
				}
				if line.Len() > 0 {
					line.WriteString("  ")
				}
				line.WriteString(clean(cells[n]) + strings.Repeat(" ", widths[n]-columns(cells[n])))
			}
			text := strings.TrimRight(line.String(), " ")
			if paint {
				text = style.paint(dim, text)
			}
			b.WriteString(text + "\n")
		}
		write(columnsOfRow, true)
		last := ""
		for cells := range one.rows() {
			if cells[1] == last {
				cells[1] = ""
			} else {
				last = cells[1]
			}
			write(cells, false)
		}
	}
	return b.Flush()
}

func measure(s *Hosts) (widths []int, hasIPv6 bool) {
	widths = make([]int, len(columnsOfRow))
	note := func(cells []string) {
		for i, c := range cells {
			widths[i] = max(widths[i], columns(c))
		}
	}
	note(columnsOfRow)
	for cells := range s.rows() {
		note(cells)
		hasIPv6 = hasIPv6 || cells[5] != untouched
	}
	return widths, hasIPv6
}

// HostsMarkdown writes one table, for papers.
func HostsMarkdown(w io.Writer, s *Hosts) error {
	b := bufio.NewWriter(w)
	line := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + markdown.Replace(clean(c)) + " ")
		}
		b.WriteString("|\n")
	}
	line(columnsOfRow)
	b.WriteString(strings.Repeat("| --- ", len(columnsOfRow)) + "|\n")
	for cells := range s.rows() {
		line(cells)
	}
	return b.Flush()
}

var markdown = strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", "`", "\\`")

// HostsCSV writes one row a vmk. A cell that a spreadsheet would take for a
// formula gets an apostrophe before it.
func HostsCSV(w io.Writer, s *Hosts) error {
	c := csv.NewWriter(w)
	if err := c.Write(columnsOfRow); err != nil {
		return err
	}
	for cells := range s.rows() {
		for i, cell := range cells {
			switch {
			case cell == untouched:
				cells[i] = ""
			case strings.ContainsRune("=+-@\t\r", rune(cell[0])):
				cells[i] = "'" + cell
			}
		}
		if err := c.Write(cells); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
