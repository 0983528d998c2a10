package esx

import "github.com/vmkgen/vmkgen/internal/netstate"

// A StackRow is how tools call a stack that every release knows.
type StackRow struct {
	Name    string          // the language's
	Key     string          // esxcli's and the API's
	Implied netstate.Role   // the role that a vmk on it has by being there; empty: none
	Carries []netstate.Role // the only roles that it can carry; nil: all
}

// Stacks are the stacks that have a name of their own in the language. A
// custom stack's key is its name, and it carries no tagged role.
var Stacks = []StackRow{
	{Name: netstate.DefaultStack, Key: "defaultTcpipStack"},
	{Name: netstate.VMotionStack, Key: "vmotion", Implied: netstate.VMotion, Carries: []netstate.Role{netstate.VMotion}},
	{Name: netstate.ProvisioningStack, Key: "vSphereProvisioning", Implied: netstate.Provisioning, Carries: []netstate.Role{netstate.Provisioning}},
}

// StackAliases maps spellings of tools, in lower case, to the language's names.
var StackAliases = map[string]string{
	"defaulttcpipstack":   netstate.DefaultStack,
	"vsphereprovisioning": netstate.ProvisioningStack,
}

// SystemStacks are the stacks that belong to ESXi or NSX: never declared, never touched.
var SystemStacks = []string{"mirror", "ops", "vxlan", "hyperbus"}

// StackKey gives the key that esxcli and the API use for a stack of the language.
func StackKey(name string) string {
	for _, s := range Stacks {
		if s.Name == name {
			return s.Key
		}
	}
	return name
}

// StackName gives the language's name of a stack key.
func StackName(key string) string {
	for _, s := range Stacks {
		if s.Key == key {
			return s.Name
		}
	}
	return key
}
