package apply_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// wanted is what the tests bring hosts to: a wider vmk1, and a new vmk2.
func wanted() netstate.Host {
	some := netstate.Some[string]
	return netstate.Host{
		Switches:   []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard}},
		PortGroups: []netstate.PortGroup{{Name: "b", Of: "vmk2", Switch: "vSwitch0", VLAN: netstate.Some(7)}},
		Vmks: []netstate.Vmk{
			{Device: "vmk1", MTU: netstate.Some(9000)},
			{Device: "vmk2", Roles: []netstate.Role{netstate.VMotion}, PortGroup: some("b"), Switch: some("vSwitch0"), Stack: some("default"), MTU: netstate.Some(1500), IPv4: static("10.2.0.11/24")},
		},
	}
}

type file struct{ bytes.Buffer }

func (*file) Sync() error { return nil }

func noTime() string { return "" }

// setting is a site of n hosts and the plan for them.
func setting(n int, want netstate.Host, opt plan.Options) (site, *plan.Plan) {
	hosts := site{}
	current, desired := netstate.Cluster{Name: "lab"}, netstate.Cluster{Name: "lab"}
	for i := range n {
		name := fmt.Sprintf("esx%02d", i+1)
		hosts[name] = &fake{state: begun(name)}
		w := want
		w.Name = name
		m := []netstate.Member{{Name: name, Position: i}}
		current.Groups = append(current.Groups, netstate.Group{Pattern: begun(name), Members: m})
		desired.Groups = append(desired.Groups, netstate.Group{Pattern: w, Members: m})
	}
	from := plan.Side{Name: "live", Clusters: []netstate.Cluster{current}}
	to := plan.Side{Name: "x", Managed: true, Clusters: []netstate.Cluster{desired}}
	return hosts, plan.Sides(from, to, nil, opt)
}

func run(t *testing.T, s site, p *plan.Plan, o apply.Options) ([]apply.Result, *file) {
	t.Helper()
	f := &file{}
	j, err := apply.Begin(f, "run", p, false, noTime)
	if err != nil {
		t.Fatal(err)
	}
	if o.Maintenance == "" {
		o.Maintenance = apply.Ignore
	}
	results, err := apply.Run(context.Background(), p, s, j, o)
	if err != nil {
		t.Fatal(err)
	}
	return results, f
}

func outcomes(results []apply.Result) string {
	var out []string
	for _, r := range results {
		out = append(out, string(r.Outcome))
	}
	return strings.Join(out, ", ")
}

func TestApplyAndAgain(t *testing.T) {
	t.Parallel()
	s, p := setting(3, wanted(), plan.Options{})
	if got, _ := run(t, s, p, apply.Options{Canary: 1, Wave: 2, Parallel: 2}); outcomes(got) != "applied, applied, applied" {
		t.Fatalf("%+v", got)
	}
	for name, f := range s {
		if left := p.Hosts[0].Rest(f.state, plan.Options{}); len(left.Changes) != 0 {
			t.Errorf("%s: left to do: %+v", name, left.Changes)
		}
	}
	if got, _ := run(t, s, p, apply.Options{}); outcomes(got) != "unchanged, unchanged, unchanged" {
		t.Errorf("again: %+v", got)
	}
}

// A host that fails at any step is as before, and no further host is begun.
func TestFailureIsUndone(t *testing.T) {
	t.Parallel()
	for _, half := range []bool{false, true} {
		for at := 1; at <= 6; at++ {
			s, p := setting(3, wanted(), plan.Options{})
			s["esx01"].failAt, s["esx01"].half = at, half
			got, _ := run(t, s, p, apply.Options{Canary: 1})
			if outcomes(got) != "rolled back, skipped, skipped" || got[0].Why == "" {
				t.Fatalf("failing at step %d: %+v\n%v", at, got, s["esx01"].done)
			}
			if !reflect.DeepEqual(s["esx01"].state, begun("esx01")) {
				t.Errorf("failing at step %d, it is not as it was: %+v", at, s["esx01"].state)
			}
			if len(s["esx02"].done) != 0 {
				t.Error("the next host was begun")
			}
		}
	}
}

func TestDoubt(t *testing.T) {
	t.Parallel()
	s, p := setting(1, wanted(), plan.Options{})
	s["esx01"].failAt, s["esx01"].stuck = 3, true
	got, _ := run(t, s, p, apply.Options{})
	if outcomes(got) != "in doubt" || got[0].Undo == "" {
		t.Errorf("%+v", got)
	}
}

func TestMaxFailures(t *testing.T) {
	t.Parallel()
	s, p := setting(4, wanted(), plan.Options{})
	s["esx01"].failAt, s["esx02"].failAt = 1, 1
	if got, _ := run(t, s, p, apply.Options{MaxFailures: 2, Wave: 1}); outcomes(got) != "rolled back, rolled back, skipped, skipped" {
		t.Errorf("%+v", got)
	}
}

func TestMissingHost(t *testing.T) {
	t.Parallel()
	s, p := setting(2, wanted(), plan.Options{})
	delete(s, "esx01")
	if got, _ := run(t, s, p, apply.Options{MaxFailures: 2}); outcomes(got) != "refused, applied" {
		t.Errorf("%+v", got)
	}
}

// A host that somebody has changed since is left alone.
func TestChangedSince(t *testing.T) {
	t.Parallel()
	s, p := setting(1, wanted(), plan.Options{})
	s["esx01"].state.Vmk("vmk1").MTU = netstate.Some(4000)
	got, _ := run(t, s, p, apply.Options{})
	if outcomes(got) != "refused" || !strings.Contains(got[0].Why, "vmk/vmk1 mtu") || len(s["esx01"].done) != 0 {
		t.Errorf("%+v", got)
	}
}

