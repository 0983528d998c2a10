package check

import (
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A judging is one run of Check.
type judging struct {
	row      *rule
	config   config
	findings []Finding
}

// A config is a configuration as rules see it.
type config struct {
	*judging
	vcenters []string
	clusters []cluster
	clashes  []clash // addresses that are there twice, across hosts
	searched bool
}

// A cluster is a cluster as rules see it.
type cluster struct {
	*judging
	*netstate.Cluster
	index  int
	doubts []Doubt
	hosts  []host // one for each group
}

// A host is a group of alike hosts as rules see it: its pattern, which is the
// first member in full.
type host struct {
	*judging
	*netstate.Host
	in     *cluster
	index  int // of the group
	group  *netstate.Group
	stacks []string // the stacks that have a block
	oldest esx.Release
}

func newJudging(c Config) *judging {
	j := &judging{}
	j.config = config{judging: j, vcenters: c.VCenters, clusters: make([]cluster, len(c.Clusters))}
	for i := range c.Clusters {
		from, to := &c.Clusters[i], &j.config.clusters[i]
		*to = cluster{judging: j, Cluster: &from.Cluster, index: i, doubts: from.Doubts, hosts: make([]host, len(from.Groups))}
		oldest, err := esx.ParseRelease(from.Release)
		if err != nil { // then nothing is too new for it
			oldest = esx.Known[len(esx.Known)-1]
		}
		for k := range from.Groups {
			g := &from.Groups[k]
			to.hosts[k] = host{judging: j, Host: &g.Pattern, in: to, index: k, group: g}
			to.hosts[k].oldest = oldest
			if k < len(from.Stacks) {
				to.hosts[k].stacks = from.Stacks[k]
			}
		}
	}
	return j
}

// judge lets the current rule look at all that it is about.
func (j *judging) judge() {
	if j.row.config != nil {
		j.row.config(&j.config)
		return
	}
	for i := range j.config.clusters {
		c := &j.config.clusters[i]
		if j.row.cluster != nil {
			j.row.cluster(c)
			continue
		}
		for k := range c.hosts {
			j.row.host(&c.hosts[k])
		}
	}
}

// say tells of a fault on all hosts of a group.
func (h *host) say(pointer, detail, hint string, also ...Spot) {
	h.sayOf(0, len(h.group.Members), pointer, detail, hint, also...)
}

// sayOf tells of a fault on some hosts of a group, the first by its index.
func (h *host) sayOf(first, hosts int, pointer, detail, hint string, also ...Spot) {
	h.find(h.in, Finding{
		Host: h.group.Members[first].Name, Group: h.index, Pointer: pointer, Detail: detail, Hint: hint, Hosts: hosts, Also: also,
	})
}

// find keeps what the current rule found, unless it rests on what is in doubt.
func (j *judging) find(c *cluster, f Finding) {
	f.Code, f.Cluster = j.row.code, c.Name
	if c.doubtful(f.Host, f.Pointer) {
		return
	}
	for _, m := range j.row.misses {
		if c.doubtful(f.Host, m) {
			return
		}
	}
	for _, s := range f.Also {
		in, host := c, s.Host
		if s.Cluster == "" {
			host = f.Host
		} else if in = j.config.named(s.Cluster); in == nil {
			continue
		}
		if in.doubtful(host, s.Pointer) {
			return
		}
	}
	j.findings = append(j.findings, f)
}

func (c *config) named(name string) *cluster {
	for i := range c.clusters {
		if c.clusters[i].Name == name {
			return &c.clusters[i]
		}
	}
	return nil
}

// doubtful says whether a place of a host's tree, what is in it or what is
// round it, is in doubt.
func (c *cluster) doubtful(host, pointer string) bool {
	for _, d := range c.doubts {
		if (d.Host == "" || host == "" || d.Host == host) && related(d.Pointer, pointer) {
			return true
		}
	}
	return false
}

// related says whether one of two pointers lies in the other. A step * of the
// second stands for any.
func related(a, b string) bool {
	for a != "" && b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, "/")
		y, b, _ = strings.Cut(b, "/")
		if x != y && y != "*" {
			return false
		}
	}
	return true
}

// here is a spot whose place is shown, with words.
func here(what, pointer string) Spot { return Spot{What: what, Pointer: pointer} }

// rests is a spot that a finding rests on and that needs no showing.
func rests(pointer string) Spot { return Spot{Pointer: pointer} }

var escape = strings.NewReplacer("~", "~0", "/", "~1")

// ofVmk, ofSwitch and ofStack give pointers to a block, or with a path, into it.
func ofVmk(v *netstate.Vmk, path string) string { return into("vmk", v.Device, path) }

func ofSwitch(name, path string) string { return into("switch", name, path) }

func ofStack(name, path string) string { return into("stack", name, path) }

func into(kind, label, path string) string {
	p := kind + "/" + escape.Replace(label)
	if path != "" {
		p += "/" + path
	}
	return p
}
