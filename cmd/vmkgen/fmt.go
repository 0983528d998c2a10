package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/view"
)

func (a *app) fmtCommand() *cobra.Command {
	var check, showDiff bool
	c := &cobra.Command{
		Use:   "fmt [PATH...]",
		Short: "Write configurations in their canonical form",
		Long: `Formats files, or all *.vmk.hcl and *.vmk.json of folders and those below them
(default: this folder), and prints the names of those that changed. - formats
standard input to standard output. With --check nothing is written, and exit
code 2 says that something would be.`,
		Example: "  vmkgen fmt\n  vmkgen fmt --check --diff\n  vmkgen fmt - < draft.vmk.hcl",
		RunE: func(_ *cobra.Command, args []string) error {
			f := formatting{app: a, check: check, diff: showDiff}
			if len(args) == 0 {
				args = []string{"."}
			}
			for _, at := range args {
				if err := f.path(at); err != nil {
					return err
				}
			}
			switch {
			case f.bad > 0:
				return failed("%s can't be formatted", count(f.bad, "file"))
			case f.check && f.changed > 0:
				return exit{code: exitDifferent}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&check, "check", false, "write nothing; exit 2 if a file is not in its canonical form")
	c.Flags().BoolVar(&showDiff, "diff", false, "print the differences")
	return c
}

// A formatting is one run of the fmt command.
type formatting struct {
	*app
	check, diff  bool
	changed, bad int
}

func (f *formatting) path(at string) error {
	if at == "-" {
		text, err := io.ReadAll(f.in)
		if err != nil {
			return failed("standard input: %v", err)
		}
		return f.stdin(text)
	}
	info, err := os.Stat(at)
	if err != nil {
		return failed("%s: %v", at, cause(err))
	}
	if !info.IsDir() {
		return f.file(at)
	}
	var files []string
	err = filepath.WalkDir(at, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (strings.HasSuffix(p, ".vmk.hcl") || strings.HasSuffix(p, ".vmk.json")) {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		return failed("%v", err)
	}
	slices.Sort(files)
	for _, p := range files {
		if err := f.file(p); err != nil {
			return err
		}
	}
	return nil
}

func (f *formatting) stdin(text []byte) error {
	formatted, ok, err := f.format(stdin, stdinName(text), text)
	if err != nil || !ok {
		return err
	}
	if f.check || f.diff {
		return f.tell(stdin, text, formatted)
	}
	_, err = f.out.Write(formatted)
	return err
}

func (f *formatting) file(at string) error {
	text, err := os.ReadFile(at)
	if err != nil {
		return failed("%s: %v", at, cause(err))
	}
	formatted, ok, err := f.format(at, at, text)
	if err != nil || !ok {
		return err
	}
	if bytes.Equal(text, formatted) {
		return nil
	}
	if err := f.tell(at, text, formatted); err != nil {
		return err
	}
	if f.check {
		return nil
	}
	return replace(at, formatted)
}

// format shows what keeps a text from being formatted.
func (f *formatting) format(shown, name string, text []byte) (formatted []byte, ok bool, err error) {
	formatted, diags := hcl.Format(name, text)
	if !diags.HasErrors() {
		return formatted, true, nil
	}
	f.bad++
	var src diag.Sources
	src.Add(shown, text)
	for i := range diags {
		if at := diags[i].Subject; at != nil {
			at.File = shown
		}
	}
	return nil, false, view.Diagnostics(f.err, diags, &src, f.style(f.errIsTerminal))
}

// tell names a file that changes, or shows how.
func (f *formatting) tell(at string, before, after []byte) error {
	if bytes.Equal(before, after) {
		return nil
	}
	f.changed++
	if f.diff {
		_, err := f.out.Write(diff.Diff(at, before, at+" (formatted)", after))
		return err
	}
	_, err := fmt.Fprintln(f.out, at)
	return err
}

// replace puts a new text in a file's place, whole or not at all. A link stays
// one: its file is replaced.
func replace(at string, text []byte) error {
	if file, err := filepath.EvalSymlinks(at); err == nil {
		at = file
	}
	info, err := os.Stat(at)
	if err != nil {
		return failed("%s: %v", at, cause(err))
	}
	return writeFile(at, text, info.Mode().Perm())
}
