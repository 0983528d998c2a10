package vsphere_test

import (
	"context"
	"flag"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
	"github.com/vmkgen/vmkgen/internal/render/script"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// A way is one of those by which a host comes to a state; it gives the host that
// came of it, or nil where it was refused.
type way func(*testing.T, *standin.Host, *render.Cluster, netstate.Host) *standin.Host

func byShell(t *testing.T, h *standin.Host, c *render.Cluster, _ netstate.Host) *standin.Host {
	t.Helper()
	h = h.Clone()
	r := esxtest.Script(t, h, written(t, script.New(), c), esxtest.Run{Args: []string{"--allow-management"}})
	if r.Exit == 0 {
		return h
	}
	t.Logf("esxcli: %s%s", r.Stdout, r.Stderr)
	return nil
}

func byPowerShell(t *testing.T, h *standin.Host, c *render.Cluster, _ netstate.Host) *standin.Host {
	t.Helper()
	h = h.Clone()
	s, err := pstest.Parse(string(written(t, powercli.New(), c)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := vctest.New(h).Run(s, vctest.Run{Params: map[string]any{"AllowManagement": true, "Server": "vc01.example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Exit == 0 {
		return h
	}
	t.Logf("PowerCLI: %s", r.Hosts[0].String())
	return nil
}

func byAPI(t *testing.T, h *standin.Host, _ *render.Cluster, want netstate.Host) *standin.Host {
	t.Helper()
	vc, err := sim.New(sim.Inventory{Clusters: []sim.Cluster{{Name: "lab", Hosts: []sim.Host{{State: h}}}}}, sim.Options{Plain: true, Everywhere: true})
	if err != nil {
		t.Fatal(err)
	}
	defer vc.Close()
	l := login(vc)
	l.Server, l.Thumbprint = "http://"+l.Server, ""
	client, err := vsphere.Dial(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	found, err := client.Hosts(t.Context(), vsphere.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	side := func(h netstate.Host) []netstate.Cluster {
		return []netstate.Cluster{{Name: "lab", Groups: []netstate.Group{{Pattern: h, Members: []netstate.Member{{Name: gen.HostName}}}}}}
	}
	p := plan.Sides(plan.Side{Name: "live", Clusters: side(found.Hosts[0].State)}, plan.Side{Name: "x", Managed: true, Clusters: side(want)}, nil, plan.Options{AllowManagement: true})
	j, err := apply.Begin(&journal{}, "run", p, false, func() string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	s := siteFunc(func() apply.Host { return client.Host(&found.Hosts[0]) })
	for _, r := range must(apply.Run(t.Context(), p, s, j, apply.Options{AllowManagement: true, Maintenance: apply.Ignore})) {
		if r.Outcome != apply.Applied && r.Outcome != apply.Unchanged {
			t.Logf("API: %+v", r)
			return nil
		}
	}
	return vc.Host(gen.HostName)
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

type siteFunc func() apply.Host

// Host gives the only host.
func (s siteFunc) Host(context.Context, string) (apply.Host, error) { return s(), nil }

// written gives the one file of a target.
func written(t *testing.T, target render.Target, c *render.Cluster) (out []byte) {
	t.Helper()
	if refused := target.Refuse(c); refused != nil {
		t.Fatalf("%s refuses %+v", target.Name(), refused)
	}
	err := target.Render(c, func(f render.File) error {
		if out == nil {
			out = slices.Clone(f.Body)
		}
		return nil
	})
	if err != nil || out == nil {
		t.Fatalf("%s: %v", target.Name(), err)
	}
	return out
}

// as gives a host without what ways may leave in different orders, and without
// the MACs that it made up since it was as before.
func as(h, before *standin.Host) (out []string) {
	h = h.Clone()
	for _, s := range h.Switches {
		slices.Sort(s.Uplinks)
		if len(s.Teaming.Standby) == 0 {
			slices.Sort(s.Teaming.Active)
		}
		s.Chosen = false
		out = append(out, fmt.Sprintf("switch %+v", *s))
	}
	for _, g := range h.Groups {
		e := h.Effective(g)
		if len(e.Standby) == 0 {
			e.Active = slices.Sorted(slices.Values(e.Active))
		}
		out = append(out, fmt.Sprintf("group %s of %s VLAN %d, %d machines, own %v: %+v", g.Name, g.Switch, g.VLAN, g.VMs, g.Overrides, e))
	}
	for _, s := range h.Stacks {
		slices.SortFunc(s.Routes, func(a, b standin.Route) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		out = append(out, fmt.Sprintf("stack %+v", *s))
	}
	for _, v := range h.Vmks {
		slices.Sort(v.Tags)
		slices.Sort(v.VSAN)
		slices.Sort(v.Untagged)
		slices.SortFunc(v.Addresses, func(a, b netip.Prefix) int { return strings.Compare(a.String(), b.String()) })
		switch was := before.Vmk(v.Device); {
		case was == nil:
			v.MAC = "its own"
		case was.Stack != v.Stack && was.Gateway6 != "" && (v.Gateway6 == "" || v.Gateway6 == was.Gateway6):
			v.Gateway6 = "given back or not" // scripts leave it out where nobody declares it; through the API it stays
		}
		out = append(out, fmt.Sprintf("vmk %+v", *v))
	}
	for _, p := range h.Portals {
		out = append(out, fmt.Sprintf("bound %+v", p))
	}
	slices.Sort(h.NVMe)
	out = append(out, fmt.Sprint(h.NVMe, h.SoftwareISCSI, h.IPv6, h.IPv6Next))
	slices.Sort(out)
	return out
}

var draws = flag.Int("draws", 6, "how many random pairs of configurations TestEqualEnds tries")

// TestEqualEnds: for random configurations, from hosts fresh and not, apply, the
// esxcli script and the PowerCLI script bring a host to one and the same state.
func TestEqualEnds(t *testing.T) {
	t.Parallel()
	n := *draws
	if testing.Short() {
		n = min(n, 2)
	}
	for seed := range n {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			t.Parallel()
			h := standin.Fresh(gen.HostName, "9.0.0", "10.1.0.11/24", "10.1.0.1", gen.NICs...)
			for i := range 2 {
				text := rapid.Custom(gen.Config).Example(2*seed + i)
				r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(text)}}})
				if r.Diags.HasErrors() {
					t.Fatalf("%v\n%s", r.Diags, text)
				}
				c := &render.Cluster{
					Cluster: &r.Clusters[0].Cluster, Install: r.Clusters[0].Install, Meta: render.Meta{Version: "test", Source: "lab", Hash: "0"},
					Keep: func(host string) bool { return host == gen.HostName },
				}
				var want netstate.Host
				for at := range c.Hosts() {
					want = c.Groups[at.Group].Host(at.Member)
				}
				var ends []*standin.Host
				for _, w := range []way{byShell, byPowerShell, byAPI} {
					ends = append(ends, w(t, h, c, want))
				}
				if slices.Contains(ends, nil) {
					// Scripts may refuse more: what they can't see on a host, or can't do.
					if ends[0] != nil && ends[2] == nil {
						t.Errorf("apply refused what esxcli did\n%s\n%s", h.Print(), text)
					}
					return
				}
				for n, name := range []string{"PowerCLI", "apply"} {
					if d := cmp.Diff(as(ends[0], h), as(ends[n+1], h)); d != "" {
						t.Fatalf("esxcli (-) and %s (+) end differently:\n%s\n%s\n%s", name, d, h.Print(), text)
					}
				}
				h = ends[0]
			}
		})
	}
}
