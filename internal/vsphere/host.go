package vsphere

import (
	"context"
	"errors"

	"github.com/vmware/govmomi/cli/esx"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Host is one host that is read and changed. Its methods are called one
// after another: vCenter undoes changes of a host that overlap.
type Host struct {
	client *Client
	name   string
	refs   refs
	unseen bool // esxcli changed something since vCenter last looked

	draft    *draft // what was read last; nil: it has to be read
	kept     map[string]keptVnic
	odd      bool // it numbers new vmks otherwise than with the lowest free number
	commands *esx.Executor
}

// Host gives a host that was found by this client.
func (c *Client) Host(f *Found) *Host { return &Host{client: c, name: f.Name, refs: f.refs} }

// Read reads the whole state, as the host has it now.
func (h *Host) Read(ctx context.Context) (netstate.Host, error) {
	r, err := h.load(ctx)
	if err != nil {
		return netstate.Host{}, err
	}
	if err := h.away(r); err != nil {
		return netstate.Host{}, err
	}
	s := r.found.State
	r.nameGroups(&h.client.groups, &s)
	if r.mayBind() {
		if err := h.client.bound(ctx, r); err != nil {
			return netstate.Host{}, err
		}
		r.bind(&s)
	}
	h.draft = newDraft(r, h.kept)
	return s, nil
}

// ReadAnew reads the whole state after vCenter has looked at the host's network
// again: what a run that was cut off did through esxcli may not show yet.
func (h *Host) ReadAnew(ctx context.Context) (netstate.Host, error) {
	h.unseen = true
	return h.Read(ctx)
}

// load reads the properties.
func (h *Host) load(ctx context.Context) (*raw, error) {
	if err := h.look(ctx); err != nil {
		return nil, err
	}
	var r *raw
	err := h.client.retrieve(ctx, []types.PropertyFilterSpec{{
		ObjectSet: []types.ObjectSpec{{Obj: h.refs.host}}, PropSet: []types.PropertySpec{{Type: "HostSystem", PathSet: hostPaths}},
	}}, func(o types.ObjectContent) (err error) {
		r, err = readRaw(o)
		return err
	})
	if err == nil && r == nil {
		err = errors.New("vCenter tells nothing of it")
	}
	return r, h.client.fault("read it", h.name, err)
}

// look has vCenter read the host's network again where something changed
// behind its back.
func (h *Host) look(ctx context.Context) error {
	if !h.unseen || h.refs.network == nil {
		return nil
	}
	if _, err := methods.RefreshNetworkSystem(ctx, h.client.vim, &types.RefreshNetworkSystem{This: *h.refs.network}); err != nil {
		return h.client.fault("have vCenter look at its network again", h.name, err)
	}
	h.unseen = false
	return nil
}
