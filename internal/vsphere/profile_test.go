package vsphere_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/vcptest"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

const (
	secretDocument = `{"profile":{"esx":{"authentication":{"user_accounts":[{"password_hash":"canary-7f3a"}]}}}}`
	canary         = "canary"
)

// profiled gives the profile of a cluster behind a server.
func profiled(t *testing.T, o vcptest.Options) (*vcptest.Server, *vsphere.Profile) {
	t.Helper()
	w := newWorld(t, inventory(fresh("1"), fresh("2")), sim.Options{User: "admin", Password: "canary-login"})
	o.User, o.Password, o.Config = "admin", "canary-login", secretDocument
	s := vcptest.New(w.vc.URL(), o)
	t.Cleanup(s.Close)
	l := login(w.vc)
	l.Server, l.Thumbprint = s.Address, s.Thumbprint
	c, err := vsphere.Dial(w.ctx, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	found, err := c.Hosts(w.ctx, vsphere.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Profile(w.ctx, "lab", found.Hosts)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Profile(w.ctx, "other", found.Hosts); err == nil || !strings.Contains(err.Error(), "no cluster other") {
		t.Errorf("a cluster that isn't there: %v", err)
	}
	return s, p
}

func hosts(all ...vcptest.Host) []vcptest.Host {
	for i := range all {
		all[i].Name = "esx" + string(rune('1'+i)) + ".example.com"
	}
	return all
}

func TestProfileApplied(t *testing.T) {
	t.Parallel()
	s, p := profiled(t, vcptest.Options{Schema: "{}", Polls: 1, Hosts: hosts(vcptest.Host{Impact: "REBOOT_REQUIRED"}, vcptest.Host{Impact: "MAINTENANCE_MODE_REQUIRED"})})
	document, schema, err := p.Export(t.Context())
	if err != nil || string(document) != secretDocument || string(schema) != "{}" {
		t.Fatalf("%s %s %v", document, schema, err)
	}
	check, err := p.Precheck(t.Context(), []byte(`{"profile":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := &vsphere.Precheck{Hosts: map[string]string{}, Enters: []string{"esx1.example.com", "esx2.example.com"}, Reboots: []string{"esx1.example.com"}}
	if diff := cmp.Diff(want, check); diff != "" {
		t.Error(diff)
	}
	if s.Config() != secretDocument {
		t.Error("a precheck changed the configuration")
	}
	done, err := p.Remediate(t.Context(), "vmkgen x")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&vsphere.Remediation{Commit: "commit-2", Done: []string{"esx1.example.com", "esx2.example.com"}, Failed: map[string]string{}}, done); diff != "" {
		t.Error(diff)
	}
	if err := p.Discard(t.Context()); err != nil {
		t.Error(err)
	}
	wantCalls := []string{"GET ", "GET schema", "POST drafts", "GET drafts/draft-7", "POST precheck", "POST apply"}
	if diff := cmp.Diff(wantCalls, s.Calls()); diff != "" || s.Config() != `{"profile":{}}` || s.HasDraft() {
		t.Errorf("%s%s", diff, s.Config())
	}
	if err := p.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestProfileFailures: each is told with its reason, and without a password.
func TestProfileFailures(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		options vcptest.Options
		says    string
		begun   bool // remediation may have begun
		draft   bool // a draft is left by others, and stays
	}{
		"no profile":        {options: vcptest.Options{Fail: map[string]vcptest.Failure{"GET ": {Status: 404, Type: "NOT_FOUND", Message: "no"}}}, says: "managed by a configuration profile?"},
		"no schema":         {options: vcptest.Options{Fail: map[string]vcptest.Failure{"GET schema": {Status: 500}}}, says: "500"},
		"a draft's body":    {options: vcptest.Options{Fail: map[string]vcptest.Failure{"POST drafts": {Status: 400, Type: "INVALID_ARGUMENT", Message: "bad canary-7f3a"}}}, says: "bad …"},
		"an invalid draft":  {options: vcptest.Options{Draft: "INVALID", Says: "bad canary-7f3a"}, says: "the draft is INVALID: bad …"},
		"a precheck's task": {options: vcptest.Options{Fail: map[string]vcptest.Failure{"task precheck": {Type: "ERROR", Message: "busy"}}}, says: "can't precheck the draft for sure: busy"},
		"a precheck":        {options: vcptest.Options{Precheck: "ERROR", Says: "no canary-login"}, says: "the precheck says ERROR: no …"},
		"a host's precheck": {options: vcptest.Options{Hosts: hosts(vcptest.Host{}, vcptest.Host{Precheck: "TIMED_OUT", Says: "slow"})}, says: "esx2.example.com the precheck says TIMED_OUT: slow"},
		"moved":             {options: vcptest.Options{Moved: true}, says: "has changed since"},
		"not applied":       {options: vcptest.Options{Fail: map[string]vcptest.Failure{"POST apply": {Status: 403, Type: "UNAUTHORIZED", Message: "no"}}}, says: "VcIntegrity.ClusterConfiguration"},
		"cut while applied": {options: vcptest.Options{Fail: map[string]vcptest.Failure{"POST apply": {}}}, says: "can't apply the draft for sure", begun: true},
		"overloaded":        {options: vcptest.Options{Fail: map[string]vcptest.Failure{"POST apply": {Status: 503}}}, says: "503", begun: true},
		"a task":            {options: vcptest.Options{Fail: map[string]vcptest.Failure{"task apply": {Type: "ERROR", Message: "canary-7f3a"}}}, says: "for sure: …", begun: true},
		"no task":           {options: vcptest.Options{NoTask: true}, says: "began no remediation", begun: true},
		"a host":            {options: vcptest.Options{Hosts: hosts(vcptest.Host{}, vcptest.Host{Apply: "ERROR", Says: "canary-7f3a burns"})}, says: "esx2.example.com vCenter says ERROR: … burns", begun: true},
		"left out":          {options: vcptest.Options{Hosts: hosts(vcptest.Host{Apply: "SKIPPED"})}, says: "esx1.example.com left out", begun: true},
		"the whole":         {options: vcptest.Options{Apply: "TIMED_OUT"}, says: "vCenter says TIMED_OUT", begun: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := profiled(t, x.options)
			said, begun := goneThrough(t.Context(), p)
			if !strings.Contains(said, x.says) || strings.Contains(said, canary) || begun != x.begun {
				t.Errorf("begun %v, it says %q", begun, said)
			}
			if err := p.Discard(context.Background()); err != nil || s.HasDraft() && !x.begun {
				t.Errorf("a draft is left: %v", err)
			}
			if applied := slices.Contains(s.Calls(), "POST apply"); applied && !x.begun && name != "not applied" {
				t.Error("it was applied")
			}
		})
	}
}

// goneThrough goes through all steps up to the first that fails, and gives what it says.
func goneThrough(ctx context.Context, p *vsphere.Profile) (said string, begun bool) {
	document, _, err := p.Export(ctx)
	if err != nil {
		return err.Error(), false
	}
	check, err := p.Precheck(ctx, document)
	if err != nil {
		return err.Error(), false
	}
	words := check.Errors
	for name, why := range check.Hosts {
		words = append(words, name+" "+why)
	}
	if words != nil {
		return strings.Join(words, ": "), false
	}
	done, err := p.Remediate(ctx, "x")
	if err != nil {
		return err.Error(), done != nil
	}
	for name, why := range done.Failed {
		words = append(words, name+" "+why)
	}
	for _, name := range done.Skipped {
		words = append(words, name+" left out")
	}
	return strings.Join(append(words, done.Errors...), ": "), true
}

// TestProfileSession: a session that ends is begun anew, at any call.
func TestProfileSession(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 6; n++ {
		s, p := profiled(t, vcptest.Options{Expire: n, Hosts: hosts(vcptest.Host{})})
		if said, begun := goneThrough(t.Context(), p); said != "" || !begun {
			t.Errorf("ended before call %d: %s", n, said)
		}
		if len(s.Calls()) != 7 {
			t.Errorf("ended before call %d: %q", n, s.Calls())
		}
	}
}

// TestProfileNotWaitedFor: whoever stops waiting is told that vCenter goes on.
func TestProfileNotWaitedFor(t *testing.T) {
	t.Parallel()
	_, p := profiled(t, vcptest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	document, _, err := p.Export(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Precheck(ctx, document); err != nil {
		t.Fatal(err)
	}
	cancel()
	if done, err := p.Remediate(ctx, "x"); done == nil && err == nil {
		t.Error("it went on")
	}
	slow, p := profiled(t, vcptest.Options{Polls: 1000})
	ctx, cancel = context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := p.Precheck(ctx, []byte("{}")); err == nil || !strings.Contains(err.Error(), "goes on in vCenter") {
		t.Errorf("%v", err)
	}
	if err := p.Discard(context.Background()); err != nil || slow.HasDraft() {
		t.Errorf("a draft is left: %v", err)
	}
}

func TestProfileWrongPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t, inventory(fresh("1")), sim.Options{})
	s := vcptest.New(w.vc.URL(), vcptest.Options{User: "x", Password: "y"})
	t.Cleanup(s.Close)
	l := login(w.vc)
	l.Server, l.Thumbprint = s.Address, s.Thumbprint
	c, err := vsphere.Dial(w.ctx, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	found, err := c.Hosts(w.ctx, vsphere.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Profile(w.ctx, "lab", found.Hosts); err == nil || !strings.Contains(err.Error(), "the user name or the password is wrong") {
		t.Errorf("%v", err)
	}
}
