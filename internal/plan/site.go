package plan

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Side is all that one source gave: one end of a plan, for all hosts.
type Side struct {
	Name     string // as the user named the source
	Hash     string // SHA-256 of what was read, in hex; empty where there is nothing to hash
	Managed  bool   // see [End]
	Clusters []netstate.Cluster
}

// A Plan is the change of a site from one side to another.
type Plan struct {
	From, To Side
	Options  Options
	Hosts    []*Planned // those that change, in the order of the desired side
	Same     int        // how many don't
	Unseen   []string   // hosts of the desired side that the current one lacks
	Extra    []string   // hosts of the current side that the desired one lacks; they are left alone
}

// A Planned host is the plan of one host, and where it stands.
type Planned struct {
	*Host
	Cluster *netstate.Cluster // of the desired side
	Group   int
	Member  int
	Was     *netstate.Group // of the current side; nil where a file doesn't say
}

// Now gives the group of the desired side that a host is in.
func (p *Planned) Now() *netstate.Group { return &p.Cluster.Groups[p.Group] }

// First names the hosts that have, until they are changed, an address that
// another host is to have.
func (p *Plan) First() (names []string) {
	wanted := map[netip.Addr]*Planned{}
	for _, h := range p.Hosts {
		for i := range h.Goal.Vmks {
			v := &h.Goal.Vmks[i]
			was := h.From.Vmk(v.Device)
			for _, a := range addresses(v) {
				if was == nil || !slices.Contains(addresses(was), a) {
					wanted[a] = h
				}
			}
		}
	}
	for _, h := range p.Hosts {
		taken := slices.ContainsFunc(h.From.Vmks, func(v netstate.Vmk) bool {
			return slices.ContainsFunc(addresses(&v), func(a netip.Addr) bool { return wanted[a] != nil && wanted[a] != h })
		})
		if taken {
			names = append(names, h.Name)
		}
	}
	return names
}

// Keep says whether a host is planned for; nil: all are.
type Keep func(name string) bool

// Sides plans the change of all hosts of the desired side. Hosts are the same
// where their names are, without case.
func Sides(from, to Side, keep Keep, opt Options) *Plan {
	p := &Plan{From: from, To: to, Options: opt}
	s := siding{plan: p, current: index(from.Clusters), found: map[string]bool{}, alike: map[pair]bool{}}
	for c := range to.Clusters {
		for _, at := range listed(&to.Clusters[c]) {
			if keep == nil || keep(at.who().Name) {
				s.host(at)
			}
		}
	}
	s.extra(keep)
	return p
}

// A place is where a host stands in a side.
type place struct {
	cluster *netstate.Cluster
	group   int
	member  int
}

func (p place) of() *netstate.Group   { return &p.cluster.Groups[p.group] }
func (p place) who() *netstate.Member { return &p.of().Members[p.member] }

// listed gives a cluster's hosts as its user listed them.
func listed(c *netstate.Cluster) (out []place) {
	for g := range c.Groups {
		for m := range c.Groups[g].Members {
			out = append(out, place{c, g, m})
		}
	}
	slices.SortStableFunc(out, func(a, b place) int { return cmp.Compare(a.who().Position, b.who().Position) })
	return out
}

func index(clusters []netstate.Cluster) map[string]place {
	out := map[string]place{}
	for c := range clusters {
		for g := range clusters[c].Groups {
			for m := range clusters[c].Groups[g].Members {
				out[strings.ToLower(clusters[c].Groups[g].Members[m].Name)] = place{&clusters[c], g, m}
			}
		}
	}
	return out
}

// A pair is two groups whose members with equal numbers stand in for each other.
type pair struct{ from, to *netstate.Group }

type siding struct {
	plan    *Plan
	current map[string]place
	found   map[string]bool
	alike   map[pair]bool // pairs whose members don't change
}

func (s *siding) host(at place) {
	m := at.who()
	name := strings.ToLower(m.Name)
	was, ok := s.current[name]
	if !ok {
		s.plan.Unseen = append(s.plan.Unseen, m.Name)
		return
	}
	s.found[name] = true
	both := pair{was.of(), at.of()}
	twins := m.HasNumber == was.who().HasNumber && m.Number == was.who().Number && slotted(both.from, both.to)
	if twins && s.alike[both] {
		s.plan.Same++
		return
	}
	h := Diff(
		End{Host: was.of().Host(was.member), Managed: s.plan.From.Managed},
		End{Host: at.of().Host(at.member), Managed: s.plan.To.Managed}, s.plan.Options)
	if len(h.Changes) == 0 {
		s.plan.Same++
		s.alike[both] = s.alike[both] || twins
		return
	}
	s.plan.Hosts = append(s.plan.Hosts, &Planned{Host: h, Cluster: at.cluster, Group: at.group, Member: at.member, Was: was.of()})
}

// slotted says whether two groups make the same addresses from a number.
func slotted(a, b *netstate.Group) bool {
	if len(a.Slots) != len(b.Slots) {
		return false
	}
	for i := range a.Slots {
		x, y := a.Slots[i], b.Slots[i]
		if x.IPv6 != y.IPv6 || x.Subnet != y.Subnet || x.Offset != y.Offset || a.Pattern.Vmks[x.Vmk].Device != b.Pattern.Vmks[y.Vmk].Device {
			return false
		}
	}
	return true
}

// extra names the hosts that the desired side's clusters have and it lacks.
func (s *siding) extra(keep Keep) {
	for c := range s.plan.From.Clusters {
		current := &s.plan.From.Clusters[c]
		if !slices.ContainsFunc(s.plan.To.Clusters, func(d netstate.Cluster) bool { return d.Name == current.Name }) {
			continue
		}
		for _, at := range listed(current) {
			if name := at.who().Name; !s.found[strings.ToLower(name)] && (keep == nil || keep(name)) {
				s.plan.Extra = append(s.plan.Extra, name)
			}
		}
	}
}
