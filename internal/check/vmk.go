package check

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// stackOf gives the stack that a vmk is on. vmk0, where its stack is left
// alone, is on the default one, as it was installed.
func stackOf(v *netstate.Vmk) string { return v.Stack.Or(netstate.DefaultStack) }

// switchOf gives the switch that a vmk is on. vmk0, where its switch is left
// alone, is on vSwitch0, as it was installed.
func switchOf(v *netstate.Vmk) string { return v.Switch.Or(esx.InstallSwitch) }

func has(v *netstate.Vmk, r netstate.Role) bool { return slices.Contains(v.Roles, r) }

// managed says whether a vmk carries management: vmk0 does where its roles are
// left alone.
func managed(v *netstate.Vmk) bool {
	return has(v, netstate.Management) || v.Device == esx.InstallVmk && v.Roles == nil
}

// moves says whether a vmk carries vMotion.
func moves(v *netstate.Vmk) bool {
	return has(v, netstate.VMotion) || stackOf(v) == netstate.VMotionStack
}

// bound says whether a vmk is bound to an iSCSI adapter.
func bound(v *netstate.Vmk) bool { return len(v.ISCSI) > 0 }

// onStack says whether the host has a vmk on a stack. vmk0 exists on every
// host: undeclared, it is on the default stack.
func (h *host) onStack(stack string) bool {
	if stack == netstate.DefaultStack && h.Vmk(esx.InstallVmk) == nil {
		return true
	}
	for i := range h.Vmks {
		if stackOf(&h.Vmks[i]) == stack {
			return true
		}
	}
	return false
}

// declares says whether a stack has a block.
func (h *host) declares(stack string) bool { return slices.Contains(h.stacks, stack) }

// roleAt gives the pointer to one of a vmk's roles.
func roleAt(v *netstate.Vmk, r netstate.Role) string {
	return ofVmk(v, "roles/"+strconv.Itoa(slices.Index(v.Roles, r)))
}

// groupOf gives the port group that a vmk is wanted on; nil where it is left alone.
func (h *host) groupOf(v *netstate.Vmk) *netstate.PortGroup {
	for i := range h.PortGroups {
		if h.PortGroups[i].Of == v.Device {
			return &h.PortGroups[i]
		}
	}
	for i := range h.PortGroups { // a distributed one is told once for several vmks
		p := &h.PortGroups[i]
		if p.Distributed && p.Switch == v.Switch.Or("") && p.Name == v.PortGroup.Or("") {
			return p
		}
	}
	return nil
}

// vlanOf gives the VLAN of a vmk; ok is false where it is left alone.
func (h *host) vlanOf(v *netstate.Vmk) (vlan int, ok bool) {
	if p := h.groupOf(v); p != nil {
		return p.VLAN.Get()
	}
	return 0, false
}

// An address is one that a vmk has, or gets from its host's number.
type address struct {
	vmk    int // index into the pattern's
	ipv6   int // index into its IPv6 addresses; -1: the IPv4 one
	prefix netip.Prefix
	slot   *netstate.Slot // nil: the same on all hosts of the group
}

// subnet gives the network that the address is in; ok is false where it is
// not known, or is of the link alone.
func (a *address) subnet() (p netip.Prefix, ok bool) {
	p = a.prefix.Masked()
	return p, p.IsValid() && !p.IsSingleIP() && !p.Addr().IsLinkLocalUnicast()
}

// addresses gives all static addresses of the host's vmks, laid into buf.
func (h *host) addresses(buf []address) []address {
	buf = buf[:0]
	for i := range h.Vmks {
		v := &h.Vmks[i]
		if v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.Static && v.IPv4.Address.IsValid() {
			buf = append(buf, address{vmk: i, ipv6: -1, prefix: v.IPv4.Address})
		}
		if v.IPv6 != nil {
			for k, p := range v.IPv6.Addresses {
				if p.IsValid() {
					buf = append(buf, address{vmk: i, ipv6: k, prefix: p})
				}
			}
		}
	}
	for i := range h.group.Slots {
		s := &h.group.Slots[i]
		for k := range buf {
			if buf[k].vmk == s.Vmk && buf[k].ipv6 == s.IPv6 {
				buf[k].slot = s
			}
		}
	}
	return buf
}

// at gives the pointer to where an address was said.
func (h *host) at(a *address) string {
	where := "address"
	if a.slot != nil {
		where = "subnet"
	}
	v := &h.Vmks[a.vmk]
	switch {
	case a.ipv6 < 0:
		return ofVmk(v, where)
	case a.slot == nil && len(v.IPv6.Addresses) > 1:
		return ofVmk(v, "ipv6/address/"+strconv.Itoa(a.ipv6))
	}
	return ofVmk(v, "ipv6/"+where)
}

// listed joins words: a, b and c.
func listed(words []string) string {
	switch len(words) {
	case 0:
		return "none"
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
