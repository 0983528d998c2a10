package vsphere_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// configured is the first host of a configuration.
func configured(t *rapid.T, text string) netstate.Host {
	r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Fatalf("%v\n%s", r.Diags, text)
	}
	for _, g := range r.Clusters[0].Groups {
		for i := range g.Members {
			if h := g.Host(i); h.Name == gen.HostName {
				h.Release = r.Clusters[0].Release
				return h
			}
		}
	}
	t.Fatalf("no host in\n%s", text)
	return netstate.Host{}
}

// A pretend is a vCenter with one host, and a connection to it.
type pretend struct {
	*rapid.T
	vc   *sim.VCenter
	host *vsphere.Host
}

// Host gives the host, whatever it is called.
func (p *pretend) Host(context.Context, string) (apply.Host, error) { return p.host, nil }

func (p *pretend) read() netstate.Host {
	s, err := p.host.Read(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	return s
}

// What is planned from what was read and carried out ends in the configuration,
// with management held back before or not, and the way back ends where it began.
// What is refused changes nothing.
func TestPlansAreCarriedOut(t *testing.T) {
	t.Parallel()
	there, back, runs := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		first, second := gen.Pair(t)
		one, two := configured(t, first), configured(t, second)
		start := standin.Fresh(gen.HostName, one.Release, "192.0.2.11/24", "192.0.2.1", gen.NICs...)
		options := rapid.SampledFrom([]sim.Options{{}, {OneCall: true}, {OneCall: true, ReverseResults: true}, {HighDevices: true}, {FreshESXCLI: true}}).Draw(t, "options")
		options.Everywhere, options.Plain = true, true
		vc, err := sim.New(sim.Inventory{Clusters: []sim.Cluster{{Name: "lab", Hosts: []sim.Host{{State: start}}}}}, options)
		if err != nil {
			t.Fatal(err)
		}
		defer vc.Close()
		l := login(vc)
		l.Server, l.Thumbprint = "http://"+l.Server, ""
		c, err := vsphere.Dial(t.Context(), l)
		if err != nil {
			t.Fatal(err)
		}
		found, err := c.Hosts(t.Context(), vsphere.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		p := &pretend{t, vc, c.Host(&found.Hosts[0])}
		runs++
		if p.reaches(one, false) == nil {
			return
		}
		there++
		t.Logf("first\n%s\nthen\n%s", first, second)
		from := p.read()
		done := p.reaches(two, true)
		if done == nil || !p.run(apply.Reverse(done, true), true) {
			return
		}
		back++
		began := p.read()
		began.NVMe, from.NVMe = nil, nil // a host does not record which vmk it serves, so no way back is planned
		if d := plan.Diff(plan.End{Host: began}, plan.End{Host: from}, plan.Options{AllowManagement: true}); len(d.Steps) > 0 {
			t.Fatalf("the way back ends elsewhere:\n%s", inSteps(d))
		}
	})
	t.Logf("of %d drawn, %d were carried out, then changed and undone %d", runs, there, back)
	if 2*there < runs || 4*back < runs {
		t.Error("too few plans were carried out")
	}
}

// reaches brings the host to a state, and gives the plan; nil where it was refused.
func (p *pretend) reaches(want netstate.Host, managed bool) *plan.Plan {
	from := p.read()
	one := func(h netstate.Host) []netstate.Cluster {
		return []netstate.Cluster{{Name: "lab", Groups: []netstate.Group{{Pattern: h, Members: []netstate.Member{{Name: gen.HostName}}}}}}
	}
	allow := rapid.Bool().Draw(p.T, "allow management at once")
	to := plan.Sides(plan.Side{Name: "live", Managed: managed, Clusters: one(from)}, plan.Side{Name: "x", Managed: true, Clusters: one(want)}, nil, plan.Options{AllowManagement: allow})
	if len(to.Hosts) == 0 {
		return to
	}
	if !p.run(to, allow) || !allow && !p.run(to, true) {
		return nil
	}
	if left := p.vc.Host(gen.HostName).Differences(&want); len(left) > 0 {
		p.Fatalf("it differs: %q\nafter\n%s", left, inSteps(to.Hosts[0].Host))
	}
	if left := to.Hosts[0].Rest(p.read(), plan.Options{AllowManagement: true}); len(left.Steps) > 0 {
		p.Fatalf("left to do:\n%s\nafter\n%s", inSteps(left), inSteps(to.Hosts[0].Host))
	}
	return to
}

// run carries a plan out; false where it was refused.
func (p *pretend) run(to *plan.Plan, allow bool) bool {
	if len(to.Hosts) == 0 {
		return true
	}
	j, err := apply.Begin(&journal{}, "run", to, false, func() string { return "" })
	if err != nil {
		p.Fatal(err)
	}
	before := p.vc.Host(gen.HostName).Print()
	results, err := apply.Run(p.Context(), to, p, j, apply.Options{AllowManagement: allow, Maintenance: apply.Ignore})
	if err != nil || len(results) != 1 {
		p.Fatalf("%+v, %v", results, err)
	}
	switch r := results[0]; r.Outcome {
	case apply.Applied, apply.Unchanged:
		return true
	case apply.Held:
		if !allow {
			return true
		}
	case apply.Refused:
		if p.vc.Host(gen.HostName).Print() == before {
			p.Logf("refused: %s", r.Why)
			return false
		}
	default:
	}
	p.Fatalf("%+v\nafter\n%s", results[0], inSteps(to.Hosts[0].Host))
	return false
}

// inSteps gives a plan's steps for people.
func inSteps(p *plan.Host) string {
	var b strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%s %+v %s\n", plan.OperationName(s.Op), s.Op, s.Blocked)
	}
	return b.String()
}
