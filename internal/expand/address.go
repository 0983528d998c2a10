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

// settleAddress settles the attributes that say where an address comes from,
// from the last layer down. What is displaced itself still displaces what
// stands below it, and is looked at only where that matters.
func (c *clusterRun) settleAddress(r *result, floor int, env *env) {
	gone, perhaps := map[string]bool{}, map[string]bool{}
	for i := len(r.node.saids) - 1; i >= floor; i-- {
		s, below := r.node.saids[i], r.node.saids[floor:i]
		states := map[string]state{}
		for _, name := range addressNames {
			a := s.block.Body.Attr(name)
			switch {
			case a == nil:
			case r.leaves[name] == nil && !gone[name] && !perhaps[name]:
				states[name] = c.settle(r, a, s, env)
			case r.leaves[name] == nil && !gone[name]:
				r.leaves[name], r.hostly = &leaf{}, true
				fallthrough
			case r.displacesBelow(name, below, gone):
				_, states[name] = c.value(a, s, env)
			}
		}
		c.checkDHCP(r.node, s, env)
		for name, st := range states {
			if st == given_ && name == "dhcp" && !c.isOn(s, env) || name == "offset" && !subnetInEffect(r.node.saids[floor:i+1]) {
				continue
			}
			for _, other := range displaces[name] {
				gone[other] = gone[other] || st == given_
				perhaps[other] = perhaps[other] || st == deferred
			}
		}
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
	if dhcp, ok := v.Bool(); st != given_ || !ok || !dhcp {
		return
	}
	for _, name := range []string{"address", "subnet"} {
		a := s.block.Body.Attr(name)
		if a == nil {
			continue
		}
		if _, st := c.value(a, s, env); st == given_ {
			d := fault(diag.DHCPBeside, d.Expr.Range, "dhcp beside "+name+" in one block",
				"an address comes from one of them", "leave one out; a later layer may change to the other")
			c.tell(diag.List{d}, s, env)
			return
		}
	}
}
