package diag

import "slices"

// A CodeRow says what a code stands for.
type CodeRow struct {
	Code     Code
	Severity Severity
	Title    string
}

// Codes gives all codes, in order.
func Codes() []CodeRow {
	all := slices.Concat(readingCodes, schemaCodes, resolveCodes, senseCodes, warningCodes, refusalCodes, liveCodes, importCodes)
	slices.SortStableFunc(all, func(a, b CodeRow) int {
		switch {
		case a.Code < b.Code:
			return -1
		case a.Code > b.Code:
			return 1
		}
		return 0
	})
	return all
}

// Lookup gives the row of a code; ok is false for one that doesn't exist.
func Lookup(c Code) (row CodeRow, ok bool) {
	for _, row := range Codes() {
		if row.Code == c {
			return row, true
		}
	}
	return CodeRow{}, false
}
