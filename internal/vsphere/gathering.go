package vsphere

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/natural"
)

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
