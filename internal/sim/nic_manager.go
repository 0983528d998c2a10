package sim

import (
	"slices"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// A nicManager is a host's HostVirtualNicManager.
type nicManager struct {
	*simulator.HostVirtualNicManager
	lock
	of *host
}

// nicTypes are the types that a host lists, by its release.
func nicTypes(h *standin.Host) (rows []esx.RoleRow) {
	for _, row := range esx.Roles {
		if row.NicType != "" && (row.Since == (esx.Release{}) || h.Newer(row.Since.String())) {
			rows = append(rows, row)
		}
	}
	return rows
}

// marks is the list that marks a vmk with a type, and its word there: esxcli's
// tag, or the type where esxcli has none.
func marks(v *standin.Vmk, row esx.RoleRow) (*[]string, string) {
	if row.Tag == "" {
		return &v.Untagged, row.NicType
	}
	return &v.Tags, row.Tag
}

// carries says whether a vmk is selected for a type. A vmk on the stack of
// vMotion or of provisioning is, by being there.
func carries(v *standin.Vmk, row esx.RoleRow) bool {
	switch {
	case v.Stack != standin.DefaultStack:
		return row.Role == impliedBy(v.Stack)
	case row.VSAN != "":
		return slices.Contains(v.VSAN, row.VSAN)
	}
	list, word := marks(v, row)
	return slices.Contains(*list, word)
}

func impliedBy(stack string) netstate.Role {
	for _, s := range esx.Stacks {
		if s.Key == stack {
			return s.Implied
		}
	}
	return ""
}

// netConfigs shows what each vmk is selected for.
func (h *host) netConfigs(vnics []types.HostVirtualNic) (out []types.VirtualNicManagerNetConfig) {
	for _, row := range nicTypes(h.state) {
		c := types.VirtualNicManagerNetConfig{NicType: row.NicType, MultiSelectAllowed: true}
		for i, v := range h.state.Vmks {
			if v.Stack != standin.DefaultStack && !carries(v, row) || v.Opaque != "" {
				continue
			}
			candidate := vnics[i]
			candidate.Key = row.NicType + "." + candidate.Key
			c.CandidateVnic = append(c.CandidateVnic, candidate)
			if carries(v, row) {
				c.SelectedVnic = append(c.SelectedVnic, candidate.Key)
			}
		}
		out = append(out, c)
	}
	return out
}

// selectable finds what a call means, and refuses what can't be selected.
func (e *edit) selectable(nicType, device string) (*standin.Vmk, esx.RoleRow, error) {
	rows := nicTypes(e.Host)
	i := slices.IndexFunc(rows, func(r esx.RoleRow) bool { return r.NicType == nicType })
	if i < 0 {
		return nil, esx.RoleRow{}, invalid("nicType")
	}
	if rows[i].VSAN != "" {
		return nil, esx.RoleRow{}, notSupported("VSAN interfaces must be selected using vim.host.VsanSystem")
	}
	v := e.Vmk(device)
	if v == nil || v.Stack != standin.DefaultStack || v.Opaque != "" {
		return nil, esx.RoleRow{}, invalid("device")
	}
	return v, rows[i], nil
}

// SelectVnicForNicType is the method of the API. Selecting twice is no error.
func (m *nicManager) SelectVnicForNicType(ctx *simulator.Context, req *types.SelectVnicForNicType) soap.HasFault {
	body := &methods.SelectVnicForNicTypeBody{Res: &types.SelectVnicForNicTypeResponse{}}
	body.Fault_ = m.of.change(ctx, "SelectVnicForNicType", func(e *edit) error {
		v, row, err := e.selectable(req.NicType, req.Device)
		if err != nil {
			return err
		}
		if list, word := marks(v, row); !slices.Contains(*list, word) {
			*list = append(*list, word)
		}
		return nil
	})
	return body
}

// DeselectVnicForNicType is the method of the API.
func (m *nicManager) DeselectVnicForNicType(ctx *simulator.Context, req *types.DeselectVnicForNicType) soap.HasFault {
	body := &methods.DeselectVnicForNicTypeBody{Res: &types.DeselectVnicForNicTypeResponse{}}
	body.Fault_ = m.of.change(ctx, "DeselectVnicForNicType", func(e *edit) error {
		v, row, err := e.selectable(req.NicType, req.Device)
		if err != nil {
			return err
		}
		list, word := marks(v, row)
		switch {
		case !slices.Contains(*list, word):
			return invalid("device")
		case word == "Management" && e.Managed() == 1:
			return hostSays(v.Device + " is the last vmk with management")
		}
		*list = without(*list, word)
		return nil
	})
	return body
}

// QueryNetConfig is the method of the API.
func (m *nicManager) QueryNetConfig(_ *simulator.Context, req *types.QueryNetConfig) soap.HasFault {
	body := &methods.QueryNetConfigBody{}
	if err := m.of.busy(); err != nil {
		body.Fault_ = soapFault(err)
		return body
	}
	for _, c := range m.Info.NetConfig {
		if c.NicType == req.NicType {
			body.Res = &types.QueryNetConfigResponse{Returnval: &c}
			return body
		}
	}
	body.Fault_ = soapFault(invalid("nicType"))
	return body
}
