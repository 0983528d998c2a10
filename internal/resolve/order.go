package resolve

import (
	"cmp"
	"maps"
	"slices"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// naturally gives the keys of a map so that vmk2 comes before vmk10.
func naturally[V any](m map[string]V) []string {
	return slices.SortedFunc(maps.Keys(m), Natural)
}

// Natural compares names with their runs of digits as numbers.
func Natural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		if digit(x[0]) && digit(y[0]) {
			nx, ny := digits(x), digits(y)
			if c := cmp.Or(cmp.Compare(len(trim(x[:nx])), len(trim(y[:ny]))), cmp.Compare(trim(x[:nx]), trim(y[:ny]))); c != 0 {
				return c
			}
			x, y = x[nx:], y[ny:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func digits(s string) int {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n
}

func trim(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}

// stackOrder puts the stacks that every host knows first.
func stackOrder(a, b string) int {
	rank := func(s string) int {
		return slices.Index([]string{netstate.ProvisioningStack, netstate.VMotionStack, netstate.DefaultStack}, s)
	}
	return cmp.Or(cmp.Compare(rank(b), rank(a)), Natural(a, b))
}
