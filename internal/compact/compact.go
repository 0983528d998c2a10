// Package compact turns hosts into the shortest document that means them.
//
// Its one rule: it says what the hosts say. What it leaves out is either what
// the language or a host would have anyway, or told in a note.
package compact

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Options say how to write hosts.
type Options struct {
	Full   bool                        // also what equals the defaults of the language and of hosts
	Table  func(cluster string) string // the file of a cluster's table of hosts; nil: inside the document
	Source string                      // what the hosts come from, for the comment at the top; may be empty
	Roles  bool                        // say the roles that names suggest where the source says none
}

// A Result is a document and what there is to know of it.
type Result struct {
	Document *document.Document
	Notes    []importer.Note
	Diags    diag.List // warnings: drift, and what can't be expressed
}

// Clusters gives the document of clusters.
func Clusters(clusters []netstate.Cluster, opt Options) Result {
	w := &writing{opt: opt, Result: Result{Document: &document.Document{}}}
	if opt.Source != "" {
		w.Document.Comments = []string{"Imported from " + opt.Source + "."}
	}
	ordered := slices.SortedStableFunc(slices.Values(clusters), func(a, b netstate.Cluster) int { return natural.Compare(a.Name, b.Name) })
	var bodies []*document.Block
	for i := range ordered {
		bodies = append(bodies, w.cluster(&ordered[i]))
	}
	w.vcenters(ordered)
	w.Document.Blocks = append(w.Document.Blocks, profiled(bodies)...)
	remark(w.Document.Blocks)
	settle(w.Document.Blocks)
	return w.Result
}

// Profile gives the document of what somebody intends for hosts that aren't
// named: a profile.
func Profile(name string, h *netstate.Host) Result {
	w := &writing{Result: Result{Document: &document.Document{}}}
	tree := w.hostTree(h)
	tree.Type, tree.Label = "profile", name
	single := addressesOf([]host{{Host: *h, said: tree}})
	single.render(tree, nil)
	w.Document.Blocks = []*document.Block{tree}
	remark(w.Document.Blocks)
	settle(w.Document.Blocks)
	return w.Result
}

// A writing is a document under way.
type writing struct {
	opt    Options
	asked  bool // the host at hand is one that somebody asked for, and not one that was seen
	strict bool // what is at hand has no defaults of the language's, but is left alone where nothing is said
	Result
}

// all says whether what equals a host's defaults is written, too. What
// somebody asked for is: a host that has something else is to change.
func (w *writing) all() bool { return w.opt.Full || w.asked }

func (w *writing) note(kind importer.NoteKind, host, format string, args ...any) {
	w.Notes = append(w.Notes, importer.Note{Kind: kind, Host: host, Text: fmt.Sprintf(format, args...)})
}

func (w *writing) leftOut(host, format string, args ...any) {
	w.Diags = append(w.Diags, importer.About(diag.ImportLeftOut, host, "", fmt.Sprintf(format, args...), ""))
}

func (w *writing) vcenters(clusters []netstate.Cluster) {
	for _, c := range clusters {
		if c.VCenter == "" || slices.ContainsFunc(w.Document.Blocks, func(b *document.Block) bool { return b.Label == c.VCenter }) {
			continue
		}
		b := document.New("vcenter", c.VCenter)
		if c.Server != "" {
			b.Set("server", c.Server)
		}
		w.Document.Blocks = append(w.Document.Blocks, b)
	}
}

// A host is one host of a cluster and what it says.
type host struct {
	netstate.Host
	netstate.Member
	own  bool // whether the source says its number
	said *document.Block
}

func (w *writing) cluster(c *netstate.Cluster) *document.Block {
	hosts := hostsOf(c)
	for i := range hosts {
		hosts[i].said = w.hostTree(&hosts[i].Host)
	}
	out := document.New("cluster", c.Name)
	a := addressesOf(hosts)
	base, overlays := factor(trees(hosts))
	w.drift(c.Name, hosts, base, overlays)
	a.render(base, overlays)
	out.Attrs, out.Blocks = base.Attrs, base.Blocks
	if a.offset != 0 {
		out.Set("offset", a.offset)
	}
	if c.VCenter != "" {
		out.Set("vcenter", c.VCenter)
	}
	if c.Datacenter != "" {
		out.Set("datacenter", c.Datacenter)
	}
	if r := w.release(c, hosts); r != "" {
		out.Set("esxi", r)
	}
	w.members(out, hosts, a, overlays)
	return out
}

