package vsphere_test

import (
	"net/netip"
	"slices"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// configured is the first host of a configuration.
func configured(t *rapid.T, text string) netstate.Host {
	r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(text)}}})
	if r.Diags.HasErrors() {
		t.Fatalf("%v\n%s", r.Diags, text)
	}
	for _, g := range r.Clusters[0].Groups {
		for i := range g.Members {
			if h := g.Host(i); h.Name == gen.HostName {
				h.Release = r.Clusters[0].Release
				return h
			}
		}
	}
	t.Fatalf("no host in\n%s", text)
	return netstate.Host{}
}

// Plans against what was read, carried out, end in the configuration, and the
// way back ends where it began.
func TestPlansAreCarriedOut(t *testing.T) {
	t.Parallel()
	there, back := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		first, second := gen.Pair(t)
		one, two := configured(t, first), configured(t, second)
		start := standin.Fresh(gen.HostName, one.Release, "192.0.2.11/24", "192.0.2.1", gen.NICs...)
		options := rapid.SampledFrom([]sim.Options{{}, {OneCall: true}, {OneCall: true, ReverseResults: true}, {HighDevices: true}, {FreshESXCLI: true}}).Draw(t, "options")
		options.Everywhere = true
		vc, err := sim.New(sim.Inventory{Clusters: []sim.Cluster{{Name: "lab", Hosts: []sim.Host{{State: start}}}}}, options)
		if err != nil {
			t.Fatal(err)
		}
		defer vc.Close()
		c, err := vsphere.Dial(t.Context(), login(vc))
		if err != nil {
			t.Fatal(err)
		}
		found, err := c.Hosts(t.Context(), vsphere.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		h := c.Host(&found.Hosts[0])
		if !applied(t, vc, h, one, false) {
			return
		}
		there++
		t.Logf("first\n%s", first)
		t.Logf("then\n%s", second)
		if applied(t, vc, h, two, true) {
			back++
		}
	})
	t.Logf("%d plans carried out, %d and back again", there, back)
	if there == 0 {
		t.Error("no plan was carried out")
	}
}

// applied brings a host to a state, and back again where that is asked for;
// false where the plan is none that is carried out whole.
func applied(t *rapid.T, vc *sim.VCenter, h *vsphere.Host, want netstate.Host, back bool) bool {
	from, err := h.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	opt := plan.Options{}
	p := plan.Diff(plan.End{Host: from, Managed: back}, plan.End{Host: want, Managed: true}, opt)
	if len(todo(p)) < len(p.Steps) {
		return false // what may cut management off is held back, and others wait for it
	}
	if !sound(&p.Goal) {
		return false
	}
	carried(t, h, p)
	if left := vc.Host(gen.HostName).Differences(&want); len(left) > 0 {
		t.Fatalf("it differs: %q", left)
	}
	after, err := h.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if left := todo(p.Rest(after, opt)); len(left) > 0 {
		t.Fatalf("left to do: %+v", left)
	}
	if !back {
		return true
	}
	carried(t, h, p.Undo(after, opt))
	began, err := h.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	began.NVMe, from.NVMe = nil, nil // a host does not record which vmk it serves, so no way back is planned
	if d := plan.Diff(plan.End{Host: began}, plan.End{Host: from}, opt); len(todo(d)) > 0 {
		t.Fatalf("the way back ends elsewhere: %+v", todo(d))
	}
	return true
}

// sound says whether a state can be. Plans promise that what nobody declares
// stays as it is, even where that can't be: an uplink that another switch takes,
// a gateway that is out of reach by then, a binding at a place with two uplinks.
func sound(s *netstate.Host) bool {
	taken := map[string]bool{}
	for _, w := range s.Switches {
		for _, n := range w.Uplinks {
			if taken[n] {
				return false
			}
			taken[n] = true
		}
		if !within(w.Teaming, w.Uplinks) || len(w.Uplinks) == 0 && w.Discovery.IsSet() { // which vSphere does not show
			return false
		}
	}
	for _, g := range s.PortGroups {
		if w := s.Switch(g.Switch); w != nil && w.Uplinks != nil && !within(g.Teaming, w.Uplinks) {
			return false
		}
	}
	for i := range s.Stacks {
		if !routed(s, &s.Stacks[i]) {
			return false
		}
	}
	return !slices.ContainsFunc(s.Vmks, func(v netstate.Vmk) bool { return !stands(s, &v) })
}

// within says whether a teaming names only uplinks that are there.
func within(t *netstate.Teaming, uplinks []string) bool {
	return t == nil || !slices.ContainsFunc(slices.Concat(t.Active, t.Standby), func(n string) bool { return !slices.Contains(uplinks, n) })
}

// stands says whether a vmk can be so.
func stands(s *netstate.Host, v *netstate.Vmk) bool {
	if w := s.Switch(v.Switch.Or("")); w != nil && w.MTU.Or(9000) < v.MTU.Or(0) {
		return false
	}
	if len(v.ISCSI) > 0 && !single(s, v) {
		return false
	}
	own := func(o netstate.Opt[netip.Addr]) bool { a := o.Or(netip.Addr{}); return !a.IsValid() || reached(v, a) }
	return (v.IPv4 == nil || own(v.IPv4.Gateway)) && (v.IPv6 == nil || own(v.IPv6.Gateway))
}

// reached says whether an address is in a vmk's subnets, or may be.
func reached(v *netstate.Vmk, a netip.Addr) bool {
	if a.Is4() {
		return v.IPv4 != nil && (v.IPv4.Mode.Or("") == netstate.DHCP || v.IPv4.Address.Contains(a))
	}
	ip := v.IPv6
	return ip != nil && (a.IsLinkLocalUnicast() || ip.Autoconf.Or(false) || ip.DHCP.Or(false) || slices.ContainsFunc(ip.Addresses, func(p netip.Prefix) bool { return p.Contains(a) }))
}

// routed says whether a stack's gateways and routes are reached by its vmks.
func routed(s *netstate.Host, k *netstate.Stack) bool {
	via := []netip.Addr{k.Gateway.Or(netip.Addr{}), k.Gateway6.Or(netip.Addr{})}
	for _, r := range k.Routes {
		via = append(via, r.Via)
	}
	return !slices.ContainsFunc(via, func(a netip.Addr) bool {
		return a.IsValid() && !slices.ContainsFunc(s.Vmks, func(v netstate.Vmk) bool { return v.Stack.Or("") == k.Name && reached(&v, a) })
	})
}

// single says whether a vmk has one active uplink and none in reserve.
func single(s *netstate.Host, v *netstate.Vmk) bool {
	g := s.PortGroup(v.PortGroup.Or(""))
	if g == nil || s.Switch(g.Switch) == nil {
		return false
	}
	t := s.Switch(g.Switch).Teaming
	if g.Teaming != nil && g.Teaming.Active != nil {
		t = g.Teaming
	}
	return t != nil && len(t.Active) == 1 && len(t.Standby) == 0
}

// todo gives what a plan does not hold back.
func todo(p *plan.Host) (ops []op.Op) {
	for _, s := range p.Steps {
		if s.Blocked == "" {
			ops = append(ops, s.Op)
		}
	}
	return ops
}

// carried does a plan's steps, those that travel together at once.
func carried(t *rapid.T, h *vsphere.Host, p *plan.Host) {
	ops := todo(p)
	for len(ops) > 0 {
		n := h.Batch(ops)
		if err := h.Do(t.Context(), ops[:n]); err != nil {
			t.Fatalf("%v\nat %T %+v\nof %+v", err, ops[0], ops[:n], p.Changes)
		}
		ops = ops[n:]
	}
}
