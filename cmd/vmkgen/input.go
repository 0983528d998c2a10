package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/view"
)

// inputFlags are the flags of every command that reads a configuration.
type inputFlags struct {
	vars     []string
	varFiles []string
	strict   bool
}

func (f *inputFlags) add(s *pflag.FlagSet) {
	s.StringArrayVar(&f.vars, "var", nil, "set a variable, as name=value; may be repeated")
	s.StringArrayVar(&f.varFiles, "var-file", nil, "set variables from a file of HCL or, by its ending, JSON; may be repeated")
	s.BoolVar(&f.strict, "strict", false, "treat warnings as errors")
}

// pathOf is the configuration a command is to read: its argument, or this folder.
func pathOf(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

// load reads a configuration. Its diagnostics are not shown yet.
func (a *app) load(at string, f *inputFlags) (*load.Result, error) {
	req, err := a.request(at)
	if err != nil {
		return nil, err
	}
	if req.Vars, err = assignments(f.vars); err != nil {
		return nil, err
	}
	req.VarFS, req.VarFiles = osFS{}, f.varFiles
	req.Env = a.variables()
	r := load.Load(req)
	if f.strict {
		r.Diags = r.Diags.Strict()
	}
	return r, nil
}

// osFS opens the files that the command line names, wherever they are.
type osFS struct{}

func (osFS) Open(name string) (fs.File, error) { return os.Open(name) }

func (a *app) request(at string) (load.Request, error) {
	if at == "-" {
		text, err := io.ReadAll(a.in)
		if err != nil {
			return load.Request{}, failed("standard input: %v", err)
		}
		const name = "stdin.vmk.hcl"
		return load.Request{
			FS: fstest.MapFS{name: {Data: text}}, Files: []string{name},
			Display: func(n string) string {
				if n == name {
					return "<stdin>"
				}
				return n
			},
		}, nil
	}
	info, err := os.Stat(at)
	if err != nil {
		return load.Request{}, failed("%s: %v", at, cause(err))
	}
	dir, files := at, []string(nil)
	if !info.IsDir() {
		dir, files = filepath.Dir(at), []string{filepath.Base(at)}
	}
	return load.Request{
		FS: os.DirFS(dir), Files: files,
		Display: func(n string) string { return filepath.Join(dir, filepath.FromSlash(n)) },
	}, nil
}

// cause leaves out the system call's name, which means nothing to people.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

func assignments(vars []string) (map[string]string, error) {
	out := map[string]string{}
	for _, v := range vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, failed("--var takes name=value, not %q", v)
		}
		out[name] = value
	}
	return out, nil
}

// variables are those that the environment sets.
func (a *app) variables() map[string]string {
	out := map[string]string{}
	for _, kv := range a.env {
		if k, v, ok := strings.Cut(kv, "="); ok {
			if name, ok := strings.CutPrefix(k, "VMKGEN_VAR_"); ok && name != "" {
				out[name] = v
			}
		}
	}
	return out
}

// judged shows a configuration's diagnostics on stderr, and fails where there
// are errors.
func (a *app) judged(r *load.Result) error {
	if err := view.Diagnostics(a.err, r.Diags, &r.Sources, a.style(a.errIsTerminal)); err != nil {
		return err
	}
	if n := r.Diags.Count(diag.Error); n > 0 {
		return failed("%s", count(n, "error"))
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// onePath takes one PATH at most.
func onePath(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return failed("%s takes one PATH, not %d", c.Name(), len(args))
	}
	return nil
}
