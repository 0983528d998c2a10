package main

import (
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// chooseSide gives the wanted clusters of any source.
func (s *selection) chooseSide(all []netstate.Cluster) ([]netstate.Cluster, error) {
	chosen, err := s.choose(wrap(all))
	if err != nil {
		return nil, err
	}
	out := make([]netstate.Cluster, len(chosen))
	for i := range chosen {
		out[i] = chosen[i].Cluster
	}
	return out, nil
}

// wrap gives clusters of any source as those of a configuration.
func wrap(clusters []netstate.Cluster) []load.Cluster {
	out := make([]load.Cluster, len(clusters))
	for i := range clusters {
		out[i].Cluster = clusters[i]
	}
	return out
}
