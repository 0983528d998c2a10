package importer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An xmlKind is a kind of piece of XML.
type xmlKind int

const (
	xmlStart xmlKind = iota
	xmlEnd
	xmlText
)

// A piece of XML is the start of an element, its end, or a text between.
type piece struct {
	kind  xmlKind
	name  string // without its prefix
	attrs []byte // of a start, as they stand there
	text  []byte // of a text, as it stands there
}

// A cutter takes XML apart as fast as sheets of millions of cells need it, ten
// times faster than encoding/xml. It knows of XML what workbooks have, and
// refuses declarations of types, so that no entity is of its writer's making.
type cutter struct {
	rest []byte
	ends string // an element without content, whose end comes next
	word map[string]string
}

func newCutter(data []byte) (*cutter, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return nil, errors.New("it is not UTF-8")
	}
	return &cutter{rest: data, word: map[string]string{}}, nil
}

// next gives the next piece; io.EOF at the end.
func (c *cutter) next() (piece, error) {
	if c.ends != "" {
		p := piece{kind: xmlEnd, name: c.ends}
		c.ends = ""
		return p, nil
	}
	for len(c.rest) > 0 {
		if c.rest[0] != '<' {
			at := bytes.IndexByte(c.rest, '<')
			if at < 0 {
				at = len(c.rest)
			}
			p := piece{kind: xmlText, text: c.rest[:at]}
			c.rest = c.rest[at:]
			return p, nil
		}
		p, ok, err := c.tag()
		if ok || err != nil {
			return p, err
		}
	}
	return piece{}, io.EOF
}

// tag reads what begins with <; ok is false for what says nothing.
func (c *cutter) tag() (p piece, ok bool, err error) {
	for _, skip := range [][2]string{{"<?", "?>"}, {"<!--", "-->"}} {
		if bytes.HasPrefix(c.rest, []byte(skip[0])) {
			_, rest, found := bytes.Cut(c.rest[len(skip[0]):], []byte(skip[1]))
			if !found {
				return p, false, io.ErrUnexpectedEOF
			}
			c.rest = rest
			return p, false, nil
		}
	}
	if bytes.HasPrefix(c.rest, []byte("<!")) {
		return p, false, errors.New("it has declarations of its own, which no workbook needs")
	}
	end := tagEnd(c.rest)
	if end < 0 {
		return p, false, io.ErrUnexpectedEOF
	}
	body := c.rest[1:end]
	c.rest = c.rest[end+1:]
	if bytes.HasPrefix(body, []byte("/")) {
		return piece{kind: xmlEnd, name: c.named(bytes.TrimRight(body[1:], " \t\r\n"))}, true, nil
	}
	empty := bytes.HasSuffix(body, []byte("/"))
	body = bytes.TrimSuffix(body, []byte("/"))
	at := bytes.IndexAny(body, " \t\r\n")
	if at < 0 {
		at = len(body)
	}
	p = piece{kind: xmlStart, name: c.named(body[:at]), attrs: body[at:]}
	if p.name == "" {
		return p, false, errors.New("an element has no name")
	}
	if empty {
		c.ends = p.name
	}
	return p, true, nil
}

// tagEnd finds the > of a tag, which may also stand in the values of attributes.
func tagEnd(b []byte) int {
	quote := byte(0)
	for i, x := range b {
		switch {
		case quote != 0:
			if x == quote {
				quote = 0
			}
		case x == '"' || x == '\'':
			quote = x
		case x == '>':
			return i
		}
	}
	return -1
}

// named gives a name without its prefix, one string for all of a kind.
func (c *cutter) named(b []byte) string {
	if at := bytes.IndexByte(b, ':'); at >= 0 {
		b = b[at+1:]
	}
	if s, ok := c.word[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(c.word) < 1000 {
		c.word[s] = s
	}
	return s
}

// attr gives an attribute that has no prefix; empty where there is none.
func (p *piece) attr(name string) string {
	rest := p.attrs
	for {
		at := bytes.IndexByte(rest, '=')
		if at < 0 {
			return ""
		}
		key := bytes.TrimSpace(rest[:at])
		rest = bytes.TrimLeft(rest[at+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return ""
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return ""
		}
		if string(key) == name {
			text, err := unescape(rest[1 : end+1])
			if err != nil {
				return ""
			}
			return text
		}
		rest = rest[end+2:]
	}
}

var entities = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`, "apos": "'"}

// unescape gives a text with its entities resolved.
func unescape(b []byte) (string, error) {
	if bytes.IndexByte(b, '&') < 0 {
		return string(b), nil
	}
	var out strings.Builder
	for len(b) > 0 {
		before, after, found := bytes.Cut(b, []byte("&"))
		out.Write(before)
		if !found {
			break
		}
		name, rest, ended := bytes.Cut(after, []byte(";"))
		if !ended {
			return "", errors.New("an & stands alone")
		}
		text, ok := entity(string(name))
		if !ok {
			return "", fmt.Errorf("there is no entity &%.20s;", name)
		}
		out.WriteString(text)
		b = rest
	}
	return out.String(), nil
}

func entity(name string) (string, bool) {
	if text, ok := entities[name]; ok {
		return text, true
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return "", false
	}
	base := 10
	if x, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = x, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return "", false
	}
	return string(rune(n)), true
}
