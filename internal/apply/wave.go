package apply

import (
	"context"
	"sync"

	"github.com/vmkgen/vmkgen/internal/plan"
)

// Run carries out a plan, and gives the result of each of its hosts, in the
// plan's order. The error is the journal's: where it can't be written, nothing
// further is done.
func Run(ctx context.Context, p *plan.Plan, site Site, j *Journal, o Options) ([]Result, error) {
	r := &running{site: site, journal: j, options: o, results: make([]Result, len(p.Hosts)), hosts: p.Hosts}
	for i, h := range p.Hosts {
		r.results[i] = Result{Host: h.Name, Outcome: Skipped}
	}
	for _, w := range waves(len(p.Hosts), o) {
		if !r.wave(ctx, w) {
			break
		}
	}
	if err := r.journal.End(r.results); err != nil && r.err == nil {
		r.err = err
	}
	return r.results, r.err
}

// A span is hosts that run together, some at a time.
type span struct{ from, to, parallel int }

// waves puts n hosts into waves: the canaries one by one, then the rest.
func waves(n int, o Options) (out []span) {
	at := 0
	for ; at < min(n, o.Canary); at++ {
		out = append(out, span{at, at + 1, 1})
	}
	size := o.Wave
	if size <= 0 {
		size = n
	}
	for ; at < n; at += size {
		out = append(out, span{at, min(n, at+size), max(1, o.Parallel)})
	}
	return out
}

// A running is one run of a plan.
type running struct {
	site    Site
	journal *Journal
	options Options
	hosts   []*plan.Planned
	mutex   sync.Mutex
	results []Result
	failed  int
	err     error
}

// wave runs hosts and waits for them; false where no other wave may begin.
func (r *running) wave(ctx context.Context, w span) bool {
	var group sync.WaitGroup
	slots := make(chan struct{}, w.parallel)
	for i := w.from; i < w.to; i++ {
		slots <- struct{}{}
		if !r.goesOn(ctx) {
			<-slots
			break
		}
		group.Go(func() {
			defer func() { <-slots }()
			r.done(i, r.host(ctx, r.hosts[i]))
		})
	}
	group.Wait()
	return r.goesOn(ctx)
}

// goesOn says whether another host may begin.
func (r *running) goesOn(ctx context.Context) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return ctx.Err() == nil && r.err == nil && r.failed < max(1, r.options.MaxFailures) && !r.stopped()
}

func (r *running) stopped() bool {
	select {
	case <-r.options.Stop:
		return r.options.Stop != nil
	default:
		return false
	}
}

func (r *running) done(i int, result Result) {
	if err := r.journal.Result(result); err != nil {
		r.fail(err)
	}
	r.mutex.Lock()
	r.results[i] = result
	switch result.Outcome {
	case RolledBack, Doubt, Refused:
		r.failed++
	case Applied, Unchanged, Held, Stopped, Skipped:
	}
	r.mutex.Unlock()
	r.tell(Event{Host: result.Host, Kind: Ended, Result: &result})
}

// fail notes that the journal can't be written.
func (r *running) fail(err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.err == nil {
		r.err = err
	}
}

func (r *running) tell(e Event) {
	if r.options.Tell != nil {
		r.options.Tell(e)
	}
}
