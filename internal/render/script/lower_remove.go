package script

import (
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/op"
)

func (l *lowering) DisableNVMe(o op.DisableNVMe) none {
	for _, a := range o.Adapters {
		l.line("remove", "nvme_off", protocol(a), a)
	}
	return none{}
}

// protocol is what NVMe over Fabrics speaks on a device.
func protocol(device string) string {
	if strings.HasPrefix(device, "vmrdma") {
		return "RDMA"
	}
	return "TCP"
}

func (l *lowering) DisableSoftwareISCSI(op.DisableSoftwareISCSI) none {
	return l.line("remove", "software_iscsi_off")
}

// RemoveVmk leaves a vmk that is made anew to the library, which evicts it
// where it is still in the way.
func (l *lowering) RemoveVmk(o op.RemoveVmk) none {
	if l.host.Vmk(o.Device) != nil {
		return none{}
	}
	return l.line("remove", "remove_vmk", o.Device)
}

func (l *lowering) RemovePortGroup(o op.RemovePortGroup) none {
	return l.line("remove", "remove_portgroup", o.Place.PortGroup, o.Place.Switch)
}

func (l *lowering) RemoveSwitch(o op.RemoveSwitch) none {
	return l.line("remove", "remove_switch", o.Switch)
}

func (l *lowering) RemoveStack(o op.RemoveStack) none {
	return l.line("remove", "remove_stack", esx.StackKey(o.Stack))
}
