package main

import (
	"context"
	"net/netip"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/view"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

var pingFormats = []string{"text", "json"}

func (a *app) pingCommand() *cobra.Command {
	var input inputFlags
	var chosen selection
	var format string
	c := &cobra.Command{
		Use:   "ping [PATH]",
		Short: "Let every host ping its peers, with the full MTU",
		Long: `Lets each host ping, from each of its vmks, the peers in the same subnet and stack,
and the stack's gateway, with frames of the full MTU that must not be cut up, and
shows who reaches whom: ok, no, or the largest frame that gets through where the
full one does not. Exit 2 if anything does not answer in full.`,
		Example: "  vmkgen ping --cluster fra-a",
		Args:    atMostOne("PATH"),
		RunE: func(c *cobra.Command, args []string) error {
			desired, err := a.anySource(pathOf(args), &input)
			if err != nil {
				return err
			}
			if desired.Clusters, err = chosen.chooseSide(desired.Clusters); err != nil {
				return err
			}
			l, err := a.goLive(c.Context(), desired)
			if err != nil {
				return err
			}
			defer l.close()
			pings := pingsOf(l.side(a, desired).Clusters, chosen.keep)
			l.ping(c.Context(), pings, a.conn.parallel)
			if err := a.showPings(pings, format); err != nil {
				return err
			}
			for _, p := range pings {
				if !p.Answers || p.Fits < p.Size {
					return exit{code: exitDifferent}
				}
			}
			return nil
		},
	}
	input.add(c.Flags())
	chosen.add(c.Flags())
	a.conn.add(c.Flags())
	chosen.complete(a, c, &input)
	c.Flags().StringVar(&format, "format", "text", "print `FORMAT`: text or json")
	completeFlag(c, "format", words(pingFormats...))
	return c
}

func (a *app) showPings(pings []view.Ping, format string) error {
	switch format {
	case "text":
		return view.PingsText(a.out, pings, a.style(a.outIsTerminal))
	case "json":
		return view.PingsJSON(a.out, pings)
	}
	return oneOf("--format", format, pingFormats)
}

// headers are the bytes of a frame that are not the ping's: IP and ICMP.
const headers = 28

// pingsOf are all pings that should be answered: between vmks of hosts that are
// in one subnet and stack, and to the stacks' gateways.
func pingsOf(clusters []netstate.Cluster, keep func(string) bool) (out []view.Ping) {
	for _, c := range clusters {
		hosts := hostsIn(c)
		for _, h := range hosts {
			if !keep(h.Name) {
				continue
			}
			for i := range h.Vmks {
				if v := &h.Vmks[i]; v.IPv4 != nil && v.IPv4.Address.IsValid() && v.Owner == "" {
					out = append(out, pingsFrom(c.Name, h, v, hosts)...)
				}
			}
		}
	}
	return out
}

func hostsIn(c netstate.Cluster) (out []*netstate.Host) {
	for i := range c.Groups {
		out = append(out, &c.Groups[i].Pattern)
	}
	return out
}

func pingsFrom(cluster string, h *netstate.Host, v *netstate.Vmk, hosts []*netstate.Host) (out []view.Ping) {
	stack := v.Stack.Or(netstate.DefaultStack)
	mtu := v.MTU.Or(1500)
	to := func(name, device string, address netip.Addr, size int) {
		out = append(out, view.Ping{
			Cluster: cluster, Host: h.Name, Device: v.Device, Stack: stack, Network: v.IPv4.Address.Masked().String(), Peer: name, PeerDevice: device, Address: address.String(), Size: size - headers,
		})
	}
	for _, o := range hosts {
		for i := range o.Vmks {
			w := &o.Vmks[i]
			if o == h || w.IPv4 == nil || !w.IPv4.Address.IsValid() || w.Stack.Or(netstate.DefaultStack) != stack {
				continue
			}
			if v.IPv4.Address.Masked() == w.IPv4.Address.Masked() {
				to(o.Name, w.Device, w.IPv4.Address.Addr(), min(mtu, w.MTU.Or(1500)))
			}
		}
	}
	if s := h.Stack(stack); s != nil {
		if g, ok := s.Gateway.Get(); ok && g.IsValid() && v.IPv4.Address.Contains(g) {
			to("gateway", "", g, min(mtu, 1500))
		}
	}
	return out
}

// ping carries pings out, some hosts at a time, and notes what came of them.
func (l *live) ping(ctx context.Context, pings []view.Ping, parallel int) {
	byHost := map[string][]*view.Ping{}
	for i := range pings {
		name := strings.ToLower(pings[i].Host)
		byHost[name] = append(byHost[name], &pings[i])
	}
	var group sync.WaitGroup
	slots := make(chan struct{}, max(1, parallel))
	for name, list := range byHost {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			h := l.found[name]
			host := h.client.Host(&h.Found)
			for _, p := range list {
				tryPing(p, func(size int) (bool, error) {
					to, err := netip.ParseAddr(p.Address)
					if err != nil {
						return false, err
					}
					_, answered, err := host.Ping(ctx, vsphere.Probe{Device: p.Device, Stack: p.Stack, To: to, Size: size, Whole: true, Count: 2})
					return answered > 0, err
				})
			}
		})
	}
	group.Wait()
}

// tryPing pings with the full size, and, where that fails, looks for the largest
// that answers.
func tryPing(p *view.Ping, answers func(size int) (bool, error)) {
	const least = 8
	ok, err := answers(p.Size)
	if err == nil && ok {
		p.Fits, p.Answers = p.Size, true
		return
	}
	if err == nil {
		ok, err = answers(least)
	}
	if err != nil || !ok {
		if err != nil {
			p.Why = err.Error()
		}
		return
	}
	p.Answers = true
	low, high := least, p.Size
	for high-low > 1 {
		middle := (low + high) / 2
		switch ok, err = answers(middle); {
		case err != nil:
			p.Fits, p.Why = low, "the search ended early: "+err.Error()
			return
		case ok:
			low = middle
		default:
			high = middle
		}
	}
	p.Fits = low
}
