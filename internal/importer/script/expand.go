package script

import (
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// A piece is a part of a word's value. What an unquoted expansion gives is
// split at blanks.
type piece struct {
	text  string
	split bool
}

// value gives a word's value, as far as it shows without a host.
func (s *shell) value(w *syntax.Word) (string, bool) {
	var b strings.Builder
	all, ok := s.pieces(nil, w.Parts, false)
	for _, p := range all {
		b.WriteString(p.text)
	}
	return b.String(), ok && b.Len() <= maxValue
}

// fields gives the words that a shell would make of words.
func (s *shell) fields(words []*syntax.Word) (out []string, ok bool) {
	for _, w := range words {
		all, ok := s.pieces(nil, w.Parts, false)
		if !ok {
			return nil, false
		}
		var b strings.Builder
		open := false
		for _, p := range all {
			if !p.split {
				b.WriteString(p.text)
				open = true
				continue
			}
			parts := strings.Fields(p.text)
			for i, part := range parts {
				if i > 0 {
					out = append(out, b.String())
					b.Reset()
				}
				b.WriteString(part)
				open = true
			}
		}
		if open {
			out = append(out, b.String())
		}
	}
	return out, true
}

func (s *shell) pieces(out []piece, parts []syntax.WordPart, quoted bool) ([]piece, bool) {
	for _, p := range parts {
		switch p := p.(type) {
		case *syntax.Lit:
			if !quoted && strings.Contains(p.Value, "{") && strings.ContainsAny(p.Value, ",.") {
				return nil, false // bash would make several words of it, ash wouldn't
			}
			out = append(out, piece{text: unescaped(p.Value, quoted)})
		case *syntax.SglQuoted:
			if p.Dollar {
				return nil, false
			}
			out = append(out, piece{text: p.Value})
		case *syntax.DblQuoted:
			out = append(out, piece{})
			var ok bool
			if out, ok = s.pieces(out, p.Parts, true); !ok || p.Dollar {
				return nil, false
			}
		default:
			text, ok := s.expansion(p)
			if !ok || len(text) > maxValue {
				return nil, false
			}
			out = append(out, piece{text, !quoted})
		}
	}
	return out, true
}

// unescaped leaves out the backslashes that only quote what follows them.
func unescaped(text string, quoted bool) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) && (!quoted || strings.IndexByte("$`\"\\\n", text[i+1]) >= 0) {
			i++
			if text[i] == '\n' {
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func (s *shell) expansion(p syntax.WordPart) (string, bool) {
	switch p := p.(type) {
	case *syntax.ParamExp:
		return s.parameter(p)
	case *syntax.ArithmExp:
		n, ok := s.number(p.X)
		return strconv.Itoa(n), ok
	case *syntax.CmdSubst:
		return s.sequence(p)
	}
	return "", false
}

func (s *shell) parameter(p *syntax.ParamExp) (string, bool) {
	if p.Param == nil || p.Excl || p.Length || p.Width || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Names != 0 {
		return "", false
	}
	name := p.Param.Value
	v, known := s.vars[name]
	if n, err := strconv.Atoi(name); err == nil {
		if known = n >= 1 && n <= len(s.args); known {
			v = s.args[n-1]
		}
	}
	if p.Exp == nil {
		return v, known
	}
	if p.Exp.Op != syntax.DefaultUnset && p.Exp.Op != syntax.DefaultUnsetOrNull {
		return "", false
	}
	if known && (v != "" || p.Exp.Op == syntax.DefaultUnset) {
		return v, true
	}
	if p.Exp.Word == nil {
		return "", true
	}
	s.host.Guess("%s has its default of line %d", name, s.at(p))
	return s.value(p.Exp.Word)
}

// number computes with whole numbers.
func (s *shell) number(x syntax.ArithmExpr) (int, bool) {
	switch x := x.(type) {
	case *syntax.ParenArithm:
		return s.number(x.X)
	case *syntax.Word:
		text, ok := s.value(x)
		if v, is := s.vars[text]; ok && is {
			text = v
		}
		n, err := strconv.Atoi(text)
		return n, ok && err == nil
	case *syntax.BinaryArithm:
		a, fine := s.number(x.X)
		b, good := s.number(x.Y)
		if !fine || !good {
			return 0, false
		}
		switch {
		case x.Op == syntax.Add:
			return a + b, true
		case x.Op == syntax.Sub:
			return a - b, true
		case x.Op == syntax.Mul:
			return a * b, true
		case x.Op == syntax.Quo && b != 0:
			return a / b, true
		case x.Op == syntax.Rem && b != 0:
			return a % b, true
		}
	}
	return 0, false
}

// maxSequence is up to how many numbers $(seq FIRST LAST) is followed.
const maxSequence = 1024

// sequence gives the numbers that $(seq FIRST LAST) gives: the one command
// whose output shows without a host.
func (s *shell) sequence(c *syntax.CmdSubst) (string, bool) {
	if len(c.Stmts) != 1 {
		return "", false
	}
	call, ok := c.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) < 2 || len(call.Args) > 3 || call.Args[0].Lit() != "seq" {
		return "", false
	}
	words, ok := s.fields(call.Args[1:])
	if !ok || len(words) == 0 {
		return "", false
	}
	first := 1
	last, err := strconv.Atoi(words[len(words)-1])
	if err == nil && len(words) == 2 {
		first, err = strconv.Atoi(words[0])
	}
	if err != nil || len(words) > 2 || last-first >= maxSequence {
		return "", false
	}
	var out []string
	for n := first; n <= last; n++ {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, " "), true
}
