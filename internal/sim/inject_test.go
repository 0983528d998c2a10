package sim_test

import (
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/sim"
)

func TestTheNthCallFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	ok(t, "trouble", w.vc.Trouble(sim.Trouble{Method: "AddVirtualSwitch", Host: first, Nth: 2, Fault: "PlatformConfigFault", Text: "out of memory"}))
	n := w.networks(first)
	ok(t, "first", n.AddVirtualSwitch(w.ctx, "a", nil))
	ok(t, "another host", w.networks(second).AddVirtualSwitch(w.ctx, "a", nil))
	err := n.AddVirtualSwitch(w.ctx, "b", nil)
	faulty[*types.PlatformConfigFault](t, "second", err)
	if f, is := soap.ToSoapFault(err).VimFault().(types.PlatformConfigFault); is && f.Text != "out of memory" {
		t.Errorf("the host says %q", f.Text)
	}
	ok(t, "third", n.AddVirtualSwitch(w.ctx, "b", nil))
	if got := w.vc.Calls()["AddVirtualSwitch"]; got != 4 {
		t.Errorf("%d calls counted, want 4", got)
	}
	w.vc.Calm()
	for name, bad := range map[string]sim.Trouble{
		"nothing": {}, "both": {Fault: "NotFound", Drop: true}, "no fault": {Fault: "Nonsense"}, "a type": {Fault: "HostSystem"}, "host": {Host: "x", Drop: true}, "data": {Fault: "HostVirtualNicSpec"},
	} {
		if w.vc.Trouble(bad) == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestADroppedAnswerLeavesTheChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	ok(t, "trouble", w.vc.Trouble(sim.Trouble{Method: "AddVirtualSwitch", Nth: 1, Drop: true}))
	err := n.AddVirtualSwitch(w.ctx, "a", nil)
	if err == nil || soap.IsSoapFault(err) {
		t.Errorf("the answer arrives: %v", err)
	}
	if w.vc.Host(first).Switch("a") == nil {
		t.Error("the call took no effect")
	}
	faulty[*types.AlreadyExists](t, "again", n.AddVirtualSwitch(w.ctx, "a", nil))
}

func TestACutConnectionLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	ok(t, "trouble", w.vc.Trouble(sim.Trouble{Method: "AddVirtualSwitch", Nth: 1, Cut: true}))
	if err := n.AddVirtualSwitch(w.ctx, "a", nil); err == nil || soap.IsSoapFault(err) {
		t.Errorf("it is answered: %v", err)
	}
	if w.vc.Host(first).Switch("a") != nil {
		t.Error("the call took effect")
	}
	ok(t, "again", n.AddVirtualSwitch(w.ctx, "a", nil))
}

func TestALateAnswerComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	const late = 60 * time.Millisecond
	ok(t, "trouble", w.vc.Trouble(sim.Trouble{Method: "AddVirtualSwitch", Late: late}))
	start := time.Now()
	ok(t, "late", n.AddVirtualSwitch(w.ctx, "a", nil))
	if d := time.Since(start); d < late {
		t.Errorf("it comes after %v", d)
	}
}

func TestAHostIsLostAndRegained(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	ok(t, "trouble", w.vc.Trouble(sim.Trouble{Method: "AddVirtualSwitch", Nth: 1, First: func() { ok(t, "lose", w.vc.Lose(first)) }}))
	faulty[*types.HostNotConnected](t, "away", n.AddVirtualSwitch(w.ctx, "a", nil))
	if c := w.vc.Connection(first); c != "notResponding" {
		t.Errorf("it is %s", c)
	}
	ok(t, "regain", w.vc.Regain(first))
	ok(t, "again", n.AddVirtualSwitch(w.ctx, "a", nil))
	if w.vc.Lose("x") == nil {
		t.Error("a host that is not there is lost")
	}
}

func TestSessionsExpire(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	ok(t, "before", n.RefreshNetworkSystem(w.ctx))
	w.vc.Expire()
	faulty[*types.NotAuthenticated](t, "after", n.RefreshNetworkSystem(w.ctx))
	ok(t, "login", w.client.Login(w.ctx, w.vc.URL().User))
	ok(t, "after login", n.RefreshNetworkSystem(w.ctx))
}

func TestWhoMayLogIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{User: "admin", Password: "right"})
	wrong := w.vc.URL()
	wrong.User = url.UserPassword("admin", "wrong")
	_, err := govmomi.NewClient(w.ctx, wrong, true)
	faulty[*types.InvalidLogin](t, "wrong password", err)
}

func TestTheCertificateIsTrustedByItsThumbprint(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	u := w.vc.URL()
	client := soap.NewClient(u, false)
	if _, err := vim25.NewClient(w.ctx, client); err == nil {
		t.Error("a certificate that nobody vouches for is trusted")
	}
	client = soap.NewClient(u, false)
	client.SetThumbprint(u.Host, w.vc.Thumbprint())
	c, err := vim25.NewClient(w.ctx, client)
	ok(t, "by thumbprint", err)
	ok(t, "login", session.NewManager(c).Login(w.ctx, u.User))
	if len(w.vc.Certificate()) == 0 {
		t.Error("there is no certificate to write to a file")
	}
	plain := newWorld(t, twoHosts(), sim.Options{Plain: true})
	if plain.vc.URL().Scheme != "http" || plain.vc.Thumbprint() != "" || plain.vc.Certificate() != nil {
		t.Error("plain HTTP has a certificate")
	}
}

func TestCallsToOneHostQueueAndToSeveralDont(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{Plain: true})
	const pause = 60 * time.Millisecond
	ok(t, "slow", w.vc.Slow(first, pause))
	ok(t, "slow", w.vc.Slow(second, pause))
	refs := map[string]types.ManagedObjectReference{first: w.networks(first).Reference(), second: w.networks(second).Reference()}
	during := func(names ...string) time.Duration {
		start := time.Now()
		var group sync.WaitGroup
		for _, name := range names {
			group.Go(func() {
				_, err := methods.RefreshNetworkSystem(w.ctx, w.client.Client, &types.RefreshNetworkSystem{This: refs[name]})
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		return time.Since(start)
	}
	if d := during(first, first, first); d < 3*pause {
		t.Errorf("three calls to one host take %v", d)
	}
	if d := during(first, second); d < pause {
		t.Errorf("a call takes %v", d)
	}
}

func TestManyClientsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{Plain: true})
	refs := []types.ManagedObjectReference{w.networks(first).Reference(), w.networks(second).Reference()}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			name := "s" + string(rune('0'+i))
			_, err := methods.AddVirtualSwitch(w.ctx, w.client.Client, &types.AddVirtualSwitch{This: refs[i%2], VswitchName: name})
			if err != nil {
				t.Error(err)
			}
			w.read(first, planPaths...)
			if _, err := w.esxcli(second, "network ip interface list"); err != nil {
				t.Error(err)
			}
			w.vc.Clusters()
		})
	}
	group.Wait()
	if got := len(w.vc.Host(first).Switches) + len(w.vc.Host(second).Switches); got != 10 {
		t.Errorf("%d switches", got)
	}
}
