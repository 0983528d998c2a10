package vsphere

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// onVmk edits a vmk that is there.
func (l lowering) onVmk(device string, edit func(*vnicDraft) bool) verdict {
	v := l.vnic(device)
	switch {
	case v == nil:
		return l.refuse("change "+device, "there is no such vmk", "read the host again and plan anew")
	case v.owner != "":
		return l.refuse("change "+device, "it belongs to "+v.owner, "what others own is left alone")
	case v.dim:
		return verdict{fresh: true}
	}
	if edit(v) {
		v.edit()
	}
	return verdict{rank: vnicRank}
}

// EnsureVmk makes a vmk. One that is there is moved in place, unless its stack
// or its MAC are to be others: those are fixed when it is made.
func (l lowering) EnsureVmk(o op.EnsureVmk) verdict {
	v := l.vnic(o.Device)
	if v == nil {
		return l.make(o)
	}
	stack, hasStack := o.Stack.Get()
	mac, hasMAC := o.MAC.Get()
	if v.owner != "" {
		return l.onVmk(o.Device, nil)
	}
	if !v.dim && (hasStack && esx.StackKey(stack) != v.key() || hasMAC && mac != lower(v.spec.Mac)) {
		return l.replace(v, o)
	}
	place, bad := l.placed(o.Place, v)
	if bad.err != nil || bad.after {
		return bad
	}
	return l.onVmk(o.Device, func(v *vnicDraft) bool {
		if !place(&v.spec) {
			return false
		}
		l.fit(&v.spec, o.MTU)
		return true
	})
}

// placed finds where a vmk is to be; place puts it there and says whether that
// is another place.
func (l lowering) placed(p op.Place, v *vnicDraft) (place func(*types.HostVirtualNicSpec) bool, bad verdict) {
	what := "put " + p.Of + " on port group " + p.PortGroup
	if p.PortGroup == "" {
		if v == nil {
			return nil, l.refuse(what, "its port group is not known", "")
		}
		return func(*types.HostVirtualNicSpec) bool { return false }, verdict{}
	}
	if p.Distributed {
		return l.placedDistributed(p, what)
	}
	g := l.group(p.PortGroup)
	if g == nil || p.Switch != "" && g.spec.VswitchName != p.Switch {
		return nil, l.refuse(what, "there is no such port group on switch "+p.Switch, "read the host again and plan anew")
	}
	return func(s *types.HostVirtualNicSpec) bool {
		if s.Portgroup == p.PortGroup && s.DistributedVirtualPort == nil {
			return false
		}
		s.Portgroup, s.DistributedVirtualPort = p.PortGroup, nil
		return true
	}, verdict{}
}

func (l lowering) placedDistributed(p op.Place, what string) (place func(*types.HostVirtualNicSpec) bool, bad verdict) {
	uuid := l.raw.proxies[p.Switch]
	g, ok := l.host.client.groups.group(uuid, p.PortGroup)
	if uuid == "" || !ok {
		return nil, l.refuse(what, "distributed switch "+p.Switch+" has no such port group here", "make it in vCenter, or set create_portgroups on the switch")
	}
	return func(s *types.HostVirtualNicSpec) bool {
		if at := s.DistributedVirtualPort; at != nil && at.SwitchUuid == uuid && at.PortgroupKey == g.key {
			return false
		}
		s.Portgroup, s.DistributedVirtualPort = "", &types.DistributedVirtualSwitchPortConnection{SwitchUuid: uuid, PortgroupKey: g.key}
		return true
	}, verdict{}
}

// make adds a vmk. The API picks numbers: where it would give another than is
// wanted, esxcli is asked.
func (l lowering) make(o op.EnsureVmk) verdict {
	place, bad := l.placed(o.Place, nil)
	if bad.err != nil {
		return bad
	}
	k := l.kept[o.Device]
	spec := types.HostVirtualNicSpec{Ip: &types.HostIpConfig{}, Mac: o.MAC.Or(k.mac), Mtu: k.mtu, NetStackInstanceKey: k.stack}
	if stack, ok := o.Stack.Get(); ok {
		spec.NetStackInstanceKey = esx.StackKey(stack)
	}
	if spec.NetStackInstanceKey == "" {
		spec.NetStackInstanceKey = esx.StackKey(netstate.DefaultStack)
	}
	place(&spec)
	l.fit(&spec, o.MTU)
	v := &vnicDraft{mark: added, device: o.Device, spec: spec}
	if l.next() == o.Device && (!l.host.odd || spec.DistributedVirtualPort != nil) {
		l.vnics = append(l.vnics, v)
		return verdict{rank: vnicRank}
	}
	if spec.DistributedVirtualPort != nil {
		return l.refuse("add "+o.Device, "the host would number it "+l.next()+", and on a distributed switch nobody can choose", "give it that number")
	}
	if l.dirty() {
		return verdict{after: true}
	}
	return verdict{call: func(ctx context.Context) error { return l.host.makeByCommand(ctx, v) }}
}

