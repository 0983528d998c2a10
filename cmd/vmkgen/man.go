package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man [DIR]",
		Short:   "Write the manual pages, or print the first of them",
		Example: "  vmkgen man | man -l -\n  vmkgen man /usr/local/share/man/man1",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			root.DisableAutoGenTag = true
			header := &doc.GenManHeader{Title: "VMKGEN", Section: "1", Source: "vmkgen", Manual: "vmkgen", Date: &time.Time{}}
			if len(args) == 0 {
				var b bytes.Buffer
				if err := doc.GenMan(root, header, &b); err != nil {
					return failed("%v", err)
				}
				_, err := a.out.Write(b.Bytes())
				return err
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return failed("%s: %v", args[0], cause(err))
			}
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return failed("%v", err)
			}
			fmt.Fprintf(a.err, "vmkgen: wrote the manual pages to %s\n", filepath.Clean(args[0]))
			return nil
		},
	}
}
