package pstest

import (
	"strconv"
	"strings"
)

// pipeline reads an assignment, an expression or commands joined by |.
func (p *parser) pipeline() stmt {
	if p.startsCommand() {
		return p.pipe(p.command())
	}
	x := p.expression()
	p.blanks(false)
	for _, op := range []string{"+=", "="} {
		if p.take(op) {
			p.blanks(true)
			return &assign{to: assignable(p, x), op: op, value: p.pipeline()}
		}
	}
	return p.pipe(&exprStmt{x})
}

func assignable(p *parser, x expr) expr {
	switch x.(type) {
	case *variable, *member, *index:
		return x
	}
	if l, ok := x.(*literal); ok && l.value == nil {
		return x
	}
	p.fail("this can't be assigned to")
	return nil
}

func (p *parser) pipe(first stmt) stmt {
	stages := []stmt{first}
	for {
		p.blanks(false)
		if !p.take("|") {
			break
		}
		p.blanks(true)
		stages = append(stages, p.command())
	}
	if len(stages) == 1 {
		return first
	}
	return &pipeline{stages}
}

func (p *parser) startsCommand() bool { return isLetter(p.peek()) || p.peek() == '&' }

func (p *parser) command() stmt {
	c := &command{line: p.line()}
	if p.take("&") {
		p.blanks(false)
		c.dynamic = p.primary()
	} else {
		start := p.at
		for isLetter(p.peek()) || isDigit(p.peek()) || p.peek() == '-' {
			p.at++
		}
		c.name = p.src[start:p.at]
		if !strings.Contains(c.name, "-") {
			p.fail("command %q is not known here", c.name)
		}
	}
	for {
		p.blanks(false)
		switch ch := p.peek(); {
		case ch == 0 || strings.IndexByte("\n;|)}", ch) >= 0:
			return c
		case ch == '-' && p.at+1 < len(p.src) && isLetter(p.src[p.at+1]):
			p.at++
			a := arg{name: p.word()}
			if p.take(":") {
				a.value = p.argument()
			} else {
				a.value = p.parameterValue()
			}
			c.args = append(c.args, a)
		case ch == '@' && p.at+1 < len(p.src) && isLetter(p.src[p.at+1]):
			p.at++
			c.args = append(c.args, arg{splat: p.word()})
		default:
			c.args = append(c.args, arg{value: p.argument()})
		}
	}
}

// parameterValue reads what follows a parameter's name; nil for a switch.
func (p *parser) parameterValue() expr {
	p.blanks(false)
	ch := p.peek()
	if ch == 0 || strings.IndexByte("\n;|)}", ch) >= 0 {
		return nil
	}
	if ch == '-' && p.at+1 < len(p.src) && isLetter(p.src[p.at+1]) {
		return nil
	}
	return p.argument()
}

// argument reads one argument of a command: a bare word or a simple expression.
func (p *parser) argument() expr {
	if isLetter(p.peek()) {
		start := p.at
		for isLetter(p.peek()) || isDigit(p.peek()) || p.peek() == '.' || p.peek() == '-' {
			p.at++
		}
		return &literal{p.src[start:p.at]}
	}
	if p.take("3.0") {
		return &literal{"3.0"} // the one number with a point: a version
	}
	x := p.primary()
	if p.peek() == ',' {
		p.fail("lists as arguments aren't known here: use @( )")
	}
	return x
}

// operators by how tightly they bind, loosest first.
var levels = [][]string{
	{"-and", "-or"},
	{"-band"},
	{
		"-eq", "-ne", "-ceq", "-cne", "-ieq", "-ine", "-lt", "-le", "-gt", "-ge", "-like", "-notlike", "-clike", "-cnotlike",
		"-match", "-ccontains", "-cnotcontains", "-join", "-split",
	},
	{"+"},
}

func (p *parser) expression() expr { return p.level(0) }

func (p *parser) level(n int) expr {
	if n == len(levels) {
		return p.unary()
	}
	x := p.level(n + 1)
	for {
		save := p.at
		p.blanks(false)
		op := p.operator(levels[n])
		if op == "" {
			p.at = save
			return x
		}
		p.blanks(true)
		x = &binary{op: op, l: x, r: p.level(n + 1)}
	}
}

func (p *parser) operator(ops []string) string {
	if p.has("+=") {
		return ""
	}
	for _, op := range ops {
		if !p.has(op) {
			continue
		}
		after := p.at + len(op)
		if op != "+" && after < len(p.src) && isLetter(p.src[after]) {
			continue
		}
		p.at = after
		return op
	}
	if p.peek() == '-' && p.at+1 < len(p.src) && isLetter(p.src[p.at+1]) {
		save := p.at
		p.at++
		w := "-" + p.word()
		known := false
		for _, l := range levels {
			for _, op := range l {
				known = known || op == w
			}
		}
		if !known {
			p.fail("operator %s is not known here", w)
		}
		p.at = save
	}
	return ""
}

