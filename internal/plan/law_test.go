package plan_test

import (
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// configured is what a drawn configuration says of its first host.
func configured(t *rapid.T, config string) netstate.Host {
	t.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(config)}}})
	if r.Diags.HasErrors() || len(r.Clusters) != 1 {
		t.Fatalf("%v\n%s", r.Diags, config)
	}
	return r.Clusters[0].Groups[0].Host(0)
}

// TestLaws of plans between any two configurations, whether they say how things
// are or were only seen: from a state to itself there is nothing to do, nor
// from where a plan leads; and the way back leads to where it began, where all
// of that was seen.
func TestLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := gen.Pair(t)
		from, to := plan.End{Host: configured(t, a), Managed: true}, plan.End{Host: configured(t, b), Managed: true}
		if rapid.Bool().Draw(t, "whole") {
			from.Host = plan.Goal(plan.End{Host: plan.Fresh(&from.Host)}, from, plan.Options{})
			from.Managed = rapid.Bool().Draw(t, "managed")
			for i := range from.Host.Vmks {
				if v := &from.Host.Vmks[i]; v.ISCSI == nil {
					v.ISCSI = []string{}
				}
			}
		}
		opt := plan.Options{AllowManagement: rapid.Bool().Draw(t, "allowed")}
		for name, end := range map[string]plan.End{"from": from, "to": to} {
			if p := plan.Diff(end, end, opt); len(p.Changes)+len(p.Steps) > 0 {
				t.Fatalf("%s, planned from itself: %+v\n%s", name, p.Changes, steps(p))
			}
		}
		there := plan.Diff(from, to, opt)
		if again := plan.Diff(plan.End{Host: there.Goal}, to, opt); len(again.Changes) > 0 {
			t.Fatalf("from the goal: %+v\n%s", again.Changes, steps(again))
		}
		if back := there.Back(opt); from.Host.Complete.Vmks {
			for _, c := range plan.Changes(&back.Goal, &from.Host) {
				t.Fatalf("the way back ends elsewhere: %s %s %v", c.Verb, c.Thing, c.Attributes)
			}
		}
		for _, s := range there.Steps {
			if s.Reason == "" || s.Risk.Level == "" || s.Blocked != "" && opt.AllowManagement {
				t.Fatalf("a step without a reason or a risk, or blocked: %+v", s)
			}
		}
	})
}
