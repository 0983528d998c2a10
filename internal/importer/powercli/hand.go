package powercli

import (
	"path"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
)

// A thing is an object of the vCenter that a script names: a host, a switch, a
// port group, a vmk, or a command of esxcli.
type thing struct {
	kind string // host, switch, group, vmk, esxcli, args
	name string
	host *scripted.Host
	set  map[string]any // of args: a hashtable
}

// unknown stands for a value that shows only when the script runs.
type unknown struct{}

// A hand is a script by hand while it is followed.
type hand struct {
	*reading
	tokens  []token
	at      int
	vars    map[string]any
	unsure  int    // the line of the condition that what is followed stands under; 0: none
	mute    string // why what is followed is not taken; empty: it is
	steps   int
	depth   int
	setters int // what set something so far
	before  int // of those, before the last condition
}

// maxSteps and maxDepth are how far loops and brackets are followed.
const (
	maxSteps = 20_000
	maxDepth = 100
)

func (r *reading) readHand(text string) {
	h := &hand{reading: r, tokens: lex(text), vars: map[string]any{"true": true, "false": false, "null": nil}}
	h.statements("")
}

// someHost is the host of a script that doesn't say which, or the one it said.
func (h *hand) someHost() *scripted.Host {
	base := path.Base(h.file)
	return h.named(strings.TrimSuffix(base, path.Ext(base)))
}

func (h *hand) peek() token {
	if h.at < len(h.tokens) {
		return h.tokens[h.at]
	}
	return token{kind: newline, line: -1}
}

func (h *hand) done() bool { return h.at >= len(h.tokens) }

// is says whether a mark comes next.
func (h *hand) is(text string) bool {
	t := h.peek()
	return !h.done() && t.kind == mark && t.text == text
}

func (h *hand) take(text string) bool {
	if h.is(text) {
		h.at++
		return true
	}
	return false
}

func (h *hand) lines() {
	for !h.done() && (h.peek().kind == newline || h.is(";")) {
		h.at++
	}
}

// tooMuch tells that a script's loops come to more than it can mean.
func (h *hand) tooMuch() {
	if h.steps == maxSteps+1 {
		h.diags = append(h.diags, importer.Fault(diag.SourceTooLarge, h.file, h.peek().line, "its loops come to more commands than any script has", ""))
	}
	h.at = len(h.tokens)
}

// statements follows statements up to a mark.
func (h *hand) statements(until string) {
	for h.lines(); !h.done() && (until == "" || !h.is(until)); h.lines() {
		if h.steps++; h.steps > maxSteps {
			h.tooMuch()
			return
		}
		was := h.at
		h.statement()
		if h.at == was {
			h.at++
		}
	}
}

func (h *hand) statement() {
	t := h.peek()
	if t.kind == word {
		switch strings.ToLower(t.text) {
		case "foreach":
			h.foreach()
			return
		case "if", "elseif", "while", "for", "switch":
			h.at++
			h.condition(t)
			return
		case "else":
			h.at++
			h.lines()
			h.otherwise(t.line)
			return
		case "try", "do", "finally", "begin", "process", "end":
			h.at++
			h.lines()
			if h.is("{") {
				h.block(false, t.line)
			}
			return
		case "catch", "function", "param", "filter":
			h.at++
			h.skipTo("{", "(")
			return
		}
	}
	if t.kind == dollar && h.assignment() {
		return
	}
	h.pipeline()
}

// condition follows the body of a condition as if that held.
func (h *hand) condition(t token) {
	if h.is("(") {
		h.skipBrackets()
	}
	h.lines()
	if !h.is("{") {
		return
	}
	was := h.mute
	if h.branches() > 1 {
		h.mute = undecided
	}
	h.before = h.setters
	h.block(true, t.line)
	h.mute = was
}

// maxBranch is how many tokens the branches of a condition may have to be looked through.
const maxBranch = 2_000

// undecided is why branches are not taken of which several set something.
const undecided = "which branch is taken shows only when the script runs"

// branches counts those from here on that set something.
func (h *hand) branches() (n int) {
	at, all := h.at, h.tokens
	h.tokens = all[:min(len(all), at+maxBranch)]
	defer func() { h.at, h.tokens = at, all }()
	for h.is("{") {
		from := h.at
		h.skipBrackets()
		if h.done() && len(h.tokens) < len(all) {
			return 2 // so long that it isn't looked through
		}
		if setting(h.tokens[from:min(h.at, len(h.tokens))]) {
			n++
		}
		h.lines()
		if next := strings.ToLower(h.peek().text); h.peek().kind != word || next != "else" && next != "elseif" {
			return n
		}
		h.at++
		h.lines()
		if h.is("(") {
			h.skipBrackets()
			h.lines()
		}
	}
	return n
}

