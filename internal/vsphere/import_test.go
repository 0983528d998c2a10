package vsphere_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// What is imported of live hosts is where they stand: nothing is to do,
// however unlike they are.
func TestPlanAfterImportIsEmpty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var hosts []sim.Host
		for i := range rapid.IntRange(1, 2).Draw(t, "hosts") {
			want := configured(t, gen.Config(t))
			fresh := standin.Fresh(gen.HostName, want.Release, "192.0.2.11/24", "192.0.2.1", gen.NICs...)
			goal := plan.Goal(plan.End{Host: fresh.State()}, plan.End{Host: want, Managed: true}, plan.Options{})
			h, err := standin.Restore(&goal)
			if err != nil {
				t.Skip(err.Error())
			}
			h.Name = fmt.Sprintf("esx%02d.lab.example", i+1)
			hosts = append(hosts, sim.Host{State: h})
		}
		vc, err := sim.New(sim.Inventory{Clusters: []sim.Cluster{{Name: "lab", Hosts: hosts}}}, sim.Options{Everywhere: true})
		if err != nil {
			t.Fatal(err)
		}
		defer vc.Close()
		c, err := vsphere.Dial(t.Context(), login(vc))
		if err != nil {
			t.Fatal(err)
		}
		found, err := c.Hosts(t.Context(), vsphere.Scope{})
		if err != nil || len(found.Hosts) != len(hosts) {
			t.Fatal(found, err)
		}
		live := netstate.Cluster{Name: "lab"}
		for i, f := range found.Hosts {
			live.Groups = append(live.Groups, netstate.Group{Pattern: f.State, Members: []netstate.Member{{Name: f.Name, Position: i}}})
		}
		text, _, err := compact.Clusters([]netstate.Cluster{live}, compact.Options{}).Document.HCL()
		if err != nil {
			t.Fatal(err)
		}
		r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: text}}})
		if len(r.Clusters) != 1 {
			t.Fatalf("%v\n%s", r.Diags, text)
		}
		p := plan.Sides(plan.Side{Clusters: []netstate.Cluster{live}}, plan.Side{Managed: true, Clusters: []netstate.Cluster{r.Clusters[0].Cluster}}, nil, plan.Options{})
		for _, h := range p.Hosts {
			t.Errorf("%s: %+v", h.Name, h.Host)
		}
		if len(p.Hosts)+len(p.Unseen)+len(p.Extra) > 0 {
			t.Fatalf("%s\n%v", text, r.Diags.Only(diag.Error))
		}
	})
}
