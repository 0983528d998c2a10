package expand

import (
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// addressNames are the attributes that displace each other, in a vmk and in
// its ipv6 block.
var addressNames = []string{"address", "subnet", "offset", "dhcp"}

func isAddress(k *hcl.Kind, name string) bool {
	if k != vmkKind && k != ipv6Kind {
		return false
	}
	return name == "address" || name == "subnet" || name == "offset" || name == "dhcp"
}

// displaces says what a layer that says one of them takes from the layers
// below. A subnet stays below an address, to give it its prefix.
var displaces = map[string][]string{
	"address": {"dhcp"},
	"subnet":  {"address", "dhcp"},
	"offset":  {"address", "dhcp"}, // only where there is a subnet to count from
	"dhcp":    {"address", "subnet", "offset"},
}

// An addressing settles the attributes that say where an address comes from,
// from the last layer down. What is displaced itself still displaces what
// stands below it, and is looked at only where that matters.
type addressing struct {
	c             *clusterRun
	r             *result
	env           *env
	gone, perhaps map[string]bool
}

func (c *clusterRun) settleAddress(r *result, floor int, env *env) {
	w := &addressing{c: c, r: r, env: env, gone: map[string]bool{}, perhaps: map[string]bool{}}
	for i := len(r.node.saids) - 1; i >= floor; i-- {
		s := r.node.saids[i]
		states := map[string]state{}
		for _, name := range addressNames {
			if a := s.block.Body.Attr(name); a != nil {
				states[name] = w.look(a, s, r.node.saids[floor:i])
			}
		}
		c.checkDHCP(r.node, s, env)
		for name, st := range states {
			w.displace(name, st, s, r.node.saids[floor:i+1])
		}
	}
}

// look settles an attribute where it still can be, and says what its layer
// says as far as it matters.
func (w *addressing) look(a *hcl.Attr, s said, below []said) state {
	if w.r.leaves[a.Name] == nil && !w.gone[a.Name] {
		if !w.perhaps[a.Name] {
			return w.c.settle(w.r, a, s, w.env)
		}
		w.r.leaves[a.Name], w.r.hostly = &leaf{}, true
	}
	if !w.r.displacesBelow(a.Name, below, w.gone) {
		return absent
	}
	_, st := w.c.value(a, s, w.env)
	w.r.broken = w.r.broken || st == absent
	return st
}

// displace notes what a layer takes from those below it.
func (w *addressing) displace(name string, st state, s said, upTo []said) {
	switch {
	case st != present && st != deferred:
		return
	case name == "offset" && !subnetInEffect(upTo):
		return
	case name == "dhcp" && st == present && !w.c.isOn(s, w.env):
		return
	}
	for _, other := range displaces[name] {
		w.gone[other] = w.gone[other] || st == present
		w.perhaps[other] = w.perhaps[other] || st == deferred
	}
}

// displacesBelow says whether it matters to layers below that this one says
// an attribute that is settled or displaced already.
func (r *result) displacesBelow(name string, below []said, gone map[string]bool) bool {
	for _, other := range displaces[name] {
		if r.leaves[other] != nil || gone[other] {
			continue
		}
		for _, s := range below {
			if s.block.Body.Attr(other) != nil {
				return true
			}
		}
	}
	return false
}

// isOn says whether a layer's dhcp is more than a plain no.
func (c *clusterRun) isOn(s said, env *env) bool {
	v, _ := c.value(s.block.Body.Attr("dhcp"), s, env)
	b, ok := v.Bool()
	return b || !ok
}

// subnetInEffect says whether the layers leave a subnet to count from.
func subnetInEffect(saids []said) bool {
	for _, s := range slices.Backward(saids) {
		if s.block.Body.Attr("subnet") != nil {
			return true
		}
		if s.block.Body.Attr("dhcp") != nil {
			return false
		}
	}
	return false
}

// checkDHCP tells of dhcp beside an address in one layer of a vmk.
func (c *clusterRun) checkDHCP(n *node, s said, env *env) {
	d := s.block.Body.Attr("dhcp")
	if n.kind != vmkKind || d == nil {
		return
	}
	v, st := c.value(d, s, env)
	if dhcp, ok := v.Bool(); st != present || !ok || !dhcp {
		return
	}
	for _, name := range []string{"address", "subnet"} {
		a := s.block.Body.Attr(name)
		if a == nil {
			continue
		}
		if _, st := c.value(a, s, env); st == present {
			d := fault(diag.DHCPBeside, d.Expr.Range, "dhcp beside "+name+" in one block",
				"an address comes from one of them", "leave one out; a later layer may change to the other")
			c.tell(diag.List{d}, s, env)
			return
		}
	}
}
