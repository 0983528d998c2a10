package apply

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// A Profile is a cluster's configuration profile with what is wanted put into
// it, by which a vCenter's own engine brings the cluster's hosts to it. Its
// methods are called one after another.
type Profile interface {
	// Precheck makes a draft and has it judged.
	Precheck(ctx context.Context) (*Precheck, error)
	// Remediate applies the draft, and waits. An error with a remediation: nobody
	// knows what has become of the hosts; without one: nothing was begun.
	Remediate(ctx context.Context, message string) (*Remediation, error)
	// Discard takes the draft away, where there is one.
	Discard(ctx context.Context) error
	// Left gives how many steps are left on each host, by its name in lower
	// case, as the hosts are now; a host that can't be read is not among them.
	Left(ctx context.Context) (map[string]int, error)
}

// A Precheck is what was said of a draft.
type Precheck struct {
	Errors []string          // against the whole; none where it can be applied
	Hosts  map[string]string // what is wrong on a host
	Enters []string          // hosts that have to enter maintenance mode
}

// A Remediation is how a vCenter brought hosts to a document.
type Remediation struct {
	Done    []string          // hosts on which all went well, it is said
	Failed  map[string]string // why, by the host's name
	Skipped []string          // hosts that were left out
	Errors  []string          // against the whole
}

// A ProfileCluster is a cluster whose profile is to be applied.
type ProfileCluster struct {
	Name    string
	Hosts   []*plan.Planned // that change
	Profile Profile
}

// ProfileOptions say how profiles are applied.
type ProfileOptions struct {
	Message         string // to go with what vCenter records
	MaxFailures     int    // failed hosts at which no further cluster is begun, at least 1
	AllowManagement bool   // do steps that may cut management off
	Maintenance     Policy
	// Maintains says whether a host is in maintenance mode.
	Maintains func(host string) bool
	// Tell is told what happens; nil: nobody is.
	Tell func(Event)
}

// RunProfiles applies the profiles of clusters, one after another. An error is
// the journal's.
func RunProfiles(ctx context.Context, clusters []ProfileCluster, j *Journal, o ProfileOptions) ([]Result, error) {
	var all []Result
	failed := 0
	for i := range clusters {
		r := profileRun{ProfileCluster: &clusters[i], journal: j, options: o}
		switch {
		case ctx.Err() != nil:
			r.all(Skipped, "the run was stopped")
		case failed >= o.MaxFailures:
			r.all(Skipped, "another host failed")
		default:
			if err := r.run(ctx); err != nil {
				return append(all, r.results...), err
			}
		}
		for _, out := range r.results {
			if out.Outcome != Applied {
				failed++
			}
			if err := j.Result(out); err != nil {
				return append(all, r.results...), err
			}
			r.tell(Event{Host: out.Host, Kind: Ended, Result: &out})
		}
		all = append(all, r.results...)
	}
	return all, j.End(all)
}

type profileRun struct {
	*ProfileCluster
	journal *Journal
	options ProfileOptions
	results []Result
}

func (r *profileRun) tell(e Event) {
	if r.options.Tell != nil {
		r.options.Tell(e)
	}
}

// all gives all hosts one outcome.
func (r *profileRun) all(o Outcome, why string) {
	r.results = nil
	for _, h := range r.Hosts {
		r.results = append(r.results, Result{Host: h.Name, Outcome: o, Why: why})
	}
}

func (r *profileRun) run(ctx context.Context) error {
	if r.held() {
		return nil
	}
	for _, h := range r.Hosts {
		if err := r.journal.Before(h.Name, h.From); err != nil {
			return err
		}
		r.tell(Event{Host: h.Name, Kind: Begun})
	}
	if !r.precheck(ctx) {
		if err := r.Profile.Discard(context.WithoutCancel(ctx)); err != nil {
			for i := range r.results {
				r.results[i].Undo = err.Error()
			}
		}
		return nil
	}
	for _, h := range r.Hosts {
		ops := make([]op.Op, len(h.Steps))
		for i := range h.Steps {
			ops[i] = h.Steps[i].Op
		}
		if err := r.journal.Doing(h.Name, ops); err != nil {
			r.all(Refused, "the journal can't be written")
			return err
		}
	}
	r.remediate(ctx)
	return nil
}

