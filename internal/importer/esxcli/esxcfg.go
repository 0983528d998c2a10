package esxcli

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// esxcfgForm tells the listings of esxcfg by their heads; empty: none of them.
func esxcfgForm(text string) string {
	text = strings.TrimLeft(text, " \n")
	switch {
	case strings.HasPrefix(text, "Interface ") && strings.Contains(text, "IP Family"):
		return "esxcfg-vmknic"
	case (strings.HasPrefix(text, "Switch Name ") || strings.HasPrefix(text, "DVS Name ")) && strings.Contains(text, "Configured Ports"):
		return "esxcfg-vswitch"
	}
	return ""
}

// vmknicRow anchors on the family and the MAC: the columns between are pushed
// aside by long names.
var vmknicRow = pattern.Of(`^(vmk\d+)\s+(.*?)\s+(IPv4|IPv6)\s+(\S+)\s+(\S+)\s+(?:(\S+)\s+)?((?i:[0-9a-f]{2}(?::[0-9a-f]{2}){5}))\s+(\d+)\s+(\d+)\s+(true|false)\s+(\S.*)$`)

var (
	portNumber = pattern.Of(`^\d+$`)
	segment    = pattern.Of(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	gap        = pattern.Of(`\s{2,}`)
)

func (r *reading) vmknic(s section) {
	rows := 0
	for i, line := range strings.Split(s.text, "\n") {
		line = strings.TrimRight(line, " ")
		if line == "" || strings.HasPrefix(line, "Interface ") {
			continue
		}
		m := vmknicRow().FindStringSubmatch(line)
		if m == nil {
			r.fault(diag.SourceBroken, s, s.line+i, "this is no row of esxcfg-vmknic -l, or not all of one")
			return
		}
		r.vmknicRow(s, s.line+i, m)
		rows++
	}
	r.found["esxcfg-vmknic"] = true
	r.seen.Complete.Vmks = r.seen.Complete.Vmks || rows > 0
}

func (r *reading) vmknicRow(s section, line int, m []string) {
	rec := importer.Record{Line: line, Fields: map[string]string{"name": m[1]}}
	device, ok := r.device(rec, "Name")
	if !ok {
		r.fault(diag.SourceValue, s, line, "%q is no vmk", m[1])
		return
	}
	v := r.theVmk(device)
	mtu, _ := strconv.Atoi(m[8])
	v.MTU, v.MAC = netstate.Some(mtu), netstate.Some(strings.ToLower(m[7]))
	switch {
	case segment().MatchString(m[2]):
		v.Owner = "NSX"
	case portNumber().MatchString(m[2]):
		r.found["dvport "+device] = true
	default:
		v.PortGroup = netstate.Some(m[2])
	}
	kind := gap().Split(m[11], -1)
	if len(kind) > 1 {
		v.Stack = netstate.Some(esx.StackName(kind[len(kind)-1]))
	}
	if m[3] == "IPv4" {
		r.vmknicIPv4(s, line, v, m[4], m[5], kind[0])
		return
	}
	ip := r.ipv6Of(device)
	if ip.Addresses == nil {
		ip.Addresses = []netip.Prefix{}
	}
	a, err := netip.ParseAddr(m[4])
	n, fine := bits(m[5], 128)
	if err == nil && fine && strings.HasPrefix(kind[0], "STATIC") && !a.IsLinkLocalUnicast() {
		ip.Addresses = append(ip.Addresses, netip.PrefixFrom(a, n))
	}
}

func (r *reading) vmknicIPv4(s section, line int, v *netstate.Vmk, address, mask, kind string) {
	if v.IPv4 == nil {
		v.IPv4 = &netstate.IPv4{}
	}
	switch {
	case strings.HasPrefix(kind, "DHCP"):
		v.IPv4.Mode = netstate.Some(netstate.DHCP)
	case strings.HasPrefix(kind, "NONE"):
		v.IPv4.Mode = netstate.Some(netstate.None)
	default:
		rec := importer.Record{Line: line, Fields: map[string]string{"address": address, "mask": mask}}
		r.static(s, rec, v, "Address", "Mask")
	}
}

var (
	switchRow = pattern.Of(`^(\S.*?)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)(?:\s+(\S+))?$`)
	groupRow  = pattern.Of(`^\s{2,}(\S.*?)\s+(\d+)\s+(\d+)(?:\s+(\S+))?$`)
	portRow   = pattern.Of(`^\s{2,}(\d+)\s+(\d+)(?:\s+(\S.*))?$`)
)

func (r *reading) vswitch(s section) {
	var at *netstate.Switch
	kind := netstate.Standard
	for i, line := range strings.Split(s.text, "\n") {
		line = strings.TrimRight(line, " ")
		head := strings.TrimSpace(line)
		switch {
		case head == "", strings.HasPrefix(head, "PortGroup Name"), strings.HasPrefix(head, "DVPort ID"):
		case strings.HasPrefix(line, "Switch Name"):
			kind, at = netstate.Standard, nil
		case strings.HasPrefix(line, "DVS Name"):
			kind, at = netstate.Distributed, nil
		case at == nil:
			if at = r.switchRow(s, s.line+i, line, kind); at == nil {
				return
			}
		case kind == netstate.Standard:
			m := groupRow().FindStringSubmatch(line)
			if m == nil {
				r.fault(diag.SourceBroken, s, s.line+i, "this is no port group of esxcfg-vswitch -l")
				return
			}
			g := r.theGroup(m[1])
			vlan, _ := strconv.Atoi(m[2])
			clients, _ := strconv.Atoi(m[3])
			g.Switch, g.VLAN = at.Name, netstate.Some(vlan)
			put(&r.raw.clients, m[1], clients)
		default:
			if m := portRow().FindStringSubmatch(line); m != nil && strings.HasPrefix(m[3], "vmk") {
				r.theVmkIfListed(m[3], at.Name)
			}
		}
	}
	r.found["esxcfg-vswitch"] = true
}

func (r *reading) switchRow(s section, line int, text string, kind netstate.SwitchKind) *netstate.Switch {
	m := switchRow().FindStringSubmatch(text)
	if m == nil {
		r.fault(diag.SourceBroken, s, line, "this is no switch of esxcfg-vswitch -l")
		return nil
	}
	v := r.theSwitch(m[1], kind)
	mtu, _ := strconv.Atoi(m[5])
	v.MTU, v.Uplinks = netstate.Some(mtu), importer.List(m[6])
	return v
}

// theVmkIfListed says which distributed switch a vmk is on.
func (r *reading) theVmkIfListed(device, on string) {
	if v := r.seen.Vmk(device); v != nil && v.Owner == "" && !v.PortGroup.IsSet() {
		v.Switch = netstate.Some(on)
	}
}
