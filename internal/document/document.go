// Package document is a configuration that is about to be written: blocks of
// plain values, laid out in the order in which people expect them.
//
// Its one rule: it arranges and never decides what is said.
package document

// A Document is a configuration.
type Document struct {
	Comments []string // lines at the top, without their mark
	Blocks   []*Block // vcenter, profile and cluster blocks, in any order
	Tables   []Table  // what Cells takes names from
}

// A Block is a block of any kind, with what is said in it. Only one block of a
// type and label may be in another.
type Block struct {
	Type, Label string // Label may be empty
	Comments    []string
	Attrs       map[string]Attr
	Blocks      []*Block
}

// An Attr is an attribute's value: a string, bool, int, int64, nil (which
// unsets), Expr, a list as []string or []any, or an object as map[string]any.
type Attr struct {
	Value   any
	Comment string // behind it on its line; may be empty
}

// An Expr is an expression, as HCL writes it.
type Expr string

// A Table is a table of hosts in a file of its own, or inside the document
// where File is empty. The cluster of its label takes its hosts from it.
type Table struct {
	Cluster string
	File    string // beside the configuration; empty: inside the document
	Columns []string
	Rows    [][]string
}

// New makes an empty block.
func New(typ, label string) *Block { return &Block{Type: typ, Label: label} }

// Set says an attribute.
func (b *Block) Set(name string, value any) *Block { return b.SetWith(name, value, "") }

// SetWith says an attribute, with a comment.
func (b *Block) SetWith(name string, value any, comment string) *Block {
	if b.Attrs == nil {
		b.Attrs = map[string]Attr{}
	}
	b.Attrs[name] = Attr{value, comment}
	return b
}

// Block gives the block of a type and label inside b, which it makes where
// there is none.
func (b *Block) Block(typ, label string) *Block {
	if in := b.Find(typ, label); in != nil {
		return in
	}
	in := New(typ, label)
	b.Blocks = append(b.Blocks, in)
	return in
}

// Find gives the block of a type and label inside b; nil where there is none.
func (b *Block) Find(typ, label string) *Block {
	for _, in := range b.Blocks {
		if in.Type == typ && in.Label == label {
			return in
		}
	}
	return nil
}

// Empty says whether nothing is said in it.
func (b *Block) Empty() bool { return len(b.Attrs) == 0 && len(b.Blocks) == 0 }

// Settle asks of each attribute what is written of it over the layers below,
// the nearest first, and drops what isn't, and blocks that say nothing more
// than the ones below. Blocks of hosts are left as they are.
func (b *Block) Settle(below []*Block, word func(v, below any) (written any, ok bool)) {
	for name, a := range b.Attrs {
		written, ok := word(a.Value, under(below, name))
		if !ok {
			delete(b.Attrs, name)
			continue
		}
		a.Value = written
		b.Attrs[name] = a
	}
	var kept []*Block
	for _, in := range b.Blocks {
		if in.Type == "host" {
			kept = append(kept, in)
			continue
		}
		var lower []*Block
		for _, l := range below {
			if f := l.Find(in.Type, in.Label); f != nil {
				lower = append(lower, f)
			}
		}
		in.Settle(lower, word)
		if !in.Empty() || len(lower) == 0 {
			kept = append(kept, in)
		}
	}
	b.Blocks = kept
}

// under is what the nearest layer says of an attribute.
func under(below []*Block, name string) any {
	for _, l := range below {
		if a, ok := l.Attrs[name]; ok {
			return a.Value
		}
	}
	return nil
}
