//go:build unix

package esxtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/standin"
)

// A Cut is what is left of a run that is cut off: the host, and the run's folder on it.
type Cut struct {
	Name   string // after which, or before which of the calls that write
	Host   *standin.Host
	Folder string
}

// Cuts runs a script once, to its end, and gives what would be left of it, were it
// killed before or after each call that writes: nothing else of a run outlives it.
// Cuts that leave the same are given once.
func Cuts(t testing.TB, h *standin.Host, script []byte, how Run) (r Result, cuts []Cut) {
	t.Helper()
	if how.Folder == "" {
		how.Folder = t.TempDir()
	}
	seen := map[string]bool{}
	writes := 0
	cut := func(when string) {
		left := h.Print() + contents(t, how.Folder)
		if seen[left] {
			return
		}
		seen[left] = true
		c := Cut{Name: when + " " + strconv.Itoa(writes), Host: h.Clone(), Folder: t.TempDir()}
		if err := os.CopyFS(c.Folder, os.DirFS(how.Folder)); err != nil {
			t.Error(err)
		}
		// Who has locked the folder is gone, and another may have its number by now.
		if pid := filepath.Join(c.Folder, "lock", "pid"); os.WriteFile(pid, []byte("999999999\n"), 0o600) != nil {
			t.Errorf("%s cannot be written", pid)
		}
		cuts = append(cuts, c)
	}
	how.Ahead = func() { writes++; cut("before") }
	how.Watch = func() { cut("after") }
	return Script(t, h, script, how), cuts
}

// contents are the files of a folder as text, but for who has locked it.
func contents(t testing.TB, folder string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "pid" {
			return err
		}
		text, err := os.ReadFile(path)
		b.WriteString(path + "\n" + string(text))
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return b.String()
}
