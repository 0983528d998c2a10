package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/apply"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/view"
)

// runFlags say how a plan is carried out.
type runFlags struct {
	yes         bool
	canary      int
	wave        string
	maxFailures int
	confirm     time.Duration
	maintenance string
	progress    string
	format      string
	engine      string // of apply alone
}

// engines are what apply --engine takes, the default first.
var engines = []string{"host", apply.ProfileEngine}

var (
	maintenancePolicies = []string{"require", "enter", "ignore"}
	progressForms       = []string{"text", "json", "none"}
	runFormats          = []string{"text", "json"}
)

func (f *runFlags) add(s *pflag.FlagSet) {
	s.BoolVar(&f.yes, "yes", false, "don't ask")
	s.IntVar(&f.canary, "canary", 1, "do `N` hosts first, one by one")
	s.StringVar(&f.wave, "wave", "100%", "then `SIZE` hosts at a time, verified before the next: a number or a percentage")
	s.IntVar(&f.maxFailures, "max-failures", 1, "begin no further host once `N` have failed")
	s.DurationVar(&f.confirm, "confirm-within", 2*time.Minute, "how `LONG` a host may take to answer after a change to management")
	s.StringVar(&f.maintenance, "maintenance", "require", "what changes that interrupt vSAN, storage or a replaced vmk want; `POLICY` is require, enter or ignore")
	s.StringVar(&f.progress, "progress", "text", "how progress is told on standard error; `FORM` is text, json or none")
	s.StringVar(&f.format, "format", "text", "how the result is printed; `FORMAT` is text or json")
}

func (f *runFlags) judge() error {
	switch {
	case !slices.Contains(maintenancePolicies, f.maintenance):
		return oneOf("--maintenance", f.maintenance, maintenancePolicies)
	case !slices.Contains(progressForms, f.progress):
		return oneOf("--progress", f.progress, progressForms)
	case !slices.Contains(runFormats, f.format):
		return oneOf("--format", f.format, runFormats)
	case f.canary < 0 || f.maxFailures < 1:
		return failed("--canary is at least 0, and --max-failures at least 1")
	}
	_, err := f.waveOf(100)
	return err
}

// waveOf is how many of n hosts go in one wave.
func (f *runFlags) waveOf(n int) (int, error) {
	text, percent := strings.CutSuffix(f.wave, "%")
	v, err := strconv.Atoi(text)
	if err != nil || v < 1 || percent && v > 100 {
		return 0, failed("--wave is a number of hosts, or a percentage such as 10%%, not %q", f.wave)
	}
	if percent {
		v = max(1, n*v/100)
	}
	return v, nil
}

func (a *app) applyCommand() *cobra.Command {
	var change changeFlags
	var run runFlags
	var planFile, resume string
	var rehearse bool
	c := &cobra.Command{
		Use:   "apply [PATH]",
		Short: "Change the real hosts, safely",
		Long: `Reads the hosts through vCenter, shows what would change, asks, and changes them: a
canary first, then in waves, each host read again and verified before the next
begins. A host that fails is brought back to where it was, and no further one is
begun. What may cut management off is done last, alone, and only with
--allow-management, where vCenter's network rollback or a second adapter can undo it.

A journal records the state before, and each step before it is done: apply --resume
and rollback go on from it, whatever happened.

With --engine vcp the hosts of a cluster are brought there by vCenter itself, through
the cluster's configuration profile: what is wanted is put into its document, as a
draft, prechecked and remediated.

Exit codes: 0 applied, or nothing to do; 1 bad input, nothing changed; 3 partly
applied, held back, rolled back or in doubt; 4 refused.`,
		Example: `  vmkgen apply --sim                      # rehearse on a pretend vCenter
  vmkgen apply --rehearse                 # on a copy of the real state
  vmkgen apply --host 'esx01*' --canary 1 --wave 10%
  vmkgen apply --plan change.plan --yes --progress json
  vmkgen apply --engine vcp --cluster fra-a --maintenance enter`,
		Args: atMostOne("PATH"),
		RunE: func(c *cobra.Command, args []string) error {
			switch err := run.judge(); {
			case err != nil:
				return err
			case run.engine != engines[0]:
				return a.applyProfiles(c, pathOf(args), &change, &run)
			case resume != "":
				return a.resume(c.Context(), args, resume, &change, &run)
			}
			return a.apply(c.Context(), pathOf(args), planFile, rehearse, &change, &run)
		},
	}
	change.add(c.Flags())
	a.conn.add(c.Flags())
	run.add(c.Flags())
	c.Flags().StringVar(&planFile, "plan", "", "apply the plan that plan --out saved in `FILE`")
	c.Flags().StringVar(&resume, "resume", "", "go on with `RUN`, which was stopped or failed")
	c.Flags().BoolVar(&rehearse, "rehearse", false, "carry the plan out on a copy of the real state, and touch nothing real")
	c.Flags().StringVar(&run.engine, "engine", engines[0], "what changes the hosts: `ENGINE` is host, vmkgen host by host, or vcp, vCenter through configuration profiles")
	c.MarkFlagsMutuallyExclusive("plan", "resume")
	completeFlag(c, "engine", words(engines...))
	completeFlag(c, "maintenance", words(maintenancePolicies...))
	completeFlag(c, "progress", words(progressForms...))
	completeFlag(c, "format", words(runFormats...))
	completeFlag(c, "prune", commaWords(pruneKinds()...))
	change.chosen.complete(a, c, &change.input)
	return c
}

