package render_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/render"
)

var bothTargets = []string{"esxcli", "powercli"}

// oldOutput is a folder with files of hosts that are gone, and with a stranger's.
func oldOutput(t *testing.T) string {
	t.Helper()
	out := t.TempDir()
	mustPut(t, out, render.Options{}, script("esxcli/fra/a.sh", "1"), script("esxcli/fra/gone.sh", "2"),
		script("esxcli/old/x.sh", "3"), script("kickstart/fra/gone.cfg", "4"),
		render.File{Path: "esxcli/fra/notes.txt", Mode: 0o644, Body: []byte("mine")},
		render.File{Path: "esxcli/late.txt", Mode: 0o644, Body: []byte(strings.Repeat("x", render.MarkerReach) + mark)})
	if err := os.WriteFile(filepath.Join(out, "esxcli", "fra", ".vmkgen-1.tmp"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return out
}

var gone = []string{"esxcli/fra/.vmkgen-1.tmp", "esxcli/fra/gone.sh", "esxcli/old/x.sh"}

func TestStaleFilesAreNamed(t *testing.T) {
	t.Parallel()
	out := oldOutput(t)
	before := tree(t, out)
	r := mustPut(t, out, render.Options{Targets: bothTargets}, script("esxcli/fra/a.sh", "1"))
	if diff := cmp.Diff(render.Result{Unchanged: 1, Stale: gone}, r); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, tree(t, out)); diff != "" {
		t.Errorf("naming changed something: %s", diff)
	}
}

func TestPruneRemovesOnlyWhatVmkgenWrote(t *testing.T) {
	t.Parallel()
	out := oldOutput(t)
	r := mustPut(t, out, render.Options{Targets: bothTargets, Prune: true}, script("esxcli/fra/a.sh", "1"))
	if diff := cmp.Diff(render.Result{Unchanged: 1, Stale: gone, Pruned: gone}, r); diff != "" {
		t.Error(diff)
	}
	want := []string{"esxcli/fra/a.sh", "esxcli/fra/notes.txt", "esxcli/late.txt", "kickstart/fra/gone.cfg"}
	got := tree(t, out)
	for _, p := range want {
		if _, ok := got[p]; !ok {
			t.Errorf("%s is gone", p)
		}
	}
	if len(got) != len(want) {
		t.Errorf("left: %v", got)
	}
}

func TestPruneDropsEmptyFolders(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	mustPut(t, out, render.Options{}, script("esxcli/fra/a.sh", "1"))
	mustPut(t, out, render.Options{Targets: bothTargets, Prune: true})
	wantTree(t, out, map[string]string{"./": ""})
}

func TestPartialRunKnowsNothingOfStaleFiles(t *testing.T) {
	t.Parallel()
	out := oldOutput(t)
	r := mustPut(t, out, render.Options{Targets: bothTargets, Prune: true, Partial: true}, script("esxcli/fra/a.sh", "1"))
	if diff := cmp.Diff(render.Result{Unchanged: 1}, r); diff != "" {
		t.Error(diff)
	}
}

func TestCloseOfNothingMakesNothing(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out")
	mustPut(t, out, render.Options{Targets: bothTargets, Prune: true})
	if _, err := os.Stat(out); err == nil {
		t.Error("a folder was made for no file")
	}
}

func TestHeader(t *testing.T) {
	t.Parallel()
	got := render.Meta{Version: "1.2", Source: "prod\n$(x)é", Hash: "ab"}.Header()
	if want := "Made by vmkgen 1.2 from prod?$(x)? (sha256 ab)"; got != want {
		t.Errorf("header %q, want %q", got, want)
	}
}
