package compact

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// The names under which a tree holds addresses until they are settled. No
// attribute of the language can be called so.
const (
	ipv4Name = "@ipv4"
	ipv6Name = "@ipv6"
)

// fewHosts is up to how many hosts may have values of their own before a table
// is shorter than their blocks.
const fewHosts = 4

// What stands under those names: addresses as they are, made from the number
// of the host, or taken from a table.
type (
	exact  string // "dhcp", "none", or addresses with prefix lengths
	ruled  struct{}
	celled struct{}
)

// addresses are how the hosts of a cluster come by their addresses.
type addresses struct {
	offset int64           // most of the rules'
	ways   map[string]*way // by device, and device_ipv6
	hosts  []host
}

// A way is how the hosts come by one address of a vmk.
type way struct {
	subnet netip.Prefix // of the rule, or of all cells; invalid: none
	offset int64
	rule   bool
	cells  []string // by host; nil: there is no table
	all    bool     // whether every host has it by the rule
}

func joined(all []netip.Prefix) string { return strings.Join(texts(all), " ") }

// addressesOf finds how the hosts come by their addresses, and says so in
// their trees.
func addressesOf(hosts []host) *addresses {
	a := &addresses{ways: map[string]*way{}, hosts: hosts}
	devices := map[string]bool{}
	for i := range hosts {
		for _, b := range hosts[i].said.Blocks {
			if b.Type == "vmk" {
				devices[b.Label] = true
			}
		}
	}
	for _, d := range natural.Keys(devices) {
		a.find(d, ipv4Name)
		a.find(d, ipv6Name)
	}
	a.offset = a.usualOffset()
	return a
}

func wayName(device, name string) string {
	if name == ipv6Name {
		return device + "_ipv6"
	}
	return device
}

// attrsOf gives the block of a tree that holds an address; nil: none.
func attrsOf(tree *document.Block, device, name string) *document.Block {
	b := tree.Find("vmk", device)
	if b != nil && name == ipv6Name {
		b = b.Find("ipv6", "")
	}
	return b
}

// said is what each host says of one address; nil: none says anything.
func (a *addresses) said(device, name string) []exact {
	said, found := make([]exact, len(a.hosts)), false
	for i := range a.hosts {
		if b := attrsOf(a.hosts[i].said, device, name); b != nil {
			said[i], _ = b.Attrs[name].Value.(exact)
			found = found || said[i] != ""
		}
	}
	if !found {
		return nil
	}
	return said
}

func (a *addresses) find(device, name string) {
	said := a.said(device, name)
	if said == nil || len(a.hosts) == 1 {
		return
	}
	w := &way{}
	regular := a.rule(w, said)
	stray, complete := 0, true
	for i, s := range said {
		_, single := s.prefix()
		complete = complete && (single || s == "none")
		if single && !regular[i] {
			stray++
		}
	}
	w.all = w.rule && stray == 0
	table := complete && stray > fewHosts && stray*3 > len(said)
	if table {
		w.fill(said)
	}
	a.ways[wayName(device, name)] = w
	a.mark(device, name, table, regular)
}

// mark says in the trees how each host comes by an address.
func (a *addresses) mark(device, name string, table bool, regular []bool) {
	for i := range a.hosts {
		switch b := attrsOf(a.hosts[i].said, device, name); {
		case table:
			b.Set(name, celled{})
		case regular[i]:
			b.Set(name, ruled{})
		}
	}
}

// prefix gives an address that stands alone.
func (e exact) prefix() (netip.Prefix, bool) {
	p, err := netip.ParsePrefix(string(e))
	return p, err == nil
}

// A made is the rule that makes an address.
type made struct {
	subnet netip.Prefix
	offset int64
}

// rule finds the rule that makes most of the addresses, and for which hosts.
func (a *addresses) rule(w *way, said []exact) (regular []bool) {
	count, by := map[made]int{}, make([]made, len(said))
	single := 0
	var best made
	for i, s := range said {
		p, ok := s.prefix()
		if !ok {
			continue
		}
		single++
		if !a.hosts[i].HasNumber {
			continue
		}
		n, ok := index(p)
		if !ok {
			continue
		}
		by[i] = made{p.Masked(), n - a.hosts[i].Number}
		if count[by[i]]++; count[by[i]] > count[best] {
			best = by[i]
		}
	}
	regular = make([]bool, len(said))
	if count[best] < 2 || count[best]*2 <= single {
		return regular
	}
	w.rule, w.subnet, w.offset = true, best.subnet, best.offset
	for i := range by {
		regular[i] = by[i] == best
	}
	return regular
}

// index is which address of its subnet an address is; ok is false where that
// is too large a number for an offset.
func index(p netip.Prefix) (n int64, ok bool) {
	base, at := p.Masked().Addr().As16(), p.Addr().As16()
	for i := range at {
		d := int64(at[i] - base[i]) // no borrow: the base's host bits are zeros
		if n > 1<<40 {
			return 0, false
		}
		n = n<<8 | d
	}
	back, ok := netstate.AddressAt(p.Masked(), n)
	return n, ok && back == p.Addr()
}

