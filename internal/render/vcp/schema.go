package vcp

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/schema"
)

// readSchema reads a cluster's schema, bare or as the API answers with it.
func readSchema(text []byte) (*schema.Foreign, error) {
	var answer struct {
		Schema string `json:"schema"`
	}
	if json.Unmarshal(text, &answer) == nil && answer.Schema != "" {
		text = []byte(answer.Schema)
	}
	return schema.ReadForeign(text)
}

// network is where a document's schema speaks of a host's networking.
var network = []string{ofAll, "esx", "network"}

// learnSchema takes spellings from a cluster's schema: of services, and of a
// port on a standard switch where it leaves no doubt.
func (w *vocabulary) learnSchema(s *schema.Foreign) {
	at := func(path ...string) []string { return append(slices.Clone(network), path...) }
	for _, key := range s.Members(at("vmknics", "*", "enabled_services")) {
		w.learn(key)
	}
	var words []string
	for _, word := range s.Words(at("vmknics", "*", "port_connection_type")) {
		if upper := strings.ToUpper(word); strings.Contains(upper, "VSS") || strings.Contains(upper, "STANDARD") {
			words = append(words, word)
		}
	}
	if len(words) != 1 {
		return
	}
	members := s.Members(at("vmknics", "*"))
	for _, object := range []string{"vss_port", "standard_port", ""} {
		path := at("vmknics", "*")
		if object != "" {
			if !slices.Contains(members, object) {
				continue
			}
			path = append(path, object)
		}
		names := s.Members(path)
		for _, group := range []string{"portgroup_name", "port_group_name", "portgroup", "port_group"} {
			if !slices.Contains(names, group) {
				continue
			}
			w.connection, w.portObject, w.portGroup = words[0], object, group
			if object != "" && slices.Contains(names, "switch_name") {
				w.portSwitch = "switch_name"
			}
			return
		}
	}
}

// against gives what a schema has against a document: what it forbids, and
// members of standard switches and of adapters on them that it doesn't know.
func against(s *schema.Foreign, d *document) []string {
	faults := s.Check(d.bytes())
	esxAt := d.root.at(ofAll, "esx")
	if list := esxAt.at("network_vss", "switches"); list != nil {
		for _, item := range list.items {
			faults = append(faults, unknown(s, item, []string{ofAll, "esx", "network_vss", "switches", "*"})...)
		}
	}
	if list := esxAt.at("network", "vmknics"); list != nil {
		for _, item := range list.items {
			if item.get("port_connection_type").text() != distributed {
				faults = append(faults, unknown(s, item, append(slices.Clone(network), "vmknics", "*"))...)
			}
		}
	}
	slices.Sort(faults)
	return slices.Compact(faults)
}

func unknown(s *schema.Foreign, n *node, path []string) []string {
	var out []string
	switch n.kind {
	case '[':
		for _, item := range n.items {
			out = append(out, unknown(s, item, append(slices.Clone(path), "*"))...)
		}
	case '{':
		known := s.Members(path)
		for i, key := range n.keys {
			below := append(slices.Clone(path), key)
			if !slices.Contains(known, key) {
				out = append(out, strings.Join(below, "/")+": it knows no such member")
				continue
			}
			out = append(out, unknown(s, n.items[i], below)...)
		}
	}
	return out
}
