package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// usage is how help goes on after its first words.
const usage = `Usage:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} COMMAND{{else}}{{.UseLine}}{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableFlags}}

Flags:
{{flagTable .}}{{end}}{{if .HasAvailableSubCommands}}

{{.CommandPath}} COMMAND --help says more about one.{{end}}
`

// withUsage gives a command and those below it our form of help.
func withUsage(root *cobra.Command) {
	addFlagTable()
	root.SetUsageTemplate(usage)
}

// addFlagTable is done once, since cobra keeps such functions for all commands.
var addFlagTable = sync.OnceFunc(func() { cobra.AddTemplateFunc("flagTable", flagTable) })

// flagTable lists a command's flags.
func flagTable(c *cobra.Command) string {
	var rows [][2]string
	wide := 0
	eachFlag(c, func(f *pflag.Flag) {
		rows = append(rows, [2]string{flagName(f), flagMeaning(f)})
		wide = max(wide, len(flagName(f)))
	})
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "  %-*s  %s\n", wide, r[0], r[1])
	}
	return strings.TrimRight(b.String(), "\n")
}

// eachFlag visits what a command takes, its own flags before everybody's.
func eachFlag(c *cobra.Command, visit func(*pflag.Flag)) {
	shown := func(f *pflag.Flag) {
		if !f.Hidden {
			visit(f)
		}
	}
	c.NonInheritedFlags().VisitAll(shown)
	c.InheritedFlags().VisitAll(shown)
}

// flagName is a flag as it is typed, with what it takes.
func flagName(f *pflag.Flag) string {
	name := "    --" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", --" + f.Name
	}
	if value, _ := pflag.UnquoteUsage(f); value != "" && f.Value.Type() != "bool" {
		name += " " + value
	}
	return name
}

// flagMeaning says what a flag does, and what holds without it.
func flagMeaning(f *pflag.Flag) string {
	_, text := pflag.UnquoteUsage(f)
	if d := strings.Trim(f.DefValue, "[]"); d != "" && d != "false" {
		text += " (default: " + d + ")"
	}
	return text
}

// badFlag answers a flag that can't be read, an unknown one with the nearest.
func badFlag(c *cobra.Command, err error) error {
	text := err.Error()
	if unknown := new(pflag.NotExistError); errors.As(err, &unknown) && strings.HasPrefix(text, "unknown flag") {
		var known []string
		eachFlag(c, func(f *pflag.Flag) { known = append(known, f.Name) })
		if near := diag.Nearest(unknown.GetSpecifiedName(), known); near != "" {
			return failed("%s; did you mean --%s?", text, near)
		}
	}
	return failed("%s; see %s --help", text, c.CommandPath())
}

// unknownCommand answers a word that is no command with the nearest one.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, k := range c.Commands() {
		if k.IsAvailableCommand() {
			known = append(known, k.Name())
		}
	}
	if near := diag.Nearest(args[0], known); near != "" {
		return failed("there is no command %q; did you mean %s?", args[0], near)
	}
	return failed("there is no command %q; see %s --help", args[0], c.CommandPath())
}

// oneOf says which of several words an argument has to be, where it is none.
func oneOf(flag, word string, words []string) error {
	last := len(words) - 1
	text := fmt.Sprintf("%s takes %s or %s, not %q", flag, strings.Join(words[:last], ", "), words[last], word)
	if near := diag.Nearest(word, words); near != "" {
		text += "; did you mean " + near + "?"
	}
	return failed("%s", text)
}
