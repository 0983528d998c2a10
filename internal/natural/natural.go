// Package natural orders names as people do: vmk2 before vmk10.
//
// Its one rule: names that differ are never equal.
package natural

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Compare compares names with their runs of digits as numbers.
func Compare(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		dx, dy := digits(x), digits(y)
		if dx > 0 && dy > 0 {
			nx, ny := strings.TrimLeft(x[:dx], "0"), strings.TrimLeft(y[:dy], "0")
			if c := cmp.Or(cmp.Compare(len(nx), len(ny)), cmp.Compare(nx, ny)); c != 0 {
				return c
			}
			x, y = x[dx:], y[dy:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// digits counts the digits that a string begins with.
func digits(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}

// Keys gives the keys of a map in that order.
func Keys[V any](m map[string]V) []string { return slices.SortedFunc(maps.Keys(m), Compare) }

// Sort puts names in that order.
func Sort(names []string) { slices.SortFunc(names, Compare) }
