package esxcli

import (
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

func (r *reading) standard(s section, rec importer.Record) {
	name, ok := some(rec, "Name", "Record")
	if !ok || !rec.Has("MTU", "Uplinks") {
		r.fault(diag.SourceBroken, s, rec.Line, "the record of switch %q ends before its uplinks", name)
		return
	}
	v := r.theSwitch(name, netstate.Standard)
	v.MTU = r.number(s, rec, "MTU")
	uplinks, _ := rec.Get("Uplinks")
	v.Uplinks = importer.List(uplinks)
	cdp, _ := some(rec, "CDP Status")
	for word, spelt := range esx.CDP {
		if spelt == cdp {
			v.Discovery = netstate.Some(word)
		}
	}
}

func (r *reading) distributed(s section, rec importer.Record) {
	name, ok := some(rec, "Name", "Record")
	if !ok {
		return
	}
	v := r.theSwitch(name, netstate.Distributed)
	v.MTU = r.number(s, rec, "MTU")
	if uplinks, ok := rec.Get("Uplinks"); ok {
		v.Uplinks = importer.List(uplinks)
	}
}

func (r *reading) portGroup(s section, rec importer.Record) {
	name, ok := some(rec, "Name")
	on, placed := some(rec, "Virtual Switch")
	if !ok || !placed {
		r.fault(diag.SourceBroken, s, rec.Line, "a port group without a name or a switch")
		return
	}
	g := r.theGroup(name)
	if g.Switch != "" && g.Switch != on || r.found["group "+name] {
		r.fault(diag.SourceTwice, s, rec.Line, "port group %q is listed twice for one host", name)
		return
	}
	r.found["group "+name] = true
	g.Switch, g.VLAN = on, r.number(s, rec, "VLAN ID")
	put(&r.raw.clients, name, r.number(s, rec, "Active Clients").Or(0))
}

// teamingOf reads the parts of a failover policy for which own is true.
func (r *reading) teamingOf(s section, rec importer.Record, own func(part string) bool) *netstate.Teaming {
	out := &netstate.Teaming{}
	policy, _ := some(rec, "Load Balancing")
	at := slices.IndexFunc(esx.Teaming, func(row esx.TeamingRow) bool { return row.Get == policy })
	if own("Load Balancing") {
		if at >= 0 {
			out.Policy = netstate.Some(esx.Teaming[at].Policy)
		} else {
			r.unread(s, "vmkgen doesn't know the load balancing %q", policy)
		}
	}
	if how, ok := some(rec, "Network Failure Detection"); ok && own("Network Failure Detection") {
		out.Detection = netstate.Some(netstate.Detection(how))
	}
	if own("Notify Switches") {
		out.Notify = r.yes(s, rec, "Notify Switches")
	}
	if own("Failback") {
		out.Failback = r.yes(s, rec, "Failback")
	}
	if own("Uplinks") {
		active, _ := rec.Get("Active Adapters")
		standby, _ := rec.Get("Standby Adapters")
		out.Active, out.Standby = importer.List(active), importer.List(standby)
	}
	return out
}

func (r *reading) switchTeaming(s section, rec importer.Record) {
	if s.call.vswitch == "" {
		r.unread(s, "it does not say of which switch it lists the policy")
		return
	}
	r.theSwitch(s.call.vswitch, netstate.Standard).Teaming = r.teamingOf(s, rec, func(string) bool { return true })
}

func (r *reading) groupTeaming(s section, rec importer.Record) {
	if s.call.group == "" {
		r.unread(s, "it does not say of which port group it lists the policy")
		return
	}
	t := r.teamingOf(s, rec, func(part string) bool { return r.yes(s, rec, "Override Vswitch "+part).Or(false) })
	t.Inherits = true
	r.theGroup(s.call.group).Teaming = t
}

func (r *reading) security(s section, rec importer.Record) {
	if s.call.vswitch == "" {
		r.unread(s, "it does not say of which switch it lists the policy")
		return
	}
	r.theSwitch(s.call.vswitch, netstate.Standard).Security = &netstate.Security{
		Promiscuous: r.yes(s, rec, "Allow Promiscuous"), MACChanges: r.yes(s, rec, "Allow MAC Address Change"),
		ForgedTransmits: r.yes(s, rec, "Allow Forged Transmits"),
	}
}
