package csv_test

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/csv"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	target "github.com/vmkgen/vmkgen/internal/render/csv"
)

// rendered is what the csv target writes of clusters.
func rendered(t rapid.TB, clusters []netstate.Cluster) (out []importer.File) {
	t.Helper()
	for i := range clusters {
		c := render.Cluster{Cluster: &clusters[i], Meta: render.Meta{Version: "1.0", Source: "lab.vmk.hcl", Hash: "0123"}}
		err := target.New().Render(&c, func(f render.File) error {
			out = append(out, importer.File{Name: f.Path, Data: f.Body})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func loaded(t rapid.TB, config string) []netstate.Cluster {
	t.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(config)}}})
	if r.Diags.HasErrors() {
		t.Fatalf("%v\n%s", r.Diags.Only(diagError), config)
	}
	var out []netstate.Cluster
	for i := range r.Clusters {
		out = append(out, r.Clusters[i].Cluster)
	}
	return out
}

// carried is what the table has columns for, of each host.
func carried(t rapid.TB, clusters []netstate.Cluster) map[string]string {
	t.Helper()
	out := map[string]string{}
	for c := range clusters {
		for g := range clusters[c].Groups {
			for i := range clusters[c].Groups[g].Members {
				h := clusters[c].Groups[g].Host(i)
				var all []any
				for v := range h.Vmks {
					all = append(all, vmkOf(&h, &h.Vmks[v]))
				}
				text, err := json.MarshalIndent(all, "", " ")
				if err != nil {
					t.Fatal(err)
				}
				out[clusters[c].Name+"/"+h.Name] = string(text)
			}
		}
	}
	return out
}

// A carriedVmk is one with its VLAN, its kind of switch and its ways out, whosever.
type carriedVmk struct {
	netstate.Vmk
	VLAN     netstate.Opt[int]
	Kind     netstate.SwitchKind
	Gateway  netip.Addr
	Gateway6 netip.Addr
}

func vmkOf(h *netstate.Host, v *netstate.Vmk) carriedVmk {
	out := carriedVmk{Vmk: *v, Kind: netstate.Standard}
	out.ISCSI, out.NVMe = nil, nil
	if s := h.Switch(v.Switch.Or("")); s != nil {
		out.Kind = s.Kind
	}
	for _, g := range h.PortGroups {
		if g.Of == v.Device || g.Distributed && g.Name == v.PortGroup.Or("") && g.Switch == v.Switch.Or("") {
			out.VLAN = g.VLAN
		}
	}
	s := h.Stack(v.Stack.Or(netstate.DefaultStack))
	if v.IPv4 != nil {
		ip := *v.IPv4
		out.Gateway = ip.Gateway.Or(netip.Addr{})
		if !out.Gateway.IsValid() && s != nil && ip.Address.IsValid() && ip.Address.Contains(s.Gateway.Or(netip.Addr{})) {
			out.Gateway = s.Gateway.Or(netip.Addr{})
		}
		ip.Gateway = netstate.Opt[netip.Addr]{}
		out.IPv4 = &ip
		if ip == (netstate.IPv4{}) {
			out.IPv4 = nil
		}
	}
	six(&out, s)
	return out
}

func six(out *carriedVmk, s *netstate.Stack) {
	if out.IPv6 == nil {
		return
	}
	ip := *out.IPv6
	out.Gateway6 = ip.Gateway.Or(netip.Addr{})
	for _, p := range ip.Addresses {
		if s != nil && !out.Gateway6.IsValid() && (p.Contains(s.Gateway6.Or(netip.Addr{})) || s.Gateway6.Or(netip.Addr{}).IsLinkLocalUnicast()) {
			out.Gateway6 = s.Gateway6.Or(netip.Addr{})
		}
	}
	ip.Gateway = netstate.Opt[netip.Addr]{}
	out.IPv6 = &ip
	if ip.Addresses == nil && !ip.Autoconf.IsSet() && !ip.DHCP.IsSet() {
		out.IPv6 = nil // a block that says nothing has no cell
	}
}

// What the csv target writes reads back, in all that it has columns for.
func TestOwnTablesReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		config := gen.Config(t)
		want := loaded(t, config)
		files := rendered(t, want)
		for _, f := range files {
			if !csv.Format.Sniff(f.Name, importer.Head(f.Data)) {
				t.Fatalf("%s isn't recognised", f.Name)
			}
		}
		r := csv.Format.Read(files)
		if len(files) == 0 {
			return
		}
		if r.Diags.HasErrors() {
			t.Fatalf("%v\n%s", r.Diags, files[0].Data)
		}
		if diff := cmp.Diff(carried(t, want), carried(t, r.Clusters)); diff != "" {
			t.Fatalf("%s\n%s\n%s", diff, config, files[0].Data)
		}
	})
}

// And what is made of it as a document means that again.
func TestOwnTablesBecomeDocuments(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		files := rendered(t, loaded(t, gen.Config(t)))
		if len(files) == 0 {
			return
		}
		read := csv.Format.Read(files).Clusters
		text, _, err := compact.Clusters(read, compact.Options{Full: true}).Document.HCL()
		if err != nil {
			t.Fatal(err)
		}
		r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: text}}})
		var got []netstate.Cluster
		for i := range r.Clusters {
			got = append(got, r.Clusters[i].Cluster)
		}
		if diff := cmp.Diff(carried(t, read), carried(t, got)); diff != "" {
			t.Fatalf("%s\n%s\n%v", diff, text, r.Diags)
		}
	})
}

// Whatever a table holds, it is read or refused, and what is read can be written.
func FuzzRead(f *testing.F) {
	f.Add([]byte("vmhost,vss,portgroup,vlan,ip,mask,vmk,mtu\nesx01,vSwitch1,vMotion,20,10.0.0.1,255.0.0.0,vmk1,9000\n"))
	f.Add([]byte("Host;vmk0 IP;vmk0 Mask;vmk1 IP;vmk1 IPv6;vmk1 roles\nesx01;10.0.0.1/24;;dhcp;fd00::1/64;vMotion, vSAN\n"))
	f.Add([]byte("host,device,ip,prefix,gateway,gateway_from,ipv6,switch,switch_type,Made by vmkgen 1\nesx01,vmk1,10.0.0.1,8,10.0.0.2,vmk,none,DS,distributed,\n"))
	importtest.Fuzz(f, "x.csv", "", csv.Format)
}

func only(t *testing.T, text string) *netstate.Host {
	t.Helper()
	r := csv.Format.Read([]importer.File{{Name: "x.csv", Data: []byte(text)}})
	if r.Diags.HasErrors() || len(r.Clusters) != 1 || len(r.Clusters[0].Groups) != 1 {
		t.Fatal(r.Diags)
	}
	return &r.Clusters[0].Groups[0].Pattern
}

// said is a host in short: a line for each vmk.
func said(h *netstate.Host) string {
	var b strings.Builder
	for i := range h.Vmks {
		v := vmkOf(h, &h.Vmks[i])
		text, err := json.Marshal(v)
		if err != nil {
			return err.Error()
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	return b.String()
}

func sprint(r importer.Result) string {
	text, err := json.Marshal(r)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
