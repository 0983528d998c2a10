package powercli

import (
	"bytes"

	"github.com/vmkgen/vmkgen/templates"
)

// distributed are the operations on distributed switches.
var distributed = []string{"EnsureDvPortGroup", "CompareDvSwitch"}

// pieces are the library's files in the order in which they stand in a script.
// A piece without operations stands in every script.
var pieces = []struct {
	file string
	ops  []string // the operations that need it
}{
	{"core", nil},
	{"read", nil},
	{"binding", nil},
	{"teaming", []string{"SetSwitchTeaming", "SetPortGroupTeaming", "EnsureDvPortGroup", "CompareDvSwitch"}},
	{"switch", []string{"EnsureSwitch"}},
	{"switch_mtu", []string{"SetSwitchMTU"}},
	{"uplinks", []string{"SetUplinks"}},
	{"switch_teaming", []string{"SetSwitchTeaming"}},
	{"security", []string{"SetSecurity"}},
	{"discovery", []string{"SetDiscovery"}},
	{"portgroup", nil},
	{"place", []string{"SetVLAN", "SetPortGroupTeaming"}},
	{"vlan", []string{"SetVLAN"}},
	{"portgroup_teaming", []string{"SetPortGroupTeaming"}},
	{"distributed", distributed},
	{"dv_target", distributed},
	{"target", nil},
	{"stack", nil},
	{"stack_options", []string{"SetStackOptions"}},
	{"vmk", nil},
	{"vmk_mtu", []string{"SetVmkMTU"}},
	{"ipv4", nil},
	{"ipv6", nil},
	{"vsan", nil},
	{"roles", []string{"EnableRoles", "DisableRoles"}},
	{"dns", []string{"SetDNS", "SetSearch"}},
	{"routes", []string{"SetGateway", "SetRoutes"}},
	{"iscsi", []string{"BindISCSI"}},
	{"nvme", []string{"EnableNVMe"}},
	{"main", nil},
}

// library gives the pieces that the rows of wanted operations need.
func library(rows []byte) []byte {
	var out []byte
	for _, p := range pieces {
		if p.file == "target" && needed(distributed, rows) {
			continue // dv_target does the same and more
		}
		if needed(p.ops, rows) {
			out = append(out, piece(p.file)...)
		}
	}
	return out
}

func needed(ops []string, rows []byte) bool {
	for _, o := range ops {
		if bytes.Contains(rows, newRow(o)) {
			return true
		}
	}
	return ops == nil
}

// piece gives a file of the library; a missing one is a fault of the build.
func piece(name string) []byte {
	b, err := templates.PowerCLI.ReadFile("powercli/" + name + ".ps1")
	if err != nil {
		panic(err)
	}
	return b
}
