package rvtools

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

var uuid = pattern.Of(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

var version = pattern.Of(`(?:^|\s)(\d+\.\d+(?:\.\d+)?)(?:\s|$)`)

func (r *reading) host(row *importer.Row) {
	h := r.of(row)
	if h == nil {
		return
	}
	if h.told {
		r.fault(row, diag.SourceTwice, "host %q is in the tab twice", h.Name)
		return
	}
	h.told = true
	if id := strings.ToLower(row.Get("uuid")); uuid().MatchString(id) {
		h.UUID = id
	}
	if m := version().FindStringSubmatch(row.Get("esxversion")); m != nil {
		if v, err := esx.ParseRelease(m[1]); err == nil {
			h.Release = v.String()
		}
	}
	if yes, ok := r.yes(row, "dhcp").Get(); !ok || yes {
		return // name servers that a host learnt are nobody's choice
	}
	s := h.stack()
	s.DNS = []netip.Addr{}
	for _, w := range list(row.Get("dnsservers")) {
		a, err := netip.ParseAddr(w)
		if err != nil {
			r.fault(row, diag.SourceValue, "name server %q is no address", w)
			return
		}
		s.DNS = append(s.DNS, a)
	}
	s.Search = list(row.Get("dnssearchorder"))
}

// stack is the host's default stack.
func (h *seen) stack() *netstate.Stack {
	if h.Stacks == nil {
		h.Stacks = []netstate.Stack{{Name: netstate.DefaultStack}}
	}
	return &h.Stacks[0]
}

// on gives a switch of the host, which it adds where there is none.
func (h *seen) on(name string, kind netstate.SwitchKind) *netstate.Switch {
	if s := h.Switch(name); s != nil {
		return s
	}
	h.Switches = append(h.Switches, netstate.Switch{Name: name, Kind: kind})
	return &h.Switches[len(h.Switches)-1]
}

// nic notes an uplink. Whether its switch is a standard one, vSwitch tells.
func (r *reading) nic(row *importer.Row) {
	h, name := r.of(row), row.Get("switch")
	if h == nil || name == "" {
		return
	}
	h.member[name] = true
	s := h.on(name, netstate.Distributed)
	s.Uplinks = append(s.Uplinks, row.Get("networkdevice"))
	if lag := row.Get("uplinkport"); strings.HasPrefix(strings.ToLower(lag), "lag") {
		r.out.Diags = append(r.out.Diags, importer.About(diag.ImportLeftOut, h.Name, "", "uplinks of switch "+strconv.Quote(name)+" are a link aggregation group", ""))
	}
}

func (r *reading) standard(row *importer.Row) {
	h, name := r.of(row), row.Get("switch")
	if h == nil {
		return
	}
	if name == "" {
		r.fault(row, diag.SourceBroken, "it names no switch")
		return
	}
	s := h.on(name, netstate.Standard)
	if s.Security != nil {
		r.fault(row, diag.SourceTwice, "switch %q of host %q is in the tab twice", name, h.Name)
		return
	}
	s.Kind = netstate.Standard
	if r.found[nicTab] && s.Uplinks == nil {
		s.Uplinks = []string{}
	}
	s.MTU = r.number(row, "mtu")
	s.Security = &netstate.Security{
		Promiscuous: r.yes(row, "promiscuousmode"), MACChanges: r.yes(row, "macchanges"), ForgedTransmits: r.yes(row, "forgedtransmits"),
	}
	s.Teaming = r.teaming(row)
}

// teaming reads what a tab says of a policy; which uplinks are active it doesn't.
func (r *reading) teaming(row *importer.Row) *netstate.Teaming {
	out := &netstate.Teaming{Notify: r.yes(row, "notifyswitch")}
	if rolling, ok := r.yes(row, "rollingorder").Get(); ok {
		out.Failback = netstate.Some(!rolling)
	}
	word := row.Get("policy")
	for _, p := range esx.Teaming {
		if strings.EqualFold(p.API, word) {
			out.Policy = netstate.Some(p.Policy)
		}
	}
	if word != "" && !out.Policy.IsSet() {
		r.unread(row, "vmkgen doesn't know the teaming policy %q", word)
	}
	return out
}

func (r *reading) distributed(row *importer.Row) {
	if n, ok := r.number(row, "maxmtu").Get(); ok {
		r.mtus[row.Get("visdkserver")+"\x00"+row.Get("switch")] = n
	}
}

// trunk is the VLAN number by which a standard port group passes on all VLANs.
const trunk = 4095

func (r *reading) group(row *importer.Row) {
	h, name, on := r.of(row), row.Get("portgroup"), row.Get("switch")
	if h == nil {
		return
	}
	if name == "" || on == "" {
		r.fault(row, diag.SourceBroken, "it names no port group or no switch")
		return
	}
	if h.PortGroup(name) != nil {
		r.fault(row, diag.SourceTwice, "port group %q of host %q is in the tab twice", name, h.Name)
		return
	}
	g := netstate.PortGroup{Name: name, Switch: on, VLAN: r.number(row, "vlan")}
	if g.VLAN.Or(0) == trunk {
		g.VLAN = netstate.Opt[int]{}
		r.out.Diags = append(r.out.Diags, importer.About(diag.ImportLeftOut, h.Name, "", "port group "+strconv.Quote(name)+" passes on all VLANs (4095)", ""))
	}
	s := h.Switch(on)
	if s != nil {
		s.Kind = netstate.Standard // where vNIC alone has told of it
	}
	g.Teaming = over(r.teaming(row), s)
	h.PortGroups = append(h.PortGroups, g)
}

// over is what a port group says that its switch doesn't; nil: nothing. The
// tab shows what is in effect, and not whose it is.
func over(t *netstate.Teaming, s *netstate.Switch) *netstate.Teaming {
	if s == nil || s.Teaming == nil {
		return nil
	}
	out := netstate.Teaming{Inherits: true}
	if t.Policy != s.Teaming.Policy {
		out.Policy = t.Policy
	}
	if t.Notify != s.Teaming.Notify {
		out.Notify = t.Notify
	}
	if t.Failback != s.Teaming.Failback {
		out.Failback = t.Failback
	}
	if !out.Policy.IsSet() && !out.Notify.IsSet() && !out.Failback.IsSet() {
		return nil
	}
	return &out
}

// A dvGroup is a distributed port group.
type dvGroup struct {
	netstate.PortGroup
	vlans string // where they are several
}

func (r *reading) dvGroup(row *importer.Row) {
	g := dvGroup{PortGroup: netstate.PortGroup{Name: row.Get("port"), Switch: row.Get("switch"), Distributed: true}}
	if g.Name == "" || g.Switch == "" {
		r.fault(row, diag.SourceBroken, "it names no port group or no switch")
		return
	}
	vlan := row.Get("vlan")
	if n, err := strconv.Atoi(vlan); err == nil && n >= 0 && n < trunk {
		g.VLAN = netstate.Some(n)
	} else {
		g.vlans = vlan
	}
	if active, standby := list(row.Get("activeuplink")), list(row.Get("standbyuplink")); len(active)+len(standby) > 0 {
		g.Teaming = &netstate.Teaming{Active: active, Standby: standby}
	}
	key := row.Get("visdkserver") + "\x00" + g.Name
	for _, o := range r.groups[key] {
		if o.Switch == g.Switch {
			r.fault(row, diag.SourceTwice, "port group %q of switch %q is in the tab twice", g.Name, g.Switch)
			return
		}
	}
	r.groups[key] = append(r.groups[key], g)
}

// list takes a cell with several values apart.
func list(text string) []string {
	out := []string{}
	for w := range strings.SplitSeq(text, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func (r *reading) yes(row *importer.Row, column string) netstate.Opt[bool] {
	switch text := strings.ToLower(row.Get(column)); text {
	case "true", "yes", "wahr", "vrai":
		return netstate.Some(true)
	case "false", "no", "falsch", "faux":
		return netstate.Some(false)
	case "":
	default:
		r.fault(row, diag.SourceValue, "%s is %q, which is neither True nor False", column, text)
	}
	return netstate.Opt[bool]{}
}

func (r *reading) number(row *importer.Row, column string) netstate.Opt[int] {
	text := row.Get(column)
	if text == "" {
		return netstate.Opt[int]{}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		r.fault(row, diag.SourceValue, "%s is %q, which is no number", column, text)
		return netstate.Opt[int]{}
	}
	return netstate.Some(n)
}
