package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/view"
)

// A changeSource says which change is to be rendered.
type changeSource struct {
	from, plan string
	prune      []string
}

func (c *changeSource) add(s *pflag.FlagSet) {
	s.StringVar(&c.from, "from", "", "write the change from `SOURCE` to the configuration, and the way back")
	s.StringVar(&c.plan, "plan", "", "write the change that plan --out saved in `FILE`, and the way back")
	s.StringSliceVar(&c.prune, "prune", nil, "with --from: also remove strangers of this `KIND`: vmk, portgroup, switch, stack")
}

func (c *changeSource) wanted() bool { return c.from != "" || c.plan != "" || c.prune != nil }

// judgeChange says what is wrong with the flags of a change.
func (f *renderFlags) judgeChange(args []string) error {
	c := &f.change
	switch {
	case c.from != "" && c.plan != "":
		return failed("--from and --plan are two ways to say which change: choose one")
	case c.from == "" && c.plan == "":
		return failed("--prune goes with --from")
	case c.plan != "" && (len(args) > 0 || c.prune != nil || !f.chosen.everything()):
		return failed("--plan says all there is: it goes without PATH, --prune, --host and --cluster")
	case f.prune:
		return failed("--prune-output goes without --from and --plan: a change has files for the hosts that change")
	case f.vcp.given():
		return failed("--vcp-base, --vcp-schema, --vcp-hosts and --resolve go without --from and --plan: a profile is no change")
	case f.byMAC || slices.Contains(f.targets, "kickstart"):
		return failed("kickstart installs hosts and can't change them; choose other targets")
	}
	return f.checkOutput()
}

// renderChange writes the scripts of a change and of the way back.
func (a *app) renderChange(ctx context.Context, args []string, f *renderFlags) error {
	if err := f.judgeChange(args); err != nil {
		return err
	}
	targets := make([]render.ChangeTarget, len(f.targets))
	for i, name := range f.targets {
		if targets[i] = changeTargetOf(name); targets[i] == nil {
			return oneOf("--target", name, changeTargetNames)
		}
	}
	p, err := a.changePlan(pathOf(args), f)
	if err != nil {
		return err
	}
	for _, note := range view.PlanNotes(p.Plan) {
		fmt.Fprintf(a.err, "vmkgen: %s\n", note)
	}
	if err := a.obstructed(p.Plan); err != nil {
		return err
	}
	sets := changesOf(p.Plan)
	if err := a.refuseChange(p, targets, sets); err != nil {
		return err
	}
	if len(p.Hosts) == 0 {
		fmt.Fprintf(a.err, "vmkgen: %s\n", view.PlanSummary(p.Plan))
		return unseen(p.Plan)
	}
	done, err := a.emit(ctx, f, f.targets, true, func(add func(render.File) error) error {
		for _, t := range targets {
			for _, c := range sets {
				if err := t.RenderChange(c, add); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	a.summary(f, done)
	return unseen(p.Plan)
}

// changePlan gives the change that is to be rendered. What may cut management
// off is in it: the scripts hold it back on the host.
func (a *app) changePlan(at string, f *renderFlags) (*planned, error) {
	if f.change.plan == "" {
		return a.planBetween(f.change.from, at, &changeFlags{
			input: f.input, chosen: f.chosen, prune: f.change.prune, allowManagement: true,
		})
	}
	text, err := os.ReadFile(f.change.plan)
	if err != nil {
		return nil, failed("%s: %v", f.change.plan, cause(err))
	}
	p, err := plan.Unmarshal(text)
	if err != nil {
		return nil, failed("%s: %v", f.change.plan, err)
	}
	return &planned{Plan: p}, nil
}

// changesOf puts the hosts of a plan together by clusters.
func changesOf(p *plan.Plan) (out []*render.Changes) {
	for _, h := range p.Hosts {
		if n := len(out); n == 0 || out[n-1].Cluster != h.Cluster {
			out = append(out, &render.Changes{
				Cluster: h.Cluster, From: p.From, To: p.To,
				Meta: render.Meta{Version: version(), Source: p.To.Name, Hash: p.To.Hash},
			})
		}
		c := out[len(out)-1]
		c.Hosts = append(c.Hosts, h)
	}
	return out
}

// obstructed tells what is in the way of a change, or of the way back, before
// anything is written.
func (a *app) obstructed(p *plan.Plan) error {
	n := 0
	for _, h := range p.Hosts {
		where, obstacles := "in the way", h.Obstacles()
		if len(obstacles) == 0 {
			where, obstacles = "in the way back", h.Back(plan.Options{AllowManagement: true}).Obstacles()
		}
		for _, o := range obstacles {
			n++
			fmt.Fprintf(a.err, "vmkgen: %s: %s: %s\n", h.Name, where, o.Why)
		}
	}
	if n == 0 {
		return nil
	}
	return exit{exitRefused, count(n, "thing") + " in the way and not declared; nothing was written"}
}

// refuseChange shows what the targets can't do, before anything is written.
func (a *app) refuseChange(p *planned, targets []render.ChangeTarget, sets []*render.Changes) error {
	var l diag.List
	for _, t := range targets {
		var its diag.List
		for _, c := range sets {
			for _, r := range t.RefuseChange(c) {
				its = append(its, p.refused(c, r))
			}
		}
		l = append(l, fold(its)...)
	}
	if len(l) == 0 {
		return nil
	}
	l = l.Sorted()
	src := &diag.Sources{}
	if p.loaded != nil {
		src = &p.loaded.Sources
	}
	if err := view.Diagnostics(a.err, l, src, a.style(a.errIsTerminal)); err != nil {
		return err
	}
	return failed("%s that a target can't do; nothing was written", count(len(l), "thing"))
}

// refused makes a diagnostic of what a target can't do on one host.
func (p *planned) refused(c *render.Changes, r render.Refusal) diag.Diagnostic {
	name := c.Hosts[r.Group].Name
	row, _ := diag.Lookup(r.Code)
	d := diag.Diagnostic{
		Code: r.Code, Severity: row.Severity, Summary: row.Title, Detail: r.Detail, Hint: r.Hint,
		Path: c.Cluster.Name + "/" + name + "/" + r.Pointer, Hosts: 1,
	}
	if p.loaded != nil {
		d.Subject, d.Context, d.Via = p.loaded.Locate(c.Cluster.Name, name, r.Pointer)
	}
	return d
}
