package netstate_test

import (
	"encoding/json"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

func TestLookupsAreExact(t *testing.T) {
	h := netstate.Host{
		Vmks:       []netstate.Vmk{{Device: "vmk10"}},
		Switches:   []netstate.Switch{{Name: "vSwitch10"}},
		Stacks:     []netstate.Stack{{Name: "backup2"}},
		PortGroups: []netstate.PortGroup{{Name: "pg10"}},
	}
	if h.Vmk("vmk1") != nil || h.Switch("vSwitch1") != nil || h.Stack("backup") != nil || h.PortGroup("pg1") != nil {
		t.Error("a lookup matched the beginning of a name")
	}
	if h.Vmk("vmk10") == nil || h.Switch("vSwitch10") == nil || h.Stack("backup2") == nil || h.PortGroup("pg10") == nil {
		t.Error("a lookup missed an exact name")
	}
}

func TestJSONTellsUnsetFromEmpty(t *testing.T) {
	for _, h := range []netstate.Host{
		{Name: "a"},
		{Name: "a", Vmks: []netstate.Vmk{{Device: "vmk0"}}},
		{Name: "a", Vmks: []netstate.Vmk{{Device: "vmk0", Roles: []netstate.Role{}, ISCSI: []string{}, MTU: netstate.Some(0)}}},
		{Name: "a", Stacks: []netstate.Stack{{Name: "default", DNS: []netip.Addr{}, Routes: []netstate.Route{}}}},
		{Name: "a", Vmks: []netstate.Vmk{{Device: "vmk1", IPv4: &netstate.IPv4{
			Mode: netstate.Some(netstate.Static), Address: netip.MustParsePrefix("10.0.0.1/24"),
			Gateway: netstate.Some(netip.MustParseAddr("10.0.0.254")),
		}}}},
	} {
		text, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		var back netstate.Host
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		same := cmp.Options{
			cmp.Comparer(func(a, b netip.Prefix) bool { return a == b }),
			cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
			cmpopts.EquateComparable(netstate.Opt[int]{}, netstate.Opt[string]{}, netstate.Opt[netstate.AddressMode]{}, netstate.Opt[netip.Addr]{},
				netstate.Opt[netstate.Congestion]{}, netstate.Opt[bool]{}),
		}
		if diff := cmp.Diff(h, back, same); diff != "" {
			t.Errorf("%s reads back otherwise:\n%s", text, diff)
		}
	}
}
