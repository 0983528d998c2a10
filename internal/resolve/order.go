package resolve

import (
	"cmp"
	"slices"

	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// stackOrder puts the stacks that every host knows first.
func stackOrder(a, b string) int {
	rank := func(s string) int {
		return slices.Index([]string{netstate.ProvisioningStack, netstate.VMotionStack, netstate.DefaultStack}, s)
	}
	return cmp.Or(cmp.Compare(rank(b), rank(a)), natural.Compare(a, b))
}
