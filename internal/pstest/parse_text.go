package pstest

import "strings"

// isSingleQuote says whether PowerShell takes a character for a single quote.
func isSingleQuote(r rune) bool {
	return r == '\'' || r == '\u2018' || r == '\u2019' || r == '\u201a' || r == '\u201b'
}

func isDoubleQuote(r rune) bool {
	return r == '"' || r == '\u201c' || r == '\u201d' || r == '\u201e'
}

// singleQuoted reads a text in which nothing means anything but a quote.
func (p *parser) singleQuoted() string {
	var b strings.Builder
	_, n := p.rune()
	p.at += n
	for {
		r, n := p.rune()
		if n == 0 {
			p.fail("a text without end")
		}
		if r == '\n' {
			p.fail("a text that spans lines")
		}
		p.at += n
		if isSingleQuote(r) {
			next, n := p.rune()
			if !isSingleQuote(next) {
				return b.String()
			}
			p.at += n
			r = next
		}
		b.WriteRune(r)
	}
}

// ReadLiteral reads a single-quoted text that must fill the whole of src.
func ReadLiteral(src string) (text string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	p := &parser{src: src}
	if r, _ := p.rune(); !isSingleQuote(r) {
		p.fail("no text in single quotes")
	}
	text = p.singleQuoted()
	if p.rest() != "" {
		p.fail("more than one text: %q is left", p.rest())
	}
	return text, nil
}

var escapes = map[byte]string{'`': "`", '$': "$", '"': `"`}

// doubleQuoted reads a text with variables and $( ) in it.
func (p *parser) doubleQuoted() expr {
	p.must(`"`)
	var parts []expr
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			parts = append(parts, &literal{b.String()})
			b.Reset()
		}
	}
	for {
		switch r, n := p.rune(); {
		case n == 0 || r == '\n':
			p.fail("a text without end")
		case r == '`':
			esc, ok := escapes[p.src[p.at+1]]
			if !ok {
				p.fail("an escape that is not known here")
			}
			b.WriteString(esc)
			p.at += 2
		case r == '"':
			p.at++
			if p.peek() == '"' {
				p.fail("doubled quotes aren't known here")
			}
			flush()
			return &expand{parts}
		case isDoubleQuote(r):
			p.fail("a typographic quote ends this text")
		case r == '$' && p.at+1 < len(p.src) && (isLetter(p.src[p.at+1]) || p.src[p.at+1] == '(' || p.src[p.at+1] == '{'):
			flush()
			parts = append(parts, p.dollar())
		default:
			b.WriteRune(r)
			p.at += n
		}
	}
}
