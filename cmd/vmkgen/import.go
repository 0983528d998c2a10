package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/view"
)

// importFlags are what import takes.
type importFlags struct {
	format, out, cluster string
	full, force, roles   bool
	input                inputFlags // of a configuration at live:PATH
}

func (f *importFlags) add(s *pflag.FlagSet) {
	s.StringVar(&f.format, "format", "", "read all sources as this `NAME` of a format (default: each as its content says)")
	s.StringVarP(&f.out, "output", "o", "", "write files into this `DIR` (default: standard output)")
	s.StringVar(&f.cluster, "cluster", "", "the `NAME` of a cluster that the source doesn't name (default: "+compact.NoName+")")
	s.BoolVar(&f.full, "full", false, "write also what equals a host's or the language's defaults")
	s.BoolVar(&f.roles, "guess-roles", false, "say the roles that port groups' names suggest, where the source says none (default: as comments)")
	s.BoolVar(&f.force, "force", false, "overwrite files that are there")
	f.input.add(s)
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import SOURCE...",
		Short: "Turn what hosts and other tools say into a configuration",
		Long: `Reads what there is of hosts, and writes the shortest configuration that means it.
A SOURCE is a file, a folder, - (standard input), live (all hosts of the vCenter
that GOVC_URL names, or the one of --esxi HOST) or live:PATH (those of a
configuration's clusters, as they really are). Formats of files:

` + formatHelp() + `
What was guessed, what the sources didn't say and what was left out is told on
standard error, and so is every host that differs from its cluster.

Exit codes: 0 done; 1 a source can't be read, and nothing was written; 3 written, but
the configuration breaks a rule.`,
		Example: "  vmkgen import snapshot.json -o site\n  vmkgen import esx01/ esx02/ --cluster fra-a\n  GOVC_URL=vc01.example.com vmkgen import live -o site",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return failed("import takes one SOURCE at least; see vmkgen import --help")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.importSources(args, &f) },
	}
	f.add(c.Flags())
	a.conn.add(c.Flags())
	completeFlag(c, "format", words(formatNames()...))
	return c
}

func (a *app) importSources(args []string, f *importFlags) error {
	r, err := a.readSources(args, f.format, &f.input)
	if err != nil {
		return err
	}
	doc, notes, diags, err := documentOf(r, args, f)
	if err != nil {
		return err
	}
	text, tables, err := doc.HCL()
	if err != nil {
		return err
	}
	found := judge(text, tables, f.out)
	if err := a.writeImport(text, tables, f); err != nil {
		return err
	}
	a.tellNotes(notes)
	diags = folded(append(diags, r.Diags...))
	if err := view.Diagnostics(a.err, append(diags.Sorted(), found.Diags...), &found.Sources, a.style(a.errIsTerminal)); err != nil {
		return err
	}
	if found.Diags.HasErrors() {
		return exit{exitPartly, "written, but the configuration breaks rules: " + problems(found.Diags)}
	}
	return nil
}

// An imported is what sources gave, and the hash of their bytes.
type imported struct {
	*importer.Result
	hash string
}

// readSources reads sources, and merges what they give. Faults are shown.
func (a *app) readSources(args []string, format string, input *inputFlags) (*imported, error) {
	var lives importer.Result
	var names []string
	for _, name := range args {
		if !isLive(name) {
			names = append(names, name)
			continue
		}
		r, err := a.readLive(name, input)
		if err != nil {
			return nil, err
		}
		lives.Add(r)
	}
	files, err := a.gather(names)
	if large, ok := errors.AsType[tooLargeError](err); ok {
		return nil, a.refused(diag.List{large.Diagnostic})
	}
	if err != nil {
		return nil, err
	}
	read, err := readFormats(files, format)
	if err != nil {
		return nil, err
	}
	read.Add(lives)
	r := &imported{read, hashOf(files)}
	if !r.Diags.HasErrors() {
		merge(r.Result)
	}
	if !r.Diags.HasErrors() && len(r.Clusters) == 0 && r.Document == nil {
		r.Diags = append(r.Diags, importer.Fault(diag.SourceEmpty, strings.Join(args, ", "), 0, "no host was found in it", ""))
	}
	if r.Diags.HasErrors() {
		return nil, a.refused(r.Diags)
	}
	return r, nil
}

// refused shows what is wrong with sources.
func (a *app) refused(l diag.List) error {
	if err := view.Diagnostics(a.err, l.Sorted(), &diag.Sources{}, a.style(a.errIsTerminal)); err != nil {
		return err
	}
	return failed("nothing was written: %s", problems(l))
}

