// Package csv reads tables of vmks: what PowerCLI exports, what vmkgen's own
// csv target writes, and what people keep, as CSV or as workbooks.
//
// Its one rule: a column means what its heading says, and two that contradict
// each other mean nothing.
package csv

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// Format is tables of vmks.
var Format = importer.Format{
	Name: "csv", Title: "tables of vmks, CSV or workbook: exports of Get-VMHostNetworkAdapter, vmkgen's csv target, people's own", Sniff: sniff, Read: read,
}

func read(files []importer.File) importer.Result {
	r := &reading{hosts: map[string]*seen{}}
	for _, f := range files {
		s, diags := importer.ReadSheet(f)
		r.out.Diags = append(r.out.Diags, diags...)
		if s == nil {
			continue
		}
		l, diags := layoutOf(s)
		if r.out.Diags = append(r.out.Diags, diags...); diags == nil {
			r.table(l)
		}
	}
	if !r.out.Diags.HasErrors() {
		r.finish()
	}
	return r.out
}

// A reading is tables becoming hosts.
type reading struct {
	out   importer.Result
	hosts map[string]*seen // by cluster and name, in lower case
	order []*seen
}

// A seen host is one that a row names.
type seen struct {
	netstate.Host
	cluster, datacenter string
	own                 bool // whether vmkgen wrote its rows
	gateways, gateways6 []wayOut
	adapters            bool // whether physical adapters were listed too
}

// A wayOut is a gateway as a row has it.
type wayOut struct {
	device, text string
	whose        string // vmk, stack; empty: it isn't said
	line         *importer.Row
}

func (r *reading) note(kind importer.NoteKind, host, format string, args ...any) {
	r.out.Notes = append(r.out.Notes, importer.Note{Kind: kind, Host: host, Text: fmt.Sprintf(format, args...)})
}

// A cells is what a row says of one vmk.
type cells struct {
	*reading
	*layout
	row    *importer.Row
	device string // where it has columns of its own; else empty
	host   *seen
}

func (c *cells) fault(code diag.Code, format string, args ...any) {
	c.out.Diags = append(c.out.Diags, c.row.Fault(code, fmt.Sprintf(format, args...), ""))
}

func (r *reading) table(l *layout) {
	for row := range l.sheet.Rows() {
		c := &cells{reading: r, layout: l, row: &row}
		if c.host = c.theHost(); c.host == nil {
			continue
		}
		if l.devices == nil {
			c.vmk()
			continue
		}
		for _, d := range natural.Keys(l.devices) {
			c.device = d
			if c.any() {
				c.vmk()
			}
		}
	}
	for _, name := range l.strange {
		r.note(importer.LeftOut, "", "column %q of %s, which has no meaning here", name, l.sheet.File)
	}
	if len(l.roles) > 0 && l.shared[rolesField] == nil {
		r.note(importer.Unsaid, "", "roles that %s has no columns for; a vmk has those that it says, and no others", l.sheet.File)
	}
}

// any says whether one of a vmk's own columns has a value.
func (c *cells) any() bool {
	for _, columns := range c.devices[c.device] {
		if slices.ContainsFunc(columns, func(i int) bool { return c.cell(i) != "" }) {
			return true
		}
	}
	return false
}

var typeName = pattern.Of(`^[A-Za-z]+(\.[A-Za-z0-9]+)+(\[\])?$`)

// cell is the text of a column, without what stands for nothing.
func (c *cells) cell(i int) string {
	text := c.row.At(i)
	if c.own {
		return strings.TrimPrefix(text, "'")
	}
	switch strings.ToLower(text) {
	case "n/a", "-", "null", "<null>", "none":
		if c.is(i, ipField) || c.is(i, rolesField) {
			return text
		}
		return ""
	}
	if strings.HasPrefix(text, "VMware.") && typeName().MatchString(text) { // what PowerShell writes of an object
		return ""
	}
	return text
}

func (c *cells) is(i int, f field) bool {
	return slices.Contains(c.shared[f], i) || slices.Contains(c.devices[c.device][f], i)
}

// columns are those that say something of the vmk.
func (c *cells) columns(f field) []int {
	return append(slices.Clip(c.devices[c.device][f]), c.shared[f]...)
}

// has says whether there is a column for it.
func (c *cells) has(f field) bool { return len(c.columns(f)) > 0 }

// get is what the columns say of something. A vmk's own columns go before the row's.
func (c *cells) get(f field) string {
	for _, columns := range [][]int{c.devices[c.device][f], c.shared[f]} {
		first := -1
		for _, i := range columns {
			text := c.cell(i)
			switch {
			case text == "":
			case importer.FormulaError(text):
				c.fault(diag.SourceValue, "%s is %q, which a formula left there", c.sheet.Head[i], text)
				return ""
			case first < 0:
				first = i
			case normal(f, text) != normal(f, c.cell(first)):
				c.fault(diag.SourceValue, "columns %q and %q both say the %s, and not the same", c.sheet.Head[first], c.sheet.Head[i], f)
				return c.cell(first)
			}
		}
		if first >= 0 {
			return c.cell(first)
		}
	}
	return ""
}

// normal is a text as others that mean the same have it.
func normal(f field, text string) string {
	if f == maskField {
		if p, err := importer.Masked("0.0.0.0", text); err == nil {
			return strconv.Itoa(p.Bits())
		}
	}
	return strings.ToLower(text)
}

func (c *cells) theHost() *seen {
	name := c.get(hostField)
	if name == "" {
		c.out.Diags = append(c.out.Diags, c.row.Fault(diag.SourceBroken, "it names no host", "were cells merged with the ones above? write the name into each row"))
		return nil
	}
	cluster := c.get(clusterField)
	key := strings.ToLower(cluster + "\x00" + name)
	h := c.hosts[key]
	if h == nil {
		h = &seen{Host: netstate.Host{Name: name}, cluster: cluster, datacenter: c.get(centerField), own: c.own}
		c.hosts[key] = h
		c.order = append(c.order, h)
	}
	return h
}
