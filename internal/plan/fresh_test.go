package plan_test

import (
	"net/netip"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// TestFresh: what is said of a newly installed host is what the pretend one has,
// and it has all things that the pretend one has.
func TestFresh(t *testing.T) {
	t.Parallel()
	installed := standin.Fresh("esx01", "8.0.3", "192.0.2.11/24", "192.0.2.1", "vmnic4", "vmnic5")
	dhcp := installed.Clone()
	dhcp.Vmks[0].Mode, dhcp.Vmks[0].IP = "DHCP", netip.Prefix{}
	uplinks := []netstate.Switch{{Name: "vSwitch0", Kind: netstate.Standard, Uplinks: []string{"vmnic4", "vmnic5"}}}
	for name, c := range map[string]struct {
		to   netstate.Host
		want *standin.Host
	}{
		"with an address": {netstate.Host{
			Switches: uplinks, Vmks: []netstate.Vmk{{Device: "vmk0", IPv4: static("192.0.2.11/24")}},
			Stacks: []netstate.Stack{{Name: "default", Gateway: gateway("192.0.2.1")}},
		}, installed},
		"with DHCP":                      {netstate.Host{Switches: uplinks}, dhcp},
		"with an address of another vmk": {netstate.Host{Switches: uplinks, Vmks: []netstate.Vmk{{Device: "vmk1", IPv4: static("10.1.0.11/24")}}}, dhcp},
	} {
		fresh, is := plan.Fresh(&c.to), c.want.State()
		for _, ch := range plan.Changes(&is, &fresh) {
			t.Errorf("%s: it is said to be otherwise: %s %s %v", name, ch.Verb, ch.Thing, ch.Attributes)
		}
		if is.Complete != fresh.Complete {
			t.Errorf("%s: %+v is said to be seen", name, fresh.Complete)
		}
	}
}