// documentOf turns what was read into a document.
func documentOf(r *imported, args []string, f *importFlags) (*document.Document, []importer.Note, diag.List, error) {
	if len(r.Clusters) == 0 {
		return r.Document, r.Notes, nil, nil
	}
	if r.Document != nil {
		return nil, nil, nil, failed("some of the sources saw hosts and some say what is intended: import them one by one")
	}
	names := make([]string, len(args))
	for i, at := range args {
		names[i] = filepath.ToSlash(at)
	}
	opt := compact.Options{Full: f.full, Roles: f.roles, Source: strings.Join(names, ", ")}
	if f.out != "" {
		opt.Table = tableNames()
	}
	c := compact.Clusters(compact.Named(r.Clusters, f.cluster), opt)
	return c.Document, append(c.Notes, r.Notes...), c.Diags, nil
}

// tableNames gives each cluster's table a file name of its own.
func tableNames() func(string) string {
	used := map[string]bool{}
	return func(cluster string) string {
		base := strings.Map(func(r rune) rune {
			if strings.ContainsRune(`/\:*?"<>| `, r) || r < ' ' {
				return '-'
			}
			return r
		}, strings.ToLower(cluster))
		name := "hosts-" + base + ".csv"
		for n := 2; used[name]; n++ {
			name = fmt.Sprintf("hosts-%s-%d.csv", base, n)
		}
		used[name] = true
		return name
	}
}

// mainFile is the file that import writes a configuration to.
const mainFile = "main.vmk.hcl"

// judge loads what is about to be written.
func judge(text []byte, tables map[string][]byte, dir string) *load.Result {
	files := fstest.MapFS{mainFile: {Data: text}}
	for name, t := range tables {
		files[name] = &fstest.MapFile{Data: t}
	}
	return load.Load(load.Request{FS: files, Display: func(name string) string { return filepath.Join(dir, name) }})
}

func (a *app) writeImport(text []byte, tables map[string][]byte, f *importFlags) error {
	if f.out == "" {
		_, err := a.out.Write(text)
		return err
	}
	all := map[string][]byte{mainFile: text}
	names := []string{}
	for name, t := range tables {
		all[name] = t
		names = append(names, name)
	}
	slices.Sort(names)
	names = append(names, mainFile) // last: without its tables it would be half
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return failed("%s: %v", f.out, cause(err))
	}
	for _, name := range names {
		at := filepath.Join(f.out, name)
		have, err := os.ReadFile(at)
		if f.force || errors.Is(err, fs.ErrNotExist) || err == nil && bytes.Equal(have, all[name]) {
			continue
		}
		return failed("%s is there already, and stays as it is; --force overwrites it", at)
	}
	for _, name := range names {
		if err := writeFile(filepath.Join(f.out, name), all[name], 0o644); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.err, "vmkgen: wrote %s\n", filepath.Join(f.out, mainFile))
	return nil
}

// tellNotes shows notes, equal ones once.
func (a *app) tellNotes(notes []importer.Note) {
	type key struct {
		kind importer.NoteKind
		text string
	}
	hosts := map[key][]string{}
	met := map[importer.Note]bool{}
	var order []key
	for _, n := range notes {
		if met[n] {
			continue
		}
		met[n] = true
		k := key{n.Kind, n.Text}
		if hosts[k] == nil {
			order = append(order, k)
			hosts[k] = []string{}
		}
		if n.Host != "" {
			hosts[k] = append(hosts[k], n.Host)
		}
	}
	for _, kind := range []importer.NoteKind{importer.Guess, importer.Unsaid, importer.LeftOut} {
		for _, k := range order {
			if k.kind == kind {
				fmt.Fprintf(a.err, "vmkgen: %s: %s%s\n", kind, k.text, onHosts(hosts[k]))
			}
		}
	}
}

// folded tells what is the same for several hosts once.
func folded(l diag.List) (out diag.List) {
	type key struct {
		code   diag.Code
		detail string
	}
	at := map[key]int{}
	for _, d := range l {
		k := key{d.Code, d.Detail}
		if d.Host == "" || d.Subject != nil || d.Hosts > 0 {
			out = append(out, d)
			continue
		}
		if i, met := at[k]; met {
			out[i].Hosts = max(out[i].Hosts, 1) + 1
			continue
		}
		at[k] = len(out)
		out = append(out, d)
	}
	return out
}

func onHosts(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return " (" + names[0] + ")"
	}
	return fmt.Sprintf(" (%s and %s)", names[0], count(len(names)-1, "more host"))
}
