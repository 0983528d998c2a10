package powercli_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// checker gives the PowerShell checker's program: $VMKGEN_PSCHECK, or what the
// neighbour of this repository builds to. Empty: there is none.
var checker = sync.OnceValue(func() string {
	if p := os.Getenv("VMKGEN_PSCHECK"); p != "" {
		return p
	}
	dir, err := filepath.Abs(filepath.Join("..", "..", "..", "..", "shared", "tools", "pscheck"))
	if err != nil {
		return ""
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		return ""
	}
	program := filepath.Join(os.TempDir(), "vmkgen-pscheck", "pscheck")
	build := exec.Command("go", "build", "-o", program, "./cmd/pscheck")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		return "cannot be built: " + string(out)
	}
	return program
})

// check runs the checker over a script, where there is one.
func check(t *testing.T, body string) {
	t.Helper()
	if checker() == "" {
		return
	}
	checkAll(t, []string{body})
}

// checkAll runs the checker over scripts, as strictly as it can be.
func checkAll(t *testing.T, bodies []string) {
	t.Helper()
	args := []string{"-strict"}
	dir := t.TempDir()
	for i, body := range bodies {
		file := filepath.Join(dir, fmt.Sprintf("script%d.ps1", i))
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out, err := exec.Command(checker(), args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%.4000s", err, out)
	}
}

// scripts renders all clusters of a configuration.
func scripts(t *testing.T, fsys fs.FS) (out []string) {
	t.Helper()
	r := load.Load(load.Request{FS: fsys})
	if r.Diags.HasErrors() || len(r.Clusters) == 0 {
		t.Fatalf("%v", r.Diags)
	}
	for i := range r.Clusters {
		out = append(out, script(t, wrap(&r.Clusters[i].Cluster)))
	}
	return out
}

var drawn = flag.Int("draws", 50, "how many random configurations the PowerShell checker sees")

// TestPscheckFindsNothing in what examples and random configurations become.
func TestPscheckFindsNothing(t *testing.T) {
	t.Parallel()
	if checker() == "" {
		t.Skip("no checker: set VMKGEN_PSCHECK to the program to run it")
	}
	examples := filepath.Join("..", "..", "..", "examples")
	folders, err := os.ReadDir(examples)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range folders {
		if f.IsDir() {
			all = append(all, scripts(t, os.DirFS(filepath.Join(examples, f.Name())))...)
		}
	}
	for seed := range *drawn {
		all = append(all, scripts(t, fstest.MapFS{"lab.vmk.hcl": {Data: []byte(rapid.Custom(gen.Config).Example(seed))}})...)
	}
	checkAll(t, all)
}

func TestPscheck(t *testing.T) {
	t.Parallel()
	if checker() == "" {
		t.Skip("no checker: set VMKGEN_PSCHECK to the program to run it")
	}
	check(t, script(t, cluster(full(), "esx01", "esx02")))
	c := cluster(full(), "esx01")
	c.Server = ""
	check(t, script(t, c))
}

// TestPscheckFindsNothingInChanges of random configurations into each other,
// there and back.
func TestPscheckFindsNothingInChanges(t *testing.T) {
	t.Parallel()
	if checker() == "" {
		t.Skip("no checker: set VMKGEN_PSCHECK to the program to run it")
	}
	var all []string
	for seed := range *drawn / 2 {
		var ends []netstate.Host
		for i := range 2 {
			r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(rapid.Custom(gen.Config).Example(2*seed + i))}}})
			if r.Diags.HasErrors() {
				t.Fatalf("%v", r.Diags)
			}
			ends = append(ends, r.Clusters[0].Groups[0].Host(0))
		}
		p := plan.Diff(plan.End{Host: ends[0], Managed: true}, plan.End{Host: ends[1], Managed: true}, plan.Options{AllowManagement: true})
		there, back := changes(t, p)
		all = append(all, there, back)
	}
	_, h, want := settled(t)
	for _, take := range taken {
		less := want
		less.Vmks, less.PortGroups, less.Stacks, less.Switches = slices.Clone(want.Vmks), slices.Clone(want.PortGroups), slices.Clone(want.Stacks), slices.Clone(want.Switches)
		take(&less)
		c := change(t, h, less)
		all = append(all, c.there, c.back)
	}
	checkAll(t, all)
}
