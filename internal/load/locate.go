package load

import (
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
)

// Locate says where a path of a host's tree was written: the nearest enclosing
// pointer that was. An empty host asks for the cluster's own tree.
func (r *Result) Locate(cluster, host, pointer string) (subject, block *diag.Range, via []diag.Range) {
	return locateIn(r.trees[cluster], host, pointer)
}

func locateIn(c *expand.Cluster, host, pointer string) (subject, block *diag.Range, via []diag.Range) {
	if c == nil {
		return nil, nil, nil
	}
	var overlay *expand.Tree
	for i := range c.Hosts {
		if c.Hosts[i].Name == host {
			overlay = c.Hosts[i].Overlay
		}
	}
	return locateAt(c, overlay, pointer)
}

// locateAt looks in a host's overlay first, where it has one.
func locateAt(c *expand.Cluster, overlay *expand.Tree, pointer string) (subject, block *diag.Range, via []diag.Range) {
	trees := []*expand.Tree{c.Tree}
	if overlay != nil {
		trees = []*expand.Tree{overlay, c.Tree}
	}
	for p := pointer; p != ""; p = parent(p) {
		for _, t := range trees {
			if o, ok := t.Origins[p]; ok && o.Range.File != "" {
				return &o.Range, &o.Block, o.Via
			}
		}
	}
	r := c.Range
	return &r, &r, nil
}

// locate fills in where a fault of one tree was written.
func locate(d *diag.Diagnostic, pointer string, t *expand.Tree) {
	for p := pointer; ; p = parent(p) {
		if o, ok := t.Origins[p]; ok && o.Range.File != "" {
			d.Subject, d.Context, d.Via = &o.Range, &o.Block, o.Via
			return
		}
		if p == "" {
			return
		}
	}
}

func parent(pointer string) string {
	i := strings.LastIndexByte(pointer, '/')
	if i < 0 {
		return ""
	}
	return pointer[:i]
}
