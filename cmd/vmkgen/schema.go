package main

import (
	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/schema"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [file|hosts]",
		Short: "Print a JSON schema",
		Long: `Prints the JSON schema of *.vmk.json files, for editors to complete and check
them by (file, the default), or of what show --format json prints (hosts).`,
		Example:   "  vmkgen schema > vmkgen.schema.json\n  vmkgen schema hosts",
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"file", "hosts"},
		RunE: func(_ *cobra.Command, args []string) error {
			text := schema.Hosts
			if len(args) == 0 || args[0] == "file" {
				text = schema.Editor()
			}
			_, err := a.out.Write(text)
			return err
		},
	}
}
