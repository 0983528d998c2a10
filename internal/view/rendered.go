package view

import (
	"bytes"
	"fmt"
	"io"
)

// Rendered is what a run of render did.
type Rendered struct {
	Out       string // as the user named it
	Written   int
	Unchanged int
	Stale     []string // files of hosts that are gone
	Pruned    bool     // whether those were removed
}

// staleShown is how many files of hosts that are gone are named: few enough
// to be read.
const staleShown = 50

// RenderSummary writes what a run of render did, for people.
func RenderSummary(w io.Writer, r Rendered) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: %s written", plain(r.Out), Count(r.Written, "file"))
	if r.Unchanged > 0 {
		fmt.Fprintf(&b, ", %d unchanged", r.Unchanged)
	}
	b.WriteByte('\n')
	if n := len(r.Stale); n > 0 {
		if r.Pruned {
			fmt.Fprintf(&b, "removed %s that no host has any more:\n", Count(n, "file"))
		} else {
			fmt.Fprintf(&b, "%s that no host has any more (--prune-output removes them):\n", Count(n, "file"))
		}
		for _, s := range r.Stale[:min(n, staleShown)] {
			fmt.Fprintf(&b, "  %s\n", plain(s))
		}
		if n > staleShown {
			fmt.Fprintf(&b, "  and %d more\n", n-staleShown)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Count gives a number and its noun, in the plural where it needs one.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
