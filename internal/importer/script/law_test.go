package script_test

import (
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/importer/importtest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/script"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
	esxcliscript "github.com/vmkgen/vmkgen/internal/render/script"
)

// noNVMe takes away which vmk an NVMe adapter serves, which no command says.
func noNVMe(v *netstate.Vmk) { v.NVMe = nil }

// says demands of a cluster's files that they say what the cluster does, in all
// that they can say; it gives the configuration that they become.
func says(t *rapid.T, c *render.Cluster, to render.Target, from importer.Format) string {
	got, text := importtest.Again(t, c, to, from)
	want, have := importtest.Carried(t, c.Cluster, noNVMe), importtest.Carried(t, got, noNVMe)
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
		says(t, importtest.Drawn(t, gen.Config(t)), esxcliscript.New(), script.Format)
	})
}

// So does a kickstart file, and of what it says of the installation nothing is read.
func TestKickstartFilesSayTheirConfiguration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		config := gen.Installable(t)
		c := importtest.Drawn(t, config)
		if rapid.Bool().Draw(t, "a kickstart block") {
			for i := range c.Install {
				c.Install[i] = &install.Options{RootHash: "$6$canary$hash", License: "CANARY-KEY", Device: "vmnic0"}
			}
		}
		if text := says(t, c, kickstart.New(kickstart.Options{}), script.Kickstart); strings.Contains(strings.ToLower(text), "canary") {
			t.Fatal(text)
		}
	})
}
