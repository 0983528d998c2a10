package hcl

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// Decode reads the file's body by a grammar. Names that the grammar lacks are
// faults; all else is still there.
func (f *File) Decode(kind *Kind) (*Body, diag.List) {
	d := &decoder{file: f, whole: f.whole()}
	var b *Body
	if native, ok := f.body.(*hclsyntax.Body); ok {
		b = d.native(native, kind, nil)
	} else {
		b = d.json(f.body, kind, nil)
	}
	return b, d.diags
}

type decoder struct {
	file  *File
	whole diag.Range
	diags diag.List
}

func (d *decoder) rng(r hcl.Range) diag.Range { return clamp(fromRange(r), d.whole) }

func (d *decoder) add(in diag.Diagnostic, at diag.Range) {
	in.Severity = diag.Error
	in.Subject = &at
	d.diags = append(d.diags, in)
}

func (d *decoder) native(b *hclsyntax.Body, kind *Kind, outer []string) *Body {
	out := &Body{End: d.rng(b.MissingItemRange())}
	for _, a := range b.Attributes {
		if !kind.Open && !kind.Has(a.Name) {
			d.unknown("attribute", a.Name, d.rng(a.NameRange), kind)
			out.LacksAttr = true
			continue
		}
		out.Attrs = append(out.Attrs, &Attr{Name: a.Name, NameRange: d.rng(a.NameRange), Expr: d.expr(a.Expr, outer)})
	}
	sortAttrs(out.Attrs)
	for _, blk := range b.Blocks {
		if blk.Type == "dynamic" && len(kind.Blocks) > 0 {
			out.add(d.nativeDynamic(blk, kind, outer))
			continue
		}
		k := kind.Blocks[blk.Type]
		if k == nil {
			d.unknown("block", blk.Type, d.rng(blk.TypeRange), kind)
			out.LacksBlock = true
			continue
		}
		nb := d.block(blk.AsHCLBlock(), k)
		if nb != nil {
			nb.Body = d.native(blk.Body, k, outer)
		}
		out.add(nb)
	}
	return out
}

// add takes in one more block, nil where it could not be understood.
func (b *Body) add(blk *Block) {
	if blk == nil {
		b.LacksBlock = true
		return
	}
	b.Blocks = append(b.Blocks, blk)
}

// block makes a block without its body, or nil where its labels are wrong.
func (d *decoder) block(blk *hcl.Block, k *Kind) *Block {
	out := &Block{Type: blk.Type, Range: d.rng(blk.TypeRange), Header: d.rng(blk.DefRange), kind: k}
	if d.file.json {
		out.Header = d.rng(blk.TypeRange)
	}
	want := 0
	if k.Label != "" {
		want = 1
	}
	switch {
	case len(blk.Labels) < want:
		d.add(diag.Diagnostic{
			Code: diag.MissingLabel, Summary: fmt.Sprintf("%s needs a label", blk.Type),
			Detail: fmt.Sprintf("the label of a %s block is %s", blk.Type, k.Label),
			Hint:   fmt.Sprintf("write %s \"NAME\" { … }", blk.Type),
		}, out.Range)
		return nil
	case len(blk.Labels) > want:
		d.add(diag.Diagnostic{
			Code: diag.ExtraLabel, Summary: fmt.Sprintf("%s has a label too many", blk.Type),
			Detail: fmt.Sprintf("%s takes %s", blk.Type, []string{"no label", "one label"}[want]), Hint: "leave it out",
		}, d.rng(blk.LabelRanges[want]))
		return nil
	case want == 1:
		out.Label, out.Range = blk.Labels[0], d.rng(blk.LabelRanges[0])
	}
	return out
}

// unknown reports a name that the grammar lacks.
func (d *decoder) unknown(what, name string, at diag.Range, kind *Kind) {
	if own, ok := kind.Not[name]; ok {
		d.add(own, at)
		return
	}
	code := diag.UnknownAttribute
	if what == "block" {
		code = diag.UnknownBlock
	}
	in := diag.Diagnostic{Code: code, Summary: fmt.Sprintf("unknown %s %q", what, name)}
	switch {
	case what == "attribute" && kind.Blocks[name] != nil:
		in.Detail = fmt.Sprintf("%s is a block", name)
		in.Hint = fmt.Sprintf("write %s { … } without the equals sign", name)
		if kind.Blocks[name].Label != "" {
			in.Hint = fmt.Sprintf("write %s \"NAME\" { … }", name)
		}
	case what == "block" && kind.Has(name):
		in.Detail = fmt.Sprintf("%s is an attribute", name)
		in.Hint = fmt.Sprintf("write %s = …", name)
	default:
		in.Hint = kind.hint(what, name)
	}
	d.add(in, at)
}

func (d *decoder) expr(x hcl.Expression, outer []string) *Expr {
	e := &Expr{expr: x, raw: x, Range: d.rng(x.Range()), file: d.whole.File}
	e.count()
	e.setRefs(outer)
	return e
}
