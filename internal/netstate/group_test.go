package netstate_test

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

func TestAddressAt(t *testing.T) {
	for _, c := range []struct {
		subnet string
		n      int64
		want   string
	}{
		{"10.0.0.0/24", 0, "10.0.0.0"},
		{"10.0.0.0/24", 11, "10.0.0.11"},
		{"10.0.0.7/24", 11, "10.0.0.11"},
		{"10.0.0.0/16", 300, "10.0.1.44"},
		{"10.0.0.0/24", 255, "10.0.0.255"},
		{"10.0.0.0/24", 256, ""},
		{"10.0.0.0/24", -1, ""},
		{"255.255.255.0/24", 256, ""},
		{"10.0.0.5/32", 0, "10.0.0.5"},
		{"2001:db8::/64", 65536, "2001:db8::1:0"},
		{"2001:db8::/126", 4, ""},
		{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff00/120", 256, ""},
	} {
		got, ok := netstate.AddressAt(netip.MustParsePrefix(c.subnet), c.n)
		if ok != (c.want != "") || ok && got.String() != c.want {
			t.Errorf("AddressAt(%s, %d) = %v, %v; want %q", c.subnet, c.n, got, ok, c.want)
		}
	}
}

func TestAddressAtStaysInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var four [4]byte
		copy(four[:], rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address"))
		subnet := netip.PrefixFrom(netip.AddrFrom4(four), rapid.IntRange(0, 32).Draw(t, "bits"))
		n := rapid.Int64().Draw(t, "n")
		size := int64(1) << (32 - subnet.Bits())
		got, ok := netstate.AddressAt(subnet, n)
		if ok != (n >= 0 && n < size) {
			t.Fatalf("AddressAt(%s, %d) = %v, %v", subnet, n, got, ok)
		}
		if ok && !subnet.Contains(got) {
			t.Fatalf("%v is outside %s", got, subnet)
		}
	})
}

func TestGroupHostFillsSlots(t *testing.T) {
	v4, v6 := netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("2001:db8::/64")
	g := netstate.Group{
		Pattern: netstate.Host{Name: "esx01", Vmks: []netstate.Vmk{{
			Device: "vmk0",
			IPv4:   &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: netip.MustParsePrefix("10.0.0.11/24")},
			IPv6:   &netstate.IPv6{Addresses: []netip.Prefix{netip.MustParsePrefix("2001:db8::b/64")}},
		}}},
		Members: []netstate.Member{{Name: "esx01", Number: 1}, {Name: "esx02", Number: 2}},
		Slots:   []netstate.Slot{{Vmk: 0, IPv6: -1, Subnet: v4, Offset: 10}, {Vmk: 0, IPv6: 0, Subnet: v6, Offset: 10}},
	}
	second := g.Host(1)
	if second.Name != "esx02" || second.Vmks[0].IPv4.Address.String() != "10.0.0.12/24" || second.Vmks[0].IPv6.Addresses[0].String() != "2001:db8::c/64" {
		t.Errorf("second host is %+v", second)
	}
	if got := g.Pattern.Vmks[0].IPv4.Address.String(); got != "10.0.0.11/24" {
		t.Errorf("the pattern changed to %s", got)
	}
}
