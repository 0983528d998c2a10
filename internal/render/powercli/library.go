package powercli

import (
	"bytes"

	"github.com/vmkgen/vmkgen/templates"
)

// distributed are the operations on distributed switches.
var distributed = []string{"EnsureDvPortGroup", "CompareDvSwitch", "GuardDvPlace"}

// pieces are the library's files in the order in which they stand in a script.
// A piece without operations stands in every script.
var pieces = []struct {
	file string
	ops  []string // the operations that need it
}{
	{"core", nil},
	{"read", nil},
	{"binding", nil},
	{"teaming", []string{"SetSwitchTeaming", "SetPortGroupTeaming", "EnsureDvPortGroup", "CompareDvSwitch", "GuardDvPlace"}},
	{"switch", []string{"EnsureSwitch"}},
	{"switch_mtu", []string{"SetSwitchMTU"}},
	{"uplinks", []string{"SetUplinks"}},
	{"switch_teaming", []string{"SetSwitchTeaming"}},
	{"security", []string{"SetSecurity"}},
	{"discovery", []string{"SetDiscovery"}},
	{"portgroup", nil},
	{"place", []string{"SetVLAN", "SetPortGroupTeaming", "InheritTeaming"}},
	{"vlan", []string{"SetVLAN"}},
	{"inherit", []string{"InheritTeaming"}},
	{"portgroup_teaming", []string{"SetPortGroupTeaming"}},
	{"distributed", distributed},
	{"dv_target", distributed},
	{"target", nil},
	{"stack", nil},
	{"stack_options", []string{"SetStackOptions"}},
	{"mac", nil},
	{"vmk", nil},
	{"vmk_mtu", []string{"SetVmkMTU"}},
	{"ipv4", nil},
	{"ipv6", nil},
	{"vsan", nil},
	{"roles", []string{"EnableRoles", "DisableRoles"}},
	{"dns", []string{"SetDNS", "SetSearch"}},
	{"routes", []string{"SetGateway", "SetRoutes", "RemoveGateway", "Guard", "GuardDvPlace"}},
	{"no_gateway", []string{"RemoveGateway"}},
	{"ipv6_off", []string{"DisableIPv6"}},
	{"iscsi", []string{"BindISCSI"}},
	{"iscsi_off", []string{"DisableSoftwareISCSI"}},
	{"nvme_read", []string{"EnableNVMe", "DisableNVMe", "Guard", "GuardDvPlace"}},
	{"nvme", []string{"EnableNVMe"}},
	{"nvme_off", []string{"DisableNVMe"}},
	{"remove_vmk", []string{"RemoveVmk"}},
	{"remove_portgroup", []string{"RemovePortGroup"}},
	{"remove_switch", []string{"RemoveSwitch"}},
	{"remove_stack", []string{"RemoveStack"}},
	{"guard_values", []string{"Guard", "GuardDvPlace"}},
	{"guard", []string{"Guard", "GuardDvPlace"}},
	{"guard_dv", []string{"GuardDvPlace"}},
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
