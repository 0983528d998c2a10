package pstest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Script is a parsed script.
type Script struct {
	block    *Block
	requires []string
}

// Parse reads a script. A byte order mark is allowed at its beginning.
func Parse(src string) (s *Script, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, ok := r.(syntaxError)
			if !ok {
				panic(r)
			}
			err = f
		}
	}()
	p := &parser{src: strings.TrimPrefix(src, "\uFEFF")}
	if p.src == src && !ascii(src) {
		return nil, fmt.Errorf("a script beyond ASCII needs a byte order mark")
	}
	b := &Block{name: "script"}
	p.blanks(true)
	b.params = p.paramBlock(true)
	b.body = p.statements(0)
	return &Script{block: b, requires: p.requires}, nil
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

type syntaxError string

func (e syntaxError) Error() string { return string(e) }

type parser struct {
	src      string
	at       int
	requires []string
}

func (p *parser) line() int { return 1 + strings.Count(p.src[:p.at], "\n") }

func (p *parser) fail(format string, args ...any) {
	panic(syntaxError(fmt.Sprintf("line %d: ", p.line()) + fmt.Sprintf(format, args...)))
}

func (p *parser) rest() string { return p.src[p.at:] }

func (p *parser) peek() byte {
	if p.at >= len(p.src) {
		return 0
	}
	return p.src[p.at]
}

func (p *parser) has(s string) bool { return strings.HasPrefix(p.rest(), s) }

func (p *parser) take(s string) bool {
	if p.has(s) {
		p.at += len(s)
		return true
	}
	return false
}

func (p *parser) must(s string) {
	if !p.take(s) {
		near := p.rest()
		if len(near) > 30 {
			near = near[:30]
		}
		p.fail("%q expected, found %q", s, near)
	}
}

