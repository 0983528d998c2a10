package sim

import (
	"fmt"
	"net/netip"
	"strconv"

	"github.com/vmware/govmomi/simulator"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// pinged answers network diag ping: whether packets from a vmk of this host
// come to an address and back. Its answer nests a summary, as esxcli's does.
func (h *host) pinged(ctx *simulator.Context, args map[string][]string) (string, error) {
	one := func(name, otherwise string) string {
		if v := args[name]; len(v) > 0 {
			return v[0]
		}
		return otherwise
	}
	target, err := netip.ParseAddr(one("host", ""))
	count, err2 := strconv.Atoi(one("count", "3"))
	size, err3 := strconv.Atoi(one("size", "56"))
	if err != nil || err2 != nil || err3 != nil || count < 1 || size < 0 {
		return "", fmt.Errorf("Invalid host %q, count or size", one("host", "")) //nolint:staticcheck // as esxcli's texts are
	}
	stack := one("netstack", standin.DefaultStack)
	if h.state.Stack(stack) == nil {
		return "", fmt.Errorf("there is no stack %q", stack)
	}
	from, err := h.sender(stack, one("interface", ""), target)
	if err != nil {
		return "", err
	}
	received := 0
	if from != nil && h.arrives(ctx, from, target, size, one("df", "") == "true") {
		received = count
	}
	lost := (count - received) * 100 / count
	//nolint:misspell // esxcli spells it so
	summary := element("Duplicated", "0") + element("HostAddr", target.String()) + element("PacketLost", strconv.Itoa(lost)) +
		element("Recieved", strconv.Itoa(received)) + element("RoundtripAvgMS", "200") + element("RoundtripMaxMS", "250") + element("RoundtripMinMS", "150") +
		element("Transmitted", strconv.Itoa(count))
	return fmt.Sprintf(objOpen, "VimEsxCLInetworkdiagping") + `<Summary xsi:type="VimEsxCLInetworkdiagpingSummary">` + "\n" + summary + "</Summary></obj>", nil
}

// sender finds the vmk that a packet leaves by; nil: no route.
func (h *host) sender(stack, device string, target netip.Addr) (*standin.Vmk, error) {
	if device != "" {
		v := h.state.Vmk(device)
		if v == nil || v.Stack != stack {
			return nil, fmt.Errorf("Unknown interface %q on stack %s", device, stack) //nolint:staticcheck // as esxcli's texts are
		}
		return v, nil
	}
	for _, v := range h.state.Vmks {
		if v.Stack == stack && has(v, target) {
			return v, nil
		}
	}
	for _, v := range h.state.Vmks {
		if via := h.next(v, target); v.Stack == stack && via.IsValid() {
			return v, nil
		}
	}
	return nil, nil
}

// has says whether an address is in a subnet of a vmk.
func has(v *standin.Vmk, a netip.Addr) bool {
	if v.Mode == "STATIC" && v.IP.Contains(a) {
		return true
	}
	for _, p := range v.Addresses {
		if v.IPv6 && p.Contains(a) {
			return true
		}
	}
	return false
}

// next is the gateway that a vmk sends through; the zero address: none.
func (h *host) next(v *standin.Vmk, target netip.Addr) (best netip.Addr) {
	own := v.Gateway
	if target.Is6() {
		own = v.Gateway6
	}
	if a, err := netip.ParseAddr(own); err == nil && has(v, a) {
		return a
	}
	bits := -1
	for _, r := range h.state.Stack(v.Stack).Routes {
		via, err := netip.ParseAddr(r.Via)
		if err != nil || r.IPv6 != target.Is6() || !has(v, via) {
			continue
		}
		if n := covers(r.To, target); n > bits {
			best, bits = via, n
		}
	}
	return best
}

// covers is how closely a route's network describes an address, in bits; -1:
// it does not.
func covers(network string, target netip.Addr) int {
	if network == "default" {
		return 0
	}
	if p, err := netip.ParsePrefix(network); err == nil && p.Contains(target) {
		return p.Bits()
	}
	return -1
}

// arrives says whether a packet comes to its target and back. Gateways and what
// lies behind them answer, if the wire takes the size.
func (h *host) arrives(ctx *simulator.Context, from *standin.Vmk, target netip.Addr, size int, whole bool) bool {
	headers := 28
	if target.Is6() {
		headers = 48
	}
	packet := size + headers
	fits := func(mtu int) bool { return !whole || packet <= mtu }
	vlan, nics := h.wire(ctx, h.state, from)
	if len(nics) == 0 || !fits(from.MTU) || !fits(h.vc.options.WireMTU) {
		return false
	}
	if !has(from, target) {
		return h.next(from, target).IsValid()
	}
	for _, o := range h.vc.hosts {
		if found, answers := o.answers(ctx, target, vlan, fits); found {
			return answers
		}
	}
	return h.next(from, target) == target // a router's own address
}

// answers says whether a host has an address, and whether it answers in a VLAN.
func (h *host) answers(ctx *simulator.Context, target netip.Addr, vlan int, fits func(int) bool) (found, answers bool) {
	s := h.seen.Load()
	for _, v := range s.Vmks {
		mine := v.Mode == "STATIC" && v.IP.Addr() == target
		for _, p := range v.Addresses {
			mine = mine || v.IPv6 && p.Addr() == target
		}
		if mine {
			on, nics := h.wire(ctx, s, v)
			return true, len(nics) > 0 && on == vlan && fits(v.MTU)
		}
	}
	return false, false
}
