package vcp

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

func (b *building) named(p place) (string, bool) {
	name, ok := p.at("name").text()
	if !ok {
		p.at("name").bad("name of a switch")
		return "", false
	}
	if b.h.Switch(name) != nil {
		b.twice = append(b.twice, "switch "+strconv.Quote(name)+" is in "+p.path+" twice")
		return "", false
	}
	return name, true
}

func (b *building) distributed(p place) {
	p.only("name uplinks")
	name, ok := b.named(p)
	if !ok {
		return
	}
	s := netstate.Switch{Name: name, Kind: netstate.Distributed}
	for _, u := range p.at("uplinks").items() {
		u.only("nic uplink_name")
		if nic, ok := u.at("nic").text(); ok {
			s.Uplinks = append(s.Uplinks, nic)
		}
		if uplink, _ := u.at("uplink_name").text(); strings.HasPrefix(strings.ToLower(uplink), "lag") {
			b.left = append(b.left, "uplink "+strconv.Quote(uplink)+" of switch "+strconv.Quote(name)+" is a link aggregation group")
		}
	}
	slices.SortFunc(s.Uplinks, natural.Compare)
	b.h.Switches = append(b.h.Switches, s)
}

// allVLANs is the VLAN number by which a standard port group passes on all VLANs.
const allVLANs = 4095

func (b *building) standard(p place) {
	p.only("name mtu num_ports bridge policy port_groups")
	name, ok := b.named(p)
	if !ok {
		return
	}
	s := netstate.Switch{Name: name, Kind: netstate.Standard}
	if mtu, ok := p.at("mtu").number(); ok {
		s.MTU = netstate.Some(mtu)
	}
	bridge := p.at("bridge")
	bridge.only("nics link_discovery_protocol beacon")
	s.Uplinks = bridge.at("nics").texts()
	b.discovery(bridge.at("link_discovery_protocol"), &s)
	policy := p.at("policy")
	policy.only("nic_teaming security traffic_shaping")
	s.Teaming = b.teaming(policy.at("nic_teaming"))
	security := policy.at("security")
	security.only("allow_promiscuous mac_changes forged_transmits")
	out := netstate.Security{}
	for key, at := range map[string]*netstate.Opt[bool]{"allow_promiscuous": &out.Promiscuous, "mac_changes": &out.MACChanges, "forged_transmits": &out.ForgedTransmits} {
		if yes, ok := security.at(key).yes(); ok {
			*at = netstate.Some(yes)
		}
	}
	if out != (netstate.Security{}) {
		s.Security = &out
	}
	b.shaping(policy.at("traffic_shaping"), "switch "+strconv.Quote(name))
	b.h.Switches = append(b.h.Switches, s)
	for _, g := range p.at("port_groups").items() {
		b.group(g, name)
	}
}

func (b *building) discovery(p place, s *netstate.Switch) {
	p.only("protocol operation")
	protocol, _ := p.at("protocol").text()
	operation, ok := p.at("operation").text()
	how := netstate.Discovery(strings.ToLower(operation))
	switch {
	case !ok:
	case protocol != "" && protocol != "CDP" || esx.CDP[how] == "":
		b.left = append(b.left, "switch "+strconv.Quote(s.Name)+" discovers links by "+protocol+" "+operation)
	default:
		s.Discovery = netstate.Some(how)
	}
}

func (b *building) shaping(p place, of string) {
	if on, _ := p.at("enabled").yes(); on {
		b.left = append(b.left, "the traffic shaping of "+of)
	}
}

func (b *building) group(p place, on string) {
	p.only("name vlan_id policy")
	name, ok := p.at("name").text()
	if !ok {
		p.at("name").bad("name of a port group")
		return
	}
	if slices.ContainsFunc(b.h.PortGroups, func(g netstate.PortGroup) bool { return !g.Distributed && g.Name == name }) {
		b.twice = append(b.twice, "port group "+strconv.Quote(name)+" is in "+p.path+" twice")
		return
	}
	g := netstate.PortGroup{Name: name, Switch: on}
	switch vlan, ok := p.at("vlan_id").number(); {
	case !ok:
	case vlan == allVLANs:
		b.left = append(b.left, "port group "+strconv.Quote(name)+" passes on all VLANs (4095)")
	case vlan > allVLANs:
		b.values = append(b.values, p.path+"/vlan_id is "+strconv.Itoa(vlan)+", which is no VLAN")
	default:
		g.VLAN = netstate.Some(vlan)
	}
	policy := p.at("policy")
	policy.only("nic_teaming security traffic_shaping")
	if g.Teaming = b.teaming(policy.at("nic_teaming")); g.Teaming != nil {
		g.Teaming.Inherits = true
	}
	if policy.at("security").value != nil {
		b.left = append(b.left, "the security of port group "+strconv.Quote(name)+", which is its own")
	}
	b.shaping(policy.at("traffic_shaping"), "port group "+strconv.Quote(name))
	b.h.PortGroups = append(b.h.PortGroups, g)
}

func (b *building) teaming(p place) *netstate.Teaming {
	if p.value == nil {
		return nil
	}
	p.only("policy notify_switches rolling_order link_criteria_beacon active_nics standby_nics reverse_policy")
	out := netstate.Teaming{Active: p.at("active_nics").texts(), Standby: p.at("standby_nics").texts()}
	if word, ok := p.at("policy").text(); ok {
		for _, row := range esx.Teaming {
			if strings.EqualFold(row.API, word) {
				out.Policy = netstate.Some(row.Policy)
			}
		}
		if !out.Policy.IsSet() {
			b.left = append(b.left, "the teaming policy "+strconv.Quote(word))
		}
	}
	if yes, ok := p.at("notify_switches").yes(); ok {
		out.Notify = netstate.Some(yes)
	}
	if yes, ok := p.at("rolling_order").yes(); ok {
		out.Failback = netstate.Some(!yes)
	}
	if word, ok := p.at("link_criteria_beacon").text(); ok {
		out.Detection = netstate.Some(netstate.DetectBeacon)
		if word == "IGNORE" {
			out.Detection = netstate.Some(netstate.DetectLink)
		}
	}
	return &out
}