// blanks skips blanks and comments, and line ends where they mean nothing.
func (p *parser) blanks(lines bool) {
	for {
		switch c := p.peek(); {
		case c == ' ' || c == '\t':
			p.at++
		case c == '\n' && lines:
			p.at++
		case c == '\r':
			p.fail("a carriage return")
		case c == '#':
			end := strings.IndexByte(p.rest(), '\n')
			if end < 0 {
				end = len(p.rest())
			}
			if p.has("#Requires") {
				p.requires = append(p.requires, p.rest()[:end])
			}
			p.at += end
		case p.has("<#"):
			end := strings.Index(p.rest(), "#>")
			if end < 0 {
				p.fail("a comment without end")
			}
			p.at += end + 2
		default:
			return
		}
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// word reads an identifier; "" where there is none.
func (p *parser) word() string {
	start := p.at
	for isLetter(p.peek()) || p.at > start && isDigit(p.peek()) {
		p.at++
	}
	return p.src[start:p.at]
}

// keyword takes a keyword that stands here as a word of its own.
func (p *parser) keyword(k string) bool {
	save := p.at
	if p.word() == k && p.peek() != '-' {
		return true
	}
	p.at = save
	return false
}

// statements reads up to the closing character, 0 for the end of the script.
func (p *parser) statements(until byte) []stmt {
	var out []stmt
	for {
		p.separators()
		if p.at >= len(p.src) {
			if until != 0 {
				p.fail("%q expected before the end", string(until))
			}
			return out
		}
		if p.peek() == until {
			p.at++
			return out
		}
		out = append(out, p.statement())
		p.blanks(false)
		if c := p.peek(); c != '\n' && c != ';' && c != until && c != 0 {
			if n := len(out); !endsInBlock(out[n-1]) {
				near := p.rest()
				if len(near) > 30 {
					near = near[:30]
				}
				p.fail("a statement goes on with %q", near)
			}
		}
	}
}

func endsInBlock(s stmt) bool {
	switch s.(type) {
	case *ifStmt, *foreachStmt, *whileStmt, *tryStmt, *function:
		return true
	}
	return false
}

func (p *parser) separators() {
	for {
		p.blanks(true)
		if !p.take(";") {
			return
		}
	}
}

func (p *parser) block() []stmt {
	p.blanks(true)
	p.must("{")
	return p.statements('}')
}

func (p *parser) statement() stmt {
	save := p.at
	switch w := p.word(); {
	case p.peek() == '-' || w == "":
	case w == "function":
		return p.function()
	case w == "if":
		return p.ifStatement()
	case w == "foreach":
		return p.foreach()
	case w == "while":
		return &whileStmt{cond: p.condition(), body: p.block()}
	case w == "try":
		return p.try()
	case w == "return" || w == "throw" || w == "exit" || w == "break" || w == "continue":
		return p.jump(w)
	}
	p.at = save
	return p.pipeline()
}

func (p *parser) jump(kind string) stmt {
	p.blanks(false)
	j := &jump{kind: kind}
	if c := p.peek(); c != '\n' && c != ';' && c != '}' && c != 0 {
		j.value = p.pipeline()
	}
	return j
}

func (p *parser) condition() stmt {
	p.blanks(false)
	p.must("(")
	p.blanks(true)
	c := p.pipeline()
	p.blanks(true)
	p.must(")")
	return c
}

func (p *parser) ifStatement() stmt {
	s := &ifStmt{}
	for {
		s.conds = append(s.conds, p.condition())
		s.bodies = append(s.bodies, p.block())
		save := p.at
		p.blanks(true)
		if p.keyword("elseif") {
			continue
		}
		if p.keyword("else") {
			s.other = p.block()
			if s.other == nil {
				s.other = []stmt{}
			}
			return s
		}
		p.at = save
		return s
	}
}

func (p *parser) foreach() stmt {
	p.blanks(false)
	p.must("(")
	p.must("$")
	s := &foreachStmt{name: p.word()}
	p.blanks(false)
	if !p.keyword("in") {
		p.fail("'in' expected")
	}
	p.blanks(true)
	s.in = p.pipeline()
	p.blanks(true)
	p.must(")")
	s.body = p.block()
	return s
}

func (p *parser) try() stmt {
	s := &tryStmt{body: p.block()}
	save := p.at
	p.blanks(true)
	if p.keyword("catch") {
		s.catch = p.block()
		if s.catch == nil {
			s.catch = []stmt{}
		}
		save = p.at
		p.blanks(true)
	}
	if p.keyword("finally") {
		s.finally = p.block()
		save = p.at
	}
	p.at = save
	return s
}

func (p *parser) function() stmt {
	p.blanks(false)
	start := p.at
	for isLetter(p.peek()) || isDigit(p.peek()) || p.peek() == '-' {
		p.at++
	}
	b := &Block{name: p.src[start:p.at]}
	p.blanks(true)
	p.must("{")
	p.blanks(true)
	b.params = p.paramBlock(false)
	b.body = p.statements('}')
	return &function{b}
}

// paramBlock reads attributes and a param block, where they stand here.
func (p *parser) paramBlock(script bool) []param {
	p.blanks(true)
	if p.has("[CmdletBinding(") {
		if !script {
			p.fail("advanced functions aren't known here")
		}
		p.attribute()
		p.blanks(true)
	}
	if !p.keyword("param") {
		return nil
	}
	p.must("(")
	var out []param
	for {
		p.blanks(true)
		if p.take(")") {
			return out
		}
		if len(out) > 0 {
			p.must(",")
			p.blanks(true)
		}
		out = append(out, p.param())
	}
}

// attribute skips an attribute such as [Parameter(Mandatory = $true)] and gives its text.
func (p *parser) attribute() string {
	start := p.at
	depth := 0
	for {
		switch p.peek() {
		case '[', '(':
			depth++
		case ']', ')':
			depth--
		case 0:
			p.fail("an attribute without end")
		}
		p.at++
		if depth == 0 {
			return p.src[start:p.at]
		}
	}
}

func (p *parser) param() param {
	var d param
	for p.peek() == '[' {
		a := p.attribute()
		switch {
		case a == "[ValidateNotNullOrEmpty()]":
		case a == "[Parameter(Mandatory = $true)]":
			d.mandatory = true
		case strings.Contains(a, "("):
			p.fail("attribute %s is not known here", a)
		default:
			d.typ = a[1 : len(a)-1]
		}
		p.blanks(true)
	}
	p.must("$")
	d.name = p.word()
	p.blanks(true)
	if p.take("=") {
		p.blanks(true)
		d.value = p.primary()
	}
	return d
}

// rune gives the character here and its length.
func (p *parser) rune() (rune, int) { return utf8.DecodeRuneInString(p.rest()) }
