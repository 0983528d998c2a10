package terraform

import (
	"fmt"
	"strings"
)

// label makes a name of Terraform's out of a host's: the same for each host
// whatever other hosts there are, so that no resource is ever renamed, and
// another for each name.
func label(host string) string {
	var b strings.Builder
	if host != "" && host[0] >= '0' && host[0] <= '9' {
		b.WriteByte('_')
	}
	dotted := true // a dot here would not be told from what comes before it
	for i := range len(host) {
		if host[i] == '.' && !dotted {
			b.WriteByte('_')
			dotted = true
			continue
		}
		appendByte(&b, host[i], i == 0)
		dotted = !plain(host[i])
	}
	return b.String()
}

// word makes a part of a name in which nothing is told by a single underscore.
func word(name string) string {
	var b strings.Builder
	for i := range len(name) {
		appendByte(&b, name[i], false)
	}
	return b.String()
}

func appendByte(b *strings.Builder, c byte, first bool) {
	if plain(c) && (!first || c != '-') {
		b.WriteByte(c)
		return
	}
	fmt.Fprintf(b, "__%x_", c)
}

func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'
}

var marks = strings.NewReplacer("${", "$${", "%{", "%%{")

// text gives a text that Terraform takes as it is: in JSON every string is a template.
func text(s string) string { return marks.Replace(s) }

func texts(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = text(s)
	}
	return out
}

// ref gives a text that is the value of an expression.
func ref(expression string) string { return "${" + expression + "}" }