// fit gives a vmk the MTU that it is to be made or moved with, as far as its
// switch goes: it is raised after its switch is.
func (l lowering) fit(spec *types.HostVirtualNicSpec, wanted netstate.Opt[int]) {
	if mtu, ok := wanted.Get(); ok {
		spec.Mtu = int32(mtu) //nolint:gosec // at most 9000
	}
	if most := l.switchMTU(spec); most != 0 && spec.Mtu > most {
		spec.Mtu = most
	}
}

// switchMTU is the MTU of the switch that a vmk is to be on; 0: unknown.
func (l lowering) switchMTU(spec *types.HostVirtualNicSpec) int32 {
	if p := spec.DistributedVirtualPort; p != nil {
		for i := range l.raw.network.ProxySwitch {
			if s := &l.raw.network.ProxySwitch[i]; s.DvsUuid == p.SwitchUuid {
				return s.Mtu
			}
		}
		return 0
	}
	if g := l.group(spec.Portgroup); g != nil {
		if s := l.networkSwitch(g.spec.VswitchName); s != nil {
			return s.spec.Mtu
		}
	}
	return 0
}

// dirty says whether the draft holds changes.
func (d *draft) dirty() bool { return d.words() != "" }

// makeByCommand makes a vmk of a number that the API would not give.
func (h *Host) makeByCommand(ctx context.Context, v *vnicDraft) error {
	args := []string{"network", "ip", "interface", "add", "--interface-name=" + v.device, "--portgroup-name=" + v.spec.Portgroup}
	if v.key() != esx.StackKey(netstate.DefaultStack) {
		args = append(args, "--netstack="+v.key())
	}
	if v.spec.Mtu != 0 {
		args = append(args, "--mtu="+itoa(int(v.spec.Mtu)))
	}
	if v.spec.Mac != "" {
		args = append(args, "--mac-address="+v.spec.Mac)
	}
	if err := h.command("add "+v.device, args...)(ctx); err != nil {
		return err
	}
	v.mark, v.dim = same, true
	h.draft.vnics = append(h.draft.vnics, v)
	delete(h.draft.kept, v.device)
	return nil
}

// replace removes a vmk that is then made anew.
func (l lowering) replace(v *vnicDraft, o op.EnsureVmk) verdict {
	_, bad := l.placed(o.Place, v)
	if bad.err != nil {
		return bad
	}
	if l.dirty() {
		return verdict{after: true}
	}
	distributed := o.Place.Distributed || o.Place.PortGroup == "" && v.spec.DistributedVirtualPort != nil
	rest := l.clone()
	rest.vnics = slices.DeleteFunc(rest.vnics, func(x *vnicDraft) bool { return x.device == v.device })
	if distributed && rest.next() != v.device {
		return l.refuse("make "+v.device+" anew", "the host would number it "+rest.next()+", and on a distributed switch nobody can choose", "give it that number")
	}
	if o.Place.PortGroup == "" && !distributed {
		return l.refuse("make "+v.device+" anew", "its port group is not known", "")
	}
	return verdict{again: true, call: func(ctx context.Context) error { return l.host.remove(ctx, v.device) }}
}

// remove takes a vmk out of use and removes it, remembering what it was.
func (h *Host) remove(ctx context.Context, device string) error {
	if err := h.release(ctx, device); err != nil {
		return err
	}
	h.draft.drop(h.draft.vnic(device))
	if err := h.flush(ctx, false); err != nil {
		return err
	}
	h.kept = h.draft.kept
	return nil
}

func (d *draft) drop(v *vnicDraft) {
	d.kept[v.device] = keptVnic{mac: lower(v.spec.Mac), mtu: v.spec.Mtu, stack: v.key()}
	for _, c := range d.raw.nicTypes {
		d.note(v.device, c.NicType, false)
	}
	v.mark = removed
}

func (l lowering) RemoveVmk(o op.RemoveVmk) verdict {
	v := l.vnic(o.Device)
	switch {
	case v == nil:
		return verdict{rank: removeVnicRank}
	case v.owner != "":
		return l.refuse("remove "+o.Device, "it belongs to "+v.owner, "what others own is left alone")
	case v.dim:
		return verdict{fresh: true}
	case l.has(o.Device, netstate.VSAN), l.has(o.Device, netstate.VSANWitness), l.raw.mayBind():
		return verdict{call: func(ctx context.Context) error { return l.host.remove(ctx, o.Device) }}
	}
	l.drop(v)
	return verdict{rank: removeVnicRank}
}

