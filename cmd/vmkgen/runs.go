package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/view"
)

// recorded reads the journal of a run.
func (a *app) recorded(id string) (*apply.Recorded, error) {
	dir, err := a.runsDir()
	if err != nil {
		return nil, err
	}
	if id == "" || id != filepath.Base(id) {
		return nil, failed("%q is no run; vmkgen runs lists them", id)
	}
	f, err := os.Open(filepath.Join(dir, id+journalSuffix))
	if err != nil {
		return nil, failed("there is no run %s in %s; vmkgen runs lists them", id, dir)
	}
	defer f.Close()
	r, err := apply.ReadJournal(f)
	if err != nil {
		return nil, failed("run %s: %v", id, err)
	}
	return r, nil
}

// byHost refuses to go on with, or undo, host by host what vCenter did through
// a profile: it would take that back.
func byHost(r *apply.Recorded) error {
	if r.Engine == "" {
		return nil
	}
	return failed("run %s was vCenter's, through configuration profiles: vmkgen apply --engine %s of the configuration that is wanted goes on, and of the earlier one undoes it", r.Run, r.Engine)
}

// again carries out what is left of a run, or undoes it: a run of its own.
func (a *app) again(ctx context.Context, args []string, p *plan.Plan, reverse bool, change *changeFlags, run *runFlags) error {
	p.Unseen, p.Extra = nil, nil
	desired, err := a.anySource(pathOf(args), &change.input)
	if err != nil {
		return err
	}
	l, err := a.goLive(ctx, desired)
	if err != nil {
		return err
	}
	defer l.close()
	p.Hosts = slices.DeleteFunc(p.Hosts, func(h *plan.Planned) bool { return !change.chosen.keep(h.Name) })
	l.lookAgain(ctx, p, a.conn.parallel)
	return a.carryOut(ctx, p, l.left(p, change.allowManagement), l, reverse, change, run)
}

// lookAgain reads the hosts of a plan once more, after vCenter has looked at them
// anew. One that can't be read stays as it was found: the run says why.
func (l *live) lookAgain(ctx context.Context, p *plan.Plan, parallel int) {
	var group sync.WaitGroup
	slots := make(chan struct{}, max(1, parallel))
	states := make([]*netstate.Host, len(p.Hosts))
	for i, h := range p.Hosts {
		now, ok := l.found[strings.ToLower(h.Name)]
		if !ok || now.Connected != connected {
			continue
		}
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			if state, err := now.client.Host(&now.Found).ReadAnew(ctx); err == nil {
				states[i] = &state
			}
		})
	}
	group.Wait()
	for i, h := range p.Hosts {
		if name := strings.ToLower(h.Name); states[i] != nil {
			now := l.found[name]
			now.State = *states[i]
			l.found[name] = now
		}
	}
}

// left is what a plan still comes to on the hosts as they are. Those that can't
// be worked on stay as they were planned.
func (l *live) left(p *plan.Plan, allow bool) *plan.Plan {
	out := *p
	out.Hosts, out.Options = nil, plan.Options{AllowManagement: allow}
	for _, h := range p.Hosts {
		now, ok := l.found[strings.ToLower(h.Name)]
		if !ok || now.Connected != connected {
			out.Hosts = append(out.Hosts, h)
			continue
		}
		rest := *h
		rest.Host = h.Rest(now.State, out.Options)
		if len(rest.Steps) == 0 {
			out.Same++
			continue
		}
		out.Hosts = append(out.Hosts, &rest)
	}
	return &out
}

// resume goes on with a run.
func (a *app) resume(ctx context.Context, args []string, id string, change *changeFlags, run *runFlags) error {
	r, err := a.recorded(id)
	if err != nil {
		return err
	}
	if err := byHost(r); err != nil {
		return err
	}
	return a.again(ctx, args, r.Left(), r.Reverse, change, run)
}

func (a *app) rollbackCommand() *cobra.Command {
	var change changeFlags
	var run runFlags
	c := &cobra.Command{
		Use:   "rollback RUN [PATH]",
		Short: "Undo a run",
		Long: `Brings the hosts that a run touched back to where it found them, from wherever
they stand now: each is read as it is, and the way back is planned from there.
Only what the run changed is touched. PATH is the configuration that says through
which vCenters the hosts are reached.`,
		Example: "  vmkgen rollback 20261126-131502-481-a1b2",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return failed("rollback takes a run, and perhaps a PATH; vmkgen runs lists the runs")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := run.judge(); err != nil {
				return err
			}
			r, err := a.recorded(args[0])
			if err != nil {
				return err
			}
			if err := byHost(r); err != nil {
				return err
			}
			if r.Reverse {
				return failed("run %s was a rollback itself; apply the configuration instead", args[0])
			}
			return a.again(c.Context(), args[1:], apply.Reverse(r.Done(), change.allowManagement), true, &change, &run)
		},
	}
	change.add(c.Flags())
	a.conn.add(c.Flags())
	run.add(c.Flags())
	return c
}

func (a *app) runsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "runs",
		Short:   "List the runs that were recorded",
		Long:    "Lists the journals of apply and rollback, newest first, and how each came out.\nThey lie in $VMKGEN_RUNS, else below $XDG_STATE_HOME or ~/.local/state.",
		Example: "  vmkgen runs",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			dir, err := a.runsDir()
			if err != nil {
				return err
			}
			files, err := filepath.Glob(filepath.Join(dir, "*"+journalSuffix))
			if err != nil {
				return failed("%v", err)
			}
			slices.Sort(files)
			for _, f := range slices.Backward(files) {
				if err := a.listRun(strings.TrimSuffix(filepath.Base(f), journalSuffix)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (a *app) listRun(id string) error {
	r, err := a.recorded(id)
	if err != nil {
		_, err = fmt.Fprintf(a.out, "%s  can't be read: %v\n", id, err)
		return err
	}
	kind, end := "apply", ""
	if r.Reverse {
		kind = "rollback"
	}
	if !r.Ended {
		end = " (not ended)"
	}
	var results []apply.Result
	for _, h := range r.Plan.Hosts {
		out, ok := r.Results[h.Name]
		if !ok {
			out = apply.Result{Host: h.Name, Outcome: apply.Skipped}
		}
		results = append(results, out)
	}
	_, err = fmt.Fprintf(a.out, "%s  %-8s  %s%s\n", id, kind, view.RunSummary(results), end)
	return err
}

// rehearse carries a plan out on a pretend vCenter that holds a copy of the
// real state.
func (a *app) rehearse(ctx context.Context, desired *side, l *live, p *plan.Plan, change *changeFlags, run *runFlags) error {
	inventory, err := sim.InventoryOf(l.side(a, desired).Clusters)
	if err != nil {
		return failed("the real state can't be rehearsed on: %v", err)
	}
	vc, err := sim.New(inventory, sim.Options{})
	if err != nil {
		return failed("%v", err)
	}
	copied := &live{found: map[string]liveHost{}, sim: vc}
	defer copied.close()
	if err := copied.connect(ctx, a, simLogin(vc, &a.conn)); err != nil {
		return err
	}
	fmt.Fprintln(a.err, "vmkgen: a rehearsal on a copy of the real state: nothing real is touched")
	sure := *run
	sure.yes = true
	return a.carryOut(ctx, p, p, copied, false, change, &sure)
}
