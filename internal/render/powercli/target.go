// Package powercli renders one PowerCLI script for each cluster: its hosts as a
// table of data, and the logic once.
//
// Its one rule: a script decides, from what it reads of a host, whether an
// operation is still to be done; what is to be done, and in which order, was
// decided by the planner.
package powercli

import (
	"github.com/vmkgen/vmkgen/internal/render"
)

// New gives the PowerCLI target.
func New() render.Target { return target{} }

type target struct{}

func (target) Name() string { return "powercli" }

func (target) Refuse(c *render.Cluster) []render.Refusal { return refuse(c) }

func (target) Render(c *render.Cluster, emit func(render.File) error) error {
	tables, texts := tablesOf(c)
	if len(texts) == 0 {
		return nil
	}
	before, after, err := frame(heading{cluster: c.Cluster, script: c.Name, meta: c.Meta}, texts)
	if err != nil {
		return err
	}
	body := append([]byte(nil), before...)
	for at := range c.Hosts() {
		body = tables[at.Group].appendHost(body, at.Member)
	}
	return emit(render.File{Path: "powercli/" + c.Name + ".ps1", Mode: 0o644, Body: marked(append(body, after...))})
}

// marked puts a byte order mark before a text where Windows PowerShell needs one.
func marked(body []byte) []byte {
	if beyondASCII(body) {
		return append([]byte("\uFEFF"), body...)
	}
	return body
}

// tablesOf gives the table of each group with kept hosts, and the text of what
// is wanted: once for groups that want the same.
func tablesOf(c *render.Cluster) (tables []*table, texts []byte) {
	tables = make([]*table, len(c.Groups))
	sets := wantedSets{keys: map[string]string{}}
	for at := range c.Hosts() {
		if tables[at.Group] != nil {
			continue
		}
		g := &c.Groups[at.Group]
		tables[at.Group] = newTable(g, sets.add(wanted(&g.Pattern)))
	}
	return tables, sets.texts
}

// beyondASCII says whether Windows PowerShell needs a byte order mark to read a text.
func beyondASCII(text []byte) bool {
	for _, b := range text {
		if b >= 0x80 {
			return true
		}
	}
	return false
}
