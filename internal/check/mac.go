package check

import (
	"fmt"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// macTwiceOnHost: a host takes a MAC address for one vmk.
func macTwiceOnHost(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		for k := range h.Vmks[:i] {
			if first := &h.Vmks[k]; mac(v) != "" && mac(v) == mac(first) {
				h.say(ofVmk(v, "mac"), fmt.Sprintf("%s and %s are both to have the MAC address %s", first.Device, v.Device, mac(v)),
					"give each its own, or leave it out: ESXi makes one up", here(first.Device+"'s", ofVmk(first, "mac")))
				break
			}
		}
	}
}

// mac is the MAC address that is asked for; empty where none is.
func mac(v *netstate.Vmk) string {
	text, _ := v.MAC.Get()
	return text
}

// macTwoHosts: a MAC address is one adapter's in a network.
func macTwoHosts(all *config) {
	seen := map[string]macAt{}
	for i := range all.clusters {
		c := &all.clusters[i]
		for k := range c.hosts {
			h := &c.hosts[k]
			for n := range h.Vmks {
				v := &h.Vmks[n]
				if mac(v) == "" {
					continue
				}
				at := macAt{seat{i, k, 0}, v}
				first, ok := seen[mac(v)]
				switch {
				case !ok:
					seen[mac(v)] = at
					if len(h.group.Members) > 1 {
						all.macTwice(at, macAt{seat{i, k, 1}, v}, len(h.group.Members))
					}
				case first.cluster != i || first.group != k:
					all.macTwice(first, at, len(h.group.Members))
				}
			}
		}
	}
}

type macAt struct {
	seat
	vmk *netstate.Vmk
}

func (c *config) macTwice(first, then macAt, hosts int) {
	a, b := &c.clusters[first.cluster], &c.clusters[then.cluster]
	one, two := c.hostAt(first.seat).Name, c.hostAt(then.seat).Name
	c.find(b, Finding{
		Host: two, Group: then.group, Pointer: ofVmk(then.vmk, "mac"), Hosts: hosts,
		Detail: fmt.Sprintf("%s of %s and %s of %s are both to have the MAC address %s", first.vmk.Device, one, then.vmk.Device, two, mac(then.vmk)),
		Hint:   "give each its own, or leave it out: ESXi makes one up",
		Also:   []Spot{{"the first", a.Name, one, ofVmk(first.vmk, "mac")}},
	})
}
