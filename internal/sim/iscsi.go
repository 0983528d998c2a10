package sim

import (
	"slices"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// An iscsiManager is a host's IscsiManager.
type iscsiManager struct {
	mo.IscsiManager
	lock
	of *host
}

// team gives the uplinks that a vmk may use, and those in reserve.
func (h *host) team(ctx *simulator.Context, s *standin.Host, v *standin.Vmk) (active, standby []string) {
	if v.DVS != "" {
		_, active, standby = h.distributedTeam(ctx, s, v)
		return active, standby
	}
	if g := s.Group(v.Group); g != nil {
		t := s.Effective(g)
		return t.Active, t.Standby
	}
	return nil, nil
}

func (e *edit) bindable(hba, device string) error {
	if !slices.Contains(e.ISCSIAdapters(), hba) {
		return notFound("adapter", hba)
	}
	v := e.Vmk(device)
	if v == nil {
		return refuse(&types.IscsiFaultVnicNotFound{VnicDevice: device}, "there is no %s", device)
	}
	active, standby := e.of.team(e.ctx, e.Host, v)
	switch {
	case slices.Contains(e.Portals, standin.Portal{HBA: hba, Vmk: device}):
		return refuse(&types.IscsiFaultVnicAlreadyBound{VnicDevice: device}, "%s is bound to %s already", device, hba)
	case v.Mode == "NONE" && len(v.Addresses) == 0:
		return refuse(&types.IscsiFaultInvalidVnic{VnicDevice: device}, "%s has no address", device)
	case len(active)+len(standby) == 0:
		return refuse(&types.IscsiFaultVnicHasNoUplinks{VnicDevice: device}, "%s has no uplink", device)
	case len(active) != 1 || len(standby) != 0:
		return refuse(&types.IscsiFaultVnicHasMultipleUplinks{VnicDevice: device}, "%s has more uplinks than one", device)
	}
	return nil
}

// BindVnic is the method of the API.
func (m *iscsiManager) BindVnic(ctx *simulator.Context, req *types.BindVnic) soap.HasFault {
	body := &methods.BindVnicBody{Res: &types.BindVnicResponse{}}
	body.Fault_ = m.of.change(ctx, "BindVnic", func(e *edit) error {
		if err := e.bindable(req.IScsiHbaName, req.VnicDevice); err != nil {
			return err
		}
		e.Portals = append(e.Portals, standin.Portal{HBA: req.IScsiHbaName, Vmk: req.VnicDevice})
		return nil
	})
	return body
}

// UnbindVnic is the method of the API.
func (m *iscsiManager) UnbindVnic(ctx *simulator.Context, req *types.UnbindVnic) soap.HasFault {
	body := &methods.UnbindVnicBody{Res: &types.UnbindVnicResponse{}}
	body.Fault_ = m.of.change(ctx, "UnbindVnic", func(e *edit) error {
		i := slices.Index(e.Portals, standin.Portal{HBA: req.IScsiHbaName, Vmk: req.VnicDevice})
		switch {
		case !slices.Contains(e.ISCSIAdapters(), req.IScsiHbaName):
			return notFound("adapter", req.IScsiHbaName)
		case i < 0:
			return refuse(&types.IscsiFaultVnicNotBound{VnicDevice: req.VnicDevice}, "%s is not bound to %s", req.VnicDevice, req.IScsiHbaName)
		}
		e.Portals = slices.Delete(e.Portals, i, i+1)
		return nil
	})
	return body
}

// portInfo shows the vmks of a host that a condition holds for.
func (m *iscsiManager) portInfo(ctx *simulator.Context, which func(*standin.Vmk) bool) (out []types.IscsiPortInfo) {
	n := m.of.networkInfo(ctx)
	for i, v := range m.of.state.Vmks {
		if !which(v) {
			continue
		}
		info := types.IscsiPortInfo{VnicDevice: v.Device, Vnic: &n.Vnic[i], PortgroupName: v.Group, PathStatus: string(types.IscsiPortInfoPathStatusActive), ComplianceStatus: &types.IscsiStatus{}}
		if s := m.of.state.SwitchOf(v); s != nil {
			info.SwitchName = s.Name
		} else if v.DVS != "" {
			info.SwitchName = v.DVS
		}
		if active, _ := m.of.team(ctx, m.of.state, v); len(active) > 0 {
			info.PnicDevice = active[0]
		}
		out = append(out, info)
	}
	return out
}

// QueryBoundVnics is the method of the API.
func (m *iscsiManager) QueryBoundVnics(ctx *simulator.Context, req *types.QueryBoundVnics) soap.HasFault {
	body := &methods.QueryBoundVnicsBody{Res: &types.QueryBoundVnicsResponse{}}
	if err := m.known(req.IScsiHbaName); err != nil {
		body.Fault_ = soapFault(err)
		return body
	}
	body.Res.Returnval = m.portInfo(ctx, func(v *standin.Vmk) bool {
		return slices.Contains(m.of.state.Portals, standin.Portal{HBA: req.IScsiHbaName, Vmk: v.Device})
	})
	return body
}

// QueryCandidateNics is the method of the API.
func (m *iscsiManager) QueryCandidateNics(ctx *simulator.Context, req *types.QueryCandidateNics) soap.HasFault {
	body := &methods.QueryCandidateNicsBody{Res: &types.QueryCandidateNicsResponse{}}
	if err := m.known(req.IScsiHbaName); err != nil {
		body.Fault_ = soapFault(err)
		return body
	}
	body.Res.Returnval = m.portInfo(ctx, func(v *standin.Vmk) bool {
		active, standby := m.of.team(ctx, m.of.state, v)
		return len(active) == 1 && len(standby) == 0 && !slices.Contains(m.of.state.Portals, standin.Portal{HBA: req.IScsiHbaName, Vmk: v.Device})
	})
	return body
}

func (m *iscsiManager) known(hba string) error {
	if err := m.of.busy(); err != nil {
		return err
	}
	if !slices.Contains(m.of.state.ISCSIAdapters(), hba) {
		return notFound("adapter", hba)
	}
	return nil
}
