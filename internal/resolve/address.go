package resolve

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/spec"
)

// addresses resolves both families of a vmk.
func (g *grouping) addresses(v *netstate.Vmk, asked spec.Vmk) {
	g.ipv4(v, asked)
	offset := asked.Offset.Or(g.asked.Offset.Or(0))
	if asked.IPv6 != nil {
		g.ipv6(v, asked.IPv6, asked.IPv6.Offset.Or(offset))
	}
	if v.Device != esx.InstallVmk && (v.IPv4 == nil || !v.IPv4.Mode.IsSet()) && !gives(v.IPv6) {
		g.problem(diag.NoAddress, "vmk/"+v.Device, v.Device+" has no address: neither IPv4 nor IPv6 nor dhcp",
			`give it subnet, address, dhcp or an ipv6 block; address = "none" where none is meant`)
	}
}

// gives says whether an IPv6 side brings an address, besides the link-local one.
func gives(ip *netstate.IPv6) bool {
	return ip != nil && (len(ip.Addresses) > 0 || ip.Autoconf.Or(false) || ip.DHCP.Or(false))
}

func (g *grouping) ipv4(v *netstate.Vmk, asked spec.Vmk) {
	ip := netstate.IPv4{Gateway: address(asked.Gateway)}
	at := "vmk/" + v.Device + "/"
	text, exact := asked.Address.Get()
	subnet, counted := asked.Subnet.Get()
	switch {
	case exact && text == "none":
		ip.Mode = netstate.Some(netstate.None)
	case exact:
		ip.Mode = netstate.Some(netstate.Static)
		ip.Address = g.exact(at+"address", text, asked.Subnet)
	case asked.DHCP.Or(false):
		ip.Mode = netstate.Some(netstate.DHCP)
	case counted:
		ip.Mode = netstate.Some(netstate.Static)
		p, _ := netip.ParsePrefix(subnet)
		g.slot(len(g.Pattern.Vmks), -1, p, asked.Offset.Or(g.asked.Offset.Or(0)), at+"subnet")
	}
	if ip.Mode.IsSet() || ip.Gateway.IsSet() {
		v.IPv4 = &ip
	}
}

func (g *grouping) ipv6(v *netstate.Vmk, asked *spec.IPv6, offset int64) {
	ip := netstate.IPv6{Autoconf: asked.Autoconf, DHCP: asked.DHCP, Gateway: address(asked.Gateway)}
	at := "vmk/" + v.Device + "/ipv6/"
	subnet, counted := asked.Subnet.Get()
	switch {
	case asked.Address != nil:
		ip.Addresses = make([]netip.Prefix, len(asked.Address))
		for i, text := range asked.Address {
			ip.Addresses[i] = g.exact(at+"address", text, asked.Subnet)
		}
	case counted:
		p, _ := netip.ParsePrefix(subnet)
		ip.Addresses = make([]netip.Prefix, 1)
		g.slot(len(g.Pattern.Vmks), 0, p, offset, at+"subnet")
	}
	v.IPv6 = &ip
}

// exact reads an address that was written, its prefix from the subnet where it
// has none.
func (g *grouping) exact(pointer, text string, subnet netstate.Opt[string]) netip.Prefix {
	within, counted := subnet.Get()
	net, _ := netip.ParsePrefix(within)
	var p netip.Prefix
	if strings.Contains(text, "/") {
		p, _ = netip.ParsePrefix(text)
	} else {
		a, _ := netip.ParseAddr(text)
		if !counted {
			usual := "/24"
			if a.Is6() {
				usual = "/64"
			}
			g.problem(diag.NoPrefix, pointer, text+" has no prefix length, and no subnet to take it from",
				"write it as "+text+usual+", or say its subnet")
			return netip.PrefixFrom(a, a.BitLen())
		}
		p = netip.PrefixFrom(a, net.Bits())
		if !net.Contains(a) {
			g.problem(diag.AddressOutside, pointer, fmt.Sprintf("%s lies outside its subnet %s", text, within), "")
			return p
		}
	}
	if what := reserved(p); what != "" {
		g.problem(diag.AddressReserved, pointer, fmt.Sprintf("%s is the %s address of %s", p.Addr(), what, p.Masked()), "")
	}
	return p
}

// reserved names what an IPv4 address is in its subnet that no host may have.
func reserved(p netip.Prefix) string {
	if !p.Addr().Is4() || p.Bits() >= 31 {
		return ""
	}
	if p.Masked().Addr() == p.Addr() {
		return "network"
	}
	last, _ := netstate.AddressAt(p, int64(1)<<(32-p.Bits())-1)
	if last == p.Addr() {
		return "broadcast"
	}
	return ""
}
