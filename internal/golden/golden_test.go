package golden_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vmkgen/vmkgen/internal/golden"
)

// recorder is a test that remembers whether it failed.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Error(...any)          { r.failed = true }
func (r *recorder) Errorf(string, ...any) { r.failed = true }

func TestCompare(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "deep", "x.txt")
	for _, step := range []struct {
		got      string
		updating bool
		fails    bool
		stands   string
	}{
		{"one", false, true, ""},
		{"one", true, true, "one"},
		{"one", false, false, "one"},
		{"one", true, false, "one"},
		{"two", false, true, "one"},
		{"two", true, true, "two"},
	} {
		r := &recorder{TB: t}
		golden.CompareWith(r, file, []byte(step.got), step.updating)
		if have, _ := os.ReadFile(file); r.failed != step.fails || string(have) != step.stands {
			t.Errorf("%+v: failed %v, file %q", step, r.failed, have)
		}
	}
}

func TestCINeverRewrites(t *testing.T) {
	t.Setenv("CI", "true")
	if golden.Updating() {
		t.Error("expected texts would be rewritten")
	}
}
