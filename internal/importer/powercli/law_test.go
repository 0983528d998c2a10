package powercli_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/powercli"
	"github.com/vmkgen/vmkgen/internal/render"
	target "github.com/vmkgen/vmkgen/internal/render/powercli"
)

// says demands of a cluster's files that they say what the cluster does, in all
// that they can say; it gives the configuration that they become.
func says(t *rapid.T, c *render.Cluster, to render.Target, from importer.Format) string {
	got, text := importtest.Again(t, c, to, from)
	want, have := importtest.Carried(t, c.Cluster, nil), importtest.Carried(t, got, nil)
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(have, "\n")); diff != "" {
		t.Fatalf("%s\n%s", diff, text)
	}
	return text
}

// What a script of vmkgen's says is what its configuration says, in all that
// a script can say.
func TestScriptsSayTheirConfiguration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		says(t, importtest.Drawn(t, gen.Config(t)), target.New(), powercli.Format)
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
		says(t, importtest.Drawn(t, config), target.New(), powercli.Format)
	})
}
