package powercli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// tb is what a test and a drawn case have in common.
type tb interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// world is a vCenter for these tests.
type world struct{ *vctest.World }

// installed is a host as the installer leaves it.
func installed(name, ip string) *vctest.Host {
	return &vctest.Host{Host: standin.Fresh(name, "8.0.3", ip, "10.0.0.1", "vmnic0", "vmnic1", "vmnic2", "vmnic3", "vmnic4", "vmnic10")}
}

// newWorld is a vCenter with one installed host, a member of one distributed switch.
func newWorld() (world, *vctest.Host) {
	h := installed("esx01", "10.0.0.11/24")
	h.DVS = []*standin.DVS{{Name: "dvs", UUID: "50 0a", MTU: 9000, Uplinks: []string{"vmnic4"}}}
	up := standin.Teaming{Policy: "srcport", Detection: "link", Notify: true, Failback: true, Active: []string{"Uplink 1"}, Standby: []string{"Uplink 3"}}
	d := &vctest.DVS{Name: "dvs", UUID: "50 0a", Teaming: up, Groups: []*vctest.DVGroup{
		{Name: "dvs-uplinks", Key: "dvportgroup-1", Uplink: true, Teaming: up},
		{Name: "other", Key: "dvportgroup-2", VLAN: 9, Teaming: up},
	}}
	return world{&vctest.World{Hosts: []*vctest.Host{h}, Switches: []*vctest.DVS{d}}}, h
}

// run runs a script to its end.
func (w world) run(t tb, s *pstest.Script, params map[string]any, whatIf bool) vctest.Result {
	t.Helper()
	r, err := w.Run(s, vctest.Run{Params: params, WhatIf: whatIf})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Hosts) == 0 {
		t.Fatal("no summary of a host")
	}
	return r
}

func parse(t tb, body string) *pstest.Script {
	t.Helper()
	s, err := pstest.Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var allow = map[string]any{"AllowManagement": true}

// state runs a script and demands an outcome of its first host.
func (w world) state(t tb, s *pstest.Script, params map[string]any, code int, want string) vctest.Result {
	t.Helper()
	r := w.run(t, s, params, false)
	if r.Hosts[0].State != want || r.Exit != code {
		t.Fatalf("exit %d, wanted %s, %d\n%s", r.Exit, want, code, r.Hosts[0])
	}
	return r
}

// desired gives what a cluster wants of its first host.
func desired(c *render.Cluster) netstate.Host { return c.Groups[0].Host(0) }

// differences lists where a host is not as it is wanted.
func (w world) differences(h *vctest.Host, want netstate.Host) []string {
	out := h.Differences(&want)
	for i := range want.PortGroups {
		if p := &want.PortGroups[i]; p.Distributed {
			out = append(out, w.dvDifferences(p)...)
		}
	}
	return out
}

func (w world) dvDifferences(want *netstate.PortGroup) (out []string) {
	is := func(what string, got, want any) {
		if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
			out = append(out, fmt.Sprintf("%s is %s, wanted %s", what, g, w))
		}
	}
	g := w.dvGroup(want.Switch, want.Name)
	if g == nil {
		return []string{"no distributed port group " + want.Name}
	}
	is("VLAN of "+g.Name, g.VLAN, want.VLAN.Or(g.VLAN))
	if t := want.Teaming; t != nil {
		if p, ok := t.Policy.Get(); ok {
			is("policy of "+g.Name, g.Teaming.Policy, esx.TeamingOf(p).Get)
		}
		is("failback of "+g.Name, g.Teaming.Failback, t.Failback.Or(g.Teaming.Failback))
		is("notify of "+g.Name, g.Teaming.Notify, t.Notify.Or(g.Teaming.Notify))
		is("detection of "+g.Name, g.Teaming.Detection, t.Detection.Or(netstate.Detection(g.Teaming.Detection)))
		if t.Active != nil {
			is("active of "+g.Name, g.Teaming.Active, t.Active)
			is("standby of "+g.Name, g.Teaming.Standby, t.Standby)
		}
	}
	return out
}

func (w world) dvGroup(dvs, name string) *vctest.DVGroup {
	for _, d := range w.Switches {
		for _, g := range d.Groups {
			if d.Name == dvs && g.Name == name {
				return g
			}
		}
	}
	return nil
}

// arrives demands that a script brings a host to what is wanted, says so, and
// finds nothing to do when it is run again.
func arrives(t tb, w world, h *vctest.Host, c *render.Cluster) {
	t.Helper()
	s := parse(t, script(t, c))
	w.state(t, s, allow, 0, "Changed")
	if d := w.differences(h, desired(c)); d != nil {
		t.Fatalf("not as wanted: %q\n%s", d, w.Print())
	}
	unchanged(t, w, s, allow, "Unchanged", 0)
}

// unchanged demands that a run changes nothing.
func unchanged(t tb, w world, s *pstest.Script, params map[string]any, state string, code int) {
	t.Helper()
	before := w.Print()
	r := w.state(t, s, params, code, state)
	if after := w.Print(); before != after || r.Changes != 0 {
		t.Errorf("%d changes:\n%s\nthen\n%s", r.Changes, before, after)
	}
}

func TestFresh(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	arrives(t, w, h, cluster(full(), "esx01"))
}

func without[T comparable](all []T, x T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(o T) bool { return o == x })
}

func lines(all []string) string { return strings.Join(all, "\n") }
