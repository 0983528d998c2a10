package sim

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// A storageSystem is a host's HostStorageSystem.
type storageSystem struct {
	*simulator.HostStorageSystem
	lock
	of *host
}

// storageInfo shows the adapters that vmks have to do with.
func (h *host) storageInfo() *types.HostStorageDeviceInfo {
	out := &types.HostStorageDeviceInfo{SoftwareInternetScsiEnabled: h.state.SoftwareISCSI}
	for _, name := range h.state.ISCSIAdapters() {
		software := name == standin.SoftwareHBA
		a := &types.HostInternetScsiHba{IsSoftwareBased: software, NetworkBindingSupport: "optional", IScsiName: "iqn.1998-01.com.vmware:" + h.name + ":" + name}
		a.Key, a.Device, a.Status, a.Model, a.Driver = "key-vim.host.InternetScsiHba-"+name, name, "online", "iSCSI Adapter", "bnx2i"
		if software {
			a.Model, a.Driver, a.NetworkBindingSupport = "iSCSI Software Adapter", "iscsi_vmk", "optional"
		}
		out.HostBusAdapter = append(out.HostBusAdapter, a)
	}
	for i, device := range h.state.NVMe {
		common := types.HostHostBusAdapter{Device: nvmeAdapter(i), Status: "online", StorageProtocol: "nvme"}
		if strings.HasPrefix(device, "vmrdma") {
			common.Key, common.Model, common.Driver = "key-vim.host.RdmaHba-"+common.Device, "VMware NVMe over RDMA Storage Adapter", "nvmerdma"
			out.HostBusAdapter = append(out.HostBusAdapter, &types.HostRdmaHba{HostHostBusAdapter: common, AssociatedRdmaDevice: device})
			continue
		}
		common.Key, common.Model, common.Driver = "key-vim.host.TcpHba-"+common.Device, "VMware NVMe over TCP Storage Adapter", "nvmetcp"
		out.HostBusAdapter = append(out.HostBusAdapter, &types.HostTcpHba{HostHostBusAdapter: common, AssociatedPnic: device})
	}
	return out
}

// nvmeAdapter numbers them as esxcli does.
func nvmeAdapter(i int) string { return "vmhba" + strconv.Itoa(67+10*(i%4)) }

// esxcli carries out a call of the API by the command that does the same.
func (e *edit) esxcli(args ...string) error {
	_, err := e.Ask(args...)
	return err
}

// UpdateSoftwareInternetScsiEnabled is the method of the API.
func (s *storageSystem) UpdateSoftwareInternetScsiEnabled(ctx *simulator.Context, req *types.UpdateSoftwareInternetScsiEnabled) soap.HasFault {
	body := &methods.UpdateSoftwareInternetScsiEnabledBody{Res: &types.UpdateSoftwareInternetScsiEnabledResponse{}}
	body.Fault_ = s.of.change(ctx, "UpdateSoftwareInternetScsiEnabled", func(e *edit) error {
		return e.esxcli("iscsi", "software", "set", "--enabled", strconv.FormatBool(req.Enabled))
	})
	return body
}

// CreateSoftwareAdapter is the method of the API: an adapter for NVMe over TCP.
func (s *storageSystem) CreateSoftwareAdapter(ctx *simulator.Context, req *types.CreateSoftwareAdapter) soap.HasFault {
	body := &methods.CreateSoftwareAdapterBody{Res: &types.CreateSoftwareAdapterResponse{}}
	body.Fault_ = s.of.change(ctx, "CreateSoftwareAdapter", func(e *edit) error {
		spec, ok := req.Spec.(*types.HostTcpHbaCreateSpec)
		switch {
		case !e.Newer("7.0.3"):
			return notSupported("this release has no software adapters for NVMe")
		case !ok:
			return invalid("spec")
		}
		return e.addNVMe("TCP", spec.Pnic)
	})
	return body
}

// CreateNvmeOverRdmaAdapter is the method of the API.
func (s *storageSystem) CreateNvmeOverRdmaAdapter(ctx *simulator.Context, req *types.CreateNvmeOverRdmaAdapter) soap.HasFault {
	body := &methods.CreateNvmeOverRdmaAdapterBody{Res: &types.CreateNvmeOverRdmaAdapterResponse{}}
	body.Fault_ = s.of.change(ctx, "CreateNvmeOverRdmaAdapter", func(e *edit) error {
		if !e.Newer("7.0") {
			return notSupported("this release has no adapters for NVMe over RDMA")
		}
		return e.addNVMe("RDMA", req.RdmaDeviceName)
	})
	return body
}

func (e *edit) addNVMe(protocol, device string) error {
	if slices.Contains(e.NVMe, device) {
		return exists("adapter", device)
	}
	return e.esxcli("nvme", "fabrics", "enable", "--protocol", protocol, "--device", device)
}

// RemoveSoftwareAdapter is the method of the API.
func (s *storageSystem) RemoveSoftwareAdapter(ctx *simulator.Context, req *types.RemoveSoftwareAdapter) soap.HasFault {
	body := &methods.RemoveSoftwareAdapterBody{Res: &types.RemoveSoftwareAdapterResponse{}}
	body.Fault_ = s.of.change(ctx, "RemoveSoftwareAdapter", func(e *edit) error {
		for i := range e.NVMe {
			if nvmeAdapter(i) == req.HbaDeviceName {
				e.NVMe = slices.Delete(e.NVMe, i, i+1)
				return nil
			}
		}
		return notFound("adapter", req.HbaDeviceName)
	})
	return body
}
