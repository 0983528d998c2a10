package csv_test

import (
	stdcsv "encoding/csv"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/csv"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }
func addr(s string) netip.Addr     { return netip.MustParseAddr(s) }

func host() netstate.Host {
	return netstate.Host{
		Switches: []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard}, {Name: "dvs", Kind: netstate.Distributed}},
		PortGroups: []netstate.PortGroup{
			{Of: "vmk0", VLAN: netstate.Some(100)},
			{Name: "vmk1-vmotion", Of: "vmk1", Switch: "vSwitch0", VLAN: netstate.Some(120)},
			{Name: "dv-vsan", Of: "vmk9", Switch: "dvs", Distributed: true, VLAN: netstate.Some(0)},
		},
		Stacks: []netstate.Stack{
			{Name: "default", Gateway: netstate.Some(addr("10.0.0.1"))},
			{Name: "vmotion", Gateway: netstate.Some(addr("10.0.1.1")), Gateway6: netstate.Some(addr("fe80::1"))},
		},
		Vmks: []netstate.Vmk{
			{
				Device: "vmk0", Roles: []netstate.Role{netstate.Management, netstate.FT},
				IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: prefix("10.0.0.11/22")},
			},
			{
				Device: "vmk1", Roles: []netstate.Role{}, PortGroup: netstate.Some("vmk1-vmotion"), Switch: netstate.Some("vSwitch0"),
				Stack: netstate.Some("vmotion"), MTU: netstate.Some(9000), MAC: netstate.Some("00:50:56:aa:00:01"),
				IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)},
				IPv6: &netstate.IPv6{Addresses: []netip.Prefix{prefix("fd00::b/64"), prefix("fd01::b/64")}, Autoconf: netstate.Some(false), DHCP: netstate.Some(true)},
			},
			{
				Device: "vmk10", PortGroup: netstate.Some("dv-vsan"), Switch: netstate.Some("dvs"), Stack: netstate.Some("default"), MTU: netstate.Some(1500),
				IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: prefix("10.0.2.10/32"), Gateway: netstate.Some(addr("10.0.2.254"))},
			},
		},
	}
}

func cluster(h netstate.Host, names ...string) *render.Cluster {
	g := netstate.Group{Pattern: h, Slots: []netstate.Slot{{Vmk: 0, IPv6: -1, Subnet: prefix("10.0.0.0/22"), Offset: 10}}}
	for i, n := range names {
		g.Members = append(g.Members, netstate.Member{Name: n, Position: i, Number: int64(i + 1)})
	}
	return &render.Cluster{
		Cluster: &netstate.Cluster{Name: "fra-a", Groups: []netstate.Group{g}},
		Meta:    render.Meta{Version: "1.0", Source: "prod.vmk.hcl", Hash: "0123"},
	}
}

type tb interface {
	Helper()
	Fatal(...any)
}

func text(t tb, c *render.Cluster) string {
	t.Helper()
	out := ""
	err := csv.New().Render(c, func(f render.File) error {
		if f.Path != "csv/"+c.Name+".csv" || f.Mode != 0o644 || out != "" {
			t.Fatal("file", f.Path, f.Mode)
		}
		out = string(f.Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t tb, body string) [][]string {
	t.Helper()
	rows, err := stdcsv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestRows(t *testing.T) {
	t.Parallel()
	want := `cluster,host,device,roles,switch,switch_type,portgroup,vlan,addressing,ip,prefix,netmask,network,gateway,gateway_from,mtu,stack,mac,ipv6,ipv6_gateway,ipv6_autoconf,ipv6_dhcp,Made by vmkgen 1.0 from prod.vmk.hcl (sha256 0123)
fra-a,esx01,vmk0,management ft,,,,100,static,10.0.0.11,22,255.255.252.0,10.0.0.0/22,10.0.0.1,stack,,,,,,,,
fra-a,esx01,vmk1,none,vSwitch0,standard,vmk1-vmotion,120,dhcp,,,,,,,9000,vmotion,00:50:56:aa:00:01,fd00::b/64 fd01::b/64,fe80::1,no,yes,
fra-a,esx01,vmk10,,dvs,distributed,dv-vsan,0,static,10.0.2.10,32,255.255.255.255,10.0.2.10/32,10.0.2.254,vmk,1500,default,,,,,,
fra-a,esx02,vmk0,management ft,,,,100,static,10.0.0.12,22,255.255.252.0,10.0.0.0/22,10.0.0.1,stack,,,,,,,,
fra-a,esx02,vmk1,none,vSwitch0,standard,vmk1-vmotion,120,dhcp,,,,,,,9000,vmotion,00:50:56:aa:00:01,fd00::b/64 fd01::b/64,fe80::1,no,yes,
fra-a,esx02,vmk10,,dvs,distributed,dv-vsan,0,static,10.0.2.10,32,255.255.255.255,10.0.2.10/32,10.0.2.254,vmk,1500,default,,,,,,
`
	if diff := cmp.Diff(strings.ReplaceAll(want, "\n", "\r\n"), text(t, cluster(host(), "esx01", "esx02"))); diff != "" {
		t.Error(diff)
	}
}

// TestHostsAreTheUsers: hosts in the user's order, and only those that are wanted.
func TestHostsAreTheUsers(t *testing.T) {
	t.Parallel()
	c := cluster(host(), "esx01", "esx02", "esx03")
	c.Groups[0].Members[0].Position = 5
	c.Groups = append(c.Groups, netstate.Group{Pattern: host(), Members: []netstate.Member{{Name: "esx09", Position: 3}}})
	c.Keep = func(h string) bool { return h != "esx02" }
	var got []string
	for _, row := range read(t, text(t, c))[1:] {
		if row[2] == "vmk0" {
			got = append(got, row[1])
		}
	}
	if diff := cmp.Diff([]string{"esx03", "esx09", "esx01"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestNobodyNoFile(t *testing.T) {
	t.Parallel()
	c := cluster(host(), "esx01")
	c.Keep = func(string) bool { return false }
	if body := text(t, c); body != "" {
		t.Errorf("a file without hosts: %q", body)
	}
}

// TestNoFormulas: whatever a name is, a cell begins harmlessly, and reads back.
func TestNoFormulas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(
			rapid.String(),
			rapid.SampledFrom([]string{`=cmd|'/C calc'!A0`, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'x", "a,b", `a"b`, "a\nb", " =1", "größe"}),
		).Filter(func(s string) bool { return s != "" && !strings.Contains(s, "\r\n") && !strings.HasPrefix(s, "\uFEFF") }).Draw(t, "name")
		h := host()
		h.Vmks[1].PortGroup, h.PortGroups[1].Name = netstate.Some(name), name
		body := text(t, cluster(h, "esx01"))
		if beyond := strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 }); beyond != strings.HasPrefix(body, "\uFEFF") {
			t.Fatalf("byte order mark: %q", body)
		}
		if strings.Contains(name, "\r") {
			return // RFC 4180 readers differ on a lone carriage return within quotes
		}
		cell := read(t, body)[2][6]
		if strings.ContainsAny(cell[:1], "=+-@\t\r") || strings.HasPrefix(cell, "＝") {
			t.Fatalf("the cell %q is a formula", cell)
		}
		if got := strings.TrimPrefix(cell, "'"); got != name {
			t.Fatalf("%q reads back as %q", name, got)
		}
	})
}
