package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/view"
)

// changeFlags are those of the commands that plan a change.
type changeFlags struct {
	input           inputFlags
	chosen          selection
	prune           []string
	allowManagement bool
}

func (f *changeFlags) add(s *pflag.FlagSet) {
	f.input.add(s)
	f.chosen.add(s)
	s.StringSliceVar(&f.prune, "prune", nil, "also remove strangers of this kind: vmk, portgroup, switch, stack; several with commas")
	s.BoolVar(&f.allowManagement, "allow-management", false, "let steps that may cut management off be carried out, last")
}

func (f *changeFlags) options() (plan.Options, error) {
	o := plan.Options{AllowManagement: f.allowManagement, Prune: map[plan.Kind]bool{}}
	for _, name := range f.prune {
		if !slices.Contains(pruneKinds(), name) {
			return o, oneOf("--prune", name, pruneKinds())
		}
		o.Prune[plan.Kind(name)] = true
	}
	return o, nil
}

// pruneKinds are what --prune takes.
func pruneKinds() []string {
	out := make([]string, len(plan.Kinds))
	for i, k := range plan.Kinds {
		out[i] = string(k)
	}
	return out
}

// A planned is a plan, and the configuration that it leads to, where that is one.
type planned struct {
	*plan.Plan
	loaded *load.Result
}

// planFormats are how a plan can be shown.
var planFormats = []string{"text", "json", "md", "html"}

func (a *app) planCommand() *cobra.Command {
	var f changeFlags
	var from, format, out string
	var detailed bool
	c := &cobra.Command{
		Use:   "plan [PATH] --from SOURCE",
		Short: "Show what would change, why, and what it risks",
		Long: `Compares where hosts stand with what the configuration wants, and shows per host
and vmk what is added, changed in place, replaced and removed, with old and new
values, and the steps in their order, each with its risk.

` + sourceHelp + `

What a former configuration had and this one hasn't is removed only where the
source proves that vmkgen managed it: a configuration or a git revision does, a
state file doesn't. --prune names kinds of strangers that go too. Steps that may
cut management off are held back without --allow-management.`,
		Example: `  vmkgen plan --from git:HEAD~1
  vmkgen plan site/ --from before.json --format md > change.md
  vmkgen plan --from fresh --host 'esx07*'
  vmkgen plan --from before.json --out change.plan --detailed-exitcode`,
		Args: atMostOne("PATH"),
		RunE: func(_ *cobra.Command, args []string) error {
			if from == "" {
				return failed("say where the hosts stand: --from SOURCE; see vmkgen plan --help")
			}
			p, err := a.planBetween(from, pathOf(args), &f)
			if err != nil {
				return err
			}
			if err := a.showPlan(p.Plan, format); err != nil {
				return err
			}
			if out != "" {
				if err := a.savePlan(p.Plan, out); err != nil {
					return err
				}
			}
			if err := unseen(p.Plan); err != nil {
				return err
			}
			if detailed && len(p.Hosts) > 0 {
				return exit{code: exitDifferent}
			}
			return nil
		},
	}
	f.add(c.Flags())
	a.conn.add(c.Flags())
	f.chosen.complete(a, c, &f.input)
	c.Flags().StringVar(&from, "from", "", "where the hosts stand now: a SOURCE (required)")
	c.Flags().StringVar(&format, "format", "text", "text, json, md or html")
	c.Flags().StringVar(&out, "out", "", "save the plan to a file, bound to both ends, for render --plan")
	c.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit 2 if there is something to change")
	completeFlag(c, "format", words(planFormats...))
	completeFlag(c, "prune", commaWords(pruneKinds()...))
	return c
}

func (a *app) diffCommand() *cobra.Command {
	var f changeFlags
	var format string
	c := &cobra.Command{
		Use:   "diff A B",
		Short: "Show what differs between any two sources; exit 2 if anything does",
		Long: `Shows what would have to change to bring the hosts of A to what B says of them.

` + sourceHelp,
		Example: `  vmkgen diff git:HEAD~1 .
  vmkgen diff monday.json friday.json --format json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return failed("diff takes two sources, A and B")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := a.planBetween(args[0], args[1], &f)
			if err != nil {
				return err
			}
			if err := a.showPlan(p.Plan, format); err != nil {
				return err
			}
			if len(p.Hosts)+len(p.Unseen)+len(p.Extra) > 0 {
				return exit{code: exitDifferent}
			}
			return nil
		},
	}
	f.add(c.Flags())
	a.conn.add(c.Flags())
	c.Flags().StringVar(&format, "format", "text", "text, json, md or html")
	completeFlag(c, "format", words(planFormats...))
	completeFlag(c, "prune", commaWords(pruneKinds()...))
	return c
}

// planBetween reads both ends and plans the change.
func (a *app) planBetween(from, to string, f *changeFlags) (*planned, error) {
	opt, err := f.options()
	if err != nil {
		return nil, err
	}
	desired, err := a.anySource(to, &f.input)
	if err != nil {
		return nil, err
	}
	if desired.Clusters, err = f.chosen.chooseSide(desired.Clusters); err != nil {
		return nil, err
	}
	current, err := a.fromSource(from, to, desired, &f.input)
	if err != nil {
		return nil, err
	}
	return &planned{plan.Sides(current.Side, desired.Side, f.chosen.keep, opt), desired.loaded}, nil
}

func (a *app) showPlan(p *plan.Plan, format string) error {
	switch format {
	case "text":
		return view.PlanText(a.out, p, a.style(a.outIsTerminal))
	case "json":
		return view.PlanJSON(a.out, p)
	case "md":
		return view.PlanMarkdown(a.out, p)
	case "html":
		return view.PlanHTML(a.out, p)
	}
	return oneOf("--format", format, planFormats)
}

func (a *app) savePlan(p *plan.Plan, out string) error {
	text, err := plan.Marshal(p)
	if err != nil {
		return failed("%s: %v", out, err)
	}
	if err := writeFile(out, text, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(a.err, "vmkgen: wrote %s; render it with: vmkgen render --plan %s -o %s\n", out, out, strings.TrimSuffix(out, ".plan")+"-scripts")
	return nil
}

// unseen fails where hosts of the desired side are missing from the current
// one: nothing is planned for them.
func unseen(p *plan.Plan) error {
	if n := len(p.Unseen); n > 0 {
		return exit{exitPartly, fmt.Sprintf("%s of %s not in %s, and so left out", count(n, "host"), p.To.Name, p.From.Name)}
	}
	return nil
}
