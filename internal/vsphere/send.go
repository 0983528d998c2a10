package vsphere

import (
	"context"
	"errors"
	"net/netip"
	"slices"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A part is marks that travel in one call.
type part struct{ switches, groups, vnics bool } // stacks go with vmks

var (
	whole  = []part{{true, true, true}}
	staged = []part{{switches: true}, {groups: true}, {vnics: true}}
)

// config writes marks as a change of a network's configuration.
func (d *draft) config(p part) (c types.HostNetworkConfig) {
	for _, s := range d.switches {
		if p.switches && s.mark != same {
			spec := s.spec
			one := types.HostVirtualSwitchConfig{ChangeOperation: string(s.mark), Name: s.name, Spec: &spec}
			if s.mark == removed {
				one.Spec = nil
			}
			c.Vswitch = append(c.Vswitch, one)
		}
	}
	for _, g := range d.groups {
		if p.groups && g.mark != same {
			spec := g.spec
			c.Portgroup = append(c.Portgroup, types.HostPortGroupConfig{ChangeOperation: string(g.mark), Spec: &spec})
		}
	}
	if p.vnics {
		d.upper(&c)
	}
	return c
}

// upper writes the marks on vmks and stacks.
func (d *draft) upper(c *types.HostNetworkConfig) {
	for _, v := range d.vnics {
		if v.mark != same {
			c.Vnic = append(c.Vnic, v.config())
		}
	}
	for _, s := range d.stacks {
		if s.mark != same {
			c.NetStackSpec = append(c.NetStackSpec, types.HostNetworkConfigNetStackSpec{NetStackInstance: s.instance(), Operation: string(s.mark)})
		}
	}
}

// config writes one vmk's change. IPv6 addresses go one by one.
func (v *vnicDraft) config() types.HostVirtualNicConfig {
	spec := v.spec
	if spec.Ip != nil && spec.Ip.IpV6Config != nil {
		ip, v6 := *spec.Ip, *spec.Ip.IpV6Config
		v6.IpV6Address = addressOps(v.have, v.want)
		ip.IpV6Config = &v6
		spec.Ip = &ip
	}
	if spec.Ip != nil && spec.Ip.Dhcp {
		ip := *spec.Ip
		ip.IpAddress, ip.SubnetMask = "", ""
		spec.Ip = &ip
	}
	out := types.HostVirtualNicConfig{ChangeOperation: string(v.mark), Portgroup: spec.Portgroup, Spec: &spec}
	switch v.mark {
	case added: // the host picks the number
	case removed:
		out.Device, out.Spec = v.device, nil
	default:
		out.Device = v.device
	}
	return out
}

func addressOps(have, want []netip.Prefix) (ops []types.HostIpConfigIpV6Address) {
	one := func(p netip.Prefix, operation types.HostConfigChangeOperation) {
		ops = append(ops, types.HostIpConfigIpV6Address{
			IpAddress: p.Addr().String(), PrefixLength: int32(p.Bits()), Operation: string(operation), //nolint:gosec // at most 128
			Origin: string(types.HostIpConfigIpV6AddressConfigTypeManual),
		})
	}
	for _, p := range have {
		if !slices.Contains(want, p) {
			one(p, types.HostConfigChangeOperationRemove)
		}
	}
	for _, p := range want {
		if !slices.Contains(have, p) {
			one(p, types.HostConfigChangeOperationAdd)
		}
	}
	return ops
}

// instance is a stack in full, with the routes that change.
func (s *stackDraft) instance() types.HostNetStackInstance {
	out := s.in
	out.IpV6Enabled, out.Owner = nil, "" // neither can be set
	t := &types.HostIpRouteTableConfig{}
	one := func(r netstate.Route, operation types.HostConfigChangeOperation) {
		o := types.HostIpRouteOp{ChangeOperation: string(operation), Route: types.HostIpRouteEntry{
			Network: r.To.Masked().Addr().String(), PrefixLength: int32(r.To.Bits()), Gateway: r.Via.String(), //nolint:gosec // at most 128
		}}
		if r.To.Addr().Is6() {
			t.Ipv6Route = append(t.Ipv6Route, o)
		} else {
			t.IpRoute = append(t.IpRoute, o)
		}
	}
	for _, r := range s.have {
		if !slices.Contains(s.want, r) {
			one(r, types.HostConfigChangeOperationRemove)
		}
	}
	for _, r := range s.want {
		if !slices.Contains(s.have, r) {
			one(r, types.HostConfigChangeOperationAdd)
		}
	}
	if t.IpRoute != nil || t.Ipv6Route != nil {
		out.RouteTableConfig = t
	}
	return out
}

// errTogether says that a host did not take a child together with its parent.
var errTogether = errors.New("the host takes no child together with its parent")

// errNumbered says that a host numbered new vmks otherwise than it customarily
// does, which was undone.
var errNumbered = errors.New("the host numbers new vmks otherwise")

// flush makes the changes of the draft.
func (h *Host) flush(ctx context.Context, inStages bool) error {
	d := h.draft
	if err := h.wakeStacks(ctx); err != nil {
		return err
	}
	parts := whole
	if d.dependent() && (inStages || h.client.stages.Load()) {
		parts = staged
	}
	words := d.words()
	for _, p := range parts {
		made, err := h.send(ctx, d.config(p))
		if err != nil {
			err = h.client.fault(words, h.name, err)
			if !inStages && d.dependent() && KindOf(err) == Refused {
				return errTogether
			}
			return err
		}
		if p.vnics {
			if err := h.numbered(ctx, made); err != nil {
				return err
			}
		}
	}
	h.draft.commit()
	return nil
}

// wakeStacks makes the system's stacks that are wanted and that no vmk brings to life.
func (h *Host) wakeStacks(ctx context.Context) error {
	for _, key := range h.draft.wake {
		if slices.ContainsFunc(h.draft.vnics, func(v *vnicDraft) bool { return v.mark != removed && v.key() == key }) {
			continue
		}
		if err := h.makeStack(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// send makes one call of a change: that for one thing where it is one.
func (h *Host) send(ctx context.Context, c types.HostNetworkConfig) (devices []string, err error) {
	n := len(c.Vswitch) + len(c.Portgroup) + len(c.Vnic) + len(c.NetStackSpec)
	if h.refs.network == nil {
		return nil, errors.New("vCenter tells of no network system of it")
	}
	switch {
	case n == 0:
		return nil, nil
	case n == 1 && len(c.Vswitch) == 1:
		return nil, h.sendSwitch(ctx, c.Vswitch[0])
	case n == 1 && len(c.Portgroup) == 1:
		return nil, h.sendGroup(ctx, c.Portgroup[0])
	case n == 1 && len(c.Vnic) == 1:
		return h.sendVnic(ctx, c.Vnic[0])
	}
	res, err := methods.UpdateNetworkConfig(ctx, h.client.vim, &types.UpdateNetworkConfig{
		This: *h.refs.network, Config: c, ChangeMode: string(types.HostConfigChangeModeModify),
	})
	if err != nil {
		return nil, err
	}
	return res.Returnval.VnicDevice, nil
}

func (h *Host) sendSwitch(ctx context.Context, c types.HostVirtualSwitchConfig) (err error) {
	at := *h.refs.network
	switch mark(c.ChangeOperation) {
	case added:
		_, err = methods.AddVirtualSwitch(ctx, h.client.vim, &types.AddVirtualSwitch{This: at, VswitchName: c.Name, Spec: c.Spec})
	case removed:
		_, err = methods.RemoveVirtualSwitch(ctx, h.client.vim, &types.RemoveVirtualSwitch{This: at, VswitchName: c.Name})
	default:
		_, err = methods.UpdateVirtualSwitch(ctx, h.client.vim, &types.UpdateVirtualSwitch{This: at, VswitchName: c.Name, Spec: *c.Spec})
	}
	return err
}

func (h *Host) sendGroup(ctx context.Context, c types.HostPortGroupConfig) (err error) {
	at := *h.refs.network
	switch mark(c.ChangeOperation) {
	case added:
		_, err = methods.AddPortGroup(ctx, h.client.vim, &types.AddPortGroup{This: at, Portgrp: *c.Spec})
	case removed:
		_, err = methods.RemovePortGroup(ctx, h.client.vim, &types.RemovePortGroup{This: at, PgName: c.Spec.Name})
	default:
		_, err = methods.UpdatePortGroup(ctx, h.client.vim, &types.UpdatePortGroup{This: at, PgName: c.Spec.Name, Portgrp: *c.Spec})
	}
	return err
}

func (h *Host) sendVnic(ctx context.Context, c types.HostVirtualNicConfig) ([]string, error) {
	at := *h.refs.network
	switch mark(c.ChangeOperation) {
	case added:
		res, err := methods.AddVirtualNic(ctx, h.client.vim, &types.AddVirtualNic{This: at, Portgroup: c.Portgroup, Nic: *c.Spec})
		if err != nil {
			return nil, err
		}
		return []string{res.Returnval}, nil
	case removed:
		_, err := methods.RemoveVirtualNic(ctx, h.client.vim, &types.RemoveVirtualNic{This: at, Device: c.Device})
		return nil, err
	default:
	}
	_, err := methods.UpdateVirtualNic(ctx, h.client.vim, &types.UpdateVirtualNic{This: at, Device: c.Device, Nic: *c.Spec})
	return nil, err
}

// numbered checks that new vmks got the numbers that they were to have. Several
// are told apart by where they are, since the order of an answer is not promised.
func (h *Host) numbered(ctx context.Context, made []string) error {
	var wanted []*vnicDraft
	for _, v := range h.draft.vnics {
		if v.mark == added {
			wanted = append(wanted, v)
		}
	}
	switch {
	case len(wanted) == 0:
		return nil
	case len(wanted) == 1 && len(made) == 1 && made[0] == wanted[0].device:
		return nil
	}
	now, err := h.load(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(wanted, func(v *vnicDraft) bool { return !v.stands(now) }) {
		return nil
	}
	return h.undoAdds(ctx, wanted, now)
}

// stands says whether a vmk is where it was to be made.
func (v *vnicDraft) stands(now *raw) bool {
	return slices.ContainsFunc(now.network.Vnic, func(n types.HostVirtualNic) bool {
		if n.Device != v.device || n.Spec.Ip == nil || v.spec.Ip == nil || n.Spec.Ip.Dhcp != v.spec.Ip.Dhcp || !v.spec.Ip.Dhcp && addressOf(n.Spec.Ip.IpAddress) != addressOf(v.spec.Ip.IpAddress) {
			return false
		}
		if p := v.spec.DistributedVirtualPort; p != nil {
			q := n.Spec.DistributedVirtualPort
			return q != nil && q.SwitchUuid == p.SwitchUuid && q.PortgroupKey == p.PortgroupKey
		}
		return n.Portgroup == v.spec.Portgroup
	})
}

// undoAdds removes all vmks that a call has made.
func (h *Host) undoAdds(ctx context.Context, wanted []*vnicDraft, now *raw) error {
	had := func(device string) bool {
		return slices.ContainsFunc(h.draft.vnics, func(v *vnicDraft) bool { return v.device == device && v.mark != added })
	}
	for i := range now.network.Vnic {
		device := now.network.Vnic[i].Device
		if had(device) {
			continue
		}
		if _, err := methods.RemoveVirtualNic(ctx, h.client.vim, &types.RemoveVirtualNic{This: *h.refs.network, Device: device}); err != nil {
			return h.client.fault("remove "+device+", which got another number than it was to have", h.name, err)
		}
	}
	for _, v := range wanted {
		if v.spec.DistributedVirtualPort != nil {
			return h.refusal("add "+v.device, "the host gave new vmks other numbers; they were removed again", "add it by hand, or give it the number that the host gives")
		}
	}
	h.odd = true
	return errNumbered
}
