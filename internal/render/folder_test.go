package render_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/render"
)

const mark = "# Made by vmkgen 1.0 from x (sha256 0)\n"

func script(path, body string) render.File {
	return render.File{Path: path, Mode: 0o755, Body: []byte(mark + body)}
}

// put hands files to a sink, and closes it where none fails.
func put(t *testing.T, out string, o render.Options, files ...render.File) (render.Result, error) {
	t.Helper()
	s, err := render.Open(t.Context(), out, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := s.Add(f); err != nil {
			return s.Abort(), err
		}
	}
	return s.Close()
}

func mustPut(t *testing.T, out string, o render.Options, files ...render.File) render.Result {
	t.Helper()
	r, err := put(t, out, o, files...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// tree gives every file below a folder with its mode and content, and every
// empty folder.
func tree(t *testing.T, out string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(out, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(out, p)
		if d.IsDir() {
			if entries, _ := os.ReadDir(p); len(entries) == 0 {
				got[rel+"/"] = ""
			}
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		body, err := os.ReadFile(p)
		got[filepath.ToSlash(rel)] = info.Mode().String() + " " + strings.TrimPrefix(string(body), mark)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return got
}

func wantTree(t *testing.T, out string, want map[string]string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		return // modes read differently there
	}
	if diff := cmp.Diff(want, tree(t, out)); diff != "" {
		t.Errorf("folder differs (-want +got):\n%s", diff)
	}
}

func TestFolderWritesNewFiles(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "a", "out")
	r := mustPut(
		t, out, render.Options{Targets: []string{"esxcli", "kickstart"}},
		script("esxcli/fra/esx01.sh", "1"), script("esxcli/fra/esx02.sh", "2"), script("esxcli/muc/esx01.sh", "3"),
		render.File{Path: "kickstart/fra/esx01.cfg", Mode: 0o600, Body: []byte("4")},
		render.File{Path: "top.txt", Mode: 0o644, Body: []byte("5")},
		script("esxcli/fra/late.sh", "6"),
	)
	want := render.Result{Written: []string{
		"esxcli/fra/esx01.sh", "esxcli/fra/esx02.sh", "esxcli/muc/esx01.sh", "kickstart/fra/esx01.cfg", "top.txt", "esxcli/fra/late.sh",
	}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
	wantTree(t, out, map[string]string{
		"esxcli/fra/esx01.sh": "-rwxr-xr-x 1", "esxcli/fra/esx02.sh": "-rwxr-xr-x 2", "esxcli/muc/esx01.sh": "-rwxr-xr-x 3",
		"esxcli/fra/late.sh": "-rwxr-xr-x 6", "kickstart/fra/esx01.cfg": "-rw------- 4", "top.txt": "-rw-r--r-- 5",
	})
}

func TestFolderLeavesUnchangedFilesUntouched(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	files := []render.File{script("esxcli/fra/a.sh", "same"), script("esxcli/fra/b.sh", "old"), script("esxcli/fra/c.sh", "x")}
	mustPut(t, out, render.Options{}, files...)
	old := time.Unix(1e9, 0)
	for _, f := range files {
		if err := os.Chtimes(filepath.Join(out, f.Path), old, old); err != nil {
			t.Fatal(err)
		}
	}
	files[1].Body, files[2].Body = []byte(mark+"new"), []byte(mark+"longer")
	r := mustPut(t, out, render.Options{}, files...)
	if diff := cmp.Diff(render.Result{Written: []string{"esxcli/fra/b.sh", "esxcli/fra/c.sh"}, Unchanged: 1}, r); diff != "" {
		t.Error(diff)
	}
	info, err := os.Stat(filepath.Join(out, "esxcli/fra/a.sh"))
	if err != nil || !info.ModTime().Equal(old) {
		t.Errorf("the unchanged file was touched: %v %v", info.ModTime(), err)
	}
	wantTree(t, out, map[string]string{
		"esxcli/fra/a.sh": "-rwxr-xr-x same", "esxcli/fra/b.sh": "-rwxr-xr-x new", "esxcli/fra/c.sh": "-rwxr-xr-x longer",
	})
}

func TestFolderMendsModes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	for _, c := range []struct {
		have, want fs.FileMode
		written    int
	}{
		{0o644, 0o600, 1},
		{0o644, 0o755, 1},
		{0o777, 0o755, 1},
		{0o755, 0o755, 0},
		{0o700, 0o755, 0},
		{0o600, 0o600, 0}, // 0700: somebody's umask
	} {
		out := t.TempDir()
		f := render.File{Path: "esxcli/a.sh", Mode: c.want, Body: []byte("x")}
		mustPut(t, out, render.Options{}, f)
		if err := os.Chmod(filepath.Join(out, f.Path), c.have); err != nil {
			t.Fatal(err)
		}
		if r := mustPut(t, out, render.Options{}, f); len(r.Written) != c.written {
			t.Errorf("have %o, want %o: written %v", c.have, c.want, r.Written)
		}
	}
}

func TestFolderDoesNotFollowLinksOut(t *testing.T) {
	t.Parallel()
	out, elsewhere := t.TempDir(), t.TempDir()
	victim := filepath.Join(elsewhere, "a.sh")
	for _, err := range []error{
		os.WriteFile(victim, []byte("precious"), 0o644),
		os.MkdirAll(filepath.Join(out, "esxcli", "fra"), 0o755),
		os.Symlink(victim, filepath.Join(out, "esxcli", "fra", "a.sh")),
		os.Symlink(elsewhere, filepath.Join(out, "esxcli", "muc")),
	} {
		if err != nil {
			t.Skip(err)
		}
	}
	mustPut(t, out, render.Options{}, script("esxcli/fra/a.sh", "new"))
	wantTree(t, filepath.Join(out, "esxcli", "fra"), map[string]string{"a.sh": "-rwxr-xr-x new"})
	_, err := put(t, out, render.Options{}, script("esxcli/muc/a.sh", "new"))
	if we := new(render.WriteError); !errors.As(err, &we) || we.Path != filepath.Join(out, "esxcli", "muc") {
		t.Errorf("a folder that leads out: %v", err)
	}
	wantTree(t, elsewhere, map[string]string{"a.sh": "-rw-r--r-- precious"})
}

func TestFolderNamesWhatWasChangedBeforeAnError(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	if err := os.MkdirAll(filepath.Join(out, "esxcli", "muc", "b.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	r, err := put(t, out, render.Options{},
		script("esxcli/fra/a.sh", "1"), script("esxcli/muc/a.sh", "2"), script("esxcli/muc/b.sh", "3"))
	we := new(render.WriteError)
	if !errors.As(err, &we) || we.Path != filepath.Join(out, "esxcli", "muc", "b.sh") {
		t.Fatalf("error %v", err)
	}
	if want := []string{"esxcli/fra/a.sh", "esxcli/muc/a.sh"}; !slices.Equal(r.Written, want) || !slices.Equal(we.Done.Written, want) {
		t.Errorf("written %v, %v", r.Written, we.Done.Written)
	}
	if !strings.HasSuffix(err.Error(), "(written before: 2, esxcli/fra/a.sh, esxcli/muc/a.sh)") || strings.Contains(err.Error(), ".vmkgen-") {
		t.Errorf("error text: %v", err)
	}
	wantTree(t, out, map[string]string{"esxcli/fra/a.sh": "-rwxr-xr-x 1", "esxcli/muc/a.sh": "-rwxr-xr-x 2", "esxcli/muc/b.sh/": ""})
}

func TestFolderTakesBackAnUnfinishedFolder(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	out := filepath.Join(parent, "new", "out")
	ctx, cancel := context.WithCancel(t.Context())
	s, err := render.Open(ctx, out, render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Add(script("esxcli/fra/a.sh", "1")), s.Add(script("esxcli/fra/b.sh", "2"))); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(out, "esxcli", "fra")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an unfinished folder has its name already: %v", err)
	}
	cancel()
	err = s.Add(script("esxcli/fra/c.sh", "3"))
	if !errors.Is(err, context.Canceled) || !strings.HasSuffix(err.Error(), "(nothing was changed)") {
		t.Errorf("after an interrupt: %v", err)
	}
	if r := s.Abort(); len(r.Written) != 0 {
		t.Errorf("written %v", r.Written)
	}
	if left, _ := os.ReadDir(parent); len(left) != 0 {
		t.Errorf("what was made for nothing stays: %v", left)
	}
	if _, err := s.Close(); err == nil {
		t.Error("Close after Abort says that all is well")
	}
}

func TestFolderThatAppearsMeanwhile(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	s, err := render.Open(t.Context(), out, render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Add(script("esxcli/fra/a.sh", "1")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(out, "esxcli", "fra", "theirs"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err = s.Close()
	if we := new(render.WriteError); !errors.As(err, &we) || we.Path != filepath.Join(out, "esxcli", "fra") || len(we.Done.Written) != 0 {
		t.Errorf("error %v", err)
	}
	wantTree(t, out, map[string]string{"esxcli/fra/theirs/": ""})
}

func TestManyChangesAreNamedByFirstAndLast(t *testing.T) {
	t.Parallel()
	e := render.WriteError{Path: "x", Err: os.ErrClosed, Done: render.Result{Pruned: []string{"p"}}}
	for i := range 11 {
		e.Done.Written = append(e.Done.Written, string(rune('a'+i)))
	}
	if got, want := e.Error(), "x: file already closed (written before: 11, a … k; removed before: 1, p)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
