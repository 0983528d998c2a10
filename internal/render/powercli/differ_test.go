package powercli_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A differ lists where a host is not as it is wanted.
type differ struct {
	h   *fakeHost
	w   *world
	out []string
}

// differences compares a host with what is wanted of it, attribute by
// attribute, and by no code that the scripts are made with.
func (w *world) differences(h *fakeHost, want netstate.Host) []string {
	d := &differ{h: h, w: w}
	for i := range want.Switches {
		d.sw(&want.Switches[i])
	}
	for i := range want.PortGroups {
		d.group(&want.PortGroups[i])
	}
	for i := range want.Stacks {
		d.stack(&want.Stacks[i])
	}
	for i := range want.Vmks {
		d.vmk(&want, &want.Vmks[i])
	}
	return d.out
}

func (d *differ) is(what string, got, want any) {
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		d.out = append(d.out, fmt.Sprintf("%s is %s, wanted %s", what, g, w))
	}
}

func (d *differ) sw(want *netstate.Switch) {
	if want.Kind == netstate.Distributed {
		return
	}
	s := d.h.sw(want.Name)
	if s == nil {
		d.out = append(d.out, "no switch "+want.Name)
		return
	}
	if mtu, ok := want.MTU.Get(); ok {
		d.is("mtu of "+s.name, s.mtu, mtu)
	} else if s.mtu < want.MinMTU {
		d.is("mtu of "+s.name, s.mtu, want.MinMTU)
	}
	if want.Uplinks != nil {
		got, wanted := slices.Sorted(slices.Values(s.nics)), slices.Sorted(slices.Values(want.Uplinks))
		d.is("uplinks of "+s.name, got, wanted)
	}
	d.teaming(s.name, &s.teaming, want.Teaming)
	if want.Security != nil {
		for k, v := range map[string]netstate.Opt[bool]{
			"AllowPromiscuous": want.Security.Promiscuous, "MacChanges": want.Security.MACChanges, "ForgedTransmits": want.Security.ForgedTransmits,
		} {
			d.is(k, s.security[k], v.Or(s.security[k]))
		}
	}
	if c, ok := want.Discovery.Get(); ok {
		d.is("cdp", s.cdp, esx.CDP[c])
	}
}

func (d *differ) teaming(name string, got *fakeTeaming, want *netstate.Teaming) {
	if want == nil {
		return
	}
	if p, ok := want.Policy.Get(); ok {
		d.is("policy of "+name, got.policy, esx.TeamingOf(p).API)
	}
	if x, ok := want.Detection.Get(); ok {
		d.is("detection of "+name, got.detection, x)
	}
	if b, ok := want.Notify.Get(); ok {
		d.is("notify of "+name, got.notify != nil && *got.notify, b)
	}
	if b, ok := want.Failback.Get(); ok {
		d.is("failback of "+name, got.failback != nil && *got.failback, b)
	}
	if want.Active != nil {
		d.is("active of "+name, got.active, want.Active)
	}
	if want.Standby != nil {
		d.is("standby of "+name, got.standby, want.Standby)
	}
}

func (d *differ) group(want *netstate.PortGroup) {
	name := want.Name
	if name == "" {
		name = d.h.vmk(want.Of).group
	}
	if want.Distributed {
		for _, v := range d.w.dvs {
			for _, g := range v.groups {
				if v.name == want.Switch && g.name == name {
					d.is("vlan of "+name, g.vlan, want.VLAN.Or(g.vlan))
					d.teaming(name, &g.teaming, want.Teaming)
					return
				}
			}
		}
		d.out = append(d.out, "no distributed port group "+name)
		return
	}
	g := d.h.group(name)
	if g == nil {
		d.out = append(d.out, "no port group "+name)
		return
	}
	if want.Switch != "" {
		d.is("switch of "+name, g.on, want.Switch)
	}
	d.is("vlan of "+name, g.vlan, want.VLAN.Or(g.vlan))
	d.teaming(name, &g.teaming, want.Teaming)
}

func (d *differ) stack(want *netstate.Stack) {
	s := d.h.stack(esx.StackKey(want.Name))
	if s == nil {
		d.out = append(d.out, "no stack "+want.Name)
		return
	}
	if g, ok := want.Gateway.Get(); ok {
		d.is("gateway of "+want.Name, s.gateway, g)
	}
	if g, ok := want.Gateway6.Get(); ok {
		d.is("gateway6 of "+want.Name, s.gateway6, g)
	}
	if want.DNS != nil {
		d.is("dns of "+want.Name, s.dns, want.DNS)
	}
	if want.Search != nil {
		d.is("search of "+want.Name, s.search, want.Search)
	}
	if c, ok := want.Congestion.Get(); ok {
		d.is("congestion of "+want.Name, s.congestion, c)
	}
	if n, ok := want.MaxConnections.Get(); ok {
		d.is("connections of "+want.Name, s.connections, n)
	}
	if want.Routes != nil {
		all := []string{}
		for _, r := range want.Routes {
			all = append(all, r.To.String()+" "+r.Via.String())
		}
		got := slices.Sorted(slices.Values(s.routes))
		d.is("routes of "+want.Name, got, slices.Sorted(slices.Values(all)))
	}
}

