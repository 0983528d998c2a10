package view

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// tab is what a tabulator becomes where columns must line up.
const tab = "    "

// plain writes tabs as blanks and other control characters as a stand-in, so
// that nobody's names steer a terminal.
func plain(s string) string { return clean(strings.ReplaceAll(s, "\t", tab)) }

// clean replaces control characters, those that turn the direction of text
// among them, but leaves line ends.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || steers(r)) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// steers says whether a character reorders the text round it.
func steers(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

// columns is how wide a text is on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

func columnsOf(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}

// fit gives as much of a text as n columns hold, the rest as an ellipsis.
func fit(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	used := 0
	for i, r := range s {
		if used += columnsOf(r); used > n-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// pad fills a text up to n columns.
func pad(s string, n int) string {
	if missing := n - columns(s); missing > 0 {
		return s + strings.Repeat(" ", missing)
	}
	return s
}
