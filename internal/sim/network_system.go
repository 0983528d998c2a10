package sim

import (
	"slices"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// A networkSystem is a host's HostNetworkSystem. The embedded one comes first,
// since that is where its properties are looked for.
type networkSystem struct {
	*simulator.HostNetworkSystem
	lock
	of *host
}

// AddVirtualSwitch is the method of the API.
func (n *networkSystem) AddVirtualSwitch(ctx *simulator.Context, req *types.AddVirtualSwitch) soap.HasFault {
	body := &methods.AddVirtualSwitchBody{Res: &types.AddVirtualSwitchResponse{}}
	body.Fault_ = n.of.change(ctx, "AddVirtualSwitch", func(e *edit) error { return e.addSwitch(req.VswitchName, req.Spec) })
	return body
}

// UpdateVirtualSwitch is the method of the API.
func (n *networkSystem) UpdateVirtualSwitch(ctx *simulator.Context, req *types.UpdateVirtualSwitch) soap.HasFault {
	body := &methods.UpdateVirtualSwitchBody{Res: &types.UpdateVirtualSwitchResponse{}}
	body.Fault_ = n.of.change(ctx, "UpdateVirtualSwitch", func(e *edit) error { return e.updateSwitch(req.VswitchName, &req.Spec) })
	return body
}

// RemoveVirtualSwitch is the method of the API.
func (n *networkSystem) RemoveVirtualSwitch(ctx *simulator.Context, req *types.RemoveVirtualSwitch) soap.HasFault {
	body := &methods.RemoveVirtualSwitchBody{Res: &types.RemoveVirtualSwitchResponse{}}
	body.Fault_ = n.of.change(ctx, "RemoveVirtualSwitch", func(e *edit) error { return e.removeSwitch(req.VswitchName) })
	return body
}

// AddPortGroup is the method of the API.
func (n *networkSystem) AddPortGroup(ctx *simulator.Context, req *types.AddPortGroup) soap.HasFault {
	body := &methods.AddPortGroupBody{Res: &types.AddPortGroupResponse{}}
	body.Fault_ = n.of.change(ctx, "AddPortGroup", func(e *edit) error { return e.addGroup(req.Portgrp) })
	return body
}

// UpdatePortGroup is the method of the API.
func (n *networkSystem) UpdatePortGroup(ctx *simulator.Context, req *types.UpdatePortGroup) soap.HasFault {
	body := &methods.UpdatePortGroupBody{Res: &types.UpdatePortGroupResponse{}}
	body.Fault_ = n.of.change(ctx, "UpdatePortGroup", func(e *edit) error { return e.updateGroup(req.PgName, req.Portgrp) })
	return body
}

// RemovePortGroup is the method of the API.
func (n *networkSystem) RemovePortGroup(ctx *simulator.Context, req *types.RemovePortGroup) soap.HasFault {
	body := &methods.RemovePortGroupBody{Res: &types.RemovePortGroupResponse{}}
	body.Fault_ = n.of.change(ctx, "RemovePortGroup", func(e *edit) error { return e.removeGroup(req.PgName) })
	return body
}

// AddVirtualNic is the method of the API.
func (n *networkSystem) AddVirtualNic(ctx *simulator.Context, req *types.AddVirtualNic) soap.HasFault {
	body := &methods.AddVirtualNicBody{Res: &types.AddVirtualNicResponse{}}
	body.Fault_ = n.of.change(ctx, "AddVirtualNic", func(e *edit) error {
		err := e.addVnic(req.Portgroup, &req.Nic)
		if err == nil {
			body.Res.Returnval = e.devices[0]
		}
		return err
	})
	return body
}

// UpdateVirtualNic is the method of the API.
func (n *networkSystem) UpdateVirtualNic(ctx *simulator.Context, req *types.UpdateVirtualNic) soap.HasFault {
	body := &methods.UpdateVirtualNicBody{Res: &types.UpdateVirtualNicResponse{}}
	body.Fault_ = n.of.change(ctx, "UpdateVirtualNic", func(e *edit) error { return e.updateVnic(req.Device, req.Nic.Portgroup, &req.Nic) })
	return body
}

// RemoveVirtualNic is the method of the API.
func (n *networkSystem) RemoveVirtualNic(ctx *simulator.Context, req *types.RemoveVirtualNic) soap.HasFault {
	body := &methods.RemoveVirtualNicBody{Res: &types.RemoveVirtualNicResponse{}}
	body.Fault_ = n.of.change(ctx, "RemoveVirtualNic", func(e *edit) error { return e.removeVnic(req.Device) })
	return body
}

// UpdateNetworkConfig is the method of the API.
func (n *networkSystem) UpdateNetworkConfig(ctx *simulator.Context, req *types.UpdateNetworkConfig) soap.HasFault {
	body := &methods.UpdateNetworkConfigBody{Res: &types.UpdateNetworkConfigResponse{}}
	body.Fault_ = n.of.change(ctx, "UpdateNetworkConfig", func(e *edit) error {
		err := e.networkConfig(&req.Config, req.ChangeMode)
		if n.of.vc.options.ReverseResults {
			slices.Reverse(e.devices)
		}
		body.Res.Returnval.VnicDevice = e.devices
		return err
	})
	return body
}

// UpdateDnsConfig is the method of the API: of the default stack only.
//
//nolint:revive // the API spells it
func (n *networkSystem) UpdateDnsConfig(ctx *simulator.Context, req *types.UpdateDnsConfig) soap.HasFault {
	body := &methods.UpdateDnsConfigBody{Res: &types.UpdateDnsConfigResponse{}}
	body.Fault_ = n.of.change(ctx, "UpdateDnsConfig", func(e *edit) error { return e.setDNS(e.Stack(standin.DefaultStack), req.Config) })
	return body
}

// UpdateIpRouteConfig is the method of the API: of the default stack only.
//
//nolint:revive // the API spells it
func (n *networkSystem) UpdateIpRouteConfig(ctx *simulator.Context, req *types.UpdateIpRouteConfig) soap.HasFault {
	body := &methods.UpdateIpRouteConfigBody{Res: &types.UpdateIpRouteConfigResponse{}}
	body.Fault_ = n.of.change(ctx, "UpdateIpRouteConfig", func(e *edit) error { return e.setGateways(e.Stack(standin.DefaultStack), req.Config) })
	return body
}

// UpdateIpRouteTableConfig is the method of the API: of the default stack only.
//
//nolint:revive // the API spells it
func (n *networkSystem) UpdateIpRouteTableConfig(ctx *simulator.Context, req *types.UpdateIpRouteTableConfig) soap.HasFault {
	body := &methods.UpdateIpRouteTableConfigBody{Res: &types.UpdateIpRouteTableConfigResponse{}}
	body.Fault_ = n.of.change(ctx, "UpdateIpRouteTableConfig", func(e *edit) error { return e.setRoutes(e.Stack(standin.DefaultStack), &req.Config) })
	return body
}

// UpdateConsoleIpRouteConfig is the method of the API: ESXi has no service console.
//
//nolint:revive // the API spells it
func (n *networkSystem) UpdateConsoleIpRouteConfig(*simulator.Context, *types.UpdateConsoleIpRouteConfig) soap.HasFault {
	return &methods.UpdateConsoleIpRouteConfigBody{Fault_: soapFault(notSupported("ESXi has no service console"))}
}

// RefreshNetworkSystem is the method of the API: vCenter looks again.
func (n *networkSystem) RefreshNetworkSystem(ctx *simulator.Context, _ *types.RefreshNetworkSystem) soap.HasFault {
	body := &methods.RefreshNetworkSystemBody{Res: &types.RefreshNetworkSystemResponse{}}
	if err := n.of.busy(); err != nil {
		body.Fault_ = soapFault(err)
		return body
	}
	n.of.publish(ctx)
	return body
}
