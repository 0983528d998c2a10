package vsphere

import (
	"context"
	"net/netip"
	"slices"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

func (l lowering) EnsureStack(o op.EnsureStack) verdict {
	key := esx.StackKey(o.Stack)
	s := l.stack(key)
	switch {
	case s != nil && s.lives:
		return verdict{}
	case slices.Contains(esx.SystemStacks, key):
		return l.refuse("add stack "+o.Stack, "it is the system's", "what others own is left alone")
	case s != nil: // its first vmk brings it to life
		l.wake = append(l.wake, key)
		return verdict{}
	}
	return verdict{call: func(ctx context.Context) error { return l.host.makeStack(ctx, key) }}
}

// makeStack makes a stack, which only esxcli can.
func (h *Host) makeStack(ctx context.Context, key string) error {
	if err := h.command("add stack "+esx.StackName(key), "network", "ip", "netstack", "add", "--netstack="+key)(ctx); err != nil {
		return err
	}
	s := h.draft.stack(key)
	if s == nil {
		s = &stackDraft{in: types.HostNetStackInstance{Key: key}}
		h.draft.stacks = append(h.draft.stacks, s)
	}
	s.lives, s.dim = true, true
	return nil
}

// onStack edits a stack.
func (l lowering) onStack(name string, edit func(*stackDraft) bool) verdict {
	key := esx.StackKey(name)
	s := l.stack(key)
	switch {
	case s == nil:
		return l.refuse("change stack "+name, "there is no such stack", "read the host again and plan anew")
	case s.in.Owner != "" || slices.Contains(esx.SystemStacks, key):
		return l.refuse("change stack "+name, "it belongs to the system or to NSX", "what others own is left alone")
	case s.dim:
		return verdict{fresh: true}
	case !s.lives && l.dirty(), !s.lives && l.wake != nil:
		return verdict{after: true}
	case !s.lives:
		return verdict{wake: key}
	}
	if edit(s) {
		s.edit()
	}
	if !l.touched(key) {
		return verdict{}
	}
	return verdict{rank: stackRank, after: !l.steady(s)}
}

func (l lowering) SetStackOptions(o op.SetStackOptions) verdict {
	return l.onStack(o.Stack, func(s *stackDraft) bool {
		was := s.in
		if c, ok := o.Congestion.Get(); ok {
			s.in.CongestionControlAlgorithm = string(c)
		}
		if n, ok := o.MaxConnections.Get(); ok {
			s.in.RequestedMaxNumberOfConnections = int32(n) //nolint:gosec // the language has a limit
		}
		return was.CongestionControlAlgorithm != s.in.CongestionControlAlgorithm || was.RequestedMaxNumberOfConnections != s.in.RequestedMaxNumberOfConnections
	})
}

func (l lowering) SetGateway(o op.SetGateway) verdict {
	return l.onStack(o.Stack, func(s *stackDraft) bool {
		c := types.HostIpRouteConfig{}
		if s.in.IpRouteConfig != nil {
			c = *s.in.IpRouteConfig.GetHostIpRouteConfig()
		}
		at := &c.DefaultGateway
		if o.Gateway.To.Addr().Is6() {
			at = &c.IpV6DefaultGateway
		}
		if addressOf(*at) == o.Gateway.Via {
			return false
		}
		*at = ""
		if o.Gateway.Via.IsValid() {
			*at = o.Gateway.Via.String()
		}
		s.in.IpRouteConfig = &c
		return true
	})
}

func (l lowering) SetRoutes(o op.SetRoutes) verdict {
	return l.onStack(o.Stack, func(s *stackDraft) bool {
		var want []netstate.Route
		for _, r := range o.Routes {
			want = append(want, netstate.Route{To: r.To.Masked(), Via: r.Via})
		}
		by := func(a, b netstate.Route) int {
			if c := a.To.Addr().Compare(b.To.Addr()); c != 0 {
				return c
			}
			return a.To.Bits() - b.To.Bits() + 1000*a.Via.Compare(b.Via)
		}
		if slices.Equal(slices.SortedFunc(slices.Values(want), by), slices.SortedFunc(slices.Values(s.want), by)) {
			return false
		}
		s.want = want
		return true
	})
}

// names edits a stack's name service. What DHCP gave goes: it is to be exact.
func (l lowering) names(stack string, edit func(*types.HostDnsConfig) bool) verdict {
	return l.onStack(stack, func(s *stackDraft) bool {
		c := types.HostDnsConfig{}
		if s.in.DnsConfig != nil {
			c = *s.in.DnsConfig.GetHostDnsConfig()
		}
		if c.Dhcp {
			c = types.HostDnsConfig{HostName: c.HostName, DomainName: c.DomainName}
			edit(&c)
		} else if !edit(&c) {
			return false
		}
		s.in.DnsConfig = &c
		return true
	})
}

func (l lowering) SetDNS(o op.SetDNS) verdict {
	return l.names(o.Stack, func(c *types.HostDnsConfig) bool {
		was := c.Address
		c.Address = o.Servers
		return !slices.EqualFunc(was, o.Servers, sameAddress)
	})
}

func sameAddress(a, b string) bool {
	x, err := netip.ParseAddr(a)
	y, err2 := netip.ParseAddr(b)
	return a == b || err == nil && err2 == nil && x == y
}

func (l lowering) SetSearch(o op.SetSearch) verdict {
	return l.names(o.Stack, func(c *types.HostDnsConfig) bool {
		was := c.SearchDomain
		c.SearchDomain = o.Domains
		return !slices.Equal(was, o.Domains)
	})
}

func (l lowering) RemoveStack(o op.RemoveStack) verdict {
	key := esx.StackKey(o.Stack)
	s := l.stack(key)
	switch {
	case s == nil || !s.lives:
		return verdict{}
	case s.in.Owner != "" || slices.Contains(esx.SystemStacks, key) || o.Stack == netstate.DefaultStack:
		return l.refuse("remove stack "+o.Stack, "it belongs to the system or to NSX", "what others own is left alone")
	case l.dirty():
		return verdict{after: true}
	}
	remove := l.host.command("remove stack "+o.Stack, "network", "ip", "netstack", "remove", "--netstack="+key)
	return verdict{call: func(ctx context.Context) error {
		err := remove(ctx)
		l.host.draft = nil
		return err
	}}
}
