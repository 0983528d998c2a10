package powercli

import (
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// ipv6Suffix makes the key of a vmk's IPv6 addresses in a host's row.
const ipv6Suffix = "_ipv6"

// A table writes the rows of one group's hosts: names and addresses.
type table struct {
	group  *netstate.Group
	wanted string // the key of what is wanted of them
	slots  map[slotKey]int
}

// slotKey names an address of the pattern; ipv6 is -1 for the IPv4 address.
type slotKey struct{ vmk, ipv6 int }

func newTable(g *netstate.Group, wanted string) *table {
	t := &table{group: g, wanted: wanted, slots: make(map[slotKey]int, len(g.Slots))}
	for i, s := range g.Slots {
		t.slots[slotKey{s.Vmk, s.IPv6}] = i
	}
	return t
}

// appendHost appends the row of one member.
func (t *table) appendHost(dst []byte, member int) []byte {
	m := &t.group.Members[member]
	dst = append(dst, "    @{ Name = "...)
	dst = AppendQuoted(dst, m.Name)
	dst = append(dst, "; Wanted = '"...)
	dst = append(dst, t.wanted...)
	dst = append(dst, '\'')
	for i := range t.group.Pattern.Vmks {
		dst = t.appendVmk(dst, m, i)
	}
	return append(dst, " }\n"...)
}

func (t *table) appendVmk(dst []byte, m *netstate.Member, i int) []byte {
	v := &t.group.Pattern.Vmks[i]
	if v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.Static {
		dst = append(dst, "; "...)
		dst = append(dst, v.Device...)
		dst = append(dst, " = '"...)
		dst = t.address(m, slotKey{i, -1}, v.IPv4.Address).Addr().AppendTo(dst)
		dst = append(dst, '\'')
	}
	if v.IPv6 == nil || v.IPv6.Addresses == nil {
		return dst
	}
	dst = append(dst, "; "...)
	dst = append(dst, v.Device...)
	dst = append(dst, ipv6Suffix+" = @("...)
	for n, p := range v.IPv6.Addresses {
		if n > 0 {
			dst = append(dst, ", "...)
		}
		dst = append(dst, '\'')
		dst = t.address(m, slotKey{i, n}, p).AppendTo(dst)
		dst = append(dst, '\'')
	}
	return append(dst, ')')
}

// address gives a member's own address where members differ, else the pattern's.
func (t *table) address(m *netstate.Member, key slotKey, pattern netip.Prefix) netip.Prefix {
	if s, ok := t.slots[key]; ok {
		return t.group.Slots[s].Address(*m)
	}
	return pattern
}