// held refuses what may cut management off, unless that is allowed: a profile
// is applied whole, so that nothing of it can be held back.
func (r *profileRun) held() bool {
	if r.options.AllowManagement {
		return false
	}
	for _, h := range r.Hosts {
		if slices.ContainsFunc(h.Steps, func(s plan.Step) bool { return s.Risk.Level == plan.Management }) {
			r.all(Refused, h.Name+" has steps that may cut management off, and a profile is applied whole (--allow-management)")
			return true
		}
	}
	return false
}

// precheck makes a draft and has it judged; false where it can't be applied.
func (r *profileRun) precheck(ctx context.Context) bool {
	p, err := r.Profile.Precheck(ctx)
	if err != nil {
		r.all(Refused, err.Error())
		return false
	}
	if len(p.Errors) > 0 || len(p.Hosts) > 0 {
		r.all(Refused, strings.Join(append(p.Errors, others(p.Hosts, r.Hosts)...), ": "))
		for i := range r.results {
			if why, ok := lookUp(p.Hosts, r.results[i].Host); ok {
				r.results[i].Why = why
			}
		}
		return false
	}
	if r.options.Maintenance != Require {
		return true
	}
	for _, name := range p.Enters {
		if !r.options.Maintains(name) {
			r.all(Refused, name+" has to be in maintenance mode for it, and isn't (--maintenance enter lets vCenter enter it)")
			return false
		}
	}
	return true
}

// others are what is wrong on hosts that don't change, or, where nothing is,
// that the precheck of others failed.
func others(wrong map[string]string, hosts []*plan.Planned) []string {
	var out []string
	for name, why := range wrong {
		if !slices.ContainsFunc(hosts, func(h *plan.Planned) bool { return strings.EqualFold(h.Name, name) }) {
			out = append(out, name+": "+why)
		}
	}
	if slices.Sort(out); out == nil && len(wrong) > 0 {
		out = []string{"another host of the cluster failed the precheck"}
	}
	return out
}

func among(names []string, host string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, host) })
}

func lookUp(byName map[string]string, host string) (string, bool) {
	for name, text := range byName {
		if strings.EqualFold(name, host) {
			return text, true
		}
	}
	return "", false
}

func (r *profileRun) remediate(ctx context.Context) {
	done, err := r.Profile.Remediate(ctx, r.options.Message)
	if err != nil && done == nil {
		r.all(Refused, err.Error())
		if err := r.Profile.Discard(context.WithoutCancel(ctx)); err != nil {
			r.results[0].Undo = err.Error()
		}
		return
	}
	if err != nil {
		o := Doubt
		if ctx.Err() != nil {
			o = Stopped
		}
		r.all(o, err.Error())
		return
	}
	for _, h := range r.Hosts {
		r.tell(Event{Host: h.Name, Kind: Verify})
	}
	left, err := r.Profile.Left(ctx)
	for _, h := range r.Hosts {
		r.results = append(r.results, r.judge(h, done, left, err))
	}
	for name, why := range done.Failed {
		if !slices.ContainsFunc(r.Hosts, func(h *plan.Planned) bool { return strings.EqualFold(h.Name, name) }) {
			r.results = append(r.results, Result{Host: name, Outcome: Doubt, Why: why})
		}
	}
	slices.SortStableFunc(r.results[len(r.Hosts):], func(a, b Result) int { return strings.Compare(a.Host, b.Host) })
}

// judge says how a host came out, by what vCenter says and by what was read afterwards.
func (r *profileRun) judge(h *plan.Planned, done *Remediation, left map[string]int, unread error) Result {
	out := Result{Host: h.Name, Outcome: Doubt}
	steps, read := left[strings.ToLower(h.Name)]
	why, failed := lookUp(done.Failed, h.Name)
	switch {
	case failed:
		out.Why = why
	case among(done.Skipped, h.Name):
		out.Outcome, out.Why = Skipped, "vCenter left it out"
	case len(done.Errors) > 0 && !among(done.Done, h.Name):
		out.Why = strings.Join(done.Errors, ": ")
	case unread != nil:
		out.Why = "vCenter says that it is done; it can't be read: " + unread.Error()
	case !read:
		out.Why = "vCenter says that it is done; it can't be read"
	case steps > 0:
		out.Why = fmt.Sprintf("vCenter says that it is done, and %d of %d steps are left", steps, len(h.Steps))
	default:
		out.Outcome, out.Steps = Applied, len(h.Steps)
	}
	return out
}
