package script_test

import (
	"testing"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/script"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	some := netstate.Some[string]
	for name, c := range map[string]struct {
		make    func(*netstate.Host)
		code    diag.Code
		pointer string
	}{
		"a distributed switch": {func(h *netstate.Host) {
			h.Switches = append(h.Switches, netstate.Switch{Name: "dvs", Kind: netstate.Distributed})
			h.Vmks[3].Switch = some("dvs")
		}, diag.NoDistributed, "vmk/vmk3/switch"},
		"ptp":           {func(h *netstate.Host) { h.Vmks[2].Roles = []netstate.Role{netstate.PTP} }, diag.NoSpelling, "vmk/vmk2/roles/0"},
		"vsan-external": {func(h *netstate.Host) { h.Vmks[2].Roles = []netstate.Role{netstate.VMotion, netstate.VSANExternal} }, diag.NoSpelling, "vmk/vmk2/roles/1"},
		"UTF-8":         {func(h *netstate.Host) { h.Switches[1].Name = "vSwitch-Größe" }, diag.BadName, "switch/vSwitch-Größe"},
		"a dash":        {func(h *netstate.Host) { h.PortGroups[1].Name = "-x" }, diag.BadName, "vmk/vmk1/portgroup"},
		"a blank":       {func(h *netstate.Host) { h.PortGroups[1].Name = "x " }, diag.BadName, "vmk/vmk1/portgroup"},
		"two in one":    {func(h *netstate.Host) { h.PortGroups[1].Name = "x, y" }, diag.BadName, "vmk/vmk1/portgroup"},
		"none":          {func(h *netstate.Host) { h.PortGroups[1].Name = "N/A" }, diag.BadName, "vmk/vmk1/portgroup"},
		"a domain":      {func(h *netstate.Host) { h.Stacks[0].Search = []string{"x", "bücher.example"} }, diag.BadName, "stack/default/search/1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := wanted()
			c.make(&h)
			got := script.Refuse(&render.Cluster{Cluster: &netstate.Cluster{Groups: []netstate.Group{{Pattern: h}}}})
			if len(got) != 1 || got[0].Code != c.code || got[0].Pointer != c.pointer || got[0].Hint == "" || got[0].Detail == "" {
				t.Errorf("%+v", got)
			}
		})
	}
	if got := script.Refuse(&render.Cluster{Cluster: &netstate.Cluster{Groups: []netstate.Group{{Pattern: wanted()}}}}); got != nil {
		t.Errorf("refused without need: %+v", got)
	}
}
