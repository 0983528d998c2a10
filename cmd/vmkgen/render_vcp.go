package main

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/vcp"
)

// vcpFlags are what the target vcp takes besides a configuration.
type vcpFlags struct {
	base, schema, hosts string
	resolve             bool
	uuids               map[string]string // by a host's name in lower case
}

func (f *vcpFlags) add(s *pflag.FlagSet) {
	s.StringVar(&f.base, "vcp-base", "", "put the profile into the cluster's exported document in `FILE`")
	s.StringVar(&f.schema, "vcp-schema", "", "judge the profile by the cluster's schema in `FILE`")
	s.StringVar(&f.hosts, "vcp-hosts", "", "take the UUIDs of hosts from a state `FILE`, as snapshot writes it")
	s.BoolVar(&f.resolve, "resolve", false, "ask vCenter for the UUIDs of hosts")
}

// given says whether any of them is.
func (f *vcpFlags) given() bool { return f.base != "" || f.schema != "" || f.hosts != "" || f.resolve }

// target makes the target; nil where it isn't wanted.
func (f *vcpFlags) target(wanted bool) (render.Target, error) {
	if !wanted {
		if f.given() {
			return nil, failed("--vcp-base, --vcp-schema, --vcp-hosts and --resolve are for a configuration profile, and vcp is not among the targets")
		}
		return nil, nil //nolint:nilnil // it isn't among the targets
	}
	if f.hosts != "" && f.resolve {
		return nil, failed("--vcp-hosts and --resolve both say which UUIDs hosts have: choose one")
	}
	o := vcp.Options{UUID: func(host string) string { return f.uuids[strings.ToLower(host)] }}
	for _, x := range []struct {
		path string
		into *[]byte
	}{{f.base, &o.Document}, {f.schema, &o.Schema}} {
		if x.path == "" {
			continue
		}
		text, err := os.ReadFile(x.path)
		if err != nil {
			return nil, failed("%s: %v", x.path, cause(err))
		}
		*x.into = text
	}
	t, err := vcp.New(o)
	if err != nil {
		return nil, failed("%v", err)
	}
	return t, nil
}

// hostKeys finds the UUIDs of hosts, where a profile is wanted.
func (a *app) hostKeys(ctx context.Context, at string, chosen []load.Cluster, f *renderFlags) error {
	if f.vcp.base != "" && len(chosen) > 1 {
		return failed("--vcp-base is the document of one cluster, and %d are chosen (--cluster NAME)", len(chosen))
	}
	switch {
	case f.vcp.hosts != "":
		s, err := a.source(f.vcp.hosts, &f.input)
		if err != nil {
			return err
		}
		if s.loaded != nil {
			return failed("%s is no state file: vmkgen snapshot live -o FILE writes one", f.vcp.hosts)
		}
		return f.vcp.take(s.Clusters)
	case f.vcp.resolve:
		s, err := a.source(at, &f.input)
		if err != nil {
			return err
		}
		l, err := a.goLive(ctx, s)
		if err != nil {
			return err
		}
		defer l.close()
		return f.vcp.take(l.named())
	}
	return nil
}

// named are all hosts that were found, with no more than their names and UUIDs.
func (l *live) named() []netstate.Cluster {
	c := netstate.Cluster{}
	for _, h := range l.order {
		addHost(&c, netstate.Host{Name: h.Name, UUID: h.UUID}, 0)
	}
	return []netstate.Cluster{c}
}

// take notes the UUIDs of hosts. A name that two hosts have names none.
func (f *vcpFlags) take(clusters []netstate.Cluster) error {
	f.uuids = map[string]string{}
	for _, c := range clusters {
		for g := range c.Groups {
			for i, m := range c.Groups[g].Members {
				name, uuid := strings.ToLower(m.Name), c.Groups[g].Host(i).UUID
				if have := f.uuids[name]; have != "" && have != uuid {
					return failed("host %s is there twice, with different UUIDs", m.Name)
				}
				f.uuids[name] = uuid
			}
		}
	}
	return nil
}
