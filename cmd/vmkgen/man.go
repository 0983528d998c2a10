package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man [DIR]",
		Short:   "Write the manual pages, or print the first of them",
		Example: "  vmkgen man | man -l -\n  vmkgen man /usr/local/share/man/man1",
		Args:    atMostOne("DIR"),
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			if len(args) == 0 {
				_, err := a.out.Write(manPage(root))
				return err
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return failed("%s: %v", args[0], cause(err))
			}
			n, err := manPages(root, args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(a.err, "vmkgen: wrote %s to %s\n", count(n, "manual page"), filepath.Clean(args[0]))
			return nil
		},
	}
}

// manPages writes the pages of a command and of those below it.
func manPages(c *cobra.Command, dir string) (written int, err error) {
	if err := publish(filepath.Join(dir, pageName(c)+".1"), manPage(c)); err != nil {
		return 0, err
	}
	written = 1
	for _, sub := range c.Commands() {
		if !sub.IsAvailableCommand() {
			continue
		}
		n, err := manPages(sub, dir)
		written += n
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// manPage is a command's page. It has no date: the same program gives the same
// bytes.
func manPage(c *cobra.Command) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, ".TH \"%s\" \"1\" \"\" \"vmkgen %s\" \"vmkgen\"\n.ad l\n", strings.ToUpper(pageName(c)), roff(version()))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(pageName(c)), roff(c.Short))
	use := c.UseLine()
	if c.HasAvailableSubCommands() {
		use = c.CommandPath() + " COMMAND"
	}
	fmt.Fprintf(&b, ".SH SYNOPSIS\n\\fB%s\\fP\n", roff(use))
	long := c.Long
	if long == "" {
		long = c.Short + "."
	}
	b.WriteString(".SH DESCRIPTION\n" + strings.ReplaceAll(roff(long), "\n\n", "\n.PP\n") + "\n.SH OPTIONS\n")
	eachFlag(c, func(f *pflag.Flag) {
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fP\n%s\n", roff(strings.TrimSpace(flagName(f))), roff(flagMeaning(f)))
	})
	if c.HasExample() {
		b.WriteString(".SH EXAMPLES\n.EX\n" + roff(unindent(c.Example)) + "\n.EE\n")
	}
	b.WriteString(".SH SEE ALSO\n" + seeAlso(c) + "\n")
	return b.Bytes()
}

func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// seeAlso names the pages above and below a command's.
func seeAlso(c *cobra.Command) string {
	var pages []string
	if c.HasParent() {
		pages = append(pages, pageName(c.Parent()))
	}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			pages = append(pages, pageName(sub))
		}
	}
	for i, p := range pages {
		pages[i] = `\%\fB` + roff(p) + `\fP(1)`
	}
	return strings.Join(pages, ",\n")
}

// roff writes text so that nothing in it is a command to the formatter, and
// dashes and quotes stay what was typed.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
	return strings.TrimPrefix(strings.ReplaceAll("\n"+text, "\n.", "\n\\&."), "\n")
}

// publish writes a file for everybody to read.
func publish(at string, text []byte) error {
	if err := os.WriteFile(at, text, 0o644); err != nil {
		return failed("%s: %v", at, cause(err))
	}
	return nil
}
