// Package golden compares what a test got with expected text, or rewrites the
// expected text.
//
// Its one rule: a run that rewrote something still fails, so that no change of
// output slips by unread. Only tests use it.
package golden

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite expected texts; the run still fails where one changed")

// Updating says whether expected texts are to be rewritten. Where CI is set
// they never are.
func Updating() bool { return *update && os.Getenv("CI") == "" }

// Compare holds got against a file, and rewrites the file when updating.
func Compare(tb testing.TB, file string, got []byte) {
	tb.Helper()
	compare(tb, file, got, Updating())
}

func compare(tb testing.TB, file string, got []byte, updating bool) {
	tb.Helper()
	want, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		tb.Error(err)
		return
	}
	if err == nil && bytes.Equal(want, got) {
		return
	}
	tb.Errorf("%s differs (-want +got; -update rewrites it):\n%s", file, cmp.Diff(string(want), string(got)))
	if !updating {
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		tb.Error(err)
		return
	}
	if err := os.WriteFile(file, got, 0o644); err != nil {
		tb.Error(err)
	}
}
