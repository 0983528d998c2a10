package apply

import (
	"context"
	"errors"
	"fmt"

	"github.com/vmkgen/vmkgen/internal/plan"
)

// undo brings a host back to where it was, from wherever it stands. It goes on
// where the run is interrupted: a host is not left half-way.
func (w *work) undo(ctx context.Context, why error) Result {
	if !w.touched {
		return w.ends(Refused, why.Error())
	}
	ctx = context.WithoutCancel(ctx)
	w.tell(Event{Host: w.plan.Name, Kind: Undoing})
	if err := w.back(ctx); err != nil {
		w.result.Undo = err.Error()
		return w.ends(Doubt, why.Error())
	}
	return w.ends(RolledBack, why.Error())
}

// back plans from the state that the host is in to the one before, does that,
// and makes sure of it.
func (w *work) back(ctx context.Context) error {
	opt := plan.Options{AllowManagement: w.risked}
	now, err := w.host.Read(ctx)
	if err != nil {
		return fmt.Errorf("it can't be read: %w", err)
	}
	if err := w.steps(ctx, w.plan.Undo(now, opt), false); err != nil {
		return err
	}
	now, err = w.host.Read(ctx)
	if err != nil {
		return fmt.Errorf("it can't be read again: %w", err)
	}
	if left := w.plan.Undo(now, opt); len(left.Steps) > 0 {
		return errors.New("it is not as it was")
	}
	return nil
}

// Reverse gives the plan that undoes a plan: carried out like any other, it
// brings hosts back to where the plan began, from wherever they stand. What may
// cut management off is held back unless it is allowed.
func Reverse(p *plan.Plan, allow bool) *plan.Plan {
	back := *p
	back.From, back.To = p.To, p.From
	back.Options = plan.Options{AllowManagement: allow}
	back.Hosts = make([]*plan.Planned, 0, len(p.Hosts))
	for _, h := range p.Hosts {
		way := h.Back(back.Options)
		way.Name = h.Name
		back.Hosts = append(back.Hosts, &plan.Planned{Host: way, Cluster: h.Cluster, Group: h.Group, Member: h.Member})
	}
	return &back
}