// What nobody declares and stands in the way stops a host before its first change.
func TestObstacles(t *testing.T) {
	t.Parallel()
	w := wanted()
	w.Vmks[0].IPv4 = static("192.0.2.11/24") // which vmk0 has
	s, p := setting(1, w, plan.Options{})
	got, _ := run(t, s, p, apply.Options{})
	if outcomes(got) != "refused" || !strings.Contains(got[0].Why, "in the way: vmk1 is to have an address that vmk0 has") || len(s["esx01"].done) != 0 {
		t.Errorf("%+v", got)
	}
}

func moved() netstate.Host {
	w := wanted()
	w.Vmks = append(w.Vmks, netstate.Vmk{Device: "vmk0", IPv4: static("192.0.2.12/24")})
	return w
}

func TestManagementIsHeld(t *testing.T) {
	t.Parallel()
	s, p := setting(1, moved(), plan.Options{})
	got, _ := run(t, s, p, apply.Options{})
	if outcomes(got) != "held" || got[0].Held != 1 {
		t.Errorf("%+v", got)
	}
	if a := s["esx01"].state.Vmk("vmk0").IPv4.Address.String(); a != "192.0.2.11/24" {
		t.Errorf("vmk0 has %s", a)
	}
}

func TestManagementNeedsSafety(t *testing.T) {
	t.Parallel()
	s, p := setting(1, moved(), plan.Options{AllowManagement: true})
	got, _ := run(t, s, p, apply.Options{AllowManagement: true})
	if outcomes(got) != "refused" || len(s["esx01"].done) != 0 {
		t.Errorf("%+v", got)
	}
	s["esx01"].safety = "vCenter's network rollback"
	got, _ = run(t, s, p, apply.Options{AllowManagement: true})
	if outcomes(got) != "applied" {
		t.Errorf("%+v", got)
	}
	if last := s["esx01"].done[len(s["esx01"].done)-1]; !strings.Contains(last, "vmk/vmk0") {
		t.Errorf("last came %s", last)
	}
}

// A host that does not answer after a change to management is rolled back.
func TestManagementThatCutsOff(t *testing.T) {
	t.Parallel()
	s, p := setting(1, moved(), plan.Options{AllowManagement: true})
	s["esx01"].safety, s["esx01"].deaf = "vCenter's network rollback", true
	got, _ := run(t, s, p, apply.Options{AllowManagement: true, ConfirmWithin: 10 * time.Millisecond})
	if outcomes(got) != "rolled back" || !strings.Contains(got[0].Why, "did not answer") {
		t.Errorf("%+v", got)
	}
	if !reflect.DeepEqual(s["esx01"].state, begun("esx01")) {
		t.Errorf("it is not as it was: %+v", s["esx01"].state)
	}
}

// vmk1 carries NFS: to interrupt it wants maintenance mode.
func TestMaintenance(t *testing.T) {
	t.Parallel()
	s, p := setting(1, wanted(), plan.Options{})
	if got, _ := run(t, s, p, apply.Options{Maintenance: apply.Require}); outcomes(got) != "refused" || !strings.Contains(got[0].Why, "maintenance") {
		t.Errorf("%+v", got)
	}
	if got, _ := run(t, s, p, apply.Options{Maintenance: apply.Enter}); outcomes(got) != "applied" {
		t.Errorf("%+v", got)
	}
	done := s["esx01"].done
	if done[0] != "maintenance true" || done[len(done)-1] != "maintenance false" {
		t.Errorf("%v", done)
	}
}

// A run that is stopped, or killed, at any step is completed by another, or undone.
func TestStopResumeRollback(t *testing.T) {
	t.Parallel()
	for _, back := range []bool{false, true} {
		for at := 1; at <= 5; at++ {
			s, p := setting(2, wanted(), plan.Options{})
			stop := make(chan struct{})
			s["esx01"].onDo = func(n int) {
				if n == at {
					close(stop)
				}
			}
			got, journal := run(t, s, p, apply.Options{Stop: stop})
			if got[1].Outcome != apply.Skipped {
				t.Fatalf("stopped at %d: %+v", at, got)
			}
			s["esx01"].onDo = nil
			// A kill may cut the last record off.
			text := journal.String()
			read, err := apply.ReadJournal(strings.NewReader(text[:len(text)-5]))
			if err != nil {
				t.Fatal(err)
			}
			if back {
				got, _ = run(t, s, apply.Reverse(read.Done(), true), apply.Options{})
				if !reflect.DeepEqual(s["esx01"].state, begun("esx01")) || len(got) != 1 {
					t.Errorf("stopped at %d and rolled back, it is not as it was: %+v\n%+v", at, got, s["esx01"].state)
				}
				continue
			}
			run(t, s, read.Left(), apply.Options{})
			for name, f := range s {
				if left := p.Hosts[0].Rest(f.state, plan.Options{}); len(left.Changes) != 0 {
					t.Errorf("stopped at %d and resumed, %s lacks %+v", at, name, left.Changes)
				}
			}
		}
	}
}

type broken struct{ file }

func (*broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// Without a journal nothing is done.
func TestNoJournalNoChange(t *testing.T) {
	t.Parallel()
	s, p := setting(1, wanted(), plan.Options{})
	j := apply.Continue(&broken{}, noTime)
	got, err := apply.Run(context.Background(), p, s, j, apply.Options{Maintenance: apply.Ignore})
	if err == nil || len(s["esx01"].done) != 0 {
		t.Errorf("%v: %+v, done %v", err, got, s["esx01"].done)
	}
}

func TestBadJournals(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "{}", "x", `{"kind":"begin","version":9}`, `{"kind":"doing","host":"a"}`} {
		if _, err := apply.ReadJournal(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
