package importtest

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing/fstest"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
)

// Drawn is a drawn configuration of one cluster, as a target is handed it.
func Drawn(t TB, text string) *render.Cluster {
	t.Helper()
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Skip("what was drawn makes no sense, which the tests of gen tell")
	}
	return &render.Cluster{
		Cluster: &r.Clusters[0].Cluster, Install: r.Clusters[0].Install, Meta: render.Meta{Version: "test", Source: "lab", Hash: r.Hash},
	}
}

// Again renders a cluster, imports the files, and loads what they come to,
// which it gives as text too.
func Again(t TB, c *render.Cluster, target render.Target, format importer.Format) (cluster *netstate.Cluster, text string) {
	t.Helper()
	if target.Refuse(c) != nil {
		t.Skip("the target refuses it, which its tests tell")
	}
	var files []importer.File
	err := target.Render(c, func(f render.File) error {
		files = append(files, importer.File{Name: "out/" + f.Path, Data: slices.Clone(f.Body)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !format.Sniff(f.Name, importer.Head(f.Data)) {
			t.Fatalf("%s is not recognised", f.Name)
		}
	}
	read := format.Read(files)
	if read.Diags != nil {
		t.Fatalf("%v\n%.8000s", read.Diags, files[0].Data)
	}
	hcl, _, err := compact.Clusters(read.Clusters, compact.Options{}).Document.HCL()
	if err != nil {
		t.Fatal(err)
	}
	r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: hcl}}})
	if len(r.Clusters) != 1 {
		t.Fatalf("%v\n%s", r.Diags, hcl)
	}
	return &r.Clusters[0].Cluster, string(hcl)
}

// Carried is what a script can say of a cluster's hosts, as text: no role that
// leaves no trace on ESXi, or that a stack implies. Lost takes away what the
// format can't say besides; nil: nothing.
func Carried(t TB, c *netstate.Cluster, lost func(*netstate.Vmk)) string {
	t.Helper()
	all := []any{c.Name, c.Release}
	for g := range c.Groups {
		for i := range c.Groups[g].Members {
			h := c.Groups[g].Host(i)
			h.Vmks = slices.Clone(h.Vmks)
			for v := range h.Vmks {
				v := &h.Vmks[v]
				if v.Stack.Or(netstate.DefaultStack) != netstate.DefaultStack {
					v.Roles = nil
				} else if v.Roles != nil {
					v.Roles = append([]netstate.Role{}, esx.Tagged(v.Roles, netstate.DefaultStack)...)
				}
				if lost != nil {
					lost(v)
				}
			}
			h.Stacks = slices.DeleteFunc(slices.Clone(h.Stacks), func(s netstate.Stack) bool {
				return reflect.DeepEqual(s, netstate.Stack{Name: netstate.DefaultStack}) // every host has it
			})
			if len(h.Stacks) == 0 {
				h.Stacks = nil
			}
			all = append(all, h)
		}
	}
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
