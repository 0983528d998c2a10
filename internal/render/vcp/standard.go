package vcp

import (
	"cmp"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// manages says whether a declared standard switch asks for anything: a port
// group on it does, too.
func manages(h *netstate.Host, s *netstate.Switch) bool {
	if s.Uplinks != nil || s.MTU.IsSet() || s.MinMTU > esx.DefaultMTU || s.Teaming != nil || s.Security != nil || s.Discovery.IsSet() {
		return true
	}
	for i := range h.PortGroups {
		if p := &h.PortGroups[i]; asks(p) && p.Name != "" && cmp.Or(p.Switch, esx.InstallSwitch) == s.Name {
			return true
		}
	}
	return s.Name != esx.InstallSwitch
}

// asks says whether anything of a standard port group is asked for.
func asks(p *netstate.PortGroup) bool {
	return !p.Distributed && (p.VLAN.IsSet() || p.Teaming != nil)
}

// standards are the standard switches of which something is asked: declared
// ones, and vSwitch0, which is there without, where a port group on it is asked for.
func standards(h *netstate.Host) (out []*netstate.Switch) {
	for i := range h.Switches {
		if s := &h.Switches[i]; s.Kind == netstate.Standard && manages(h, s) {
			out = append(out, s)
		}
	}
	undeclared := &netstate.Switch{Name: esx.InstallSwitch, Kind: netstate.Standard}
	if h.Switch(undeclared.Name) == nil && manages(h, undeclared) {
		out = append(out, undeclared)
	}
	return out
}

// standard puts in a standard switch and its port groups. The spelling was seen
// in documents of single hosts; the cluster's schema has the last word.
func (m *merging) standard(root *node, h *netstate.Host, s *netstate.Switch) {
	n, _ := root.into("network_vss").element("switches", "name", s.Name)
	if mtu, ok := s.MTU.Get(); ok {
		put(n, "mtu", number(mtu))
	} else if s.MinMTU > mtuOf(n) {
		put(n, "mtu", number(s.MinMTU))
	}
	if s.Uplinks != nil {
		put(n.into("bridge"), "nics", texts(s.Uplinks))
	}
	if d, ok := s.Discovery.Get(); ok {
		put(n.into("bridge", "link_discovery_protocol"), "protocol", text("CDP"))
		put(n.into("bridge", "link_discovery_protocol"), "operation", text(strings.ToUpper(string(d))))
	}
	if sec := s.Security; sec != nil {
		flag(n, "allow_promiscuous", sec.Promiscuous)
		flag(n, "mac_changes", sec.MACChanges)
		flag(n, "forged_transmits", sec.ForgedTransmits)
	}
	teaming(n, s.Teaming)
	for i := range h.PortGroups {
		p := &h.PortGroups[i]
		if p.Distributed || p.Name == "" || cmp.Or(p.Switch, esx.InstallSwitch) != s.Name {
			continue
		}
		g, _ := n.element("port_groups", "name", p.Name)
		if vlan, ok := p.VLAN.Get(); ok {
			put(g, "vlan_id", number(vlan))
		}
		teaming(g, p.Teaming)
	}
}

// mtuOf is a switch's MTU, or what it has where none is said.
func mtuOf(n *node) int {
	mtu := 0
	if at := n.get("mtu"); at != nil {
		for _, c := range at.raw {
			if c < '0' || c > '9' || mtu > 1<<20 {
				return 0
			}
			mtu = 10*mtu + int(c-'0')
		}
	}
	return cmp.Or(mtu, esx.DefaultMTU)
}

func flag(n *node, key string, b netstate.Opt[bool]) {
	if v, ok := b.Get(); ok {
		put(n.into("policy", "security"), key, boolean(v))
	}
}

func teaming(n *node, t *netstate.Teaming) {
	if t == nil {
		return
	}
	at := func() *node { return n.into("policy", "nic_teaming") }
	if p, ok := t.Policy.Get(); ok {
		put(at(), "policy", text(strings.ToUpper(esx.TeamingOf(p).API)))
	}
	if b, ok := t.Notify.Get(); ok {
		put(at(), "notify_switches", boolean(b))
	}
	if b, ok := t.Failback.Get(); ok {
		put(at(), "rolling_order", boolean(!b))
	}
	if t.Detection.IsSet() {
		put(at(), "link_criteria_beacon", text("IGNORE"))
	}
	if t.Active != nil {
		put(at(), "active_nics", texts(t.Active))
	}
	if t.Standby != nil {
		put(at(), "standby_nics", texts(t.Standby))
	}
}
