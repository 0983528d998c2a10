package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/view"
)

var diagnosticFormats = []string{"text", "json", "sarif", "github"}

func (a *app) validateCommand() *cobra.Command {
	var input inputFlags
	var format string
	c := &cobra.Command{
		Use:   "validate [PATH]",
		Short: "Judge a configuration: everything that is wrong with it at once",
		Long: `Reads a configuration, a file or a folder (default: this one; - is standard
input), and reports every problem with its code, place and remedy. Exits 1
where there are errors.`,
		Example: `  vmkgen validate
  vmkgen validate site/ --strict
  vmkgen validate --format sarif > vmkgen.sarif`,
		Args: atMostOne("PATH"),
		RunE: func(_ *cobra.Command, args []string) error {
			show, ok := map[string]func(*load.Result) error{
				"text": func(r *load.Result) error {
					return view.Diagnostics(a.out, r.Diags, &r.Sources, a.style(a.outIsTerminal))
				},
				"json":   func(r *load.Result) error { return view.DiagnosticsJSON(a.out, r.Diags) },
				"sarif":  func(r *load.Result) error { return view.DiagnosticsSARIF(a.out, r.Diags, &r.Sources, version()) },
				"github": func(r *load.Result) error { return view.DiagnosticsGitHub(a.out, r.Diags, &r.Sources) },
			}[format]
			if !ok {
				return oneOf("--format", format, diagnosticFormats)
			}
			r, err := a.load(pathOf(args), &input)
			if err != nil {
				return err
			}
			if err := show(r); err != nil {
				return err
			}
			return a.verdict(r)
		},
	}
	input.add(c.Flags())
	c.Flags().StringVar(&format, "format", "text", "report as `FORMAT`: text, json, sarif or github")
	completeFlag(c, "format", words(diagnosticFormats...))
	return c
}

// verdict says in one line what came of it.
func (a *app) verdict(r *load.Result) error {
	if r.Diags.HasErrors() {
		return failed("%s", problems(r.Diags))
	}
	hosts := count(len(hostNames(r.Clusters)), "host")
	fmt.Fprintf(a.err, "vmkgen: %s, %s: %s\n", count(len(r.Clusters), "cluster"), hosts, problems(r.Diags))
	return nil
}
