package check_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/check"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// groups draws groups of hosts of which each has some vmks, their addresses
// made from numbers or fixed, near each other so that some meet.
func groups(t *rapid.T, name string) []netstate.Group {
	var out []netstate.Group
	nets := []string{"10.0.0.0/26", "10.0.0.32/27", "10.0.0.0/24"}
	for g := range rapid.IntRange(1, 3).Draw(t, "groups") {
		n := netstate.Group{}
		for m := range rapid.IntRange(1, 6).Draw(t, "hosts") {
			n.Members = append(n.Members, netstate.Member{
				Name: fmt.Sprintf("%s-%d-%d", name, g, m), Number: int64(rapid.IntRange(-2, 20).Draw(t, "number")), HasNumber: true,
			})
		}
		for v := range rapid.IntRange(1, 3).Draw(t, "vmks") {
			vmk := netstate.Vmk{Device: fmt.Sprintf("vmk%d", v+1), IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.Static)}}
			subnet := netip.MustParsePrefix(rapid.SampledFrom(nets).Draw(t, "net"))
			at := int64(rapid.IntRange(2, 11).Draw(t, "at"))
			if rapid.Bool().Draw(t, "made") {
				s := netstate.Slot{Vmk: v, IPv6: -1, Subnet: subnet, Offset: at}
				n.Slots = append(n.Slots, s)
				vmk.IPv4.Address = s.Address(n.Members[0])
			} else {
				a, _ := netstate.AddressAt(netip.MustParsePrefix("10.0.0.0/24"), at+int64(rapid.IntRange(0, 20).Draw(t, "further")))
				vmk.IPv4.Address = netip.PrefixFrom(a, 24)
			}
			n.Pattern.Vmks = append(n.Pattern.Vmks, vmk)
		}
		n.Pattern.Name = n.Members[0].Name
		out = append(out, n)
	}
	return out
}

// A use is an address that a vmk of a host has, all written out.
type use struct{ cluster, group, host, vmk int }

func written(clusters []check.Cluster) map[netip.Addr][]use {
	out := map[netip.Addr][]use{}
	for c := range clusters {
		for g := range clusters[c].Groups {
			group := &clusters[c].Groups[g]
			for m := range group.Members {
				for v, vmk := range group.Host(m).Vmks {
					if p := vmk.IPv4.Address; p.IsValid() {
						out[p.Addr()] = append(out[p.Addr()], use{c, g, m, v})
					}
				}
			}
		}
	}
	return out
}

// plain is the rules said of hosts written out: which vmks have an address
// that another vmk of the host has, that another host of the cluster has, and
// that another cluster has.
func plain(clusters []check.Cluster) map[diag.Code]bool {
	out := map[diag.Code]bool{}
	for _, uses := range written(clusters) {
		for i, a := range uses {
			for _, b := range uses[:i] {
				switch {
				case a.cluster != b.cluster:
					out[diag.AddressTwoClusters] = true
				case a.group == b.group && a.host == b.host:
					out[diag.AddressTwiceOnHost] = true
				default:
					out[diag.AddressTwice] = true
				}
			}
		}
	}
	return out
}

// The address rules, which compare patterns, find what the plain rules find on
// hosts written out, and whatever they tell of is so.
func TestAddressesLikeWrittenOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var clusters []check.Cluster
		for i := range rapid.IntRange(1, 2).Draw(t, "clusters") {
			name := string(rune('a' + i))
			clusters = append(clusters, check.Cluster{Cluster: netstate.Cluster{Name: name, Release: "8.0", Groups: groups(t, name)}})
		}
		got := map[diag.Code]bool{}
		uses := written(clusters)
		for _, f := range check.Check(check.Config{Clusters: clusters}) {
			if !slices.Contains([]diag.Code{diag.AddressTwiceOnHost, diag.AddressTwice, diag.AddressTwoClusters}, f.Code) {
				continue
			}
			got[f.Code] = true
			if !isSo(clusters, uses, f) {
				t.Fatalf("not so: %+v", f)
			}
		}
		if diff := cmp.Diff(plain(clusters), got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// isSo says whether the vmk and host that a finding names have an address that
// others have too.
func isSo(clusters []check.Cluster, uses map[netip.Addr][]use, f check.Finding) bool {
	for addr, us := range uses {
		for _, u := range us {
			group := &clusters[u.cluster].Groups[u.group]
			if clusters[u.cluster].Name == f.Cluster && group.Members[u.host].Name == f.Host && len(us) > 1 &&
				(f.Pointer == "vmk/"+group.Pattern.Vmks[u.vmk].Device+"/subnet" || f.Pointer == "vmk/"+group.Pattern.Vmks[u.vmk].Device+"/address") &&
				containsWord(f.Detail, addr.String()) {
				return f.Hosts >= 1 && f.Hosts <= len(group.Members)
			}
		}
	}
	return false
}

func containsWord(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i:i+len(word)] == word && (i+len(word) == len(s) || s[i+len(word)] == ' ') {
			return true
		}
	}
	return false
}

// fleet is 50,000 hosts of six vmks, alike or each by itself.
func fleet(alike bool) check.Config {
	vmk := func(i int) netstate.Vmk {
		return netstate.Vmk{
			Device: fmt.Sprintf("vmk%d", i), Roles: []netstate.Role{netstate.Roles[i]}, Switch: netstate.Some("vSwitch0"),
			PortGroup: netstate.Some(fmt.Sprintf("pg%d", i)), Stack: netstate.Some("default"), MTU: netstate.Some(1500),
			IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.Static)},
		}
	}
	g := netstate.Group{Pattern: netstate.Host{
		Release: "9.0", Switches: []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard, Uplinks: []string{"vmnic0", "vmnic1"}}},
		Stacks: []netstate.Stack{{Name: "default", Gateway: netstate.Some(netip.MustParseAddr("10.0.255.254"))}},
	}}
	for i := range 6 {
		g.Pattern.Vmks = append(g.Pattern.Vmks, vmk(i))
		g.Pattern.PortGroups = append(g.Pattern.PortGroups, netstate.PortGroup{Name: fmt.Sprintf("pg%d", i), Of: fmt.Sprintf("vmk%d", i), Switch: "vSwitch0", VLAN: netstate.Some(100 + i)})
		g.Slots = append(g.Slots, netstate.Slot{Vmk: i, IPv6: -1, Subnet: netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", i)), Offset: 10})
	}
	c := check.Cluster{Cluster: netstate.Cluster{Name: "c", Release: "9.0"}}
	for n := range 50_000 {
		m := netstate.Member{Name: fmt.Sprintf("esx%05d", n), Position: n, Number: int64(n), HasNumber: true}
		if alike {
			g.Members = append(g.Members, m)
			continue
		}
		one := g
		one.Members = []netstate.Member{m}
		one.Pattern = one.Host(0)
		c.Groups, c.Stacks = append(c.Groups, one), append(c.Stacks, []string{"default"})
	}
	if alike {
		g.Pattern = g.Host(0)
		c.Groups, c.Stacks = []netstate.Group{g}, [][]string{{"default"}}
	}
	return check.Config{Clusters: []check.Cluster{c}}
}

func BenchmarkCheck(b *testing.B) {
	for _, alike := range []bool{true, false} {
		b.Run(map[bool]string{true: "alike", false: "each"}[alike], func(b *testing.B) {
			b.ReportAllocs()
			c := fleet(alike)
			for b.Loop() {
				check.Check(c)
			}
		})
	}
}
