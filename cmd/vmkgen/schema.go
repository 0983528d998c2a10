package main

import (
	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/schema"
)

func (a *app) schemaCommand() *cobra.Command {
	kinds := []string{"file", "hosts"}
	return &cobra.Command{
		Use:   "schema [file|hosts]",
		Short: "Print a JSON schema",
		Long: `Prints the JSON schema of *.vmk.json files, for editors to complete and check
them by (file, the default), or of what show --format json prints (hosts).`,
		Example:   "  vmkgen schema > vmkgen.schema.json\n  vmkgen schema hosts",
		Args:      atMostOne("file or hosts"),
		ValidArgs: kinds,
		RunE: func(_ *cobra.Command, args []string) error {
			text := schema.Hosts
			switch {
			case len(args) == 0 || args[0] == "file":
				text = schema.Editor()
			case args[0] != "hosts":
				return oneOf("schema", args[0], kinds)
			}
			_, err := a.out.Write(text)
			return err
		},
	}
}
