package powercli_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vctest"
)

// four is a vCenter with four hosts, of which the second has NSX in the way and
// the third is wanted in another way.
func four(t *testing.T) (world, *pstest.Script) {
	t.Helper()
	w, _ := newWorld()
	c := cluster(full(), "esx01", "esx02", "esx03", "Esx04")
	other := full()
	other.Vmks[1].MTU = netstate.Some(1500)
	c.Groups[0].Members = append(c.Groups[0].Members[:2:2], c.Groups[0].Members[3])
	c.Groups = append(c.Groups, netstate.Group{Pattern: other, Members: []netstate.Member{{Name: "esx03", Position: 2}}})
	for _, name := range []string{"ESX02.", "esx02", "esx03", "esx04"} {
		h := installed(name, "10.0.0.99/24")
		h.DVS = w.Hosts[0].DVS
		w.Hosts = append(w.Hosts, h)
	}
	x := w.Hosts[2]
	x.Groups = append(x.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
	stripe(x, "vmk1", "x", "defaultTcpipStack", "10.0.9.1/24").Opaque = "nsx"
	return w, parse(t, script(t, c))
}

func states(r vctest.Result) string {
	var all []string
	for _, h := range r.Hosts {
		all = append(all, h.Host+" "+h.State)
	}
	return strings.Join(all, ", ")
}

// TestManyHosts: one host's trouble stops no other, and the worst decides the exit code.
func TestManyHosts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		params map[string]any
		failAt int
		states string
		code   int
	}{
		"all":               {map[string]any{"AllowManagement": true}, 0, "esx01 Changed, esx02 Refused, esx03 Changed, Esx04 Changed", 4},
		"without leave":     {nil, 0, "esx01 Held, esx02 Refused, esx03 Held, Esx04 Held", 4},
		"one fails":         {map[string]any{"AllowManagement": true}, 5, "esx01 Failed, esx02 Refused, esx03 Changed, Esx04 Changed", 1},
		"one":               {map[string]any{"AllowManagement": true, "VMHost": pstest.List("ESX03")}, 0, "esx03 Changed", 0},
		"by wildcards":      {map[string]any{"VMHost": pstest.List("*1", "esx0[34]")}, 0, "esx01 Held, esx03 Held, Esx04 Held", 3},
		"each but once":     {map[string]any{"VMHost": pstest.List("*1", "esx01")}, 0, "esx01 Held", 3},
		"a name is no part": {map[string]any{"VMHost": pstest.List("esx0")}, 0, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, s := four(t)
			w.FailAt = c.failAt
			if c.states == "" {
				_, err := w.Run(s, vctest.Run{Params: c.params})
				if err == nil || !strings.Contains(err.Error(), "no host of this cluster is called esx0") {
					t.Fatalf("a filter that fits no host: %v", err)
				}
				return
			}
			r := w.run(t, s, c.params, false)
			if got := states(r); got != c.states || r.Exit != c.code {
				t.Errorf("%s, exit %d; wanted %s, %d", got, r.Exit, c.states, c.code)
			}
		})
	}
}

// TestConnection: an open connection is used and stays open; else one is made and closed.
func TestConnection(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]string{"plain": "vc01.example.com", "with port": "vc01.example.com:443", "in capitals": "VC01.example.com"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, open := range []bool{true, false} {
				if !open && name == "in capitals" {
					continue
				}
				w, s := four(t)
				w.Open = open
				w.run(t, s, map[string]any{"Server": server, "VMHost": pstest.List("esx01")}, false)
			}
		})
	}
	t.Run("another port is another server", func(t *testing.T) {
		t.Parallel()
		w, s := four(t)
		w.Open = true
		_, err := w.Run(s, vctest.Run{Params: map[string]any{"Server": "vc01.example.com:8443"}})
		if err == nil || !strings.Contains(err.Error(), "no server") {
			t.Errorf("connected to another port: %v", err)
		}
	})
}

// TestCredential: a connection is made as the user says.
func TestCredential(t *testing.T) {
	t.Parallel()
	w, s := four(t)
	w.run(t, s, map[string]any{"VMHost": pstest.List("esx01")}, false)
	w.run(t, s, map[string]any{"VMHost": pstest.List("esx01"), "Credential": "somebody"}, true)
	if len(w.Logins) != 2 || w.Logins[0] != nil || w.Logins[1] != "somebody" {
		t.Errorf("connected as %v", w.Logins)
	}
}

// TestDeclined: the answer no stops the host at that change.
func TestDeclined(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	s := parse(t, script(t, cluster(full(), "esx01")))
	r, err := w.Run(s, vctest.Run{Decline: func(_, action string) bool { return strings.HasPrefix(action, "vmk1: made") }})
	if err != nil {
		t.Fatal(err)
	}
	if r.Hosts[0].State != "Failed" || !strings.Contains(r.Hosts[0].Error, "vmk1: made") || h.Vmk("vmk1") != nil || h.Vmk("vmk2") != nil {
		t.Error(r.Hosts[0])
	}
}

// TestIPv6Off: switching IPv6 on takes leave and a reboot; the rest is done.
func TestIPv6Off(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	h.IPv6, h.IPv6Next = false, false
	d := full()
	d.Stacks[0].Gateway6 = netstate.Some(addr("fd00::1"))
	d.Stacks[0].Routes = append(d.Stacks[0].Routes, netstate.Route{To: prefix("2001:db8::/32"), Via: addr("fd00::2")})
	c := cluster(d, "esx01")
	s := parse(t, script(t, c))
	w.state(t, s, nil, 3, "Held")
	if h.IPv6Next {
		t.Fatal("IPv6 was switched on without leave")
	}
	w.state(t, s, allow, 3, "Held")
	if !h.IPv6Next || h.Vmk("vmk2").IPv6 {
		t.Fatal("IPv6 was not left for the next boot")
	}
	unchanged(t, w, s, allow, "Held", 3)
	h.Reboot()
	arrives(t, w, h, c)
}
