package rvtools

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

var device = pattern.Of(`^vmk(0|[1-9][0-9]{0,2})$`)

func (r *reading) vmk(row *importer.Row) {
	h := r.of(row)
	if h == nil {
		return
	}
	name := row.Get("device")
	if strings.HasPrefix(name, "vswif") {
		r.note(importer.LeftOut, h.Name, "%s, which a service console had", name)
		return
	}
	if !device().MatchString(name) {
		r.fault(row, diag.SourceValue, "device %q is no vmk", name)
		return
	}
	if h.Vmk(name) != nil {
		r.fault(row, diag.SourceTwice, "%s of host %q is in the tab twice", name, h.Name)
		return
	}
	v := netstate.Vmk{Device: name, MTU: r.number(row, "mtu")}
	if group := row.Get("portgroup"); group != "" {
		v.PortGroup = netstate.Some(group)
	} else {
		v.Owner = "something that the source doesn't name, such as NSX: it is on no port group"
	}
	if mac := strings.ToLower(row.Get("macaddress")); mac != "" {
		v.MAC = netstate.Some(mac)
	}
	v.IPv4 = r.ipv4(row)
	if a, err := netip.ParseAddr(row.Get("ipaddress")); err == nil && name != "vmk0" && a.IsLinkLocalUnicast() {
		v.Owner = "the host's management controller, it seems: its address is link-local"
	}
	if v.Owner == "" {
		r.ipv6(row, h, &v)
	}
	h.gateways[name] = row.Get("gateway")
	h.Vmks = append(h.Vmks, v)
}

func (r *reading) ipv4(row *importer.Row) *netstate.IPv4 {
	text, mask := row.Get("ipaddress"), row.Get("subnetmask")
	if r.yes(row, "dhcp").Or(false) {
		return &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)}
	}
	if text == "" || text == "0.0.0.0" {
		return &netstate.IPv4{Mode: netstate.Some(netstate.None)}
	}
	p, err := importer.Masked(text, mask)
	if err != nil {
		r.fault(row, diag.SourceValue, "%v", err)
		return nil
	}
	return &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: p}
}

// ipv6 tells of addresses. The tab shows neither their prefix lengths nor where
// they come from, so that none can be written.
func (r *reading) ipv6(row *importer.Row, h *seen, v *netstate.Vmk) {
	for _, w := range list(row.Get("ip6address")) {
		text, _, _ := strings.Cut(w, "/")
		a, err := netip.ParseAddr(text)
		if err != nil {
			r.fault(row, diag.SourceValue, "IPv6 address %q is no address", w)
			return
		}
		if !a.IsLinkLocalUnicast() && a.Is6() {
			r.out.Diags = append(r.out.Diags, importer.About(diag.ImportLeftOut, h.Name, "",
				v.Device+" has the IPv6 address "+a.String()+", and the tab says neither its prefix length nor whether somebody set it", "write it into its ipv6 block"))
		}
	}
}

// finish joins the tabs, and makes clusters of hosts.
func (r *reading) finish() {
	at := map[string]int{}
	places := map[string]*seen{}
	for _, h := range r.order {
		if len(h.Vmks) == 0 && r.out.Diags.HasErrors() {
			continue // its vmks may be what is wrong
		}
		if len(h.Vmks) == 0 {
			r.unread(&h.row, "no vmk is listed of host %q, which is left out", h.Name)
			continue
		}
		r.complete(h)
		if first := places[h.cluster]; first == nil {
			places[h.cluster] = h
		} else if h.cluster != "" && (first.server != h.server || first.datacenter != h.datacenter) {
			r.out.Diags = append(r.out.Diags, h.row.Fault(diag.SourceTwice,
				"two clusters are called "+strconv.Quote(h.cluster)+": one is in datacenter "+strconv.Quote(first.datacenter)+" of "+first.server+
					", one in "+strconv.Quote(h.datacenter)+" of "+h.server, "import them one by one, from files of their own"))
			return
		}
		i, ok := at[h.cluster]
		if !ok {
			i = len(r.out.Clusters)
			at[h.cluster] = i
			r.out.Clusters = append(r.out.Clusters, r.cluster(h))
		}
		c := &r.out.Clusters[i]
		c.Groups = append(c.Groups, netstate.Group{Pattern: h.Host, Members: []netstate.Member{{Name: h.Name, Position: len(c.Groups)}}})
	}
}

// cluster is the cluster of a host, without hosts.
func (r *reading) cluster(h *seen) netstate.Cluster {
	c := netstate.Cluster{Name: h.cluster, Datacenter: h.datacenter}
	if h.server != "" && !strings.EqualFold(h.server, h.Name) { // else RVTools spoke to the host itself
		c.VCenter, c.Server = r.label(h.server), h.server
	}
	return c
}

// label is what a vCenter is called: its name without its domain where that
// tells it from others, else its name or address in full.
func (r *reading) label(server string) string {
	if _, err := netip.ParseAddr(server); err == nil {
		return server
	}
	short := shortName(server)
	for key := range r.hosts {
		if key.server != server && strings.EqualFold(shortName(key.server), short) {
			return server
		}
	}
	return short
}

func shortName(server string) string {
	short, _, _ := strings.Cut(server, ".")
	return short
}

