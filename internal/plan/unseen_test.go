package plan_test

import (
	"bytes"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// A thing of each kind that a host has beside those of seen.
func more(h *netstate.Host) {
	h.Switches = append(h.Switches, netstate.Switch{Name: "vSwitch2", Kind: netstate.Standard, Uplinks: []string{"vmnic2"}})
	h.PortGroups = append(h.PortGroups, netstate.PortGroup{Name: "c", Of: "vmk3", Switch: "vSwitch2", VLAN: netstate.Some(30)})
	h.Stacks = append(h.Stacks, netstate.Stack{Name: "nas"})
	h.Vmks = append(h.Vmks, netstate.Vmk{
		Device: "vmk3", Roles: []netstate.Role{}, PortGroup: netstate.Some("c"), Switch: netstate.Some("vSwitch2"),
		Stack: netstate.Some("nas"), IPv4: static("10.3.0.11/24"),
	})
}

// TestUnseenIsNotAbsent: what a current state didn't see may be there. It is
// made where it is missing, and the way back leaves it.
func TestUnseenIsNotAbsent(t *testing.T) {
	t.Parallel()
	to := seen()
	more(&to)
	for name, c := range map[string]struct {
		from plan.End
		kept bool
	}{
		"a snapshot that saw everything": {plan.End{Host: seen()}, false},
		"one that didn't":                {plan.End{Host: partly(seen())}, true},
		"a configuration":                {plan.End{Host: partly(seen()), Managed: true}, false},
	} {
		there := plan.Diff(c.from, plan.End{Host: to, Managed: true}, plan.Options{})
		for i := range there.Changes {
			if ch := &there.Changes[i]; ch.Verb == plan.Add && ch.Unseen != c.kept {
				t.Errorf("%s: %s: unseen is %v", name, ch.Thing, ch.Unseen)
			}
		}
		if !has(there, func(o op.EnsureVmk) bool { return o.Device == "vmk3" }) {
			t.Errorf("%s: vmk3 is not made: %s", name, steps(there))
		}
		back := there.Back(plan.Options{AllowManagement: true})
		gone := has(back, func(o op.RemoveVmk) bool { return o.Device == "vmk3" }) && has(back, func(o op.RemoveSwitch) bool { return o.Switch == "vSwitch2" }) &&
			has(back, func(o op.RemoveStack) bool { return o.Stack == "nas" }) && has(back, func(o op.RemovePortGroup) bool { return o.Place.PortGroup == "c" })
		if gone == c.kept || c.kept && len(back.Steps) > 0 {
			t.Errorf("%s: the way back is\n%s", name, steps(back))
		}
		if undo := there.Undo(there.Goal, plan.Options{AllowManagement: true}); (len(undo.Steps) == 0) != c.kept {
			t.Errorf("%s: the undoing is\n%s", name, steps(undo))
		}
	}
}

func partly(h netstate.Host) netstate.Host {
	h.Complete = netstate.Complete{}
	return h
}

// TestUnseenIsNotRemoved: what the other end didn't see doesn't go, though
// vmkgen manages it or its kind is pruned.
func TestUnseenIsNotRemoved(t *testing.T) {
	t.Parallel()
	from := seen()
	more(&from)
	prune := map[plan.Kind]bool{}
	for _, k := range plan.Kinds {
		prune[k] = true
	}
	for _, opt := range []plan.Options{{}, {Prune: prune}} {
		p := plan.Diff(plan.End{Host: from, Managed: true}, plan.End{Host: partly(seen())}, opt)
		if len(p.Changes) != 0 {
			t.Errorf("what was not seen goes: %s", steps(p))
		}
		p = plan.Diff(plan.End{Host: from, Managed: true}, plan.End{Host: seen()}, opt)
		if !has(p, func(o op.RemoveVmk) bool { return o.Device == "vmk3" }) {
			t.Errorf("what is seen to be absent stays: %s", steps(p))
		}
	}
}

// TestPlanFileRemembersWhatWasUnseen: its way back leaves it too.
func TestPlanFileRemembersWhatWasUnseen(t *testing.T) {
	t.Parallel()
	to := seen()
	more(&to)
	p := plan.Sides(side(false, partly(seen())), side(true, to), nil, plan.Options{})
	text, err := plan.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	read, err := plan.Unmarshal(text)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := plan.Marshal(read); !bytes.Equal(text, again) {
		t.Errorf("read and written again it is\n%s\nwas\n%s", again, text)
	}
	if back := read.Hosts[0].Back(plan.Options{AllowManagement: true}); len(back.Steps) > 0 {
		t.Errorf("the way back is\n%s", steps(back))
	}
}