func (d *differ) vmk(host *netstate.Host, want *netstate.Vmk) {
	v := d.h.vmk(want.Device)
	if v == nil {
		d.out = append(d.out, "no "+want.Device)
		return
	}
	at := " of " + v.device
	if g, ok := want.PortGroup.Get(); ok {
		sw := host.Switch(want.Switch.Or(""))
		if sw != nil && sw.Kind == netstate.Distributed {
			d.is("switch"+at, v.dvs, sw.Name)
			for _, x := range d.w.dvs {
				for _, dg := range x.groups {
					if x.name == sw.Name && dg.name == g {
						d.is("key"+at, v.dvKey, dg.key)
					}
				}
			}
		} else {
			d.is("port group"+at, v.group+v.dvs, g)
		}
	}
	if s, ok := want.Stack.Get(); ok {
		d.is("stack"+at, v.stack, esx.StackKey(s))
	}
	d.is("mtu"+at, v.mtu, want.MTU.Or(v.mtu))
	d.is("mac"+at, v.mac, want.MAC.Or(v.mac))
	d.addresses(v, want)
	d.roles(v, want)
	if want.ISCSI != nil {
		all := []string{}
		for _, hba := range want.ISCSI {
			all = append(all, strings.Replace(hba, netstate.SoftwareISCSI, "vmhba64", 1)+" "+v.device)
		}
		got := slices.DeleteFunc(slices.Clone(d.h.bindings), func(b string) bool { return !strings.HasSuffix(b, " "+v.device) })
		d.is("bindings"+at, slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(all)))
	}
	for _, n := range want.NVMe {
		d.is("nvme of "+n, slices.Contains(d.h.nvme, n), true)
	}
}

func (d *differ) addresses(v *fakeVmk, want *netstate.Vmk) {
	if ip := want.IPv4; ip != nil {
		if mode, ok := ip.Mode.Get(); ok {
			d.is("mode of "+v.device, v.mode, mode)
			if mode == netstate.Static {
				d.is("address of "+v.device, v.ip, ip.Address)
			}
		}
		if g, ok := ip.Gateway.Get(); ok {
			d.is("gateway of "+v.device, v.gateway, g)
		}
	}
	ip := want.IPv6
	if ip == nil {
		return
	}
	d.is("ipv6 of "+v.device, v.ipv6, true)
	if ip.Addresses != nil {
		all := []string{}
		for _, a := range ip.Addresses {
			all = append(all, a.String())
		}
		d.is("ipv6 addresses of "+v.device, slices.Sorted(slices.Values(v.addresses)), slices.Sorted(slices.Values(all)))
	}
	d.is("autoconf of "+v.device, v.autoconf, ip.Autoconf.Or(v.autoconf))
	d.is("dhcp6 of "+v.device, v.dhcp6, ip.DHCP.Or(v.dhcp6))
	if g, ok := ip.Gateway.Get(); ok {
		d.is("gateway6 of "+v.device, v.gateway6, g)
	}
}

func (d *differ) roles(v *fakeVmk, want *netstate.Vmk) {
	if want.Roles == nil || v.stack != "defaultTcpipStack" {
		return
	}
	all := []string{}
	for _, r := range esx.Tagged(want.Roles, netstate.DefaultStack) {
		row, _ := esx.RoleOf(r)
		if row.VSAN != "" {
			all = append(all, row.VSAN)
		} else {
			all = append(all, row.NicType)
		}
	}
	got := []string{}
	for _, r := range slices.Concat(d.h.roles, d.h.vsan) {
		if part := strings.Fields(r); part[1] == v.device {
			got = append(got, part[0])
		}
	}
	d.is("roles of "+v.device, slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(all)))
}

// print gives all of a host as text, so that two states compare.
func (h *fakeHost) print() string {
	var b strings.Builder
	for _, s := range h.switches {
		fmt.Fprintf(&b, "switch %s %d %v %s %s %v\n", s.name, s.mtu, s.nics, s.cdp, s.teaming.print(), s.security)
	}
	for _, g := range h.groups {
		fmt.Fprintf(&b, "group %s %s %d %d %s\n", g.name, g.on, g.vlan, g.clients, g.teaming.print())
	}
	for _, v := range h.vmks {
		fmt.Fprintf(&b, "vmk %+v\n", *v)
	}
	for _, s := range h.stacks {
		fmt.Fprintf(&b, "stack %+v\n", *s)
	}
	fmt.Fprintln(&b, h.roles, h.vsan, h.software, h.bindings, h.nvme, h.ipv6Next)
	return b.String()
}

func (t fakeTeaming) print() string {
	flag := func(b *bool) string {
		if b == nil {
			return "inherited"
		}
		return fmt.Sprint(*b)
	}
	return fmt.Sprint(t.policy, t.detection, flag(t.notify), flag(t.failback), t.active, t.standby)
}
