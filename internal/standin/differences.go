package standin

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Differences lists what the desired state says and the host has otherwise,
// attribute by attribute. What is unset in it is left alone.
func (h *Host) Differences(want *netstate.Host) []string {
	d := &differ{host: h, want: want}
	for i := range want.Switches {
		d.toSwitch(&want.Switches[i])
	}
	for i := range want.PortGroups {
		d.group(&want.PortGroups[i])
	}
	for i := range want.Stacks {
		d.stack(&want.Stacks[i])
	}
	for i := range want.Vmks {
		d.vmk(&want.Vmks[i])
	}
	return d.out
}

type differ struct {
	host *Host
	want *netstate.Host
	out  []string
}

func (d *differ) is(what string, got, want any) {
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		d.out = append(d.out, fmt.Sprintf("%s is %s, wanted %s", what, g, w))
	}
}

func opt[T any](d *differ, what string, got any, want netstate.Opt[T]) {
	if w, ok := want.Get(); ok {
		d.is(what, got, w)
	}
}

func (d *differ) toSwitch(w *netstate.Switch) {
	if w.Kind == netstate.Distributed {
		return
	}
	s := d.host.Switch(w.Name)
	if s == nil {
		d.out = append(d.out, "switch "+w.Name+" is missing")
		return
	}
	what := "switch " + s.Name
	opt(d, what+" MTU", s.MTU, w.MTU)
	if s.MTU < w.MinMTU {
		d.is(what+" MTU at least", s.MTU, w.MinMTU)
	}
	if w.Uplinks != nil {
		d.is(what+" uplinks", sorted(s.Uplinks), sorted(w.Uplinks))
	}
	if w.Teaming != nil {
		d.teaming(what, s.Teaming, w.Teaming)
	}
	if p := w.Security; p != nil {
		opt(d, what+" promiscuous", s.Security[0], p.Promiscuous)
		opt(d, what+" MAC changes", s.Security[1], p.MACChanges)
		opt(d, what+" forged transmits", s.Security[2], p.ForgedTransmits)
	}
	if c, ok := w.Discovery.Get(); ok {
		d.is(what+" CDP", s.CDP, esx.CDP[c])
	}
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func (d *differ) teaming(what string, t Teaming, w *netstate.Teaming) {
	if p, ok := w.Policy.Get(); ok {
		d.is(what+" policy", t.Policy, esx.TeamingOf(p).Get)
	}
	opt(d, what+" detection", t.Detection, w.Detection)
	opt(d, what+" notify", t.Notify, w.Notify)
	opt(d, what+" failback", t.Failback, w.Failback)
	if w.Active != nil {
		d.is(what+" active", strings.Join(t.Active, ","), strings.Join(w.Active, ","))
	}
	if w.Standby != nil {
		d.is(what+" standby", strings.Join(t.Standby, ","), strings.Join(w.Standby, ","))
	}
}

func (d *differ) group(w *netstate.PortGroup) {
	if w.Distributed {
		return
	}
	name := w.Name
	if v := d.host.Vmk(w.Of); name == "" && v != nil {
		name = v.Group
	}
	g := d.host.Group(name)
	if g == nil {
		d.out = append(d.out, "port group "+name+" is missing")
		return
	}
	what := "port group " + name
	if w.Switch != "" {
		d.is(what+" switch", g.Switch, w.Switch)
	}
	opt(d, what+" VLAN", g.VLAN, w.VLAN)
	if w.Teaming == nil || d.host.Switch(g.Switch) == nil {
		return
	}
	d.teaming(what, d.host.effective(g), w.Teaming)
	for i, said := range []bool{w.Teaming.Policy.IsSet(), w.Teaming.Detection.IsSet(), w.Teaming.Notify.IsSet(), w.Teaming.Failback.IsSet(), w.Teaming.Active != nil} {
		if said && !g.Overrides[i] {
			d.out = append(d.out, fmt.Sprintf("%s inherits part %d of its teaming", what, i))
		}
	}
}

func (d *differ) stack(w *netstate.Stack) {
	s := d.host.Stack(esx.StackKey(w.Name))
	if s == nil {
		d.out = append(d.out, "stack "+w.Name+" is missing")
		return
	}
	what := "stack " + w.Name
	opt(d, what+" congestion", s.Congestion, w.Congestion)
	opt(d, what+" connections", s.MaxConn, w.MaxConnections)
	gateway := func(v6 bool) string {
		for _, r := range s.Routes {
			if r.To == "default" && r.IPv6 == v6 {
				return r.Via
			}
		}
		return ""
	}
	d.gateway(what+" gateway", gateway(false), w.Gateway)
	d.gateway(what+" gateway6", gateway(true), w.Gateway6)
	if w.DNS != nil {
		d.is(what+" DNS", list(s.DNS), list(w.DNS))
	}
	if w.Search != nil {
		d.is(what+" search", list(s.Search), list(w.Search))
	}
	if w.Routes != nil {
		var have, wanted []string
		for _, r := range s.Routes {
			if r.To != "default" {
				have = append(have, r.To+" "+r.Via)
			}
		}
		for _, r := range w.Routes {
			wanted = append(wanted, r.To.String()+" "+r.Via.String())
		}
		d.is(what+" routes", list(sorted(have)), list(sorted(wanted)))
	}
}

func list[T any](l []T) string {
	words := make([]string, len(l))
	for i, x := range l {
		words[i] = fmt.Sprint(x)
	}
	return strings.Join(words, ", ")
}

func (d *differ) vmk(w *netstate.Vmk) {
	v := d.host.Vmk(w.Device)
	if v == nil {
		d.out = append(d.out, w.Device+" is missing")
		return
	}
	opt(d, v.Device+" port group", v.Group, w.PortGroup)
	if s, ok := w.Switch.Get(); ok {
		is := v.DVS
		if at := d.host.switchOf(v); at != nil {
			is = at.Name
		}
		d.is(v.Device+" switch", is, s)
	}
	if s, ok := w.Stack.Get(); ok {
		d.is(v.Device+" stack", v.Stack, esx.StackKey(s))
	}
	opt(d, v.Device+" MTU", v.MTU, w.MTU)
	opt(d, v.Device+" MAC", v.MAC, w.MAC)
	d.addresses(v, w)
	d.roles(v, w)
	if w.ISCSI != nil {
		var have, wanted []string
		for _, p := range d.host.Portals {
			if p.Vmk == v.Device {
				have = append(have, p.HBA)
			}
		}
		for _, a := range w.ISCSI {
			if a == netstate.SoftwareISCSI {
				a = SoftwareHBA
			}
			wanted = append(wanted, a)
		}
		d.is(v.Device+" iSCSI", list(sorted(have)), list(sorted(wanted)))
	}
	for _, n := range w.NVMe {
		if !slices.Contains(d.host.NVMe, n) {
			d.out = append(d.out, "NVMe is not on for "+n)
		}
	}
}

// gateway compares one; the zero address is none.
func (d *differ) gateway(what, got string, want netstate.Opt[netip.Addr]) {
	switch g, ok := want.Get(); {
	case !ok:
	case g.IsValid():
		d.is(what, got, g)
	default:
		d.is(what, got, "")
	}
}

// ownGateway compares a vmk's own gateway, for which its stack's does as well
// where it is the same.
func (d *differ) ownGateway(v *Vmk, v6 bool, want netstate.Opt[netip.Addr]) {
	what, own := v.Device+" gateway", v.Gateway
	if v6 {
		what, own = v.Device+" gateway6", v.Gateway6
	}
	if want.Or(netip.Addr{}).IsValid() {
		own = d.host.gatewayOf(v, v6)
	}
	d.gateway(what, own, want)
}

func (d *differ) addresses(v *Vmk, w *netstate.Vmk) {
	if ip := w.IPv4; ip != nil {
		if m, ok := ip.Mode.Get(); ok {
			d.is(v.Device+" IPv4 mode", strings.ToLower(v.Mode), m)
			if m == netstate.Static {
				d.is(v.Device+" address", v.IP, ip.Address)
			}
		}
		d.ownGateway(v, false, ip.Gateway)
	}
	if ip := w.IPv6; ip != nil && ip.Off {
		d.is(v.Device+" IPv6", v.IPv6, false)
	} else if ip != nil {
		d.is(v.Device+" IPv6", v.IPv6, true)
		opt(d, v.Device+" autoconf", v.RA, ip.Autoconf)
		opt(d, v.Device+" DHCPv6", v.DHCPv6, ip.DHCP)
		d.ownGateway(v, true, ip.Gateway)
		if ip.Addresses != nil {
			order := func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) }
			d.is(v.Device+" IPv6 addresses", list(slices.SortedFunc(slices.Values(v.Addresses), order)), list(slices.SortedFunc(slices.Values(ip.Addresses), order)))
		}
	}
}

// roles compares tags and vSAN traffic; roles without a trace can't be seen.
func (d *differ) roles(v *Vmk, w *netstate.Vmk) {
	if w.Roles == nil || w.Stack.Or(netstate.DefaultStack) != netstate.DefaultStack {
		return
	}
	var tags, vsan, untagged []string
	for _, r := range w.Roles {
		row, _ := esx.RoleOf(r)
		switch {
		case row.VSAN != "":
			vsan = append(vsan, row.VSAN)
		case row.Tag != "":
			tags = append(tags, row.Tag)
		case row.NicType != "":
			untagged = append(untagged, row.NicType)
		}
	}
	d.is(v.Device+" roles without tags", list(sorted(v.Untagged)), list(sorted(untagged)))
	d.is(v.Device+" tags", list(sorted(v.Tags)), list(sorted(tags)))
	d.is(v.Device+" vSAN", list(sorted(v.VSAN)), list(sorted(vsan)))
}
