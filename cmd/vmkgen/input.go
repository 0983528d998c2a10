package main

import (
	"bytes"
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
	s.StringArrayVar(&f.vars, "var", nil, "set a variable, as `NAME=VALUE`; may be repeated")
	s.StringArrayVar(&f.varFiles, "var-file", nil, "set variables from a `FILE` of HCL or, by its ending, JSON; may be repeated")
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

// stdinFS is the working folder, with what came from standard input in it.
type stdinFS struct {
	fs.FS
	name string
	text []byte
}

// Open opens a file of the folder, or standard input's text.
func (s stdinFS) Open(name string) (fs.File, error) {
	if name == s.name {
		return fstest.MapFS{name: {Data: s.text}}.Open(name)
	}
	return s.FS.Open(name)
}

// Lstat looks at a file without following a link.
func (s stdinFS) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(s.FS, name) }

// ReadLink says where a link leads.
func (s stdinFS) ReadLink(name string) (string, error) { return fs.ReadLink(s.FS, name) }

func (a *app) request(at string) (load.Request, error) {
	if at == "-" {
		text, err := io.ReadAll(a.in)
		if err != nil {
			return load.Request{}, failed("standard input: %v", err)
		}
		name := stdinName(text)
		return load.Request{
			FS: stdinFS{FS: os.DirFS("."), name: name, text: text}, Files: []string{name},
			Display: func(n string) string {
				if n == name {
					return stdin
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

// stdin is how standard input is called.
const stdin = "<stdin>"

// stdinName gives a text without a name one that says its syntax: only JSON
// begins with a brace.
func stdinName(text []byte) string {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return "stdin.vmk.json"
	}
	return "stdin.vmk.hcl"
}

// cause leaves out the system call's name, which means nothing to people.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

func assignments(vars []string) (map[string]string, error) {
	out := map[string]string{}
	for _, v := range vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, failed("--var takes NAME=VALUE, not %q", v)
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
	if r.Diags.HasErrors() {
		return failed("%s", problems(r.Diags))
	}
	return nil
}

// problems counts what was found.
func problems(l diag.List) string {
	var parts []string
	if n := l.Count(diag.Error); n > 0 {
		parts = append(parts, count(n, "error"))
	}
	if n := l.Count(diag.Warning); n > 0 {
		parts = append(parts, count(n, "warning"))
	}
	if parts == nil {
		return "no problems"
	}
	return strings.Join(parts, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// atMostOne takes one argument at most.
func atMostOne(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 1 {
			return failed("%s takes one %s, not %d", c.Name(), what, len(args))
		}
		return nil
	}
}

// exactlyOne takes one argument.
func exactlyOne(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return failed("%s takes one %s; see %s --help", c.Name(), what, c.CommandPath())
		}
		return atMostOne(what)(c, args)
	}
}
