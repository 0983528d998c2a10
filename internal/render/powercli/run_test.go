package powercli_test

import (
	"fmt"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/render"
)

// newWorld is a vCenter with one installed host, a member of one distributed switch.
func newWorld(name string) (*world, *fakeHost) {
	h := installed(name, "10.0.0.11/24")
	h.proxies = []*fakeProxy{{name: "dvs", uuid: "50 0a", mtu: 9000, nics: []string{"vmnic4"}}}
	up := defaultTeaming()
	up.active = []string{"Uplink 1"}
	d := &fakeDvs{name: "dvs", uuid: "50 0a", teaming: up, groups: []*fakeDvGroup{
		{name: "dvs-uplinks", key: "dvportgroup-1", uplink: true, teaming: up},
		{name: "other", key: "dvportgroup-2", vlan: 9, teaming: up},
	}}
	return &world{hosts: []*fakeHost{h}, dvs: []*fakeDvs{d}}, h
}

var allow = map[string]any{"AllowManagement": true}

// state runs a script and demands an outcome of its first host.
func (w *world) state(t *testing.T, s *pstest.Script, params map[string]any, code int, want string) pstest.Result {
	t.Helper()
	r := w.run(t, s, params, false)
	if got := field(t, r, 0, "State"); got != want || r.Code != code {
		t.Fatalf("state %v, exit %d, wanted %s, %d\nchanges: %v\nheld: %v\nerror: %v", got, r.Code, want, code,
			show(field(t, r, 0, "Changes")), show(field(t, r, 0, "Held")), field(t, r, 0, "Error"))
	}
	return r
}

func show(v any) string {
	s := ""
	for _, x := range v.(*pstest.Array).Items {
		s += fmt.Sprintf("\n  %v", x)
	}
	return s
}

// desired gives what a cluster wants of its first host.
func desired(c *render.Cluster) netstate.Host { return c.Groups[0].Host(0) }

// arrives demands that a script brings a host to what is wanted, says so, and
// finds nothing to do when it is run again.
func arrives(t *testing.T, w *world, h *fakeHost, c *render.Cluster) {
	t.Helper()
	s := parse(t, script(t, c))
	w.state(t, s, allow, 0, "Changed")
	if d := w.differences(h, desired(c)); d != nil {
		t.Fatalf("not as wanted: %q\n%s", d, h.print())
	}
	unchanged(t, w, s, allow, "Unchanged", 0)
}

// unchanged demands that a run changes nothing.
func unchanged(t *testing.T, w *world, s *pstest.Script, params map[string]any, state string, code int) {
	t.Helper()
	before := ""
	for _, h := range w.hosts {
		before += h.print()
	}
	w.state(t, s, params, code, state)
	after := ""
	for _, h := range w.hosts {
		after += h.print()
	}
	if before != after || w.changes != 0 {
		t.Errorf("%d changes:\n%s\nthen\n%s", w.changes, before, after)
	}
}

func TestFresh(t *testing.T) {
	t.Parallel()
	w, h := newWorld("esx01")
	arrives(t, w, h, cluster(full(), "esx01"))
}

func sprint(all []any) string { return fmt.Sprintf("%+v", all) }
