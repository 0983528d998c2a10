package standin

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esxcli"
)

// Exec runs one esxcli command line. What it prints goes to standard output,
// errors too; the exit code is 0 or 1.
func (h *Host) Exec(args ...string) (out string, code int) {
	call, err := esxcli.Parse(args)
	if errors.Is(err, esxcli.ErrHelp) {
		return "Usage: esxcli {namespace} {command}\n", 0
	}
	if err != nil {
		return err.Error() + "\n", 1
	}
	o, err := h.call(call)
	if err != nil {
		return err.Error() + "\n", 1
	}
	return o.print(call.Formatter), 0
}

// Writes says whether a command line changes something.
func Writes(args []string) bool {
	call, err := esxcli.Parse(args)
	return err == nil && Writing(call.Words)
}

// Writing says whether a command changes something.
func Writing(words string) bool { return commands[words].write != nil }

// A command is what a command does: one of the two.
type command struct {
	read  func(*Host, *esxcli.Call) (*output, error)
	write func(*Host, *esxcli.Call) error
}

// call runs a command; one that writes prints nothing.
func (h *Host) call(c *esxcli.Call) (*output, error) {
	do, ok := commands[c.Words]
	if !ok {
		return nil, fmt.Errorf("the stand-in does not know what %q does", c.Words)
	}
	if !h.newer(c.Since) {
		return nil, fmt.Errorf("Error: Unknown command or namespace %s", c.Words)
	}
	for _, o := range c.Options {
		if len(c.Values[o.Long]) > 0 && o.Since != "" && !h.newer(o.Since) {
			return nil, fmt.Errorf("Error: Invalid option --%s", o.Long)
		}
	}
	if do.write == nil {
		out, err := do.read(h, c)
		return out, cmp.Or(err, ignored(c))
	}
	before := h.Clone()
	if err := cmp.Or(do.write(h, c), ignored(c)); err != nil {
		*h = *before
		return nil, err
	}
	return &output{}, nil
}

// ignored refuses a call with options that made no difference: nobody has told
// the stand-in what they do.
func ignored(c *esxcli.Call) error {
	if long := c.Unasked(); long != nil {
		return fmt.Errorf("the stand-in does not know what --%s of %q does", long[0], c.Words)
	}
	return nil
}

func notFound(what string) error {
	return fmt.Errorf("Unable to complete Sysinfo operation. Sysinfo error: Not found: %s", what)
}

func (h *Host) mustSwitch(name string) (*Switch, error) {
	if s := h.Switch(name); s != nil {
		return s, nil
	}
	return nil, notFound(name)
}

func (h *Host) mustGroup(name string) (*Group, error) {
	if g := h.Group(name); g != nil {
		return g, nil
	}
	return nil, notFound(name)
}

func (h *Host) mustVmk(device string) (*Vmk, error) {
	if v := h.Vmk(device); v != nil {
		return v, nil
	}
	return nil, notFound(device)
}

func (h *Host) mustStack(key string) (*Stack, error) {
	if key == "" {
		key = defaultKey
	}
	if s := h.Stack(key); s != nil {
		return s, nil
	}
	return nil, notFound(key)
}

func split(list string) []string {
	if list == "" {
		return []string{}
	}
	return strings.Split(list, ",")
}

func without(list []string, word string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == word })
}
