package state

import (
	"errors"
	"fmt"
	"slices"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

var device = pattern.Of(`^vmk(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])$`)

// judge says what is wrong with a host that was read: what would make no sense
// to any command.
func judge(h *netstate.Host) error {
	if h.Name == "" {
		return errors.New("it has no name")
	}
	seen := names{}
	for i := range h.Switches {
		s := &h.Switches[i]
		if err := seen.once("switch", s.Name); err != nil {
			return err
		}
		if s.Kind != netstate.Standard && s.Kind != netstate.Distributed {
			return fmt.Errorf("switch %q is neither standard nor distributed", s.Name)
		}
	}
	for i := range h.Stacks {
		if err := seen.once("stack", h.Stacks[i].Name); err != nil {
			return err
		}
	}
	for i := range h.Vmks {
		v := &h.Vmks[i]
		if err := seen.once("vmk", v.Device); err != nil {
			return err
		}
		if err := judgeVmk(v); err != nil {
			return fmt.Errorf("%s: %w", v.Device, err)
		}
	}
	return nil
}

// names are those of things that were met.
type names map[string]bool

func (n names) once(kind, name string) error {
	if name == "" {
		return fmt.Errorf("a %s has no name", kind)
	}
	if n[kind+"/"+name] {
		return fmt.Errorf("%s %q is there twice", kind, name)
	}
	n[kind+"/"+name] = true
	return nil
}

func judgeVmk(v *netstate.Vmk) error {
	if !device().MatchString(v.Device) {
		return errors.New("a device is vmk0 to vmk255")
	}
	for _, r := range v.Roles {
		if !slices.Contains(netstate.Roles, r) {
			return fmt.Errorf("there is no role %q", r)
		}
	}
	if v.IPv4 == nil {
		return nil
	}
	switch mode, set := v.IPv4.Mode.Get(); {
	case !set || mode == netstate.DHCP || mode == netstate.None:
	case mode != netstate.Static:
		return fmt.Errorf("there is no address mode %q", mode)
	case !v.IPv4.Address.IsValid() || !v.IPv4.Address.Addr().Is4():
		return errors.New("a static address is missing")
	}
	return nil
}
