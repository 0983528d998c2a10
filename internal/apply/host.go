package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// A work is one host while it is changed.
type work struct {
	*running
	host    Host
	plan    *plan.Planned
	result  Result
	touched bool // something may have been changed
	risked  bool // something that carries management may have been changed
	entered bool // maintenance mode
}

// errStopped ends a host half-way, where the run was stopped.
var errStopped = errors.New("stopped")

// host changes one host, and undoes it where that fails.
func (r *running) host(ctx context.Context, p *plan.Planned) Result {
	w := &work{running: r, plan: p, result: Result{Host: p.Name}}
	r.tell(Event{Host: p.Name, Kind: Begun})
	host, err := r.site.Host(ctx, p.Name)
	if err != nil {
		return w.ends(Refused, err.Error())
	}
	w.host = host
	todo, before, why := w.prepare(ctx)
	if why != "" {
		return w.ends(Refused, why)
	}
	if len(todo.Steps) == 0 {
		return w.ends(Unchanged, "")
	}
	if err := w.journal.Before(p.Name, before); err != nil {
		w.fail(err)
		return w.ends(Refused, "the journal can't be written: "+err.Error())
	}
	result := w.carryOut(ctx, todo)
	if w.entered {
		if err := w.host.SetMaintenance(context.WithoutCancel(ctx), false); err != nil {
			result.Why = strings.TrimPrefix(result.Why+"; it is still in maintenance mode: "+err.Error(), "; ")
		}
	}
	return result
}

func (w *work) ends(o Outcome, why string) Result {
	w.result.Outcome, w.result.Why = o, why
	return w.result
}

// prepare reads the host and says what is to be done; why is set where it is
// not to be touched.
func (w *work) prepare(ctx context.Context) (todo *plan.Host, before netstate.Host, why string) {
	before, err := w.host.Read(ctx)
	if err != nil {
		return nil, before, err.Error()
	}
	if broken := w.plan.Broken(&before); len(broken) > 0 {
		return nil, before, "it has changed since it was planned: " + named(broken)
	}
	todo = w.plan.Rest(before, plan.Options{AllowManagement: w.options.AllowManagement})
	if stands := todo.Obstacles(); len(stands) > 0 {
		return nil, before, "in the way: " + inWords(stands)
	}
	if why := w.unsafe(ctx, todo); why != "" {
		return nil, before, why
	}
	why = w.maintain(ctx, todo)
	return todo, before, why
}

func named(broken []plan.Guard) string {
	var out []string
	for _, g := range broken {
		out = append(out, g.String()+" "+g.Name)
	}
	return strings.Join(slices.Compact(out), ", ")
}

func inWords(obstacles []plan.Obstacle) string {
	out := make([]string, len(obstacles))
	for i, o := range obstacles {
		out[i] = o.Why
	}
	return strings.Join(out, "; ")
}

// unsafe says why steps that may cut management off must not be done.
func (w *work) unsafe(ctx context.Context, todo *plan.Host) string {
	if !slices.ContainsFunc(todo.Steps, func(s plan.Step) bool { return risky(s) && s.Blocked == "" }) {
		return ""
	}
	if device := strands(todo); device != "" {
		return "it would have no management while " + device + " is made anew or goes: give another vmk the management role first"
	}
	what, err := w.host.Safety(ctx)
	switch {
	case err != nil:
		return "it can't be told what would undo a change that cuts management off: " + err.Error()
	case what == "":
		return "nothing would undo a change that cuts management off: vCenter's network rollback is off or not there, and there is no second vmk with management"
	}
	return ""
}

// strands gives the last vmk with management if the steps take it away before
// another has it.
func strands(p *plan.Host) string {
	carriers := map[string]bool{}
	for i := range p.From.Vmks {
		if v := &p.From.Vmks[i]; slices.Contains(v.Roles, netstate.Management) && v.Stack.Or(netstate.DefaultStack) == netstate.DefaultStack {
			carriers[v.Device] = true
		}
	}
	for _, s := range p.Steps {
		device := ""
		switch o := s.Op.(type) {
		case op.EnableRoles:
			if slices.Contains(o.Roles, netstate.Management) {
				carriers[o.Device] = true
			}
		case op.RemoveVmk:
			device = o.Device
		case op.EnsureVmk:
			if v := p.From.Vmk(o.Device); v != nil && (differs(v.Stack, o.Stack) || differs(v.MAC, o.MAC)) {
				device = o.Device
			}
		}
		if s.Blocked == "" && carriers[device] {
			if delete(carriers, device); len(carriers) == 0 {
				return device
			}
		}
	}
	return ""
}

func differs(a, b netstate.Opt[string]) bool { return a.IsSet() && b.IsSet() && a != b }

func risky(s plan.Step) bool { return s.Risk.Level == plan.Management }

