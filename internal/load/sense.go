package load

import (
	"fmt"
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

// doubt tells the rules of blocks that are left out. A * says that any block
// of a kind may be missing.
func (l *loading) doubt(cluster, host string, damaged map[string]bool) {
	for _, at := range sortedKeys(damaged) {
		missing := []string{at}
		switch kind, _, one := strings.Cut(at, "/"); {
		case at == "offset": // then no address is known
			missing = []string{""}
		case at == "":
			missing = []string{"vmk/*", "switch/*", "stack/*"}
		case !one && (kind == "vmk" || kind == "switch" || kind == "stack"):
			missing = []string{kind + "/*"}
		case kind == "switch": // its vmks go with it
			missing = append(missing, "vmk/*")
		}
		for _, p := range missing {
			l.doubts[cluster] = append(l.doubts[cluster], check.Doubt{Host: host, Pointer: p})
		}
	}
}

// problem tells of what can't be resolved, and the rules of its place.
func (l *loading) problem(cluster string, p resolve.Problem) {
	l.tell(p.Code, cluster, p.Host, p.Own, p.Pointer, p.Detail, p.Hint, p.Hosts)
	if row, _ := diag.Lookup(p.Code); row.Severity != diag.Error {
		return
	}
	d := check.Doubt{Pointer: p.Pointer}
	if p.Own {
		d.Host = p.Host
	}
	if p.Code == diag.NoAddress {
		d.Pointer += "/address"
	}
	l.doubts[cluster] = append(l.doubts[cluster], d)
}

// judge puts a resolved cluster before the rules.
func (l *loading) judge(asked *spec.Cluster, hosts []resolve.Host, resolved netstate.Cluster) {
	in := check.Cluster{Cluster: resolved, Stacks: make([][]string, len(resolved.Groups))}
	own := map[string]*spec.Cluster{}
	for i := range hosts {
		if hosts[i].Own != nil {
			own[hosts[i].Name] = hosts[i].Own
		}
	}
	for i := range resolved.Groups {
		of := own[resolved.Groups[i].Members[0].Name]
		if of == nil {
			of = asked
		}
		in.Stacks[i] = sortedKeys(of.Stacks)
	}
	l.judged = append(l.judged, in)
}

// sense lets the rules speak.
func (l *loading) sense(doc *expand.Document) {
	for i := range l.judged {
		l.judged[i].Doubts = l.doubts[l.judged[i].Name]
	}
	s := &speaking{loading: l, hosts: map[string]map[string]*expand.Host{}, alike: map[string]int{}}
	for _, f := range check.Check(check.Config{Clusters: l.judged, VCenters: sortedKeys(doc.VCenters)}) {
		s.tell(f)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// A speaking makes diagnostics of findings.
type speaking struct {
	*loading
	hosts map[string]map[string]*expand.Host // by cluster and name
	alike map[string]int                     // what hosts have that don't differ from their cluster
}

func (s *speaking) tell(f check.Finding) {
	row, _ := diag.Lookup(f.Code)
	d := diag.Diagnostic{Code: f.Code, Severity: row.Severity, Summary: row.Title, Detail: f.Detail, Hint: f.Hint, Hosts: f.Hosts}
	at := f.Cluster
	own := s.overlay(f.Cluster, f.Host) != nil
	if own {
		at += "/" + f.Host
	}
	d.Path = path(at, f.Pointer)
	d.Subject, d.Context, d.Via = s.place(f.Cluster, f.Host, f.Pointer)
	for _, also := range f.Also {
		d.Detail += s.also(f, also, d.Subject)
	}
	key := fmt.Sprint(d.Code, " ", f.Cluster, " ", f.Pointer, " ", d.Subject, " ", d.Detail)
	if at, ok := s.alike[key]; own && ok { // it comes from the cluster, not from what differs
		s.diags[at].Hosts += f.Hosts
		return
	}
	if !own {
		s.alike[key] = len(s.diags)
	}
	if own {
		d.Host = f.Host
		if s.folded(&d, f.Cluster, f.Pointer, "") {
			return
		}
	}
	s.diags = append(s.diags, d)
}

// also says where a further place is, where that says more.
func (s *speaking) also(f check.Finding, spot check.Spot, subject *diag.Range) string {
	if spot.What == "" {
		return ""
	}
	cluster, host := spot.Cluster, spot.Host
	if cluster == "" {
		cluster, host = f.Cluster, f.Host
	}
	r, _, _ := s.place(cluster, host, spot.Pointer)
	c := s.trees[cluster]
	if r == nil || subject != nil && *r == *subject || c != nil && *r == c.Range && spot.Pointer != "hosts" {
		return ""
	}
	return "\n" + spot.What + ": " + r.String()
}

// place gives where a pointer into a host's tree was written. The host itself
// is at "hosts".
func (s *speaking) place(cluster, host, pointer string) (subject, block *diag.Range, via []diag.Range) {
	c := s.trees[cluster]
	if c == nil {
		return nil, nil, nil
	}
	if pointer == "hosts" {
		if h := s.host(cluster, host); h != nil && h.Range.File != "" {
			return &h.Range, &c.Range, nil
		}
		return &c.Range, &c.Range, nil
	}
	return locateAt(c, s.overlay(cluster, host), pointer)
}

func (s *speaking) overlay(cluster, host string) *expand.Tree {
	if h := s.host(cluster, host); h != nil && h.Overlay != nil && len(h.Overlay.Root) > 0 {
		return h.Overlay
	}
	return nil
}

func (s *speaking) host(cluster, name string) *expand.Host {
	c := s.trees[cluster]
	if c == nil || name == "" {
		return nil
	}
	byName := s.hosts[cluster]
	if byName == nil {
		byName = make(map[string]*expand.Host, len(c.Hosts))
		for i := range c.Hosts {
			byName[c.Hosts[i].Name] = &c.Hosts[i]
		}
		s.hosts[cluster] = byName
	}
	return byName[name]
}
