package powercli

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// A cmd is one cmdlet and what it is handed.
type cmd struct {
	*hand
	name  string // lower case
	line  int
	in    any // from the command before it
	piped bool
	args  map[string]any // by parameter, lower case
	rest  []any          // without one
}

// arguments reads parameters and values up to the command's end.
func (c *cmd) arguments() {
	for !c.done() {
		t := c.peek()
		switch {
		case t.kind == newline || c.is(";") || c.is("|") || c.is("}") || c.is(")"):
			return
		case parameter(t):
			c.at++
			c.argument(t)
		case t.kind == word && strings.HasPrefix(t.text, "@"): // splatting
			c.at++
			if v, ok := c.vars[strings.ToLower(t.text[1:])].(thing); ok {
				maps.Copy(c.args, v.set)
			} else {
				c.args["@"] = unknown{}
			}
		default:
			was := c.at
			c.rest = append(c.rest, c.expression())
			if c.at == was {
				c.at++
			}
		}
	}
}

func parameter(t token) bool {
	return t.kind == word && strings.HasPrefix(t.text, "-") && !number(t.text)
}

// argument reads the value of a parameter; one without is a switch.
func (c *cmd) argument(t token) {
	name, value, joined := strings.Cut(strings.ToLower(strings.TrimPrefix(t.text, "-")), ":")
	next := c.peek()
	switch {
	case joined && value == "" && !c.done():
		c.args[name] = c.expression()
	case joined:
		c.args[name] = map[string]any{"$true": true, "$false": false}[value]
	case c.done() || next.kind == newline || parameter(next) || next.kind == mark && strings.Contains(";|})", next.text):
		c.args[name] = true
	default:
		c.args[name] = c.expression()
	}
}

// arg gives a parameter's value as a text; empty where it isn't given.
func (c *cmd) arg(name string) string {
	v, given := c.args[name]
	if s, ok := plain(v); given && ok {
		return s
	}
	return ""
}

// run does what is known of a cmdlet, and gives what it gives.
func (c *cmd) run() any {
	switch c.name {
	case "get-vmhost":
		return c.hosts()
	case "get-esxcli":
		return thing{kind: "esxcli", host: c.host()}
	case "get-virtualswitch", "get-vdswitch", "get-virtualportgroup", "get-vdportgroup", "get-vmhostnetworkadapter":
		return c.found()
	case "where-object", "sort-object", "select-object":
		return c.in
	}
	do, known := cmdlets()[c.name]
	switch {
	case !known && networking().MatchString(c.name):
		c.unread(c.line, "vmkgen doesn't know what %s sets", c.name)
	case !known:
		return unknown{}
	case c.args["@"] != nil:
		c.unread(c.line, "what %s is handed shows only when the script runs", c.name)
	default:
		return c.set(do)
	}
	return unknown{}
}

var networking = pattern.Of(`^(new|set|add|remove)-(vmhost.*(network|route|iscsi)|vmhostnetwork|virtual(switch|portgroup)|vd(switch|portgroup)|nicteaming|securitypolicy).*`)

// set runs a cmdlet that sets something, as far as it shows what.
func (c *cmd) set(do func(*cmd) any) any {
	c.setters++
	if c.mute != "" {
		c.unread(c.line, "%s", c.mute)
		return unknown{}
	}
	for _, v := range c.args {
		if !shows(v) {
			c.unread(c.line, "some of what %s is handed shows only when the script runs", c.name)
			return unknown{}
		}
	}
	if c.unsure > 0 {
		c.host().Guess("what the script does under the condition of line %d", c.unsure)
	}
	return do(c)
}

func shows(v any) bool {
	switch v := v.(type) {
	case unknown:
		return false
	case []any:
		for _, x := range v {
			if !shows(x) {
				return false
			}
		}
	}
	return true
}

// host is the host that a cmdlet is about.
func (c *cmd) host() *scripted.Host {
	for _, name := range []string{"vmhost", "virtualswitch", "virtualnic", "portgroup", "virtualportgroup", "server"} {
		switch v := c.args[name].(type) {
		case thing:
			if v.host != nil {
				return v.host
			}
		case string:
			if name == "vmhost" && !strings.ContainsAny(v, "*?[") {
				return c.named(v)
			}
		}
	}
	if t, ok := c.in.(thing); ok && t.host != nil {
		return t.host
	}
	return c.someHost()
}

