package apply_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// A fakeProfile says what it is told to.
type fakeProfile struct {
	check     apply.Precheck
	checkErr  error
	done      *apply.Remediation
	doneErr   error
	left      map[string]int
	leftErr   error
	discard   error
	calls     []string
	afterward func()
}

func (f *fakeProfile) Precheck(context.Context) (*apply.Precheck, error) {
	f.calls = append(f.calls, "precheck")
	return &f.check, f.checkErr
}

func (f *fakeProfile) Remediate(_ context.Context, message string) (*apply.Remediation, error) {
	f.calls = append(f.calls, "remediate "+message)
	if f.afterward != nil {
		f.afterward()
	}
	return f.done, f.doneErr
}

func (f *fakeProfile) Discard(context.Context) error {
	f.calls = append(f.calls, "discard")
	return f.discard
}

func (f *fakeProfile) Left(context.Context) (map[string]int, error) { return f.left, f.leftErr }

// good is a profile with which all goes well on two hosts.
func good() *fakeProfile {
	return &fakeProfile{done: &apply.Remediation{Done: []string{"ESX01", "esx02"}}, left: map[string]int{"esx01": 0, "esx02": 0}}
}

func runProfiles(ctx context.Context, t *testing.T, p *plan.Plan, o apply.ProfileOptions, all ...*fakeProfile) ([]apply.Result, *apply.Recorded) {
	t.Helper()
	var f file
	j, err := apply.BeginProfiles(&f, "run", p, noTime)
	if err != nil {
		t.Fatal(err)
	}
	if o.MaxFailures == 0 {
		o.MaxFailures = 1
	}
	if o.Maintenance == "" {
		o.Maintenance = apply.Require
	}
	o.Message = "m"
	o.Maintains = func(host string) bool { return host == "esx01" }
	clusters := make([]apply.ProfileCluster, len(all))
	for i, profile := range all {
		clusters[i] = apply.ProfileCluster{Name: "lab", Hosts: p.Hosts, Profile: profile}
	}
	results, err := apply.RunProfiles(ctx, clusters, j, o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := apply.ReadJournal(bytes.NewReader(f.Bytes()))
	if err != nil {
		t.Fatalf("%v\n%s", err, f.Bytes())
	}
	if r.Engine != apply.ProfileEngine || !r.Ended {
		t.Errorf("the journal says %+v", r)
	}
	return results, r
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	_, p := setting(2, wanted(), plan.Options{})
	steps := len(p.Hosts[0].Steps)
	for name, x := range map[string]struct {
		change    func(*fakeProfile)
		want      string // outcomes
		why       string // of one of them
		calls     string
		untouched bool
	}{
		"all well":       {func(*fakeProfile) {}, "applied, applied", "", "precheck, remediate m", false},
		"no precheck":    {func(f *fakeProfile) { f.checkErr = errors.New("gone") }, "refused, refused", "gone", "precheck, discard", true},
		"a draft":        {func(f *fakeProfile) { f.check.Errors = []string{"invalid", "mtu"} }, "refused, refused", "invalid: mtu", "precheck, discard", true},
		"another host":   {func(f *fakeProfile) { f.check.Hosts = map[string]string{"esx09": "full"} }, "refused, refused", "esx09: full", "precheck, discard", true},
		"a host":         {func(f *fakeProfile) { f.check.Hosts = map[string]string{"ESX02": "full"} }, "refused, refused", "full", "precheck, discard", true},
		"maintenance":    {func(f *fakeProfile) { f.check.Enters = []string{"esx01", "esx02"} }, "refused, refused", "esx02 has to be in maintenance mode", "precheck, discard", true},
		"in maintenance": {func(f *fakeProfile) { f.check.Enters = []string{"esx01"} }, "applied, applied", "", "precheck, remediate m", false},
		"not begun":      {func(f *fakeProfile) { f.done, f.doneErr = nil, errors.New("denied") }, "refused, refused", "denied", "precheck, remediate m, discard", false},
		"unknown":        {func(f *fakeProfile) { f.doneErr = errors.New("cut") }, "in doubt, in doubt", "cut", "precheck, remediate m", false},
		"one fails": {func(f *fakeProfile) {
			f.done = &apply.Remediation{Done: []string{"esx01"}, Failed: map[string]string{"ESX02": "fire"}, Errors: []string{"ERROR"}}
		}, "applied, in doubt", "fire", "precheck, remediate m", false},
		"one is left out": {func(f *fakeProfile) { f.done.Skipped = []string{"esx02"} }, "applied, skipped", "left it out", "precheck, remediate m", false},
		"one more fails":  {func(f *fakeProfile) { f.done.Failed = map[string]string{"esx09": "fire"} }, "applied, applied, in doubt", "fire", "precheck, remediate m", false},
		"the whole fails": {func(f *fakeProfile) { f.done = &apply.Remediation{Errors: []string{"TIMED_OUT"}} }, "in doubt, in doubt", "TIMED_OUT", "precheck, remediate m", false},
		"steps are left":  {func(f *fakeProfile) { f.left["esx02"] = 1 }, "applied, in doubt", "1 of", "precheck, remediate m", false},
		"one is unread":   {func(f *fakeProfile) { delete(f.left, "esx02") }, "applied, in doubt", "can't be read", "precheck, remediate m", false},
		"none is read":    {func(f *fakeProfile) { f.leftErr = errors.New("away") }, "in doubt, in doubt", "away", "precheck, remediate m", false},
		"no discarding":   {func(f *fakeProfile) { f.checkErr, f.discard = errors.New("gone"), errors.New("stays") }, "refused, refused", "gone", "precheck, discard", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := good()
			x.change(f)
			got, r := runProfiles(t.Context(), t, p, apply.ProfileOptions{}, f)
			found := x.why == ""
			for _, g := range got {
				found = found || strings.Contains(g.Why, x.why)
				if g.Outcome == apply.Applied && (g.Steps != steps || g.Why != "") || f.discard != nil && g.Undo != "stays" {
					t.Errorf("%+v", g)
				}
			}
			if outcomes(got) != x.want || !found || strings.Join(f.calls, ", ") != x.calls {
				t.Errorf("%+v after %q", got, f.calls)
			}
			if len(r.Touched) > 0 == x.untouched {
				t.Errorf("the journal says that %v were touched", r.Touched)
			}
		})
	}
}

