package powercli

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// isOwn says whether vmkgen made a script: it holds its data as tables.
func isOwn(text string) bool {
	return strings.Contains(text, "Made by vmkgen ") && strings.Contains(text, "\n$hosts = @(\n")
}

// An own script is one that vmkgen made, while it is read.
type own struct {
	*reading
	hosts   []*row
	at      map[*row]int
	wanted  map[string][]*row
	release string
}

// readOwn reads the tables of vmkgen's own script.
func (r *reading) readOwn(text string) {
	o := &own{reading: r, at: map[*row]int{}, wanted: map[string][]*row{}}
	if strings.Contains(text, "wanted of them is the change, nothing else") {
		o.fault(diag.SourceIncomplete, 0, "this script makes a change, and does not say all that is wanted")
		return
	}
	o.tables(text)
	for _, h := range o.hosts {
		o.host(h)
	}
}

func (o *own) tables(text string) {
	table, set, ended := "", "", false
	for i, line := range strings.Split(text, "\n") {
		word := strings.TrimSpace(line)
		switch {
		case line == "$hosts = @(":
			table = "hosts"
		case line == "$wanted = @{":
			table = "wanted"
		case line == ")" || line == "}":
			ended = ended || table == "wanted"
			table = ""
		case table == "wanted" && strings.HasSuffix(word, " = @("):
			set = strings.TrimSuffix(word, " = @(")
			o.wanted[set] = nil
		case table == "wanted" && word == ")":
			set = ""
		case strings.HasPrefix(line, "$release = '"):
			o.release = strings.Trim(line[len("$release = "):], "'")
		case table != "" && word != "":
			o.row(i+1, word, table, set)
		}
	}
	if !ended {
		o.fault(diag.SourceBroken, 0, "the table of what is wanted has no end")
	}
}

func (o *own) row(line int, text, table, set string) {
	r, err := rowOf(text)
	if err != nil {
		o.fault(diag.SourceBroken, line, "%v", err)
		return
	}
	o.at[r] = line
	if table == "hosts" {
		o.hosts = append(o.hosts, r)
	} else {
		o.wanted[set] = append(o.wanted[set], r)
	}
}

func (o *own) host(h *row) {
	name := h.text("Name")
	rows, ok := o.wanted[h.text("Wanted")]
	if !ok || name == "" {
		o.fault(diag.SourceBroken, o.at[h], "the host has no name, or nothing is wanted of it")
		return
	}
	out := o.named(name)
	if r, err := esx.ParseRelease(o.release); err == nil {
		out.Release = r.String()
	}
	for _, w := range rows {
		w.bad = ""
		do, known := ownRows()[w.text("Op")]
		if !known {
			o.fault(diag.SourceBroken, o.at[w], "%q is nothing that vmkgen writes there", w.text("Op"))
			continue
		}
		change := do(&ownRow{w, h, out})
		switch {
		case w.bad != "":
			o.fault(diag.SourceValue, o.at[w], "%s: %s", w.text("Op"), w.bad)
		case change:
			o.fault(diag.SourceIncomplete, o.at[w], "%s takes something away, which only a change does", w.text("Op"))
		}
	}
}

// An ownRow is what is wanted of one host.
type ownRow struct {
	*row
	of  *row // the host's
	out *scripted.Host
}

type doesRow = func(*ownRow) (change bool)

func does(read func(*ownRow) op.Op) doesRow {
	return func(r *ownRow) bool { return r.out.Do(read(r)) }
}

