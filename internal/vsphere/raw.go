package vsphere

import (
	"context"
	"slices"
	"strings"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A raw host is its properties as vSphere has them, and what was asked beside.
type raw struct {
	refs
	name        string
	network     types.HostNetworkInfo
	active      []string // keys of the stacks that are in use; nil: not told
	nicTypes    []types.VirtualNicManagerNetConfig
	adapters    []types.BaseHostHostBusAdapter
	software    bool                // the software iSCSI adapter is on
	storageSeen bool                // adapters is all there are
	bound       map[string][]string // vmks by iSCSI adapter; an adapter that is missing was not asked
	found       Found
	ports       map[string]dvPort // of vmks on distributed switches
}

// A dvPort is where a vmk meets a distributed switch.
type dvPort struct{ uuid, key string }

// readRaw takes the properties of a host apart.
func readRaw(o types.ObjectContent) (*raw, error) {
	var h mo.HostSystem
	o.MissingSet = nil // what may not be read is as what is not there
	if err := mo.LoadObjectContent([]types.ObjectContent{o}, &h); err != nil {
		return nil, err
	}
	r := &raw{name: h.Name}
	r.host = o.Obj
	if h.Parent != nil {
		r.parent = *h.Parent
	}
	m := h.ConfigManager
	r.refs.network, r.nics, r.vsan, r.iscsi, r.storage = m.NetworkSystem, m.VirtualNicManager, m.VsanSystem, m.IscsiManager, m.StorageSystem
	r.found = Found{Name: h.Name, Connected: string(h.Runtime.ConnectionState), Maintenance: h.Runtime.InMaintenanceMode}
	if h.Hardware != nil {
		r.found.UUID, r.found.Serial = h.Hardware.SystemInfo.Uuid, h.Hardware.SystemInfo.SerialNumber
	}
	r.found.State = netstate.Host{Name: h.Name, UUID: r.found.UUID}
	if c := h.Config; c != nil && r.found.Connected == string(types.HostSystemConnectionStateConnected) {
		r.config(c)
		if n := h.Runtime.NetworkRuntimeInfo; n != nil {
			for _, s := range n.NetStackInstanceRuntimeInfo {
				r.active = append(r.active, s.NetStackInstanceKey)
			}
		}
		r.found.State = r.state()
	}
	r.proxies = map[string]string{}
	for _, p := range r.network.ProxySwitch {
		r.proxies[p.DvsName] = p.DvsUuid
	}
	r.found.refs = r.refs
	return r, nil
}

func (r *raw) config(c *types.HostConfigInfo) {
	r.found.State.Release = release(c.Product.Version)
	if c.Network != nil {
		r.network = *c.Network
	}
	if c.VirtualNicManagerInfo != nil {
		r.nicTypes = c.VirtualNicManagerInfo.NetConfig
	}
	if c.StorageDevice != nil {
		r.adapters, r.software, r.storageSeen = c.StorageDevice.HostBusAdapter, c.StorageDevice.SoftwareInternetScsiEnabled, true
	}
}

func release(version string) string {
	if v, err := esx.ParseRelease(version); err == nil {
		return v.String()
	}
	return version
}

// slim forgets what a state was made from.
func (r *raw) slim() { r.network, r.nicTypes, r.active = types.HostNetworkInfo{}, nil, nil }

// iscsi lists the iSCSI adapters that vmks can be bound to.
func (r *raw) iscsiAdapters() (names []string) {
	for _, a := range r.adapters {
		if i, ok := a.(*types.HostInternetScsiHba); ok && i.NetworkBindingSupport != types.HostInternetScsiHbaNetworkBindingSupportTypeNotsupported {
			names = append(names, i.Device)
		}
	}
	return names
}

// softwareAdapter is the software iSCSI adapter; empty: it is off.
func (r *raw) softwareAdapter() string {
	for _, a := range r.adapters {
		if i, ok := a.(*types.HostInternetScsiHba); ok && i.IsSoftwareBased && r.software {
			return i.Device
		}
	}
	return ""
}

// nvme gives the NVMe over Fabrics adapters by the devices that they are on, in
// the host's order.
func (r *raw) nvme() (devices []string, adapter map[string]string) {
	devices, adapter = []string{}, map[string]string{}
	add := func(device string, hba types.HostHostBusAdapter) {
		if device != "" && (hba.StorageProtocol == "" || hba.StorageProtocol == "nvme") {
			devices = append(devices, device)
			adapter[device] = hba.Device
		}
	}
	for _, a := range r.adapters {
		switch a := a.(type) {
		case *types.HostTcpHba:
			add(a.AssociatedPnic, a.HostHostBusAdapter)
		case *types.HostRdmaHba:
			add(a.AssociatedRdmaDevice, a.HostHostBusAdapter)
		}
	}
	return devices, adapter
}

// bound asks each iSCSI adapter for the vmks that are bound to it.
func (c *Client) bound(ctx context.Context, r *raw) error {
	r.bound = map[string][]string{}
	if r.iscsi == nil {
		return nil
	}
	for _, hba := range r.iscsiAdapters() {
		res, err := methods.QueryBoundVnics(ctx, c.vim, &types.QueryBoundVnics{This: *r.iscsi, IScsiHbaName: hba})
		if err != nil {
			return c.fault("read what is bound to "+hba, r.name, err)
		}
		r.bound[hba] = []string{}
		for _, p := range res.Returnval {
			device := p.VnicDevice
			if device == "" && p.Vnic != nil {
				device = p.Vnic.Device
			}
			r.bound[hba] = append(r.bound[hba], device)
		}
	}
	return nil
}

// mayBind says whether vmks of the host can be bound to iSCSI adapters: there
// is one, and a vmk with one active uplink and none in reserve.
func (r *raw) mayBind() bool {
	return r.iscsi != nil && len(r.iscsiAdapters()) > 0 && r.found.single
}

// single says whether a vmk may have one active uplink and none in reserve, which
// is what a host binds. Others are taken for unbound.
func (r *raw) single(v *types.HostVirtualNic) bool {
	if v.Spec.DistributedVirtualPort != nil {
		return true // its port group would have to be looked at
	}
	return slices.ContainsFunc(r.network.Portgroup, func(p types.HostPortGroup) bool {
		t := p.ComputedPolicy.NicTeaming
		return p.Spec.Name == v.Portgroup && (t == nil || t.NicOrder == nil || len(t.NicOrder.ActiveNic) == 1 && len(t.NicOrder.StandbyNic) == 0)
	})
}

// bind puts the bindings into a state.
func (r *raw) bind(s *netstate.Host) {
	if r.bound == nil {
		return
	}
	for i := range s.Vmks {
		v := &s.Vmks[i]
		v.ISCSI = []string{}
		for hba, devices := range r.bound {
			if slices.Contains(devices, v.Device) {
				v.ISCSI = append(v.ISCSI, hba)
			}
		}
		slices.Sort(v.ISCSI)
	}
}

// lower spells a MAC as the language does.
func lower(mac string) string { return strings.ToLower(strings.ReplaceAll(mac, "-", ":")) }
