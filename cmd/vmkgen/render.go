package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/view"
)

// renderFlags are what the render command takes besides its input.
type renderFlags struct {
	input   inputFlags
	chosen  selection
	targets []string
	out     string
	archive string
	prune   bool
	byMAC   bool
	imports string // of the terraform target
	vcp     vcpFlags
	change  changeSource
}

func (a *app) renderCommand() *cobra.Command {
	var f renderFlags
	c := &cobra.Command{
		Use:   "render [PATH] -o OUT",
		Short: "Write scripts and kickstart files, or the scripts of a change",
		Long: `Writes OUT/esxcli/CLUSTER/HOST.sh, OUT/kickstart/CLUSTER/HOST.cfg,
OUT/powercli/CLUSTER.ps1, OUT/csv/CLUSTER.csv, OUT/terraform/CLUSTER/main.tf.json,
OUT/ansible/CLUSTER/inventory.yml with playbook.yml, and OUT/vcp/CLUSTER.json. OUT may be
a folder, an archive (x.tar, x.tar.gz, x.zip) or - for one file on standard output.
Everything is judged before the first byte is written; a file that would not change
is not touched.

With --from, or a saved --plan, it writes the scripts of a change instead: for each
host that changes HOST.sh with only what differs, and HOST.rollback.sh, which
undoes it; for PowerCLI CLUSTER.ps1 and CLUSTER.rollback.ps1. They stop before
their first write where something has neither its old nor its new value.

` + sourceHelp,
		Example: `  vmkgen render --target esxcli,powercli -o out
  vmkgen render site/ --cluster fra-a --target kickstart --by-mac -o pxe
  vmkgen render --host 'esx07*' -o -
  vmkgen render -o - --archive tar | ssh depot tar x
  vmkgen render --from git:HEAD~1 -o change
  vmkgen render --plan change.plan -o change`,
		Args: atMostOne("PATH"),
		RunE: func(c *cobra.Command, args []string) error {
			if f.change.wanted() {
				return a.renderChange(c.Context(), args, &f)
			}
			return a.render(c.Context(), pathOf(args), &f)
		},
	}
	f.input.add(c.Flags())
	f.chosen.add(c.Flags())
	f.chosen.complete(a, c, &f.input)
	c.Flags().StringSliceVar(&f.targets, "target", []string{"esxcli"}, "write for `TARGET`: "+strings.Join(targetNames, ", ")+"; several with commas")
	c.Flags().StringVarP(&f.out, "output", "o", "", "write to `OUT`, a folder, an archive or - (required)")
	c.Flags().StringVar(&f.archive, "archive", "", "write an archive whatever OUT is called; `FORMAT` is tar, tar.gz or zip")
	c.Flags().BoolVar(&f.prune, "prune-output", false, "remove files that vmkgen wrote for hosts that are gone")
	c.Flags().BoolVar(&f.byMAC, "by-mac", false, "name kickstart files by MAC address, as PXE boot asks for them")
	c.Flags().StringVar(&f.imports, "terraform-import", "installed", "have Terraform import `WHAT`: installed, what every host has; all, for hosts that are as declared")
	f.vcp.add(c.Flags())
	f.change.add(c.Flags())
	completeFlag(c, "terraform-import", words(terraformImports...))
	a.conn.add(c.Flags())
	completeFlag(c, "target", commaWords(targetNames...))
	completeFlag(c, "prune", commaWords(pruneKinds()...))
	completeFlag(c, "archive", words(render.Archives...))
	return c
}

// terraformImports are what --terraform-import takes, the default first.
var terraformImports = []string{"installed", "all"}

