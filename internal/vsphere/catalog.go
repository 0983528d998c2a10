package vsphere

import (
	"context"
	"slices"
	"sync"

	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A catalog is the distributed switches and port groups that a vCenter has.
type catalog struct {
	mutex    sync.Mutex
	switches map[string]dvSwitch // by UUID
	groups   map[string]dvGroup  // by key
}

type dvSwitch struct {
	name string
	ref  types.ManagedObjectReference
}

type dvGroup struct {
	key, uuid string // its own, and its switch's
	state     netstate.PortGroup
}

// learn takes what was read, in place of what was known.
func (c *catalog) learn(switches []mo.DistributedVirtualSwitch, groups []mo.DistributedVirtualPortgroup) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.switches, c.groups = map[string]dvSwitch{}, map[string]dvGroup{}
	uuids := map[types.ManagedObjectReference]string{}
	for i := range switches {
		s := &switches[i]
		uuids[s.Self] = s.Uuid
		c.switches[s.Uuid] = dvSwitch{s.Name, s.Self}
	}
	for i := range groups {
		g := &groups[i]
		uplink := g.Config.Uplink != nil && *g.Config.Uplink
		if g.Config.DistributedVirtualSwitch == nil || uplink {
			continue
		}
		uuid := uuids[*g.Config.DistributedVirtualSwitch]
		c.groups[g.Key] = dvGroup{key: g.Key, uuid: uuid, state: dvGroupState(g, c.switches[uuid].name)}
	}
}

// of lists the port groups of a switch.
func (c *catalog) of(uuid string) (out []dvGroup) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, g := range c.groups {
		if g.uuid == uuid {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b dvGroup) int { return natural.Compare(a.state.Name, b.state.Name) })
	return out
}

// group finds a port group of a switch by its name.
func (c *catalog) group(uuid, name string) (dvGroup, bool) {
	for _, g := range c.of(uuid) {
		if g.state.Name == name {
			return g, true
		}
	}
	return dvGroup{}, false
}

func (c *catalog) byKey(key string) (dvGroup, bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	g, ok := c.groups[key]
	return g, ok
}

func (c *catalog) dvSwitch(uuid string) (dvSwitch, bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	s, ok := c.switches[uuid]
	return s, ok
}

// dvGroupState is a distributed port group as a state has it. Its uplinks are
// the switch's, by their names.
func dvGroupState(g *mo.DistributedVirtualPortgroup, of string) netstate.PortGroup {
	out := netstate.PortGroup{Name: g.Name, Switch: of, Distributed: true}
	setting, ok := g.Config.DefaultPortConfig.(*types.VMwareDVSPortSetting)
	if !ok {
		return out
	}
	if v, ok := setting.Vlan.(*types.VmwareDistributedVirtualSwitchVlanIdSpec); ok {
		out.VLAN = netstate.Some(int(v.VlanId))
	}
	t := setting.UplinkTeamingPolicy
	if t == nil {
		return out
	}
	if o := t.UplinkPortOrder; o != nil {
		out.Teaming = &netstate.Teaming{Active: append([]string{}, o.ActiveUplinkPort...), Standby: append([]string{}, o.StandbyUplinkPort...)}
	}
	return out
}

// nameGroups puts the names of distributed port groups into a state, and lists those
// of the host's switches.
func (r *raw) nameGroups(c *catalog, s *netstate.Host) {
	for i := range s.Vmks {
		if p, ok := r.ports[s.Vmks[i].Device]; ok {
			if g, ok := c.byKey(p.key); ok {
				s.Vmks[i].PortGroup = netstate.Some(g.state.Name)
			}
		}
	}
	for i := range s.Switches {
		if w := &s.Switches[i]; w.Kind == netstate.Distributed {
			for _, g := range c.of(r.proxies[w.Name]) {
				s.PortGroups = append(s.PortGroups, g.state)
			}
		}
	}
}

// relearn reads the distributed switches and port groups again.
func (c *Client) relearn(ctx context.Context) error {
	_, err := c.Hosts(ctx, Scope{Want: func(string, string, string) bool { return false }})
	return err
}
