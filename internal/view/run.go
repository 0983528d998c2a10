package view

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/vmkgen/vmkgen/internal/apply"
)

// A Progress shows what an apply does, host by host: as lines for people, or
// as JSON lines for programs. Its methods may be called from several goroutines.
type Progress struct {
	mutex sync.Mutex
	w     io.Writer
	style Style
	json  bool
}

// NewProgress gives a progress that writes to w.
func NewProgress(w io.Writer, asJSON bool, style Style) *Progress {
	return &Progress{w: w, style: style, json: asJSON}
}

type jsonEvent struct {
	Host   string        `json:"host"`
	Event  string        `json:"event"`
	Step   string        `json:"step,omitempty"`
	At     int           `json:"at,omitempty"`
	Of     int           `json:"of,omitempty"`
	Result *apply.Result `json:"result,omitempty"`
}

// Tell shows an event.
func (p *Progress) Tell(e apply.Event) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.json {
		j := jsonEvent{Host: e.Host, Event: string(e.Kind), At: e.At, Of: e.Of, Result: e.Result}
		if e.Step != nil {
			j.Step = Sentence(e.Step)
		}
		text, err := json.Marshal(j)
		if err == nil {
			fmt.Fprintf(p.w, "%s\n", text)
		}
		return
	}
	switch e.Kind {
	case apply.Doing:
		fmt.Fprintf(p.w, "%s: %s\n", plain(e.Host), p.style.paint(dim, fmt.Sprintf("%d/%d ", e.At, e.Of))+Sentence(e.Step))
	case apply.Verify:
		fmt.Fprintf(p.w, "%s: reading it again\n", plain(e.Host))
	case apply.Confirm:
		fmt.Fprintf(p.w, "%s: waiting for it to answer afresh\n", plain(e.Host))
	case apply.Undoing:
		fmt.Fprintf(p.w, "%s: %s\n", plain(e.Host), p.style.paint(red, "undoing what was done"))
	case apply.Ended:
		fmt.Fprintf(p.w, "%s: %s\n", plain(e.Host), p.result(e.Result))
	case apply.Begun:
	}
}

// outcomeColor is how bad an outcome looks.
func outcomeColor(o apply.Outcome) string {
	switch o {
	case apply.Applied, apply.Unchanged:
		return green
	case apply.Held, apply.Skipped, apply.Stopped:
		return yellow
	case apply.RolledBack, apply.Refused, apply.Doubt:
	}
	return red
}

func (p *Progress) result(r *apply.Result) string {
	s := p.style.paint(outcomeColor(r.Outcome), string(r.Outcome))
	if r.Why != "" {
		s += ": " + oneLine(r.Why)
	}
	if r.Undo != "" {
		s += " (undoing it failed: " + oneLine(r.Undo) + ")"
	}
	return s
}

// outcomeOrder is the order in which outcomes are counted.
var outcomeOrder = []apply.Outcome{
	apply.Applied, apply.Unchanged, apply.Held, apply.RolledBack, apply.Refused, apply.Doubt, apply.Stopped, apply.Skipped,
}

// RunSummary says in a line how the hosts of a run came out.
func RunSummary(results []apply.Result) string {
	counts := map[apply.Outcome]int{}
	for _, r := range results {
		counts[r.Outcome]++
	}
	var parts []string
	for _, o := range outcomeOrder {
		if n := counts[o]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
	}
	if parts == nil {
		return "no host to change"
	}
	return counted(len(results), "host") + ": " + strings.Join(parts, ", ")
}

// RunJSON writes how the hosts of a run came out, for programs.
func RunJSON(w io.Writer, run string, results []apply.Result) error {
	if results == nil {
		results = []apply.Result{}
	}
	return indented(w, struct {
		Format  string         `json:"format"`
		Version int            `json:"format_version"`
		Run     string         `json:"run"`
		Results []apply.Result `json:"results"`
	}{"vmkgen.run", 1, run, results})
}
