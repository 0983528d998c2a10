package script_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
)

// TestHangUp takes a run's terminal away, early and late: it goes on to its end,
// as the adapter that its session came over may be the one that it changes.
func TestHangUp(t *testing.T) {
	t.Parallel()
	want, from := wanted(), jumbled(t)
	text := rendered(t, want)
	all := len(ends(t, from.Clone(), text, allowed, 0).Calls)
	for _, at := range []int{1, all / 3, all / 2, all - 1} {
		h, how := from.Clone(), allowed
		how.Signal, how.SignalAt = syscall.SIGHUP, at
		ends(t, h, text, how, 0)
		converged(t, h, want, text)
	}
}

// TestInterrupted stops runs as a person does: they say so, exit 1, and the next completes the work.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	want, from := wanted(), jumbled(t)
	text := rendered(t, want)
	all := len(ends(t, from.Clone(), text, allowed, 0).Calls)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		h, how := from.Clone(), allowed
		how.Signal, how.SignalAt, how.Folder = signal, all/2, t.TempDir()
		r := ends(t, h, text, how, 1)
		if len(r.Calls) > all/2+1 || !strings.Contains(r.Stderr, "interrupted") {
			t.Errorf("%v at call %d of %d: %d calls\n%s", signal, all/2, all, len(r.Calls), r.Stderr)
		}
		if _, err := os.Stat(filepath.Join(how.Folder, "lock")); err == nil {
			t.Errorf("%v: the lock is still there", signal)
		}
		ends(t, h, text, esxtest.Run{Args: allowed.Args, Folder: how.Folder}, 0)
		converged(t, h, want, text)
	}
}
