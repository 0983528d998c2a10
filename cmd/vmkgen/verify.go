package main

import (
	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/view"
)

var verifyFormats = []string{"text", "json", "sarif"}

func (a *app) verifyCommand() *cobra.Command {
	var change changeFlags
	var format string
	c := &cobra.Command{
		Use:   "verify [PATH]",
		Short: "Compare the real hosts with the configuration; exit 2 if they differ",
		Long: `Reads the hosts through vCenter and shows what differs from the configuration, and
where that was written. Nothing is changed.`,
		Example: "  vmkgen verify\n  vmkgen verify site --format sarif > drift.sarif",
		Args:    atMostOne("PATH"),
		RunE: func(c *cobra.Command, args []string) error {
			desired, err := a.anySource(pathOf(args), &change.input)
			if err != nil {
				return err
			}
			if desired.Clusters, err = change.chosen.chooseSide(desired.Clusters); err != nil {
				return err
			}
			l, err := a.goLive(c.Context(), desired)
			if err != nil {
				return err
			}
			defer l.close()
			p, err := a.livePlan(l, desired, "", &change)
			if err != nil {
				return err
			}
			if err := a.showDrift(p, desired, format); err != nil {
				return err
			}
			if err := unseen(p); err != nil {
				return err
			}
			if len(p.Hosts) > 0 {
				return exit{code: exitDifferent}
			}
			return nil
		},
	}
	change.add(c.Flags())
	a.conn.add(c.Flags())
	c.Flags().StringVar(&format, "format", "text", "print `FORMAT`: text, json or sarif")
	completeFlag(c, "format", words(verifyFormats...))
	change.chosen.complete(a, c, &change.input)
	return c
}

func (a *app) showDrift(p *plan.Plan, desired *side, format string) error {
	switch format {
	case "text":
		return view.PlanText(a.out, p, a.style(a.outIsTerminal))
	case "json":
		return view.PlanJSON(a.out, p)
	case "sarif":
		return a.driftSARIF(p, desired)
	}
	return oneOf("--format", format, verifyFormats)
}
