package render

import (
	"fmt"
	"strings"
)

// A Result says what a sink did. Its paths are those of the files that were
// handed in, in that order; for archives Written is what they hold.
type Result struct {
	Written   []string
	Unchanged int
	Stale     []string // files that vmkgen made once and this run did not; sorted
	Pruned    []string // those of them that were removed
}

// A WriteError says which file failed and what had been changed before it.
type WriteError struct {
	Path string // the file or folder
	Err  error
	Done Result // what stays changed
}

// Unwrap gives the cause.
func (e *WriteError) Unwrap() error { return e.Err }

// Error names the file, the cause and what was changed before.
func (e *WriteError) Error() string {
	return fmt.Sprintf("%s: %v (%s)", e.Path, e.Err, e.Done.changes())
}

func (r Result) changes() string {
	var parts []string
	if n := len(r.Written); n > 0 {
		parts = append(parts, fmt.Sprintf("written before: %d, %s", n, listed(r.Written)))
	}
	if n := len(r.Pruned); n > 0 {
		parts = append(parts, fmt.Sprintf("removed before: %d, %s", n, listed(r.Pruned)))
	}
	if len(parts) == 0 {
		return "nothing was changed"
	}
	return strings.Join(parts, "; ")
}

// listed names all of a few; of many the first and the last, which say as
// much, because files come in a known order.
func listed(paths []string) string {
	if len(paths) <= 10 {
		return strings.Join(paths, ", ")
	}
	return paths[0] + " … " + paths[len(paths)-1]
}
