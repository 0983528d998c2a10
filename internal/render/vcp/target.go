// Package vcp renders a cluster's vSphere Configuration Profile: the document
// that vCenter's own engine brings hosts to.
//
// Its one rule: a document that was exported keeps every byte of meaning that
// the configuration doesn't speak of.
package vcp

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/schema"
)

// Options are what the target is handed besides a cluster.
type Options struct {
	// Document is the cluster's exported document, which what is wanted is put
	// into; nil: a document that speaks of nothing else.
	Document []byte
	// Schema is the cluster's schema; nil: unknown, and so are standard switches.
	Schema []byte
	// UUID gives the hardware's UUID of a host; nil, or an empty answer: it is
	// unknown, unless the document names the host.
	UUID func(host string) string
}

// ErrSchema says that a cluster's schema can't be used.
var ErrSchema = errors.New("the cluster's schema")

// New gives the target; an error says what is wrong with a file of the options.
func New(o Options) (render.Target, error) {
	t := target{uuid: o.UUID, base: empty()}
	if o.Document != nil {
		d, err := read(o.Document)
		if err != nil {
			return nil, fmt.Errorf("the exported document: %w", err)
		}
		t.base = d
		t.words.learnFrom(d)
	}
	if o.Schema != nil {
		s, err := readSchema(o.Schema)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrSchema, err)
		}
		t.schema = s
		t.words.learnSchema(s)
	}
	return t, nil
}

type target struct {
	base   *document
	schema *schema.Foreign
	words  vocabulary
	uuid   func(host string) string
}

// Name is what --target takes.
func (target) Name() string { return "vcp" }

// Render gives the document. It holds no header, for vCenter takes no member
// that its schema lacks; what it leaves out, Notes tell.
func (t target) Render(c *render.Cluster, emit func(render.File) error) error {
	d := t.merged(c)
	if d == nil {
		return nil
	}
	f := render.File{Path: "vcp/" + c.Name + ".json", Mode: 0o644, Body: d.bytes()}
	if t.base.from {
		f.Mode = 0o600 // it holds password hashes
	}
	return emit(f)
}

// merged is the document with all that is wanted; nil where no host is.
func (t target) merged(c *render.Cluster) *document {
	h, ok := first(c)
	if !ok {
		return nil
	}
	m := merging{doc: t.base.copied(), words: t.words}
	m.profile(h)
	for at := range c.Hosts() {
		h := c.Groups[at.Group].Host(at.Member)
		if uuid := t.hostUUID(h.Name); uuid != "" {
			m.host(&h, uuid)
		}
	}
	return m.doc
}

// hostUUID gives a host's UUID, as it was told or as the exported document names it.
func (t target) hostUUID(host string) string {
	if t.uuid != nil {
		if uuid := t.uuid(host); uuid != "" {
			return uuid
		}
	}
	for _, key := range t.base.hostKeys() {
		if name := t.base.nameOf(key); name != "" && strings.EqualFold(name, host) {
			return key
		}
	}
	return ""
}

// fragment is what a host asks of a profile, alone: alike hosts have the same.
func (t target) fragment(h *netstate.Host) string {
	m := merging{doc: empty(), words: t.words}
	m.profile(h)
	return string(m.doc.bytes())
}
