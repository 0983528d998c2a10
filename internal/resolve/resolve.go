// Package resolve fills the gaps of what was asked: defaults, addresses, names.
//
// Its one rule: it would give the same had the user written every host out by
// hand. It mends nothing: what can't be filled is a problem to tell.
package resolve

import (
	"cmp"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/spec"
)

// An Input is a cluster as it was asked for.
type Input struct {
	Name   string
	Server string // its vcenter block's server; may be empty
	Asked  *spec.Cluster
	Hosts  []Host // in the user's order
}

// A Host is one host of a cluster.
type Host struct {
	netstate.Member
	Own *spec.Cluster // all that is asked of it, where it differs from its cluster; else nil
}

// A Problem is what can't be filled in, on one host or more.
type Problem struct {
	Code    diag.Code
	Host    string // the first host concerned; empty: the cluster's own attributes
	Own     bool   // that host differs from its cluster
	Pointer string // into the cluster's or the host's tree
	Detail  string
	Hint    string
	Hosts   int // how many hosts are concerned
}

// Resolve gives the hosts of a cluster, alike ones grouped, and for each group
// how it is to be installed. With problems the groups are what could be made out.
func Resolve(in Input) (netstate.Cluster, []*install.Options, []Problem) {
	out := netstate.Cluster{
		Name: in.Name, VCenter: in.Asked.VCenter, Server: in.Server, Datacenter: in.Asked.Datacenter,
	}
	r := resolver{release: cmp.Or(in.Asked.ESXi, esx.DefaultRelease)}
	out.Release = r.release
	r.newer()
	var alike []netstate.Member
	for _, h := range in.Hosts {
		if h.Own == nil {
			alike = append(alike, h.Member)
		}
	}
	var options []*install.Options
	add := func(asked *spec.Cluster, members []netstate.Member, own bool) {
		g := r.group(asked, members, own)
		out.Groups = append(out.Groups, g)
		options = append(options, installed(asked.Kickstart))
	}
	if len(alike) > 0 {
		add(in.Asked, alike, false)
	}
	for _, h := range in.Hosts {
		if h.Own != nil {
			add(h.Own, []netstate.Member{h.Member}, true)
		}
	}
	return out, options, r.problems
}

type resolver struct {
	release  string
	problems []Problem
}

// newer tells of a release that counts as the newest known one.
func (r *resolver) newer() {
	v, err := esx.ParseRelease(r.release)
	last := esx.Known[len(esx.Known)-1]
	if err == nil && v.Compare(last) > 0 {
		r.problems = append(r.problems, Problem{
			Code: diag.ReleaseNewer, Pointer: "esxi",
			Detail: "vmkgen knows ESXi up to " + last.String() + "; " + r.release + " counts as that",
			Hint:   "see whether there is a newer vmkgen",
		})
	}
}

// group resolves hosts that are asked for alike.
func (r *resolver) group(asked *spec.Cluster, members []netstate.Member, own bool) netstate.Group {
	g := grouping{
		resolver: r, asked: asked, own: own,
		Group: netstate.Group{Members: members, Pattern: netstate.Host{Name: members[0].Name, Release: r.release}},
	}
	for _, device := range natural.Keys(asked.Vmks) {
		g.vmk(device, asked.Vmks[device])
	}
	for _, name := range natural.Keys(asked.Switches) {
		g.Pattern.Switches = append(g.Pattern.Switches, g.resolveSwitch(name, asked.Switches[name]))
	}
	g.stacks()
	g.fillSlots()
	return g.Group
}

// A grouping is a group while it is resolved.
type grouping struct {
	*resolver
	netstate.Group
	asked *spec.Cluster
	own   bool
}

func (g *grouping) problem(code diag.Code, pointer, detail, hint string) {
	g.problems = append(g.problems, Problem{
		Code: code, Host: g.Members[0].Name, Own: g.own, Pointer: pointer, Detail: detail, Hint: hint, Hosts: len(g.Members),
	})
}

// installed fills the gaps of a kickstart block that need no other knowledge.
func installed(k *spec.Kickstart) *install.Options {
	if k == nil {
		return nil
	}
	return &install.Options{
		Device: device(k.Device), Disk: k.Disk, OverwriteVMFS: k.OverwriteVMFS, RootHash: k.RootHash,
		License: k.License, Keyboard: k.Keyboard, Reboot: k.Reboot.Or(true), SecureBoot: k.SecureBoot,
	}
}

func device(d string) string {
	if strings.HasPrefix(d, "vmnic") {
		return d
	}
	return mac(d)
}
