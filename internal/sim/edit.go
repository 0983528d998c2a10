package sim

import (
	"net/netip"
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// coherent refuses a state that no host takes, and lets go what a host does.
func (e *edit) coherent() error {
	e.DropRoutes()
	for _, check := range []func() error{e.uplinksAreFree, e.vmksFit, e.gatewaysReached, e.BindingsHold, e.distributedBindingsHold} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (e *edit) uplinksAreFree() error {
	owner := map[string]string{}
	take := func(by string, nics []string) error {
		for _, nic := range nics {
			if o, taken := owner[nic]; taken {
				return inUse("PhysicalNic", nic, o)
			}
			owner[nic] = by
		}
		return nil
	}
	for _, s := range e.Switches {
		if err := take(s.Name, s.Uplinks); err != nil {
			return err
		}
	}
	for _, d := range e.DVS {
		if err := take(d.Name, d.Uplinks); err != nil {
			return err
		}
	}
	return nil
}

func (e *edit) vmksFit() error {
	if e.of.vc.options.LooseMTU {
		return nil
	}
	for _, v := range e.Vmks {
		switch s := e.SwitchOf(v); {
		case s != nil && v.MTU > s.MTU:
			return hostSays("MTU of " + v.Device + " is more than that of switch " + s.Name)
		case v.DVS != "":
			if d := e.of.distributedNamed(v.DVS); d != nil && v.MTU > d.mtu {
				return hostSays("MTU of " + v.Device + " is more than that of switch " + d.name)
			}
		}
	}
	return nil
}

// gatewaysReached refuses a vmk whose own gateway it does not reach.
func (e *edit) gatewaysReached() error {
	for _, v := range e.Vmks {
		alone := standin.Host{Vmks: []*standin.Vmk{v}}
		for _, via := range []string{v.Gateway, v.Gateway6} {
			if via != "" && !alone.Reaches(v.Stack, via) {
				return hostSays("gateway " + via + " of " + v.Device + " can't be reached")
			}
		}
	}
	return nil
}

func (e *edit) distributedBindingsHold() error {
	for _, p := range e.Portals {
		v := e.Vmk(p.Vmk)
		if v == nil || v.DVS == "" {
			continue
		}
		if _, active, standby := e.of.distributedTeam(e.ctx, e.Host, v); len(active) != 1 || len(standby) != 0 {
			return hostSays(p.Vmk + " is bound to " + p.HBA + " and needs exactly one active uplink")
		}
	}
	return nil
}

// parent refuses what a call has only just made as the place for something.
func (e *edit) parent(what, name string) error {
	if e.strict && e.added[what+" "+name] {
		return notFound(what, name)
	}
	return nil
}

// stackKey checks the stack that a new vmk asks for. The system's stacks for
// vMotion and provisioning come to life when they are first used.
func (e *edit) stackKey(key string) (string, error) {
	if key == "" {
		key = standin.DefaultStack
	}
	if e.Stack(key) != nil {
		return key, nil
	}
	for _, row := range esx.Stacks {
		if row.Key == key && row.Implied != "" {
			e.Stacks = append(e.Stacks, standin.NewStack(key))
			return key, nil
		}
	}
	return "", invalid("nic.netStackInstanceKey")
}

func validMAC(text string) bool {
	if len(text) != 17 {
		return false
	}
	for i, c := range text {
		hex := c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
		if i%3 == 2 && c != ':' || i%3 != 2 && !hex {
			return false
		}
	}
	return true
}

// prefix makes one of an address and a dotted mask.
func prefix(address, mask string) (netip.Prefix, error) {
	a, err := netip.ParseAddr(address)
	if err != nil || !a.Is4() || a.IsUnspecified() {
		return netip.Prefix{}, invalid("nic.ip.ipAddress")
	}
	m, err := netip.ParseAddr(mask)
	if err != nil || !m.Is4() {
		return netip.Prefix{}, invalid("nic.ip.subnetMask")
	}
	for bits := 1; bits <= 32; bits++ {
		if maskOf(bits) == m {
			return netip.PrefixFrom(a, bits), nil
		}
	}
	return netip.Prefix{}, invalid("nic.ip.subnetMask")
}

func maskOf(bits int) netip.Addr {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{255, 255, 255, 255}), bits).Masked().Addr()
}

func without(list []string, word string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == word })
}
