package vsphere

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// away says why a host can't be worked on; nil: it can.
func (h *Host) away(r *raw) error {
	if r.found.Connected == string(types.HostSystemConnectionStateConnected) {
		return nil
	}
	return &Fault{Kind: Away, Host: h.name, What: "work on it", Said: "it is " + r.found.Connected, Hint: "connect it to vCenter again"}
}

// Rollbacks says whether the server undoes changes that cut a host off from it:
// it is a vCenter, and its option config.vpxd.network.rollback is known to be on.
func (c *Client) Rollbacks(ctx context.Context) (bool, error) {
	options := c.vim.ServiceContent.Setting
	if !c.IsVCenter() || options == nil {
		return false, nil
	}
	res, err := methods.QueryOptions(ctx, c.vim, &types.QueryOptions{This: *options, Name: "config.vpxd.network.rollback"})
	if err != nil {
		return false, c.fault("see whether it undoes changes that cut a host off", "", err)
	}
	for _, o := range res.Returnval {
		v := o.GetOptionValue()
		return strings.EqualFold(fmt.Sprint(v.Value), "true"), nil
	}
	return false, nil
}

// Safety says what undoes a change that cuts management off, in words; empty:
// nothing does.
func (h *Host) Safety(ctx context.Context) (string, error) {
	on, err := h.client.Rollbacks(ctx)
	if err != nil {
		return "", err
	}
	if on {
		return "vCenter's network rollback", nil
	}
	if err := h.fresh(ctx); err != nil {
		return "", err
	}
	var carriers []string
	for device, roles := range rolesOf(h.draft.raw.nicTypes) {
		if slices.Contains(roles, netstate.Management) {
			carriers = append(carriers, device)
		}
	}
	slices.Sort(carriers)
	if len(carriers) > 1 {
		return "another vmk with management (" + strings.Join(carriers, ", ") + ")", nil
	}
	return "", nil
}

// Reachable says whether the host is connected and answers now: a nil error.
func (h *Host) Reachable(ctx context.Context) error {
	h.unseen = false
	r, err := h.load(ctx)
	if err != nil {
		return err
	}
	if err := h.away(r); err != nil {
		return err
	}
	h.unseen = true // vCenter has to ask the host itself
	return h.look(ctx)
}

// Confirm waits until the host answers, or the context ends.
func (h *Host) Confirm(ctx context.Context) error {
	h.draft = nil
	wait := 100 * time.Millisecond
	var last error // says more than that a call was given up
	for {
		err := h.Reachable(ctx)
		if err == nil {
			return nil
		}
		if last == nil || ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			return errors.Join(last, ctx.Err())
		case <-time.After(wait):
		}
		wait = min(2*wait, 5*time.Second)
	}
}

// Maintenance says whether the host is in maintenance mode.
func (h *Host) Maintenance(ctx context.Context) (on bool, err error) {
	err = h.client.retrieve(ctx, []types.PropertyFilterSpec{{
		ObjectSet: []types.ObjectSpec{{Obj: h.refs.host}}, PropSet: []types.PropertySpec{{Type: "HostSystem", PathSet: []string{"runtime.inMaintenanceMode"}}},
	}}, func(o types.ObjectContent) error {
		for _, p := range o.PropSet {
			on, _ = p.Val.(bool)
		}
		return nil
	})
	return on, h.client.fault("see whether it is in maintenance mode", h.name, err)
}

// SetMaintenance enters maintenance mode, where vSAN keeps its objects
// accessible and powered-off machines stay, or leaves it.
func (h *Host) SetMaintenance(ctx context.Context, on bool) error {
	if now, err := h.Maintenance(ctx); err != nil || now == on {
		return err
	}
	task, err := h.maintenanceTask(ctx, on)
	if err == nil {
		err = h.client.wait(ctx, task)
	}
	return h.client.fault(map[bool]string{true: "enter", false: "leave"}[on]+" maintenance mode", h.name, err)
}

func (h *Host) maintenanceTask(ctx context.Context, on bool) (types.ManagedObjectReference, error) {
	if !on {
		res, err := methods.ExitMaintenanceMode_Task(ctx, h.client.vim, &types.ExitMaintenanceMode_Task{This: h.refs.host})
		if err != nil {
			return types.ManagedObjectReference{}, err
		}
		return res.Returnval, nil
	}
	res, err := methods.EnterMaintenanceMode_Task(ctx, h.client.vim, &types.EnterMaintenanceMode_Task{
		This: h.refs.host, MaintenanceSpec: &types.HostMaintenanceSpec{VsanMode: &types.VsanHostDecommissionMode{
			ObjectAction: string(types.VsanHostDecommissionModeObjectActionEnsureObjectAccessibility),
		}},
	})
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	return res.Returnval, nil
}

// wait waits for a task, with one question now and then.
func (c *Client) wait(ctx context.Context, task types.ManagedObjectReference) error {
	pause := 20 * time.Millisecond
	for {
		var t mo.Task
		err := c.retrieve(ctx, []types.PropertyFilterSpec{{
			ObjectSet: []types.ObjectSpec{{Obj: task}}, PropSet: []types.PropertySpec{{Type: "Task", PathSet: []string{"info.state", "info.error", "info.result"}}},
		}}, func(o types.ObjectContent) error { return mo.LoadObjectContent([]types.ObjectContent{o}, &t) })
		switch {
		case err != nil:
			return err
		case t.Info.State == types.TaskInfoStateSuccess:
			return nil
		case t.Info.State == types.TaskInfoStateError:
			return taskError{t.Info.Error}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		pause = min(2*pause, 2*time.Second)
	}
}
