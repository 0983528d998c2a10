package script_test

import (
	"fmt"
	"io"
	"net/netip"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/script"
)

// alike makes a cluster of n hosts with six vmks each, addresses by number.
func alike(n int) *netstate.Cluster {
	g := netstate.Group{Pattern: netstate.Host{Name: "esx00001", Release: "8.0", Stacks: []netstate.Stack{{Name: "default"}}}}
	for v := range 6 {
		device := fmt.Sprintf("vmk%d", v)
		subnet := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(20 * v), 0, 0}), 16)
		first, _ := netstate.AddressAt(subnet, 11)
		g.Pattern.PortGroups = append(g.Pattern.PortGroups, netstate.PortGroup{
			Name: "pg" + device, Of: device, Switch: "vSwitch0", VLAN: netstate.Some(100 + v),
		})
		g.Pattern.Vmks = append(g.Pattern.Vmks, netstate.Vmk{
			Device: device, PortGroup: netstate.Some("pg" + device), Switch: netstate.Some("vSwitch0"),
			Stack: netstate.Some("default"), MTU: netstate.Some(1500), Roles: []netstate.Role{},
			IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: netip.PrefixFrom(first, 16)},
		})
		g.Slots = append(g.Slots, netstate.Slot{Vmk: v, IPv6: -1, Subnet: subnet, Offset: 10})
	}
	for i := range n {
		g.Members = append(g.Members, netstate.Member{Name: fmt.Sprintf("esx%05d", i+1), Position: i, Number: int64(i + 1), HasNumber: true})
	}
	return &netstate.Cluster{Name: "c", Release: "8.0", Groups: []netstate.Group{g}}
}

func BenchmarkRender(b *testing.B) {
	for _, n := range []int{1, 1_000, 50_000} {
		c := &render.Cluster{Cluster: alike(n)}
		b.Run(fmt.Sprintf("hosts=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var size int64
				err := script.New().Render(c, func(f render.File) error {
					size += int64(len(f.Body))
					_, err := io.Discard.Write(f.Body)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(size)
			}
		})
	}
}
