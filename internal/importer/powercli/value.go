package powercli

import (
	"strconv"
	"strings"
)

func number(text string) bool {
	_, err := strconv.Atoi(text)
	return err == nil
}

// expression gives the value of an expression, as far as it shows.
func (h *hand) expression() any {
	v := h.single()
	if !h.is(",") {
		return v
	}
	list := []any{v}
	for h.take(",") {
		h.lines()
		list = append(list, h.single())
	}
	return list
}

func (h *hand) single() any {
	t := h.peek()
	if h.done() || t.kind == newline {
		return unknown{}
	}
	h.at++
	switch t.kind {
	case quoted:
		return h.members(t.text)
	case open:
		return h.members(h.expanded(t.text))
	case word:
		if n, err := strconv.Atoi(t.text); err == nil {
			return n
		}
		return t.text
	case dollar:
		v, ok := h.vars[t.text]
		if !ok {
			v = unknown{}
		}
		return h.members(v)
	case newline:
	case mark:
		h.at--
		return h.bracketed(t.text)
	}
	return unknown{}
}

func (h *hand) bracketed(text string) any {
	if h.depth++; h.depth > maxDepth {
		h.skipBrackets()
		h.depth--
		return unknown{}
	}
	defer func() { h.depth-- }()
	switch text {
	case "(", "$(":
		h.at++
		h.lines()
		v := h.pipeline()
		h.lines()
		if !h.is(")") { // an operator
			v = unknown{}
			h.close()
		}
		h.take(")")
		return h.members(v)
	case "@(":
		h.at++
		list := []any{}
		for h.lines(); !h.done() && !h.is(")"); h.lines() {
			was := h.at
			v := h.pipeline()
			if all, ok := v.([]any); ok {
				list = append(list, all...)
			} else {
				list = append(list, v)
			}
			if h.at == was {
				h.at++
			}
		}
		h.take(")")
		return list
	case "@{":
		return thing{kind: "args", set: h.hashtable()}
	case "[": // a type: the value behind it is what counts
		h.skipBrackets()
		if t := h.peek(); t.glued || t.kind == dollar || t.kind == quoted {
			return h.single()
		}
		return unknown{}
	case "{":
		h.skipBrackets()
	}
	return unknown{}
}

// close passes over what is left up to a closing bracket.
func (h *hand) close() {
	for !h.done() && !h.is(")") {
		if t := h.peek(); t.kind == mark && strings.ContainsAny(t.text, "({[") {
			h.skipBrackets()
			continue
		}
		h.at++
	}
}

func (h *hand) hashtable() map[string]any {
	h.at++
	set := map[string]any{}
	for h.lines(); !h.done() && !h.is("}"); h.lines() {
		key := strings.ToLower(h.peek().text)
		h.at++
		if !h.take("=") {
			continue
		}
		h.lines()
		set[key] = h.pipeline()
	}
	h.take("}")
	return set
}

// members follows .Name, .Method() and [index] behind a value.
func (h *hand) members(v any) any {
	for {
		switch {
		case h.is(".") && h.peek().glued:
			h.at++
			name := strings.ToLower(h.peek().text)
			line := h.peek().line
			h.at++
			if h.is("(") && h.peek().glued {
				h.at++
				h.lines()
				var arg any
				if !h.is(")") {
					arg = h.expression()
				}
				h.close()
				h.take(")")
				v = h.method(v, name, arg, line)
				continue
			}
			v = field(v, name)
		case h.is("[") && h.peek().glued:
			h.skipBrackets()
			v = unknown{}
		default:
			return v
		}
	}
}

// maxCommand is longer than any command of esxcli.
const maxCommand = 100

// field gives a field of a value. A command of esxcli gets longer by one word.
func field(v any, name string) any {
	t, ok := v.(thing)
	switch {
	case ok && t.kind == "esxcli" && len(t.name) < maxCommand:
		t.name = strings.TrimSpace(t.name + " " + name)
		return t
	case ok && t.set != nil:
		if v, ok := t.set[name]; ok {
			return v
		}
	case ok && (name == "name" || name == "devicename") && t.name != "":
		return t.name
	}
	return unknown{}
}

func (h *hand) method(v any, name string, arg any, line int) any {
	t, ok := v.(thing)
	switch {
	case ok && t.kind == "esxcli" && name == "createargs":
		return thing{kind: "args", set: map[string]any{}}
	case ok && t.kind == "esxcli":
		if name != "invoke" {
			h.unread(line, "vmkgen reads the second form of Get-EsxCli only: Get-EsxCli -V2")
			return unknown{}
		}
		h.invoke(t, arg, line)
	}
	return unknown{}
}

// expanded gives a text in double quotes, with the variables in it.
func (h *hand) expanded(text string) any {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case (c == '`' || c == '"') && i+1 < len(text): // the next one as it stands
			i++
			b.WriteByte(text[i])
		case c == '$' && i+1 < len(text) && text[i+1] == '(':
			return unknown{}
		case c == '$' && i+1 < len(text) && (name(text[i+1:]) > 0 || text[i+1] == '{'):
			variable, n := reference(text[i+1:])
			s, ok := plain(h.vars[variable])
			if !ok {
				return unknown{}
			}
			b.WriteString(s)
			i += n
		default:
			b.WriteByte(c)
		}
		if b.Len() > maxValue {
			return unknown{}
		}
	}
	return b.String()
}

// reference gives the variable that a text begins with, NAME or {NAME}, and how
// many bytes that are.
func reference(text string) (variable string, n int) {
	if text[0] != '{' {
		n = name(text)
		return strings.ToLower(text[:n]), n
	}
	n = name(text[1:])
	if n+1 < len(text) && text[n+1] == '}' {
		return strings.ToLower(text[1 : n+1]), n + 2
	}
	return "", 1
}

// maxValue is up to how many bytes of a text are followed.
const maxValue = 4096

// plain gives a value as a text; ok is false where it doesn't show.
func plain(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int:
		return strconv.Itoa(v), true
	case bool:
		return strconv.FormatBool(v), true
	case thing:
		return v.name, v.name != "" && v.kind != "esxcli"
	}
	return "", false
}
