package importer

import (
	"strings"
	"unicode"
)

// A Record is one thing that a source lists, by the names of its fields.
type Record struct {
	Line   int // where it begins, from 1
	Fields map[string]string
}

// FieldName is a field's name without what spellings differ in: case, blanks
// and punctuation.
func FieldName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// Get gives a field by any of its names; ok is false where the source has no
// such field at all. The first name that is there counts.
func (r Record) Get(names ...string) (value string, ok bool) {
	for _, n := range names {
		if v, ok := r.Fields[FieldName(n)]; ok {
			return v, true
		}
	}
	return "", false
}

// Has says whether the source has all of these fields.
func (r Record) Has(names ...string) bool {
	for _, n := range names {
		if _, ok := r.Fields[FieldName(n)]; !ok {
			return false
		}
	}
	return true
}

func (r *Record) set(name, value string) {
	if r.Fields == nil {
		r.Fields = map[string]string{}
	}
	r.Fields[FieldName(name)] = strings.TrimSpace(value)
}
