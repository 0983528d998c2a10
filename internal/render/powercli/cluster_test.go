package powercli_test

import (
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }
func addr(s string) netip.Addr     { return netip.MustParseAddr(s) }

func static(s string) *netstate.IPv4 {
	return &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: prefix(s)}
}

// full is a host that asks for something of everything.
func full() netstate.Host {
	return netstate.Host{
		Release: "8.0.3",
		Switches: []netstate.Switch{
			{
				Name: "vSwitch0", Kind: netstate.Standard, Uplinks: []string{"vmnic0", "vmnic1"}, MinMTU: 9000,
				Teaming: &netstate.Teaming{
					Policy: netstate.Some(netstate.Explicit), Active: []string{"vmnic1"}, Standby: []string{"vmnic0"},
					Notify: netstate.Some(true), Failback: netstate.Some(false), Detection: netstate.Some(netstate.DetectBeacon),
				},
				Security:  &netstate.Security{Promiscuous: netstate.Some(true), MACChanges: netstate.Some(false)},
				Discovery: netstate.Some(netstate.DiscoveryBoth),
			},
			{Name: "dvs", Kind: netstate.Distributed, MTU: netstate.Some(9000), Uplinks: []string{"vmnic4"}, CreatePortGroups: true},
		},
		PortGroups: []netstate.PortGroup{
			{Of: "vmk0", VLAN: netstate.Some(100)},
			{
				Name: "vmk1-vmotion", Of: "vmk1", Switch: "vSwitch0", VLAN: netstate.Some(120),
				Teaming: &netstate.Teaming{Active: []string{"vmnic0"}, Standby: []string{}},
			},
			{Name: "dv-vsan", Of: "vmk2", Switch: "dvs", Distributed: true, VLAN: netstate.Some(7)},
		},
		Stacks: []netstate.Stack{
			{
				Name: "default", Gateway: netstate.Some(addr("10.0.0.1")), DNS: []netip.Addr{addr("10.0.0.53"), addr("10.0.0.54")},
				Search: []string{"fra.example.com"}, Routes: []netstate.Route{{To: prefix("10.8.0.0/16"), Via: addr("10.0.0.254")}},
			},
			{Name: "vmotion", Gateway: netstate.Some(addr("10.0.1.1")), Congestion: netstate.Some(netstate.Cubic)},
		},
		Vmks: []netstate.Vmk{
			{Device: "vmk0", Roles: []netstate.Role{netstate.Management}, IPv4: static("10.0.0.11/24")},
			{
				Device: "vmk1", PortGroup: netstate.Some("vmk1-vmotion"), Switch: netstate.Some("vSwitch0"), Stack: netstate.Some("vmotion"),
				MTU: netstate.Some(9000), IPv4: static("10.0.1.11/24"), Roles: []netstate.Role{netstate.VMotion},
			},
			{
				Device: "vmk2", PortGroup: netstate.Some("dv-vsan"), Switch: netstate.Some("dvs"), Stack: netstate.Some("default"),
				MTU: netstate.Some(9000), IPv4: static("10.0.2.11/24"),
				IPv6:  &netstate.IPv6{Addresses: []netip.Prefix{prefix("fd00::11/64")}, Autoconf: netstate.Some(false)},
				Roles: []netstate.Role{netstate.VSAN, netstate.NVMeTCP}, ISCSI: []string{}, NVMe: []string{"vmnic2"},
			},
		},
	}
}

// cluster makes a cluster of one group; its hosts' addresses of vmk0 to vmk2 come from their numbers.
func cluster(h netstate.Host, names ...string) *render.Cluster {
	g := netstate.Group{Pattern: h}
	for i, n := range names {
		g.Members = append(g.Members, netstate.Member{Name: n, Position: i, Number: int64(i + 1), HasNumber: true})
	}
	g.Slots = []netstate.Slot{{Vmk: 0, IPv6: -1, Subnet: prefix("10.0.0.0/24"), Offset: 10}}
	return wrap(&netstate.Cluster{Name: "fra-a", Server: "vc01.example.com", Release: "8.0.3", Groups: []netstate.Group{g}})
}

func wrap(c *netstate.Cluster) *render.Cluster {
	return &render.Cluster{Cluster: c, Meta: render.Meta{Version: "1.0", Source: "prod.vmk.hcl", Hash: "0123"}}
}

// script renders a cluster's one file.
func script(t tb, c *render.Cluster) string {
	t.Helper()
	if r := powercli.New().Refuse(c); len(r) > 0 {
		t.Fatalf("refused: %+v", r)
	}
	body := ""
	err := powercli.New().Render(c, func(f render.File) error {
		if body != "" {
			t.Error("more than one file")
		}
		if want := "powercli/" + c.Name + ".ps1"; f.Path != want {
			t.Errorf("path %s, want %s", f.Path, want)
		}
		body = string(f.Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return body
}
