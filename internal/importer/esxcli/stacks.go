package esxcli

import (
	"net/netip"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

func (r *reading) stack(s section, rec importer.Record) {
	key, ok := some(rec, "Key", "Name", "Record")
	if !ok {
		r.fault(diag.SourceBroken, s, rec.Line, "a stack without a key")
		return
	}
	r.theStack(key)
}

func (r *reading) stackOptions(s section, rec importer.Record) {
	key, _ := some(rec, "Key", "Record")
	v := r.theStack(key)
	v.MaxConnections = r.number(s, rec, "Max Connections")
	how, _ := some(rec, "Congestion Control Algorithm")
	switch c := netstate.Congestion(how); c {
	case netstate.NewReno, netstate.Cubic:
		v.Congestion = netstate.Some(c)
	default:
		r.unread(s, "vmkgen doesn't know the congestion control %q", how)
	}
}

// learnt are the sources of routes that nobody set.
var learnt = pattern.Of(`^(DHCP|RA|AUTO)`)

// route reads a route that somebody set: not those of subnets and of DHCP.
func (r *reading) route(s section, rec importer.Record) {
	via, ok := r.address(s, rec, "Gateway")
	source, _ := some(rec, "Source")
	if !ok || !via.IsValid() || learnt().MatchString(source) {
		return
	}
	to, _ := some(rec, "Network")
	mask, _ := rec.Get("Netmask")
	v := r.theStack(s.call.stack)
	if toAll(to, mask) {
		at := &v.Gateway
		if via.Is6() {
			at = &v.Gateway6
		}
		*at = netstate.Some(via)
		return
	}
	a, err := netip.ParseAddr(to)
	n, fine := bits(mask, max(32, a.BitLen()))
	if err != nil || !fine {
		r.fault(diag.SourceValue, s, rec.Line, "%q with netmask %q is no network", to, mask)
		return
	}
	v.Routes = append(v.Routes, netstate.Route{To: netip.PrefixFrom(a, n).Masked(), Via: via})
}

// toAll says whether a route is the one to everywhere.
func toAll(to, mask string) bool {
	return to == "default" || (to == "0.0.0.0" || to == "::") && strings.Trim(mask, "0.") == ""
}

// sawRoutes makes what was not listed known to be absent.
func sawRoutes(r *reading, s section) {
	v := r.theStack(s.call.stack)
	if s.call.words == "network ip route ipv6 list" {
		v.Gateway6 = netstate.Some(v.Gateway6.Or(netip.Addr{}))
		r.found["routes6 "+v.Name] = true
	} else {
		v.Gateway = netstate.Some(v.Gateway.Or(netip.Addr{}))
		r.found["routes4 "+v.Name] = true
	}
	if v.Routes == nil {
		v.Routes = []netstate.Route{}
	}
}

func (r *reading) servers(s section, rec importer.Record) {
	text, _ := rec.Get("DNSServers", "DNS Servers")
	v := r.theStack(s.call.stack)
	v.DNS = []netip.Addr{}
	for _, w := range importer.List(text) {
		a, err := netip.ParseAddr(w)
		if err != nil {
			r.fault(diag.SourceValue, s, rec.Line, "name server %q is no address", w)
			return
		}
		v.DNS = append(v.DNS, a)
	}
}

func (r *reading) search(s section, rec importer.Record) {
	text, _ := rec.Get("DNSSearch Domains", "DNS Search Domains")
	r.theStack(s.call.stack).Search = importer.List(text)
}
