package view

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// HostsFormat and HostsVersion name the contract that schema/hosts.schema.json
// states.
const (
	HostsFormat  = "vmkgen.hosts"
	HostsVersion = 1
)

// clusterHead is what stands before a cluster's hosts.
type clusterHead struct {
	Name       string `json:"name" yaml:"name"`
	VCenter    string `json:"vcenter,omitempty" yaml:"vcenter,omitempty"`
	Datacenter string `json:"datacenter,omitempty" yaml:"datacenter,omitempty"`
	ESXi       string `json:"esxi" yaml:"esxi"`
}

func headOf(c *netstate.Cluster) clusterHead {
	return clusterHead{c.Name, c.VCenter, c.Datacenter, c.Release}
}

// HostsJSON writes the resolved hosts as one document, host by host.
func HostsJSON(w io.Writer, s *Hosts) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "{\n  \"format\": %q,\n  \"format_version\": %d,\n  \"source\": %s,\n  \"sha256\": %q,\n  \"clusters\": [", HostsFormat, HostsVersion, quote(s.Source), s.Hash)
	for i, c := range s.Clusters {
		head, err := json.Marshal(headOf(c.Cluster))
		if err != nil {
			return err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(b, "\n    %s,\n      \"hosts\": [", bytes.TrimSuffix(head, []byte("}")))
		first := true
		for h := range c.Hosts {
			text, err := marshal(h)
			if err != nil {
				return err
			}
			if !first {
				b.WriteByte(',')
			}
			first = false
			b.WriteString("\n        ")
			b.Write(text)
		}
		b.WriteString("\n      ]\n    }")
	}
	b.WriteString("\n  ]\n}\n")
	return b.Flush()
}

func quote(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(text)
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("        ", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// HostsYAML writes the same as YAML, host by host.
func HostsYAML(w io.Writer, s *Hosts) error {
	b := bufio.NewWriter(w)
	top, err := yaml.Marshal(map[string]any{"format": HostsFormat, "format_version": HostsVersion, "source": s.Source, "sha256": s.Hash})
	if err != nil {
		return err
	}
	b.Write(top)
	b.WriteString("clusters:\n")
	for _, c := range s.Clusters {
		head, err := yaml.Marshal(headOf(c.Cluster))
		if err != nil {
			return err
		}
		item(b, "  ", head)
		b.WriteString("    hosts:\n")
		for h := range c.Hosts {
			text, err := yamlOf(h)
			if err != nil {
				return err
			}
			item(b, "      ", text)
		}
	}
	return b.Flush()
}

// yamlOf goes by JSON, so that both forms have the same names.
func yamlOf(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var n yaml.Node
	if err := yaml.Unmarshal(text, &n); err != nil {
		return nil, err
	}
	unflow(&n)
	return yaml.Marshal(&n)
}

// unflow writes blocks where JSON has braces.
func unflow(n *yaml.Node) {
	n.Style &^= yaml.FlowStyle
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		n.Style = 0
	}
	for _, c := range n.Content {
		unflow(c)
	}
}

// item writes a YAML text as an item of a list.
func item(b *bufio.Writer, indent string, text []byte) {
	for i, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		mark := "  "
		if i == 0 {
			mark = "- "
		}
		b.WriteString(indent + mark + line + "\n")
	}
}
