package powercli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A row is a hashtable of one line, as vmkgen's own scripts hold their data.
// Values are texts, numbers, Booleans and lists of texts.
type row struct {
	values map[string]any
	order  []string
	bad    string // what is wrong with it; empty: nothing
}

// rowOf reads a line that is a row.
func rowOf(line string) (*row, error) {
	p := &literals{rest: strings.TrimSpace(line)}
	r := &row{values: map[string]any{}}
	if !p.take("@{") {
		return nil, errors.New("it is no row of a table")
	}
	for !p.take("}") {
		if len(r.order) > 0 && !p.take(";") {
			return nil, fmt.Errorf("the row does not go on as rows do, at %q", p.near())
		}
		name := p.name()
		if name == "" || !p.take("=") {
			return nil, fmt.Errorf("the row has no name and value at %q", p.near())
		}
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		r.values[name] = v
		r.order = append(r.order, name)
	}
	if p.rest != "" {
		return nil, fmt.Errorf("something follows the row: %q", p.near())
	}
	return r, nil
}

// literals reads PowerShell's literals.
type literals struct{ rest string }

func (p *literals) near() string { return p.rest[:min(len(p.rest), 20)] }

func (p *literals) take(s string) bool {
	p.rest = strings.TrimLeft(p.rest, " \t")
	rest, ok := strings.CutPrefix(p.rest, s)
	if ok {
		p.rest = strings.TrimLeft(rest, " \t")
	}
	return ok
}

func (p *literals) name() string {
	n := strings.IndexFunc(p.rest, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if n < 0 {
		n = len(p.rest)
	}
	name := p.rest[:n]
	p.rest = p.rest[n:]
	return name
}

func (p *literals) value() (any, error) {
	switch {
	case p.take("$true"):
		return true, nil
	case p.take("$false"):
		return false, nil
	case p.take("@("):
		list := []string{}
		for !p.take(")") {
			if len(list) > 0 && !p.take(",") {
				return nil, fmt.Errorf("the list does not go on at %q", p.near())
			}
			s, err := p.text()
			if err != nil {
				return nil, err
			}
			list = append(list, s)
		}
		return list, nil
	case strings.HasPrefix(p.rest, "'"):
		return p.text()
	}
	word := p.name()
	n, err := strconv.Atoi(word)
	if err != nil {
		return nil, fmt.Errorf("%q is no value", word+p.near())
	}
	return n, nil
}

// text reads a text in single quotes.
func (p *literals) text() (string, error) {
	if !strings.HasPrefix(p.rest, "'") {
		return "", fmt.Errorf("%q is no text in quotes", p.near())
	}
	var b strings.Builder
	for at := 1; at < len(p.rest); {
		r, n := utf8.DecodeRuneInString(p.rest[at:])
		at += n
		if singleQuote(r) {
			next, m := utf8.DecodeRuneInString(p.rest[at:])
			if m == 0 || !singleQuote(next) {
				p.rest = strings.TrimLeft(p.rest[at:], " \t")
				return b.String(), nil
			}
			at += m
			r = next
		}
		b.WriteRune(r)
	}
	return "", errors.New("a text has no end")
}

// singleQuote says whether PowerShell takes a character for a single quote.
func singleQuote(r rune) bool {
	return r == '\'' || r == '\u2018' || r == '\u2019' || r == '\u201a' || r == '\u201b'
}

func (r *row) wrong(format string, args ...any) {
	if r.bad == "" {
		r.bad = fmt.Sprintf(format, args...)
	}
}

func (r *row) has(name string) bool { _, ok := r.values[name]; return ok }

func (r *row) text(name string) string {
	v, ok := r.values[name].(string)
	if !ok && r.has(name) {
		r.wrong("%s is no text", name)
	}
	return v
}

func (r *row) number(name string) int {
	v, ok := r.values[name].(int)
	if !ok {
		r.wrong("%s is no number", name)
	}
	return v
}

func (r *row) list(name string) []string {
	v, ok := r.values[name].([]string)
	if !ok {
		r.wrong("%s is no list", name)
	}
	return v
}
