package hcl

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/vmkgen/vmkgen/internal/diag"
)

func (d *decoder) json(b hcl.Body, kind *Kind, outer []string) *Body {
	out := &Body{End: d.rng(b.MissingItemRange())}
	if kind.Open {
		attrs, faults := b.JustAttributes()
		d.jsonFaults(faults, kind)
		d.jsonAttrs(out, attrs, outer)
		return out
	}
	content, faults := b.Content(kind.schema())
	told := len(d.diags)
	d.jsonFaults(faults, kind)
	out.LacksAttr = len(d.diags) > told
	d.jsonAttrs(out, content.Attributes, outer)
	for _, blk := range content.Blocks {
		if blk.Type == "dynamic" {
			out.add(d.jsonDynamic(blk, kind, outer))
			continue
		}
		k := kind.Blocks[blk.Type]
		nb := d.block(blk, k)
		if nb != nil {
			nb.Body = d.json(blk.Body, k, outer)
		}
		out.add(nb)
	}
	return out
}

func (d *decoder) jsonAttrs(out *Body, attrs hcl.Attributes, outer []string) {
	for _, a := range attrs {
		out.Attrs = append(out.Attrs, &Attr{Name: a.Name, NameRange: d.rng(a.NameRange), Expr: d.jsonExpr(a.Expr, outer)})
	}
	sortAttrs(out.Attrs)
}

// jsonFaults passes faults on, unknown names in our own words.
func (d *decoder) jsonFaults(faults hcl.Diagnostics, kind *Kind) {
	for _, f := range faults {
		if f.Summary == "Missing block label" {
			continue // an object or a list of blocks that holds none
		}
		if f.Summary == "Extraneous JSON object property" && f.Subject != nil {
			at := d.rng(*f.Subject)
			name := strings.Trim(string(d.file.src[at.Start.Byte:at.End.Byte]), `"`)
			what := "attribute"
			if kind == nil {
				kind = &Kind{Attrs: []string{"for_each", "iterator", "labels", "content"}}
			}
			d.unknown(what, name, at, kind)
			continue
		}
		d.diags = append(d.diags, d.file.faults(hcl.Diagnostics{f})...)
	}
}

// jsonExpr turns a JSON value into an expression of the native syntax, once,
// so that templates in it are not parsed again at each evaluation.
func (d *decoder) jsonExpr(raw hcl.Expression, outer []string) *Expr {
	x := d.jsonNode(raw)
	e := &Expr{expr: x, raw: raw, Range: d.rng(raw.Range()), file: d.whole.File, coarse: true}
	e.count()
	e.setRefs(outer)
	return e
}

func (d *decoder) jsonNode(raw hcl.Expression) hclsyntax.Expression {
	if m, ok := raw.(interface{ ExprMap() []hcl.KeyValuePair }); ok {
		if pairs := m.ExprMap(); pairs != nil {
			return d.jsonObject(raw, pairs)
		}
	}
	if l, ok := raw.(interface{ ExprList() []hcl.Expression }); ok {
		if items := l.ExprList(); items != nil {
			t := &hclsyntax.TupleConsExpr{SrcRange: raw.Range(), OpenRange: raw.StartRange()}
			for _, item := range items {
				t.Exprs = append(t.Exprs, d.jsonNode(item))
			}
			return t
		}
	}
	return d.jsonLeaf(raw)
}

func (d *decoder) jsonObject(raw hcl.Expression, pairs []hcl.KeyValuePair) hclsyntax.Expression {
	o := &hclsyntax.ObjectConsExpr{SrcRange: raw.Range(), OpenRange: raw.StartRange()}
	seen := map[string]bool{}
	for _, p := range pairs {
		key := d.jsonLeaf(p.Key)
		if lit, ok := key.(*hclsyntax.LiteralValueExpr); ok && lit.Val.Type() == cty.String {
			name := lit.Val.AsString()
			if seen[name] {
				d.add(diag.Diagnostic{Code: diag.SaidTwice, Summary: fmt.Sprintf("%q is said twice", name), Hint: "leave one out"}, d.rng(p.Key.Range()))
			}
			seen[name] = true
		}
		o.Items = append(o.Items, hclsyntax.ObjectConsItem{KeyExpr: key, ValueExpr: d.jsonNode(p.Value)})
	}
	return o
}

func (d *decoder) jsonLeaf(raw hcl.Expression) hclsyntax.Expression {
	r := raw.Range()
	v, _ := raw.Value(nil)
	if v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
		s := v.AsString()
		if strings.Contains(s, "${") || strings.Contains(s, "%{") {
			start := hcl.Pos{Line: r.Start.Line, Column: r.Start.Column + 1, Byte: r.Start.Byte + 1}
			x, faults := hclsyntax.ParseTemplate([]byte(s), r.Filename, start)
			for _, f := range faults {
				f.Subject, f.Context = &r, nil
			}
			d.diags = append(d.diags, d.file.faults(faults)...)
			if faults.HasErrors() {
				return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: r}
			}
			return &placed{Expression: x, at: r}
		}
	}
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: r}
}

// placed is a template inside a JSON string. Escapes make its own positions
// wrong, so it answers with those of the string.
type placed struct {
	hclsyntax.Expression
	at hcl.Range
}

// Range is the whole string.
func (p *placed) Range() hcl.Range { return p.at }

// StartRange is the whole string.
func (p *placed) StartRange() hcl.Range { return p.at }
