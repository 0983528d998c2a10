// Package csv renders one table for each cluster, a row for each vmk, for
// people who keep addresses, VLANs and firewalls in other tools.
//
// Its one rule: a cell says what vmkgen sets, and nothing in it is ever a
// formula; what vmkgen leaves alone is an empty cell.
package csv

import (
	"bytes"
	"encoding/csv"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
)

// New gives the CSV target.
func New() render.Target { return target{} }

type target struct{}

func (target) Name() string { return "csv" }

// Refuse has nothing to say: a table brings nothing about, and a reader is
// told which columns it has.
func (target) Refuse(*render.Cluster) []render.Refusal { return nil }

// byteOrderMark lets spreadsheets read names beyond ASCII as UTF-8.
const byteOrderMark = "\uFEFF"

func (target) Render(c *render.Cluster, emit func(render.File) error) error {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.UseCRLF = true
	rows := 0
	var cells []string
	for at := range c.Hosts() {
		h := c.Groups[at.Group].Host(at.Member)
		for i := range h.Vmks {
			if rows == 0 {
				w.Write(headings(c)) //nolint:errcheck // a buffer takes all; Error tells the rest
			}
			rows++
			cells = appendRow(cells[:0], c.Name, &h, &h.Vmks[i])
			w.Write(cells) //nolint:errcheck // a buffer takes all; Error tells the rest
		}
	}
	w.Flush()
	if err := w.Error(); err != nil || rows == 0 {
		return err
	}
	body := text.Bytes()
	if !ascii(body) {
		body = append([]byte(byteOrderMark), body...)
	}
	return emit(render.File{Path: "csv/" + c.Name + ".csv", Mode: 0o644, Body: body})
}

// headings are the columns' names. The last column is empty: its name tells
// where the table comes from, for the format has no comments.
func headings(c *render.Cluster) []string {
	out := make([]string, 0, len(columns)+1)
	for _, col := range columns {
		out = append(out, col.name)
	}
	return append(out, c.Meta.Header())
}

func appendRow(cells []string, cluster string, h *netstate.Host, v *netstate.Vmk) []string {
	r := row{cluster: cluster, host: h, vmk: v, stack: h.Stack(v.Stack.Or(netstate.DefaultStack)), group: groupOf(h, v)}
	for _, col := range columns {
		cells = append(cells, harmless(col.cell(&r)))
	}
	return append(cells, "")
}

// groupOf is the port group of a vmk, as wanted.
func groupOf(h *netstate.Host, v *netstate.Vmk) netstate.PortGroup {
	var shared netstate.PortGroup
	for _, p := range h.PortGroups {
		switch {
		case p.Of == v.Device:
			return p
		case p.Distributed && p.Name == v.PortGroup.Or("") && p.Switch == v.Switch.Or(""):
			shared = p
		}
	}
	return shared
}

func ascii(text []byte) bool {
	for _, b := range text {
		if b >= 0x80 {
			return false
		}
	}
	return true
}
