package compact

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// What a standard switch has that nobody set.
const (
	defaultPolicy     = netstate.PortID
	defaultDetection  = netstate.DetectLink
	defaultDiscovery  = netstate.DiscoveryListen
	defaultCongestion = netstate.NewReno
	defaultConns      = 11000 // max_connections of a stack
)

// A usual value is one that the language or a host has without a word. It is
// written only over a layer that says something else.
type usual struct{ value any }

// mark says an attribute, and whether that is the usual one.
func mark[T comparable](w *writing, b *document.Block, name string, v netstate.Opt[T], most T) {
	switch x, ok := v.Get(); {
	case !ok:
	case x == most && !w.opt.Full && !w.strict:
		b.Set(name, usual{plain(x)})
	default:
		b.Set(name, plain(x))
	}
}

// put says an attribute, unless it equals a default and not all is wanted.
func put[T comparable](w *writing, b *document.Block, name string, v netstate.Opt[T], usual T) {
	if x, ok := v.Get(); ok && (w.all() || x != usual) {
		b.Set(name, plain(x))
	}
}

// plain is a value as a document holds it.
func plain(v any) any {
	switch v := v.(type) {
	case netstate.TeamingPolicy:
		return string(v)
	case netstate.Detection:
		return string(v)
	case netstate.Discovery:
		return string(v)
	case netstate.Congestion:
		return string(v)
	}
	return v
}

func (w *writing) switches(out *document.Block, h *netstate.Host, kept []*netstate.Vmk) {
	used := map[string]bool{}
	for _, v := range kept {
		used[v.Switch.Or("")] = true
	}
	for i := range h.Switches {
		s := &h.Switches[i]
		switch {
		case management(s.Uplinks):
			w.leftOut(h.Name, "switch %q has the host's management controller as its uplink", s.Name)
			continue
		case s.Kind == netstate.Distributed && !used[s.Name] && !w.all():
			w.note(importer.LeftOut, h.Name, "distributed switch %q, which no vmk uses", s.Name)
			continue
		}
		w.oneSwitch(out.Block("switch", s.Name), h, s)
	}
	w.undeclared(out, h, kept)
}

// undeclared declares the switches that vmks are on and the source has no word of.
func (w *writing) undeclared(out *document.Block, h *netstate.Host, kept []*netstate.Vmk) {
	for _, v := range kept {
		name := v.Switch.Or(esx.InstallSwitch)
		if h.Switch(name) != nil || name == esx.InstallSwitch && v.MTU.Or(0) <= esx.DefaultMTU {
			continue
		}
		b := out.Block("switch", name)
		if p := h.PortGroup(v.PortGroup.Or("")); p != nil && p.Distributed {
			b.Set("type", string(netstate.Distributed))
		}
		if !h.Complete.Switches {
			w.note(importer.Unsaid, h.Name, "switch %q: its uplinks, its MTU and all else", name)
		}
	}
}

// management says whether the only uplinks are the network adapter of a
// management controller, which is a USB device to ESXi.
func management(uplinks []string) bool {
	return len(uplinks) > 0 && !slices.ContainsFunc(uplinks, func(u string) bool { return !strings.HasPrefix(u, "vusb") })
}

func (w *writing) oneSwitch(b *document.Block, h *netstate.Host, s *netstate.Switch) {
	if s.Kind == netstate.Distributed {
		b.Set("type", string(s.Kind))
	}
	if s.Uplinks != nil {
		b.Set("uplinks", w.uplinks(h, s))
	}
	if s.Kind == netstate.Distributed {
		mark(w, b, "mtu", s.MTU, 0)
	} else {
		mark(w, b, "mtu", s.MTU, usualMTU(h, s))
	}
	mark(w, b, "discovery", s.Discovery, defaultDiscovery)
	if s.CreatePortGroups {
		b.Set("create_portgroups", true)
	}
	w.teaming(b, s.Teaming, s.Uplinks)
	if p := s.Security; p != nil {
		in := document.New("security", "")
		put(w, in, "promiscuous", p.Promiscuous, false)
		say(in, "mac_changes", p.MACChanges)
		say(in, "forged_transmits", p.ForgedTransmits)
		w.attach(b, in)
	}
}

// usualMTU is the MTU that a switch has without a word: a larger one is what
// the language makes of its vmks', so that only the plain one may be left out.
func usualMTU(h *netstate.Host, s *netstate.Switch) int {
	for i := range h.Vmks {
		if v := &h.Vmks[i]; v.Switch.Or("") == s.Name && v.MTU.Or(0) > esx.DefaultMTU {
			return 0
		}
	}
	return esx.DefaultMTU
}

