package vsphere_test

import (
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/sim"
)

// What a run that was cut off did through esxcli is not done twice, though
// vCenter doesn't show it yet; nor is it missing where the host is looked at anew.
func TestWhatVCenterHasNotSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, inventory(fresh("1")), sim.Options{})
	once := []op.Op{
		op.EnsureStack{Stack: "backup"},
		op.EnsureVmk{Device: "vmk7", Place: op.Place{PortGroup: "VM Network", Of: "vmk7", Switch: "vSwitch0"}, Stack: netstate.Some("backup")},
	}
	w.do(w.host(), once[0])
	w.do(w.host(), once...)
	w.do(w.host(), once...)
	s, err := w.host().ReadAnew(w.ctx)
	if err != nil || s.Stack("backup") == nil || s.Vmk("vmk7") == nil {
		t.Errorf("%+v, %v", s, err)
	}
}
