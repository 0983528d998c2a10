package vsphere

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Scope says which hosts are read, and how far.
type Scope struct {
	// Want picks hosts; nil: all. It is asked once about each host that the
	// server has, which costs one more call.
	Want func(host, cluster, datacenter string) bool
	// Bindings picks the hosts whose iSCSI bindings are read, which costs a
	// call for each iSCSI adapter; nil: all on which there can be some.
	Bindings func(host string) bool
}

// An Inventory is what a server has.
type Inventory struct {
	Hosts    []Found  // in the natural order of datacenter, cluster and name
	Warnings []string // on clusters, for people
}

// A Found is one host as a server has it.
type Found struct {
	Name, UUID, Serial  string
	Cluster, Datacenter string // empty for a host outside of clusters, and on an ESXi host
	Connected           string // connected, disconnected or notResponding
	Maintenance         bool
	// State is all that was read. Of a host that is not connected it is the
	// name only, and complete in nothing.
	State  netstate.Host
	refs   refs
	single bool // a vmk may have one active uplink and none in reserve
}

// refs are the objects of a host that calls go to.
type refs struct {
	host                                types.ManagedObjectReference
	network, nics, vsan, iscsi, storage *types.ManagedObjectReference
	proxies                             map[string]string // UUIDs of distributed switches by name
	parent                              types.ManagedObjectReference
}

// pageSize is how many objects an answer holds at most.
const pageSize = 200

// hostPaths are the properties of hosts that are read, and no more: whole
// configurations are many times as large.
var hostPaths = []string{
	"name", "parent", "runtime.connectionState", "runtime.inMaintenanceMode", "runtime.networkRuntimeInfo.netStackInstanceRuntimeInfo",
	"hardware.systemInfo.uuid", "hardware.systemInfo.serialNumber", "config.product.version",
	"config.network.vswitch", "config.network.proxySwitch", "config.network.portgroup", "config.network.pnic", "config.network.vnic",
	"config.network.netStackInstance", "config.network.ipV6Enabled", "config.virtualNicManagerInfo.netConfig",
	"config.storageDevice.hostBusAdapter", "config.storageDevice.softwareInternetScsiEnabled",
	"configManager.networkSystem", "configManager.virtualNicManager", "configManager.vsanSystem", "configManager.iscsiManager", "configManager.storageSystem",
}

// Hosts reads hosts: with one view and one question to the property collector,
// answered in pages, however many they are.
func (c *Client) Hosts(ctx context.Context, scope Scope) (*Inventory, error) {
	for try := 1; ; try++ {
		epoch := c.epoch.Load()
		out, err := c.hosts(ctx, scope)
		// A view ends with its session.
		if err == nil || try == 2 || epoch == c.epoch.Load() {
			return out, c.fault("read the hosts", "", err)
		}
	}
}

func (c *Client) hosts(ctx context.Context, scope Scope) (*Inventory, error) {
	view, err := methods.CreateContainerView(ctx, c.vim, &types.CreateContainerView{
		This: *c.vim.ServiceContent.ViewManager, Container: c.vim.ServiceContent.RootFolder, Recursive: true, Type: c.viewed(),
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		_, _ = methods.DestroyView(context.WithoutCancel(ctx), c.vim, &types.DestroyView{This: view.Returnval}) // it ends with the session anyway
	}()
	g := &gathering{client: c, named: map[types.ManagedObjectReference]entity{}, managed: map[types.ManagedObjectReference][]string{}}
	paths := hostPaths
	if scope.Want != nil {
		paths = []string{"name", "parent"}
	}
	if err := c.retrieve(ctx, c.everything(view.Returnval, paths), g.take); err != nil {
		return nil, err
	}
	c.groups.learn(g.switches, g.groups)
	if scope.Want != nil {
		if err := g.wanted(ctx, scope.Want); err != nil {
			return nil, err
		}
	}
	out := g.inventory()
	return out, c.bindings(ctx, g.raws, out, scope.Bindings)
}

// viewed are the kinds of objects that are looked at. An ESXi host has no
// distributed ones.
func (c *Client) viewed() []string {
	kinds := []string{"HostSystem", "ComputeResource", "Folder", "Datacenter"}
	if c.IsVCenter() {
		kinds = append(kinds, "DistributedVirtualSwitch", "DistributedVirtualPortgroup")
	}
	return kinds
}

// everything asks for the hosts, for what tells where they stand, and for what
// manages them.
func (c *Client) everything(view types.ManagedObjectReference, paths []string) []types.PropertyFilterSpec {
	resource := []string{"name", "parent"}
	if c.IsVCenter() && atLeast(c.vim.ServiceContent.About.ApiVersion, 7) {
		resource = append(resource, "lifecycleManaged")
	}
	specs := []types.PropertyFilterSpec{{
		ObjectSet: []types.ObjectSpec{{Obj: view, Skip: new(true), SelectSet: []types.BaseSelectionSpec{
			&types.TraversalSpec{Type: "ContainerView", Path: "view"},
		}}},
		PropSet: []types.PropertySpec{
			{Type: "HostSystem", PathSet: paths},
			{Type: "ComputeResource", PathSet: resource},
			{Type: "Folder", PathSet: []string{"name", "parent"}},
			{Type: "Datacenter", PathSet: []string{"name", "parent"}},
		},
	}}
	if c.IsVCenter() {
		specs[0].PropSet = append(specs[0].PropSet,
			types.PropertySpec{Type: "DistributedVirtualSwitch", PathSet: []string{"name", "uuid"}},
			types.PropertySpec{Type: "DistributedVirtualPortgroup", PathSet: []string{
				"name", "key", "config.uplink", "config.distributedVirtualSwitch", "config.defaultPortConfig",
			}})
	}
	if m := c.vim.ServiceContent.HostProfileManager; m != nil && c.IsVCenter() {
		specs = append(specs, types.PropertyFilterSpec{
			ObjectSet: []types.ObjectSpec{{Obj: *m, Skip: new(true), SelectSet: []types.BaseSelectionSpec{
				&types.TraversalSpec{Type: "ProfileManager", Path: "profile"},
			}}},
			PropSet: []types.PropertySpec{{Type: "HostProfile", PathSet: []string{"name", "entity"}}},
		})
	}
	return specs
}

// atLeast says whether an API version begins with a number or a higher one.
func atLeast(version string, major int) bool {
	n := 0
	if _, err := fmt.Sscan(version, &n); err != nil {
		for i, r := range version {
			if r == '.' {
				n, _ = strconv.Atoi(version[:i])
				break
			}
		}
	}
	return n >= major
}

// bindings reads the iSCSI bindings of hosts, several at a time.
func (c *Client) bindings(ctx context.Context, raws []*raw, out *Inventory, pick func(string) bool) error {
	slots := make(chan struct{}, c.login.Parallel)
	errs := make([]error, len(raws))
	var group sync.WaitGroup
	for i, r := range raws {
		if !r.mayBind() || pick != nil && !pick(r.name) {
			continue
		}
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			if errs[i] = c.bound(ctx, r); errs[i] == nil {
				r.bind(&out.Hosts[i].State)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