func (w *writing) uplinks(h *netstate.Host, s *netstate.Switch) []string {
	out := []string{}
	for _, u := range s.Uplinks {
		if strings.HasPrefix(u, "lag") {
			w.leftOut(h.Name, "uplink %q of switch %q is a link aggregation group", u, s.Name)
			continue
		}
		out = append(out, u)
	}
	return out
}

func say[T any](b *document.Block, name string, v netstate.Opt[T]) {
	if x, ok := v.Get(); ok {
		b.Set(name, plain(x))
	}
}

// attach adds a block that says something, or whose mere presence is said.
func (w *writing) attach(b, in *document.Block) {
	if !in.Empty() || w.all() {
		b.Blocks = append(b.Blocks, in)
	}
}

// teaming says a switch's teaming, where it isn't what it has without a word.
func (w *writing) teaming(b *document.Block, t *netstate.Teaming, uplinks []string) {
	if t == nil {
		return
	}
	in := document.New("teaming", "")
	put(w, in, "policy", t.Policy, defaultPolicy)
	put(w, in, "failback", t.Failback, true)
	put(w, in, "notify", t.Notify, true)
	put(w, in, "detection", t.Detection, defaultDetection)
	if w.all() || !slices.Equal(t.Active, uplinks) || len(t.Standby) > 0 {
		order(in, t)
	}
	w.attach(b, in)
}

// override says a port group's teaming: all that it has of its own.
func (w *writing) override(b *document.Block, t *netstate.Teaming) {
	if t == nil {
		return
	}
	in := document.New("teaming", "")
	say(in, "policy", t.Policy)
	say(in, "failback", t.Failback)
	say(in, "notify", t.Notify)
	say(in, "detection", t.Detection)
	order(in, t)
	if !t.Inherits || !in.Empty() {
		w.attach(b, in)
	}
}

// order says active and standby. One that is empty needs no word beside the other.
func order(in *document.Block, t *netstate.Teaming) {
	if t.Active != nil && (len(t.Active) > 0 || len(t.Standby) == 0) {
		in.Set("active", t.Active)
	}
	if len(t.Standby) > 0 {
		in.Set("standby", t.Standby)
	}
}

func (w *writing) stacks(out *document.Block, h *netstate.Host, kept []*netstate.Vmk) {
	for i := range h.Stacks {
		s := &h.Stacks[i]
		if slices.Contains(esx.SystemStacks, s.Name) {
			w.note(importer.LeftOut, h.Name, "stack %q, which belongs to the system or to NSX", s.Name)
			continue
		}
		b := w.stack(s)
		used := slices.ContainsFunc(kept, func(v *netstate.Vmk) bool { return v.Stack.Or(netstate.DefaultStack) == s.Name })
		known := slices.ContainsFunc(esx.Stacks, func(r esx.StackRow) bool { return r.Name == s.Name })
		switch {
		case !b.Empty(), !known, w.all():
			out.Blocks = append(out.Blocks, b)
		case !used && s.Name != netstate.DefaultStack:
			w.note(importer.LeftOut, h.Name, "stack %q, which is empty", s.Name)
		}
	}
	for _, v := range kept {
		name := v.Stack.Or(netstate.DefaultStack)
		if h.Stack(name) == nil && !slices.ContainsFunc(esx.Stacks, func(r esx.StackRow) bool { return r.Name == name }) {
			out.Block("stack", name)
		}
	}
}

func (w *writing) stack(s *netstate.Stack) *document.Block {
	b := document.New("stack", s.Name)
	gateway(b, "gateway", s.Gateway)
	gateway(b, "gateway6", s.Gateway6)
	if len(s.DNS) > 0 || w.all() && s.DNS != nil {
		b.Set("dns", texts(s.DNS))
	}
	if len(s.Search) > 0 || w.all() && s.Search != nil {
		b.Set("search", s.Search)
	}
	put(w, b, "congestion_control", s.Congestion, defaultCongestion)
	put(w, b, "max_connections", s.MaxConnections, defaultConns)
	if len(s.Routes) > 0 || w.all() && s.Routes != nil {
		routes := []any{}
		for _, r := range s.Routes {
			routes = append(routes, map[string]any{"to": r.To.String(), "via": r.Via.String()})
		}
		b.Set("routes", routes)
	}
	return b
}

// gateway says a gateway. That there is none, the language has no word for.
func gateway(b *document.Block, name string, v netstate.Opt[netip.Addr]) {
	if g, ok := v.Get(); ok && g.IsValid() && !g.IsUnspecified() {
		b.Set(name, g.String())
	}
}

func texts[T interface{ String() string }](all []T) []string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = x.String()
	}
	return out
}
