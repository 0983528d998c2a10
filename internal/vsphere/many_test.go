package vsphere_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// hostsByName is a site.
type hostsByName struct {
	client *vsphere.Client
	found  map[string]*vsphere.Found
}

func (s *hostsByName) Host(_ context.Context, name string) (apply.Host, error) {
	return s.client.Host(s.found[name]), nil
}

// fleet is a vCenter with many hosts, and a plan that gives each two vmks.
func fleet(tb testing.TB, n int) (*sim.VCenter, *hostsByName, *plan.Plan) {
	tb.Helper()
	var hosts []*standin.Host
	for i := range n {
		h := standin.Fresh(fmt.Sprintf("esx%04d.example.com", i+1), "8.0.3", fmt.Sprintf("10.0.%d.%d/16", i/200, i%200+10), "10.0.0.1", "vmnic0", "vmnic1")
		hosts = append(hosts, h)
	}
	vc, err := sim.New(inventory(hosts...), sim.Options{Plain: true, OneCall: true})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = vc.Close() })
	l := login(vc)
	l.Server, l.Thumbprint = "http://"+l.Server, ""
	client, err := vsphere.Dial(tb.Context(), l)
	if err != nil {
		tb.Fatal(err)
	}
	found, err := client.Hosts(tb.Context(), vsphere.Scope{})
	if err != nil {
		tb.Fatal(err)
	}
	s := &hostsByName{client, map[string]*vsphere.Found{}}
	from, to := netstate.Cluster{Name: "lab"}, netstate.Cluster{Name: "lab"}
	for i := range found.Hosts {
		f := &found.Hosts[i]
		s.found[f.Name] = f
		m := []netstate.Member{{Name: f.Name, Position: i}}
		from.Groups = append(from.Groups, netstate.Group{Pattern: f.State, Members: m})
		want := netstate.Host{Name: f.Name}
		for n := 1; n <= 2; n++ {
			device, group := fmt.Sprintf("vmk%d", n), fmt.Sprintf("pg%d", n)
			ip := static(fmt.Sprintf("10.%d.%d.%d/16", n, i/200, i%200+10))
			want.PortGroups = append(want.PortGroups, netstate.PortGroup{Name: group, Of: device, Switch: "vSwitch0", VLAN: netstate.Some(n)})
			want.Vmks = append(want.Vmks, netstate.Vmk{Device: device, PortGroup: netstate.Some(group), Switch: netstate.Some("vSwitch0"), Stack: netstate.Some("default"), MTU: netstate.Some(1500), IPv4: &ip})
		}
		to.Groups = append(to.Groups, netstate.Group{Pattern: want, Members: m})
	}
	return vc, s, plan.Sides(plan.Side{Name: "live", Clusters: []netstate.Cluster{from}}, plan.Side{Name: "x", Managed: true, Clusters: []netstate.Cluster{to}}, nil, plan.Options{})
}

func carry(tb testing.TB, s *hostsByName, p *plan.Plan) {
	tb.Helper()
	j, err := apply.Begin(&journal{}, "run", p, false, func() string { return "" })
	if err != nil {
		tb.Fatal(err)
	}
	results, err := apply.Run(tb.Context(), p, s, j, apply.Options{Parallel: 16, Maintenance: apply.Ignore})
	if err != nil {
		tb.Fatal(err)
	}
	for _, r := range results {
		if r.Outcome != apply.Applied && r.Outcome != apply.Unchanged {
			tb.Fatalf("%+v", r)
		}
	}
}

// Each host costs a read before, one update, a read that tells which vmk got which
// number and a read after, with a question to each of its two iSCSI adapters at
// the first and the last; a fleet that is as wanted gets no write at all.
func TestAFleetCostsFewCalls(t *testing.T) {
	t.Parallel()
	const n = 8
	vc, s, p := fleet(t, n)
	before := vc.Calls()
	carry(t, s, p)
	if got, want := since(before, vc.Calls()), fmt.Sprintf("QueryBoundVnics %d, RetrievePropertiesEx %d, UpdateNetworkConfig %d", 4*n, 3*n, n); got != want {
		t.Errorf("it took %s, want %s", got, want)
	}
	again := vc.Calls()
	carry(t, s, p)
	if got, want := since(again, vc.Calls()), fmt.Sprintf("QueryBoundVnics %d, RetrievePropertiesEx %d", 2*n, n); got != want {
		t.Errorf("again it took %s, want %s", got, want)
	}
}