// setting says whether tokens have a cmdlet, or a call of esxcli, that sets something.
func setting(tokens []token) bool {
	known := cmdlets()
	for i, t := range tokens {
		name := strings.ToLower(t.text)
		if t.kind == word && (known[name] != nil || name == "invoke" && i > 1 && !scripted.Reads(" "+strings.ToLower(tokens[i-2].text))) {
			return true
		}
	}
	return false
}

// otherwise follows what an else has. Where the branch before it set something,
// it depends on the host which of them is to be.
func (h *hand) otherwise(line int) {
	if !h.is("{") {
		return
	}
	was := h.mute
	if h.setters > h.before {
		h.mute = undecided
	}
	h.block(true, line)
	h.mute = was
}

// block follows a block, perhaps as one under a condition.
func (h *hand) block(conditional bool, line int) {
	h.at++
	was := h.unsure
	if conditional {
		h.unsure = line
	}
	if h.depth++; h.depth < maxDepth {
		h.statements("}")
	}
	h.depth--
	h.unsure = was
	h.take("}")
}

// skipTo passes over what a definition has.
func (h *hand) skipTo(marks ...string) {
	for !h.done() {
		for _, m := range marks {
			if h.is(m) {
				h.skipBrackets()
				h.lines()
				if m == "{" || !h.is("{") {
					return
				}
			}
		}
		if h.is("}") {
			return
		}
		h.at++
	}
}

// skipBrackets passes over brackets and what is in them.
func (h *hand) skipBrackets() {
	depth := 0
	for ; !h.done(); h.at++ {
		if h.peek().kind != mark {
			continue
		}
		switch h.peek().text {
		case "(", "{", "[", "@{", "@(", "$(":
			depth++
		case ")", "}", "]":
			if depth--; depth <= 0 {
				h.at++
				return
			}
		}
	}
}

// foreach follows its body for each item, where those show.
func (h *hand) foreach() {
	h.at++
	if !h.take("(") || h.peek().kind != dollar {
		h.skipTo("{")
		return
	}
	name := h.peek().text
	h.at += 2 // and the word in
	items := h.expression()
	h.take(")")
	h.lines()
	if !h.is("{") {
		return
	}
	list, known := items.([]any)
	if t, ok := items.(thing); ok {
		list, known = []any{t}, true
	}
	if s, ok := items.(string); ok {
		list, known = []any{s}, true
	}
	if !known {
		list = []any{unknown{}}
	}
	body := h.at
	for _, item := range list {
		if h.steps > maxSteps {
			return
		}
		h.at = body
		h.vars[name] = item
		if h.depth++; h.depth < maxDepth {
			h.at++
			h.statements("}")
		}
		h.depth--
		h.take("}")
	}
	if len(list) == 0 {
		h.skipBrackets()
	}
}

// assignment follows $name = ... and $name.field = ...
func (h *hand) assignment() bool {
	start := h.at
	name := h.peek().text
	h.at++
	field := ""
	for h.is(".") {
		h.at++
		field = strings.ToLower(h.peek().text)
		h.at++
	}
	if !h.take("=") {
		h.at = start
		return false
	}
	h.lines()
	v := h.pipeline()
	if field == "" {
		h.vars[name] = v
	} else if t, ok := h.vars[name].(thing); ok && t.set != nil {
		t.set[field] = v
	}
	return true
}

// pipeline follows commands that hand things on, and gives what the last one does.
func (h *hand) pipeline() any {
	var v any
	piped := false
	for {
		v = h.command(v, piped)
		for h.peek().kind == newline && h.at+1 < len(h.tokens) && h.tokens[h.at+1].kind == mark && h.tokens[h.at+1].text == "|" {
			h.at++
		}
		if !h.take("|") {
			return v
		}
		h.lines()
		piped = true
	}
}

// command follows one command, or an expression.
func (h *hand) command(in any, piped bool) any {
	t := h.peek()
	if t.kind != word || !strings.Contains(t.text, "-") || strings.HasPrefix(t.text, "-") {
		switch {
		case t.kind == word && (t.text == "?" || t.text == "%"):
			h.rest()
			return in
		case t.kind == word && !number(t.text):
			h.rest()
			return unknown{}
		}
		return h.expression()
	}
	h.at++
	c := &cmd{hand: h, name: strings.ToLower(t.text), line: t.line, in: in, piped: piped, args: map[string]any{}}
	c.arguments()
	return c.run()
}

// rest passes over what is left of a command.
func (h *hand) rest() {
	for !h.done() && h.peek().kind != newline && !h.is(";") && !h.is("|") && !h.is("}") && !h.is(")") {
		if t := h.peek(); t.kind == mark && strings.ContainsAny(t.text, "({[") {
			h.skipBrackets()
			continue
		}
		h.at++
	}
}
