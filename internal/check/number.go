package check

import (
	"cmp"
	"math"
	"net/netip"
	"slices"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A point is an address as a number. IPv4 is where IPv6 maps it to.
type point struct{ hi, lo uint64 }

func pointOf(a netip.Addr) point {
	b := a.As16()
	var p point
	for i := range 8 {
		p.hi, p.lo = p.hi<<8|uint64(b[i]), p.lo<<8|uint64(b[i+8])
	}
	return p
}

func (p point) compare(o point) int { return cmp.Or(cmp.Compare(p.hi, o.hi), cmp.Compare(p.lo, o.lo)) }

// plus moves a point.
func (p point) plus(n int64) point {
	lo := p.lo + uint64(n)     //nolint:gosec // two's complement is what is meant
	hi := p.hi + uint64(n>>63) //nolint:gosec // likewise
	if lo < p.lo {
		hi++
	}
	return point{hi, lo}
}

// minus gives the way from o to p; ok is false where it is too long to count.
func (p point) minus(o point) (n int64, ok bool) {
	lo, hi := p.lo-o.lo, p.hi-o.hi
	if p.lo < o.lo {
		hi--
	}
	n = int64(lo) //nolint:gosec // two's complement is what is meant
	return n, hi == uint64(n>>63)
}

// numbers are the host numbers of a group, in order.
type numbers struct {
	of    []int64  // sorted
	index []int    // of the member
	twins [][2]int // members with a number that an earlier one has, and that one
	solid bool     // none is left out between the first and the last
}

func numbersOf(members []netstate.Member) *numbers {
	n := &numbers{}
	sorted := true
	for i := range members {
		if m := &members[i]; m.HasNumber {
			sorted = sorted && (len(n.of) == 0 || n.of[len(n.of)-1] < m.Number)
			n.of, n.index = append(n.of, m.Number), append(n.index, i)
		}
	}
	if !sorted {
		n.sort(members)
	}
	if k := len(n.of); k > 0 {
		n.solid = n.of[k-1]-n.of[0] == int64(k-1)
	}
	return n
}

func (n *numbers) sort(members []netstate.Member) {
	slices.SortStableFunc(n.index, func(a, b int) int { return cmp.Compare(members[a].Number, members[b].Number) })
	of, index := n.of[:0], n.index[:0]
	for _, i := range n.index {
		if k := len(of); k > 0 && of[k-1] == members[i].Number {
			n.twins = append(n.twins, [2]int{index[k-1], i})
			continue
		}
		of, index = append(of, members[i].Number), append(index, i)
	}
	n.of, n.index = of, index
}

// find gives the place of a number.
func (n *numbers) find(x int64) (at int, ok bool) {
	switch {
	case len(n.of) == 0 || x < n.of[0] || x > n.of[len(n.of)-1]:
		return 0, false
	case n.solid:
		return int(x - n.of[0]), true
	}
	return slices.BinarySearch(n.of, x)
}

// A span is the addresses that one slot gives to a group of several hosts.
type span struct {
	item
	slot   *netstate.Slot
	zero   point // the address of number 0, were there one
	nums   *numbers
	lo, hi int64 // the numbers of the first and the last address; none where hi < lo
}

func spanOf(it item, s *netstate.Slot, n *numbers) span {
	out := span{item: it, slot: s, zero: pointOf(s.Subnet.Masked().Addr()).plus(s.Offset), nums: n, lo: 0, hi: -1}
	if len(n.of) == 0 {
		return out
	}
	lo, hi := n.of[0], n.of[len(n.of)-1]
	if s.Offset != math.MinInt64 { // numbers whose address lies in the subnet
		lo = max(lo, -s.Offset)
	}
	if free := s.Subnet.Addr().BitLen() - s.Subnet.Bits(); free < 62 && s.Offset > math.MinInt64/2 && s.Offset < math.MaxInt64/2 {
		hi = min(hi, int64(1)<<free-1-s.Offset)
	}
	out.lo, out.hi = lo, hi
	return out
}

func (s *span) first() point { return s.zero.plus(s.lo) }

func (s *span) last() point { return s.zero.plus(s.hi) }

// holds gives the member that has an address.
func (s *span) holds(p point) (member int, ok bool) {
	n, ok := p.minus(s.zero)
	if !ok || n < s.lo || n > s.hi {
		return 0, false
	}
	at, ok := s.nums.find(n)
	if !ok {
		return 0, false
	}
	return s.nums.index[at], true
}

// meet counts the addresses of s that o has too, and gives the members that
// have the first of them.
func (s *span) meet(o *span) (count, mine, others int) {
	shift, ok := s.zero.minus(o.zero) // number n here is number n + shift there
	if !ok {
		return 0, 0, 0
	}
	lo, hi := max(s.lo, o.lo-shift), min(s.hi, o.hi-shift)
	if lo > hi {
		return 0, 0, 0
	}
	if s.nums.solid && o.nums.solid {
		a, ok := s.nums.find(lo)
		b, also := o.nums.find(lo + shift)
		if !ok || !also {
			return 0, 0, 0
		}
		return int(hi - lo + 1), s.nums.index[a], o.nums.index[b]
	}
	at, _ := slices.BinarySearch(s.nums.of, lo)
	for ; at < len(s.nums.of) && s.nums.of[at] <= hi; at++ {
		b, ok := o.nums.find(s.nums.of[at] + shift)
		if !ok {
			continue
		}
		if count++; count == 1 {
			mine, others = s.nums.index[at], o.nums.index[b]
		}
	}
	return count, mine, others
}
