// Package check says whether a desired state makes sense.
//
// Its one rule: a rule speaks and never mends, and knows no other rule.
package check

import (
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Config is what the rules judge.
type Config struct {
	Clusters []Cluster
	VCenters []string // labels of the vcenter blocks
}

// A Cluster is a cluster and what its hosts don't show of what was written.
type Cluster struct {
	netstate.Cluster
	Stacks [][]string // for each group, the stacks that have a block
	Doubts []Doubt    // what is known to be wrong with it
}

// A Doubt is a place where a fault has been told of already. Rules say nothing
// that rests on it.
type Doubt struct {
	Host    string // empty: the cluster's tree, that is all hosts
	Pointer string // into the tree: vmk/vmk1/subnet; empty: anywhere
}

// A Finding is what a rule has to say of a cluster, or of hosts of it.
type Finding struct {
	Code    diag.Code
	Cluster string
	Host    string // the first host concerned; empty: the cluster itself
	Group   int    // index into the cluster's groups
	Pointer string // into the cluster's or host's tree: vmk/vmk1/mtu
	Also    []Spot // further places concerned
	Detail  string
	Hint    string
	Hosts   int // how many hosts are concerned
}

// A Spot is a further place that a finding is about.
type Spot struct {
	What    string // what stands there, in words; empty: the place is not worth showing
	Cluster string // empty: the finding's own cluster and host
	Host    string
	Pointer string
}

// Check judges all clusters of a configuration. The findings come by rule,
// then in the order of clusters and groups.
func Check(c Config) []Finding {
	j := newJudging(c)
	for i := range rules {
		j.row = &rules[i]
		j.judge()
	}
	return j.findings
}

// Codes gives the codes of all rules, in the table's order.
func Codes() []diag.Code {
	out := make([]diag.Code, len(rules))
	for i := range rules {
		out[i] = rules[i].code
	}
	return out
}
