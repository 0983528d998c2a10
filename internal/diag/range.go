package diag

import "fmt"

// A Pos is a place in a text.
type Pos struct {
	Line   int // from 1
	Column int // from 1, in characters as an editor counts them
	Byte   int // from 0
}

// A Range is a piece of a text, End exclusive.
type Range struct {
	File       string
	Start, End Pos
}

// String gives file:line:column of the start, as editors and CI read it.
func (r Range) String() string {
	return fmt.Sprintf("%s:%d:%d", r.File, r.Start.Line, r.Start.Column)
}

// Before says whether r stands before o: by file, then by position.
func (r Range) Before(o Range) bool {
	if r.File != o.File {
		return r.File < o.File
	}
	if r.Start.Byte != o.Start.Byte {
		return r.Start.Byte < o.Start.Byte
	}
	return r.End.Byte < o.End.Byte
}
