package main

import (
	"path"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/load"
)

// selection are the flags that choose hosts.
type selection struct {
	hosts    []string
	clusters []string
}

func (s *selection) add(f *pflag.FlagSet) {
	f.StringArrayVar(&s.hosts, "host", nil, "only hosts whose name matches this pattern (*, ?, [..]); may be repeated")
	f.StringArrayVar(&s.clusters, "cluster", nil, "only this cluster; may be repeated")
}

func (s *selection) complete(a *app, c *cobra.Command, input *inputFlags) {
	c.RegisterFlagCompletionFunc("host", a.completeNames(input, func(r *load.Result) (names []string) {
		for _, c := range r.Clusters {
			for _, g := range c.Groups {
				for i := range g.Members {
					names = append(names, g.Members[i].Name)
				}
			}
		}
		return names
	}))
	c.RegisterFlagCompletionFunc("cluster", a.completeNames(input, func(r *load.Result) (names []string) {
		for _, c := range r.Clusters {
			names = append(names, c.Name)
		}
		return names
	}))
}

func (a *app) completeNames(input *inputFlags, names func(*load.Result) []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		r, err := a.load(pathOf(args), input)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(r), cobra.ShellCompDirectiveNoFileComp
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

// choose gives the wanted clusters; a pattern or name that meets nothing fails.
func (s *selection) choose(all []load.Cluster) ([]load.Cluster, error) {
	for _, p := range s.hosts {
		if _, err := path.Match(p, ""); err != nil {
			return nil, failed("--host %q is no pattern: %v", p, err)
		}
		if !matches(all, p) {
			return nil, failed("--host %q matches no host", p)
		}
	}
	if len(s.clusters) == 0 {
		return all, nil
	}
	var out []load.Cluster
	for _, name := range s.clusters {
		found := false
		for _, c := range all {
			if c.Name == name {
				out, found = append(out, c), true
			}
		}
		if !found {
			return nil, failed("there is no cluster %q%s", name, nearest(name, all))
		}
	}
	return out, nil
}

func matches(all []load.Cluster, pattern string) bool {
	one := selection{hosts: []string{pattern}}
	for _, c := range all {
		for _, g := range c.Groups {
			for i := range g.Members {
				if one.keep(g.Members[i].Name) {
					return true
				}
			}
		}
	}
	return false
}

func nearest(name string, all []load.Cluster) string {
	for _, c := range all {
		if strings.EqualFold(c.Name, name) || strings.HasPrefix(c.Name, name) || strings.HasPrefix(name, c.Name) {
			return "; did you mean " + c.Name + "?"
		}
	}
	return ""
}