func (c *cmd) hosts() any {
	v, given := c.args["name"]
	if !given && len(c.rest) > 0 {
		v, given = c.rest[0], true
	}
	if !given && c.piped {
		v = c.in
	}
	list, many := v.([]any)
	if !many {
		list = []any{v}
	}
	var out []any
	for _, x := range list {
		t := thing{kind: "host"}
		if s, ok := plain(x); ok && !strings.ContainsAny(s, "*?[") {
			t.name, t.host = s, c.named(s)
		} else {
			t.host = c.someHost()
		}
		out = append(out, t)
	}
	if !many {
		return out[0]
	}
	return out
}

// found is a thing that is looked up by its name.
func (c *cmd) found() any {
	kind := map[string]string{
		"get-virtualswitch": "switch", "get-vdswitch": "distributed", "get-virtualportgroup": "group", "get-vdportgroup": "dvgroup",
		"get-vmhostnetworkadapter": "vmk",
	}[c.name]
	t := thing{kind: kind, name: c.arg("name"), host: c.host()}
	if t.name == "" && len(c.rest) > 0 {
		t.name, _ = plain(c.rest[0])
	}
	if t.name == "" || strings.ContainsAny(t.name, "*?[") {
		return unknown{}
	}
	return t
}

// run hands a command to esxcli's reader.
func (h *hand) esxcli(on *scripted.Host, line int, words ...string) {
	call, err := esxcli.Parse(words)
	switch {
	case errors.Is(err, esxcli.ErrHelp):
	case err != nil:
		h.unread(line, "esxcli would refuse it, or vmkgen doesn't know it: %s", strings.TrimPrefix(err.Error(), "Error: "))
	default:
		if unread := on.Run(call); unread != "" {
			h.unread(line, "%s", unread)
		}
	}
}

func (c *cmd) do(words ...string) { c.esxcli(c.host(), c.line, words...) }

// invoke follows $esxcli.network.….Invoke(@{...}).
func (h *hand) invoke(t thing, arg any, line int) {
	if scripted.Reads(t.name) || t.name == "" {
		return
	}
	command := commandNamed(t.name)
	if command == nil {
		if area, _, _ := strings.Cut(t.name, " "); slices.Contains([]string{"network", "iscsi", "vsan", "nvme"}, area) {
			h.unread(line, "vmkgen doesn't know esxcli %s", t.name)
		}
		return
	}
	h.setters++
	a, ok := arg.(thing)
	switch {
	case h.mute != "":
		h.unread(line, "%s", h.mute)
		return
	case arg != nil && (!ok || a.set == nil):
		h.unread(line, "what it is handed shows only when the script runs")
		return
	}
	words, hidden := spelt(command, a.set)
	if hidden != "" {
		h.unread(line, "what it is handed as %s shows only when the script runs", hidden)
		return
	}
	if h.unsure > 0 {
		t.host.Guess("what the script does under the condition of line %d", h.unsure)
	}
	h.esxcli(t.host, line, words...)
}

// commandNamed finds a command, whatever the case; nil where there is none.
func commandNamed(name string) *esxcli.Command {
	for words, c := range esxcli.Table() {
		if strings.EqualFold(words, name) {
			return c
		}
	}
	return nil
}

// spelt gives a command's words as esxcli takes them, and an option whose value doesn't show.
func spelt(c *esxcli.Command, set map[string]any) (words []string, hidden string) {
	words = strings.Fields(c.Words)
	for _, o := range c.Options {
		v, given := set[strings.ReplaceAll(strings.ToLower(o.Long), "-", "")]
		if !given {
			continue
		}
		s, ok := plain(v)
		switch {
		case !ok:
			return nil, o.Long
		case o.Type == "flag" && s == "true":
			words = append(words, "--"+o.Long)
		case o.Type != "flag":
			words = append(words, "--"+o.Long, s)
		}
	}
	return words, ""
}
