package powercli

import "strconv"

// A row is a hashtable literal under construction.
type row []byte

func newRow(kind string) row {
	r := row("        @{ Op = ")
	return AppendQuoted(r, kind)
}

func (r row) key(name string) row {
	r = append(r, "; "...)
	r = append(r, name...)
	return append(r, " = "...)
}

func (r row) text(name, value string) row { return AppendQuoted(r.key(name), value) }

func (r row) number(name string, value int) row {
	return strconv.AppendInt(r.key(name), int64(value), 10)
}

func (r row) flag(name string, value bool) row { return appendBool(r.key(name), value) }

func (r row) list(name string, values []string) row { return appendList(r.key(name), values) }

func (r row) end() []byte { return append(r, " }\n"...) }

func appendBool(dst []byte, value bool) []byte {
	if value {
		return append(dst, "$true"...)
	}
	return append(dst, "$false"...)
}

func appendList(dst []byte, values []string) []byte {
	dst = append(dst, "@("...)
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = AppendQuoted(dst, v)
	}
	return append(dst, ')')
}
