// Package esxcli is the table of esxcli's commands that configure VMkernel
// networking, and the rules by which the program takes its arguments apart.
//
// Its one rule: it knows how a command is written, not what it does.
package esxcli

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

// The table's facts come from the command models of ESXi 5.0 and 6.0, the
// command tree of 6.7 and commands in use on 6.7 to 9.0.
//
//go:embed commands.json
var text []byte

// A Command is one command of esxcli.
type Command struct {
	Words   string   `json:"command"` // namespace and command, blanks between
	Since   string   `json:"since"`   // the release it was first seen in
	Options []Option `json:"options"`
}

// An Option is one option of a command.
type Option struct {
	Long     string   `json:"long"`
	Short    string   `json:"short"`
	Type     string   `json:"type"` // string, int, bool, or flag, which takes no value
	Required bool     `json:"required"`
	Repeat   bool     `json:"repeat"`
	Values   []string `json:"values"` // the allowed ones; none: any
	Emit     string   `json:"emit"`   // the spelling to write into a script; empty: none is certain
	Since    string   `json:"since"`
}

// Table gives all commands by their words.
var Table = sync.OnceValue(func() map[string]*Command {
	var all []*Command
	if err := json.Unmarshal(text, &all); err != nil {
		panic("esxcli: the embedded table is not JSON: " + err.Error())
	}
	out := map[string]*Command{}
	for _, c := range all {
		out[c.Words] = c
	}
	return out
})

// namespace says whether some command begins with these words.
func namespace(words string) bool {
	for w := range Table() {
		if strings.HasPrefix(w, words+" ") {
			return true
		}
	}
	return false
}

// option finds an option by its long or short spelling; nil where there is none.
func (c *Command) option(word string) *Option {
	for i := range c.Options {
		o := &c.Options[i]
		if word == "--"+o.Long || o.Short != "" && word == "-"+o.Short {
			return o
		}
	}
	return nil
}