// complete joins a host's vmks with what they are on.
func (r *reading) complete(h *seen) {
	slices.SortStableFunc(h.Vmks, func(a, b netstate.Vmk) int { return natural.Compare(a.Device, b.Device) })
	h.Complete = netstate.Complete{Switches: r.found["vSwitch"] && r.found[nicTab], PortGroups: r.found["vPort"], Vmks: true}
	for i := range h.Switches {
		s := &h.Switches[i]
		slices.Sort(s.Uplinks)
		if n, ok := r.mtus[h.server+"\x00"+s.Name]; ok && s.Kind == netstate.Distributed {
			s.MTU = netstate.Some(n)
		}
	}
	for i := range h.Vmks {
		if h.Vmks[i].Owner == "" {
			r.join(h, &h.Vmks[i])
		}
	}
	r.gateway(h)
	h.Switches = slices.DeleteFunc(h.Switches, func(s netstate.Switch) bool { // without vSwitch, nothing tells its kind
		return s.Kind == netstate.Distributed && !r.found["vSwitch"] && !h.joins(s.Name)
	})
}

// joins says whether a vmk is on a distributed port group of a switch.
func (h *seen) joins(name string) bool {
	return slices.ContainsFunc(h.PortGroups, func(g netstate.PortGroup) bool { return g.Distributed && g.Switch == name })
}

// join finds the port group of a vmk: a standard one of its host, else a
// distributed one, of the switch that the host's adapters are on where two
// switches have one of that name.
func (r *reading) join(h *seen, v *netstate.Vmk) {
	name := v.PortGroup.Or("")
	if g := h.PortGroup(name); g != nil && !g.Distributed {
		v.Switch = netstate.Some(g.Switch)
		if g.Of == "" {
			g.Of = v.Device
		}
		return
	}
	some := r.groups[h.server+"\x00"+name]
	if len(some) > 1 {
		some = slices.DeleteFunc(slices.Clone(some), func(g dvGroup) bool { return !h.member[g.Switch] })
	}
	switch len(some) {
	case 0:
		r.nowhere(h, v)
		return
	case 1:
	default:
		r.unread(&h.row, "%s of host %q is on port group %q, and several switches have one of that name", v.Device, h.Name, name)
		return
	}
	g := some[0]
	if g.vlans != "" {
		r.out.Diags = append(r.out.Diags, importer.About(diag.ImportLeftOut, h.Name, "", "port group "+strconv.Quote(name)+" of "+v.Device+" passes on VLANs "+g.vlans, ""))
	}
	v.Switch = netstate.Some(g.Switch)
	h.on(g.Switch, netstate.Distributed)
	if !slices.ContainsFunc(h.PortGroups, func(p netstate.PortGroup) bool { return p.Distributed && p.Name == g.Name && p.Switch == g.Switch }) {
		h.PortGroups = append(h.PortGroups, g.PortGroup)
	}
}

// nowhere is a vmk whose port group no tab has. Where all standard ones are
// listed, it is a distributed one.
func (r *reading) nowhere(h *seen, v *netstate.Vmk) {
	if !r.found["vPort"] {
		return
	}
	var on []string
	for i := range h.Switches {
		if s := &h.Switches[i]; s.Kind == netstate.Distributed && r.found["vSwitch"] {
			on = append(on, s.Name)
		}
	}
	if len(on) != 1 {
		r.unread(&h.row, "port group %q of %s on host %q is in no tab, so that its switch is not known", v.PortGroup.Or(""), v.Device, h.Name)
		return
	}
	v.Switch = netstate.Some(on[0])
	h.PortGroups = append(h.PortGroups, netstate.PortGroup{Name: v.PortGroup.Or(""), Switch: on[0], Distributed: true})
	r.note(importer.Guess, h.Name, "that port group %q is of switch %q, the only distributed one of the host", v.PortGroup.Or(""), on[0])
}

// gateway reads the gateway of the default stack, which the tab repeats for
// each vmk. One of a vmk's own would show as a difference.
func (r *reading) gateway(h *seen) {
	count := map[string]int{}
	most := ""
	for i := range h.Vmks {
		if g := h.gateways[h.Vmks[i].Device]; g != "" {
			if count[g]++; count[g] > count[most] || count[g] == count[most] && most == "" {
				most = g
			}
		}
	}
	for i := range h.Vmks {
		v := &h.Vmks[i]
		text := h.gateways[v.Device]
		if text == "" {
			continue
		}
		a, err := netip.ParseAddr(text)
		if err != nil {
			r.fault(&h.row, diag.SourceValue, "gateway %q of %s on host %q is no address", text, v.Device, h.Name)
			return
		}
		if text == most {
			h.stack().Gateway = netstate.Some(a)
		} else if v.IPv4 != nil && a.Is4() && !a.IsUnspecified() {
			v.IPv4.Gateway = netstate.Some(a)
			r.note(importer.Guess, h.Name, "the gateway %s of %s is its own; it differs from that of the host's other vmks", a, v.Device)
		}
	}
	r.learnt(h)
}

// learnt takes out a gateway that a vmk has by DHCP.
func (r *reading) learnt(h *seen) {
	g := h.stack().Gateway.Or(netip.Addr{})
	if !g.IsValid() {
		return
	}
	dhcp := false
	for i := range h.Vmks {
		ip := h.Vmks[i].IPv4
		if ip == nil || h.Vmks[i].Owner != "" {
			continue
		}
		if ip.Address.IsValid() && ip.Address.Contains(g) {
			return
		}
		dhcp = dhcp || ip.Mode.Or("") == netstate.DHCP
	}
	if dhcp {
		h.stack().Gateway = netstate.Opt[netip.Addr]{}
		r.note(importer.Guess, h.Name, "that the gateway %s comes by DHCP; it is left out", g)
	}
}
