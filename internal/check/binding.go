package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

func rdma(adapter string) bool { return strings.HasPrefix(adapter, "vmrdma") }

// boundUplinks: a path of iSCSI is one vmk over one uplink, and ESXi refuses to
// bind others.
func boundUplinks(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		if !bound(v) {
			continue
		}
		t := h.teamOf(v)
		if t.known && len(t.active) == 1 && len(t.standby) == 0 {
			continue
		}
		s := h.Switch(switchOf(v))
		if !t.known && s != nil && s.Kind == netstate.Distributed { // its port groups are vCenter's
			continue
		}
		why := "has uplinks that are not known"
		if t.known {
			why = fmt.Sprintf("has the active uplinks %s and the standby uplinks %s", listed(t.active), listed(t.standby))
		}
		h.say(ofVmk(v, "iscsi"), fmt.Sprintf("%s is bound to %s, and its port group %s: it must have exactly one active and no standby uplink", v.Device, listed(v.ISCSI), why),
			`say which uplink is its own: teaming { active = ["vmnic…"] }`, here("the uplinks", t.pointer), rests(ofVmk(v, "teaming")))
	}
}

// boundSubnets: the software adapter tries every path to every target, so the
// paths are in one subnet.
func boundSubnets(h *host) {
	var buf [16]address
	all := h.addresses(buf[:0])
	var first *address
	var net netip.Prefix
	for i := range all {
		a := &all[i]
		n, ok := a.subnet()
		if !ok || a.ipv6 >= 0 || !bound(&h.Vmks[a.vmk]) {
			continue
		}
		switch {
		case first == nil:
			first, net = a, n
		case n != net:
			v, o := &h.Vmks[a.vmk], &h.Vmks[first.vmk]
			h.say(h.at(a), fmt.Sprintf("%s is in %s and %s in %s, and both are bound for iSCSI: each path is tried to every target", o.Device, net, v.Device, n),
				"put bound vmks in one subnet, or leave the binding out where subnets differ", here(o.Device, h.at(first)))
		}
	}
}

// nvmeWithoutBlock: NVMe over Fabrics goes by a vmk and by an adapter.
func nvmeWithoutBlock(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		for _, r := range []struct {
			role netstate.Role
			rdma bool
			kind string
		}{{netstate.NVMeTCP, false, "vmnic"}, {netstate.NVMeRDMA, true, "vmrdma"}} {
			if !has(v, r.role) || slices.ContainsFunc(v.NVMe, func(a string) bool { return rdma(a) == r.rdma }) {
				continue
			}
			why := "has no nvme block"
			if len(v.NVMe) > 0 {
				why = fmt.Sprintf("has no %s in its nvme block", r.kind)
			}
			h.say(roleAt(v, r.role), fmt.Sprintf("%s has the role %s and %s: nothing says which adapter carries it", v.Device, r.role, why),
				fmt.Sprintf(`write nvme { adapter = ["%s…"] }`, r.kind), rests(ofVmk(v, "nvme")))
		}
	}
}
