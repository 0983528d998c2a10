package expand

import (
	"maps"
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// credentials is what is told of a user's name or password.
var credentials = diag.Diagnostic{
	Code: diag.UnknownAttribute, Summary: "credentials never stand in a configuration",
	Hint: "leave it out; they come from the environment",
}

// The kinds of blocks of the language, innermost first.
var (
	teamingKind  = &hcl.Kind{Attrs: []string{"policy", "active", "standby", "failback", "notify", "detection", "remove"}}
	securityKind = &hcl.Kind{Attrs: []string{"promiscuous", "mac_changes", "forged_transmits", "remove"}}
	ipv6Kind     = &hcl.Kind{Attrs: []string{"subnet", "offset", "address", "autoconf", "dhcp", "gateway", "remove"}}
	iscsiKind    = &hcl.Kind{Attrs: []string{"adapter", "remove"}}
	nvmeKind     = &hcl.Kind{Attrs: []string{"adapter", "remove"}}

	vmkKind = &hcl.Kind{
		Label: "the device, such as vmk0",
		Attrs: []string{
			"roles", "switch", "portgroup", "vlan", "mtu", "stack", "subnet", "offset",
			"address", "dhcp", "gateway", "mac", "remove",
		},
		Blocks: map[string]*hcl.Kind{"ipv6": ipv6Kind, "teaming": teamingKind, "iscsi": iscsiKind, "nvme": nvmeKind},
	}
	switchKind = &hcl.Kind{
		Label:  "the switch's name",
		Attrs:  []string{"type", "uplinks", "mtu", "discovery", "create_portgroups", "remove"},
		Blocks: map[string]*hcl.Kind{"teaming": teamingKind, "security": securityKind},
	}
	stackKind = &hcl.Kind{
		Label: "the stack's name",
		Attrs: []string{"gateway", "gateway6", "dns", "search", "congestion_control", "max_connections", "routes", "remove"},
	}
	kickstartKind = &hcl.Kind{
		Attrs: []string{"device", "disk", "overwrite_vmfs", "root_hash", "license", "keyboard", "reboot", "secure_boot"},
	}
	hostKind = &hcl.Kind{
		Label:  "the host's name",
		Attrs:  []string{"number", "vars", "mac", "serial"},
		Blocks: map[string]*hcl.Kind{"vmk": vmkKind, "switch": switchKind, "stack": stackKind, "kickstart": kickstartKind},
	}
	profileKind = &hcl.Kind{
		Label:  "the profile's name",
		Attrs:  []string{"profiles", "vcenter", "datacenter", "esxi", "offset", "vars"},
		Blocks: map[string]*hcl.Kind{"vmk": vmkKind, "switch": switchKind, "stack": stackKind, "kickstart": kickstartKind},
		Not: map[string]diag.Diagnostic{
			"hosts": {Code: diag.NotInProfile, Summary: "a profile has no hosts", Hint: "list them in the cluster that uses the profile"},
			"host":  {Code: diag.NotInProfile, Summary: "a profile has no host blocks", Hint: "put them into the cluster that uses the profile"},
		},
	}
	clusterKind = &hcl.Kind{
		Label: "the cluster's name in vCenter",
		Attrs: []string{"profiles", "vcenter", "datacenter", "esxi", "hosts", "offset", "vars"},
		Blocks: map[string]*hcl.Kind{
			"vmk": vmkKind, "switch": switchKind, "stack": stackKind, "kickstart": kickstartKind, "host": hostKind,
		},
	}
	vcenterKind = &hcl.Kind{
		Label: "a name for it", Attrs: []string{"server", "datacenter", "thumbprint", "ca_file"},
		Not: map[string]diag.Diagnostic{"user": credentials, "username": credentials, "password": credentials},
	}
	variableKind = &hcl.Kind{Label: "the variable's name", Attrs: []string{"type", "default", "sensitive", "description"}}
	localsKind   = &hcl.Kind{Open: true}
	lintKind     = &hcl.Kind{Attrs: []string{"disable"}}

	fileKind = &hcl.Kind{Blocks: map[string]*hcl.Kind{
		"variable": variableKind, "locals": localsKind, "vcenter": vcenterKind,
		"profile": profileKind, "cluster": clusterKind, "lint": lintKind,
	}}
)

// A Block says what a kind of block may hold, for those who compare.
type Block struct {
	Label      bool     // it has one
	Attributes []string // in order
	Blocks     []string // in order
}

// Grammar gives the blocks of the language by type; "" is the file itself.
// Blocks of one type hold the same wherever they stand.
func Grammar() map[string]Block {
	out := map[string]Block{}
	var walk func(name string, k *hcl.Kind)
	walk = func(name string, k *hcl.Kind) {
		out[name] = Block{
			Label:      k.Label != "",
			Attributes: slices.Sorted(slices.Values(k.Attrs)),
			Blocks:     slices.Sorted(maps.Keys(k.Blocks)),
		}
		for n, b := range k.Blocks {
			walk(n, b)
		}
	}
	walk("", fileKind)
	return out
}
