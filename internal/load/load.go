package load

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/check"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/resolve"
	"github.com/vmkgen/vmkgen/internal/spec"
)

// Load reads a configuration, checks it and resolves its hosts. The result is
// never nil, and tells all problems at once.
func Load(req Request) *Result {
	l := &loading{result: &Result{}, trees: map[string]*expand.Cluster{}, doubts: map[string][]check.Doubt{}, folds: map[string]*fold{}, alike: map[string]int{}, places: map[string]int{}}
	doc, diags := expand.Expand(expand.Input{
		FS: req.FS, Files: req.Files, Display: req.Display, Vars: req.Vars, VarFiles: req.VarFiles, VarFS: req.VarFS,
		Env: req.Env, Sources: &l.result.Sources,
	})
	l.diags = diags
	l.vcenters(doc)
	for _, c := range doc.Clusters {
		l.trees[c.Name] = c
		l.cluster(c)
	}
	l.sense(doc)
	l.result.Hash = hash(doc.Files)
	l.result.trees, l.result.doc = l.trees, doc
	l.result.Diags = silence(l.diags.Sorted(), doc.Disabled)
	return l.result
}

// A loading is one run of Load.
type loading struct {
	result  *Result
	diags   diag.List
	trees   map[string]*expand.Cluster
	servers map[string]*spec.VCenter
	doubts  map[string][]check.Doubt // by cluster, what is left out or known to be wrong
	judged  []check.Cluster          // what the rules speak of
	folds   map[string]*fold
	alike   map[string]int // where in diags is what hosts lack that don't differ from their cluster
	places  map[string]int // how many of them
}

func (l *loading) vcenters(doc *expand.Document) {
	l.servers = map[string]*spec.VCenter{}
	l.result.VCenters = l.servers
	for name, tree := range doc.VCenters {
		l.servers[name] = &spec.VCenter{Server: name} // it is there, whatever is wrong with it
		if hurt := l.shape("vcenter", tree, tree.Root, "", ""); len(hurt) > 0 {
			continue
		}
		if v, err := spec.DecodeVCenter(tree.Root); err == nil {
			l.servers[name] = v
		}
	}
}

// cluster checks the shape of a cluster and its hosts, and resolves what
// nothing is wrong with.
func (l *loading) cluster(c *expand.Cluster) {
	damaged := l.shape("cluster", c.Tree, c.Tree.Root, c.Name, "")
	damage(damaged, c.Tree.Broken)
	hosts := l.hosts(c, damaged)
	if c.Incomplete {
		return
	}
	l.doubt(c.Name, "", damaged)
	asked, err := spec.Decode(sound(c.Tree.Root, damaged))
	if err != nil {
		l.diags = append(l.diags, undecodable(c, err))
		return
	}
	in := resolve.Input{Name: c.Name, Asked: asked, Hosts: hosts}
	if v := l.servers[asked.VCenter]; v != nil {
		in.Server = v.Server
		asked.Datacenter = cmp.Or(asked.Datacenter, v.Datacenter)
	}
	cluster, install, problems := resolve.Resolve(in)
	l.judge(asked, hosts, cluster)
	if len(hosts) == 0 {
		return
	}
	for _, p := range problems {
		if !damaged["offset"] || !needsOffset[p.Code] {
			l.problem(c.Name, p)
		}
	}
	if !damaged["offset"] {
		l.result.Clusters = append(l.result.Clusters, Cluster{Cluster: cluster, Install: install, Range: c.Range})
	}
}

// hosts gives a cluster's hosts, the ones that differ with all that is asked
// of them. Of those that something is wrong with, some are left out.
func (l *loading) hosts(c *expand.Cluster, damaged map[string]bool) []resolve.Host {
	doubtful := 0
	hosts := make([]resolve.Host, 0, len(c.Hosts))
	for i := range c.Hosts {
		h := &c.Hosts[i]
		r := resolve.Host{Member: netstate.Member{
			Name: h.Name, Position: h.Index, Number: h.Number, HasNumber: h.HasNumber, MAC: macOf(h.MAC), Serial: h.Serial,
		}}
		if h.Overlay != nil && len(h.Overlay.Root)+len(h.Overlay.Broken) > 0 {
			own, hurt := l.own(c, h, damaged)
			if hurt {
				doubtful++
			}
			if own == nil || hurt && doubtful > maxDoubtful {
				continue
			}
			r.Own = own
		}
		if !h.Doubtful {
			hosts = append(hosts, r)
		}
	}
	return hosts
}

// own gives all that is asked of a host that differs from its cluster, without
// what something is wrong with; hurt says that there is such a thing.
func (l *loading) own(c *expand.Cluster, h *expand.Host, damaged map[string]bool) (asked *spec.Cluster, hurt bool) {
	faulty := l.shape("hostblocks", h.Overlay, bare(h.Overlay.Root), c.Name, h.Name)
	damage(faulty, h.Overlay.Broken)
	hurt = len(faulty) > 0
	l.doubt(c.Name, h.Name, faulty)
	maps.Copy(faulty, damaged)
	asked, err := spec.Decode(sound(expand.Lay(c.Tree.Root, h.Overlay.Root), faulty))
	if err != nil {
		l.diags = append(l.diags, undecodable(c, err))
		return nil, hurt
	}
	return asked, hurt
}

func macOf(s string) string { return strings.ReplaceAll(strings.ToLower(s), "-", ":") }

func undecodable(c *expand.Cluster, err error) diag.Diagnostic {
	r := c.Range
	return diag.Diagnostic{Code: diag.BadShape, Summary: "the cluster can't be read", Detail: err.Error(), Subject: &r}
}

// silence drops the warnings that the configuration disables.
func silence(l diag.List, disabled []string) diag.List {
	return slices.DeleteFunc(l, func(d diag.Diagnostic) bool {
		return d.Severity == diag.Warning && slices.Contains(disabled, string(d.Code))
	})
}

// bare gives the values that an overlay brings, without what it takes away.
func bare(root map[string]any) map[string]any {
	out := make(map[string]any, len(root))
	for k, v := range root {
		switch v := v.(type) {
		case nil:
		case map[string]any:
			if v["remove"] != true {
				out[k] = bare(v)
			}
		default:
			out[k] = v
		}
	}
	return out
}
