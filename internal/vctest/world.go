package vctest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// A World is a pretend vCenter with its hosts and distributed switches.
type World struct {
	Hosts    []*Host
	Switches []*DVS
	Server   string // its name; empty: vc01.example.com
	Open     bool   // the user has a connection already
	FailAt   int    // the change that fails without taking effect, from 1; 0: none
	Skip     int    // numbers that a host passes over when it chooses a vmk's
	Watch    func() // called after each change

	Logins []any // whom scripts connected as, nothing where they didn't say

	server    *record
	connected int // connections that a script made and didn't close
	changes   int
}

// A Host is a host as vCenter has it.
type Host struct {
	*standin.Host
	State     string // of its connection; empty: Connected
	DNSByDHCP bool   // the default stack has its names from DHCP

	stale bool // esxcli wrote, and vCenter doesn't know yet
	world *World
}

// A DVS is a distributed switch.
type DVS struct {
	Name, UUID string
	Teaming    standin.Teaming
	Groups     []*DVGroup
}

// A DVGroup is a distributed port group.
type DVGroup struct {
	Name, Key     string
	VLAN          int
	Trunk, Uplink bool
	Teaming       standin.Teaming
}

// A Run says how a script is run.
type Run struct {
	Params  map[string]any // the script's parameters
	WhatIf  bool
	Decline func(target, action string) bool // the answer no to -Confirm
}

// A Result is what came of a run.
type Result struct {
	Exit     int
	Hosts    []Summary
	Warnings []string
	Asked    []string // what ShouldProcess was asked
	Changes  int      // calls that change something
}

// A Summary is the object that a script gives for a host.
type Summary struct {
	Host, State   string
	Changes, Held []string
	Error         string
}

// String gives all of it, for messages.
func (s Summary) String() string {
	return fmt.Sprintf("%s %s: %s\nchanges:\n  %s\nheld:\n  %s", s.Host, s.State, s.Error, strings.Join(s.Changes, "\n  "), strings.Join(s.Held, "\n  "))
}

// New is a vCenter with these hosts and no distributed switch.
func New(hosts ...*standin.Host) *World {
	w := &World{}
	for _, h := range hosts {
		w.Hosts = append(w.Hosts, &Host{Host: h})
	}
	return w
}

// Run runs a script to its end. What goes wrong outside of what a script can
// catch, and connections that it leaves open, are errors.
func (w *World) Run(script *pstest.Script, how Run) (Result, error) {
	for _, h := range w.Hosts {
		h.stale, h.world = false, w
	}
	w.changes = 0
	w.server = rec("VIServer", w, "Name", cmp.Or(w.Server, "vc01.example.com"), "Port", 443, "IsConnected", true)
	globals := map[string]any{}
	if w.Open {
		globals["DefaultVIServers"] = pstest.List(w.server)
	}
	r, err := script.Run(pstest.Options{Cmdlets: w.cmdlets(), Globals: globals, Params: how.Params, WhatIf: how.WhatIf, Decline: how.Decline})
	out := Result{Exit: r.Code, Warnings: r.Warnings, Asked: r.Asked, Changes: w.changes}
	if err != nil {
		return out, err
	}
	if w.connected != 0 {
		return out, errors.New("a connection was left open, or one that was there was closed")
	}
	for _, o := range r.Output {
		s, err := summary(o)
		if err != nil {
			return out, err
		}
		out.Hosts = append(out.Hosts, s)
	}
	return out, nil
}

// summary reads a host's object, which must have these properties and no others.
func summary(v any) (s Summary, err error) {
	c, ok := v.(*pstest.Custom)
	if !ok {
		return s, fmt.Errorf("a script's output holds a %T, no summary of a host", v)
	}
	if got := fmt.Sprint(c.Keys()); got != "[Host State Changes Held Error]" {
		return s, fmt.Errorf("a summary has the properties %s", got)
	}
	for name, to := range map[string]*string{"Host": &s.Host, "State": &s.State, "Error": &s.Error} {
		v, _ := c.Hash.Get(name)
		if *to, ok = v.(string); !ok {
			return s, fmt.Errorf("%s of a summary is a %T", name, v)
		}
	}
	for name, to := range map[string]*[]string{"Changes": &s.Changes, "Held": &s.Held} {
		v, _ := c.Hash.Get(name)
		if _, ok := v.(*pstest.Array); !ok {
			return s, fmt.Errorf("%s of a summary is a %T", name, v)
		}
		*to = texts(v)
	}
	return s, nil
}

// Print gives all of the world as text, a thing a line, so that two states compare.
func (w *World) Print() string {
	var b strings.Builder
	for _, h := range w.Hosts {
		fmt.Fprintf(&b, "host %s %s, names by DHCP: %v\n%s", h.Name, h.State, h.DNSByDHCP, h.Print())
	}
	for _, d := range w.Switches {
		fmt.Fprintf(&b, "distributed switch %s %+v\n", d.Name, d.Teaming)
		for _, g := range d.Groups {
			fmt.Fprintf(&b, "group %+v\n", *g)
		}
	}
	return b.String()
}

// change makes one change of a host as a whole or not at all, or fails at it.
func (w *World) change(h *Host, do func() error) error {
	w.changes++
	if w.changes == w.FailAt {
		return pstest.Fail("the connection was lost")
	}
	before := h.Clone()
	if err := do(); err != nil {
		*h.Host = *before
		return err
	}
	if w.Watch != nil {
		w.Watch()
	}
	return nil
}

// do carries out a command of esxcli's on the host, by whichever door it came.
// Options are pairs of name and value.
func (h *Host) do(words string, options ...string) error {
	values := map[string][]string{}
	for pair := range slices.Chunk(options, 2) {
		values[pair[0]] = append(values[pair[0]], pair[1])
	}
	if _, err := h.Do(words, values); err != nil {
		return pstest.Fail("%s", err.Error())
	}
	return nil
}

// fresh fails where vCenter doesn't know yet what esxcli did.
func (h *Host) fresh() error {
	if h.stale {
		return errors.New("asked before vCenter knows what esxcli did")
	}
	return nil
}

func (h *Host) dvs(name string) *standin.DVS {
	for _, d := range h.DVS {
		if d.Name == name {
			return d
		}
	}
	return nil
}