// ownRows is what each row means.
func ownRows() map[string]doesRow {
	return map[string]doesRow{
		"CompareDvSwitch": (*ownRow).distributed,
		"EnsureStack":     does(func(r *ownRow) op.Op { return op.EnsureStack{Stack: r.stack()} }),
		"SetStackOptions": does((*ownRow).stackOptions),
		"EnsureSwitch":    does(func(r *ownRow) op.Op { return op.EnsureSwitch{Switch: r.text("Switch")} }),
		"SetSwitchMTU": does(func(r *ownRow) op.Op {
			o := op.SetSwitchMTU{Switch: r.text("Switch"), MTU: r.number("Mtu")}
			if r.text("Way") == "Lower" {
				o.Way = op.Lower
			}
			return o
		}),
		"SetUplinks":       does(func(r *ownRow) op.Op { return op.SetUplinks{Switch: r.text("Switch"), Uplinks: r.list("Uplinks")} }),
		"SetSwitchTeaming": does(func(r *ownRow) op.Op { return op.SetSwitchTeaming{Switch: r.text("Switch"), Teaming: r.teaming()} }),
		"SetSecurity":      does((*ownRow).security),
		"SetDiscovery":     does((*ownRow).discovery),
		"EnsurePortGroup":  does(func(r *ownRow) op.Op { return op.EnsurePortGroup{Place: r.place()} }),
		"EnsureDvPortGroup": does(func(r *ownRow) op.Op {
			t := r.teaming()
			o := op.EnsurePortGroup{Place: r.place(), Create: r.values["Create"] == true}
			o.Place.Distributed = true
			if r.has("Vlan") {
				o.VLAN = netstate.Some(r.number("Vlan"))
			}
			if !emptyTeaming(&t) {
				o.Teaming = &t
			}
			return o
		}),
		"SetVLAN": does(func(r *ownRow) op.Op { return op.SetVLAN{Place: r.place(), VLAN: r.number("Vlan")} }),
		"SetPortGroupTeaming": does(func(r *ownRow) op.Op {
			t := r.teaming()
			t.Inherits = r.inherits()
			return op.SetPortGroupTeaming{Place: r.place(), Teaming: t}
		}),
		"InheritTeaming": does(func(r *ownRow) op.Op {
			return op.SetPortGroupTeaming{Place: r.place(), Teaming: netstate.Teaming{Inherits: true}}
		}),
		"EnsureVmk":     does((*ownRow).vmk),
		"SetVmkMTU":     does(func(r *ownRow) op.Op { return op.SetVmkMTU{Device: r.device(), MTU: r.number("Mtu")} }),
		"SetIPv4":       does((*ownRow).ipv4),
		"SetIPv6":       does((*ownRow).ipv6),
		"DisableIPv6":   does(func(r *ownRow) op.Op { return op.SetIPv6{Device: r.device(), IPv6: netstate.IPv6{Off: true}} }),
		"EnableRoles":   does(func(r *ownRow) op.Op { return op.EnableRoles{Device: r.device(), Roles: r.roles()} }),
		"DisableRoles":  does(func(r *ownRow) op.Op { return op.DisableRoles{Device: r.device(), Keep: r.roles()} }),
		"SetGateway":    does(func(r *ownRow) op.Op { return r.gateway(r.address(r.text("Gateway"))) }),
		"RemoveGateway": does(func(r *ownRow) op.Op { return r.gateway(netip.Addr{}) }),
		"SetRoutes":     does((*ownRow).routes),
		"SetDNS":        does((*ownRow).dns),
		"SetSearch":     does(func(r *ownRow) op.Op { return op.SetSearch{Stack: r.stack(), Domains: r.list("Names")} }),
		"BindISCSI":     does(func(r *ownRow) op.Op { return op.BindISCSI{Device: r.device(), Adapters: r.list("Adapters")} }),
		"EnableNVMe":    does(func(r *ownRow) op.Op { return op.EnableNVMe{Device: r.device(), Adapters: r.list("Adapters")} }),
	}
}

func (r *ownRow) device() string {
	d := r.text("Device")
	if !scripted.Device(d) {
		r.wrong("%q is no vmk", d)
	}
	return d
}

func (r *ownRow) stack() string { return esx.StackName(r.text("Stack")) }

func (r *ownRow) place() op.Place {
	return op.Place{PortGroup: r.text("PortGroup"), Of: r.text("Of"), Switch: r.text("Switch")}
}

// inherits says whether the row before gave a port group's other settings back
// to its switch.
func (r *ownRow) inherits() bool {
	for i := range r.out.PortGroups {
		g := &r.out.PortGroups[i]
		if g.Name == r.text("PortGroup") && g.Of == r.text("Of") && g.Teaming != nil {
			return g.Teaming.Inherits
		}
	}
	return false
}

func (r *ownRow) flag(name string) netstate.Opt[bool] {
	v, ok := r.values[name].(bool)
	if !ok {
		if r.has(name) {
			r.wrong("%s is neither true nor false", name)
		}
		return netstate.Opt[bool]{}
	}
	return netstate.Some(v)
}

func (r *ownRow) address(text string) netip.Addr {
	a, err := netip.ParseAddr(text)
	if err != nil {
		r.wrong("%q is no address", text)
	}
	return a
}

func emptyTeaming(t *netstate.Teaming) bool {
	return !t.Policy.IsSet() && !t.Detection.IsSet() && !t.Notify.IsSet() && !t.Failback.IsSet() && t.Active == nil && t.Standby == nil
}

func (r *ownRow) teaming() (t netstate.Teaming) {
	if r.has("LoadBalancing") {
		at := slices.IndexFunc(esx.Teaming, func(row esx.TeamingRow) bool { return row.PowerCLI == r.text("LoadBalancing") })
		if at < 0 {
			r.wrong("vmkgen doesn't know the load balancing %q", r.text("LoadBalancing"))
			return t
		}
		t.Policy = netstate.Some(esx.Teaming[at].Policy)
	}
	switch r.text("Detection") {
	case "LinkStatus":
		t.Detection = netstate.Some(netstate.DetectLink)
	case "BeaconProbing":
		t.Detection = netstate.Some(netstate.DetectBeacon)
	}
	t.Notify, t.Failback = r.flag("Notify"), r.flag("Failback")
	if r.has("Active") {
		t.Active = importer.List(r.text("Active"))
	}
	if r.has("Standby") {
		t.Standby = importer.List(r.text("Standby"))
	}
	return t
}
