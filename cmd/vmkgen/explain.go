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
		Example: "  vmkgen explain VMK100\n  vmkgen explain            # every code, a line each",
		Args:    atMostOne("CODE"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var all []string
			for _, row := range diag.Codes() {
				all = append(all, string(row.Code)+"\t"+row.Title)
			}
			return beginning(all, begun), cobra.ShellCompDirectiveNoFileComp
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
