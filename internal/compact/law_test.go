package compact_test

import (
	"encoding/json"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/state"
)

// loaded gives the clusters that a configuration means.
func loaded(t rapid.TB, files fstest.MapFS) []netstate.Cluster {
	t.Helper()
	r := load.Load(load.Request{FS: files})
	if r.Diags.HasErrors() {
		t.Fatalf("%v\n%s", r.Diags.Only(diag.Error), files["a.vmk.hcl"])
	}
	var out []netstate.Cluster
	for i := range r.Clusters {
		out = append(out, r.Clusters[i].Cluster)
	}
	return out
}

// said is all that clusters say of each host, as state writes it.
func said(t rapid.TB, clusters []netstate.Cluster) map[string]string {
	t.Helper()
	out := map[string]string{}
	for c := range clusters {
		head, err := json.Marshal(state.ClusterOf(&clusters[c]))
		if err != nil {
			t.Fatal(err)
		}
		for g := range clusters[c].Groups {
			for i := range clusters[c].Groups[g].Members {
				h := clusters[c].Groups[g].Host(i)
				text, err := json.MarshalIndent(state.HostOf(&clusters[c], &clusters[c].Groups[g].Members[i], &h), "", " ")
				if err != nil {
					t.Fatal(err)
				}
				out[h.Name] = string(head) + "\n" + string(text)
			}
		}
	}
	return out
}

// written writes clusters and reads them again.
func written(t rapid.TB, clusters []netstate.Cluster, opt compact.Options) ([]netstate.Cluster, string) {
	t.Helper()
	text, tables, err := compact.Clusters(clusters, opt).Document.HCL()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"a.vmk.hcl": {Data: text}}
	for name, data := range tables {
		files[name] = &fstest.MapFile{Data: data}
	}
	canonical, _ := hcl.Format("a.vmk.hcl", text)
	if string(canonical) != string(text) {
		t.Fatalf("not canonical:\n%s", text)
	}
	return loaded(t, files), string(text)
}

// What is written in full means all that was said.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		config := gen.Config(t)
		want := loaded(t, fstest.MapFS{"lab.vmk.hcl": {Data: []byte(config)}})
		got, text := written(t, want, compact.Options{Full: true})
		if diff := cmp.Diff(said(t, want), said(t, got)); diff != "" {
			t.Fatalf("%s\n%s\n%s", diff, config, text)
		}
	})
}

// What somebody asked for is all there, though it equals the defaults of hosts:
// only what the language has anyway goes without saying.
func TestNothingAskedIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		config := gen.Config(t)
		want := loaded(t, fstest.MapFS{"lab.vmk.hcl": {Data: []byte(config)}})
		got, text := written(t, want, compact.Options{})
		if diff := cmp.Diff(said(t, want), said(t, got)); diff != "" {
			t.Fatalf("%s\n%s\n%s", diff, config, text)
		}
	})
}

// mixed draws a cluster whose hosts come from two configurations, some with
// addresses that follow no rule.
func mixed(t *rapid.T) []netstate.Cluster {
	var kinds [][]netstate.Group
	var out netstate.Cluster
	first, second := gen.Pair(t)
	release := regexp.MustCompile(`esxi = "[0-9.]+"`)
	for _, config := range []string{first, second} {
		config = release.ReplaceAllString(config, `esxi = "9.0"`)
		config = strings.Replace(config, "esx[01-02]", "esx[01-09]", 1)
		r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(config)}}})
		if len(r.Clusters) != 1 {
			t.Fatalf("%v", r.Diags)
		}
		out = r.Clusters[0].Cluster
		kinds = append(kinds, single(out.Groups))
	}
	out.Groups = nil
	stray := rapid.SampledFrom([]int{0, 1, 9}).Draw(t, "strays of 9")
	for i := range rapid.IntRange(1, 9).Draw(t, "hosts") {
		g := kinds[rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "kind")][i]
		h := g.Pattern
		h.Vmks = slices.Clone(h.Vmks)
		for v := range h.Vmks {
			if ip := h.Vmks[v].IPv4; ip != nil && ip.Address.IsValid() && rapid.IntRange(1, 9).Draw(t, "stray") <= stray {
				ip := *ip
				at := ip.Address.Addr().As4()
				at[2], at[3] = byte(rapid.IntRange(0, 1).Draw(t, "third")), byte(rapid.IntRange(1, 254).Draw(t, "last"))
				ip.Address = netip.PrefixFrom(netip.AddrFrom4(at), 24)
				h.Vmks[v].IPv4 = &ip
			}
		}
		out.Groups = append(out.Groups, netstate.Group{Pattern: h, Members: g.Members})
	}
	return []netstate.Cluster{out}
}

// single gives hosts in groups of their own, in their order.
func single(groups []netstate.Group) (out []netstate.Group) {
	for i := range groups {
		for m, member := range groups[i].Members {
			out = append(out, netstate.Group{Pattern: groups[i].Host(m), Members: []netstate.Member{member}})
		}
	}
	slices.SortFunc(out, func(a, b netstate.Group) int { return a.Members[0].Position - b.Members[0].Position })
	return out
}

// Hosts that differ are still all there, down to the last address, though
// rules of sense may have something to say of them.
func TestDifferencesAreNotLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := mixed(t)
		text, _, err := compact.Clusters(want, compact.Options{Full: true}).Document.HCL()
		if err != nil {
			t.Fatal(err)
		}
		r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: text}}})
		for _, d := range r.Diags {
			if d.Severity == diag.Error && d.Code < "VMK101" {
				t.Fatalf("%v\n%s", d, text)
			}
		}
		var got []netstate.Cluster
		for i := range r.Clusters {
			got = append(got, r.Clusters[i].Cluster)
		}
		if diff := cmp.Diff(said(t, want), said(t, got)); diff != "" {
			t.Fatalf("%s\n%v\n%s", diff, r.Diags.Only(diag.Error), text)
		}
	})
}
