package esxcli

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

func (r *reading) ipv6Switch(s section, rec importer.Record) {
	r.seen.IPv6 = r.yes(s, rec, "IPv6 Enabled")
}

func (r *reading) adapter(_ section, rec importer.Record) {
	if driver, _ := some(rec, "Driver"); driver == "iscsi_vmk" {
		r.raw.soft, _ = some(rec, "Adapter")
	}
}

func (r *reading) portal(_ section, rec importer.Record) {
	device, ok := r.device(rec, "Vmknic")
	hba, named := some(rec, "Adapter", "Record")
	if ok && named {
		put(&r.raw.portals, device, append(r.raw.portals[device], hba))
	}
}

func (r *reading) nvme(_ section, rec importer.Record) {
	if r.seen.NVMe == nil {
		r.seen.NVMe = []string{}
	}
	devices, _ := rec.Get("Associated Devices")
	kind, _ := some(rec, "Transport Type")
	if kind == "TCP" || kind == "RDMA" {
		r.seen.NVMe = append(r.seen.NVMe, importer.List(devices)...)
	}
}

func (r *reading) hostname(_ section, rec importer.Record) {
	if name, ok := some(rec, "Fully Qualified Domain Name", "Host Name"); ok {
		r.seen.Name = name
	}
}

var release = pattern.Of(`^\d+\.\d+(\.\d+)?$`)

func (r *reading) version(s section, rec importer.Record) {
	v, _ := some(rec, "Version")
	if !release().MatchString(v) {
		r.unread(s, "the release is %q", v)
		return
	}
	if p, err := esx.ParseRelease(v); err == nil {
		r.seen.Release = p.String()
	}
}

// finish joins what several listings say of one thing.
func (r *reading) finish() {
	h := &r.seen
	slices.SortStableFunc(h.Vmks, func(a, b netstate.Vmk) int { return natural.Compare(a.Device, b.Device) })
	h.Complete.Switches = r.found["network vswitch standard list"] && r.found["network vswitch dvs vmware list"] || r.found["esxcfg-vswitch"]
	h.Complete.PortGroups = r.found["network vswitch standard portgroup list"] || r.found["esxcfg-vswitch"]
	h.Complete.Stacks = r.found["network ip netstack list"]
	at, err := esx.ParseRelease(h.Release)
	tooOld := err == nil && at.Compare(esx.NVMeRDMASince) < 0
	if (tooOld || r.found["nvme adapter list"]) && h.NVMe == nil {
		h.NVMe = []string{}
	}
	r.software()
	for i := range h.Vmks {
		v := &h.Vmks[i]
		r.onGroup(v)
		r.roles(v)
		if r.found["iscsi networkportal list"] {
			v.ISCSI = append([]string{}, r.raw.portals[v.Device]...)
		}
	}
	r.gateways(false)
	r.gateways(true)
}

func (r *reading) software() {
	switch {
	case !r.found["iscsi software get"]:
	case !r.raw.iscsi:
		r.seen.SoftwareISCSI = netstate.Some("")
	case r.raw.soft != "":
		r.seen.SoftwareISCSI = netstate.Some(r.raw.soft)
	}
}

// onGroup joins a vmk with its port group.
func (r *reading) onGroup(v *netstate.Vmk) {
	name, ok := v.PortGroup.Get()
	if !ok || v.Owner != "" {
		return
	}
	g := r.theGroup(name)
	if g.Of == "" {
		g.Of = v.Device
	}
	g.Distributed = false
	switch {
	case g.Switch == "":
		g.Switch = v.Switch.Or("")
	case !v.Switch.IsSet():
		v.Switch = netstate.Some(g.Switch)
	}
	on := 0
	for i := range r.seen.Vmks {
		if o := &r.seen.Vmks[i]; o.Owner == "" && o.PortGroup.Or("") == name {
			on++
		}
	}
	g.InUse = r.raw.clients[name] > on
}

// roles joins tags, vSAN and what a stack implies, in the order of the table.
func (r *reading) roles(v *netstate.Vmk) {
	tagged, seen := r.raw.roles[v.Device]
	implied := impliedBy(v.Stack.Or(""))
	if !seen && implied == "" {
		if len(r.raw.vsan[v.Device]) > 0 {
			r.note(importer.Unsaid, "the tags of %s (esxcli network ip interface tag get); that it carries vSAN is left out with them", v.Device)
		}
		return
	}
	if seen && !r.found["vsan network list"] {
		r.note(importer.Unsaid, "which vmks carry vSAN (esxcli vsan network list); none is taken")
	}
	out := []netstate.Role{}
	for _, row := range esx.Roles {
		if slices.Contains(tagged, row.Role) || slices.Contains(r.raw.vsan[v.Device], row.Role) {
			out = append(out, row.Role)
		}
	}
	if implied != "" && !slices.Contains(out, implied) {
		out = append(out, implied)
	}
	v.Roles = out
}

// impliedBy is the role that a vmk has by being on a stack; empty: none.
func impliedBy(stack string) netstate.Role {
	for _, row := range esx.Stacks {
		if row.Name == stack {
			return row.Implied
		}
	}
	return ""
}

// gateways tells a vmk's own gateway from its stack's: listings of addresses
// show the one in effect. Where no routes were listed, one that all vmks of a
// stack show is taken for the stack's.
func (r *reading) gateways(six bool) {
	effective, routes := r.raw.effective, "routes4 "
	if six {
		effective, routes = r.raw.effective6, "routes6 "
	}
	for i := range r.seen.Vmks {
		v := &r.seen.Vmks[i]
		own, ok := effective[v.Device]
		if !ok {
			continue
		}
		if own == r.stackGateway(v, effective, routes, six) {
			own = netip.Addr{}
		}
		if six && v.IPv6 != nil && !v.IPv6.Off {
			v.IPv6.Gateway = netstate.Some(own)
		} else if !six && v.IPv4 != nil {
			v.IPv4.Gateway = netstate.Some(own)
		}
	}
}

// stackGateway is the gateway of a vmk's stack; the zero address: none.
func (r *reading) stackGateway(v *netstate.Vmk, effective map[string]netip.Addr, routes string, six bool) netip.Addr {
	s := r.theStack(esx.StackKey(v.Stack.Or(netstate.DefaultStack)))
	at := &s.Gateway
	if six {
		at = &s.Gateway6
	}
	if !r.found[routes+s.Name] && !at.IsSet() {
		if common := r.common(effective, s.Name); common.IsValid() {
			*at = netstate.Some(common)
			r.note(importer.Guess, "the gateway %s of stack %q, which its vmks have in effect; no routes are listed", common, s.Name)
		}
	}
	return at.Or(netip.Addr{})
}

// common is the gateway that all vmks of a stack have in effect.
func (r *reading) common(effective map[string]netip.Addr, stack string) (out netip.Addr) {
	for i := range r.seen.Vmks {
		v := &r.seen.Vmks[i]
		a, ok := effective[v.Device]
		if !ok || !a.IsValid() || v.Stack.Or(netstate.DefaultStack) != stack {
			continue
		}
		if out.IsValid() && a != out {
			return netip.Addr{}
		}
		out = a
	}
	return out
}

func (r *reading) note(kind importer.NoteKind, format string, args ...any) {
	text := strings.TrimSpace(sprintf(format, args...))
	if told := "note " + text; !r.found[told] {
		r.found[told] = true
		r.result.Notes = append(r.result.Notes, importer.Note{Kind: kind, Host: r.seen.Name, Text: text})
	}
}