// apply plans from the hosts as they are, or takes a saved plan, and carries it
// out, or rehearses that.
func (a *app) apply(ctx context.Context, at, planFile string, rehearse bool, change *changeFlags, run *runFlags) error {
	desired, err := a.anySource(at, &change.input)
	if err != nil {
		return err
	}
	if desired.Clusters, err = change.chosen.chooseSide(desired.Clusters); err != nil {
		return err
	}
	l, err := a.goLive(ctx, desired)
	if err != nil {
		return err
	}
	defer l.close()
	p, err := a.livePlan(l, desired, planFile, change)
	if err != nil {
		return err
	}
	if rehearse {
		return a.rehearse(ctx, desired, l, p, change, run)
	}
	return a.carryOut(ctx, p, p, l, false, change, run)
}

// livePlan plans from the hosts as they are, or takes a saved plan.
func (a *app) livePlan(l *live, desired *side, file string, change *changeFlags) (*plan.Plan, error) {
	opt, err := change.options()
	if err != nil {
		return nil, err
	}
	if file == "" {
		return plan.Sides(l.side(a, desired), desired.Side, change.chosen.keep, opt), nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, failed("%s: %v", file, cause(err))
	}
	p, err := plan.Unmarshal(text)
	if err != nil {
		return nil, failed("%s: %v", file, err)
	}
	p.Hosts = slices.DeleteFunc(p.Hosts, func(h *plan.Planned) bool { return !change.chosen.keep(h.Name) })
	return p, nil
}

// carryOut shows what is left of a plan, asks, and carries the plan out.
func (a *app) carryOut(ctx context.Context, p, left *plan.Plan, l *live, reverse bool, change *changeFlags, f *runFlags) error {
	if err := view.PlanText(a.err, left, a.style(a.errIsTerminal)); err != nil {
		return err
	}
	if len(left.Hosts) == 0 {
		if f.format == "json" {
			if err := view.RunJSON(a.out, "", nil); err != nil {
				return err
			}
		}
		return unseen(p)
	}
	if err := a.consent(left, change.allowManagement, f.yes); err != nil {
		return err
	}
	id, j, closeJournal, err := a.beginJournal(func(f apply.File, id string) (*apply.Journal, error) {
		return apply.Begin(f, id, p, reverse, a.clock)
	})
	if err != nil {
		return err
	}
	defer closeJournal()
	wave, err := f.waveOf(len(p.Hosts))
	if err != nil {
		return err
	}
	stop, release := a.stopper(id)
	defer release()
	o := apply.Options{
		Canary: f.canary, Wave: wave, Parallel: a.conn.parallel, MaxFailures: f.maxFailures, AllowManagement: change.allowManagement,
		ConfirmWithin: f.confirm, Maintenance: apply.Policy(f.maintenance), Stop: stop,
	}
	if f.progress != "none" {
		o.Tell = view.NewProgress(a.err, f.progress == "json", a.style(a.errIsTerminal)).Tell
	}
	results, err := apply.Run(ctx, p, l, j, o)
	if err != nil {
		fmt.Fprintf(a.err, "vmkgen: the journal can't be written: %v\n", err)
	}
	return a.report(id, p, results, f)
}

