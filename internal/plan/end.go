package plan

import "github.com/vmkgen/vmkgen/internal/netstate"

// An End is one end of a change: the state of a host that a source gave.
type End struct {
	Host netstate.Host
	// Managed says that the source proves that vmkgen manages what is in the
	// state: a configuration, a revision of it, or vmkgen's own journal.
	// Without it a thing is only known to be there.
	Managed bool
}

// lists says whether an end tells of all things of a kind that concern vmkgen.
// What another end lacks was not seen, and is not taken for absent.
func (e *End) lists(k Kind) bool {
	c := &e.Host.Complete
	switch k {
	case SwitchKind:
		return e.Managed || c.Switches
	case PortGroupKind:
		return e.Managed || c.PortGroups
	case StackKind:
		return e.Managed || c.Stacks
	case VmkKind:
		return e.Managed || c.Vmks
	default:
		return true
	}
}

// A Kind is a kind of thing that a host has.
type Kind string

// The kinds of things.
const (
	HostKind      Kind = "host" // what belongs to no other thing
	SwitchKind    Kind = "switch"
	PortGroupKind Kind = "portgroup"
	StackKind     Kind = "stack"
	VmkKind       Kind = "vmk"
)

// Kinds are the kinds of things that a change may remove, as --prune names them.
var Kinds = []Kind{VmkKind, PortGroupKind, SwitchKind, StackKind}

// Options say what a plan may do.
type Options struct {
	// Prune names the kinds of strangers that go: things that the current
	// state shows, that the desired one lacks and that nobody proves to be
	// vmkgen's.
	Prune map[Kind]bool
	// Remove names things that go, whoever made them.
	Remove map[Thing]bool
	// AllowManagement lets a plan touch what carries management, last.
	// Without it such steps are there, marked as blocked.
	AllowManagement bool
}