// check judges the flags by themselves.
func (f *renderFlags) check() ([]render.Target, error) {
	if err := f.checkOutput(); err != nil {
		return nil, err
	}
	profile, err := f.vcp.target(slices.Contains(f.targets, "vcp"))
	if err != nil {
		return nil, err
	}
	var targets []render.Target
	seen := map[string]bool{}
	for _, name := range f.targets {
		t := targetOf(name, targetOptions{byMAC: f.byMAC, importAll: f.imports == "all", vcp: profile})
		if t == nil {
			return nil, oneOf("--target", name, targetNames)
		}
		if !seen[name] {
			targets = append(targets, t)
		}
		seen[name] = true
	}
	if len(targets) == 0 {
		return nil, oneOf("--target", "", targetNames)
	}
	if f.byMAC && !seen["kickstart"] {
		return nil, failed("--by-mac names kickstart files, and kickstart is not among the targets")
	}
	if !slices.Contains(terraformImports, f.imports) {
		return nil, oneOf("--terraform-import", f.imports, terraformImports)
	}
	if f.imports != terraformImports[0] && !seen["terraform"] {
		return nil, failed("--terraform-import is for Terraform, and terraform is not among the targets")
	}
	return targets, nil
}

func (f *renderFlags) checkOutput() error {
	switch {
	case f.out == "":
		return failed("say where to write: -o DIR, -o FILE.tar (.tar.gz, .zip) or -o -")
	case f.archive != "" && !slices.Contains(render.Archives, f.archive):
		return oneOf("--archive", f.archive, render.Archives)
	case f.archive == "" && unwritable(f.out):
		return failed("-o %s looks like an archive of a kind that vmkgen doesn't write: it is .tar, .tar.gz, .tgz or .zip (a folder of that name: %s/)", f.out, f.out)
	case f.prune && !f.chosen.everything():
		return failed("--prune-output needs all hosts: it can't be told with --host or --cluster which are gone")
	case f.prune && !render.ToFolder(f.out, f.archive):
		return failed("--prune-output removes files from a folder, and -o %s is none", f.out)
	}
	return nil
}

// unwritable says whether a name promises an archive that can't be written.
func unwritable(out string) bool {
	return slices.Contains([]string{".7z", ".bz2", ".gz", ".rar", ".tbz2", ".txz", ".xz", ".zst"}, strings.ToLower(filepath.Ext(out))) &&
		render.ToFolder(out, "")
}

func (a *app) render(ctx context.Context, at string, f *renderFlags) error {
	targets, err := f.check()
	if err != nil {
		return err
	}
	r, err := a.load(at, &f.input)
	if err != nil {
		return err
	}
	if err := a.judged(r); err != nil {
		return err
	}
	chosen, err := f.chosen.choose(r.Clusters)
	if err != nil {
		return err
	}
	if err := a.hostKeys(ctx, at, chosen, f); err != nil {
		return err
	}
	clusters := make([]render.Cluster, len(chosen))
	for i := range chosen {
		clusters[i] = render.Cluster{
			Cluster: &chosen[i].Cluster, Install: chosen[i].Install, Keep: f.chosen.keep,
			Meta: render.Meta{Version: version(), Source: filepath.ToSlash(at), Hash: r.Hash},
		}
	}
	if err := a.refusals(r, targets, clusters); err != nil {
		return err
	}
	return a.write(ctx, f, targets, clusters)
}

// refusals shows what the targets can't do, before anything is written.
func (a *app) refusals(r *load.Result, targets []render.Target, clusters []render.Cluster) error {
	var l diag.List
	for _, t := range targets {
		var its diag.List
		for i := range clusters {
			c := &clusters[i]
			for _, refusal := range t.Refuse(c) {
				if d, ok := refused(r, c, refusal); ok {
					its = append(its, d)
				}
			}
		}
		l = append(l, fold(its)...)
	}
	if len(l) == 0 {
		return nil
	}
	l = l.Sorted()
	if err := view.Diagnostics(a.err, l, &r.Sources, a.style(a.errIsTerminal)); err != nil {
		return err
	}
	return failed("%s that a target can't do; nothing was written", count(len(l), "thing"))
}