// report prints how a run came out, and gives it an exit code.
func (a *app) report(id string, p *plan.Plan, results []apply.Result, f *runFlags) error {
	if f.format == "json" {
		if err := view.RunJSON(a.out, id, results); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintf(a.out, "run %s: %s\n", id, view.RunSummary(results)); err != nil {
		return err
	}
	code := outcomeCode(results)
	if code == exitDone {
		return unseen(p)
	}
	if slices.ContainsFunc(results, func(r apply.Result) bool {
		return r.Outcome == apply.Stopped || r.Outcome == apply.Skipped || r.Outcome == apply.Doubt
	}) {
		if f.engine == apply.ProfileEngine {
			fmt.Fprintln(a.err, "vmkgen: to go on: the same command again, once vCenter's tasks are over; to undo it: apply the earlier configuration in the same way")
		} else {
			fmt.Fprintf(a.err, "vmkgen: to go on: vmkgen apply --resume %s; to undo it: vmkgen rollback %s\n", id, id)
		}
	}
	return exit{code: code}
}

// outcomeCode is the exit code of a run: refused only where nothing was done.
func outcomeCode(results []apply.Result) int {
	code, done := exitDone, false
	for _, r := range results {
		switch r.Outcome {
		case apply.Applied:
			done = true
		case apply.Unchanged:
		case apply.Refused:
			if code == exitDone {
				code = exitRefused
			}
		case apply.Skipped:
			if code == exitDone {
				code = exitPartly
			}
		case apply.Held, apply.RolledBack, apply.Doubt, apply.Stopped:
			code, done = exitPartly, true
		}
	}
	if code == exitRefused && done {
		return exitPartly
	}
	return code
}

// consent asks whether a plan is to be carried out. For what may cut management
// off, or leaves a role without an adapter, the number of hosts is to be typed.
func (a *app) consent(p *plan.Plan, management, yes bool) error {
	if yes {
		return nil
	}
	if !a.inIsTerminal {
		return exit{exitRefused, "nobody to ask: add --yes to go ahead"}
	}
	want := "yes"
	for _, h := range p.Hosts {
		for _, s := range h.Steps {
			if s.Blocked == "" && (s.Risk.Gap || management && s.Risk.Level == plan.Management) {
				want = strconv.Itoa(len(p.Hosts))
			}
		}
	}
	if want == "yes" {
		fmt.Fprint(a.err, "Change these hosts? Type yes: ")
	} else {
		fmt.Fprint(a.err, "This is dangerous. Type the number of hosts to change: ")
	}
	line, err := bufio.NewReader(a.in).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != want {
		return exit{exitRefused, "not confirmed; nothing was changed"}
	}
	return nil
}

// beginJournal makes the journal of a new run.
func (a *app) beginJournal(begin func(f apply.File, id string) (*apply.Journal, error)) (id string, j *apply.Journal, closeIt func(), err error) {
	dir, err := a.runsDir()
	if err != nil {
		return "", nil, nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, nil, failed("%s: %v", dir, cause(err))
	}
	var chance [2]byte
	if _, err := rand.Read(chance[:]); err != nil {
		return "", nil, nil, failed("%v", err)
	}
	id = runID(a.now(), chance[:])
	file, err := os.OpenFile(filepath.Join(dir, id+journalSuffix), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", nil, nil, failed("%v", err)
	}
	j, err = begin(file, id)
	if err != nil {
		return "", nil, nil, errors.Join(failed("%s: %v", file.Name(), err), file.Close())
	}
	return id, j, func() { _ = file.Close() }, nil // each record was synced
}

const journalSuffix = ".jsonl"

// runID names a run, so that names sort as the runs began; chance tells those
// apart that began in the same millisecond.
func runID(at time.Time, chance []byte) string {
	return strings.ReplaceAll(at.UTC().Format("20060102-150405.000"), ".", "-") + "-" + hex.EncodeToString(chance)
}

// clock gives the time as journals write it.
func (a *app) clock() string { return a.now().UTC().Format(time.RFC3339) }

// stopper is closed at the first interrupt; the second one ends the program.
func (a *app) stopper(id string) (stop <-chan struct{}, release func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	out, over := make(chan struct{}), make(chan struct{})
	go func() {
		select {
		case <-signals:
			signal.Stop(signals)
			fmt.Fprintf(a.err, "vmkgen: stopping after the step that is under way; to go on: vmkgen apply --resume %s\n", id)
			close(out)
		case <-over:
		}
	}()
	return out, func() {
		signal.Stop(signals)
		close(over)
	}
}
