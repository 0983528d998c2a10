package sim

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/simulator/esx"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// creating lets one vCenter begin at a time: govmomi's simulator changes
// variables of its package as it does.
var creating sync.Mutex

// build makes the inventory: datacenters, switches and clusters as a client
// would, hosts by copying one, since adding each by a call is a thousand times
// slower.
func (v *VCenter) build(i Inventory) error {
	model := simulator.VPX()
	model.Datacenter, model.Cluster, model.ClusterHost, model.Host, model.Machine, model.Datastore, model.Portgroup = 0, 0, 0, 0, 0, 0, 0
	creating.Lock()
	defer creating.Unlock()
	model.ServiceContent.About.Version, model.ServiceContent.About.ApiVersion = "8.0.3", "8.0.3.0"
	if err := model.Create(); err != nil {
		return err
	}
	model.Remove() // the folder that it makes for datastores, which there are none of
	v.service, v.registry = model.Service, model.Map()
	b := &builder{vc: v, ctx: context.Background(), datacenters: map[string]*object.Datacenter{}}
	var err error
	if b.client, err = vim25.NewClient(b.ctx, model.Service); err != nil {
		return err
	}
	for _, s := range i.Switches {
		if err := b.distributedSwitch(s); err != nil {
			return fmt.Errorf("switch %q: %w", s.Name, err)
		}
	}
	for _, c := range i.Clusters {
		if err := b.cluster(c); err != nil {
			return fmt.Errorf("cluster %q: %w", c.Name, err)
		}
	}
	return v.join()
}

type builder struct {
	vc          *VCenter
	ctx         context.Context
	client      *vim25.Client
	datacenters map[string]*object.Datacenter
}

func (b *builder) datacenter(name string) (*object.DatacenterFolders, error) {
	name = or(name, defaultDatacenter)
	dc := b.datacenters[name]
	if dc == nil {
		var err error
		if dc, err = object.NewRootFolder(b.client).CreateDatacenter(b.ctx, name); err != nil {
			return nil, err
		}
		b.datacenters[name] = dc
		finder := find.NewFinder(b.client)
		if dc, err = finder.Datacenter(b.ctx, name); err != nil {
			return nil, err
		}
		b.datacenters[name] = dc
	}
	return dc.Folders(b.ctx)
}

func (b *builder) cluster(c Cluster) error {
	folders, err := b.datacenter(c.Datacenter)
	if err != nil {
		return err
	}
	made, err := folders.HostFolder.CreateCluster(b.ctx, c.Name, types.ClusterConfigSpecEx{})
	if err != nil {
		return err
	}
	cluster, ok := b.vc.registry.Get(made.Reference()).(*simulator.ClusterComputeResource)
	if !ok {
		return fmt.Errorf("there is no cluster %s", made.Reference())
	}
	managed := c.Configured
	cluster.LifecycleManaged = &managed
	summary := cluster.Summary.GetComputeResourceSummary()
	for _, host := range c.Hosts {
		h := b.host(c, host, cluster)
		cluster.Host = append(cluster.Host, h.system.Self)
		summary.NumHosts++
		summary.NumEffectiveHosts++
	}
	return nil
}

func (b *builder) host(c Cluster, in Host, cluster *simulator.ClusterComputeResource) *host {
	h := &host{
		vc: b.vc, name: in.State.Name, cluster: c.Name, datacenter: or(c.Datacenter, defaultDatacenter), number: len(b.vc.hosts) + 1, unplugged: in.Unplugged,
		state: in.State.Clone(), connection: types.HostSystemConnectionStateConnected, ports: map[string]string{},
	}
	if in.Disconnected {
		h.connection = types.HostSystemConnectionStateDisconnected
	}
	for _, m := range h.state.DVS {
		if d := h.distributedNamed(m.Name); d != nil {
			m.UUID, m.MTU = d.uuid, d.mtu
		}
	}
	h.seen.Store(h.state)
	for _, v := range h.state.Vmks {
		if v.DVS != "" {
			h.lastPort++
			h.ports[v.Device] = strconv.Itoa(h.number*100 + h.lastPort)
		}
	}
	h.system = &simulator.HostSystem{HostSystem: hostSystem(h, in)}
	b.vc.registry.PutEntity(cluster, b.vc.registry.NewEntity(h.system))
	h.system.Config.Host = h.system.Self
	h.system.Summary.Host = &h.system.Self
	h.system.Summary.Runtime = &h.system.Runtime
	h.systems()
	b.vc.hosts = append(b.vc.hosts, h)
	b.vc.byName[h.name] = h
	return h
}