func (p *parser) unary() expr {
	switch {
	case p.has("-not ") || p.has("-not("):
		p.at += 4
		p.blanks(false)
		return &unary{"-not", p.unary()}
	case p.peek() == '[':
		start := p.at
		t := p.attribute()
		if !p.has("::") {
			return &cast{t[1 : len(t)-1], p.unary()}
		}
		p.at = start
	}
	x := p.primary()
	items := []expr{x}
	for {
		save := p.at
		p.blanks(false)
		if !p.take(",") {
			p.at = save
			break
		}
		p.blanks(true)
		items = append(items, p.primary())
	}
	if len(items) == 1 {
		return x
	}
	return &list{items}
}

func (p *parser) primary() expr {
	x := p.atom()
	for {
		switch {
		case p.peek() == '.' && p.at+1 < len(p.src) && isLetter(p.src[p.at+1]):
			p.at++
			name := p.word()
			if p.peek() == '(' {
				x = &call{x, name, p.args()}
			} else {
				x = &member{x, name}
			}
		case p.peek() == '[':
			p.at++
			p.blanks(true)
			at := p.expression()
			p.blanks(true)
			p.must("]")
			x = &index{x, at}
		default:
			return x
		}
	}
}

func (p *parser) args() []expr {
	p.must("(")
	var out []expr
	for {
		p.blanks(true)
		if p.take(")") {
			return out
		}
		if len(out) > 0 {
			p.must(",")
			p.blanks(true)
		}
		out = append(out, p.argumentExpr())
	}
}

// argumentExpr is an expression without commas: they part a method's arguments.
func (p *parser) argumentExpr() expr {
	if p.peek() == '[' {
		p.fail("casts as arguments of methods aren't known here")
	}
	x := p.primary()
	p.blanks(true)
	if c := p.peek(); c != ',' && c != ')' {
		p.at--
		p.fail("operators in arguments of methods need brackets here")
	}
	return x
}

func (p *parser) atom() expr {
	switch c := p.peek(); {
	case c == '$':
		return p.dollar()
	case p.has("@("):
		p.at += 2
		return &array{p.statements(')')}
	case p.has("@{"):
		return p.hash()
	case c == '(':
		p.at++
		p.blanks(true)
		body := p.pipeline()
		p.blanks(true)
		p.must(")")
		return &paren{body}
	case c == '{':
		p.at++
		return &literal{&Block{name: "block", body: p.statements('}')}}
	case c == '"':
		return p.doubleQuoted()
	case isDigit(c):
		start := p.at
		for isDigit(p.peek()) {
			p.at++
		}
		n, err := strconv.Atoi(p.src[start:p.at])
		if err != nil || isLetter(p.peek()) || p.peek() == '.' {
			p.fail("a number that is not known here")
		}
		return &literal{n}
	case c == '[':
		return p.static()
	}
	if r, _ := p.rune(); isSingleQuote(r) {
		return &literal{p.singleQuoted()}
	}
	near := p.rest()
	if len(near) > 30 {
		near = near[:30]
	}
	p.fail("%q is not known here", near)
	return nil
}

func (p *parser) dollar() expr {
	p.must("$")
	switch {
	case p.take("("):
		return &sub{p.statements(')')}
	case p.take("{"):
		name := p.word()
		p.must("}")
		return &variable{name}
	}
	name := p.word()
	switch strings.ToLower(name) {
	case "":
		p.fail("a $ without a name")
	case "true":
		return &literal{true}
	case "false":
		return &literal{false}
	case "null":
		return &literal{nil}
	}
	if p.peek() == ':' {
		p.fail("scopes of variables aren't known here")
	}
	return &variable{name}
}

func (p *parser) static() expr {
	t := p.attribute()
	p.must("::")
	name := p.word()
	if p.peek() != '(' {
		p.fail("static properties aren't known here")
	}
	return &static{t[1 : len(t)-1], name, p.args()}
}

func (p *parser) hash() expr {
	p.must("@{")
	h := &hash{}
	for {
		p.separators()
		if p.take("}") {
			return h
		}
		if w := p.word(); w != "" {
			h.keys = append(h.keys, &literal{w})
		} else {
			h.keys = append(h.keys, p.atom())
		}
		p.blanks(false)
		p.must("=")
		p.blanks(true)
		h.values = append(h.values, p.pipeline())
		p.blanks(false)
		if c := p.peek(); c != ';' && c != '\n' && c != '}' {
			p.fail("the end of a hash entry expected")
		}
	}
}
