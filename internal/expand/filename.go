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

// hostNumber gives the last run of digits in the first label of a name; an IP
// address has none, nor has a run that no number can hold.
func hostNumber(name string) (int64, bool) {
	if isIP(name) {
		return 0, false
	}
	label, _, _ := strings.Cut(name, ".")
	end := strings.LastIndexAny(label, "0123456789") + 1
	if end == 0 {
		return 0, false
	}
	start := end
	for start > 0 && label[start-1] >= '0' && label[start-1] <= '9' {
		start--
	}
	var n int64
	for _, d := range []byte(label[start:end]) {
		if n > (1<<62)/10 {
			return 0, false
		}
		n = n*10 + int64(d-'0')
	}
	return n, true
}
