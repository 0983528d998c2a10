package vcp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A node is a JSON value that keeps the order of its members and the spelling
// of everything in it, so that what isn't changed is written as it was read.
type node struct {
	kind  byte     // '{', '[' or 's' for a scalar
	raw   string   // a scalar, as spelt
	keys  []string // of an object, decoded
	raws  []string // of an object, as spelt
	items []*node  // of an object or a list
}

// parse reads one JSON value. Faults hold no text of it: it may hold secrets.
func parse(text []byte) (*node, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !json.Valid(text) {
		var at *json.SyntaxError
		if err := json.Unmarshal(text, new(json.RawMessage)); errors.As(err, &at) {
			return nil, fmt.Errorf("it is no JSON from byte %d on", at.Offset)
		}
		return nil, errors.New("it is no JSON")
	}
	p := parser{text: text}
	n := p.value()
	return n, p.fault
}

// A parser goes through text that is known to be JSON.
type parser struct {
	text  []byte
	at    int
	fault error
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

func (p *parser) value() *node {
	p.space()
	switch p.text[p.at] {
	case '{':
		return p.object()
	case '[':
		n := &node{kind: '['}
		p.members(']', func() { n.items = append(n.items, p.value()) })
		return n
	}
	return &node{kind: 's', raw: p.scalar()}
}

func (p *parser) object() *node {
	n := &node{kind: '{'}
	p.members('}', func() {
		raw := p.scalar()
		key := decoded(raw)
		if n.get(key) != nil && p.fault == nil {
			p.fault = fmt.Errorf("it has the member %q twice in one object", key)
		}
		p.space()
		p.at++ // the colon
		n.keys, n.raws, n.items = append(n.keys, key), append(n.raws, raw), append(n.items, p.value())
	})
	return n
}

// members calls read at each member up to the closing bracket.
func (p *parser) members(end byte, read func()) {
	for p.at++; ; {
		p.space()
		switch p.text[p.at] {
		case end:
			p.at++
			return
		case ',':
			p.at++
			p.space()
		}
		read()
	}
}

// scalar takes a text, a number or a word, as it is spelt.
func (p *parser) scalar() string {
	begin := p.at
	if p.text[p.at] != '"' {
		for p.at < len(p.text) && strings.IndexByte(" \t\r\n,]}:", p.text[p.at]) < 0 {
			p.at++
		}
		return string(p.text[begin:p.at])
	}
	for p.at++; p.text[p.at] != '"'; p.at++ {
		if p.text[p.at] == '\\' {
			p.at++
		}
	}
	p.at++
	return string(p.text[begin:p.at])
}

// decoded gives the text of a spelt one; empty for what is none.
func decoded(raw string) (text string) {
	_ = json.Unmarshal([]byte(raw), &text) // it stays empty
	return text
}

func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for i, k := range n.keys {
		if k == key {
			return n.items[i]
		}
	}
	return nil
}

// at goes down by keys; nil where there is nothing.
func (n *node) at(keys ...string) *node {
	for _, k := range keys {
		n = n.get(k)
	}
	return n
}

// text is a scalar's text; empty for anything else.
func (n *node) text() string {
	if n == nil || n.kind != 's' {
		return ""
	}
	return decoded(n.raw)
}

func (n *node) isTrue() bool { return n != nil && n.raw == "true" }

// set gives a member a value, at the end where it is new.
func (n *node) set(key string, value *node) {
	for i, k := range n.keys {
		if k == key {
			n.items[i] = value
			return
		}
	}
	n.keys, n.raws, n.items = append(n.keys, key), append(n.raws, quote(key)), append(n.items, value)
}

// drop takes a member away.
func (n *node) drop(key string) {
	for i, k := range n.keys {
		if k == key {
			n.keys = append(n.keys[:i:i], n.keys[i+1:]...)
			n.raws = append(n.raws[:i:i], n.raws[i+1:]...)
			n.items = append(n.items[:i:i], n.items[i+1:]...)
			return
		}
	}
}

// into goes down by keys, and makes what isn't there.
func (n *node) into(keys ...string) *node {
	for _, k := range keys {
		below := n.get(k)
		if below == nil {
			below = &node{kind: '{'}
			n.set(k, below)
		}
		n = below
	}
	return n
}

// element gives the object in a list, below a key of n, whose member name has a value;
// it is made where it isn't there.
func (n *node) element(list, name, value string) (found *node, made bool) {
	l := n.get(list)
	if l == nil {
		l = &node{kind: '['}
		n.set(list, l)
	}
	if found := l.find(name, value); found != nil {
		return found, false
	}
	found = object(name, text(value))
	l.items = append(l.items, found)
	return found, true
}

// find gives the object in a list whose member name has a value; nil where there is none.
func (n *node) find(name, value string) *node {
	if n == nil {
		return nil
	}
	for _, item := range n.items {
		if item.get(name).text() == value {
			return item
		}
	}
	return nil
}

func object(key string, value *node) *node {
	return &node{kind: '{', keys: []string{key}, raws: []string{quote(key)}, items: []*node{value}}
}

func text(s string) *node { return &node{kind: 's', raw: quote(s)} }

func number(n int) *node { return &node{kind: 's', raw: strconv.Itoa(n)} }

func boolean(b bool) *node { return &node{kind: 's', raw: strconv.FormatBool(b)} }

func texts(list []string) *node {
	n := &node{kind: '['}
	for _, s := range list {
		n.items = append(n.items, text(s))
	}
	return n
}

// quote spells a text as JSON, and nothing in it as HTML would.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text can be written
	return strings.TrimSuffix(b.String(), "\n")
}

// print writes a value. The indent is that of one level; empty: all in one line.
func (n *node) print(b *bytes.Buffer, indent, before string) {
	if n.kind == 's' {
		b.WriteString(n.raw)
		return
	}
	brackets := "{}"
	if n.kind == '[' {
		brackets = "[]"
	}
	b.WriteByte(brackets[0])
	for i, item := range n.items {
		if i > 0 {
			b.WriteByte(',')
		}
		newline(b, indent, before+indent)
		if n.kind == '{' {
			b.WriteString(n.raws[i] + ":")
			if indent != "" {
				b.WriteByte(' ')
			}
		}
		item.print(b, indent, before+indent)
	}
	if len(n.items) > 0 {
		newline(b, indent, before)
	}
	b.WriteByte(brackets[1])
}

func newline(b *bytes.Buffer, indent, before string) {
	if indent != "" {
		b.WriteString("\n" + before)
	}
}

// indentOf is how a document indents its first level; empty: it stands in one line.
func indentOf(doc []byte) string {
	i := bytes.IndexAny(doc, "\r\n")
	if i < 0 || len(bytes.TrimSpace(doc[i:])) == 0 {
		return ""
	}
	rest := bytes.TrimLeft(doc[i:], "\r\n")
	return string(rest[:len(rest)-len(bytes.TrimLeft(rest, " \t"))])
}
