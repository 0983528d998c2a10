package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/view"
)

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
		Args: onePath,
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
				return failed("--format is text, json, sarif or github, not %q", format)
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
	c.Flags().StringVar(&format, "format", "text", "how to report: text, json, sarif or github")
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json", "sarif", "github"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// verdict says in one line what came of it.
func (a *app) verdict(r *load.Result) error {
	errs, warns := r.Diags.Count(diag.Error), r.Diags.Count(diag.Warning)
	if errs > 0 {
		return failed("%s, %s", count(errs, "error"), count(warns, "warning"))
	}
	hosts := 0
	for _, c := range r.Clusters {
		for _, g := range c.Groups {
			hosts += len(g.Members)
		}
	}
	fmt.Fprintf(a.err, "vmkgen: sound: %s, %s, %s\n", count(len(r.Clusters), "cluster"), count(hosts, "host"), count(warns, "warning"))
	return nil
}
