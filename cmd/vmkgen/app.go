package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/vmkgen/vmkgen/internal/view"
)

// The exit codes of all commands.
const (
	exitDone      = 0 // done, or nothing to do
	exitFailed    = 1 // bad input or a failure; nothing changed that isn't named
	exitDifferent = 2 // differences found
)

// An app is one run of the program and what it may touch of the process.
type app struct {
	in                           io.Reader
	out, err                     io.Writer
	env                          []string
	outIsTerminal, errIsTerminal bool
	noColor                      bool
}

// An exit is an error that carries an exit code. An empty text prints nothing:
// all has been said.
type exit struct {
	code int
	text string
}

func (e exit) Error() string { return e.text }

// failed says what is wrong.
func failed(format string, args ...any) error { return exit{exitFailed, fmt.Sprintf(format, args...)} }

func (a *app) run(ctx context.Context, args []string) int {
	root := a.command()
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	var e exit
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, syscall.EPIPE):
		return exitFailed
	case errors.As(err, &e):
	default:
		e = exit{exitFailed, err.Error()}
	}
	if e.text != "" {
		fmt.Fprintf(a.err, "vmkgen: %s\n", e.text)
	}
	return e.code
}

func (a *app) getenv(name string) (string, bool) {
	for _, kv := range slices.Backward(a.env) {
		if k, v, ok := strings.Cut(kv, "="); ok && k == name {
			return v, true
		}
	}
	return "", false
}

// style says how text on a stream looks: colour on a terminal, unless it is
// declined, or where it is forced.
func (a *app) style(terminal bool) view.Style {
	if _, ok := a.getenv("NO_COLOR"); ok || a.noColor {
		return view.Style{}
	}
	if v, ok := a.getenv("CLICOLOR_FORCE"); ok && v != "0" {
		return view.Style{Color: true}
	}
	if v, _ := a.getenv("TERM"); v == "dumb" {
		return view.Style{}
	}
	return view.Style{Color: terminal}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// command is the table of commands.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "vmkgen",
		Short: "VMkernel networking of ESXi hosts from compact HCL",
		Long: `vmkgen turns compact HCL into the VMkernel networking of ESXi hosts: esxcli
scripts, kickstart files and PowerCLI scripts.

Exit codes: 0 done, or nothing to do; 1 bad input or a failure; 2 differences
found; 3 partly done; 4 refused.`,
		Example: `  vmkgen init                                 write a configuration to begin with
  vmkgen validate                             judge the one in this folder
  vmkgen show                                 what it means, as a table
  vmkgen render --target esxcli -o out        a script for each host`,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		Args:                       unknownCommand,
		RunE:                       func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.PersistentFlags().BoolVar(&a.noColor, "no-color", false, "never use colour (also: NO_COLOR)")
	root.CompletionOptions.HiddenDefaultCmd = false
	root.AddCommand(
		a.initCommand(), a.validateCommand(), a.fmtCommand(), a.showCommand(), a.renderCommand(),
		a.schemaCommand(), a.explainCommand(), a.versionCommand(), a.manCommand(), a.docsCommand(),
	)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return failed("%v; see %s --help", err, c.CommandPath())
	})
	return root
}

// unknownCommand answers a word that is no command with the nearest ones.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("there is no command %q", args[0])
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		text += "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return failed("%s", text)
}
