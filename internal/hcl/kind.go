package hcl

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// A Kind says what a block may hold.
type Kind struct {
	Label  string                     // what its label is, in words; empty: it has none
	Attrs  []string                   // the names of its attributes
	Blocks map[string]*Kind           // the blocks in it, by type
	Open   bool                       // it takes attributes of any name, and no blocks
	Not    map[string]diag.Diagnostic // names that have a fault of their own here
}

// Has says whether a block of this kind has an attribute of that name.
func (k *Kind) Has(attr string) bool {
	return slices.Contains(k.Attrs, attr)
}

// names gives all that may stand in a block of this kind.
func (k *Kind) names() []string {
	out := append([]string(nil), k.Attrs...)
	for name := range k.Blocks {
		out = append(out, name)
	}
	return out
}

// hint says what an unknown name was meant to be: of its own sort first.
func (k *Kind) hint(what, name string) string {
	var blocks []string
	for b := range k.Blocks {
		blocks = append(blocks, b)
	}
	first, second := k.Attrs, blocks
	if what == "block" {
		first, second = blocks, k.Attrs
	}
	for _, names := range [][]string{first, second} {
		if n := diag.Nearest(name, names); n != "" {
			return diag.DidYouMean(name, names)
		}
	}
	return diag.DidYouMean(name, k.names())
}

// schema is the kind as the library wants it, with dynamic blocks.
func (k *Kind) schema() *hcl.BodySchema {
	s := &hcl.BodySchema{}
	for _, a := range k.Attrs {
		s.Attributes = append(s.Attributes, hcl.AttributeSchema{Name: a})
	}
	for name, b := range k.Blocks {
		h := hcl.BlockHeaderSchema{Type: name}
		if b.Label != "" {
			h.LabelNames = []string{b.Label}
		}
		s.Blocks = append(s.Blocks, h)
	}
	if len(k.Blocks) > 0 {
		s.Blocks = append(s.Blocks, hcl.BlockHeaderSchema{Type: "dynamic", LabelNames: []string{"block type"}})
	}
	return s
}

// dynamicKind is what a dynamic block holds; its content is decoded apart.
var dynamicSchema = &hcl.BodySchema{
	Attributes: []hcl.AttributeSchema{{Name: "for_each"}, {Name: "iterator"}, {Name: "labels"}},
	Blocks:     []hcl.BlockHeaderSchema{{Type: "content"}},
}
