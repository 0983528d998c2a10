package standin

import (
	"errors"

	"github.com/vmkgen/vmkgen/internal/esxcli"
)

// What follows lets those change a host who speak to it in another way than
// by command lines. They keep its rules.

// DefaultStack is the key of the stack that every host has.
const DefaultStack = defaultKey

// NewSwitch gives a switch as a host makes it.
func NewSwitch(name string) *Switch { return newSwitch(name) }

// NewStack gives a stack as a host makes it.
func NewStack(key string) *Stack { return newStack(key) }

// On gives the vmks on a standard port group.
func (h *Host) On(group string) []*Vmk { return h.on(group) }

// SwitchOf is the standard switch that a vmk is on; nil: none.
func (h *Host) SwitchOf(v *Vmk) *Switch { return h.switchOf(v) }

// Effective is a port group's teaming with its switch's under it.
func (h *Host) Effective(g *Group) Teaming { return h.effective(g) }

// Bound says whether a vmk is bound to an iSCSI adapter.
func (h *Host) Bound(device string) bool { return h.bound(device) }

// Managed counts the vmks that carry management.
func (h *Host) Managed() int { return h.managed() }

// Reaches says whether a vmk of a stack has the gateway in its subnet.
func (h *Host) Reaches(key, via string) bool { return h.reaches(key, via) }

// DropRoutes takes away the routes that nothing reaches any more, as a host
// does when an address goes.
func (h *Host) DropRoutes() { h.dropRoutes() }

// BindingsHold refuses a state in which a bound vmk lacks its one path.
func (h *Host) BindingsHold() error { return h.bindingsHold() }

// Newer says whether the host's release is at least this one.
func (h *Host) Newer(release string) bool { return h.newer(release) }

// ISCSIAdapters are the adapters that a vmk can be bound to.
func (h *Host) ISCSIAdapters() []string { return h.hbas() }

// An Answer is what a command prints, field by field.
type Answer struct {
	Labels []string // as for people; without blanks they are the names of the fields
	Rows   [][]any  // string, int, bool or []string
	Text   string   // instead of all that
}

// Ask runs one esxcli command line as Exec does, and gives its answer in parts.
// An error's text is what esxcli would print.
func (h *Host) Ask(args ...string) (*Answer, error) {
	call, err := esxcli.Parse(args)
	if errors.Is(err, esxcli.ErrHelp) {
		return &Answer{Text: "Usage: esxcli {namespace} {command}\n"}, nil
	}
	if err != nil {
		return nil, err
	}
	o, err := h.call(call)
	if err != nil {
		return nil, err
	}
	return &Answer{o.labels, o.rows, o.bare}, nil
}
