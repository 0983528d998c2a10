package load

import (
	"maps"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// All problems are told in one run, so a cluster in which something is wrong
// is judged on: without the blocks that something is wrong with, and rules are
// told of these, so that none complains of what isn't there for that.

// maxDoubtful is how many hosts of which something isn't known are judged on
// for what is known of them.
const maxDoubtful = 16

// needsOffset are the codes of what may be said only where it is known how
// addresses are counted.
var needsOffset = map[diag.Code]bool{
	diag.AddressOutside: true, diag.AddressReserved: true, diag.NoHostNumber: true,
}

// blockOf gives the pointer of the block that a pointer leads into, or the
// cluster's own attribute.
func blockOf(pointer string) string {
	steps := strings.SplitN(pointer, "/", 4)
	switch steps[0] {
	case "vmk", "switch", "stack":
		return strings.Join(steps[:min(2, len(steps))], "/")
	}
	return steps[0]
}

// damage adds the blocks that broken pointers lead into.
func damage(into map[string]bool, broken map[string]bool) {
	for p := range broken {
		into[blockOf(p)] = true
	}
}

// sound gives plain data without its damaged blocks, and without the vmks on
// a damaged switch.
func sound(root map[string]any, damaged map[string]bool) map[string]any {
	if len(damaged) == 0 {
		return root
	}
	out := maps.Clone(root)
	for kind, v := range root {
		blocks, ok := v.(map[string]any)
		switch {
		case damaged[kind]:
			delete(out, kind)
		case ok && (kind == "vmk" || kind == "switch" || kind == "stack"):
			kept := maps.Clone(blocks)
			maps.DeleteFunc(kept, func(label string, body any) bool {
				return damaged[join(kind, label)] || kind == "vmk" && onDamaged(body, damaged)
			})
			out[kind] = kept
		}
	}
	return out
}

// onDamaged says whether a vmk may be on a switch that something is wrong with.
func onDamaged(vmk any, damaged map[string]bool) bool {
	body, _ := vmk.(map[string]any)
	if name, ok := body["switch"].(string); ok {
		return damaged[join("switch", name)]
	}
	for at := range damaged { // which one it is on by default isn't known here
		if strings.HasPrefix(at, "switch/") {
			return true
		}
	}
	return false
}
