package powercli

import (
	"strings"
	"unicode/utf8"
)

// A token is a word of PowerShell. Texts are as they are meant.
type token struct {
	kind  tokenKind
	text  string
	line  int
	glued bool // nothing stands between it and the token before
}

type tokenKind int

const (
	word    tokenKind = iota // Get-VMHost, -Name, 9000, vmnic2
	quoted                   // 'text'
	open                     // "text with $variables": as it stands
	dollar                   // $name
	mark                     // one of ( ) { } [ ] , ; | = . @( @{ $( and the like
	newline                  // an end of a line that ends a statement
)

// lexer takes a script apart. It never fails: what it can't make sense of
// comes to words that nothing knows.
type lexer struct {
	src  string
	at   int
	line int
	out  []token
}

func lex(src string) []token {
	l := &lexer{src: src, line: 1}
	for l.at < len(l.src) {
		l.next()
	}
	return l.out
}

func (l *lexer) add(kind tokenKind, text string, from int) {
	glued := from > 0 && !strings.ContainsRune(" \t\n`", rune(l.src[from-1]))
	l.out = append(l.out, token{kind, text, l.line, glued})
}

var marks = []string{"@{", "@(", "$(", "+=", "(", ")", "{", "}", "[", "]", ",", ";", "|", "=", "."}

func (l *lexer) next() {
	rest, from := l.src[l.at:], l.at
	r, n := utf8.DecodeRuneInString(rest)
	switch {
	case strings.HasPrefix(rest, "`\n"):
		l.at += 2
		l.line++
	case r == '\n':
		l.add(newline, "", from)
		l.at++
		l.line++
	case r == ' ' || r == '\t':
		l.at++
	case strings.HasPrefix(rest, "<#"):
		l.skip(rest, "#>")
	case r == '#':
		line, _, _ := strings.Cut(rest, "\n")
		l.at += len(line)
	case strings.HasPrefix(rest, "@'\n") || strings.HasPrefix(rest, "@\"\n"):
		l.skip(rest, "\n"+rest[1:2]+"@")
	case singleQuote(r):
		l.single(rest, n)
	case r == '"' || r == '\u201c' || r == '\u201d':
		l.double(from, n)
	case r == '$' && len(rest) > 1 && name(rest[1:]) > 0:
		end := 1 + name(rest[1:])
		l.add(dollar, strings.ToLower(rest[1:end]), from)
		l.at += end
	default:
		l.markOrWord(rest, from)
	}
}

// single reads a text in single quotes, the first of so many bytes.
func (l *lexer) single(rest string, n int) {
	from := l.at
	p := &literals{rest: rest}
	if n > 1 { // a typographic one
		p.rest = "'" + rest[n:]
	}
	text, err := p.text()
	if err != nil {
		text, p.rest = rest[n:], ""
	}
	l.add(quoted, text, from)
	l.line += strings.Count(text, "\n")
	l.at = len(l.src) - len(p.rest)
	for l.at > from && strings.ContainsRune(" \t", rune(l.src[l.at-1])) { // which text leaves out
		l.at--
	}
}

// skip passes over what has an end of its own.
func (l *lexer) skip(rest, end string) {
	n := strings.Index(rest, end)
	if n < 0 {
		n = len(rest) - len(end)
	}
	l.line += strings.Count(rest[:n+len(end)], "\n")
	l.at += n + len(end)
}

// name is how long the name of a variable is.
func name(s string) (n int) {
	for n < len(s) && (s[n] == '_' || s[n] >= '0' && s[n] <= '9' || s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z') {
		n++
	}
	return n
}

// double reads a text in double quotes, as it stands.
func (l *lexer) double(from, n int) {
	at := l.at + n
	for at < len(l.src) {
		switch l.src[at] {
		case '`':
			at++
		case '"':
			if at+1 < len(l.src) && l.src[at+1] == '"' {
				at++
				break
			}
			text := l.src[l.at+n : at]
			l.add(open, text, from)
			l.line += strings.Count(text, "\n")
			l.at = at + 1
			return
		}
		at++
	}
	l.add(open, "", from)
	l.at = len(l.src)
}

// member says whether a dot here leads to a member of what stands before it.
func (l *lexer) member() bool {
	n := len(l.out)
	if n == 0 || strings.ContainsRune(" \t\n", rune(l.src[l.at-1])) {
		return false
	}
	switch last := l.out[n-1]; last.kind {
	case dollar, quoted, open:
		return true
	case mark:
		return last.text == ")" || last.text == "]"
	case word:
		return n > 1 && l.out[n-2].kind == mark && l.out[n-2].text == "."
	case newline:
	}
	return false
}

func (l *lexer) markOrWord(rest string, from int) {
	for _, m := range marks {
		if strings.HasPrefix(rest, m) && (m != "." || l.member()) {
			l.add(mark, m, from)
			l.at += len(m)
			return
		}
	}
	rest = rest[:min(len(rest), maxWord)]
	end := strings.IndexAny(rest, " \t\n,;|(){}='\"")
	if end < 0 {
		end = len(rest)
	}
	if at := strings.IndexAny(rest[:end], "[]"); at >= 0 && rest[at] == ']' { // of a type's name
		end = at
	}
	end = max(end, 1)
	if last := len(l.out) - 1; last >= 0 && l.out[last].kind == mark && l.out[last].text == "." && end > 1 {
		if dot := strings.IndexAny(rest[:end], ".[]"); dot > 0 {
			end = dot
		}
	}
	l.add(word, rest[:end], from)
	l.at += end
}

// maxWord is up to how many bytes are one word.
const maxWord = 256
