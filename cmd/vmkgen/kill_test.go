package main_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
)

const killed = "esx01.lab.example"

// killable is a change with a bit of everything, management included.
const killable = `
cluster "lab" {
  hosts  = ["` + killed + `"]
  offset = 10

  switch "vSwitch0" {
    uplinks = ["vmnic0", "vmnic1"]
    mtu     = 9000
  }
  stack "backup" { gateway = "10.4.0.1" }

  vmk "vmk0" {
    roles = ["management"]
    mtu   = 9000
  }
  vmk "vmk1" {
    roles  = ["vmotion", "vsan"]
    vlan   = 20
    subnet = "10.2.0.0/24"
    mtu    = 9000
  }
  vmk "vmk2" {
    stack  = "backup"
    vlan   = 40
    subnet = "10.4.0.0/24"
  }
}
`

// A victim is a vCenter, and a program that changes its host.
type victim struct {
	*testing.T
	vc  *sim.VCenter
	dir string
	// password is what the program is given.
	password string
}

func newVictim(t *testing.T) *victim {
	t.Helper()
	return victimOf(t, sim.Options{}, sim.Host{State: installed(killed, 11)})
}

// installed is a host as the installer leaves it.
func installed(name string, number int) *standin.Host {
	return standin.Fresh(name, "8.0.3", fmt.Sprintf("192.0.2.%d/24", number), "192.0.2.1", "vmnic0", "vmnic1")
}

func victimOf(t *testing.T, o sim.Options, hosts ...sim.Host) *victim {
	t.Helper()
	o.Plain = true
	vc, err := sim.New(sim.Inventory{Clusters: []sim.Cluster{{Name: "lab", Hosts: hosts}}}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vc.Close() })
	v := &victim{T: t, vc: vc, dir: t.TempDir(), password: "pass"}
	if err := os.WriteFile(filepath.Join(v.dir, "a.vmk.hcl"), []byte(killable), 0o600); err != nil {
		t.Fatal(err)
	}
	return v
}

// vmkgen is a call of the program.
func (v *victim) vmkgen(args ...string) *exec.Cmd {
	v.Helper()
	path, err := exec.LookPath("vmkgen")
	if err != nil {
		v.Fatal(err)
	}
	u := *v.vc.URL()
	u.User = nil
	c := exec.Command(path, args...)
	c.Dir = v.dir
	c.Env = append(os.Environ(), "VMKGEN_RUNS="+v.dir, "GOVC_URL="+u.String(), "GOVC_USERNAME=user", "GOVC_PASSWORD="+v.password)
	return c
}

// all adds what lets a change go through.
func all(args ...string) []string {
	return append(args, "--yes", "--allow-management", "--maintenance", "ignore")
}

// state is all that the host is.
func (v *victim) state() string {
	h := v.vc.Host(killed)
	for _, s := range h.Switches {
		s.Chosen = false // somebody said so once
	}
	return h.Print()
}

func (v *victim) calls() (n int) {
	for c := range maps.Values(v.vc.Calls()) {
		n += c
	}
	return n
}

// TestKilledAtAnyMoment kills the program at each call that it makes, before or
// after the call takes effect: resume brings the host to where it is to be, and
// rollback to where it was.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	whole := newVictim(t)
	before := whole.state()
	if out, err := whole.vmkgen(all("apply")...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	after, calls := whole.state(), whole.calls()
	t.Logf("%d calls", calls)
	step := 1
	if testing.Short() {
		step = 4
	}
	for at := 1; at <= calls; at += step {
		v := newVictim(t)
		said, begun, died := v.killAt(at, at%2 == 0)
		if !died {
			// How often it asks for news depends on time, so it may end earlier.
			if got := v.state(); at < calls-3 || got != after {
				t.Errorf("it was not killed at call %d of %d: %s", at, calls, cmp.Diff(after, got))
			}
			break
		}
		if !begun {
			if got := v.state(); got != before {
				t.Errorf("killed at call %d, without a journal: %s", at, cmp.Diff(before, got))
			}
			continue
		}
		for want, args := range map[string][]string{before: {"rollback", said}, after: {"apply", "--resume", said}} {
			if (at/2%2 == 0) != (want == before) {
				continue
			}
			out, err := v.vmkgen(all(args...)...).CombinedOutput()
			if got := v.state(); err != nil || got != want {
				t.Errorf("killed at call %d, then %v: %v\n%s\n%s", at, args, err, out, cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
			}
		}
	}
}

// killAt lets the program change the host, and kills it at a call; it gives the
// run, where there is one. It is not killed where it made fewer calls.
func (v *victim) killAt(at int, cut bool) (run string, begun, died bool) {
	v.Helper()
	c := v.vmkgen(all("apply")...)
	started := make(chan struct{})
	kill := func() {
		<-started
		_ = c.Process.Kill()
	}
	troubles := []sim.Trouble{{Nth: at, First: kill}}
	if cut {
		troubles = append(troubles, sim.Trouble{Nth: at, Cut: true})
	}
	for _, trouble := range troubles {
		if err := v.vc.Trouble(trouble); err != nil {
			v.Fatal(err)
		}
	}
	if err := c.Start(); err != nil {
		v.Fatal(err)
	}
	close(started)
	died = c.Wait() != nil
	v.vc.Calm()
	names, err := filepath.Glob(filepath.Join(v.dir, "*.jsonl"))
	if err != nil || len(names) == 0 {
		return "", false, died
	}
	return strings.TrimSuffix(filepath.Base(slices.Max(names)), ".jsonl"), true, died
}
