package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/state"
	"github.com/vmkgen/vmkgen/internal/view"
)

// sourceHelp is what every command says of its sources.
const sourceHelp = `A SOURCE is a configuration (a file or folder), a configuration at a git revision
(git:REV, or git:REV:PATH for another path), a state file as snapshot writes it,
what else vmkgen import reads of hosts, live (the real hosts of the configuration;
live:PATH for those of another), fresh (a host as the installer leaves it) or -
(standard input).`

// freshSource is the source that stands for newly installed hosts.
const freshSource = "fresh"

// A side is what a source gave, and where its texts are.
type side struct {
	plan.Side
	loaded *load.Result // of a configuration; else nil
}

// source reads whatever yields hosts.
func (a *app) source(name string, f *inputFlags) (*side, error) {
	if rev, ok := strings.CutPrefix(name, "git:"); ok {
		return a.gitSource(name, rev, ".", f)
	}
	if isLive(name) {
		return a.liveSide(name, nil, f)
	}
	if isPlan(name) {
		return nil, failed("%s: it is a plan, which is no state: vmkgen render --plan writes its scripts", name)
	}
	if text, ok, err := a.stateText(name); err != nil {
		return nil, err
	} else if ok {
		clusters, hash, err := state.Read(bytes.NewReader(text))
		if err != nil {
			return nil, failed("%s: %v", name, err)
		}
		return &side{Side: plan.Side{Name: name, Hash: hash, Clusters: clusters}}, nil
	}
	if s, err := a.foreign(name); s != nil || err != nil {
		return s, err
	}
	r, err := a.load(name, f)
	if err != nil {
		return nil, err
	}
	if err := a.judged(r); err != nil {
		return nil, err
	}
	return configured(name, r), nil
}

// isPlan says whether a file is what plan wrote.
func isPlan(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(f, head)
	return bytes.Contains(head[:n], []byte(`"`+plan.FileFormat+`"`)) || bytes.Contains(head[:n], []byte(`"`+view.PlanFormat+`"`))
}

// configured is the side of a configuration, which proves what vmkgen manages.
func configured(name string, r *load.Result) *side {
	s := &side{Side: plan.Side{Name: name, Hash: r.Hash, Managed: true}, loaded: r}
	for i := range r.Clusters {
		s.Clusters = append(s.Clusters, r.Clusters[i].Cluster)
	}
	return s
}

// stateText gives the text of a state file; ok is false for what is to be read
// as a configuration. Standard input that is none is put back.
func (a *app) stateText(name string) (text []byte, ok bool, err error) {
	switch {
	case name == "-":
		if text, err = io.ReadAll(a.in); err != nil {
			return nil, false, failed("standard input: %v", err)
		}
		a.in = bytes.NewReader(text)
	case strings.HasSuffix(name, ".vmk.hcl") || strings.HasSuffix(name, ".vmk.json"):
		return nil, false, nil
	default:
		info, err := os.Stat(name)
		if err != nil || info.IsDir() || !strings.HasSuffix(name, ".json") {
			return nil, false, nil //nolint:nilerr // reading it as a configuration says what is wrong
		}
		if text, err = os.ReadFile(name); err != nil {
			return nil, false, failed("%s: %v", name, cause(err))
		}
		return text, bytes.Contains(text, []byte(state.Format)) || !foreignFile(name), nil
	}
	return text, bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) && bytes.Contains(text, []byte(state.Format)), nil
}

// fromSource reads the current side; fresh hosts take their names from the desired side.
func (a *app) fromSource(name, at string, to *side, f *inputFlags) (*side, error) {
	if name == freshSource {
		return &side{Side: plan.Side{Name: freshSource, Clusters: freshClusters(to.Clusters)}}, nil
	}
	if rev, ok := strings.CutPrefix(name, "git:"); ok {
		return a.gitSource(name, rev, at, f)
	}
	if name == liveSource {
		return a.liveSide(name, to, f)
	}
	if name == "-" && at == "-" {
		return nil, failed("standard input can be one end only")
	}
	return a.source(name, f)
}

// freshClusters gives the hosts of clusters as the installer leaves them.
func freshClusters(clusters []netstate.Cluster) []netstate.Cluster {
	out := make([]netstate.Cluster, len(clusters))
	for i, c := range clusters {
		groups := make([]netstate.Group, len(c.Groups))
		for g := range c.Groups {
			groups[g] = netstate.Group{Pattern: plan.Fresh(&c.Groups[g].Pattern), Members: c.Groups[g].Members}
			for _, s := range c.Groups[g].Slots {
				if s.IPv6 < 0 && c.Groups[g].Pattern.Vmks[s.Vmk].Device == groups[g].Pattern.Vmks[0].Device {
					groups[g].Slots = []netstate.Slot{{Vmk: 0, IPv6: -1, Subnet: s.Subnet, Offset: s.Offset}}
				}
			}
		}
		c.Groups = groups
		out[i] = c
	}
	return out
}

// anySource reads a source that has no other end to take hosts from.
func (a *app) anySource(name string, f *inputFlags) (*side, error) {
	if name == freshSource {
		if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
			return nil, failed("fresh says nothing of which hosts there are: it can only be what a configuration is compared with")
		}
	}
	return a.source(name, f)
}
