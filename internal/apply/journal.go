package apply

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// JournalVersion is the version of the records. It grows when one changes its
// meaning or goes.
const JournalVersion = 1

// A File is what a journal is written to. Each record is synced before what it
// announces is done.
type File interface {
	io.Writer
	Sync() error
}

// A Journal is the record of one run, as JSON lines. Its methods may be called
// from several goroutines at a time.
type Journal struct {
	mutex sync.Mutex
	file  File
	clock func() string
}

// A Record is one line of a journal.
type Record struct {
	Kind    string          `json:"kind"` // begin, before, doing, result, end
	Version int             `json:"version,omitempty"`
	Time    string          `json:"time"`
	Run     string          `json:"run,omitempty"`
	Plan    json.RawMessage `json:"plan,omitempty"` // with begin: the sealed plan
	Reverse bool            `json:"reverse,omitempty"`
	Engine  string          `json:"engine,omitempty"` // with begin: what carries it out; empty: vmkgen, host by host
	Host    string          `json:"host,omitempty"`
	State   *netstate.Host  `json:"state,omitempty"` // with before
	Steps   []string        `json:"steps,omitempty"` // with doing: operations and what they are for
	Result  *Result         `json:"result,omitempty"`
	Results []Result        `json:"results,omitempty"`
}

// Begin starts a journal. The clock gives the time as it is written.
func Begin(f File, run string, p *plan.Plan, reverse bool, clock func() string) (*Journal, error) {
	return begin(f, Record{Run: run, Reverse: reverse}, p, clock)
}

// ProfileEngine is what the journal calls a vCenter that brings hosts to their
// cluster's configuration profile.
const ProfileEngine = "vcp"

// BeginProfiles starts the journal of a run that vCenter carries out.
func BeginProfiles(f File, run string, p *plan.Plan, clock func() string) (*Journal, error) {
	return begin(f, Record{Run: run, Engine: ProfileEngine}, p, clock)
}

func begin(f File, r Record, p *plan.Plan, clock func() string) (*Journal, error) {
	text, err := plan.Marshal(p)
	if err != nil {
		return nil, err
	}
	var compact json.RawMessage
	if compact, err = json.Marshal(json.RawMessage(text)); err != nil {
		return nil, err
	}
	j := &Journal{file: f, clock: clock}
	r.Kind, r.Version, r.Plan = "begin", JournalVersion, compact
	return j, j.write(r)
}

// Continue goes on with a journal that was begun.
func Continue(f File, clock func() string) *Journal { return &Journal{file: f, clock: clock} }

func (j *Journal) write(r Record) error {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	r.Time = j.clock()
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return err
	}
	return j.file.Sync()
}

// Before notes the state that a host was found in.
func (j *Journal) Before(host string, state netstate.Host) error {
	return j.write(Record{Kind: "before", Host: host, State: &state})
}

// Doing notes operations that are about to be carried out.
func (j *Journal) Doing(host string, ops []op.Op) error {
	steps := make([]string, len(ops))
	for i, o := range ops {
		steps[i] = plan.OperationName(o) + " " + op.Path(o)
	}
	return j.write(Record{Kind: "doing", Host: host, Steps: steps})
}

// Result notes how a host came out.
func (j *Journal) Result(r Result) error {
	return j.write(Record{Kind: "result", Host: r.Host, Result: &r})
}

// End notes that the run is over.
func (j *Journal) End(results []Result) error { return j.write(Record{Kind: "end", Results: results}) }

// A Recorded run is what a journal says of it.
type Recorded struct {
	Run     string
	Time    string // when it began
	Reverse bool   // it was a rollback
	Engine  string // what carried it out; empty: vmkgen, host by host
	Plan    *plan.Plan
	Touched map[string]bool // hosts on which something may have been done
	Results map[string]Result
	Ended   bool
}

// ReadJournal reads a journal. A last line that was cut off is left out: what
// it announced was not begun.
func ReadJournal(r io.Reader) (*Recorded, error) {
	d := json.NewDecoder(r)
	out := &Recorded{Touched: map[string]bool{}, Results: map[string]Result{}}
	for n := 1; ; n++ {
		var rec Record
		switch err := d.Decode(&rec); {
		case errors.Is(err, io.EOF), n > 1 && errors.Is(err, io.ErrUnexpectedEOF):
			if out.Plan == nil {
				return nil, errors.New("it is no journal of vmkgen's")
			}
			return out, nil
		case err != nil:
			return nil, fmt.Errorf("record %d: %w", n, err)
		}
		if err := out.take(&rec, n); err != nil {
			return nil, err
		}
	}
}

func (r *Recorded) take(rec *Record, n int) error {
	switch rec.Kind {
	case "begin":
		if rec.Version != JournalVersion {
			return fmt.Errorf("it is of version %d, and this vmkgen knows version %d", rec.Version, JournalVersion)
		}
		p, err := plan.Unmarshal(rec.Plan)
		if err != nil {
			return fmt.Errorf("its plan: %w", err)
		}
		r.Plan, r.Run, r.Time, r.Reverse, r.Engine = p, rec.Run, rec.Time, rec.Reverse, rec.Engine
	case "before":
	case "doing":
		r.Touched[rec.Host] = true
	case "result":
		r.Results[rec.Host] = *rec.Result
	case "end":
		r.Ended = true
	default:
		return fmt.Errorf("record %d is of a kind that this vmkgen doesn't know: %q", n, rec.Kind)
	}
	if r.Plan == nil {
		return errors.New("it is no journal of vmkgen's")
	}
	return nil
}

// Left gives the plan with the hosts that are not done: begun and not ended, or
// not begun.
func (r *Recorded) Left() *plan.Plan {
	return r.only(func(name string) bool {
		switch r.Results[name].Outcome {
		case Applied, Unchanged, Held, RolledBack:
			return false
		case Refused, Doubt, Stopped, Skipped:
		}
		return true
	})
}

// Done gives the plan with the hosts on which something may have been done.
func (r *Recorded) Done() *plan.Plan {
	return r.only(func(name string) bool { return r.Touched[name] })
}

func (r *Recorded) only(is func(name string) bool) *plan.Plan {
	p := *r.Plan
	p.Hosts = nil
	for _, h := range r.Plan.Hosts {
		if is(h.Name) {
			p.Hosts = append(p.Hosts, h)
		}
	}
	return &p
}
