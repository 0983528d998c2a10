package vsphere

import (
	"context"
	"errors"
	"slices"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"
)

// retrieve asks the property collector, and hands over what it answers page by
// page.
func (c *Client) retrieve(ctx context.Context, specs []types.PropertyFilterSpec, take func(types.ObjectContent) error) error {
	epoch := c.epoch.Load()
	err := c.pages(ctx, specs, take)
	if !errors.Is(err, errEnded) {
		return err
	}
	if err := c.again(ctx, epoch); err != nil {
		return err
	}
	return c.pages(ctx, specs, take)
}

// errEnded says that properties are missing since the session has ended, which
// some servers tell in this way. Nothing was handed over by then.
var errEnded = errors.New("the session has ended")

func (c *Client) pages(ctx context.Context, specs []types.PropertyFilterSpec, take func(types.ObjectContent) error) error {
	collector := c.vim.ServiceContent.PropertyCollector
	res, err := methods.RetrievePropertiesEx(ctx, c.vim, &types.RetrievePropertiesEx{This: collector, SpecSet: specs, Options: types.RetrieveOptions{MaxObjects: pageSize}})
	if err != nil || res.Returnval == nil {
		return err
	}
	page := *res.Returnval
	if slices.ContainsFunc(page.Objects, unauthenticated) {
		return errEnded
	}
	for {
		for _, o := range page.Objects {
			if err := take(o); err != nil {
				return err
			}
		}
		if page.Token == "" {
			return nil
		}
		next, err := methods.ContinueRetrievePropertiesEx(ctx, c.vim, &types.ContinueRetrievePropertiesEx{This: collector, Token: page.Token})
		if err != nil {
			return err
		}
		page = next.Returnval
	}
}

func unauthenticated(o types.ObjectContent) bool {
	return slices.ContainsFunc(o.MissingSet, func(m types.MissingProperty) bool {
		_, ended := m.Fault.Fault.(*types.NotAuthenticated)
		return ended
	})
}
