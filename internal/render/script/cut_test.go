package script_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// jumbled is a host on which much has to be replaced.
func jumbled(t testing.TB) *standin.Host {
	t.Helper()
	h := settled(t)
	v1, v2, v3, v10 := h.Vmk("vmk1"), h.Vmk("vmk2"), h.Vmk("vmk3"), h.Vmk("vmk10")
	v1.Stack, v1.Tags = "defaultTcpipStack", []string{"VMotion"}
	v2.MAC, v2.IP, v10.IP = "00:50:56:aa:aa:aa", v10.IP, v2.IP
	h.Group("vmk3-backup").Switch, h.Group("vmk10").Switch = "v Switch'1", "vSwitch0"
	v3.Group, v10.Group, v10.MTU, v10.Gateway = v10.Group, v3.Group, 1500, ""
	h.Group(iscsiGroup).Overrides[2] = false
	h.Group("Management Network").VLAN = 0
	h.Stack("vmotion").Routes = nil
	h.Stack("backup").Routes = []standin.Route{{To: "default", Via: "10.40.0.2"}}
	s := h.Switch("vSwitch0")
	s.MTU, s.Uplinks, s.Teaming.Standby = 9190, []string{"vmnic0"}, nil
	return h
}

// cuts gives what is left of a run that is cut off before or after a call that
// writes, or some of that in short mode.
func cuts(t testing.TB, from *standin.Host, text []byte) []esxtest.Cut {
	t.Helper()
	r, cuts := esxtest.Cuts(t, from.Clone(), text, allowed)
	if r.Exit != 0 || r.Writes < 4 || len(cuts) < 4 {
		t.Fatalf("exit %d, %d places to cut a run with %d writes at\n%s%s", r.Exit, len(cuts), r.Writes, r.Stdout, r.Stderr)
	}
	if testing.Short() {
		some := cuts[:0]
		for i := 1; i < len(cuts); i += 5 {
			some = append(some, cuts[i])
		}
		return some
	}
	return cuts
}

// bridged is wanted, only that management moves to another switch, which needs
// an adapter for the meantime.
func bridged() netstate.Host {
	want := wanted()
	want.Vmks[0].PortGroup, want.Vmks[0].Switch = netstate.Some("Management Network"), netstate.Some("v Switch'1")
	want.PortGroups[0].Name, want.PortGroups[0].Switch = "Management Network", "v Switch'1"
	return want
}

// in gives a host in one of the awkward states.
func in(t testing.TB, name string) *standin.Host {
	t.Helper()
	h := settled(t)
	i := slices.IndexFunc(awkward, func(s awkwardState) bool { return s.name == name })
	if i < 0 {
		t.Fatalf("no state is called %s", name)
	}
	awkward[i].make(h)
	return h
}

// TestCutOff cuts runs off after each command that writes, and before each: the
// next run completes the work.
func TestCutOff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		from *standin.Host
		want netstate.Host
	}{
		{"fresh", fresh(), wanted()},
		{"jumbled", jumbled(t), wanted()},
		{"port groups swapped", in(t, "port groups swapped"), wanted()},
		{"roles on the wrong vmk", in(t, "roles on the wrong vmk"), wanted()},
		{"uplinks on each other's switches", in(t, "uplinks on each other's switches"), wanted()},
		{"a bridge for management", settled(t), bridged()},
	} {
		text := rendered(t, c.want)
		var done endings
		for _, cut := range cuts(t, c.from, text) {
			t.Run(c.name+" "+cut.Name, func(t *testing.T) {
				t.Parallel()
				ends(t, cut.Host, text, esxtest.Run{Args: allowed.Args, Folder: cut.Folder}, 0)
				done.converged(t, cut.Host, c.want, text)
			})
		}
	}
}

// endings are the states that runs have ended in.
type endings struct{ seen sync.Map }

