package resolve

import (
	"fmt"
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// slot notes an address that is made from the host number, and judges it for
// every member.
func (g *grouping) slot(vmk, ipv6 int, subnet netip.Prefix, offset int64, pointer string) {
	s := netstate.Slot{Vmk: vmk, IPv6: ipv6, Subnet: subnet.Masked(), Offset: offset}
	g.Slots = append(g.Slots, s)
	var faults slotFaults
	for i := range g.Members {
		faults.judge(&g.Members[i], s)
	}
	for _, f := range faults {
		if f.count > 0 {
			g.problems = append(g.problems, Problem{
				Code: f.code, Host: f.first, Own: g.own, Pointer: pointer, Detail: f.detail, Hint: f.hint, Hosts: f.count,
			})
		}
	}
}

// slotFaults are the ways in which a made address can be wrong: no number, outside, reserved.
type slotFaults [3]struct {
	code         diag.Code
	count        int
	first        string
	detail, hint string
}

func (f *slotFaults) judge(m *netstate.Member, s netstate.Slot) {
	n := s.Offset + m.Number
	wrapped := s.Offset > 0 && n < m.Number || s.Offset < 0 && n > m.Number
	switch {
	case !m.HasNumber:
		f.note(0, diag.NoHostNumber, m.Name, func() (string, string) {
			return m.Name + " has no number in its name to make an address from", "give the host a number, or the vmk an address"
		})
	case wrapped:
		f.note(1, diag.AddressOutside, m.Name, func() (string, string) {
			return fmt.Sprintf("%s would get an address beyond all subnets (offset %d, host number %d)", m.Name, s.Offset, m.Number),
				"change the offset or the host's number"
		})
	case !fits(s.Subnet, n):
		f.note(1, diag.AddressOutside, m.Name, func() (string, string) {
			return fmt.Sprintf("%s would get address number %d (offset %d, host number %d), and %s has no such address",
				m.Name, n, s.Offset, m.Number, s.Subnet), "change the offset, the subnet or the host's number"
		})
	case edge(s.Subnet, n) != "":
		f.note(2, diag.AddressReserved, m.Name, func() (string, string) {
			return fmt.Sprintf("%s would get the %s address of %s (offset %d, host number %d)",
				m.Name, edge(s.Subnet, n), s.Subnet, s.Offset, m.Number), "change the offset, the subnet or the host's number"
		})
	}
}

func (f *slotFaults) note(i int, code diag.Code, host string, say func() (string, string)) {
	if f[i].count++; f[i].count == 1 {
		f[i].code, f[i].first = code, host
		f[i].detail, f[i].hint = say()
	}
}

func fits(subnet netip.Prefix, n int64) bool {
	free := subnet.Addr().BitLen() - subnet.Bits()
	return n >= 0 && (free >= 63 || n < int64(1)<<free)
}

// edge names what the n-th address of an IPv4 subnet is that no host may have.
func edge(subnet netip.Prefix, n int64) string {
	if !subnet.Addr().Is4() || subnet.Bits() >= 31 {
		return ""
	}
	switch n {
	case 0:
		return "network"
	case int64(1)<<(32-subnet.Bits()) - 1:
		return "broadcast"
	}
	return ""
}

// fillSlots writes the first member's addresses into the pattern.
func (g *grouping) fillSlots() {
	for _, s := range g.Slots {
		p := s.Address(g.Members[0])
		if v := &g.Pattern.Vmks[s.Vmk]; s.IPv6 < 0 {
			v.IPv4.Address = p
		} else {
			v.IPv6.Addresses[s.IPv6] = p
		}
	}
}
