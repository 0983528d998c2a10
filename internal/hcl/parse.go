// Package hcl is HCL as a language: it parses native and JSON syntax, checks
// names against a grammar that is handed in, and evaluates expressions in
// scopes of plain values.
//
// Its one rule: it knows no block by name, and none of its exported names
// shows a type of the library below.
package hcl

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// A File is a text that was parsed.
type File struct {
	name string
	src  []byte
	json bool
	body hcl.Body
}

// Parse reads a text. It is JSON where its name ends in .json, or where it
// begins with a brace, which native syntax never does. What could be read is
// returned even where there are faults; nil where there is nothing.
func Parse(name string, src []byte) (*File, diag.List) {
	if isJSON(name, src) {
		src = bytes.TrimPrefix(src, []byte("\ufeff")) // the other syntax takes it as it is
	}
	f := &File{name: name, src: src, json: isJSON(name, src)}
	if at := tooDeep(src); at >= 0 {
		return nil, f.depthFault(at)
	}
	start := hcl.Pos{Line: 1, Column: 1}
	var file *hcl.File
	var faults hcl.Diagnostics
	if f.json {
		file, faults = json.ParseWithStartPos(src, name, start)
	} else {
		file, faults = hclsyntax.ParseConfig(src, name, start)
	}
	diags := f.faults(faults)
	if file == nil || file.Body == nil {
		return nil, diags
	}
	if f.json && faults.HasErrors() {
		return nil, diags
	}
	f.body = file.Body
	return f, diags
}

func isJSON(name string, src []byte) bool {
	if strings.HasSuffix(name, ".json") {
		return true
	}
	if strings.HasSuffix(name, ".hcl") {
		return false
	}
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(src, []byte("\ufeff")), " \t\r\n"), []byte("{"))
}

func (f *File) faults(in hcl.Diagnostics) diag.List {
	var out diag.List
	for _, d := range in {
		t := translate(d)
		if t.Subject != nil {
			r := clamp(*t.Subject, f.whole())
			t.Subject = &r
		}
		if t.Context != nil {
			r := clamp(*t.Context, f.whole())
			t.Context = &r
		}
		out = append(out, t)
	}
	return out
}

// whole is the range of the text from its first to its last byte.
func (f *File) whole() diag.Range {
	lines := bytes.Count(f.src, []byte("\n"))
	last := f.src[bytes.LastIndexByte(f.src, '\n')+1:]
	return diag.Range{
		File:  f.name,
		Start: diag.Pos{Line: 1, Column: 1},
		End:   diag.Pos{Line: lines + 1, Column: len(last) + 1, Byte: len(f.src)},
	}
}

// clamp keeps a range inside another.
func clamp(r, in diag.Range) diag.Range {
	r.File = in.File
	r.Start = clampPos(r.Start, in)
	r.End = clampPos(r.End, in)
	if r.End.Byte < r.Start.Byte {
		r.End = r.Start
	}
	return r
}

func clampPos(p diag.Pos, in diag.Range) diag.Pos {
	switch {
	case p.Byte < in.Start.Byte || p.Line < in.Start.Line:
		return in.Start
	case p.Byte > in.End.Byte || p.Line > in.End.Line:
		return in.End
	}
	return p
}
