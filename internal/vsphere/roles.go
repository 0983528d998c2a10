package vsphere

import (
	"context"
	"slices"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

func (l lowering) EnableRoles(o op.EnableRoles) verdict {
	var missing []netstate.Role
	for _, r := range o.Roles {
		if !l.has(o.Device, r) {
			missing = append(missing, r)
		}
	}
	return l.ofRoles(o.Device, missing, true)
}

func (l lowering) DisableRoles(o op.DisableRoles) verdict {
	var extra []netstate.Role
	if v := l.vnic(o.Device); v != nil && v.key() == esx.StackKey(netstate.DefaultStack) {
		for _, r := range rolesOf(l.raw.nicTypes)[o.Device] {
			if !slices.Contains(o.Keep, r) {
				extra = append(extra, r)
			}
		}
	}
	return l.ofRoles(o.Device, extra, false)
}

// ofRoles enables or disables roles, one after another.
func (l lowering) ofRoles(device string, roles []netstate.Role, on bool) verdict {
	v := l.vnic(device)
	what := "change the roles of " + device
	switch {
	case v == nil:
		return l.refuse(what, "there is no such vmk", "read the host again and plan anew")
	case v.owner != "":
		return l.refuse(what, "it belongs to "+v.owner, "what others own is left alone")
	case roles == nil:
		return verdict{}
	case on && v.key() != esx.StackKey(netstate.DefaultStack):
		return l.refuse(what, "it is in stack "+esx.StackName(v.key())+", where no role can be enabled", "")
	case l.dirty():
		return verdict{after: true}
	}
	return verdict{call: func(ctx context.Context) error {
		for _, r := range roles {
			if err := l.host.role(ctx, device, r, on); err != nil {
				return err
			}
		}
		return nil
	}}
}

// role enables or disables one.
func (h *Host) role(ctx context.Context, device string, r netstate.Role, on bool) (err error) {
	row, _ := esx.RoleOf(r)
	what := map[bool]string{true: "enable ", false: "disable "}[on] + string(r) + " on " + device
	switch {
	case r == netstate.VSAN:
		err = h.vsanPort(ctx, device, on)
	case row.VSAN != "":
		err = h.witness(ctx, device, row.VSAN, on)
	case h.refs.nics == nil || row.NicType == "":
		return h.refusal(what, "the API has no such role here", "")
	case on:
		_, err = methods.SelectVnicForNicType(ctx, h.client.vim, &types.SelectVnicForNicType{This: *h.refs.nics, NicType: row.NicType, Device: device})
	default:
		_, err = methods.DeselectVnicForNicType(ctx, h.client.vim, &types.DeselectVnicForNicType{This: *h.refs.nics, NicType: row.NicType, Device: device})
	}
	if err != nil {
		return h.client.fault(what, h.name, err)
	}
	h.draft.note(device, row.NicType, on)
	return nil
}

// note takes a role as enabled or disabled.
func (d *draft) note(device, nicType string, on bool) {
	all := slices.Clone(d.raw.nicTypes)
	for i := range all {
		if all[i].NicType != nicType {
			continue
		}
		c := all[i]
		key := nicType + ".key-vim.host.VirtualNic-" + device
		for _, v := range c.CandidateVnic {
			if v.Device == device {
				key = v.Key
			}
		}
		c.SelectedVnic = slices.DeleteFunc(slices.Clone(c.SelectedVnic), func(k string) bool { return k == key })
		if on {
			c.SelectedVnic = append(c.SelectedVnic, key)
			if !slices.ContainsFunc(c.CandidateVnic, func(v types.HostVirtualNic) bool { return v.Key == key }) {
				c.CandidateVnic = append(slices.Clone(c.CandidateVnic), types.HostVirtualNic{Device: device, Key: key})
			}
		}
		all[i] = c
	}
	r := *d.raw
	r.nicTypes = all
	d.raw = &r
}

// vsanPort puts a vmk into the list of vSAN's ports, or takes it out. The list
// is sent in full, so it is read just before.
func (h *Host) vsanPort(ctx context.Context, device string, on bool) error {
	if h.refs.vsan == nil {
		return h.refusal("change the vSAN traffic of "+device, "vCenter tells of no vSAN system of it", "")
	}
	var s mo.HostVsanSystem
	err := h.client.retrieve(ctx, []types.PropertyFilterSpec{{
		ObjectSet: []types.ObjectSpec{{Obj: *h.refs.vsan}}, PropSet: []types.PropertySpec{{Type: "HostVsanSystem", PathSet: []string{"config"}}},
	}}, func(o types.ObjectContent) error { return mo.LoadObjectContent([]types.ObjectContent{o}, &s) })
	if err != nil {
		return err
	}
	var ports []types.VsanHostConfigInfoNetworkInfoPortConfig
	has := false
	if n := s.Config.NetworkInfo; n != nil {
		for _, p := range n.Port {
			if p.Device == device {
				has = true
				if !on {
					continue
				}
			}
			ports = append(ports, p)
		}
	}
	if has == on {
		return nil
	}
	if on {
		ports = append(ports, types.VsanHostConfigInfoNetworkInfoPortConfig{Device: device})
	}
	res, err := methods.UpdateVsan_Task(ctx, h.client.vim, &types.UpdateVsan_Task{
		This: *h.refs.vsan, Config: types.VsanHostConfigInfo{NetworkInfo: &types.VsanHostConfigInfoNetworkInfo{Port: ports}},
	})
	if err != nil {
		return err
	}
	return h.client.wait(ctx, res.Returnval)
}

// witness switches a kind of vSAN traffic that has no API of its own. esxcli
// takes a vmk out of vSAN as a whole, so what else it carries is put back.
func (h *Host) witness(ctx context.Context, device, traffic string, on bool) error {
	vsan := h.draft.has(device, netstate.VSAN)
	iface := "--interface-name=" + device
	switch {
	case on && vsan:
		return h.run(ctx, "vsan", "network", "ip", "set", iface, "--traffic-type=vsan", "--traffic-type="+traffic)
	case on:
		return h.run(ctx, "vsan", "network", "ip", "add", iface, "--traffic-type="+traffic)
	case vsan:
		return h.run(ctx, "vsan", "network", "ip", "set", iface, "--traffic-type=vsan")
	}
	return h.run(ctx, "vsan", "network", "ip", "remove", iface)
}