// fill makes a table of the addresses, without prefix lengths where all are in one subnet.
func (w *way) fill(said []exact) {
	*w = way{}
	for i, s := range said {
		p, ok := s.prefix()
		switch {
		case !ok:
		case i == 0 || !w.subnet.IsValid() && w.cells == nil:
			w.subnet = p.Masked()
		case p.Masked() != w.subnet:
			w.subnet = netip.Prefix{}
		}
		w.cells = append(w.cells, string(s))
	}
	if !w.subnet.IsValid() {
		return
	}
	for i, s := range said {
		if p, ok := s.prefix(); ok {
			if p.Masked() != w.subnet {
				w.subnet = netip.Prefix{}
				w.cells = textsOf(said)
				return
			}
			w.cells[i] = p.Addr().String()
		}
	}
}

func textsOf(said []exact) []string {
	out := make([]string, len(said))
	for i, s := range said {
		out[i] = string(s)
	}
	return out
}

// usualOffset is the offset that most rules have; of equals the smallest.
func (a *addresses) usualOffset() int64 {
	count := map[int64]int{}
	for _, w := range a.ways {
		if w.rule {
			count[w.offset]++
		}
	}
	var best int64
	for o, n := range count {
		if n > count[best] || n == count[best] && o < best {
			best = o
		}
	}
	return best
}

// table gives the columns of the addresses that follow no rule; nil: none.
func (a *addresses) table() map[string][]string {
	var out map[string][]string
	for name, w := range a.ways {
		if w.cells != nil {
			if out == nil {
				out = map[string][]string{}
			}
			out[name] = w.cells
		}
	}
	return out
}

// render turns addresses into attributes, in the base and what lies over it.
func (a *addresses) render(base *document.Block, overlays []*document.Block) {
	under := map[string]any{}
	for _, b := range base.Blocks {
		for _, name := range []string{ipv4Name, ipv6Name} {
			if in := attrsOf(base, b.Label, name); b.Type == "vmk" && in != nil {
				under[wayName(b.Label, name)] = in.Attrs[name].Value
			}
		}
	}
	for _, tree := range slices.Concat([]*document.Block{base}, overlays) {
		for _, b := range tree.Blocks {
			if b.Type != "vmk" {
				continue
			}
			for _, name := range []string{ipv4Name, ipv6Name} {
				if in := attrsOf(tree, b.Label, name); in != nil {
					var below any
					if tree != base {
						below = under[wayName(b.Label, name)]
					}
					a.one(in, b.Label, name, below)
				}
			}
		}
	}
}

// one settles one address over the one below it, nil where there is none.
func (a *addresses) one(b *document.Block, device, name string, below any) {
	said, ok := b.Attrs[name]
	if !ok {
		return
	}
	delete(b.Attrs, name)
	w := a.ways[wayName(device, name)]
	switch v := said.Value.(type) {
	case nil:
		a.unset(b, w, below)
	case ruled:
		b.Set("subnet", w.subnet.String())
		if implied, ok := a.implied(device, name); !ok || implied != w.offset {
			b.Set("offset", w.offset)
		}
	case celled:
		b.Set("address", document.Expr("vars."+wayName(device, name)))
		if w.subnet.IsValid() {
			b.Set("subnet", w.subnet.String())
		}
	case exact:
		v.render(b, w, below)
	}
}

func (a *addresses) unset(b *document.Block, w *way, below any) {
	switch below {
	case ruled{}:
		b.Set("subnet", nil)
	case celled{}:
		b.Set("address", nil)
		if w.subnet.IsValid() {
			b.Set("subnet", nil)
		}
	case exact("dhcp"):
		b.Set("dhcp", nil)
	case nil:
	default:
		b.Set("address", nil)
	}
}

// implied is the offset that a rule has without a word, where that is one for
// all hosts: the cluster's, and for IPv6 the one of IPv4.
func (a *addresses) implied(device, name string) (offset int64, ok bool) {
	if name == ipv4Name {
		return a.offset, true
	}
	w := a.ways[device]
	if w == nil {
		return a.offset, true
	}
	return w.offset, w.all
}

func (e exact) render(b *document.Block, w *way, below any) {
	all := strings.Fields(string(e))
	switch {
	case e == "dhcp":
		b.Set("dhcp", true)
		return
	case len(all) == 0:
		b.Set("address", []string{})
		return
	case len(all) > 1:
		b.Set("address", all)
		return
	}
	text := string(e)
	if p, ok := e.prefix(); ok && w != nil && w.subnet == p.Masked() && (below == ruled{} || below == celled{}) {
		text = p.Addr().String()
	}
	b.Set("address", text)
}
