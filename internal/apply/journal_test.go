package apply_test

import (
	"bytes"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// clusters are those of a random configuration.
func clusters(t *rapid.T, text string) (out []netstate.Cluster) {
	r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Fatalf("%v\n%s", r.Diags, text)
	}
	for i := range r.Clusters {
		out = append(out, r.Clusters[i].Cluster)
	}
	return out
}

// Any run, and the run that undoes it, is read again from its journal, whether
// or not it held back what may cut management off.
func TestJournalsAreReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first, second := gen.Pair(t)
		managed := rapid.Bool().Draw(t, "managed")
		from := plan.Side{Name: "live", Managed: managed, Clusters: clusters(t, first)}
		to := plan.Side{Name: "site", Managed: true, Clusters: clusters(t, second)}
		for i := range from.Clusters {
			for g := range from.Clusters[i].Groups {
				from.Clusters[i].Groups[g].Pattern.Complete = netstate.Complete{Switches: true, PortGroups: true, Stacks: true, Vmks: true}
			}
		}
		p := plan.Sides(from, to, nil, plan.Options{AllowManagement: rapid.Bool().Draw(t, "allow")})
		again := reread(t, p)
		for _, allow := range []bool{false, true} {
			reread(t, apply.Reverse(again, allow))
		}
	})
}

// reread writes a plan into a journal, and reads it.
func reread(t *rapid.T, p *plan.Plan) *plan.Plan {
	var f file
	if _, err := apply.Begin(&f, "run", p, false, noTime); err != nil {
		t.Fatal(err)
	}
	r, err := apply.ReadJournal(bytes.NewReader(f.Bytes()))
	if err != nil {
		t.Fatalf("%v\n%s", err, f.Bytes())
	}
	return r.Plan
}