func TestProfilesHoldManagement(t *testing.T) {
	t.Parallel()
	for _, allow := range []bool{false, true} {
		_, p := setting(2, moved(), plan.Options{AllowManagement: allow})
		f := good()
		got, _ := runProfiles(t.Context(), t, p, apply.ProfileOptions{AllowManagement: allow}, f)
		if want := map[bool]string{false: "refused, refused", true: "applied, applied"}[allow]; outcomes(got) != want || len(f.calls) > 0 != allow {
			t.Errorf("allowed %v: %+v after %q", allow, got, f.calls)
		}
	}
}

func TestProfilesMaintenanceEntered(t *testing.T) {
	t.Parallel()
	_, p := setting(2, wanted(), plan.Options{})
	f := good()
	f.check.Enters = []string{"esx02"}
	if got, _ := runProfiles(t.Context(), t, p, apply.ProfileOptions{Maintenance: apply.Enter}, f); outcomes(got) != "applied, applied" {
		t.Errorf("%+v", got)
	}
}

// TestProfilesStop: after a failure, or an interrupt, no further cluster is begun.
func TestProfilesStop(t *testing.T) {
	t.Parallel()
	_, p := setting(1, wanted(), plan.Options{})
	bad, next := good(), good()
	bad.check.Errors = []string{"invalid"}
	if got, _ := runProfiles(t.Context(), t, p, apply.ProfileOptions{}, bad, next); outcomes(got) != "refused, skipped" || next.calls != nil {
		t.Errorf("%+v", got)
	}
	if got, _ := runProfiles(t.Context(), t, p, apply.ProfileOptions{MaxFailures: 2}, bad, good()); outcomes(got) != "refused, applied" {
		t.Errorf("%+v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	bad, next = good(), good()
	bad.afterward, bad.doneErr = cancel, context.Canceled
	if got, _ := runProfiles(ctx, t, p, apply.ProfileOptions{MaxFailures: 9}, bad, next); outcomes(got) != "stopped, skipped" || next.calls != nil {
		t.Errorf("%+v", got)
	}
}

func TestProfilesNoJournalNoChange(t *testing.T) {
	t.Parallel()
	_, p := setting(1, wanted(), plan.Options{})
	f := good()
	results, err := apply.RunProfiles(t.Context(), []apply.ProfileCluster{{Name: "lab", Hosts: p.Hosts, Profile: f}}, apply.Continue(&broken{}, noTime), apply.ProfileOptions{MaxFailures: 1})
	if err == nil || f.calls != nil {
		t.Errorf("%v, %+v after %q", err, results, f.calls)
	}
}
