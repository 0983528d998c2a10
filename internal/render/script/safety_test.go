package script_test

import (
	"slices"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// TestRolesMoveWithoutAGap moves roles from one vmk to another: at no time has
// none of them the role.
func TestRolesMoveWithoutAGap(t *testing.T) {
	t.Parallel()
	want := wanted()
	want.Vmks[2].Roles, want.Vmks[4].Roles = []netstate.Role{netstate.VSAN, netstate.FT, netstate.NVMeTCP}, []netstate.Role{}
	text, h := rendered(t, want), settled(t)
	ends(t, h, text, esxtest.Run{Watch: func() {
		for _, tag := range []string{"faultToleranceLogging", "NVMeTCP"} {
			if !slices.ContainsFunc(h.Vmks, func(v *standin.Vmk) bool { return slices.Contains(v.Tags, tag) }) {
				t.Errorf("for a time, no vmk has %s", tag)
			}
		}
		if !slices.ContainsFunc(h.Vmks, func(v *standin.Vmk) bool { return slices.Contains(v.VSAN, "vsan") }) {
			t.Error("for a time, no vmk carries vSAN")
		}
	}}, 0)
	converged(t, h, want, text)
}

// TestManagementMoves gives the management role to another vmk: the new one has
// it before the old one loses it.
func TestManagementMoves(t *testing.T) {
	t.Parallel()
	want := wanted()
	want.Vmks[0].Roles = []netstate.Role{}
	want.Vmks[4].Roles = []netstate.Role{netstate.Management, netstate.VSAN}
	text, h := rendered(t, want), settled(t)
	refuses(t, h, text, esxtest.Run{}, "vmk0 carries management, and its declared roles don't have it")
	ends(t, h, text, esxtest.Run{Args: allowed.Args, Watch: func() {
		if h.Management() == "" {
			t.Error("for a time, nothing carries management")
		}
	}}, 0)
	converged(t, h, want, text)
}

// TestTheOnlyManagementMoves puts the only vmk with management elsewhere, which
// needs another one for the meantime.
func TestTheOnlyManagementMoves(t *testing.T) {
	t.Parallel()
	want := bridged()
	text, h := rendered(t, want), settled(t)
	mended(t, h, want, text)
	if h.Group("vmkgen-bridge") != nil || len(h.Vmks) != len(want.Vmks) {
		t.Error("what stood in for the meantime is still there")
	}
}

// TestTheLastManagementStays lets a configuration take management from the only
// vmk that has it, in ways that no rule can see before the host is known.
func TestTheLastManagementStays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ stack, says string }{
		"into another stack": {"backup", "no vmk is to carry management"},
		"by its roles":       {"default", "no other vmk is to carry it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := wanted()
			want.Vmks[0].Roles, want.Vmks[4].Roles, want.Vmks[4].NVMe = nil, []netstate.Role{}, nil
			want.Vmks[4].Stack = netstate.Some(c.stack)
			h := settled(t)
			h.Vmk("vmk0").Tags, h.Vmk("vmk10").Tags = nil, []string{"Management"}
			refuses(t, h, rendered(t, want), allowed, c.says)
		})
	}
}

// TestNamesAreNeverRun uses names that a shell would take for more than names.
func TestNamesAreNeverRun(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"$(kill $$)", "`kill $$`", "a;kill $$", "a'b", `a"b`, `a\b`, "a\\", "$x", "a|b", "a&b", "*", "a  b", "~", "!x", "#x", "(x)", "{x}", "[x]", "<x>", "a=b", "%s", "x,y",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			some := netstate.Some[string]
			want := netstate.Host{
				Switches:   []netstate.Switch{{Name: "s" + name, Kind: netstate.Standard, MinMTU: 9000, Uplinks: []string{"vmnic2"}, Teaming: &netstate.Teaming{Active: []string{"vmnic2"}}}},
				PortGroups: []netstate.PortGroup{{Name: "p" + name, Of: "vmk1", Switch: "s" + name, VLAN: netstate.Some(5), Teaming: &netstate.Teaming{Failback: netstate.Some(false)}}},
				Vmks: []netstate.Vmk{{
					Device: "vmk1", PortGroup: some("p" + name), Switch: some("s" + name), Stack: some("default"), MTU: netstate.Some(9000), IPv4: static("10.1.0.1/24"),
				}},
			}
			h, text := fresh(), rendered(t, want)
			ends(t, h, text, esxtest.Run{}, 0)
			converged(t, h, want, text)
		})
	}
}
