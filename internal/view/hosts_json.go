package view

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/vmkgen/vmkgen/internal/state"
)

// HostsJSON writes the resolved hosts as one document, host by host.
func HostsJSON(w io.Writer, s *Hosts) error {
	d := &jsonWriter{w: bufio.NewWriterSize(w, 1<<16)}
	d.open("", state.Head{Format: state.Format, Version: state.Version, Source: s.Source, Hash: s.Hash}, "clusters")
	for i, c := range s.Clusters {
		d.comma(i > 0)
		d.open("    ", state.ClusterOf(c.Cluster), "hosts")
		more := false
		for m, h := range c.Hosts {
			d.comma(more)
			more = true
			d.value("        ", state.HostOf(c.Cluster, &m, &h))
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
