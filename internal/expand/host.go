package expand

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/natural"
)

// A hostRun is what is known of one host while its cluster is expanded.
type hostRun struct {
	c     *clusterRun
	out   *Host
	vars  map[string]hcl.Value // its own
	block *said                // its host block; nil: none
}

func isIP(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil
}

// scope gives what is in scope for the host.
func (h *hostRun) scope(base *hcl.Scope) *hcl.Scope {
	names := map[string]hcl.Value{"host": h.object()}
	if len(h.vars) > 0 {
		names["vars"] = h.c.varsObject(h.c.hostVars(h.vars))
	}
	return base.With(names, where)
}

func (h *hostRun) object() hcl.Value {
	short := h.out.Name
	if !isIP(short) {
		short, _, _ = strings.Cut(short, ".")
	}
	number := hcl.NoInt()
	if h.out.HasNumber {
		number = hcl.Int(h.out.Number)
	}
	return hcl.Object(map[string]hcl.Value{
		"name": hcl.Text(h.out.Name), "short": hcl.Text(short), "number": number, "index": hcl.Int(int64(h.out.Index)),
		"mac": hcl.OptText(h.out.MAC), "serial": hcl.OptText(h.out.Serial),
	})
}

// hosts evaluates the list of hosts and what host blocks say of them.
func (c *clusterRun) hosts() map[int]*hostRun {
	own := map[int]*hostRun{}
	complete := c.hostList(own)
	for i, h := range own {
		h.out = &c.out.Hosts[i]
	}
	index := c.hostIndex()
	blocks := c.hostBlocks()
	seen := map[int]*hcl.Block{}
	for _, blk := range blocks {
		i, ok := index[strings.ToLower(blk.Label)]
		switch {
		case !ok && complete:
			c.add(fault(diag.UnknownHost, blk.Range, fmt.Sprintf("host %q isn't one of the cluster's hosts", blk.Label), "",
				c.suggestHost(blk.Label)))
		case !ok:
		case seen[i] != nil:
			c.add(fault(diag.SaidTwice, blk.Range, fmt.Sprintf("host %q stands twice", blk.Label),
				"the first is at "+seen[i].Range.String(), "make one block of the two"))
		default:
			seen[i] = blk
			c.hostBlock(c.hostRun(own, i), blk)
		}
	}
	for _, h := range own {
		for key := range h.vars {
			c.hostKeys[key] = true
		}
	}
	return own
}

func (c *clusterRun) hostRun(own map[int]*hostRun, i int) *hostRun {
	if own[i] == nil {
		own[i] = &hostRun{c: c, out: &c.out.Hosts[i], vars: map[string]hcl.Value{}}
	}
	return own[i]
}

// hostIndex finds hosts by name without case, and tells of those that stand twice.
func (c *clusterRun) hostIndex() map[string]int {
	index := make(map[string]int, len(c.out.Hosts))
	for i := range c.out.Hosts {
		h := &c.out.Hosts[i]
		low := strings.ToLower(h.Name)
		if first, ok := index[low]; ok {
			c.addOnce(fault(diag.HostTwice, h.Range, fmt.Sprintf("host %q stands twice in cluster %q", h.Name, c.out.Name),
				"the first is at "+c.out.Hosts[first].Range.String(), "leave one out; names compare without case"))
			continue
		}
		index[low] = i
	}
	return index
}

// suggestHost looks for the host that was meant, unless there are very many.
func (c *clusterRun) suggestHost(label string) string {
	var names []string
	for i := range c.out.Hosts {
		names = append(names, c.out.Hosts[i].Name)
	}
	if len(names) > 2000 {
		return "its label must be a name from hosts"
	}
	if n := diag.Nearest(label, names); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	return "its label must be a name from hosts"
}

// hostBlocks gives the cluster's host blocks, dynamic ones expanded.
func (c *clusterRun) hostBlocks() []*hcl.Block {
	var out []*hcl.Block
	for _, blk := range c.block.Body.Blocks {
		switch {
		case blk.Type != "host":
		case blk.Dynamic != nil:
			out = append(out, c.expanded(blk, &layer{}).blocks...)
		default:
			out = append(out, blk)
		}
	}
	return out
}

