package sim

import (
	"fmt"
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// Clusters gives all hosts as they really are, each a group of its own, with
// the distributed port groups that they can join.
func (v *VCenter) Clusters() []netstate.Cluster {
	ctx := v.context()
	var out []netstate.Cluster
	for _, h := range v.hosts {
		i := slices.IndexFunc(out, func(c netstate.Cluster) bool { return c.Name == h.cluster && c.Datacenter == h.datacenter })
		if i < 0 {
			i = len(out)
			out = append(out, netstate.Cluster{Name: h.cluster, Datacenter: h.datacenter})
		}
		state := h.seen.Load().State()
		info := h.system.Hardware.SystemInfo // set once, when it was built
		state.UUID = info.Uuid
		for _, m := range h.seen.Load().DVS {
			d := h.distributedNamed(m.Name)
			if d == nil {
				continue
			}
			for _, g := range d.groups(ctx) {
				if !g.uplink {
					state.PortGroups = append(state.PortGroups, netstate.PortGroup{Name: g.name, Switch: d.name, Distributed: true, VLAN: netstate.Some(g.vlan), Teaming: &netstate.Teaming{
						Active: append([]string{}, g.active...), Standby: append([]string{}, g.standby...),
					}})
				}
			}
		}
		c := &out[i]
		c.Release = older(c.Release, state.Release)
		c.Groups = append(c.Groups, netstate.Group{Pattern: state, Members: []netstate.Member{{Name: h.name, Position: len(c.Groups), Serial: info.SerialNumber}}})
	}
	return out
}

func older(a, b string) string {
	ra, err := esx.ParseRelease(a)
	rb, err2 := esx.ParseRelease(b)
	if err != nil || err2 == nil && rb.Compare(ra) < 0 {
		return b
	}
	return a
}

// InventoryOf makes an inventory of current states, which must be complete. The
// distributed switches are those that the hosts are members of.
func InventoryOf(clusters []netstate.Cluster) (Inventory, error) {
	var out Inventory
	for _, c := range clusters {
		made := Cluster{Name: c.Name, Datacenter: c.Datacenter}
		for g := range c.Groups {
			for m, member := range c.Groups[g].Members {
				state := c.Groups[g].Host(m)
				if state.Release == "" {
					state.Release = c.Release
				}
				h, err := standin.Restore(&state)
				if err != nil {
					return Inventory{}, fmt.Errorf("cluster %q: %w", c.Name, err)
				}
				made.Hosts = append(made.Hosts, Host{State: h, UUID: state.UUID, Serial: member.Serial})
				out.switchesOf(c.Datacenter, h, &state)
			}
		}
		out.Clusters = append(out.Clusters, made)
	}
	return out, nil
}

// switchesOf adds the distributed switches of a host, and the port groups that
// it tells of or has vmks on.
func (i *Inventory) switchesOf(datacenter string, h *standin.Host, state *netstate.Host) {
	for _, m := range h.DVS {
		at := slices.IndexFunc(i.Switches, func(s Switch) bool { return s.Name == m.Name && s.Datacenter == datacenter })
		if at < 0 {
			at = len(i.Switches)
			i.Switches = append(i.Switches, Switch{Name: m.Name, Datacenter: datacenter})
		}
		s := &i.Switches[at]
		s.MTU = max(s.MTU, m.MTU)
		for len(s.Uplinks) < len(m.Uplinks) {
			s.Uplinks = append(s.Uplinks, fmt.Sprintf("Uplink %d", len(s.Uplinks)+1))
		}
		for _, g := range state.PortGroups {
			if g.Distributed && g.Switch == m.Name {
				s.has(g)
			}
		}
		for _, v := range h.Vmks {
			if v.DVS == m.Name {
				s.has(netstate.PortGroup{Name: v.Group})
			}
		}
	}
}

// has adds a port group that isn't there yet, and uplinks that it names.
func (s *Switch) has(g netstate.PortGroup) {
	if slices.ContainsFunc(s.PortGroups, func(o PortGroup) bool { return o.Name == g.Name }) {
		return
	}
	made := PortGroup{Name: g.Name, VLAN: g.VLAN.Or(0)}
	if t := g.Teaming; t != nil && len(t.Active)+len(t.Standby) > 0 {
		made.Active, made.Standby = t.Active, t.Standby
		for _, u := range slices.Concat(t.Active, t.Standby) {
			if !slices.Contains(s.Uplinks, u) {
				s.Uplinks = append(s.Uplinks, u)
			}
		}
	}
	s.PortGroups = append(s.PortGroups, made)
}
