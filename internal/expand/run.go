package expand

import (
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
)

// A run is one configuration being expanded.
type run struct {
	in       Input
	reader   *reader
	funcs    *hcl.Functions
	diags    diag.List
	bodies   []*hcl.Body
	values   map[string]hcl.Value // of variables
	declared map[string]*hcl.Block
	localAt  map[string]*hcl.Attr
	local    map[string]hcl.Value
	scope    *hcl.Scope // var and local
	profiles map[string]*hcl.Block
	used     map[string]bool // profiles
	refs     map[string]bool // "var.x", "local.y", and "var.", "local." for all of them
}

func newRun(in Input) *run {
	if in.Codes == nil {
		in.Codes = diag.Codes()
	}
	if in.Sources == nil {
		in.Sources = &diag.Sources{}
	}
	if in.Display == nil {
		in.Display = func(s string) string { return s }
	}
	r := &run{
		in: in, values: map[string]hcl.Value{}, declared: map[string]*hcl.Block{}, localAt: map[string]*hcl.Attr{},
		local: map[string]hcl.Value{}, profiles: map[string]*hcl.Block{}, used: map[string]bool{}, refs: map[string]bool{},
	}
	r.reader = &reader{fs: in.FS, display: in.Display, sources: in.Sources, seen: map[string][]byte{}}
	r.funcs = hcl.NewFunctions(r.reader.read)
	return r
}

// where says of names that are not known everywhere where they are.
var where = map[string]string{
	"host":    "host.* stands in vmk, switch, stack and kickstart blocks only",
	"vars":    "vars.* stands in profiles, clusters and hosts only",
	"cluster": "cluster.* stands in profiles, clusters and hosts only",
}

func (r *run) add(ds ...diag.Diagnostic) { r.diags = append(r.diags, ds...) }

func fault(code diag.Code, at diag.Range, summary, detail, hint string) diag.Diagnostic {
	return diag.Diagnostic{Code: code, Severity: diag.Error, Summary: summary, Detail: detail, Hint: hint, Subject: &at}
}

func warning(code diag.Code, at diag.Range, summary, detail, hint string) diag.Diagnostic {
	d := fault(code, at, summary, detail, hint)
	d.Severity = diag.Warning
	return d
}

// blocks gives all top-level blocks of a type, dynamic ones expanded.
func (r *run) blocks(typ string) []*hcl.Block {
	var out []*hcl.Block
	for _, b := range r.bodies {
		for _, blk := range b.Blocks {
			switch {
			case blk.Type != typ:
			case blk.Dynamic == nil:
				out = append(out, blk)
			case r.scope == nil || typ == "lint":
				r.add(fault(diag.BadDynamic, blk.Range, "a dynamic block can't make "+typ+" blocks", "what it would be made of isn't known yet", "write them out"))
			default:
				made, diags, _ := blk.Expand(r.scope)
				r.add(diags...)
				out = append(out, made...)
			}
		}
	}
	return out
}

// named gives the top-level blocks of a type by label, and tells of labels
// that stand twice.
func (r *run) named(typ string) (byLabel map[string]*hcl.Block, inOrder []*hcl.Block) {
	byLabel = map[string]*hcl.Block{}
	for _, blk := range r.blocks(typ) {
		if first, ok := byLabel[blk.Label]; ok {
			r.add(fault(diag.SaidTwice, blk.Range, typ+" \""+blk.Label+"\" stands twice",
				"the first is at "+first.Range.String(), "make one block of the two, or give one another label"))
			continue
		}
		byLabel[blk.Label] = blk
		inOrder = append(inOrder, blk)
	}
	return byLabel, inOrder
}
