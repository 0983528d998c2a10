package plan_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// between plans the change from a host that vmkgen manages.
func between(from, to netstate.Host) *plan.Host {
	return plan.Diff(plan.End{Host: from, Managed: true}, plan.End{Host: to, Managed: true}, plan.Options{AllowManagement: true})
}

// has says whether a plan has a step that meets a condition.
func has[T op.Op](p *plan.Host, is func(T) bool) bool {
	return slices.ContainsFunc(p.Steps, func(s plan.Step) bool {
		o, ok := s.Op.(T)
		return ok && is(o)
	})
}

// TestBackSwitchesNVMeOff: a vmk that stays says nothing of the devices that
// the host had before.
func TestBackSwitchesNVMeOff(t *testing.T) {
	t.Parallel()
	from := seen()
	from.NVMe = []string{}
	to := seen()
	to.Vmks[1].NVMe = []string{"vmnic1"}
	back := between(from, to).Back(plan.Options{})
	if !has(back, func(o op.DisableNVMe) bool { return slices.Equal(o.Adapters, []string{"vmnic1"}) }) {
		t.Errorf("NVMe stays on: %s", steps(back))
	}
}

// TestBackSwitchesNVMeOn, though no vmk says that it needs it.
func TestBackSwitchesNVMeOn(t *testing.T) {
	t.Parallel()
	from, to := seen(), seen()
	from.NVMe, to.NVMe = []string{"vmnic1"}, []string{}
	back := between(from, to).Back(plan.Options{})
	if !has(back, func(o op.EnableNVMe) bool { return slices.Equal(o.Adapters, []string{"vmnic1"}) }) {
		t.Errorf("NVMe stays off: %s", steps(back))
	}
}

// TestBackRemovesThePortGroupOfManagement: one that was made for vmk0 goes, the
// installer's stays.
func TestBackRemovesThePortGroupOfManagement(t *testing.T) {
	t.Parallel()
	from, to := seen(), seen()
	to.PortGroups[0] = netstate.PortGroup{Name: "mgmt", Of: "vmk0", Switch: "vSwitch0", VLAN: netstate.Some(7)}
	to.Vmks[0].PortGroup = netstate.Some("mgmt")
	there := between(from, to)
	if has(there, func(o op.RemovePortGroup) bool { return o.Place.PortGroup == "Management Network" }) {
		t.Errorf("the installer's port group goes: %s", steps(there))
	}
	back := there.Back(plan.Options{})
	if !has(back, func(o op.RemovePortGroup) bool { return o.Place.PortGroup == "mgmt" }) {
		t.Errorf("mgmt stays: %s", steps(back))
	}
}

// TestRoutesWaitForTheirVmkInTheirStack: a vmk that reaches a gateway in
// another stack doesn't reach it yet.
func TestRoutesWaitForTheirVmkInTheirStack(t *testing.T) {
	t.Parallel()
	from, to := seen(), seen()
	from.Vmks[1].Roles = []netstate.Role{netstate.Management}
	to.Vmks[1].Roles = []netstate.Role{}
	to.Vmks[1].Stack = netstate.Some("nas")
	to.Stacks = append(to.Stacks, netstate.Stack{
		Name: "nas", Routes: []netstate.Route{{To: netip.MustParsePrefix("10.9.0.0/16"), Via: netip.MustParseAddr("10.1.0.1")}},
	})
	p := between(from, to)
	at := func(is func(op.Op) bool) int {
		return slices.IndexFunc(p.Steps, func(s plan.Step) bool { return is(s.Op) })
	}
	vmk := at(func(o op.Op) bool { e, ok := o.(op.EnsureVmk); return ok && e.Device == "vmk1" })
	routes := at(func(o op.Op) bool { r, ok := o.(op.SetRoutes); return ok && r.Stack == "nas" })
	if vmk < 0 || routes < vmk {
		t.Errorf("the routes come before their vmk: %s", steps(p))
	}
}

// TestNoGuardOfAnOrderThatShuffles: uplinks that come and go change failover
// orders of themselves.
func TestNoGuardOfAnOrderThatShuffles(t *testing.T) {
	t.Parallel()
	order := func(nics ...string) *netstate.Teaming {
		return &netstate.Teaming{Active: nics, Standby: []string{}}
	}
	guarded := func(p *plan.Host) (out []string) {
		for _, g := range p.Guards() {
			if strings.HasPrefix(g.Name, "teaming/") {
				out = append(out, g.String()+" "+g.Name)
			}
		}
		return out
	}
	from, to := seen(), seen()
	from.Switches[1].Teaming, to.Switches[1].Teaming = order("vmnic1"), order("vmnic2")
	from.PortGroups[1].Teaming, to.PortGroups[1].Teaming = order("vmnic1"), order("vmnic2")
	if got := guarded(between(from, to)); len(got) != 2 {
		t.Errorf("guards of orders: %q", got)
	}
	to.Switches[1].Uplinks = []string{"vmnic2"}
	if got := guarded(between(from, to)); got != nil {
		t.Errorf("guards of orders that shuffle: %q", got)
	}
}

// TestGuardOfAPortGroupThatMoves: it is on no switch for a while, be it the
// installer's.
func TestGuardOfAPortGroupThatMoves(t *testing.T) {
	t.Parallel()
	from, to := seen(), seen()
	to.PortGroups[0] = netstate.PortGroup{Name: "Management Network", Of: "vmk0", Switch: "vSwitch1", VLAN: netstate.Some(0)}
	to.Vmks[0].Switch = netstate.Some("vSwitch1")
	found := false
	for _, g := range between(from, to).Guards() {
		if g.Kind == plan.PortGroupKind && g.Thing.Name == "Management Network" {
			found = true
			if !g.Absent {
				t.Errorf("it has to be there: %s %s", g.String(), g.Name)
			}
		}
	}
	if !found {
		t.Error("nothing guards it")
	}
}

// TestObstacleOfAnOrder: nobody moves a port group to a switch that has the
// uplinks which it is to use.
func TestObstacleOfAnOrder(t *testing.T) {
	t.Parallel()
	for nic, want := range map[string]int{"vmnic1": 0, "vmnic0": 1} {
		from, to := seen(), seen()
		to.PortGroups[1].Teaming = &netstate.Teaming{Active: []string{nic}, Standby: []string{}}
		if got := between(from, to).Obstacles(); len(got) != want {
			t.Errorf("%s: %v", nic, got)
		}
	}
}

// TestBindingsWaitForUplinks that come late, with what may cut management off.
func TestBindingsWaitForUplinks(t *testing.T) {
	t.Parallel()
	from, to := seen(), seen()
	for _, h := range []*netstate.Host{&from, &to} {
		h.PortGroups[0].Switch, h.Vmks[0].Switch = "vSwitch1", netstate.Some("vSwitch1")
	}
	to.Switches[1].Uplinks = []string{"vmnic2"}
	to.Vmks[1].ISCSI = []string{"vmhba2"}
	p := between(from, to)
	at := func(is func(op.Op) bool) int {
		return slices.IndexFunc(p.Steps, func(s plan.Step) bool { return is(s.Op) })
	}
	uplinks := at(func(o op.Op) bool { u, ok := o.(op.SetUplinks); return ok && u.Switch == "vSwitch1" })
	binding := at(func(o op.Op) bool { b, ok := o.(op.BindISCSI); return ok && len(b.Adapters) > 0 })
	if uplinks < 0 || binding < uplinks {
		t.Errorf("the binding comes before its uplinks: %s", steps(p))
	}
}
