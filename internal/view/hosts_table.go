package view

import (
	"bufio"
	"io"
	"strings"
)

// HostsTable writes a table for each cluster, for people. Hosts are gone
// through twice, once to measure, so that none of them is kept.
func HostsTable(w io.Writer, s *Hosts, style Style) error {
	b := bufio.NewWriter(w)
	for i, c := range s.Clusters {
		if i > 0 {
			b.WriteByte('\n')
		}
		t := newTable(c, style)
		b.WriteString(t.title() + "\n")
		b.WriteString(style.paint(dim, t.line(titles)) + "\n")
		last := ""
		for r := range c.rows() {
			host := r[hostColumn]
			if host == last {
				r[hostColumn] = ""
			}
			last = host
			b.WriteString(t.line(r) + "\n")
		}
	}
	return b.Flush()
}

// titles are the headings for people.
var titles = cells{"", "HOST", "VMK", "ROLES", "ADDRESS", "IPV6", "VLAN", "MTU", "STACK", "PORT GROUP", "SWITCH", "GATEWAY"}

type table struct {
	name    string
	style   Style
	widths  [columnCount]int
	shown   []int
	domain  string // that of all hosts, cut off where there is little room
	hosts   int
	changed bool // whether domain is cut off
}

func newTable(c HostsOf, style Style) *table {
	t := &table{name: c.Name, style: style}
	t.measure(c)
	for i := hostColumn; i < columnCount; i++ {
		if i == ipv6Column && t.widths[i] <= len(untouched) {
			continue
		}
		t.widths[i] = max(t.widths[i], columns(titles[i]))
		t.shown = append(t.shown, i)
	}
	t.shrink()
	return t
}

func (t *table) measure(c HostsOf) {
	last := ""
	for r := range c.rows() {
		for i, cell := range r {
			t.widths[i] = max(t.widths[i], columns(oneLine(cell)))
		}
		if name := r[hostColumn]; name != last {
			t.note(name)
			last = name
		}
	}
}

// note counts a host and keeps what of its domain all hosts have in common.
func (t *table) note(name string) {
	_, domain, dots := strings.Cut(name, ".")
	if !dots {
		domain = ""
	}
	if t.hosts++; t.hosts == 1 {
		t.domain = domain
	} else if t.domain != domain {
		t.domain = ""
	}
}

// narrow are the columns that may lose the ends of their cells, the least of
// columns that each keeps, and the order in which they do.
var narrow = []struct{ column, least int }{
	{portGroupColumn, 10}, {switchColumn, 8}, {rolesColumn, 8}, {hostColumn, 8}, {stackColumn, 6}, {ipv6Column, 12},
}

// shrink makes the table fit the terminal where it can: first the domain goes,
// then the gateways, then the ends of long names.
func (t *table) shrink() {
	if t.over() > 0 && t.domain != "" {
		t.changed = true
		t.widths[hostColumn] = max(columns(titles[hostColumn]), t.widths[hostColumn]-columns(t.domain)-1)
	}
	if t.over() > 0 {
		t.shown = t.shown[:len(t.shown)-1]
	}
	for _, n := range narrow {
		if over := t.over(); over > 0 && t.widths[n.column] > n.least {
			t.widths[n.column] = max(n.least, t.widths[n.column]-over)
		}
	}
}

// over is by how many columns the table is too wide.
func (t *table) over() int {
	if t.style.Width == 0 {
		return 0
	}
	total := 2 * (len(t.shown) - 1)
	for _, i := range t.shown {
		total += t.widths[i]
	}
	return total - t.style.Width
}

func (t *table) title() string {
	text := t.style.paint(bold, "cluster "+plain(t.name))
	if t.changed {
		text += "  " + t.style.paint(dim, "hosts in "+plain(t.domain))
	}
	return text
}

func (t *table) line(r cells) string {
	var b strings.Builder
	for n, i := range t.shown {
		if n > 0 {
			b.WriteString("  ")
		}
		cell := oneLine(r[i])
		if i == hostColumn && t.changed {
			cell = strings.TrimSuffix(cell, "."+plain(t.domain))
		}
		b.WriteString(pad(fit(cell, t.widths[i]), t.widths[i]))
	}
	return strings.TrimRight(b.String(), " ")
}
