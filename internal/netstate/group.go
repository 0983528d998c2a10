package netstate

import "net/netip"

// A Cluster is the hosts of one cluster, alike ones grouped.
type Cluster struct {
	Name       string
	VCenter    string // label of its vcenter block; may be empty
	Server     string // that block's server; may be empty
	Datacenter string
	Release    string // lowest ESXi release among the hosts, as "8.0.3"
	Groups     []Group
}

// A Group is hosts that are alike but for their names and the addresses that
// are made from their numbers. A host that differs otherwise is a group of one.
type Group struct {
	Pattern Host // the first member in full
	Members []Member
	Slots   []Slot // the addresses that differ by member
}

// A Member is one host of a group.
type Member struct {
	Name      string
	Position  int   // where the user listed it in its cluster, from 0
	Number    int64 // the host number that addresses are made from
	HasNumber bool
	MAC       string // may be empty
	Serial    string // may be empty
}

// A Slot is an address of the pattern that is made from the host number:
// the Offset+Number-th of Subnet.
type Slot struct {
	Vmk    int // index into Pattern.Vmks
	IPv6   int // index into its IPv6.Addresses; -1: the IPv4 address
	Subnet netip.Prefix
	Offset int64
}

// Address gives the address of one member.
func (s Slot) Address(m Member) netip.Prefix {
	a, _ := AddressAt(s.Subnet, s.Offset+m.Number)
	return netip.PrefixFrom(a, s.Subnet.Bits())
}

// Host gives one member in full. It shares no changeable memory with the group
// where a slot lies, and must be treated as read-only elsewhere.
func (g *Group) Host(i int) Host {
	h := g.Pattern
	m := g.Members[i]
	h.Name = m.Name
	if len(g.Slots) == 0 {
		return h
	}
	h.Vmks = append([]Vmk(nil), h.Vmks...)
	for _, s := range g.Slots {
		v := &h.Vmks[s.Vmk]
		if s.IPv6 < 0 {
			ip := *v.IPv4
			ip.Address = s.Address(m)
			v.IPv4 = &ip
			continue
		}
		ip := *v.IPv6
		ip.Addresses = append([]netip.Prefix(nil), ip.Addresses...)
		ip.Addresses[s.IPv6] = s.Address(m)
		v.IPv6 = &ip
	}
	return h
}

// AddressAt gives the n-th address of a subnet, counted from its network
// address; ok is false where that lies outside. It does not allocate.
func AddressAt(subnet netip.Prefix, n int64) (addr netip.Addr, ok bool) {
	if n < 0 {
		return netip.Addr{}, false
	}
	b := subnet.Masked().Addr().As16()
	carry := uint64(n)
	for i := 15; i >= 0 && carry > 0; i-- {
		carry += uint64(b[i])
		b[i] = byte(carry & 0xff)
		carry >>= 8
	}
	addr = netip.AddrFrom16(b)
	if subnet.Addr().Is4() {
		addr = addr.Unmap()
		if !addr.Is4() {
			return netip.Addr{}, false
		}
	}
	return addr, carry == 0 && subnet.Contains(addr)
}
