package vsphere

import (
	"context"
	"errors"

	"github.com/vmware/govmomi/cli/esx"

	"github.com/vmkgen/vmkgen/internal/op"
)

// A verdict is how an operation is carried out.
type verdict struct {
	rank  rank
	err   error                       // it can't be
	call  func(context.Context) error // by calls of its own
	again bool                        // after that call, look at the operation anew
	fresh bool                        // what it is about has to be read again first
	wake  string                      // this stack of the system has to be in use first
	after bool                        // not together with what the draft holds
}

// A rank is an operation's place in a call that changes several things. A
// host brings about what is added and changed in this order. What goes, and
// what narrows, travels with its like only.
type rank int

const (
	anyRank rank = iota
	switchRank
	groupRank
	vnicRank
	stackRank
	removeVnicRank // from here on, with its like only
	removeGroupRank
	narrowRank
	removeSwitchRank
)

// joins says whether an operation may travel after others.
func (r rank) joins(last rank) bool {
	switch {
	case r == anyRank, last == anyRank && r < removeVnicRank:
		return true
	case r >= removeVnicRank || last >= removeVnicRank:
		return r == last
	}
	return r >= last
}

// Batch says how many of the first operations may travel in one call, at least one.
func (h *Host) Batch(ops []op.Op) int {
	if h.draft == nil || len(ops) == 0 {
		return min(1, len(ops))
	}
	n, _ := h.batch(ops)
	return n
}

// batch gives the verdict on the first operation too.
func (h *Host) batch(ops []op.Op) (int, verdict) {
	l := lowering{h, h.draft.clone()}
	first := op.Visit(ops[0], l)
	if first.err != nil || first.call != nil || first.fresh || first.wake != "" {
		return 1, first
	}
	last := first.rank
	for i, o := range ops[1:] {
		v := op.Visit(o, l)
		if v.err != nil || v.call != nil || v.fresh || v.wake != "" || v.after || !v.rank.joins(last) {
			return i + 1, first
		}
		last = max(last, v.rank)
	}
	return len(ops), first
}

// Do carries out operations in their order, as few calls as they can be made
// with. After an error the host has to be read: some may have been carried out.
func (h *Host) Do(ctx context.Context, ops []op.Op) error {
	stages, looked, turns := false, false, 0
	for len(ops) > 0 {
		if turns++; turns > 4 {
			return h.refusal("carry out "+op.Path(ops[0]), "it comes to no end", "")
		}
		if err := h.fresh(ctx); err != nil {
			return err
		}
		n, first := h.batch(ops)
		done, err := h.turn(ctx, ops[:n], first, stages)
		switch {
		case errors.Is(err, errTogether):
			stages, h.draft = true, nil
			continue
		case errors.Is(err, errNumbered):
			h.draft = nil
			continue
		case errors.As(err, new(*esx.Fault)) && !looked:
			// It may have been done through esxcli already, without vCenter having seen it.
			looked, h.unseen, h.draft = true, true, nil
		case err != nil:
			h.draft = nil
			return err
		case done:
			if stages {
				h.client.stages.Store(true)
			}
			ops, stages, looked, turns = ops[n:], false, false, 0
		}
	}
	return nil
}

// fresh reads the host where it has to be.
func (h *Host) fresh(ctx context.Context) error {
	if h.draft != nil {
		return nil
	}
	r, err := h.load(ctx)
	if err != nil {
		return err
	}
	if err := h.away(r); err != nil {
		return err
	}
	h.draft = newDraft(r, h.kept)
	return nil
}

// turn carries out operations that travel together; done is false where they
// have to be looked at again.
func (h *Host) turn(ctx context.Context, ops []op.Op, first verdict, stages bool) (done bool, err error) {
	switch {
	case first.err != nil:
		return false, first.err
	case first.fresh:
		h.draft = nil
		return false, nil
	case first.wake != "":
		err := h.makeStack(ctx, first.wake)
		h.draft = nil
		return false, err
	case first.call != nil:
		return !first.again, first.call(ctx)
	}
	for _, o := range ops {
		if v := op.Visit(o, lowering{h, h.draft}); v.err != nil {
			return false, v.err
		}
	}
	if err := h.flush(ctx, stages); err != nil {
		return false, err
	}
	h.kept = h.draft.kept
	return true, nil
}
