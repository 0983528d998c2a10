package view_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/state"
	"github.com/vmkgen/vmkgen/internal/view"
)

// large is a site of ten clusters of a thousand hosts each, with six vmks; some
// of its hosts may be different.
func large(different string) string {
	var b strings.Builder
	b.WriteString("profile \"p\" {\n  switch \"vSwitch1\" { uplinks = [\"vmnic2\", \"vmnic3\"] }\n  vmk \"vmk0\" { roles = [\"management\"] }\n")
	for i, role := range []string{"vmotion", "vsan", "nfs", "replication", "provisioning"} {
		fmt.Fprintf(&b, "  vmk \"vmk%d\" {\n    roles  = [%q]\n    switch = \"vSwitch1\"\n    vlan   = %d\n    mtu    = 9000\n    subnet = vars.net%d\n  }\n", i+1, role, 100+i, i+1)
	}
	b.WriteString("}\n")
	for c := range 10 {
		fmt.Fprintf(&b, "cluster \"c%d\" {\n  profiles = [\"p\"]\n  hosts = [\"c%d-esx[0001-1000].example\"]\n  offset = 10\n  vars = {\n", c, c)
		for i := 1; i < 6; i++ {
			fmt.Fprintf(&b, "    net%d = \"10.%d.%d.0/20\"\n", i, 10+i, 16*c)
		}
		b.WriteString("  }\n")
		if c == 5 {
			b.WriteString(different)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

const three = `
  host "c5-esx0007.example" {
    vmk "vmk1" { mtu = 1500 }
  }
  host "c5-esx0500.example" {
    vmk "vmk2" { roles = [] }
  }
  host "c5-esx1000.example" {
    vmk "vmk3" { address = "10.13.95.7" }
  }
`

func sideOf(tb testing.TB, config string) plan.Side {
	tb.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"main.vmk.hcl": {Data: []byte(config)}}})
	if r.Diags.HasErrors() {
		tb.Fatal(r.Diags)
	}
	s := plan.Side{Name: "site", Managed: true}
	for i := range r.Clusters {
		s.Clusters = append(s.Clusters, r.Clusters[i].Cluster)
	}
	return s
}

// snapshotOf reads a state file.
func snapshotOf(tb testing.TB, text []byte) plan.Side {
	tb.Helper()
	clusters, _, err := state.Read(bytes.NewReader(text))
	if err != nil {
		tb.Fatal(err)
	}
	return plan.Side{Name: "site.json", Clusters: clusters}
}

// stateFile is what a side looks like in a state file.
func stateFile(tb testing.TB, s plan.Side) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := view.HostsJSON(&b, hosts(s.Clusters...)); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// TestPlanOfManyHosts: of 10,000 hosts three change, and three are shown.
func TestPlanOfManyHosts(t *testing.T) {
	t.Parallel()
	from, to := sideOf(t, large("")), sideOf(t, large(three))
	for name, from := range map[string]plan.Side{"configuration": from, "state file": snapshotOf(t, stateFile(t, from))} {
		p := plan.Sides(from, to, nil, plan.Options{})
		var b bytes.Buffer
		if err := view.PlanText(&b, p, view.Style{}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"c5: c5-esx0007.example\n", "c5: c5-esx0500.example\n", "c5: c5-esx1000.example\n", "\n3 of 10000 hosts to change: "} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("from a %s: %q is missing in\n%s", name, want, b.String())
			}
		}
		if len(p.Hosts) != 3 || p.Same != 9997 {
			t.Errorf("from a %s: %d change, %d don't", name, len(p.Hosts), p.Same)
		}
	}
}

// BenchmarkPlan10000 plans for 10,000 hosts of which three differ. The metric
// ratio is loading both ends, planning and printing by loading both ends alone,
// in the same run; it is to stay below 1.5.
func BenchmarkPlan10000(b *testing.B) {
	before, after := large(""), large(three)
	file := stateFile(b, sideOf(b, before))
	for name, from := range map[string]func() plan.Side{
		"configuration": func() plan.Side { return sideOf(b, before) },
		"statefile":     func() plan.Side { return snapshotOf(b, file) },
	} {
		b.Run(name, func(b *testing.B) {
			loading, planning := time.Hour, time.Hour // the shortest: machines are busy
			for b.Loop() {
				begin := time.Now()
				current, desired := from(), sideOf(b, after)
				loaded := time.Now()
				if err := view.PlanText(io.Discard, plan.Sides(current, desired, nil, plan.Options{}), view.Style{}); err != nil {
					b.Fatal(err)
				}
				loading, planning = min(loading, loaded.Sub(begin)), min(planning, time.Since(loaded))
			}
			ratio := float64(loading+planning) / float64(loading)
			b.ReportMetric(ratio, "ratio")
			if ratio > 1.5 {
				b.Errorf("planning takes %v beside loading, which takes %v: more than half of it", planning, loading)
			}
		})
	}
}
