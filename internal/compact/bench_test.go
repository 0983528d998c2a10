package compact_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// irregular makes clusters of 500 hosts each that follow no rule: addresses,
// MTUs, VLANs, port groups, stacks and roles are each host's own.
func irregular(hosts int) []netstate.Cluster {
	random := rand.New(rand.NewPCG(1, 2))
	var out []netstate.Cluster
	for i := range hosts {
		if i%500 == 0 {
			out = append(out, netstate.Cluster{Name: fmt.Sprintf("cluster-%02d", i/500)})
		}
		name := fmt.Sprintf("esx%05d.lab.example", i+1)
		h := netstate.Host{
			Name: name, Release: "8.0.3", Complete: netstate.Complete{Switches: true, PortGroups: true, Stacks: true, Vmks: true},
			Switches: []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard, MTU: netstate.Some(9000), Uplinks: []string{"vmnic0", fmt.Sprintf("vmnic%d", 1+random.IntN(5))}}},
			Stacks:   []netstate.Stack{{Name: "default", Gateway: netstate.Some(netip.AddrFrom4([4]byte{10, 0, byte(random.IntN(4)), 1}))}},
		}
		for v := range 4 {
			device, group := fmt.Sprintf("vmk%d", v), fmt.Sprintf("pg-%d-%d", v, random.IntN(40))
			h.PortGroups = append(h.PortGroups, netstate.PortGroup{Name: group, Of: device, Switch: "vSwitch0", VLAN: netstate.Some(random.IntN(4094))})
			h.Vmks = append(h.Vmks, netstate.Vmk{
				Device: device, PortGroup: netstate.Some(group), Switch: netstate.Some("vSwitch0"), Stack: netstate.Some("default"),
				MTU: netstate.Some([]int{1500, 9000}[random.IntN(2)]), Roles: []netstate.Role{[]netstate.Role{netstate.VMotion, netstate.Management, netstate.VSAN}[random.IntN(3)]},
				IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(v), byte(random.IntN(256)), byte(1 + random.IntN(254))}), 16)},
			})
		}
		c := &out[len(out)-1]
		c.Groups = append(c.Groups, netstate.Group{Pattern: h, Members: []netstate.Member{{Name: name, Position: i}}})
	}
	return out
}

func sizeOf(tb testing.TB, clusters []netstate.Cluster) (size int) {
	tb.Helper()
	text, _, err := compact.Clusters(clusters, compact.Options{Table: func(c string) string { return c + ".csv" }}).Document.HCL()
	if err != nil {
		tb.Fatal(err)
	}
	return len(text)
}

func BenchmarkIrregular(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		clusters := irregular(n)
		b.Run(fmt.Sprintf("hosts=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(sizeOf(b, clusters)))
			}
		})
	}
}

// Ten times the hosts take about ten times the work, by what it allocates:
// nothing is compared with everything else.
func TestWorkGrowsWithHosts(t *testing.T) {
	work := func(n int) float64 {
		clusters := irregular(n)
		return testing.AllocsPerRun(1, func() { sizeOf(t, clusters) })
	}
	if few, many := work(100), work(1_000); many > 15*few {
		t.Errorf("1,000 hosts take %.0f allocations, 100 take %.0f", many, few)
	}
}