// converged demands what converged does, once of each state.
func (e *endings) converged(t testing.TB, h *standin.Host, want netstate.Host, text []byte) {
	t.Helper()
	if _, known := e.seen.LoadOrStore(h.Print(), true); !known {
		converged(t, h, want, text)
	}
}

// TestKilled kills runs, early and late, and lets the next one complete the work.
func TestKilled(t *testing.T) {
	t.Parallel()
	want, from := wanted(), jumbled(t)
	text := rendered(t, want)
	calls := len(ends(t, from.Clone(), text, allowed, 0).Calls)
	for i, at := range []int{1, calls / 3, calls / 2, calls - 15, calls} {
		t.Run(strconv.Itoa(at), func(t *testing.T) {
			t.Parallel()
			h, how := from.Clone(), allowed
			how.CutAfter, how.Folder = at, t.TempDir()
			if i%2 == 1 {
				how.CutAfter, how.CutBefore = 0, at
			}
			if r := esxtest.Script(t, h, text, how); r.Exit != -1 {
				t.Fatalf("exit %d, though it was killed\n%s%s", r.Exit, r.Stdout, r.Stderr)
			}
			ends(t, h, text, esxtest.Run{Args: allowed.Args, Folder: how.Folder}, 0)
			converged(t, h, want, text)
		})
	}
}

// TestCutOffAfterBinding cuts a run off once a vmk is bound again, and lets the
// next one unbind it again: what it has noted of the binding by then, it has twice.
func TestCutOffAfterBinding(t *testing.T) {
	t.Parallel()
	want := wanted()
	want.Vmks[2].ISCSI = nil
	text, h := rendered(t, want), settled(t)
	how := allowed
	how.Folder = t.TempDir()
	for _, exit := range []int{-1, 0} {
		h.Group(iscsiGroup).Overrides[2] = false
		calls := ends(t, h.Clone(), text, esxtest.Run{}, 0).Calls
		at := slices.IndexFunc(calls, func(call []string) bool {
			return strings.HasPrefix(strings.Join(call, " "), "iscsi networkportal add ")
		})
		if at < 0 {
			t.Fatalf("it isn't bound again: %v", calls)
		}
		if how.CutAfter = at + 1; exit == 0 {
			how.CutAfter = 0
		}
		ends(t, h, text, how, exit)
	}
	converged(t, h, wanted(), text)
}

// TestFailures lets calls fail, some that read and some that write: the run says
// which, and exits 1; the next run completes the work.
func TestFailures(t *testing.T) {
	t.Parallel()
	want := wanted()
	text, from := rendered(t, want), jumbled(t)
	h := from.Clone()
	all := ends(t, h, text, allowed, 0).Calls
	for at := 1; at <= len(all); at++ {
		if at%7 != 0 {
			continue
		}
		t.Run(strconv.Itoa(at), func(t *testing.T) {
			t.Parallel()
			h, how := from.Clone(), allowed
			how.FailAt, how.Folder = at, t.TempDir()
			r := ends(t, h, text, how, 1)
			if len(r.Calls) != at {
				t.Errorf("it goes on after the failure: %v", r.Calls[at:])
			}
			made := 0
			for _, call := range all[:at-1] {
				if standin.Writes(call) {
					made++
				}
			}
			for _, word := range []string{"failed: esxcli " + all[at-1][0], "Unable to complete"} {
				if !strings.Contains(r.Stderr, word) {
					t.Errorf("%q is not told:\n%s", word, r.Stderr)
				}
			}
			if told := fmt.Sprintf("changes made before that: %d;", made); (made > 0) != strings.Contains(r.Stderr, told) {
				t.Errorf("after %d changes:\n%s", made, r.Stderr)
			}
			if !strings.Contains(r.Log, "failed") {
				t.Errorf("syslog lacks it: %s", r.Log)
			}
			how = allowed
			how.Folder = t.TempDir()
			if standin.Writes(all[at-1]) {
				ends(t, h, text, how, 0)
			}
		})
	}
}
