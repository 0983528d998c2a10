package view

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/state"
)

// A yamlWriter writes JSON values as YAML blocks, so that both forms have the
// same names in the same order.
type yamlWriter struct {
	w   *bufio.Writer
	err error
}

// value writes a value at an indent; the first line continues where the
// writer stands.
func (y *yamlWriter) value(indent string, v any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	if err == nil {
		d := json.NewDecoder(&b)
		d.UseNumber()
		err = y.next(d, indent, true)
	}
	if err != nil && y.err == nil {
		y.err = err
	}
}

// next writes the decoder's next value. inline says that the writer stands at
// the value's own place, so that its first line needs no break.
func (y *yamlWriter) next(d *json.Decoder, indent string, inline bool) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	switch t := t.(type) {
	case json.Delim:
		if !d.More() {
			_, err := d.Token()
			y.scalar(map[json.Delim]string{'{': "{}", '[': "[]"}[t], inline)
			return err
		}
		if t == '{' {
			return y.object(d, indent, inline)
		}
		return y.list(d, indent, inline)
	case string:
		y.scalar(word(t), inline)
	case json.Number:
		y.scalar(t.String(), inline)
	case bool:
		y.scalar(map[bool]string{true: "true", false: "false"}[t], inline)
	default:
		y.scalar("null", inline)
	}
	return nil
}

func (y *yamlWriter) scalar(text string, inline bool) {
	if !inline {
		y.w.WriteByte(' ')
	}
	y.w.WriteString(text + "\n")
}

func (y *yamlWriter) object(d *json.Decoder, indent string, inline bool) error {
	for first := true; d.More(); first = false {
		key, err := d.Token()
		if err != nil {
			return err
		}
		y.place(indent, inline, first)
		name, _ := key.(string)
		y.w.WriteString(word(name) + ":")
		if err := y.next(d, indent+"  ", false); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func (y *yamlWriter) list(d *json.Decoder, indent string, inline bool) error {
	for first := true; d.More(); first = false {
		y.place(indent, inline, first)
		y.w.WriteString("- ")
		if err := y.next(d, indent+"  ", true); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// place brings the writer to where the next entry begins.
func (y *yamlWriter) place(indent string, inline, first bool) {
	if first && inline {
		return
	}
	if first {
		y.w.WriteByte('\n')
	}
	y.w.WriteString(indent)
}

// bareWord is what YAML can take for nothing but text, in any of its versions.
var bareWord = pattern.Of(`^[a-zA-Z][a-zA-Z0-9_./-]*$`)

// word writes a text, in quotes where YAML might take it for something else. A
// JSON string is a YAML string.
func word(s string) string {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
	default:
		if bareWord().MatchString(s) {
			return s
		}
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""`
	}
	return escapeUnprintable(strings.TrimSuffix(b.String(), "\n"))
}

// escapeUnprintable writes what JSON takes as it is and YAML doesn't.
func escapeUnprintable(s string) string {
	unprintable := func(r rune) bool {
		return r >= 0x7f && r <= 0x9f || r == 0xfeff || r == 0xfffe || r == 0xffff
	}
	if !strings.ContainsFunc(s, unprintable) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unprintable(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// HostsYAML writes what HostsJSON writes as YAML, host by host.
func HostsYAML(w io.Writer, s *Hosts) error {
	y := &yamlWriter{w: bufio.NewWriterSize(w, 1<<16)}
	y.value("", state.Head{Format: state.Format, Version: state.Version, Source: s.Source, Hash: s.Hash})
	y.begin("", "clusters", len(s.Clusters) == 0)
	for _, c := range s.Clusters {
		y.w.WriteString("  - ")
		y.value("    ", state.ClusterOf(c.Cluster))
		none := true
		for m, h := range c.Hosts {
			if none {
				y.begin("    ", "hosts", false)
			}
			none = false
			y.w.WriteString("      - ")
			y.value("        ", state.HostOf(c.Cluster, &m, &h))
		}
		if none {
			y.begin("    ", "hosts", true)
		}
	}
	if y.err != nil {
		return y.err
	}
	return y.w.Flush()
}

func (y *yamlWriter) begin(indent, list string, empty bool) {
	y.w.WriteString(indent + list + ":")
	if empty {
		y.w.WriteString(" []")
	}
	y.w.WriteByte('\n')
}
