package resolve_test

import (
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/resolve"
	"github.com/vmkgen/vmkgen/internal/spec"
)

// TestSwitchIsRaised looks at vSwitch0, on which vmk0 counts though it names no switch.
func TestSwitchIsRaised(t *testing.T) {
	t.Parallel()
	some := netstate.Some[int]
	for name, c := range map[string]struct {
		own       netstate.Opt[int] // the switch's
		vmk0      netstate.Opt[int]
		elsewhere netstate.Opt[string]
		want      int
	}{
		"vmk0 alone":         {vmk0: some(9000), want: 9000},
		"vmk0 says nothing":  {want: 1500}, // vmk1's
		"vmk0 elsewhere":     {vmk0: some(9000), elsewhere: netstate.Some("vSwitch1"), want: 1500},
		"the switch says it": {own: some(9000), vmk0: some(9000)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := &spec.Cluster{
				Switches: map[string]spec.Switch{"vSwitch0": {MTU: c.own}},
				Vmks:     map[string]spec.Vmk{"vmk0": {MTU: c.vmk0, Switch: c.elsewhere}, "vmk1": {}},
			}
			got, _, _ := resolve.Resolve(resolve.Input{Name: "lab", Asked: asked, Hosts: []resolve.Host{{Member: netstate.Member{Name: "esx01"}}}})
			if is := got.Groups[0].Pattern.Switch("vSwitch0").MinMTU; is != c.want {
				t.Errorf("vSwitch0 is raised to %d, want %d", is, c.want)
			}
		})
	}
}