// hostSystem is a host without its network.
func hostSystem(h *host, in Host) mo.HostSystem {
	s := esx.HostSystem
	s.Name = h.name
	s.Runtime.ConnectionState, s.Runtime.InMaintenanceMode = h.connection, in.Maintenance
	s.ConfigManager = types.HostConfigManager{}
	config := *esx.HostSystem.Config
	config.Product = product(config.Product, h.state.Version)
	config.Network, config.VirtualNicManagerInfo, config.VsanHostConfig = &types.HostNetworkInfo{}, &types.HostVirtualNicManagerInfo{}, &types.VsanHostConfigInfo{}
	config.StorageDevice, config.Vmotion = &types.HostStorageDeviceInfo{}, nil
	s.Config = &config
	id := or(in.UUID, uuid(h.name))
	info := *esx.HostHardwareInfo
	info.SystemInfo.Uuid, info.SystemInfo.SerialNumber = id, or(in.Serial, "SIM"+strings.ToUpper(id[:8]))
	s.Hardware = &info
	summary := *esx.HostSystem.Summary.Hardware
	summary.Uuid = id
	s.Summary.Hardware = &summary
	s.Summary.Config.Name = h.name
	s.Summary.Config.Product = &config.Product
	s.Capability = esx.HostCapability
	return s
}

func product(p types.AboutInfo, version string) types.AboutInfo {
	api := version
	for strings.Count(api, ".") < 3 {
		api += ".0"
	}
	if strings.Count(version, ".") < 2 {
		version += ".0"
	}
	p.Version, p.ApiVersion, p.LicenseProductVersion = version, api, version
	p.Build = "24022510"
	p.FullName = "VMware ESXi " + version + " build-" + p.Build
	return p
}

// uuid makes one from a name, always the same.
func uuid(name string) string {
	b := sha256.Sum256([]byte(name))
	t := hex.EncodeToString(b[:16])
	return t[:8] + "-" + t[8:12] + "-4" + t[13:16] + "-8" + t[17:20] + "-" + t[20:32]
}

// systems makes the parts of a host that calls go to.
func (h *host) systems() {
	number := strings.TrimPrefix(h.system.Self.Value, "host-")
	ref := func(kind, name string) types.ManagedObjectReference {
		r := types.ManagedObjectReference{Type: kind, Value: name + "-" + number}
		h.vc.byRef[r] = h
		return r
	}
	l := lock{&h.mutex}
	m := &h.system.ConfigManager
	h.net = &networkSystem{&simulator.HostNetworkSystem{Host: &h.system.HostSystem}, l, h}
	h.net.Self, h.net.NetworkInfo = ref("HostNetworkSystem", "networkSystem"), &types.HostNetworkInfo{}
	h.nics = &nicManager{&simulator.HostVirtualNicManager{Host: &h.system.HostSystem}, l, h}
	h.nics.Self = ref("HostVirtualNicManager", "virtualNicManager")
	h.vsan = &vsanSystem{lock: l, of: h}
	h.vsan.Self = ref("HostVsanSystem", "vsanSystem")
	h.iscsi = &iscsiManager{lock: l, of: h}
	h.iscsi.Self = ref("IscsiManager", "iscsiManager")
	h.storage = &storageSystem{&simulator.HostStorageSystem{Host: &h.system.HostSystem}, l, h}
	h.storage.Self = ref("HostStorageSystem", "storageSystem")
	m.NetworkSystem, m.VirtualNicManager, m.VsanSystem, m.IscsiManager, m.StorageSystem = &h.net.Self, &h.nics.Self, &h.vsan.Self, &h.iscsi.Self, &h.storage.Self
	for _, part := range []mo.Reference{h.net, h.nics, h.vsan, h.iscsi, h.storage} {
		h.vc.registry.Put(part)
	}
	h.vc.byRef[h.system.Self] = h
	h.vc.byRef[types.ManagedObjectReference{Type: "ManagedMethodExecuter", Value: h.system.Self.Value}] = h
}
