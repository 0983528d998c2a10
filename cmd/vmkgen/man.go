package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man [DIR]",
		Short:   "Write the manual pages, or print the first of them",
		Example: "  vmkgen man | man -l -\n  vmkgen man /usr/local/share/man/man1",
		Args:    atMostOne("DIR"),
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			root.DisableAutoGenTag = true
			if len(args) == 0 {
				text, err := manPage(root)
				if err == nil {
					_, err = a.out.Write(text)
				}
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
	text, err := manPage(c)
	if err != nil {
		return 0, err
	}
	at := filepath.Join(dir, strings.ReplaceAll(c.CommandPath(), " ", "-")+".1")
	if err := publish(at, text); err != nil {
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
func manPage(c *cobra.Command) ([]byte, error) {
	var b bytes.Buffer
	title := strings.ToUpper(strings.ReplaceAll(c.CommandPath(), " ", "-"))
	header := &doc.GenManHeader{Title: title, Section: "1", Source: "vmkgen " + version(), Manual: "vmkgen", Date: &time.Time{}}
	if err := doc.GenMan(c, header, &b); err != nil {
		return nil, failed("%v", err)
	}
	return bytes.Replace(b.Bytes(), []byte(`"Jan 0001"`), []byte(`""`), 1), nil
}

// publish writes a file for everybody to read.
func publish(at string, text []byte) error {
	if err := os.WriteFile(at, text, 0o644); err != nil {
		return failed("%s: %v", at, cause(err))
	}
	return nil
}
