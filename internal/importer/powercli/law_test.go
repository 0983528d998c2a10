package powercli_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/powercli"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	target "github.com/vmkgen/vmkgen/internal/render/powercli"
)

// drawn is a random configuration as a target is handed it.
func drawn(t *rapid.T, text string) *render.Cluster {
	r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Skip("what was drawn makes no sense, which the tests of gen tell")
	}
	return &render.Cluster{
		Cluster: &r.Clusters[0].Cluster, Install: r.Clusters[0].Install, Meta: render.Meta{Version: "test", Source: "lab", Hash: r.Hash},
	}
}

// rendered are a target's files.
func rendered(t *rapid.T, c *render.Cluster, target render.Target) (files []importer.File) {
	if target.Refuse(c) != nil {
		t.Skip("the target refuses it, which its tests tell")
	}
	err := target.Render(c, func(f render.File) error {
		files = append(files, importer.File{Name: "out/" + f.Path, Data: slices.Clone(f.Body)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// again is what files come to when they are imported and loaded.
func again(t *rapid.T, format importer.Format, files []importer.File) (*load.Result, string) {
	for _, f := range files {
		if !format.Sniff(f.Name, importer.Head(f.Data)) {
			t.Fatalf("%s is not recognised", f.Name)
		}
	}
	read := format.Read(files)
	if read.Diags != nil {
		t.Fatalf("%v\n%s", read.Diags, files[0].Data[:8000])
	}
	text, _, err := compact.Clusters(read.Clusters, compact.Options{}).Document.HCL()
	if err != nil {
		t.Fatal(err)
	}
	return load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: text}}}), string(text)
}

// carried is what a script can say of a host: no role that leaves no trace on
// ESXi, or that a stack implies.
func carried(t *rapid.T, c *netstate.Cluster) string {
	hosts := []any{c.Name, c.Release}
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
			}
			h.Stacks = slices.DeleteFunc(slices.Clone(h.Stacks), func(s netstate.Stack) bool {
				return reflect.DeepEqual(s, netstate.Stack{Name: netstate.DefaultStack}) // every host has it
			})
			if len(h.Stacks) == 0 {
				h.Stacks = nil
			}
			hosts = append(hosts, h)
		}
	}
	text, err := json.MarshalIndent(hosts, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What a script of vmkgen's says is what its configuration says, in all that
// a script can say.
func TestScriptsSayTheirConfiguration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		config := gen.Config(t)
		c := drawn(t, config)
		got, text := again(t, powercli.Format, rendered(t, c, target.New()))
		if len(got.Clusters) != 1 {
			t.Fatalf("%v\n%s", got.Diags, text)
		}
		if diff := cmp.Diff(strings.Split(carried(t, c.Cluster), "\n"), strings.Split(carried(t, &got.Clusters[0].Cluster), "\n")); diff != "" {
			t.Fatalf("%s\n%s\n%s", diff, config, text)
		}
	})
}

// So it does of distributed switches, which no drawn configuration has.
func TestDistributed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		config := `cluster "lab" {
  hosts  = ["esx[01-02].lab.example"]
  offset = 10
  switch "dvs-a" {
    type    = "distributed"
    uplinks = ["vmnic2"]
    create_portgroups = true
    teaming { policy = "port-id" }
  }
  vmk "vmk1" {
    switch    = "dvs-a"
    portgroup = "dv ‘vmotion’"
    roles     = ["vmotion"]
    vlan      = 20
    mtu       = 9000
    subnet    = "198.51.100.0/24"
    teaming { active = ["Uplink 1"] }
  }
}
`
		c := drawn(t, config)
		got, text := again(t, powercli.Format, rendered(t, c, target.New()))
		if len(got.Clusters) != 1 {
			t.Fatalf("%v\n%s", got.Diags, text)
		}
		if diff := cmp.Diff(strings.Split(carried(t, c.Cluster), "\n"), strings.Split(carried(t, &got.Clusters[0].Cluster), "\n")); diff != "" {
			t.Fatalf("%s\n%s\n%s", diff, config, text)
		}
	})
}
