package vsphere_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/vim25/mo"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// renamed gives objects whose members' names are in Pascal's case, as old
// releases of govc print them.
func renamed(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = renamed(x)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[strings.ToUpper(k[:1])+k[1:]] = renamed(x)
		}
		return out
	}
	return v
}

// What govc prints of a host says what the host says when it is asked.
func TestFromProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := configured(t, gen.Config(t))
		fresh := standin.Fresh(gen.HostName, want.Release, "192.0.2.11/24", "192.0.2.1", gen.NICs...)
		goal := plan.Goal(plan.End{Host: fresh.State()}, plan.End{Host: want, Managed: true}, plan.Options{})
		start, err := standin.Restore(&goal)
		if err != nil {
			t.Skip(err.Error())
		}
		vc, err := sim.New(sim.Inventory{Clusters: []sim.Cluster{{Name: "lab", Hosts: []sim.Host{{State: start}}}}}, sim.Options{Everywhere: true})
		if err != nil {
			t.Fatal(err)
		}
		defer vc.Close()
		c, err := vsphere.Dial(t.Context(), login(vc))
		if err != nil {
			t.Fatal(err)
		}
		found, err := c.Hosts(t.Context(), vsphere.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		asked := found.Hosts[0].State
		asked.NVMe = nil
		for i := range asked.Vmks {
			asked.Vmks[i].ISCSI = nil // which govc prints in other words
		}
		tree := printed(t, vc)
		if rapid.Bool().Draw(t, "an old govc") {
			tree = renamed(tree).(map[string]any)
		}
		got, _, groups, err := vsphere.FromProperties(tree)
		if err != nil || len(groups) > 0 {
			t.Fatal(err, groups)
		}
		got.SoftwareISCSI = asked.SoftwareISCSI
		a, _ := json.MarshalIndent(asked, "", " ")
		b, _ := json.MarshalIndent(got, "", " ")
		if diff := cmp.Diff(strings.Split(string(a), "\n"), strings.Split(string(b), "\n")); diff != "" {
			t.Fatal(diff)
		}
	})
}

// printed are the properties of the first host, as govc prints them.
func printed(t *rapid.T, vc *sim.VCenter) map[string]any {
	g, err := govmomi.NewClient(t.Context(), vc.URL(), true)
	if err != nil {
		t.Fatal(err)
	}
	var h mo.HostSystem
	host, err := find.NewFinder(g.Client).HostSystem(t.Context(), "*")
	if err != nil {
		t.Fatal(err)
	}
	if err := host.Properties(t.Context(), host.Reference(), nil, &h); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}
