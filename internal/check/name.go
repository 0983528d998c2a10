package check

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// nameTooLong: standard switches and distributed port groups have names of
// limited length. Of other names no limit is known.
func nameTooLong(h *host) {
	for i := range h.Switches {
		s := &h.Switches[i]
		if n := utf8.RuneCountInString(s.Name); s.Kind == netstate.Standard && n > esx.MaxSwitchName {
			h.say(ofSwitch(s.Name, ""), fmt.Sprintf("the switch %q has a name of %d characters, and ESXi takes %d", s.Name, n, esx.MaxSwitchName), "shorten it")
		}
	}
	for i := range h.Vmks {
		v := &h.Vmks[i]
		name, distributed, ok := h.placed(v)
		if n := utf8.RuneCountInString(name); ok && distributed && n > esx.MaxDVPortGroup {
			h.say(ofVmk(v, "portgroup"), fmt.Sprintf("the distributed port group of %s has a name of %d characters, and vCenter takes %d", v.Device, n, esx.MaxDVPortGroup), "shorten it")
		}
	}
}

// A seat is a host's place in a configuration.
type seat struct{ cluster, group, member int }

func (c *config) hostAt(s seat) *netstate.Member {
	return &c.clusters[s.cluster].hosts[s.group].group.Members[s.member]
}

// hostInTwoClusters: a host is in one cluster. Hosts of two vCenters may well
// have one name.
func hostInTwoClusters(all *config) {
	if len(all.clusters) < 2 {
		return
	}
	seen := map[string]seat{}
	for i := range all.clusters {
		var first, then seat
		hosts := 0
		all.clusters[i].eachHost(func(s seat, name string) {
			name = strings.ToLower(name)
			at, ok := seen[name]
			switch {
			case !ok:
				seen[name] = s
			case at.cluster != i && !apart(&all.clusters[at.cluster], &all.clusters[i]):
				if hosts++; hosts == 1 {
					first, then = at, s
				}
			}
		})
		if hosts > 0 {
			all.twice(first, then, hosts)
		}
	}
}

func (c *cluster) eachHost(yield func(s seat, name string)) {
	for k := range c.hosts {
		members := c.hosts[k].group.Members
		for m := range members {
			yield(seat{c.index, k, m}, members[m].Name)
		}
	}
}

func (c *config) twice(first, then seat, hosts int) {
	a, b := &c.clusters[first.cluster], &c.clusters[then.cluster]
	name := c.hostAt(then).Name
	c.find(b, Finding{
		Host: name, Group: then.group, Pointer: "hosts", Hosts: hosts,
		Detail: fmt.Sprintf("%s is a host of the clusters %q and %q", name, a.Name, b.Name), Hint: "leave it in one of them",
		Also: []Spot{{"in " + a.Name, a.Name, c.hostAt(first).Name, "hosts"}},
	})
}

// apart says whether two clusters are of different vCenters.
func apart(a, b *cluster) bool {
	return a.VCenter != "" && b.VCenter != "" && !together(a, b)
}

// together says whether two clusters are of one vCenter.
func together(a, b *cluster) bool {
	return a.VCenter != "" && a.VCenter == b.VCenter || a.Server != "" && strings.EqualFold(a.Server, b.Server)
}
