package powercli_test

import (
	"errors"
	"fmt"

	"github.com/vmkgen/vmkgen/internal/pstest"
)

// A world is a pretend vCenter with its hosts and distributed switches.
type world struct {
	hosts     []*fakeHost
	dvs       []*fakeDvs
	server    *record
	open      bool // the user has a connection already
	connected int  // connections that a script made and didn't close
	changes   int  // calls that changed something, counted
	failAt    int  // the call that fails, from 1; 0: none
	skip      int  // numbers that the host skips when it chooses a vmk's
}

type fakeDvs struct {
	name, uuid string
	teaming    fakeTeaming
	groups     []*fakeDvGroup
}

type fakeDvGroup struct {
	name, key string
	vlan      int
	trunk     bool
	uplink    bool
	teaming   fakeTeaming
}

// change makes one change, or fails at it.
func (w *world) change(do func() error) (any, error) {
	w.changes++
	if w.changes == w.failAt {
		return nil, pstest.Fail("the connection was lost")
	}
	return pstest.Void{}, do()
}

// tb is what a test and a drawn case have in common.
type tb interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// run runs a script to its end and gives what it said.
func (w *world) run(t tb, script *pstest.Script, params map[string]any, whatIf bool) pstest.Result {
	t.Helper()
	for _, h := range w.hosts {
		h.stale = false
	}
	w.changes = 0
	w.server = rec("VIServer", w, "Name", "vc01.example.com", "Port", 443, "IsConnected", true)
	globals := map[string]any{}
	if w.open {
		globals["DefaultVIServers"] = pstest.List(w.server)
	}
	r, err := script.Run(pstest.Options{Cmdlets: w.cmdlets(), Globals: globals, Params: params, WhatIf: whatIf})
	if err != nil {
		t.Fatal(err)
	}
	if w.connected != 0 {
		t.Error("a connection was left open, or one that was there was closed")
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

// field gives a property of a host's summary.
func field(t tb, r pstest.Result, host int, name string) any {
	t.Helper()
	if host >= len(r.Output) {
		t.Fatalf("only %d summaries", len(r.Output))
	}
	c, ok := r.Output[host].(*pstest.Custom)
	if !ok {
		t.Fatalf("output %T is no summary", r.Output[host])
	}
	v, err := c.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// of gives the one object of a type that a cmdlet was handed.
func of[T any](given map[string]any, param, typ string) (T, error) {
	var none T
	r, ok := given[param].(*record)
	if !ok || r.typ != typ {
		return none, fmt.Errorf("parameter -%s is no %s but %v", param, typ, given[param])
	}
	x, ok := r.ref.(T)
	if !ok {
		return none, fmt.Errorf("parameter -%s stands for a %T", param, r.ref)
	}
	return x, nil
}

// fresh fails where vCenter doesn't know yet what esxcli did.
func fresh(h *fakeHost) error {
	if h.stale {
		return errors.New("asked before vCenter knows what esxcli did")
	}
	return nil
}
