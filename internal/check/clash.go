package check

import (
	"cmp"
	"net/netip"
	"slices"
	"sort"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A way is how two addresses that are one meet.
type way int

const (
	sameCluster  way = iota // on two hosts of a cluster
	sameVCenter             // for management, in two clusters of one vCenter
	otherCluster            // otherwise in two clusters
	ways
)

// An item is an address of a group's pattern.
type item struct {
	cluster, group, vmk, ipv6 int
	managed                   bool
}

// before says which item comes first in the configuration.
func (a item) before(b item) bool {
	return cmp.Or(cmp.Compare(a.cluster, b.cluster), cmp.Compare(a.group, b.group), cmp.Compare(a.vmk, b.vmk), cmp.Compare(a.ipv6, b.ipv6)) < 0
}

// An end is an item on one host.
type end struct {
	item
	member int
}

// A clash is one address on two hosts.
type clash struct {
	how         way
	first, then end
	addr        netip.Addr
	hosts       int // on how many hosts the latter is taken
}

// A search looks for addresses that are there twice on different hosts. Those
// of single hosts are looked up in a table; those that follow from numbers are
// ranges, which are compared by arithmetic.
type search struct {
	c     *config
	heads map[point]int // into links
	links []link
	spans []span
	upTo  []point // the greatest last address of the spans up to this one
}

// A link is one item of several that have one address.
type link struct {
	item
	next int // -1: none
}

// search finds all clashes, once.
func (c *config) search() {
	if c.searched {
		return
	}
	c.searched = true
	s := &search{c: c}
	size := 0
	for i := range c.clusters {
		for k := range c.clusters[i].hosts {
			size += len(c.clusters[i].hosts[k].Vmks)
		}
	}
	singles := make([]single, 0, size)
	for i := range c.clusters {
		for k := range c.clusters[i].hosts {
			singles = s.collect(&c.clusters[i].hosts[k], singles)
		}
	}
	s.order()
	s.heads = make(map[point]int, len(singles))
	for i := range singles {
		s.single(&singles[i])
	}
	for i := range s.spans {
		s.span(i)
	}
	slices.SortStableFunc(c.clashes, func(a, b clash) int {
		switch {
		case a.then.before(b.then.item):
			return -1
		case b.then.before(a.then.item):
			return 1
		}
		return 0
	})
}

// order sorts the spans so that those before a point can be found.
func (s *search) order() {
	slices.SortStableFunc(s.spans, func(a, b span) int { return a.first().compare(b.first()) })
	for i := range s.spans {
		last := s.spans[i].last()
		if i > 0 && s.upTo[i-1].compare(last) > 0 {
			last = s.upTo[i-1]
		}
		s.upTo = append(s.upTo, last)
	}
}

// A single is an address that one item has, on whatever hosts.
type single struct {
	item
	at   point
	addr netip.Addr
}

// collect takes the addresses of a group.
func (s *search) collect(h *host, singles []single) []single {
	members := h.group.Members
	var n *numbers
	var buf [16]address
	all := h.addresses(buf[:0])
	for i := range all {
		a := &all[i]
		it := item{h.in.index, h.index, a.vmk, a.ipv6, managed(&h.Vmks[a.vmk])}
		if a.slot == nil || len(members) == 1 {
			singles = append(singles, single{it, pointOf(a.prefix.Addr()), a.prefix.Addr()})
			if len(members) > 1 {
				s.c.clashes = append(s.c.clashes, clash{sameCluster, end{it, 0}, end{it, 1}, a.prefix.Addr(), len(members)})
			}
			continue
		}
		if n == nil {
			n = numbersOf(members)
		}
		sp := spanOf(it, a.slot, n)
		if sp.hi < sp.lo {
			continue
		}
		s.spans = append(s.spans, sp)
		s.twins(sp, members)
	}
	return singles
}

// twins notes hosts of a group that have one number, and so one address.
func (s *search) twins(sp span, members []netstate.Member) {
	at := -1
	for _, t := range sp.nums.twins {
		m := members[t[0]]
		switch {
		case m.Number < sp.lo || m.Number > sp.hi:
		case at < 0:
			at = len(s.c.clashes)
			s.c.clashes = append(s.c.clashes, clash{sameCluster, end{sp.item, t[0]}, end{sp.item, t[1]}, sp.slot.Address(m).Addr(), 1})
		default:
			s.c.clashes[at].hosts++
		}
	}
}

// single looks whether an address is there already, in the table or in a span.
func (s *search) single(x *single) {
	var told [ways]bool
	note := func(o item, member int) {
		if how := s.how(x.item, o); !told[how] {
			told[how] = true
			s.c.clashes = append(s.c.clashes, clash{how, end{o, member}, end{x.item, 0}, x.addr, len(s.host(x.item).group.Members)})
		}
	}
	head, ok := s.heads[x.at]
	if !ok {
		head = -1
	}
	known := false
	for at := head; at >= 0; at = s.links[at].next {
		o := &s.links[at]
		if o.cluster != x.cluster || o.group != x.group {
			note(o.item, 0)
		}
		known = known || o.cluster == x.cluster && o.managed == x.managed
	}
	if !known { // one of a cluster stands for all
		s.links = append(s.links, link{x.item, head})
		s.heads[x.at] = len(s.links) - 1
	}
	s.inSpans(x, note)
}

// inSpans finds the spans that hold an address.
func (s *search) inSpans(x *single, note func(o item, member int)) {
	end := sort.Search(len(s.spans), func(i int) bool { return s.spans[i].first().compare(x.at) > 0 })
	for i := end - 1; i >= 0 && s.upTo[i].compare(x.at) >= 0; i-- {
		if o := &s.spans[i]; o.cluster != x.cluster || o.group != x.group {
			if member, ok := o.holds(x.at); ok {
				note(o.item, member)
			}
		}
	}
}

// span looks whether a span meets one that begins before it.
func (s *search) span(i int) {
	x := &s.spans[i]
	var told [ways]bool
	for k := i - 1; k >= 0 && s.upTo[k].compare(x.first()) >= 0; k-- {
		o := &s.spans[k]
		if o.cluster == x.cluster && o.group == x.group && o.zero == x.zero {
			continue // on each host by itself
		}
		how := s.how(x.item, o.item)
		if told[how] {
			continue
		}
		then, first := x, o
		if x.before(o.item) {
			then, first = o, x
		}
		count, a, b := then.meet(first)
		if count == 0 {
			continue
		}
		told[how] = true
		addr := then.slot.Address(s.host(then.item).group.Members[a]).Addr()
		s.c.clashes = append(s.c.clashes, clash{how, end{first.item, b}, end{then.item, a}, addr, count})
	}
}

func (s *search) host(it item) *host { return &s.c.clusters[it.cluster].hosts[it.group] }

func (s *search) how(a, b item) way {
	switch {
	case a.cluster == b.cluster:
		return sameCluster
	case a.managed && b.managed && together(&s.c.clusters[a.cluster], &s.c.clusters[b.cluster]):
		return sameVCenter
	}
	return otherCluster
}