// refused makes a diagnostic of a refusal; ok is false where it concerns no
// host that is wanted.
func refused(r *load.Result, c *render.Cluster, f render.Refusal) (d diag.Diagnostic, ok bool) {
	g := &c.Groups[f.Group]
	host := ""
	hosts := 0
	for i := range g.Members {
		if c.Kept(g.Members[i].Name) {
			if hosts++; hosts == 1 {
				host = g.Members[i].Name
			}
		}
	}
	row, _ := diag.Lookup(f.Code)
	d = diag.Diagnostic{
		Code: f.Code, Severity: row.Severity, Summary: row.Title, Detail: f.Detail, Hint: f.Hint,
		Path: c.Name + "/" + f.Pointer, Hosts: hosts,
	}
	d.Subject, d.Context, d.Via = r.Locate(c.Name, host, f.Pointer)
	return d, hosts > 0
}

// fold joins the refusals of one target that several groups of hosts have from
// one line.
func fold(l diag.List) diag.List {
	var out diag.List
	for _, d := range l {
		at := slices.IndexFunc(out, func(o diag.Diagnostic) bool {
			return o.Code == d.Code && o.Detail == d.Detail && o.Subject != nil && d.Subject != nil && *o.Subject == *d.Subject
		})
		if at >= 0 {
			out[at].Hosts += d.Hosts
			continue
		}
		out = append(out, d)
	}
	return out
}

func (a *app) write(ctx context.Context, f *renderFlags, targets []render.Target, clusters []render.Cluster) error {
	var names []string
	for _, t := range targets {
		names = append(names, t.Name())
	}
	done, err := a.emit(ctx, f, names, !f.chosen.everything(), func(add func(render.File) error) error {
		for _, t := range targets {
			for i := range clusters {
				if err := t.Render(&clusters[i], add); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	a.notes(targets, clusters)
	a.summary(f, done)
	return nil
}

// emit hands files to where the user wants them.
func (a *app) emit(ctx context.Context, f *renderFlags, targets []string, partial bool, files func(add func(render.File) error) error) (render.Result, error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second one ends the program
	sink, err := render.Open(ctx, f.out, render.Options{
		Stdout: a.out, Archive: f.archive, Targets: targets, Partial: partial, Prune: f.prune,
	})
	if err != nil {
		return render.Result{}, failed("%v", err)
	}
	p := a.progress()
	err = files(func(f render.File) error {
		p.step()
		return sink.Add(f)
	})
	if err != nil {
		sink.Abort()
		p.end()
		return render.Result{}, a.writeFailed(ctx, err)
	}
	done, err := sink.Close()
	p.end()
	if err != nil {
		return render.Result{}, a.writeFailed(ctx, err)
	}
	return done, nil
}

func (a *app) writeFailed(ctx context.Context, err error) error {
	if errors.Is(err, render.ErrSeveralFiles) {
		return failed("standard output takes one file, and this makes more: choose one with --host and --target, or add --archive tar")
	}
	if ctx.Err() != nil {
		return failed("interrupted: %v", err)
	}
	return failed("%v", err)
}

// notes passes on what targets want people to know.
func (a *app) notes(targets []render.Target, clusters []render.Cluster) {
	for _, t := range targets {
		n, ok := t.(interface {
			Notes(*render.Cluster) []string
		})
		if !ok {
			continue
		}
		for i := range clusters {
			for _, text := range n.Notes(&clusters[i]) {
				fmt.Fprintf(a.err, "vmkgen: %s\n", text)
			}
		}
	}
}

func (a *app) summary(f *renderFlags, done render.Result) {
	for _, p := range done.Stale {
		if !slices.Contains(done.Pruned, p) {
			fmt.Fprintf(a.err, "vmkgen: %s is of a host or cluster that is gone (--prune-output removes it)\n", p)
		}
	}
	for _, p := range done.Pruned {
		fmt.Fprintf(a.err, "vmkgen: removed %s\n", p)
	}
	if f.out != "-" {
		fmt.Fprintf(a.err, "vmkgen: %s: %s written, %d unchanged\n", f.out, count(len(done.Written), "file"), done.Unchanged)
	}
}