func (l lowering) SetVmkMTU(o op.SetVmkMTU) verdict {
	return l.onVmk(o.Device, func(v *vnicDraft) bool {
		was := v.spec.Mtu
		v.spec.Mtu = int32(o.MTU) //nolint:gosec // at most 9000
		return was != v.spec.Mtu
	})
}

func (l lowering) SetIPv4(o op.SetIPv4) verdict {
	return l.onVmk(o.Device, func(v *vnicDraft) bool {
		have := ipv4State(&v.spec)
		if have == nil {
			have = &netstate.IPv4{}
		}
		changed := false
		if mode, ok := o.IPv4.Mode.Get(); ok && (have.Mode != o.IPv4.Mode || mode == netstate.Static && have.Address != o.IPv4.Address) {
			ip := types.HostIpConfig{Dhcp: mode == netstate.DHCP}
			if v.spec.Ip != nil {
				ip.IpV6Config = v.spec.Ip.IpV6Config
			}
			if mode == netstate.Static {
				ip.IpAddress, ip.SubnetMask = o.IPv4.Address.Addr().String(), maskOf(o.IPv4.Address.Bits())
			}
			v.spec.Ip, changed = &ip, true
		}
		if g, ok := o.IPv4.Gateway.Get(); ok && g != ownGateway(&v.spec, false) {
			v.setGateway(g, false)
			changed = true
		}
		return changed
	})
}

// setGateway sets a vmk's own gateway; the zero address: none.
func (v *vnicDraft) setGateway(g netip.Addr, v6 bool) {
	c := types.HostIpRouteConfig{}
	if s := v.spec.IpRouteSpec; s != nil && s.IpRouteConfig != nil {
		c = *s.IpRouteConfig.GetHostIpRouteConfig()
	}
	text := ""
	if g.IsValid() {
		text = g.String()
	}
	if v6 {
		c.IpV6DefaultGateway = text
	} else {
		c.DefaultGateway = text
	}
	v.spec.IpRouteSpec = &types.HostVirtualNicIpRouteSpec{IpRouteConfig: &c}
}

func (l lowering) SetIPv6(o op.SetIPv6) verdict {
	if v := l.vnic(o.Device); v != nil && v.owner == "" && !v.dim && o.IPv6.Off {
		if v.spec.Ip == nil || v.spec.Ip.IpV6Config == nil {
			return verdict{rank: vnicRank}
		}
		if l.dirty() {
			return verdict{after: true}
		}
		off := l.host.command("switch IPv6 of "+o.Device+" off", "network", "ip", "interface", "ipv6", "set", "--interface-name="+o.Device, "--enable-ipv6=false")
		return verdict{call: func(ctx context.Context) error {
			err := off(ctx)
			l.host.draft = nil
			return err
		}}
	}
	return l.onVmk(o.Device, func(v *vnicDraft) bool { return v.setIPv6(&o.IPv6) })
}

// setIPv6 sets what is said, and tells whether anything changed.
func (v *vnicDraft) setIPv6(w *netstate.IPv6) bool {
	ip := types.HostIpConfig{}
	if v.spec.Ip != nil {
		ip = *v.spec.Ip
	}
	c, changed := types.HostIpConfigIpV6AddressConfiguration{}, ip.IpV6Config == nil
	if ip.IpV6Config != nil {
		c = *ip.IpV6Config
	}
	set := func(at **bool, to netstate.Opt[bool]) {
		if b, ok := to.Get(); ok && (*at == nil || **at != b) {
			*at, changed = &b, true
		}
	}
	set(&c.AutoConfigurationEnabled, w.Autoconf)
	set(&c.DhcpV6Enabled, w.DHCP)
	if w.Addresses != nil && !slices.Equal(order(w.Addresses), order(v.want)) {
		v.want, changed = w.Addresses, true
	}
	ip.IpV6Config = &c
	v.spec.Ip = &ip
	if g, ok := w.Gateway.Get(); ok && g != ownGateway(&v.spec, true) {
		v.setGateway(g, true)
		changed = true
	}
	return changed
}

func order(list []netip.Prefix) []netip.Prefix {
	return slices.SortedFunc(slices.Values(list), func(a, b netip.Prefix) int { return strings.Compare(a.String(), b.String()) })
}
