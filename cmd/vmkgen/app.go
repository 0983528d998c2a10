package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/vmkgen/vmkgen/internal/view"
)

// The exit codes of all commands.
const (
	exitDone      = 0 // done, or nothing to do
	exitFailed    = 1 // bad input or a failure; nothing changed that isn't named
	exitDifferent = 2 // differences found
	exitPartly    = 3 // partly done, rolled back or not confirmed
	exitRefused   = 4 // refused: something is in the way, or has to be allowed
)

// An app is one run of the program and what it may touch of the process.
type app struct {
	ctx                          context.Context // ends when the user interrupts
	in                           io.Reader
	out, err                     io.Writer
	env                          []string
	now                          func() time.Time
	inIsTerminal                 bool
	outIsTerminal, errIsTerminal bool
	noColor                      bool
	conn                         liveFlags // how real hosts are reached
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
	a.ctx = ctx
	root := a.command(args)
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	var e exit
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &e):
	default:
		e = exit{exitFailed, strings.Replace(err.Error(), "write /dev/stdout:", "standard output:", 1)}
	}
	if e.text != "" {
		fmt.Fprintf(a.err, "vmkgen: %s\n", e.text)
	}
	return e.code
}

func (a *app) getenv(name string) string {
	for _, kv := range slices.Backward(a.env) {
		if k, v, ok := strings.Cut(kv, "="); ok && k == name {
			return v
		}
	}
	return ""
}

// style says how text on a stream looks: colour on a terminal, unless it is
// declined, or where it is forced.
func (a *app) style(terminal bool) view.Style {
	switch force := a.getenv("CLICOLOR_FORCE"); {
	case a.noColor || a.getenv("NO_COLOR") != "":
		return view.Style{}
	case force != "" && force != "0":
		return view.Style{Color: true}
	}
	return view.Style{Color: terminal && a.getenv("TERM") != "dumb"}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// A maker makes one command.
type maker struct {
	name string
	make func() *cobra.Command
}

// makers is the table of commands.
func (a *app) makers() []maker {
	return []maker{
		{"init", a.initCommand},
		{"validate", a.validateCommand},
		{"fmt", a.fmtCommand},
		{"show", a.showCommand},
		{"render", a.renderCommand},
		{"plan", a.planCommand},
		{"diff", a.diffCommand},
		{"snapshot", a.snapshotCommand},
		{"import", a.importCommand},
		{"sim", a.simCommand},
		{"apply", a.applyCommand},
		{"verify", a.verifyCommand},
		{"rollback", a.rollbackCommand},
		{"runs", a.runsCommand},
		{"ping", a.pingCommand},
		{"schema", a.schemaCommand},
		{"explain", a.explainCommand},
		{"version", a.versionCommand},
		{"completion", a.completionCommand},
		{"man", a.manCommand},
		{"docs", a.docsCommand},
	}
}

// wanted gives the commands that a command line needs: all, unless its first
// word names one that looks at no other. Making them all, with their flags,
// would be a tenth of what a small validate costs.
func (a *app) wanted(args []string) []maker {
	all := a.makers()
	for i, m := range all {
		if len(args) > 0 && m.name == args[0] && !slices.Contains([]string{"completion", "man", "docs"}, m.name) {
			return all[i : i+1]
		}
	}
	return all
}

// command is the program's command with those below it that a command line needs.
func (a *app) command(args []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "vmkgen",
		Short: "VMkernel networking of ESXi hosts from compact HCL",
		Long: `vmkgen turns compact HCL into the VMkernel networking of ESXi hosts: esxcli
scripts, kickstart files and PowerCLI scripts.

Results go to standard output, all else to standard error. Exit codes: 0 done, or
nothing to do; 1 bad input or a failure; 2 differences found.`,
		Example: `  vmkgen init                             # write a configuration to begin with
  vmkgen validate                         # judge the one in this folder
  vmkgen show                             # what it means, as a table
  vmkgen render --target esxcli -o out    # a script for each host`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          unknownCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	withUsage(root)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetVersionTemplate("vmkgen {{.Version}}\n")
	root.PersistentFlags().BoolVar(&a.noColor, "no-color", false, "never use colour (also: NO_COLOR)")
	for _, m := range a.wanted(args) {
		root.AddCommand(m.make())
	}
	root.SetFlagErrorFunc(badFlag)
	return root
}
