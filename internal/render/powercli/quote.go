package powercli

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// AppendQuoted appends a text as a PowerShell literal in single quotes, in
// which nothing is expanded. PowerShell takes typographic single quotes for
// quotes too, so each of them is doubled as well. Control characters must have
// been refused.
func AppendQuoted(dst []byte, text string) []byte {
	dst = append(dst, '\'')
	for _, r := range text {
		if isQuote(r) {
			dst = utf8.AppendRune(dst, r)
		}
		dst = utf8.AppendRune(dst, r)
	}
	return append(dst, '\'')
}

// isQuote says whether PowerShell ends a single-quoted text at this character.
func isQuote(r rune) bool {
	switch r {
	case '\'', '‘', '’', '‚', '‛':
		return true
	}
	return false
}

// hasControl says whether a text holds what can't stand in a literal's line:
// control characters and line ends of every kind, or broken UTF-8.
func hasControl(text string) bool {
	if !utf8.ValidString(text) {
		return true
	}
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Cf)
	})
}

// comment gives a text that may stand in a block comment.
func comment(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Cf) {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	return strings.ReplaceAll(text, "#>", "# >")
}
