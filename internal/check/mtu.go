package check

import (
	"fmt"
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// jumbo is the MTU that storage is worth having.
const jumbo = esx.MaxVmkMTU

// storage are the roles that move data of disks.
var storage = []netstate.Role{
	netstate.VSAN, netstate.VSANExternal, netstate.ISCSI, netstate.ISCSIDependent, netstate.NFS, netstate.NVMeTCP, netstate.NVMeRDMA,
}

// mtuOverSwitch: what a vmk sends must fit through its switch.
func mtuOverSwitch(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		s := h.Switch(switchOf(v))
		if s == nil || !s.MTU.IsSet() || v.MTU.Or(0) <= s.MTU.Or(0) {
			continue
		}
		h.say(ofVmk(v, "mtu"), fmt.Sprintf("%s has an MTU of %d bytes, and its switch %s has %d: longer frames would be dropped", v.Device, v.MTU.Or(0), s.Name, s.MTU.Or(0)),
			fmt.Sprintf("raise the switch's mtu to %d, or lower the vmk's", v.MTU.Or(0)), here(s.Name+"'s mtu", ofSwitch(s.Name, "mtu")), rests(ofVmk(v, "switch")))
	}
}

// mtuNeedsSwitch: a switch that isn't declared is left alone, and so has the
// MTU that it has.
func mtuNeedsSwitch(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		name := switchOf(v)
		if v.MTU.Or(0) <= esx.DefaultMTU || h.Switch(name) != nil || name != esx.InstallSwitch {
			continue
		}
		h.say(ofVmk(v, "mtu"), fmt.Sprintf("%s has an MTU of %d bytes, and its switch %s isn't declared: what is not declared is left alone", v.Device, v.MTU.Or(0), name),
			fmt.Sprintf("write switch %q { } to have it raised, or give it an mtu", name), rests(ofVmk(v, "switch")))
	}
}

// smallMTU: where the switch takes long frames, storage should send them.
func smallMTU(h *host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		k := slices.IndexFunc(v.Roles, func(r netstate.Role) bool { return slices.Contains(storage, r) })
		s := h.Switch(switchOf(v))
		mtu, said := v.MTU.Get()
		if k < 0 || s == nil || !said || mtu >= jumbo || max(s.MTU.Or(0), s.MinMTU) < jumbo {
			continue
		}
		h.say(ofVmk(v, "mtu"), fmt.Sprintf("%s carries %s with an MTU of %d bytes, and its switch %s takes %d", v.Device, v.Roles[k], mtu, s.Name, max(s.MTU.Or(0), s.MinMTU)),
			fmt.Sprintf("write mtu = %d, if the physical network and the storage take it too", jumbo),
			here(s.Name+"'s mtu", ofSwitch(s.Name, "mtu")), rests(ofVmk(v, "roles")), rests(ofVmk(v, "switch")))
	}
}
