package main

import (
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/load"
)

// selection are the flags that choose hosts.
type selection struct {
	hosts    []string
	clusters []string
}

func (s *selection) add(f *pflag.FlagSet) {
	f.StringArrayVar(&s.hosts, "host", nil, "only hosts whose name matches `GLOB` (*, ?, [..]); may be repeated")
	f.StringArrayVar(&s.clusters, "cluster", nil, "only the cluster called `NAME`; may be repeated")
}

func (s *selection) complete(a *app, c *cobra.Command, input *inputFlags) {
	completeFlag(c, "host", a.completeNames(input, func(r *load.Result) []string { return hostNames(r.Clusters) }))
	completeFlag(c, "cluster", a.completeNames(input, func(r *load.Result) []string { return clusterNames(r.Clusters) }))
}

// completeNames completes with what the configuration names, as far as it can
// be read.
func (a *app) completeNames(input *inputFlags, names func(*load.Result) []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		at := pathOf(args)
		if at == "-" {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		r, err := a.load(at, input)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return beginning(names(r), begun), cobra.ShellCompDirectiveNoFileComp
	}
}

// beginning gives the words that begin as typed, whatever the case.
func beginning(words []string, begun string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return len(w) < len(begun) || !strings.EqualFold(w[:len(begun)], begun)
	})
}

// completeFlag says how a flag's value is completed.
func completeFlag(c *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := c.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // the command has no such flag
	}
}

// words completes with fixed words.
func words(w ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(w, cobra.ShellCompDirectiveNoFileComp)
}

// commaWords completes the last of several words with commas between them by
// those that are not there yet.
func commaWords(all ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) (out []string, d cobra.ShellCompDirective) {
		done := begun[:strings.LastIndex(begun, ",")+1]
		for _, w := range all {
			if !slices.Contains(strings.Split(done, ","), w) {
				out = append(out, done+w)
			}
		}
		return beginning(out, begun), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// everything says whether nothing is left out.
func (s *selection) everything() bool { return len(s.hosts) == 0 && len(s.clusters) == 0 }

// keep says whether a host is wanted; names compare without case.
func (s *selection) keep(host string) bool {
	if len(s.hosts) == 0 {
		return true
	}
	for _, p := range s.hosts {
		if ok, _ := path.Match(strings.ToLower(p), strings.ToLower(host)); ok {
			return true
		}
	}
	return false
}

// choose gives the wanted clusters, in the configuration's order; a pattern or
// name that meets nothing fails.
func (s *selection) choose(all []load.Cluster) ([]load.Cluster, error) {
	chosen := all
	if len(s.clusters) > 0 {
		known := clusterNames(all)
		for _, name := range s.clusters {
			if !slices.Contains(known, name) {
				return nil, failed("there is no cluster %q%s", name, hint(name, known))
			}
		}
		chosen = slices.DeleteFunc(slices.Clone(all), func(c load.Cluster) bool { return !slices.Contains(s.clusters, c.Name) })
	}
	known := hostNames(chosen)
	for _, p := range s.hosts {
		if _, err := path.Match(p, ""); err != nil {
			return nil, failed("--host %q is no pattern: a [ without its ]", p)
		}
		one := selection{hosts: []string{p}}
		if !slices.ContainsFunc(known, one.keep) {
			where := ""
			if len(s.clusters) > 0 {
				where = " of " + strings.Join(s.clusters, ", ")
			}
			return nil, failed("--host %q matches no host%s%s", p, where, hint(p, known))
		}
	}
	return chosen, nil
}

func hint(name string, known []string) string {
	if near := diag.Nearest(name, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

func clusterNames(all []load.Cluster) (names []string) {
	for _, c := range all {
		names = append(names, c.Name)
	}
	return names
}

func hostNames(all []load.Cluster) (names []string) {
	for _, c := range all {
		for i := range c.Groups {
			for j := range c.Groups[i].Members {
				names = append(names, c.Groups[i].Members[j].Name)
			}
		}
	}
	return names
}
