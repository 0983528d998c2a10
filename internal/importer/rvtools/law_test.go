package rvtools_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/booktest"
	"github.com/vmkgen/vmkgen/internal/importer/rvtools"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// drawnHost is a host that was brought to a random configuration.
func drawnHost(t *rapid.T) netstate.Host {
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(gen.Config(t))}}})
	if len(r.Clusters) != 1 {
		t.Fatalf("%v", r.Diags)
	}
	want := r.Clusters[0].Groups[0].Host(0)
	fresh := standin.Fresh(gen.HostName, want.Release, "192.0.2.11/24", "192.0.2.1", gen.NICs...)
	goal := plan.Goal(plan.End{Host: fresh.State()}, plan.End{Host: want, Managed: true}, plan.Options{})
	h, err := standin.Restore(&goal)
	if err != nil {
		t.Skip(err.Error())
	}
	return h.State()
}

// carried is what RVTools says of a host, as JSON.
func carried(t rapid.TB, h netstate.Host) string {
	t.Helper()
	out := netstate.Host{Name: h.Name, Release: h.Release}
	for _, v := range h.Vmks {
		w := netstate.Vmk{Device: v.Device, PortGroup: v.PortGroup, Switch: v.Switch, MTU: v.MTU, MAC: v.MAC, IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.None)}}
		if v.IPv4 != nil {
			w.IPv4 = &netstate.IPv4{Mode: v.IPv4.Mode, Address: v.IPv4.Address}
		}
		out.Vmks = append(out.Vmks, w)
	}
	for _, s := range h.Switches {
		s.Uplinks = slices.Sorted(slices.Values(s.Uplinks))
		s.Discovery = netstate.Opt[netstate.Discovery]{}
		s.Teaming = &netstate.Teaming{Policy: s.Teaming.Policy, Notify: s.Teaming.Notify, Failback: s.Teaming.Failback}
		out.Switches = append(out.Switches, s)
	}
	for _, g := range h.PortGroups {
		t := effective(&h, &g)
		out.PortGroups = append(out.PortGroups, netstate.PortGroup{Name: g.Name, Switch: g.Switch, VLAN: g.VLAN, Teaming: &t})
	}
	if s := h.Stack(netstate.DefaultStack); s != nil {
		kept := netstate.Stack{Name: s.Name, DNS: s.DNS, Search: s.Search}
		if g := s.Gateway.Or(netip.Addr{}); g.IsValid() {
			kept.Gateway = s.Gateway
		}
		out.Stacks = append(out.Stacks, kept)
	}
	slices.SortFunc(out.Vmks, func(a, b netstate.Vmk) int { return strings.Compare(a.Device, b.Device) })
	slices.SortFunc(out.Switches, func(a, b netstate.Switch) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(out.PortGroups, func(a, b netstate.PortGroup) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// An export says all that RVTools has columns for, as CSV and as a workbook.
func TestExportsSayAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := drawnHost(t)
		var e export
		e.of(&h, "lab")
		files := e.files(rapid.SampledFrom([]rune(",;\t")).Draw(t, "separator"))
		if rapid.Bool().Draw(t, "workbook") {
			var diags any
			files, diags = importer.Workbook(importer.File{Name: "RVTools.xlsx", Data: booktest.Write(e.tabs...)}, rvtools.Format.Sniff)
			if len(files) != len(e.tabs)-1 {
				t.Fatalf("%d of %d tabs, %v", len(files), len(e.tabs), diags)
			}
		} else {
			files = slices.DeleteFunc(files, func(f importer.File) bool { return !rvtools.Format.Sniff(f.Name, importer.Head(f.Data)) })
		}
		r := rvtools.Format.Read(files)
		if r.Diags != nil || len(r.Clusters) != 1 || len(r.Clusters[0].Groups) != 1 {
			t.Fatalf("%v", r.Diags)
		}
		if diff := cmp.Diff(carried(t, h), carried(t, r.Clusters[0].Groups[0].Pattern)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// site is an export of many hosts on distributed and standard switches.
func site(hosts int) *export {
	e := &export{}
	for i := range hosts {
		name := fmt.Sprintf("esx%05d.lab.example", i+1)
		base := func(more ...string) map[string]string {
			out := map[string]string{"Host": name, "Datacenter": "DC1", "Cluster": fmt.Sprintf("c%03d", i/32), "VI SDK Server": "vc01.lab.example"}
			for k := 0; k < len(more); k += 2 {
				out[more[k]] = more[k+1]
			}
			return out
		}
		e.add("vHost", base("ESX Version", "VMware ESXi 8.0.3 build-1", "DHCP", "False", "DNS Servers", "10.0.0.53", "DNS Search Order", "lab.example"))
		for n := range 8 {
			e.add("vNIC", base("Network Device", fmt.Sprintf("vmnic%d", n), "Driver", "i40en", "Switch", []string{"vSwitch0", "DS1"}[n/4], "MAC", "00:25:90:00:00:01"))
		}
		e.add("vSwitch", base("Switch", "vSwitch0", "MTU", "1500", "# Ports", "1", "Free Ports", "1", "Promiscuous Mode", "False", "Mac Changes", "False", "Forged Transmits", "False",
			"Policy", "loadbalance_srcid", "Notify Switch", "True", "Rolling Order", "False"))
		e.add("vPort", base("Port Group", "Management Network", "Switch", "vSwitch0", "VLAN", "10", "Promiscuous Mode", "False", "Policy", "loadbalance_srcid", "Notify Switch", "True", "Rolling Order", "False"))
		for v, group := range []string{"Management Network", "VMotion", "vSAN", "NFS"} {
			e.add("vSC_VMK", base("Port Group", group, "Device", fmt.Sprintf("vmk%d", v), "Mac Address", "00:50:56:00:00:01", "DHCP", "False",
				"IP Address", fmt.Sprintf("10.%d.%d.%d", v, i/250, i%250+1), "Subnet mask", "255.255.0.0", "Gateway", "10.0.255.254", "MTU", "1500"))
		}
	}
	for _, group := range []string{"VMotion", "vSAN", "NFS"} {
		e.add("dvPort", map[string]string{"Port": group, "Switch": "DS1", "Type": "earlyBinding", "VLAN": "20", "Active Uplink": "Uplink 1, Uplink 2", "VI SDK Server": "vc01.lab.example"})
	}
	return e
}

// Ten times the hosts take about ten times the work, and not a hundred times.
func TestWorkGrowsWithHosts(t *testing.T) { //nolint:paralleltest // it counts what is allocated meanwhile
	allocated := map[int]float64{}
	for _, n := range []int{100, 1000} {
		files := site(n).files(',')
		allocated[n] = testing.AllocsPerRun(1, func() {
			if r := rvtools.Format.Read(files); len(r.Clusters) == 0 {
				t.Fatal(r.Diags)
			}
		})
	}
	if allocated[1000] > 11*allocated[100] {
		t.Errorf("100 hosts take %v allocations, and 1000 take %v", allocated[100], allocated[1000])
	}
}

// BenchmarkImport reads 10,000 hosts and makes a document of them, beside
// what encoding/csv takes to read the same bytes and do nothing with them.
func BenchmarkImport(b *testing.B) {
	e := site(10_000)
	csv, book := e.files(','), booktest.Write(e.tabs...)
	start := time.Now()
	for _, f := range csv {
		if _, err := stdcsv.NewReader(bytes.NewReader(f.Data)).ReadAll(); err != nil {
			b.Fatal(err)
		}
	}
	bare := time.Since(start)
	run := func(b *testing.B, files func() []importer.File) {
		b.Helper()
		for b.Loop() {
			r := rvtools.Format.Read(files())
			text, _, err := compact.Clusters(compact.Named(r.Clusters, ""), compact.Options{}).Document.HCL()
			if err != nil || len(text) == 0 || r.Diags.HasErrors() {
				b.Fatal(err, r.Diags)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/10, "ms/1000hosts")
		b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(bare), "x-bare-csv")
	}
	b.Run("csv", func(b *testing.B) { run(b, func() []importer.File { return csv }) })
	b.Run("xlsx", func(b *testing.B) {
		run(b, func() []importer.File {
			files, _ := importer.Workbook(importer.File{Name: "x.xlsx", Data: book}, rvtools.Format.Sniff)
			return files
		})
	})
}

// Whatever tabs hold, they are read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	for _, file := range site(2).files(',') {
		f.Add(file.Name, file.Data, "")
	}
	vmks := "Host,Port Group,Device,DHCP,IP Address,Subnet mask,Gateway,MTU,VI SDK Server\nesx01,A,vmk0,False,10.0.0.1,255.0.0.0,10.0.0.9,1500,x\n"
	f.Add("RVTools_tabvSC_VMK.csv", []byte(vmks), "Host,Port Group,Switch,VLAN,Promiscuous Mode,VI SDK Server\nesx01,A,vSwitch0,7,False,x\n")
	f.Fuzz(func(t *testing.T, name string, data []byte, more string) {
		rvtools.Format.Sniff(name, importer.Head(data))
		r := rvtools.Format.Read([]importer.File{{Name: name, Data: data}, {Name: "more.csv", Data: []byte(more)}})
		importtest.Written(t, r)
	})
}
