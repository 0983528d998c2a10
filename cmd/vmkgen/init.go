package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

//go:embed starter.vmk.hcl
var starter []byte

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "init [DIR]",
		Short:   "Write a configuration to begin with",
		Long:    "Writes main.vmk.hcl, commented and valid, into a folder (default: this one). A\nfile of that name that is there already stays as it is, and exit code 1 says so.",
		Example: "  vmkgen init\n  vmkgen init site",
		Args:    atMostOne("DIR"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := pathOf(args)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return failed("%s: %v", dir, cause(err))
			}
			at := filepath.Join(dir, "main.vmk.hcl")
			f, err := os.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return failed("%s is there already, and stays as it is", at)
			}
			if err == nil {
				_, err = f.Write(starter)
				if e := f.Close(); err == nil {
					err = e
				}
			}
			if err != nil {
				return failed("%s: %v", at, cause(err))
			}
			fmt.Fprintf(a.err, "vmkgen: wrote %s; change it, then: vmkgen validate %s\n", at, dir)
			return nil
		},
	}
}
