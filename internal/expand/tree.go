// Package expand lays profiles, cluster and host blocks over each other and
// evaluates their expressions: one plain tree for each cluster, and a small
// overlay for each host that says something of its own.
//
// Its one rule: after it no expression is left, and before it no default is
// filled in. It knows the blocks and the order of layers, and never sees an
// HCL type.
package expand

import "github.com/vmkgen/vmkgen/internal/diag"

// A Tree is plain data: nil, bool, string, int64, float64, []any and
// map[string]any. Blocks with a label are maps by label, as *.vmk.json may
// write them: {"vmk": {"vmk0": {"vlan": 100}}}. Nested blocks are maps.
//
// Pointers into it are keys joined by "/", with ~ and / in a key written as ~0
// and ~1: "vmk/vmk0/vlan", "stack/backup/routes/0/to". The root is "".
type Tree struct {
	Root      map[string]any
	Origins   map[string]Origin // by pointer; every value and block has one
	Sensitive map[string]bool   // pointers of values that are printed nowhere

	// Broken holds the pointers of blocks, and of the cluster's own
	// attributes, of which something isn't known because of a fault that was
	// told: what they lack may well have been written. "" means that blocks
	// may be missing.
	Broken map[string]bool
}

// An Origin is where a value was written.
type Origin struct {
	Range diag.Range   // the value or, for a block, its label
	Block diag.Range   // the header of the block round it
	Via   []diag.Range // the cluster block that used the profile it stands in; empty outside profiles
}

// A Document is a whole configuration, expanded.
type Document struct {
	VCenters map[string]*Tree // by label; the tree's root is the block's attributes
	Clusters []*Cluster       // by name, in natural order
	Disabled []string         // warning codes that lint blocks silence
	Files    []File           // all texts that took part, in an order that never changes
}

// A Cluster is one cluster's plain data and what differs on each host.
type Cluster struct {
	Name  string
	Range diag.Range // its label
	Tree  *Tree      // profiles, vcenter, datacenter, esxi, offset, vars, vmk, switch, stack, kickstart
	Hosts []Host     // in the user's order

	// Incomplete says that a whole layer is missing, and that this was told:
	// what the trees lack may well have been written, anywhere.
	Incomplete bool
}

// A Host is one host of a cluster.
type Host struct {
	Name      string
	Number    int64
	HasNumber bool
	Index     int // position in the cluster's list, from 0
	MAC       string
	Serial    string
	Range     diag.Range // where its name was written
	Overlay   *Tree      // vmk, switch, stack, kickstart of its own, for Lay; nil: none

	// Doubtful says that something of the host itself isn't known because of a
	// fault that was told, such as its number.
	Doubtful bool
}
