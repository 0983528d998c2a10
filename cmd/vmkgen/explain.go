package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/explain"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "explain [CODE]",
		Short:   "Say what a diagnostic's code means, with examples",
		Example: "  vmkgen explain VMK100\n  vmkgen explain            every code, a line each",
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var codes []string
			for _, row := range diag.Codes() {
				codes = append(codes, string(row.Code)+"\t"+row.Title)
			}
			return codes, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				for _, row := range diag.Codes() {
					if _, err := fmt.Fprintf(a.out, "%s  %-7s  %s\n", row.Code, row.Severity, row.Title); err != nil {
						return err
					}
				}
				return nil
			}
			code := strings.ToUpper(args[0])
			if !strings.HasPrefix(code, "VMK") {
				code = "VMK" + code
			}
			row, ok := diag.Lookup(diag.Code(code))
			if !ok {
				return failed("there is no code %q; vmkgen explain lists them all", args[0])
			}
			_, err := fmt.Fprintf(a.out, "%s (%s): %s\n\n%s", row.Code, row.Severity, row.Title, explain.Text(row.Code))
			return err
		},
	}
}
