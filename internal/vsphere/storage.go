package vsphere

import (
	"context"
	"slices"
	"strings"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// release takes a vmk from vSAN and from its iSCSI adapters, which hold it.
func (h *Host) release(ctx context.Context, device string) error {
	if h.draft.raw.mayBind() {
		if err := h.bindTo(ctx, device, nil); err != nil {
			return err
		}
	}
	for _, r := range []netstate.Role{netstate.VSANWitness, netstate.VSAN} {
		if h.draft.has(device, r) {
			if err := h.role(ctx, device, r, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// storageCall is a verdict for what the draft has no part in.
func (l lowering) storageCall(call func(context.Context) error) verdict {
	if l.dirty() {
		return verdict{after: true}
	}
	return verdict{call: call}
}

func (l lowering) BindISCSI(o op.BindISCSI) verdict {
	if v := l.vnic(o.Device); v == nil || v.owner != "" {
		return l.onVmk(o.Device, func(*vnicDraft) bool { return false })
	}
	return l.storageCall(func(ctx context.Context) error {
		wanted := slices.Clone(o.Adapters)
		if i := slices.Index(wanted, netstate.SoftwareISCSI); i >= 0 {
			hba, err := l.host.softwareISCSI(ctx)
			if err != nil {
				return err
			}
			wanted[i] = hba
		}
		return l.host.bindTo(ctx, o.Device, wanted)
	})
}

// bindTo binds a vmk to exactly these adapters.
func (h *Host) bindTo(ctx context.Context, device string, wanted []string) error {
	r := h.draft.raw
	if h.refs.iscsi == nil {
		return h.refusal("bind "+device, "vCenter tells of no iSCSI of it", "")
	}
	if err := h.client.bound(ctx, r); err != nil {
		return err
	}
	for _, hba := range wanted {
		if _, there := r.bound[hba]; !there {
			return h.refusal("bind "+device+" to "+hba, "there is no such iSCSI adapter that vmks can be bound to", "")
		}
	}
	for _, hba := range r.iscsiAdapters() {
		has, want := slices.Contains(r.bound[hba], device), slices.Contains(wanted, hba)
		var err error
		switch {
		case want && !has:
			_, err = methods.BindVnic(ctx, h.client.vim, &types.BindVnic{This: *h.refs.iscsi, IScsiHbaName: hba, VnicDevice: device})
			err = h.client.fault("bind "+device+" to "+hba, h.name, err)
		case has && !want:
			_, err = methods.UnbindVnic(ctx, h.client.vim, &types.UnbindVnic{This: *h.refs.iscsi, IScsiHbaName: hba, VnicDevice: device})
			err = h.client.fault("unbind "+device+" from "+hba, h.name, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// softwareISCSI gives the software adapter, which is switched on where it is off.
func (h *Host) softwareISCSI(ctx context.Context) (string, error) {
	if hba := h.draft.raw.softwareAdapter(); hba != "" {
		return hba, nil
	}
	if err := h.setSoftwareISCSI(ctx, true); err != nil {
		return "", err
	}
	h.draft = nil
	if err := h.fresh(ctx); err != nil {
		return "", err
	}
	if hba := h.draft.raw.softwareAdapter(); hba != "" {
		return hba, nil
	}
	return "", h.refusal("switch software iSCSI on", "its adapter does not show up", "")
}

func (h *Host) setSoftwareISCSI(ctx context.Context, on bool) error {
	what := "switch software iSCSI " + map[bool]string{true: "on", false: "off"}[on]
	if h.refs.storage == nil {
		return h.refusal(what, "vCenter tells of no storage system of it", "")
	}
	_, err := methods.UpdateSoftwareInternetScsiEnabled(ctx, h.client.vim, &types.UpdateSoftwareInternetScsiEnabled{This: *h.refs.storage, Enabled: on})
	return h.client.fault(what, h.name, err)
}

func (l lowering) DisableSoftwareISCSI(op.DisableSoftwareISCSI) verdict {
	if !l.raw.software {
		return verdict{}
	}
	return l.storageCall(func(ctx context.Context) error {
		err := l.host.setSoftwareISCSI(ctx, false)
		l.host.draft = nil
		return err
	})
}

func (l lowering) EnableNVMe(o op.EnableNVMe) verdict {
	have, _ := l.raw.nvme()
	missing := without(o.Adapters, have)
	if len(missing) == 0 {
		return verdict{}
	}
	return l.storageCall(func(ctx context.Context) error {
		defer func() { l.host.draft = nil }()
		for _, device := range missing {
			if err := l.host.addNVMe(ctx, device); err != nil {
				return l.host.client.fault("switch NVMe over Fabrics on for "+device, l.host.name, err)
			}
		}
		return nil
	})
}

func (h *Host) addNVMe(ctx context.Context, device string) (err error) {
	switch {
	case h.refs.storage == nil:
		return h.refusal("switch NVMe over Fabrics on for "+device, "vCenter tells of no storage system of it", "")
	case strings.HasPrefix(device, "vmrdma"):
		_, err = methods.CreateNvmeOverRdmaAdapter(ctx, h.client.vim, &types.CreateNvmeOverRdmaAdapter{This: *h.refs.storage, RdmaDeviceName: device})
	default:
		_, err = methods.CreateSoftwareAdapter(ctx, h.client.vim, &types.CreateSoftwareAdapter{This: *h.refs.storage, Spec: &types.HostTcpHbaCreateSpec{Pnic: device}})
	}
	return err
}

func (l lowering) DisableNVMe(o op.DisableNVMe) verdict {
	_, adapters := l.raw.nvme()
	if !slices.ContainsFunc(o.Adapters, func(d string) bool { return adapters[d] != "" }) {
		return verdict{}
	}
	return l.storageCall(func(ctx context.Context) error {
		defer func() { l.host.draft = nil }()
		for _, device := range o.Adapters {
			// Each removal may number the others anew, so the host is read each time.
			l.host.draft = nil
			if err := l.host.fresh(ctx); err != nil {
				return err
			}
			_, adapters := l.host.draft.raw.nvme()
			if adapters[device] == "" {
				continue
			}
			if _, err := methods.RemoveSoftwareAdapter(ctx, l.host.client.vim, &types.RemoveSoftwareAdapter{This: *l.host.refs.storage, HbaDeviceName: adapters[device]}); err != nil {
				return l.host.client.fault("switch NVMe over Fabrics off for "+device, l.host.name, err)
			}
		}
		return nil
	})
}
