// Package importer is what readers of foreign formats share: what they are
// given, what they give, and how they tell of faults.
//
// Its one rule: a reader says what its source said. What the source didn't say
// stays unset; what can't be expressed is left out and noted.
package importer

import (
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Format is one foreign format.
type Format struct {
	Name  string // as --format takes it
	Title string // what it is, for people: no capital, no full stop
	// Sniff says whether a file is of this format, by its name and its first
	// bytes (HeadSize at most), which are UTF-8 without a byte order mark where
	// the file is text in a known encoding, and raw otherwise.
	Sniff func(name string, head []byte) bool
	// Read reads all files of this format that one import was given, in the
	// order of their names. With errors in Diags the rest of the result is not used.
	Read func(files []File) Result
}

// HeadSize is how much of a file Sniff gets to see.
const HeadSize = 64 << 10

// A File is a source, or a part of one.
type File struct {
	Name string // as people are told of it, with slashes; its folders may name hosts
	Data []byte // raw; Text decodes it
	// Merged are the cells of a sheet that stand for several rows or columns.
	Merged []Merge
}

// A Merge is some cells of a sheet that are one.
type Merge struct {
	Cells       string // as "A2:A5"
	First, Last int    // rows, from 1
}

// A Result is what a reader found: hosts that were seen, or what somebody
// intends; never both of one file.
type Result struct {
	// Clusters are the hosts that were seen, one to a group. A host's
	// Complete says what the source listed in full. A cluster whose name the
	// source doesn't say is "".
	Clusters []netstate.Cluster
	Document *document.Document // what is intended, where no hosts were seen; else nil
	Notes    []Note
	Diags    diag.List
}

// A NoteKind says what a note is about.
type NoteKind string

// The kinds of note, in the order in which they are shown.
const (
	Guess   NoteKind = "guessed"           // what was concluded and may be wrong
	Unsaid  NoteKind = "not in the source" // what the language's defaults stand in for
	LeftOut NoteKind = "left out"          // what needs no warning: the source's own business
)

// A Note is something to know of a result. Notes that differ only in their
// host are told once, with the number of hosts.
type Note struct {
	Kind NoteKind
	Host string // empty: not about one host
	Text string // lower case, no full stop
}

// Add appends what another reader found.
func (r *Result) Add(o Result) {
	r.Clusters = append(r.Clusters, o.Clusters...)
	r.Notes = append(r.Notes, o.Notes...)
	r.Diags = append(r.Diags, o.Diags...)
	switch {
	case r.Document == nil:
		r.Document = o.Document
	case o.Document != nil:
		r.Document.Blocks = append(r.Document.Blocks, o.Document.Blocks...)
		r.Document.Comments = append(r.Document.Comments, o.Document.Comments...)
	}
}

// Fault tells of a line of a file, from 1; 0 is the file as a whole.
func Fault(code diag.Code, file string, line int, detail, hint string) diag.Diagnostic {
	return FaultAt(code, file, line, 1, detail, hint)
}

// FaultAt tells of a line and a column, both from 1. The line is never quoted:
// a source may hold secrets.
func FaultAt(code diag.Code, file string, line, column int, detail, hint string) diag.Diagnostic {
	row, _ := diag.Lookup(code)
	d := diag.Diagnostic{Code: code, Severity: row.Severity, Summary: row.Title, Detail: detail, Hint: hint, Path: file}
	if line > 0 {
		p := diag.Pos{Line: line, Column: column}
		d.Path, d.Subject = "", &diag.Range{File: file, Start: p, End: p}
	}
	return d
}

// About tells of a host, or of the first of several that it is the same for.
func About(code diag.Code, host, summary, detail, hint string) diag.Diagnostic {
	row, _ := diag.Lookup(code)
	if summary == "" {
		summary = row.Title
	}
	return diag.Diagnostic{Code: code, Severity: row.Severity, Summary: summary, Detail: detail, Hint: hint, Path: host, Host: host}
}
