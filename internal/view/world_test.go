package view_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/view"
)

// hosts gives clusters to show, host by host.
func hosts(clusters ...netstate.Cluster) *view.Hosts {
	s := &view.Hosts{Source: "site/", Hash: strings.Repeat("0f", 32)}
	for i := range clusters {
		c := &clusters[i]
		s.Clusters = append(s.Clusters, view.HostsOf{Cluster: c, Hosts: func(yield func(netstate.Member, netstate.Host) bool) {
			for g := range c.Groups {
				for m := range c.Groups[g].Members {
					if !yield(c.Groups[g].Members[m], c.Groups[g].Host(m)) {
						return
					}
				}
			}
		}})
	}
	return s
}

// loaded gives the clusters of a configuration without faults.
func loaded(t *testing.T, req load.Request) []netstate.Cluster {
	t.Helper()
	r := load.Load(req)
	if r.Diags.HasErrors() {
		t.Fatalf("%+v", r.Diags)
	}
	var out []netstate.Cluster
	for i := range r.Clusters {
		out = append(out, r.Clusters[i].Cluster)
	}
	return out
}

// examples gives the hosts of each example.
func examples(t *testing.T) map[string]*view.Hosts {
	t.Helper()
	dirs, _ := filepath.Glob("../../examples/*")
	if len(dirs) == 0 {
		t.Fatal("no examples")
	}
	out := map[string]*view.Hosts{}
	for _, dir := range dirs {
		out[filepath.Base(dir)] = hosts(loaded(t, load.Request{FS: os.DirFS(dir)})...)
	}
	return out
}

// faulty gives every configuration whose faults are shown in a page of load's.
func faulty(t *testing.T) map[string]*load.Result {
	t.Helper()
	pages, _ := filepath.Glob("../load/testdata/*.txtar")
	if len(pages) == 0 {
		t.Fatal("no pages")
	}
	out := map[string]*load.Result{}
	for _, page := range pages {
		a, err := txtar.ParseFile(page)
		if err != nil {
			t.Fatal(err)
		}
		files := fstest.MapFS{}
		for _, f := range slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" }) {
			files[f.Name] = &fstest.MapFile{Data: f.Data}
		}
		out[strings.TrimSuffix(filepath.Base(page), ".txtar")] = load.Load(load.Request{FS: files})
	}
	return out
}

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		out[i] = netip.MustParsePrefix(t)
	}
	return out
}

func addr(text string) netstate.Opt[netip.Addr] { return netstate.Some(netip.MustParseAddr(text)) }

// everything is a cluster in which each member that there is says something.
func everything() netstate.Cluster {
	teaming := &netstate.Teaming{
		Policy: netstate.Some(netstate.Explicit), Active: []string{"vmnic0"}, Standby: []string{"vmnic1"}, Failback: netstate.Some(false),
		Notify: netstate.Some(true), Detection: netstate.Some(netstate.DetectBeacon), Inherits: true,
	}
	return netstate.Cluster{
		Name: "lab", VCenter: "fra", Server: "vc.lab.example", Datacenter: "DC/Frankfurt", Release: "8.0.3",
		Groups: []netstate.Group{{
			Members: []netstate.Member{{Name: "esx01.lab.example", Number: 1, HasNumber: true, MAC: "00:50:56:00:00:01", Serial: "CZ1"}},
			Pattern: netstate.Host{
				Name: "esx01.lab.example", UUID: "4c4c4544-0000", Release: "7.0.3", IPv6: netstate.Some(true),
				Complete:      netstate.Complete{Switches: true, PortGroups: true, Stacks: true, Vmks: true},
				SoftwareISCSI: netstate.Some("vmhba64"), NVMe: []string{"vmnic2"},
				Switches: []netstate.Switch{
					{
						Name: "vSwitch0", Kind: netstate.Standard, Uplinks: []string{"vmnic0", "vmnic1"}, MTU: netstate.Some(9000), Teaming: teaming,
						Security:  &netstate.Security{Promiscuous: netstate.Some(false), MACChanges: netstate.Some(false), ForgedTransmits: netstate.Some(true)},
						Discovery: netstate.Some(netstate.DiscoveryBoth),
					},
					{Name: "dvs", Kind: netstate.Distributed, MinMTU: 9000, CreatePortGroups: true},
				},
				PortGroups: []netstate.PortGroup{
					{Name: "Management Network", Of: "vmk0", Switch: "vSwitch0", VLAN: netstate.Some(10), Teaming: teaming, InUse: true},
					{Name: "lab-vsan", Switch: "dvs", Distributed: true},
				},
				Stacks: []netstate.Stack{{
					Name: "default", Gateway: addr("10.0.0.1"), Gateway6: addr("fe80::1"), DNS: []netip.Addr{netip.MustParseAddr("10.0.0.53")},
					Search: []string{"lab.example"}, Congestion: netstate.Some(netstate.Cubic), MaxConnections: netstate.Some(11000),
					Routes: []netstate.Route{{To: netip.MustParsePrefix("10.8.0.0/16"), Via: netip.MustParseAddr("10.0.0.254")}},
				}},
				Vmks: []netstate.Vmk{
					{
						Device: "vmk0", Roles: []netstate.Role{netstate.Management, netstate.VSAN}, PortGroup: netstate.Some("Management Network"),
						Switch: netstate.Some("vSwitch0"), Stack: netstate.Some("default"), MTU: netstate.Some(1500), MAC: netstate.Some("00:50:56:00:00:01"),
						IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: netip.MustParsePrefix("10.0.0.11/24"), Gateway: addr("10.0.0.9")},
						IPv6: &netstate.IPv6{
							Addresses: prefixes("2001:db8::11/64", "2001:db8:1::11/64"), Autoconf: netstate.Some(true), DHCP: netstate.Some(true), Gateway: addr("fe80::9"),
						},
						ISCSI: []string{"software"}, NVMe: []string{"vmnic2"},
					},
					{Device: "vmk10", Owner: "NSX", IPv6: &netstate.IPv6{Off: true}, IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)}},
				},
			},
		}},
	}
}
