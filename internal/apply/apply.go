// Package apply carries out a plan on hosts, safely: in waves, each host
// verified, every step in a journal before it is done, and undone where it
// fails.
//
// Its one rule: it sees hosts through [Host] alone, and never re-orders a plan:
// where a host isn't as planned, it stops.
package apply

import (
	"context"
	"time"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// A Site finds hosts by their names, without case.
type Site interface {
	// Host gives a host; an error says why it can't be worked on.
	Host(ctx context.Context, name string) (Host, error)
}

// A Host is one host that is changed. Its methods are called one after another.
type Host interface {
	// Read reads the whole state.
	Read(ctx context.Context) (netstate.Host, error)
	// Batch says how many of the first operations may travel together, at least one.
	Batch(ops []op.Op) int
	// Do carries out operations that may travel together. After an error nobody
	// knows which of them took effect.
	Do(ctx context.Context, ops []op.Op) error
	// Safety says what undoes a change that cuts management off, in words;
	// empty: nothing does.
	Safety(ctx context.Context) (string, error)
	// Confirm waits until the host answers over a connection that was made after
	// the last change, or the context ends.
	Confirm(ctx context.Context) error
	// Maintenance says whether the host is in maintenance mode.
	Maintenance(ctx context.Context) (bool, error)
	// SetMaintenance enters or leaves maintenance mode.
	SetMaintenance(ctx context.Context, on bool) error
}

// A Policy says what is done about maintenance mode before changes that
// interrupt vSAN or storage, or that leave a role without an adapter.
type Policy string

// The policies.
const (
	Require Policy = "require" // a host that is not in it is refused
	Enter   Policy = "enter"   // it is entered, and left afterwards
	Ignore  Policy = "ignore"
)

// Options say how a plan is carried out.
type Options struct {
	Canary          int           // hosts that go first, one after another; 0: none
	Wave            int           // hosts in a wave after that; 0: all at once
	Parallel        int           // hosts at a time, at least 1
	MaxFailures     int           // failed hosts at which no further host is begun, at least 1
	AllowManagement bool          // do steps that may cut management off
	ConfirmWithin   time.Duration // how long a host may take to answer after each of them
	Maintenance     Policy
	// Stop, once closed, lets hosts finish the step that is under way, and ends the run.
	Stop <-chan struct{}
	// Tell is told what happens, from several goroutines at a time; nil: nobody is.
	Tell func(Event)
}

// An Outcome is how a host came out.
type Outcome string

// The outcomes.
const (
	Applied    Outcome = "applied"
	Unchanged  Outcome = "unchanged"   // there was nothing to do
	Held       Outcome = "held"        // all done but for what may cut management off
	RolledBack Outcome = "rolled back" // something failed, and the host is as before
	Refused    Outcome = "refused"     // nothing was done
	Doubt      Outcome = "in doubt"    // something failed, and could not be undone
	Stopped    Outcome = "stopped"     // the run was stopped half-way
	Skipped    Outcome = "skipped"     // it was never begun
)

// A Result is how one host came out.
type Result struct {
	Host    string  `json:"host"`
	Outcome Outcome `json:"outcome"`
	Steps   int     `json:"steps"`          // that were carried out
	Why     string  `json:"why,omitempty"`  // it came out so
	Held    int     `json:"held,omitempty"` // steps that were held back
	Undo    string  `json:"undo,omitempty"` // what went wrong while undoing
}

// An Event is something that happens to a host.
type Event struct {
	Host   string
	Kind   EventKind
	Step   op.Op   // with Doing
	At, Of int     // which of how many steps, with Doing
	Result *Result // with Ended
}

// An EventKind is a kind of event.
type EventKind string

// The kinds.
const (
	Begun   EventKind = "begun"
	Doing   EventKind = "doing"
	Verify  EventKind = "verifying"
	Confirm EventKind = "confirming"
	Undoing EventKind = "undoing"
	Ended   EventKind = "ended"
)
