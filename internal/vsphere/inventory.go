package vsphere

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/natural"
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

// retrieve asks the property collector, and hands over what it answers page by
// page.
func (c *Client) retrieve(ctx context.Context, specs []types.PropertyFilterSpec, take func(types.ObjectContent) error) error {
	epoch := c.epoch.Load()
	err := c.pages(ctx, specs, take)
	if !errors.Is(err, errEnded) {
		return err
	}
	if err := c.again(ctx, epoch); err != nil {
		return err
	}
	return c.pages(ctx, specs, take)
}

// errEnded says that properties are missing since the session has ended, which
// some servers tell in this way. Nothing was handed over by then.
var errEnded = errors.New("the session has ended")

func (c *Client) pages(ctx context.Context, specs []types.PropertyFilterSpec, take func(types.ObjectContent) error) error {
	collector := c.vim.ServiceContent.PropertyCollector
	res, err := methods.RetrievePropertiesEx(ctx, c.vim, &types.RetrievePropertiesEx{This: collector, SpecSet: specs, Options: types.RetrieveOptions{MaxObjects: pageSize}})
	if err != nil || res.Returnval == nil {
		return err
	}
	page := *res.Returnval
	if slices.ContainsFunc(page.Objects, unauthenticated) {
		return errEnded
	}
	for {
		for _, o := range page.Objects {
			if err := take(o); err != nil {
				return err
			}
		}
		if page.Token == "" {
			return nil
		}
		next, err := methods.ContinueRetrievePropertiesEx(ctx, c.vim, &types.ContinueRetrievePropertiesEx{This: collector, Token: page.Token})
		if err != nil {
			return err
		}
		page = next.Returnval
	}
}

func unauthenticated(o types.ObjectContent) bool {
	return slices.ContainsFunc(o.MissingSet, func(m types.MissingProperty) bool {
		_, ended := m.Fault.Fault.(*types.NotAuthenticated)
		return ended
	})
}

// An entity is what tells where something stands.
type entity struct {
	name   string
	parent types.ManagedObjectReference
}

// A gathering puts together what the pages bring, in whatever order.
type gathering struct {
	client   *Client
	raws     []*raw
	named    map[types.ManagedObjectReference]entity
	switches []mo.DistributedVirtualSwitch
	groups   []mo.DistributedVirtualPortgroup
	managed  map[types.ManagedObjectReference][]string // what manages a host or cluster
}

func (g *gathering) take(o types.ObjectContent) error {
	switch o.Obj.Type {
	case "HostSystem":
		r, err := readRaw(o)
		if err == nil {
			r.slim()
			g.raws = append(g.raws, r)
		}
		return err
	case "HostProfile":
		var p mo.HostProfile
		if err := mo.LoadObjectContent([]types.ObjectContent{o}, &p); err != nil {
			return err
		}
		for _, e := range p.Entity {
			g.managed[e] = append(g.managed[e], "host profile "+strconv.Quote(p.Name))
		}
		return nil
	}
	return g.place(o)
}

// place notes what is no host.
func (g *gathering) place(o types.ObjectContent) error {
	if o.Obj.Type == "DistributedVirtualPortgroup" {
		var p mo.DistributedVirtualPortgroup
		err := mo.LoadObjectContent([]types.ObjectContent{o}, &p)
		g.groups = append(g.groups, p)
		return err
	}
	if e := entityOf(o); o.Obj.Type == "DistributedVirtualSwitch" || o.Obj.Type == "VmwareDistributedVirtualSwitch" {
		s := mo.DistributedVirtualSwitch{}
		s.Self, s.Name, s.Uuid = o.Obj, e.name, text(o, "uuid")
		g.switches = append(g.switches, s)
	} else {
		g.named[o.Obj] = e
	}
	for _, p := range o.PropSet {
		if on, ok := p.Val.(bool); ok && on && p.Name == "lifecycleManaged" {
			g.managed[o.Obj] = append(g.managed[o.Obj], "vSphere Lifecycle Manager, maybe with a configuration profile")
		}
	}
	return nil
}

func entityOf(o types.ObjectContent) (e entity) {
	e.name = text(o, "name")
	for _, p := range o.PropSet {
		if ref, ok := p.Val.(types.ManagedObjectReference); ok && p.Name == "parent" {
			e.parent = ref
		}
	}
	return e
}

func text(o types.ObjectContent, name string) string {
	for _, p := range o.PropSet {
		if s, ok := p.Val.(string); ok && p.Name == name {
			return s
		}
	}
	return ""
}

// where finds the cluster and the datacenter of something by its parents.
func (g *gathering) where(at types.ManagedObjectReference) (cluster, datacenter string) {
	for range 64 { // deeper than any folder
		e, ok := g.named[at]
		if !ok {
			break
		}
		switch at.Type {
		case "ClusterComputeResource":
			cluster = e.name
		case "Datacenter":
			return cluster, e.name
		}
		at = e.parent
	}
	return cluster, datacenter
}

// wanted reads the hosts that are asked for in full.
func (g *gathering) wanted(ctx context.Context, want func(host, cluster, datacenter string) bool) error {
	var objects []types.ObjectSpec
	for _, r := range g.raws {
		cluster, datacenter := g.where(r.parent)
		if want(r.name, cluster, datacenter) {
			objects = append(objects, types.ObjectSpec{Obj: r.host})
		}
	}
	g.raws = nil
	if objects == nil {
		return nil
	}
	return g.client.retrieve(ctx, []types.PropertyFilterSpec{{
		ObjectSet: objects, PropSet: []types.PropertySpec{{Type: "HostSystem", PathSet: hostPaths}},
	}}, g.take)
}

func (g *gathering) inventory() *Inventory {
	out := &Inventory{}
	warned := map[string]bool{}
	for _, r := range g.raws {
		f := r.found
		r.nameGroups(&g.client.groups, &f.State)
		f.Cluster, f.Datacenter = g.where(r.parent)
		for _, of := range []types.ManagedObjectReference{r.parent, r.host} {
			for _, by := range g.managed[of] {
				what := "cluster " + f.Cluster
				if of.Type == "HostSystem" || f.Cluster == "" {
					what = "host " + f.Name
				}
				if w := what + " is managed by " + by + ": it may report or undo what vmkgen changes"; !warned[w] {
					warned[w] = true
					out.Warnings = append(out.Warnings, w)
				}
			}
		}
		out.Hosts = append(out.Hosts, f)
	}
	order := func(a, b *Found) int {
		return cmp.Or(natural.Compare(a.Datacenter, b.Datacenter), natural.Compare(a.Cluster, b.Cluster), natural.Compare(a.Name, b.Name))
	}
	at := make([]int, len(out.Hosts))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return order(&out.Hosts[a], &out.Hosts[b]) })
	hosts, raws := make([]Found, len(at)), make([]*raw, len(at))
	for i, j := range at {
		hosts[i], raws[i] = out.Hosts[j], g.raws[j]
	}
	out.Hosts, g.raws = hosts, raws
	slices.Sort(out.Warnings)
	return out
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
