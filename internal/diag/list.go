package diag

import (
	"cmp"
	"slices"
)

// A List is what a run has to tell. Nil means that all is fine.
type List []Diagnostic

// HasErrors says whether the list holds an error.
func (l List) HasErrors() bool { return l.Count(Error) > 0 }

// Count gives the number of diagnostics of one severity.
func (l List) Count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Only gives the diagnostics of one severity.
func (l List) Only(s Severity) List {
	return slices.DeleteFunc(slices.Clone(l), func(d Diagnostic) bool { return d.Severity != s })
}

// Strict gives the list with every warning made an error.
func (l List) Strict() List {
	out := slices.Clone(l)
	for i := range out {
		if out[i].Severity == Warning {
			out[i].Severity = Error
		}
	}
	return out
}

// Sorted gives the list by file and position, then code and path; of ones that
// say the same the first stands for all.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(compareSubject(a.Subject, b.Subject), cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Summary, b.Summary), cmp.Compare(a.Detail, b.Detail), cmp.Compare(a.Path, b.Path))
	})
	return slices.CompactFunc(out, func(a, b Diagnostic) bool {
		return a.Code == b.Code && compareSubject(a.Subject, b.Subject) == 0 &&
			a.Summary == b.Summary && a.Detail == b.Detail && a.Path == b.Path
	})
}

func compareSubject(a, b *Range) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	case a.Before(*b):
		return -1
	case b.Before(*a):
		return 1
	}
	return 0
}
