// Package check says whether a desired state makes sense.
//
// Its one rule: a rule speaks and never mends, and knows no other rule.
package check

import (
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Finding is what a rule has to say of a cluster, or of hosts of it.
type Finding struct {
	Code    diag.Code
	Cluster string
	Host    string   // the first host concerned; empty: the cluster's own tree
	Group   int      // index into the cluster's groups
	Pointer string   // into the cluster's or host's tree: vmk/vmk1/mtu
	Also    []string // further pointers concerned
	Detail  string
	Hint    string
	Hosts   int // how many hosts are concerned
}

// Check judges all clusters of a configuration.
func Check([]netstate.Cluster) []Finding { return nil }
