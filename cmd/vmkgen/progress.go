package main

import (
	"fmt"
	"time"
)

// What people wait for is counted on a terminal, once it takes longer than
// patience, and then no more often than every pulse.
const (
	patience = time.Second
	pulse    = 200 * time.Millisecond
)

// A progress counts files on standard error while somebody looks on.
type progress struct {
	*app
	next  time.Time
	files int
	shown bool
}

func (a *app) progress() *progress {
	return &progress{app: a, next: a.now().Add(patience)}
}

// step counts a file.
func (p *progress) step() {
	p.files++
	if !p.errIsTerminal {
		return
	}
	if now := p.now(); now.After(p.next) {
		p.next, p.shown = now.Add(pulse), true
		fmt.Fprintf(p.err, "\rvmkgen: %s …", count(p.files, "file"))
	}
}

// end clears the line.
func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.err, "\r\x1b[K")
	}
}
