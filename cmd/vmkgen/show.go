package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/view"
)

var showFormats = []string{"table", "json", "csv", "md", "yaml"}

func (a *app) showCommand() *cobra.Command {
	var input inputFlags
	var chosen selection
	var format string
	var evaluated bool
	c := &cobra.Command{
		Use:   "show [PATH]",
		Short: "Print what a configuration means: hosts by vmks",
		Long: `Prints the vmks of all hosts with what they will have; a dash stands for what the
configuration leaves alone. The JSON and YAML forms are a versioned contract:
vmkgen schema hosts prints its schema. --evaluated prints the configuration
itself as plain JSON, its profiles laid and its expressions gone, as a
*.vmk.json may hold it.`,
		Example: `  vmkgen show
  vmkgen show --cluster fra-a --format csv > fra-a.csv
  vmkgen show --format json | jq '.clusters[].hosts[].name'`,
		Args: atMostOne("PATH"),
		RunE: func(_ *cobra.Command, args []string) error {
			show, ok := map[string]func(*view.Hosts) error{
				"table": func(h *view.Hosts) error { return view.HostsTable(a.out, h, a.style(a.outIsTerminal)) },
				"json":  func(h *view.Hosts) error { return view.HostsJSON(a.out, h) },
				"csv":   func(h *view.Hosts) error { return view.HostsCSV(a.out, h) },
				"md":    func(h *view.Hosts) error { return view.HostsMarkdown(a.out, h) },
				"yaml":  func(h *view.Hosts) error { return view.HostsYAML(a.out, h) },
			}[format]
			if !ok {
				return oneOf("--format", format, showFormats)
			}
			r, err := a.load(pathOf(args), &input)
			if err != nil {
				return err
			}
			if err := a.judged(r); err != nil {
				return err
			}
			if evaluated {
				return a.printEvaluated(r)
			}
			clusters, err := chosen.choose(r.Clusters)
			if err != nil {
				return err
			}
			return show(hostsOf(pathOf(args), r, clusters, &chosen))
		},
	}
	input.add(c.Flags())
	chosen.add(c.Flags())
	chosen.complete(a, c, &input)
	c.Flags().StringVar(&format, "format", "table", "print as `FORMAT`: table, json, csv, md or yaml")
	c.Flags().BoolVar(&evaluated, "evaluated", false, "print the configuration as plain JSON instead")
	c.MarkFlagsMutuallyExclusive("evaluated", "format")
	c.MarkFlagsMutuallyExclusive("evaluated", "host")
	c.MarkFlagsMutuallyExclusive("evaluated", "cluster")
	completeFlag(c, "format", words(showFormats...))
	return c
}

func (a *app) printEvaluated(r *load.Result) error {
	return view.EvaluatedJSON(a.out, r.Plain())
}

func hostsOf(source string, r *load.Result, clusters []load.Cluster, s *selection) *view.Hosts {
	h := &view.Hosts{Source: source, Hash: r.Hash}
	for i := range clusters {
		if !slices.ContainsFunc(hostNames(clusters[i:i+1]), s.keep) {
			continue
		}
		c := &render.Cluster{Cluster: &clusters[i].Cluster, Keep: s.keep}
		h.Clusters = append(h.Clusters, view.HostsOf{Cluster: c.Cluster, Hosts: func(yield func(netstate.Member, netstate.Host) bool) {
			for at := range c.Hosts() {
				g := &c.Groups[at.Group]
				if !yield(g.Members[at.Member], g.Host(at.Member)) {
					return
				}
			}
		}})
	}
	return h
}
