package main

import (
	"fmt"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/view"
)

// driftSARIF writes what differs as findings at the lines that say otherwise.
func (a *app) driftSARIF(p *plan.Plan, desired *side) error {
	src := &diag.Sources{}
	if desired.loaded != nil {
		src = &desired.loaded.Sources
	}
	return view.DiagnosticsSARIF(a.out, drift(p, desired).Sorted(), src, version())
}

func drift(p *plan.Plan, desired *side) (l diag.List) {
	row, _ := diag.Lookup(diag.Drift)
	for _, h := range p.Hosts {
		for i := range h.Changes {
			c := &h.Changes[i]
			for _, d := range c.Attributes {
				detail := fmt.Sprintf("%s: %s of %s is %s, and is to be %s", h.Name, d.Name, c.Thing, d.Old, d.New)
				if c.Verb == plan.Remove {
					detail = fmt.Sprintf("%s: %s is there, and is not to be", h.Name, c.Thing)
				}
				out := diag.Diagnostic{
					Code: row.Code, Severity: row.Severity, Summary: row.Title, Detail: detail,
					Hint: "apply the configuration, or write down what is there", Path: h.Cluster.Name + "/" + h.Name + "/" + c.String() + "/" + d.Name, Hosts: 1,
				}
				if desired.loaded != nil {
					out.Subject, out.Context, out.Via = desired.loaded.Locate(h.Cluster.Name, h.Name, pointer(c, d.Name))
				}
				l = append(l, out)
				if c.Verb == plan.Remove {
					break
				}
			}
		}
	}
	return l
}

// pointer says where an attribute stands in the host's tree.
func pointer(c *plan.Change, attribute string) string {
	if c.Kind == plan.PortGroupKind && c.Of != "" {
		return "vmk/" + c.Of + "/" + attribute
	}
	return c.String() + "/" + attribute
}
