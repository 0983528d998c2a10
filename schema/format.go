package schema

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/xeipuuv/gojsonschema"
)

// A format is a check of a text; editors that don't know it pass over it.
type format func(s string) bool

// IsFormat makes it a checker: what is no text is another rule's.
func (f format) IsFormat(v any) bool {
	s, ok := v.(string)
	return !ok || f(s)
}

func addFormats() {
	for name, f := range map[string]format{
		"cidr":                func(s string) bool { return prefix(s, either) },
		"cidr4":               func(s string) bool { return prefix(s, netip.Addr.Is4) },
		"cidr6":               func(s string) bool { return prefix(s, netip.Addr.Is6) },
		"ip":                  func(s string) bool { return addr(s, either) },
		"ipv4":                func(s string) bool { return addr(s, netip.Addr.Is4) },
		"ipv6":                func(s string) bool { return addr(s, netip.Addr.Is6) },
		"ip6-or-cidr":         func(s string) bool { return addr(s, netip.Addr.Is6) || prefix(s, netip.Addr.Is6) },
		"server":              server,
		"ip4-or-cidr-or-none": func(s string) bool { return s == "none" || addr(s, netip.Addr.Is4) || prefix(s, netip.Addr.Is4) },
	} {
		gojsonschema.FormatCheckers.Add(name, f)
	}
}

func either(netip.Addr) bool { return true }

func addr(s string, is func(netip.Addr) bool) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && is(a) && !a.Is4In6() && !strings.Contains(s, "%")
}

func prefix(s string, is func(netip.Addr) bool) bool {
	p, err := netip.ParsePrefix(s)
	return err == nil && is(p.Addr()) && !p.Addr().Is4In6()
}

var domain = pattern.Of(`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$`)

// server takes a name or an address, with or without a port; an IPv6 address
// stands in brackets where it has one.
func server(s string) bool {
	if addr(s, either) {
		return true
	}
	host := s
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") {
		port, err := strconv.ParseUint(s[i+1:], 10, 16)
		if err != nil || port == 0 {
			return false
		}
		host = s[:i]
	}
	if inner, ok := strings.CutPrefix(host, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		return ok && addr(inner, netip.Addr.Is6)
	}
	return domain().MatchString(host)
}
