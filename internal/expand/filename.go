package expand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// badFileName says why a name can't become a file name, or "".
func badFileName(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "it is empty"
	case !utf8.ValidString(name):
		return "it is not UTF-8 text"
	case strings.ContainsAny(name, `/\`):
		return "it holds a slash"
	case name == "." || strings.Contains(name, ".."):
		return "it holds .. or is a lone dot"
	case strings.ContainsFunc(name, unicode.IsControl):
		return "it holds a control character"
	}
	return ""
}

// badHostName says why a name can't be a host's, or "". It needn't be a good
// DNS name, but nothing that a script or a path takes for something else.
func badHostName(name string) string {
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '-', c == '_', c == ':':
		default:
			if why := badFileName(name); why != "" {
				return why
			}
			return "a host's name is made of letters, digits, hyphens and dots"
		}
	}
	switch {
	case len(name) > 253:
		return "it is longer than 253 characters"
	case strings.HasPrefix(name, "-"):
		return "it begins with a hyphen"
	}
	return badFileName(name)
}
