package check

import (
	"fmt"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// managementLost: a vmk0 that loses management leaves nobody to talk to.
func managementLost(h *host) {
	v := h.Vmk(esx.InstallVmk)
	if v == nil || managed(v) {
		return
	}
	for i := range h.Vmks {
		if has(&h.Vmks[i], netstate.Management) {
			return
		}
	}
	have := "the roles "
	words := make([]string, len(v.Roles))
	for i, r := range v.Roles {
		words[i] = string(r)
	}
	if len(words) == 0 {
		have, words = "", []string{"no role"}
	}
	h.say(ofVmk(v, "roles"), fmt.Sprintf("%s would have %s%s and no longer management, and no other vmk has it: nothing could reach the host", v.Device, have, listed(words)),
		"add management to its roles, give it to another vmk, or leave roles out to leave them alone")
}

// vmotionInManagement: vMotion, which is not always encrypted and always
// plenty, belongs in a network of its own.
func vmotionInManagement(h *host) {
	for i := range h.Vmks {
		m := &h.Vmks[i]
		if !managed(m) {
			continue
		}
		for k := range h.Vmks {
			v := &h.Vmks[k]
			if !moves(v) {
				continue
			}
			if i == k {
				h.say(rolesOf(v), m.Device+" carries management and vMotion", "give vMotion a vmk, a VLAN and a subnet of its own")
				continue
			}
			if what, at, other := h.shared(i, k); what != "" {
				h.say(other, fmt.Sprintf("%s has vMotion in %s of %s, which carries management", v.Device, what, m.Device),
					"give vMotion a VLAN and a subnet of its own", here(m.Device, at))
			}
		}
	}
}

// rolesOf points at the role vmotion where it is written.
func rolesOf(v *netstate.Vmk) string {
	if has(v, netstate.VMotion) {
		return roleAt(v, netstate.VMotion)
	}
	return ofVmk(v, "stack")
}

// shared names what two vmks have in common of VLAN and subnet, and where
// each says so. Without a tag, only one switch's network is surely one.
func (h *host) shared(i, k int) (what, at, other string) {
	a, b := &h.Vmks[i], &h.Vmks[k]
	x, known := h.vlanOf(a)
	y, also := h.vlanOf(b)
	if known && also && x == y && (x != 0 || switchOf(a) == switchOf(b)) {
		what, at, other = fmt.Sprintf("VLAN %d", x), ofVmk(a, "vlan"), ofVmk(b, "vlan")
		if x == 0 {
			what = "the untagged network"
		}
		return what, at, other
	}
	if p, q := h.overlap(i, k); p != nil {
		n, _ := p.subnet()
		return "the subnet " + n.String(), h.at(p), h.at(q)
	}
	return "", "", ""
}

// overlap gives two addresses of two vmks whose subnets overlap; nil where none do.
func (h *host) overlap(i, k int) (p, q *address) {
	var buf [16]address
	all := h.addresses(buf[:0])
	for x := range all {
		for y := range all {
			if all[x].vmk != i || all[y].vmk != k {
				continue
			}
			m, ok := all[x].subnet()
			if n, also := all[y].subnet(); ok && also && m.Overlaps(n) {
				return &all[x], &all[y]
			}
		}
	}
	return nil, nil
}
