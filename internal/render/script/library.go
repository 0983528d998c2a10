package script

import (
	"bytes"
	"slices"

	"github.com/vmkgen/vmkgen/templates"
)

// always are the pieces of the library that every script needs: taking a vmk
// away and giving it back what it had touches nearly everything.
var always = []string{
	"core", "read", "policy", "portgroup", "vmk", "routes_read", "ipv4", "reach", "ipv6_read", "ipv6", "roles", "restore",
}

// pieces are the others, in the order in which they stand, with what they need.
var pieces = []struct {
	name  string
	needs []string
}{
	{name: "switch"},
	{name: "switch_mtu", needs: []string{"switch"}},
	{name: "uplinks", needs: []string{"switch"}},
	{name: "teaming"},
	{name: "switch_teaming", needs: []string{"teaming"}},
	{name: "security"},
	{name: "discovery", needs: []string{"switch"}},
	{name: "portgroup_teaming", needs: []string{"teaming"}},
	{name: "stack"},
	{name: "stack_options"},
	{name: "routes"},
	{name: "names"},
	{name: "iscsi"},
	{name: "single_role"},
	{name: "nvme"},
	{name: "ipv6_off"},
	{name: "remove", needs: []string{"switch", "stack"}},
	{name: "guard", needs: []string{"switch", "stack", "teaming"}},
}

// library joins the pieces that the used functions come from.
func library(used map[string]bool) []byte {
	for _, p := range slices.Backward(pieces) {
		if used[p.name] {
			for _, n := range p.needs {
				used[n] = true
			}
		}
	}
	var b bytes.Buffer
	for _, name := range always {
		b.Write(piece(name))
	}
	for _, p := range pieces {
		if used[p.name] {
			b.Write(piece(p.name))
		}
	}
	b.Write(piece("main"))
	return b.Bytes()
}

func piece(name string) []byte {
	text, err := templates.FS.ReadFile("esxcli/" + name + ".sh")
	if err != nil {
		panic("script: the library lacks " + name)
	}
	return text
}
