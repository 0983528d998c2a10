package powercli

import (
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/op"
)

func (lowering) DisableNVMe(o op.DisableNVMe) []byte {
	return newRow("DisableNVMe").list("Adapters", o.Adapters).end()
}

func (lowering) DisableSoftwareISCSI(op.DisableSoftwareISCSI) []byte {
	return newRow("DisableSoftwareISCSI").end()
}

func (lowering) RemoveVmk(o op.RemoveVmk) []byte {
	return newRow("RemoveVmk").text("Device", o.Device).end()
}

func (lowering) RemovePortGroup(o op.RemovePortGroup) []byte {
	return place("RemovePortGroup", o.Place).end()
}

func (lowering) RemoveSwitch(o op.RemoveSwitch) []byte {
	return newRow("RemoveSwitch").text("Switch", o.Switch).end()
}

func (lowering) RemoveStack(o op.RemoveStack) []byte {
	return newRow("RemoveStack").text("Stack", esx.StackKey(o.Stack)).end()
}
