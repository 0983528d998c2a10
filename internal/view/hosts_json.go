package view

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// HostsFormat and HostsVersion name the contract that schema/hosts.schema.json
// states. The version grows when something that was there changes its meaning
// or goes; new members don't count.
const (
	HostsFormat  = "vmkgen.hosts"
	HostsVersion = 1
)

type jsonHead struct {
	Format  string `json:"format"`
	Version int    `json:"format_version"`
	Source  string `json:"source"`
	Hash    string `json:"sha256"`
}

type jsonVCenter struct {
	Name   string `json:"name"`
	Server string `json:"server,omitempty"`
}

type jsonCluster struct {
	Name       string       `json:"name"`
	VCenter    *jsonVCenter `json:"vcenter,omitempty"`
	Datacenter string       `json:"datacenter,omitempty"`
	ESXi       string       `json:"esxi"`
}

type jsonHost struct {
	Name       string               `json:"name"`
	Number     *int64               `json:"number,omitempty"`
	MAC        string               `json:"mac,omitempty"`
	Serial     string               `json:"serial,omitempty"`
	Switches   []netstate.Switch    `json:"switches"`
	PortGroups []netstate.PortGroup `json:"portgroups"`
	Stacks     []netstate.Stack     `json:"stacks"`
	Vmks       []netstate.Vmk       `json:"vmks"`
}

func clusterOf(c *netstate.Cluster) jsonCluster {
	j := jsonCluster{Name: c.Name, Datacenter: c.Datacenter, ESXi: c.Release}
	if c.VCenter != "" {
		j.VCenter = &jsonVCenter{c.VCenter, c.Server}
	}
	return j
}

func hostOf(m *netstate.Member, h *netstate.Host) jsonHost {
	j := jsonHost{
		Name: h.Name, MAC: m.MAC, Serial: m.Serial,
		Switches: h.Switches, PortGroups: h.PortGroups, Stacks: h.Stacks, Vmks: h.Vmks,
	}
	if m.HasNumber {
		j.Number = &m.Number
	}
	if j.Switches == nil {
		j.Switches = []netstate.Switch{}
	}
	if j.PortGroups == nil {
		j.PortGroups = []netstate.PortGroup{}
	}
	if j.Stacks == nil {
		j.Stacks = []netstate.Stack{}
	}
	if j.Vmks == nil {
		j.Vmks = []netstate.Vmk{}
	}
	return j
}

// HostsJSON writes the resolved hosts as one document, host by host.
func HostsJSON(w io.Writer, s *Hosts) error {
	d := &jsonWriter{w: bufio.NewWriterSize(w, 1<<16)}
	d.open("", jsonHead{HostsFormat, HostsVersion, s.Source, s.Hash}, "clusters")
	for i, c := range s.Clusters {
		d.comma(i > 0)
		d.open("    ", clusterOf(c.Cluster), "hosts")
		more := false
		for m, h := range c.Hosts {
			d.comma(more)
			more = true
			d.value("        ", hostOf(&m, &h))
		}
		d.close("    ", more)
	}
	d.close("", len(s.Clusters) > 0)
	d.w.WriteByte('\n')
	if d.err != nil {
		return d.err
	}
	return d.w.Flush()
}

// A jsonWriter writes a document whose lists are too long to be held.
type jsonWriter struct {
	w   *bufio.Writer
	buf bytes.Buffer
	err error
}

// open writes the members of an object, and begins a list as its last member.
func (d *jsonWriter) open(indent string, members any, list string) {
	text := d.marshal(indent, members)
	text = bytes.TrimRight(bytes.TrimSuffix(text, []byte("}")), " \n")
	d.w.WriteString(indent)
	d.w.Write(text)
	d.w.WriteString(",\n" + indent + `  "` + list + `": [`)
}

// close ends the list and its object.
func (d *jsonWriter) close(indent string, filled bool) {
	if filled {
		d.w.WriteString("\n  " + indent)
	}
	d.w.WriteString("]\n" + indent + "}")
}

func (d *jsonWriter) comma(needed bool) {
	if needed {
		d.w.WriteByte(',')
	}
	d.w.WriteByte('\n')
}

func (d *jsonWriter) value(indent string, v any) {
	d.w.WriteString(indent)
	d.w.Write(d.marshal(indent, v))
}

// marshal gives a value's text, valid until the next call.
func (d *jsonWriter) marshal(indent string, v any) []byte {
	d.buf.Reset()
	e := json.NewEncoder(&d.buf)
	e.SetEscapeHTML(false)
	e.SetIndent(indent, "  ")
	if err := e.Encode(v); err != nil && d.err == nil {
		d.err = err
	}
	return bytes.TrimRight(d.buf.Bytes(), "\n")
}
