package hcl

import (
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// A Body is what stands between a block's braces.
type Body struct {
	Attrs  []*Attr // in the order of the text
	Blocks []*Block
	End    diag.Range // where something missing would stand

	// LacksAttr and LacksBlock say that something in it could not be
	// understood, and was told of: what isn't here may well have been meant.
	LacksAttr, LacksBlock bool
}

// Attr gives the attribute of a name, or nil.
func (b *Body) Attr(name string) *Attr {
	for _, a := range b.Attrs {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// An Attr is one attribute.
type Attr struct {
	Name      string
	NameRange diag.Range
	Expr      *Expr
}

// A Block is one block. A dynamic block that is not expanded yet has Dynamic
// set, and neither label nor body.
type Block struct {
	Type    string
	Label   string
	Range   diag.Range // its label, or its type where it has no label
	Header  diag.Range
	Body    *Body
	Dynamic *Dynamic
	kind    *Kind
}

// walk visits every expression of the body, also those of dynamic blocks.
func (b *Body) walk(visit func(*Expr)) {
	if b == nil {
		return
	}
	for _, a := range b.Attrs {
		visit(a.Expr)
	}
	for _, blk := range b.Blocks {
		if d := blk.Dynamic; d != nil {
			for _, x := range []*Expr{d.ForEach, d.Label} {
				if x != nil {
					visit(x)
				}
			}
			d.content.walk(visit)
		}
		blk.Body.walk(visit)
	}
}

// Exprs gives every expression of the body and the blocks in it.
func (b *Body) Exprs() []*Expr {
	var out []*Expr
	b.walk(func(x *Expr) { out = append(out, x) })
	return out
}

// Refs gives all that the expressions of the body refer to, without the
// iterators of its own dynamic blocks.
func (b *Body) Refs() []Ref {
	var out []Ref
	b.walk(func(x *Expr) { out = append(out, x.refs...) })
	return out
}

func sortAttrs(attrs []*Attr) {
	slices.SortFunc(attrs, func(a, b *Attr) int { return a.NameRange.Start.Byte - b.NameRange.Start.Byte })
}

// Attributes visits every attribute of the body and the blocks in it.
func (b *Body) Attributes(visit func(*Attr)) {
	if b == nil {
		return
	}
	for _, a := range b.Attrs {
		visit(a)
	}
	for _, blk := range b.Blocks {
		blk.Body.Attributes(visit)
		if blk.Dynamic != nil {
			blk.Dynamic.content.Attributes(visit)
		}
	}
}
