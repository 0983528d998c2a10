package load

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/check"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/resolve"
	"github.com/vmkgen/vmkgen/internal/spec"
	"github.com/vmkgen/vmkgen/schema"
)

// Load reads a configuration, checks it and resolves its hosts. The result is
// never nil, and tells all problems at once.
func Load(req Request) *Result {
	l := &loading{result: &Result{}, trees: map[string]*expand.Cluster{}}
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
	l.sense()
	l.result.Hash = hash(doc.Files)
	l.result.Plain = plain(doc)
	l.result.trees = l.trees
	l.result.Diags = silence(l.diags.Sorted(), doc.Disabled)
	return l.result
}

// A loading is one run of Load.
type loading struct {
	result  *Result
	diags   diag.List
	trees   map[string]*expand.Cluster
	servers map[string]*spec.VCenter
}

func (l *loading) vcenters(doc *expand.Document) {
	l.servers = map[string]*spec.VCenter{}
	for name, tree := range doc.VCenters {
		if l.shape("vcenter", tree, tree.Root, "", nil) {
			if v, err := spec.DecodeVCenter(tree.Root); err == nil {
				l.servers[name] = v
			}
		}
	}
}

// cluster checks the shape of a cluster and its hosts, and resolves it where
// nothing is wrong with that.
func (l *loading) cluster(c *expand.Cluster) {
	sound := l.shape("cluster", c.Tree, c.Tree.Root, c.Name, nil)
	hosts, own := l.hosts(c)
	if !sound || !own || len(hosts) == 0 {
		return
	}
	asked, err := spec.Decode(c.Tree.Root)
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
	for _, p := range problems {
		l.tell(p.Code, c.Name, p.Host, p.Own, p.Pointer, p.Detail, p.Hint, p.Hosts)
	}
	l.result.Clusters = append(l.result.Clusters, Cluster{Cluster: cluster, Install: install, Range: c.Range})
}

// hosts gives a cluster's hosts, the ones that differ with all that is asked
// of them; ok is false where what they say for themselves has a wrong shape.
func (l *loading) hosts(c *expand.Cluster) (hosts []resolve.Host, ok bool) {
	ok = true
	folds := map[string]int{}
	hosts = make([]resolve.Host, 0, len(c.Hosts))
	for i := range c.Hosts {
		h := &c.Hosts[i]
		r := resolve.Host{Member: netstate.Member{
			Name: h.Name, Position: h.Index, Number: h.Number, HasNumber: h.HasNumber, MAC: macOf(h.MAC), Serial: h.Serial,
		}}
		if h.Overlay != nil && len(h.Overlay.Root) > 0 {
			if !l.shape("hostblocks", h.Overlay, bare(h.Overlay.Root), c.Name, folds) {
				ok = false
				continue
			}
			own, err := spec.Decode(expand.Lay(c.Tree.Root, h.Overlay.Root))
			if err != nil {
				l.diags = append(l.diags, undecodable(c, err))
				ok = false
				continue
			}
			r.Own = own
		}
		hosts = append(hosts, r)
	}
	return hosts, ok
}

func macOf(s string) string { return strings.ReplaceAll(strings.ToLower(s), "-", ":") }

func undecodable(c *expand.Cluster, err error) diag.Diagnostic {
	r := c.Range
	return diag.Diagnostic{Code: diag.BadShape, Summary: "the cluster can't be read", Detail: err.Error(), Subject: &r}
}

// sense lets the rules speak of all clusters that could be resolved.
func (l *loading) sense() {
	if l.diags.HasErrors() && len(l.result.Clusters) == 0 {
		return
	}
	clusters := make([]netstate.Cluster, len(l.result.Clusters))
	for i := range l.result.Clusters {
		clusters[i] = l.result.Clusters[i].Cluster
	}
	for _, f := range check.Check(clusters) {
		own := false
		if f.Host != "" && f.Group < len(clusters) {
			own = true
		}
		l.tell(f.Code, f.Cluster, f.Host, own, f.Pointer, f.Detail, f.Hint, f.Hosts)
	}
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

// shape judges a tree by the schema; false where there are faults. Equal ones
// of several hosts are folded, counted in folds.
func (l *loading) shape(kind string, tree *expand.Tree, root map[string]any, cluster string, folds map[string]int) bool {
	faults := schema.Check(kind, root)
	for _, f := range faults {
		d := l.fault(tree, f, cluster)
		key := d.Detail
		if d.Subject != nil {
			key += d.Subject.String()
		}
		if at, seen := folds[key]; seen {
			l.diags[at].Hosts++
			continue
		}
		if folds != nil {
			folds[key] = len(l.diags)
			d.Hosts = 1
		}
		l.diags = append(l.diags, d)
	}
	return len(faults) == 0
}
