package hcl

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// A Dynamic makes blocks from the elements of a collection.
type Dynamic struct {
	ForEach  *Expr
	Label    *Expr // nil where the block has none
	iterator string
	content  *Body
	at       diag.Range
}

// Refs gives what decides which blocks there are: the collection and the
// labels, without the iterator itself.
func (d *Dynamic) Refs() []Ref {
	out := slices.Clone(d.ForEach.refs)
	if d.Label != nil {
		out = append(out, d.Label.refs...)
	}
	return out
}

func (d *decoder) nativeDynamic(blk *hclsyntax.Block, kind *Kind, outer []string) *Block {
	k := d.dynamicKind(blk.AsHCLBlock(), kind)
	if k == nil {
		return nil
	}
	content, faults := blk.Body.Content(dynamicSchema)
	d.diags = append(d.diags, d.file.faults(faults)...)
	out, inner := d.dynamic(blk.AsHCLBlock(), k, content, outer, func(x hcl.Expression, o []string) *Expr { return d.expr(x, o) })
	if out == nil {
		return nil
	}
	for _, c := range blk.Body.Blocks {
		if c.Type == "content" {
			out.Dynamic.content = d.native(c.Body, k, inner)
			break
		}
	}
	return out
}

func (d *decoder) jsonDynamic(blk *hcl.Block, kind *Kind, outer []string) *Block {
	k := d.dynamicKind(blk, kind)
	if k == nil {
		return nil
	}
	content, faults := blk.Body.Content(dynamicSchema)
	d.jsonFaults(faults, nil)
	out, inner := d.dynamic(blk, k, content, outer, func(x hcl.Expression, o []string) *Expr { return d.jsonExpr(x, o) })
	if out == nil {
		return nil
	}
	out.Dynamic.content = d.json(content.Blocks[0].Body, k, inner)
	return out
}

// dynamicKind is the kind of the blocks that a dynamic block makes.
func (d *decoder) dynamicKind(blk *hcl.Block, kind *Kind) *Kind {
	if len(blk.Labels) != 1 {
		d.add(diag.Diagnostic{
			Code: diag.MissingLabel, Summary: "dynamic needs one label", Detail: "its label is the type of the blocks it makes",
			Hint: `write dynamic "vmk" { … }`,
		}, d.rng(blk.TypeRange))
		return nil
	}
	k := kind.Blocks[blk.Labels[0]]
	if k == nil {
		d.unknown("block", blk.Labels[0], d.rng(blk.LabelRanges[0]), kind)
	}
	return k
}

// dynamic makes the block without its content, and gives the names that the
// iterators have inside it.
func (d *decoder) dynamic(blk *hcl.Block, k *Kind, content *hcl.BodyContent, outer []string, expr func(hcl.Expression, []string) *Expr) (*Block, []string) {
	at := d.rng(blk.LabelRanges[0])
	dyn := &Dynamic{iterator: blk.Labels[0], at: at}
	if a := content.Attributes["iterator"]; a != nil {
		t, faults := hcl.AbsTraversalForExpr(a.Expr)
		if faults.HasErrors() || len(t) != 1 {
			d.badDynamic("the iterator must be a single name", d.rng(a.Expr.Range()))
			return nil, nil
		}
		dyn.iterator = t.RootName()
	}
	each := content.Attributes["for_each"]
	if each == nil {
		d.badDynamic("for_each is missing", at)
		return nil, nil
	}
	inner := append(slices.Clone(outer), dyn.iterator)
	dyn.ForEach = expr(each.Expr, outer)
	if labels := content.Attributes["labels"]; labels != nil {
		list, faults := hcl.ExprList(labels.Expr)
		if faults.HasErrors() || k.Label == "" || len(list) != 1 {
			d.badDynamic(fmt.Sprintf("labels must list %d expressions here", len(labelNames(k))), d.rng(labels.Expr.Range()))
			return nil, nil
		}
		dyn.Label = expr(list[0], inner)
	} else if k.Label != "" {
		d.badDynamic(fmt.Sprintf("labels is missing: the label of a %s block is %s", blk.Labels[0], k.Label), at)
		return nil, nil
	}
	if len(content.Blocks) != 1 {
		d.badDynamic("it needs exactly one content block", at)
		return nil, nil
	}
	return &Block{Type: blk.Labels[0], Range: at, Header: d.rng(blk.DefRange), Dynamic: dyn, kind: k}, inner
}

func labelNames(k *Kind) []string {
	if k.Label == "" {
		return nil
	}
	return []string{k.Label}
}

func (d *decoder) badDynamic(detail string, at diag.Range) {
	d.add(diag.Diagnostic{
		Code: diag.BadDynamic, Summary: "this dynamic block can't be used", Detail: detail,
		Hint: `write dynamic "vmk" { for_each = …, labels = [vmk.key], content { … } }`,
	}, at)
}

// An iteration is one step of a dynamic block: what its iterator holds.
type iteration struct {
	name   string
	object cty.Value
	marks  cty.ValueMarks
	outer  *iteration
}

// Expand makes the blocks of a dynamic block. Dynamic blocks inside them are
// still to be expanded. ok is false where a value is not known because of an
// earlier fault, or because of one reported here.
func (b *Block) Expand(s *Scope) (blocks []*Block, diags diag.List, ok bool) {
	d := b.Dynamic
	v, diags := d.ForEach.Value(s)
	if !v.Known() {
		return nil, diags, false
	}
	each, marks := v.v.Unmark()
	if each.IsNull() || !each.CanIterateElements() {
		return nil, append(diags, fault(diag.BadDynamic, "for_each needs a collection",
			"this is "+kindOf(each), "give it a list, a set, a map or an object", d.ForEach.Range)), false
	}
	ok = true
	for it := each.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if each.Type().IsSetType() {
			key = value
		}
		i := &iteration{
			name: d.iterator, marks: marks, outer: d.ForEach.iter,
			object: cty.ObjectVal(map[string]cty.Value{"key": key, "value": value}),
		}
		made, more := b.make(i, s)
		diags = append(diags, more...)
		if made == nil {
			ok = false
			continue
		}
		blocks = append(blocks, made)
	}
	return blocks, diags, ok
}

func (b *Block) make(i *iteration, s *Scope) (*Block, diag.List) {
	d := b.Dynamic
	out := &Block{Type: b.Type, Range: b.Range, Header: b.Header, kind: b.kind}
	if d.Label != nil {
		x := *d.Label
		x.iter = i
		v, diags := x.Value(s)
		if !v.Known() {
			return nil, diags
		}
		label, more := v.Text(&x, "a label")
		diags = append(diags, more...)
		if more != nil {
			return nil, diags
		}
		out.Label, out.Range = label, d.Label.Range
	}
	out.Body = d.content.bind(i)
	return out, nil
}

// bind gives the body with an iterator in the scope of its expressions.
func (b *Body) bind(i *iteration) *Body {
	out := &Body{End: b.End, LacksAttr: b.LacksAttr, LacksBlock: b.LacksBlock}
	for _, a := range b.Attrs {
		c := *a
		c.Expr = a.Expr.bind(i)
		out.Attrs = append(out.Attrs, &c)
	}
	for _, blk := range b.Blocks {
		c := *blk
		if blk.Dynamic != nil {
			dyn := *blk.Dynamic
			dyn.ForEach = dyn.ForEach.bind(i)
			c.Dynamic = &dyn
		} else {
			c.Body = blk.Body.bind(i)
		}
		out.Blocks = append(out.Blocks, &c)
	}
	return out
}

func (x *Expr) bind(i *iteration) *Expr {
	c := *x
	c.iter = i
	return &c
}