// hostsOf gives the hosts of a cluster in full, in natural order.
func hostsOf(c *netstate.Cluster) []host {
	var out []host
	for g := range c.Groups {
		for i, m := range c.Groups[g].Members {
			h := host{Host: c.Groups[g].Host(i), Member: m, own: m.HasNumber}
			if !m.HasNumber {
				h.Number, h.HasNumber = natural.Number(h.Host.Name)
			}
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b host) int { return natural.Compare(a.Host.Name, b.Host.Name) })
	return out
}

func trees(hosts []host) []*document.Block {
	out := make([]*document.Block, len(hosts))
	for i := range hosts {
		out[i] = hosts[i].said
	}
	return out
}

// release is the lowest release among the hosts.
func (w *writing) release(c *netstate.Cluster, hosts []host) string {
	lowest, found := c.Release, false
	var least esx.Release
	for i := range hosts {
		r, err := esx.ParseRelease(hosts[i].Release)
		if err == nil && (!found || r.Compare(least) < 0) {
			lowest, least, found = hosts[i].Release, r, true
		}
	}
	for i := range hosts {
		switch have := hosts[i].Release; {
		case have == "" && lowest == "":
			w.note(importer.Unsaid, hosts[i].Host.Name, "the release of ESXi; %s is taken", esx.DefaultRelease)
		case have != "" && have != lowest:
			w.note(importer.LeftOut, hosts[i].Host.Name, "it runs ESXi %s; esxi says the lowest of the cluster", have)
		}
	}
	return lowest
}

// members writes which hosts there are, and what is different on each.
func (w *writing) members(out *document.Block, hosts []host, a *addresses, overlays []*document.Block) {
	table := a.table()
	var names []string
	for i := range hosts {
		h, over := &hosts[i], overlays[i]
		names = append(names, h.Host.Name)
		if n, has := natural.Number(h.Host.Name); h.own && (!has || n != h.Number) {
			over.Set("number", h.Number)
		}
		if h.MAC != "" {
			over.Set("mac", h.MAC)
		}
		if h.Serial != "" {
			over.Set("serial", h.Serial)
		}
	}
	if table == nil && !worthTable(overlays) {
		out.Set("hosts", natural.Ranges(names))
	} else {
		w.table(out, hosts, table, overlays)
	}
	for i := range hosts {
		if !overlays[i].Empty() {
			overlays[i].Type, overlays[i].Label = "host", hosts[i].Host.Name
			out.Blocks = append(out.Blocks, overlays[i])
		}
	}
}

// own are the attributes of a host that a table may hold.
var own = []string{"number", "mac", "serial"}

// worthTable says whether so many hosts say one of those that a table is shorter.
func worthTable(overlays []*document.Block) bool {
	n := 0
	for _, o := range overlays {
		if len(o.Attrs) > 0 {
			n++
		}
	}
	return n > fewHosts
}

func (w *writing) table(out *document.Block, hosts []host, cells map[string][]string, overlays []*document.Block) {
	t := document.Table{Cluster: out.Label, Columns: []string{"name"}}
	if w.opt.Table != nil {
		t.File = w.opt.Table(out.Label)
	}
	devices := natural.Keys(cells)
	var extra []string
	for _, name := range own {
		if slices.ContainsFunc(overlays, func(o *document.Block) bool { _, ok := o.Attrs[name]; return ok }) {
			extra = append(extra, name)
		}
	}
	t.Columns = slices.Concat(t.Columns, extra, devices)
	for i := range hosts {
		row := []string{hosts[i].Host.Name}
		for _, name := range extra {
			text := ""
			if a, ok := overlays[i].Attrs[name]; ok {
				text = fmt.Sprint(a.Value)
			}
			row = append(row, text)
			delete(overlays[i].Attrs, name)
		}
		for _, d := range devices {
			row = append(row, cells[d][i])
		}
		t.Rows = append(t.Rows, row)
	}
	w.Document.Tables = append(w.Document.Tables, t)
}

// NoName is what a cluster is called whose name the source doesn't say.
const NoName = "imported"

// Named gives clusters with a name each: one that the source doesn't say is
// called as asked for, or NoName.
func Named(clusters []netstate.Cluster, name string) []netstate.Cluster {
	out := slices.Clone(clusters)
	for i := range out {
		out[i].Name = cmp.Or(out[i].Name, name, NoName)
	}
	return out
}
