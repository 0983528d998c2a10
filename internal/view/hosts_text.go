package view

import (
	"bufio"
	"encoding/csv"
	"io"
	"strings"
)

// HostsMarkdown writes one table, for papers.
func HostsMarkdown(w io.Writer, s *Hosts) error {
	b := bufio.NewWriter(w)
	line := func(r cells) {
		for _, c := range r {
			b.WriteString("| " + markdown.Replace(plain(c)) + " ")
		}
		b.WriteString("|\n")
	}
	line(headings)
	b.WriteString(strings.Repeat("| --- ", columnCount) + "|\n")
	for _, c := range s.Clusters {
		for r := range c.rows() {
			line(r)
		}
	}
	return b.Flush()
}

var markdown = strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", " ", "<", "&lt;", "&", "&amp;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`)

// HostsCSV writes a row for each vmk; what is left alone is an empty cell. A
// cell that a spreadsheet would take for a formula gets an apostrophe before it.
func HostsCSV(w io.Writer, s *Hosts) error {
	c := csv.NewWriter(w)
	if err := c.Write(headings[:]); err != nil {
		return err
	}
	for _, of := range s.Clusters {
		for r := range of.rows() {
			for i, cell := range r {
				r[i] = harmless(cell)
			}
			if err := c.Write(r[:]); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

func harmless(cell string) string {
	switch {
	case cell == untouched:
		return ""
	case cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])):
		return "'" + cell
	}
	return cell
}
