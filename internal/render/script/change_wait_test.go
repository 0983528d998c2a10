package script_test

import (
	"net/netip"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// TestGatewayWaitsForAVmkThatMovesLast: a vmk that carries management moves to
// another stack after all else, and keeps its address. The gateway there waits for it.
func TestGatewayWaitsForAVmkThatMovesLast(t *testing.T) {
	t.Parallel()
	h := fresh()
	h.Groups = append(h.Groups, &standin.Group{Name: "second", Switch: "vSwitch0"})
	h.Stacks = append(h.Stacks, standin.NewStack("nas"))
	h.Vmks = append(h.Vmks, &standin.Vmk{
		Device: "vmk1", Group: "second", Stack: "defaultTcpipStack", MAC: "00:50:56:00:00:01", MTU: 1500, Mode: "NONE",
		Tags: []string{"Management"}, IPv6: true, Addresses: []netip.Prefix{prefix("2001:db8:32::b/64")},
	})
	want := h.State()
	v := want.Vmk("vmk1")
	v.Roles, v.Stack = []netstate.Role{}, netstate.Some("nas")
	want.Stack("nas").Gateway6 = netstate.Some(addr("2001:db8:32::1"))
	_, there, _ := changed(t, plan.End{Host: h.State()}, plan.End{Host: want, Managed: true})
	ends(t, h, there, allowed, 0)
	if d := h.Differences(&want); d != nil {
		t.Errorf("not as wanted: %v", d)
	}
}
