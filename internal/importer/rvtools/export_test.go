package rvtools_test

import (
	"encoding/csv"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/booktest"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// An export is what RVTools would say of hosts.
type export struct{ tabs []booktest.Sheet }

// heads are RVTools' columns, those that are read and some that are not.
var heads = map[string]string{
	"vHost":    "Host,Datacenter,Cluster,Config status,CPU Model,ESX Version,Boot time,DNS Servers,DHCP,Domain,Domain List,DNS Search Order,NTP Server(s),UUID,VI SDK Server,VI SDK UUID",
	"vNIC":     "Host,Datacenter,Cluster,Network Device,Driver,Speed,Duplex,MAC,Switch,Uplink port,PCI,WakeOn,VI SDK Server,VI SDK UUID",
	"vSwitch":  "Host,Datacenter,Cluster,Switch,# Ports,Free Ports,Promiscuous Mode,Mac Changes,Forged Transmits,Traffic Shaping,Width,Peak,Burst,Policy,Reverse Policy,Notify Switch,Rolling Order,Offload,TSO,Zero Copy Xmit,MTU,VI SDK Server,VI SDK UUID",
	"vPort":    "Host,Datacenter,Cluster,Port Group,Switch,VLAN,Promiscuous Mode,Mac Changes,Forged Transmits,Traffic Shaping,Width,Peak,Burst,Policy,Reverse Policy,Notify Switch,Rolling Order,Offload,TSO,Zero Copy Xmit,VI SDK Server,VI SDK UUID",
	"dvPort":   "Port,Switch,Type,# Ports,VLAN,Speed,Active Uplink,Standby Uplink,Policy,Object ID,VI SDK Server,VI SDK UUID",
	"dvSwitch": "Switch,Datacenter,Name,Vendor,Version,Host members,Max Ports,Max MTU,Object ID,VI SDK Server,VI SDK UUID",
	"vSC_VMK":  "Host,Datacenter,Cluster,Port Group,Device,Mac Address,DHCP,IP Address,IP 6 Address,Subnet mask,Gateway,IP 6 Gateway,MTU,VI SDK Server,VI SDK UUID",
	"vInfo":    "VM,Powerstate,Template,Host,VI SDK Server,VI SDK UUID",
}

// add adds a row, by the names of its columns.
func (e *export) add(tab string, cells map[string]string) {
	var at *booktest.Sheet
	for i := range e.tabs {
		if e.tabs[i].Name == tab {
			at = &e.tabs[i]
		}
	}
	if at == nil {
		e.tabs = append(e.tabs, booktest.Sheet{Name: tab, Rows: [][]string{strings.Split(heads[tab], ",")}})
		at = &e.tabs[len(e.tabs)-1]
	}
	row := make([]string, len(at.Rows[0]))
	left := len(cells)
	for i, name := range at.Rows[0] {
		if v, ok := cells[name]; ok {
			row[i] = v
			left--
		}
	}
	if left != 0 {
		panic(fmt.Sprintf("%s has not all columns of %v", tab, cells))
	}
	at.Rows = append(at.Rows, row)
}

// files gives the export as RVTools writes it: a CSV file for each tab.
func (e *export) files(separator rune) (out []importer.File) {
	for _, s := range e.tabs {
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma, w.UseCRLF = separator, true
		if err := w.WriteAll(s.Rows); err != nil {
			panic(err)
		}
		out = append(out, importer.File{Name: "RVTools_tab" + s.Name + ".csv", Data: []byte("\ufeff" + b.String())})
	}
	return out
}

func boolean(b bool) string { return map[bool]string{true: "True", false: "False"}[b] }

// of adds all tabs' rows of one host.
func (e *export) of(h *netstate.Host, cluster string) {
	base := func(more ...string) map[string]string {
		out := map[string]string{"Host": h.Name, "Datacenter": "DC1", "Cluster": cluster, "VI SDK Server": "vc01.lab.example"}
		for i := 0; i < len(more); i += 2 {
			out[more[i]] = more[i+1]
		}
		return out
	}
	stack := h.Stack(netstate.DefaultStack)
	dns := []string{}
	for _, a := range stack.DNS {
		dns = append(dns, a.String())
	}
	e.add("vHost", base("ESX Version", "VMware ESXi "+h.Release+" build-24784735", "DHCP", "False", "DNS Servers", strings.Join(dns, ", "),
		"DNS Search Order", strings.Join(stack.Search, ", "), "CPU Model", "Intel(R) Xeon(R) @ 2.40GHz"))
	for _, s := range h.Switches {
		e.onSwitch(&s, base)
	}
	for _, g := range h.PortGroups {
		t := effective(h, &g)
		e.add("vPort", base("Port Group", g.Name, "Switch", g.Switch, "VLAN", strconv.Itoa(g.VLAN.Or(0)), "Promiscuous Mode", "False",
			"Policy", esx.TeamingOf(t.Policy.Or("")).API, "Notify Switch", boolean(t.Notify.Or(true)), "Rolling Order", boolean(!t.Failback.Or(true))))
	}
	gateway := ""
	if g, ok := stack.Gateway.Get(); ok && g.IsValid() {
		gateway = g.String()
	}
	for _, v := range h.Vmks {
		row := base("Port Group", v.PortGroup.Or(""), "Device", v.Device, "Mac Address", v.MAC.Or(""), "MTU", strconv.Itoa(v.MTU.Or(0)), "Gateway", gateway, "IP 6 Address", "fe80::1")
		row["DHCP"] = boolean(v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.DHCP)
		if v.IPv4 != nil && v.IPv4.Address.IsValid() {
			row["IP Address"], row["Subnet mask"] = v.IPv4.Address.Addr().String(), mask(v.IPv4.Address)
		}
		e.add("vSC_VMK", row)
	}
	e.add("vInfo", map[string]string{"VM": "a \"vm\", it is", "Host": h.Name})
}

func mask(p netip.Prefix) string { return net.IP(net.CIDRMask(p.Bits(), 32)).String() }

func (e *export) onSwitch(s *netstate.Switch, base func(...string) map[string]string) {
	e.add("vSwitch", base("Switch", s.Name, "MTU", strconv.Itoa(s.MTU.Or(0)), "# Ports", "128", "Free Ports", "100",
		"Promiscuous Mode", boolean(s.Security.Promiscuous.Or(false)), "Mac Changes", boolean(s.Security.MACChanges.Or(false)),
		"Forged Transmits", boolean(s.Security.ForgedTransmits.Or(false)), "Policy", esx.TeamingOf(s.Teaming.Policy.Or("")).API,
		"Notify Switch", boolean(s.Teaming.Notify.Or(true)), "Rolling Order", boolean(!s.Teaming.Failback.Or(true))))
	for _, u := range s.Uplinks {
		e.add("vNIC", base("Network Device", u, "Driver", "i40en", "Switch", s.Name, "MAC", "00:25:90:00:00:01", "Speed", "10000", "Duplex", "True"))
	}
}

// effective is the teaming that a port group has, from wherever.
func effective(h *netstate.Host, g *netstate.PortGroup) netstate.Teaming {
	out := netstate.Teaming{}
	if s := h.Switch(g.Switch); s != nil && s.Teaming != nil {
		out = *s.Teaming
	}
	if g.Teaming != nil {
		out.Policy = or(g.Teaming.Policy, out.Policy)
		out.Notify = or(g.Teaming.Notify, out.Notify)
		out.Failback = or(g.Teaming.Failback, out.Failback)
	}
	return netstate.Teaming{Policy: out.Policy, Notify: out.Notify, Failback: out.Failback}
}

func or[T any](a, b netstate.Opt[T]) netstate.Opt[T] {
	if a.IsSet() {
		return a
	}
	return b
}