// maintain heeds the policy on maintenance mode.
func (w *work) maintain(ctx context.Context, todo *plan.Host) string {
	if w.options.Maintenance == Ignore || !slices.ContainsFunc(todo.Steps, disrupts) {
		return ""
	}
	in, err := w.host.Maintenance(ctx)
	switch {
	case err != nil:
		return err.Error()
	case in:
		return ""
	case w.options.Maintenance != Enter:
		return "it is not in maintenance mode, and the change interrupts vSAN or storage, or leaves a role without an adapter (--maintenance enter or ignore)"
	}
	if err := w.host.SetMaintenance(ctx, true); err != nil {
		return "it did not enter maintenance mode: " + err.Error()
	}
	w.entered = true
	return ""
}

// storage are the roles whose interruption machines on a host notice.
var storage = []netstate.Role{netstate.VSAN, netstate.VSANExternal, netstate.ISCSI, netstate.ISCSIDependent, netstate.NFS, netstate.NVMeTCP, netstate.NVMeRDMA}

// disrupts says whether a step wants maintenance mode.
func disrupts(s plan.Step) bool {
	if s.Blocked != "" || s.Risk.Level != plan.Interrupts {
		return false
	}
	return s.Risk.Gap || slices.ContainsFunc(s.Risk.Roles, func(r netstate.Role) bool { return slices.Contains(storage, r) })
}

// carryOut does the steps, verifies them, and undoes them where that fails.
func (w *work) carryOut(ctx context.Context, todo *plan.Host) Result {
	for _, s := range todo.Steps {
		if s.Blocked != "" {
			w.result.Held++
		}
	}
	err := w.steps(ctx, todo, true)
	if err == nil {
		err = w.verify(ctx)
	}
	switch {
	case errors.Is(err, errStopped):
		return w.ends(Stopped, "the run was stopped; apply --resume goes on, rollback undoes it")
	case err != nil:
		return w.undo(ctx, err)
	case w.result.Held > 0:
		return w.ends(Held, fmt.Sprintf("%d steps may cut management off (--allow-management)", w.result.Held))
	}
	return w.ends(Applied, "")
}

// steps does what is not held back, in order. Where it may, it ends between two
// steps once the run is stopped.
func (w *work) steps(ctx context.Context, todo *plan.Host, mayStop bool) error {
	var steps []plan.Step
	for _, s := range todo.Steps {
		if s.Blocked == "" {
			steps = append(steps, s)
		}
	}
	for at := 0; at < len(steps); {
		if mayStop && w.stopped() {
			return errStopped
		}
		n := w.together(steps[at:])
		if err := w.batch(ctx, steps, at, n); err != nil {
			return err
		}
		at += n
		w.result.Steps += n
	}
	return nil
}

// together says how many steps travel in one batch. What may cut management off
// goes alone.
func (w *work) together(steps []plan.Step) int {
	if risky(steps[0]) {
		return 1
	}
	var ops []op.Op
	for _, s := range steps {
		if risky(s) {
			break
		}
		ops = append(ops, s.Op)
	}
	return min(len(ops), max(1, w.host.Batch(ops)))
}

func (w *work) batch(ctx context.Context, steps []plan.Step, at, n int) error {
	ops := make([]op.Op, n)
	for i := range ops {
		ops[i] = steps[at+i].Op
		w.tell(Event{Host: w.plan.Name, Kind: Doing, Step: ops[i], At: at + i + 1, Of: len(steps)})
	}
	if err := w.journal.Doing(w.plan.Name, ops); err != nil {
		w.fail(err)
		return fmt.Errorf("the journal can't be written: %w", err)
	}
	w.touched = true
	alone := risky(steps[at])
	w.risked = w.risked || alone
	err := w.host.Do(ctx, ops)
	if alone {
		// What the call said is less sure than whether the host answers.
		return w.confirm(ctx, err)
	}
	return err
}

// confirm waits for the host to answer afresh.
func (w *work) confirm(ctx context.Context, said error) error {
	w.tell(Event{Host: w.plan.Name, Kind: Confirm})
	within := w.options.ConfirmWithin
	if within <= 0 {
		within = 2 * time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if err := w.host.Confirm(ctx); err != nil {
		return errors.Join(said, fmt.Errorf("the host did not answer within %s: %w", within, err))
	}
	return said
}

// verify reads the host again: nothing may be left to do.
func (w *work) verify(ctx context.Context) error {
	w.tell(Event{Host: w.plan.Name, Kind: Verify})
	after, err := w.host.Read(ctx)
	if err != nil {
		return fmt.Errorf("it can't be read again: %w", err)
	}
	left := w.plan.Rest(after, plan.Options{AllowManagement: w.options.AllowManagement})
	for _, s := range left.Steps {
		if s.Blocked == "" {
			return errors.New("it is not as planned after the change: " + op.Path(s.Op))
		}
	}
	return nil
}