// hostBlock takes over what a host block says of the host itself.
func (c *clusterRun) hostBlock(h *hostRun, blk *hcl.Block) {
	s := said{&layer{order: 1 << 20}, blk}
	h.block = &s
	h.out.Doubtful = h.out.Doubtful || blk.Body.LacksAttr
	for _, a := range blk.Body.Attrs {
		v, diags := a.Expr.Value(c.scope)
		c.tell(diags, s, &env{})
		if !v.Known() {
			h.out.Doubtful = true
			continue
		}
		diags = h.take(a.Name, v, a.Expr)
		c.tell(diags, s, &env{})
		h.out.Doubtful = h.out.Doubtful || diags.HasErrors()
	}
}

// take sets one thing that a host block or a row of a table says of a host.
func (h *hostRun) take(name string, v hcl.Value, x *hcl.Expr) diag.List {
	if v.IsNull() {
		h.forget(name)
		return nil
	}
	switch name {
	case "number":
		return h.takeNumber(v, x)
	case "mac", "serial":
		s, diags := v.Text(x, name)
		if diags != nil {
			return diags
		}
		if name == "serial" {
			h.out.Serial = s
			return nil
		}
		if !isMAC(s) {
			return diag.List{fault(diag.WrongType, x.Range, fmt.Sprintf("%q is no MAC address", s), "", "write six pairs of hex digits: 00:50:56:aa:bb:cc")}
		}
		h.out.MAC = s
	case "vars":
		fields, ok := v.Fields()
		if !ok {
			return diag.List{fault(diag.WrongType, x.Range, "vars must be an object", "this is "+v.Kind(), "write vars = { mgmt = … }")}
		}
		maps.Copy(h.vars, fields)
	}
	return nil
}

func (h *hostRun) takeNumber(v hcl.Value, x *hcl.Expr) diag.List {
	n, ok := v.Whole()
	if ok && !v.Secret() {
		h.out.Number, h.out.HasNumber = n, true
		return nil
	}
	what := v.Kind()
	if text, isText := v.Str(); isText && !v.Secret() {
		what = strconv.Quote(text)
	}
	return diag.List{fault(diag.WrongType, x.Range, "number must be a whole number", "this is "+what, "")}
}

func (h *hostRun) forget(name string) {
	switch name {
	case "number":
		h.out.Number, h.out.HasNumber = natural.Number(h.out.Name)
	case "mac":
		h.out.MAC = ""
	case "serial":
		h.out.Serial = ""
	}
}

func isMAC(s string) bool {
	if len(s) != 17 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i%3 == 2:
			if c != ':' && c != '-' || c != s[2] {
				return false
			}
		case !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)):
			return false
		}
	}
	return true
}

// overlays evaluates for each host what is its own.
func (c *clusterRun) overlays(root *node, own map[int]*hostRun) {
	base := c.results[root]
	anyHostly := base.hostly
	for i := range c.out.Hosts {
		h := own[i]
		if h == nil {
			if !anyHostly {
				continue
			}
			h = &hostRun{c: c, out: &c.out.Hosts[i]}
		}
		if anyHostly || h.block != nil {
			h.out.Overlay = c.overlay(root, base, h)
		}
	}
}

func (c *clusterRun) overlay(root *node, base *result, h *hostRun) *Tree {
	e := &env{host: h, base: c.scope}
	n := root
	if h.block != nil {
		n = &node{kind: root.kind, typ: root.typ, label: root.label, own: true, kids: root.kids, saids: append(slices.Clone(root.saids), *h.block)}
	}
	b := newBuilder()
	body, changed := b.diff("", base, c.eval(n, e))
	if !changed && len(b.tree.Broken) == 0 {
		return nil
	}
	b.tree.Root = body
	b.tree.Origins[""] = Origin{Range: h.out.Range}
	if h.block != nil {
		b.tree.Origins[""] = Origin{Range: h.block.block.Range, Block: h.block.block.Header}
	}
	b.tree.Origins = c.shared(b.tree.Origins)
	return b.tree
}

// shared gives the origins of the host before where they are the same, so
// that many hosts that differ alike keep one map.
func (c *clusterRun) shared(origins map[string]Origin) map[string]Origin {
	if !maps.EqualFunc(origins, c.last, func(a, b Origin) bool {
		return a.Range == b.Range && a.Block == b.Block && slices.Equal(a.Via, b.Via)
	}) {
		c.last = origins
	}
	return c.last
}
