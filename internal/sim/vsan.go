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

// A vsanSystem is a host's HostVsanSystem.
type vsanSystem struct {
	mo.HostVsanSystem
	lock
	of *host
}

func (h *host) vsanConfig() types.VsanHostConfigInfo {
	ref, used := h.system.Self, false
	n := &types.VsanHostConfigInfoNetworkInfo{}
	for _, v := range h.state.Vmks {
		if slices.Contains(v.VSAN, "vsan") {
			used = true
			n.Port = append(n.Port, types.VsanHostConfigInfoNetworkInfoPortConfig{
				Device: v.Device, IpConfig: &types.VsanHostIpConfig{UpstreamIpAddress: "224.1.2.3", DownstreamIpAddress: "224.2.3.4"},
			})
		}
	}
	c := types.VsanHostConfigInfo{Enabled: new(used), HostSystem: &ref}
	if used { // a host that never had a port has no network info
		c.NetworkInfo = n
	}
	return c
}

// UpdateVsanTask is UpdateVsan_Task of the API: the ports given are the full list.
func (s *vsanSystem) UpdateVsanTask(ctx *simulator.Context, req *types.UpdateVsan_Task) soap.HasFault {
	task := simulator.CreateTask(s, "updateVsan", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		s.of.mutex.Lock()
		defer s.of.mutex.Unlock()
		if f := s.of.change(ctx, "UpdateVsan_Task", func(e *edit) error { return e.setVSAN(req.Config.NetworkInfo) }); f != nil {
			fault, _ := f.VimFault().(types.BaseMethodFault)
			return nil, fault
		}
		return nil, nil
	})
	return &methods.UpdateVsan_TaskBody{Res: &types.UpdateVsan_TaskResponse{Returnval: task.Run(ctx)}}
}

func (e *edit) setVSAN(n *types.VsanHostConfigInfoNetworkInfo) error {
	if n == nil {
		return nil
	}
	wanted := map[string]bool{}
	for _, p := range n.Port {
		switch v := e.Vmk(p.Device); {
		case v == nil:
			return notFound("vmk", p.Device)
		case v.Stack != standin.DefaultStack || wanted[p.Device]:
			return invalid("config.networkInfo.port.device")
		}
		wanted[p.Device] = true
	}
	for _, v := range e.Vmks {
		has := slices.Contains(v.VSAN, "vsan")
		switch {
		case wanted[v.Device] && !has:
			v.VSAN = append([]string{"vsan"}, v.VSAN...)
		case !wanted[v.Device] && has:
			v.VSAN = without(v.VSAN, "vsan")
		}
	}
	return nil
}
