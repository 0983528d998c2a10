package powercli_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pstest"
)

// four is a vCenter with four hosts, of which the second has NSX in the way and
// the third is wanted in another way.
func four(t *testing.T) (*world, *pstest.Script) {
	t.Helper()
	w, _ := newWorld("esx01")
	c := cluster(full(), "esx01", "esx02", "esx03", "Esx04")
	other := full()
	other.Vmks[1].MTU = netstate.Some(1500)
	c.Groups[0].Members = append(c.Groups[0].Members[:2:2], c.Groups[0].Members[3])
	c.Groups = append(c.Groups, netstate.Group{Pattern: other, Members: []netstate.Member{{Name: "esx03", Position: 2}}})
	for _, name := range []string{"ESX02.", "esx02", "esx03", "esx04"} {
		h := installed(name, "10.0.0.99/24")
		h.proxies = w.hosts[0].proxies
		w.hosts = append(w.hosts, h)
	}
	x := w.hosts[2]
	x.groups = append(x.groups, &fakeGroup{name: "x", on: "vSwitch0"})
	x.stripe("vmk1", "x", "defaultTcpipStack", "10.0.9.1/24").opaque = true
	return w, parse(t, script(t, c))
}

func states(t *testing.T, r pstest.Result) string {
	t.Helper()
	var all []string
	for i := range r.Output {
		all = append(all, field(t, r, i, "Host").(string)+" "+field(t, r, i, "State").(string))
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
			w.failAt = c.failAt
			if c.states == "" {
				w.server = rec("VIServer", w)
				_, err := s.Run(pstest.Options{Cmdlets: w.cmdlets(), Params: c.params})
				if err == nil || !strings.Contains(err.Error(), "no host of this cluster is called esx0") {
					t.Fatalf("a filter that fits no host: %v", err)
				}
				return
			}
			r := w.run(t, s, c.params, false)
			if got := states(t, r); got != c.states || r.Code != c.code {
				t.Errorf("%s, exit %d; wanted %s, %d", got, r.Code, c.states, c.code)
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
				w.open = open
				w.run(t, s, map[string]any{"Server": server, "VMHost": pstest.List("esx01")}, false)
			}
		})
	}
	t.Run("another port is another server", func(t *testing.T) {
		t.Parallel()
		w, s := four(t)
		w.open, w.server = true, rec("VIServer", w, "Name", "vc01.example.com", "Port", 443, "IsConnected", true)
		globals := map[string]any{"DefaultVIServers": w.server}
		_, err := s.Run(pstest.Options{Cmdlets: w.cmdlets(), Globals: globals, Params: map[string]any{"Server": "vc01.example.com:8443"}})
		if err == nil || !strings.Contains(err.Error(), "no server") {
			t.Errorf("connected to another port: %v", err)
		}
	})
}

// TestDeclined: the answer no stops the host at that change.
func TestDeclined(t *testing.T) {
	t.Parallel()
	w, h := newWorld("esx01")
	w.server = rec("VIServer", w)
	s := parse(t, script(t, cluster(full(), "esx01")))
	r, err := s.Run(pstest.Options{Cmdlets: w.cmdlets(), Decline: func(_, action string) bool { return strings.HasPrefix(action, "vmk1: made") }})
	if err != nil {
		t.Fatal(err)
	}
	if field(t, r, 0, "State") != "Failed" || !strings.Contains(field(t, r, 0, "Error").(string), "vmk1: made") || h.vmk("vmk1") != nil || h.vmk("vmk2") != nil {
		t.Errorf("%v: %v", field(t, r, 0, "State"), field(t, r, 0, "Error"))
	}
}

// TestIPv6Off: switching IPv6 on takes leave and a reboot; the rest is done.
func TestIPv6Off(t *testing.T) {
	t.Parallel()
	w, h := newWorld("esx01")
	h.ipv6Off = true
	d := full()
	d.Stacks[0].Gateway6 = netstate.Some(addr("fd00::1"))
	d.Stacks[0].Routes = append(d.Stacks[0].Routes, netstate.Route{To: prefix("2001:db8::/32"), Via: addr("fd00::2")})
	c := cluster(d, "esx01")
	s := parse(t, script(t, c))
	w.state(t, s, nil, 3, "Held")
	if h.ipv6Next {
		t.Fatal("IPv6 was switched on without leave")
	}
	w.state(t, s, allow, 3, "Held")
	if !h.ipv6Next || h.vmk("vmk2").ipv6 {
		t.Fatal("IPv6 was not left for the next boot")
	}
	unchanged(t, w, s, allow, "Held", 3)
	h.ipv6Off = false
	arrives(t, w, h, c)
}
