package esx_test

import (
	"slices"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

func TestEveryRoleHasOneRow(t *testing.T) {
	for _, r := range netstate.Roles {
		if _, ok := esx.RoleOf(r); !ok {
			t.Errorf("role %s has no spellings", r)
		}
	}
	if len(esx.Roles) != len(netstate.Roles) {
		t.Errorf("%d rows for %d roles", len(esx.Roles), len(netstate.Roles))
	}
}

func TestSpellingsReadBack(t *testing.T) {
	for _, row := range esx.Roles {
		if row.Tag != "" {
			if back, ok := esx.ByTag(row.Tag); !ok || back.Role != row.Role {
				t.Errorf("tag %s reads back as %s", row.Tag, back.Role)
			}
		}
		if row.NicType != "" {
			if back, ok := esx.ByNicType(row.NicType); !ok || back.Role != row.Role {
				t.Errorf("type %s reads back as %s", row.NicType, back.Role)
			}
		}
		if row.Traceless == (row.NicType != "") {
			t.Errorf("role %s both has a mark on ESXi and has none", row.Role)
		}
	}
	if _, ok := esx.ByTag("vmotion"); ok {
		t.Error("tags are told apart by case")
	}
}

func TestTaggedLeavesOutWhatLeavesNoMark(t *testing.T) {
	roles := []netstate.Role{netstate.NFS, netstate.VSAN, netstate.Management}
	if got := esx.Tagged(roles, "default"); !slices.Equal(got, []netstate.Role{netstate.Management, netstate.VSAN}) {
		t.Errorf("on the default stack: %v", got)
	}
	if got := esx.Tagged([]netstate.Role{netstate.VMotion}, "vmotion"); got != nil {
		t.Errorf("vMotion is implied on its own stack, not tagged: %v", got)
	}
}

func TestStackNamesGoBothWays(t *testing.T) {
	for _, name := range []string{"default", "vmotion", "provisioning", "backup"} {
		if got := esx.StackName(esx.StackKey(name)); got != name {
			t.Errorf("%s goes by %s to %s", name, esx.StackKey(name), got)
		}
	}
	if esx.StackKey("provisioning") != "vSphereProvisioning" || esx.StackKey("default") != "defaultTcpipStack" {
		t.Error("a key is misspelt")
	}
}

func TestParseRelease(t *testing.T) {
	for text, want := range map[string]string{"6.7": "6.7", "7.0.3": "7.0.3", "8.0.0": "8.0", "9.1": "9.1"} {
		r, err := esx.ParseRelease(text)
		if err != nil || r.String() != want {
			t.Errorf("ParseRelease(%q) = %v, %v", text, r, err)
		}
	}
	for _, text := range []string{"", "8", "8.", "8.0.3.1", "8.0u3", "v8.0", "08.0", "8.-1", "8.0.3 "} {
		if r, err := esx.ParseRelease(text); err == nil {
			t.Errorf("ParseRelease(%q) = %v, want an error", text, r)
		}
	}
	seven, eight := esx.Release{Major: 7, Update: 3}, esx.Release{Major: 8}
	if seven.Compare(eight) >= 0 || eight.Compare(seven) <= 0 || seven.Compare(seven) != 0 {
		t.Error("releases compare wrongly")
	}
}
