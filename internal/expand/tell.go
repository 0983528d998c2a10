package expand

import (
	"fmt"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

func (c *clusterRun) add(ds ...diag.Diagnostic) { c.run.add(ds...) }

// place says where in the layers a fault stands.
func (c *clusterRun) place(d diag.Diagnostic, s said) diag.Diagnostic {
	if d.Context == nil {
		h := s.block.Header
		d.Context = &h
	}
	if d.Path == "" {
		d.Path = c.block.Label
	}
	d.Via = s.layer.via
	return d
}

// tell reports faults of one layer; what is the same on many hosts is told
// once and counted.
func (c *clusterRun) tell(ds diag.List, s said, e *env) {
	for _, d := range ds {
		c.count(c.place(d, s), e.host)
	}
}

func (c *clusterRun) addOnce(d diag.Diagnostic) { c.count(d, nil) }

func (c *clusterRun) count(d diag.Diagnostic, h *hostRun) {
	key := fmt.Sprint(d.Code, d.Summary)
	if h == nil {
		key += d.Detail // rows of one table, say
	}
	if d.Subject != nil {
		key += d.Subject.String()
	}
	i, ok := c.told[key]
	switch {
	case !ok:
		if h != nil {
			d.Path, d.Hosts, d.Host = c.block.Label+"/"+h.out.Name, 1, h.out.Name
		}
		c.told[key], c.toldBy[key] = len(c.run.diags), h
		c.add(d)
	case h != nil && c.toldBy[key] != nil && c.toldBy[key] != h:
		c.run.diags[i].Hosts++
		c.toldBy[key] = h
	}
}

// tellNumber reports the faults of an attribute that is evaluated for a host,
// and says so where they come of a number that the host lacks.
func (c *clusterRun) tellNumber(ds diag.List, a *hcl.Attr, s said, e *env) {
	if len(ds) > 0 && e.host != nil && !e.host.out.HasNumber {
		for _, ref := range a.Expr.Refs() {
			if ref.Root == "host" && ref.Key == "number" {
				ds = diag.List{fault(diag.NoHostNumber, ref.Range, "a host has no number",
					"its name holds no digits in its first label, and nothing else gives it one",
					"give it number in its host block or in the host table")}
				break
			}
		}
	}
	c.tell(ds, s, e)
}
