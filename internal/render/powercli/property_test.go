package powercli_test

import (
	"fmt"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// drawHost draws what may be wanted of a host: valid, and often in the way of
// what was wanted before.
func drawHost(rt *rapid.T) netstate.Host {
	d := drawing{rt: rt, groups: map[string]bool{}, addresses: map[string]bool{}}
	d.h.Release = "8.0.3"
	d.switches()
	d.h.Stacks = []netstate.Stack{{Name: "default"}}
	for _, device := range []string{"vmk0", "vmk1", "vmk2", "vmk10"} {
		if device == "vmk0" || rapid.IntRange(0, 3).Draw(rt, device) > 0 {
			d.vmk(device)
		}
	}
	for i := range d.h.Switches {
		for _, v := range d.h.Vmks {
			if v.Switch.Or("") == d.h.Switches[i].Name && !d.h.Switches[i].MTU.IsSet() {
				d.h.Switches[i].MinMTU = max(d.h.Switches[i].MinMTU, v.MTU.Or(1500))
			}
		}
	}
	d.stacks()
	return d.h
}

type drawing struct {
	rt        *rapid.T
	h         netstate.Host
	groups    map[string]bool
	addresses map[string]bool
	ft        bool
}

func (d *drawing) flip(label string) bool { return rapid.Bool().Draw(d.rt, label) }

func one[T any](d *drawing, label string, all ...T) T {
	return rapid.SampledFrom(all).Draw(d.rt, label)
}

func (d *drawing) switches() {
	nics := [][]string{{"vmnic0", "vmnic1"}, {"vmnic2", "vmnic3"}}
	if d.flip("nics crossed") {
		nics = [][]string{{"vmnic0", "vmnic2"}, {"vmnic10", "vmnic1"}}
	}
	for i, name := range []string{"vSwitch0", "vSwitch1"} {
		s := netstate.Switch{Name: name, Kind: netstate.Standard, Uplinks: nics[i]}
		if d.flip("teaming") {
			s.Teaming = &netstate.Teaming{
				Policy: netstate.Some(one(d, "policy", netstate.PortID, netstate.MACHash, netstate.Explicit)),
				Active: []string{nics[i][1]}, Standby: []string{nics[i][0]}, Failback: netstate.Some(d.flip("failback")),
			}
		}
		if d.flip("discovery") {
			s.Discovery = netstate.Some(one(d, "cdp", netstate.DiscoveryBoth, netstate.DiscoveryNone))
		}
		if d.flip("mtu") {
			s.MTU = netstate.Some(9000)
		}
		d.h.Switches = append(d.h.Switches, s)
	}
}

func (d *drawing) vmk(device string) {
	v := netstate.Vmk{
		Device: device, Switch: netstate.Some(one(d, "switch", "vSwitch0", "vSwitch1")), Stack: netstate.Some("default"),
		MTU: netstate.Some(one(d, "mtu", 1500, 9000)),
	}
	group := "Management Network"
	for device != "vmk0" && (group == "Management Network" || d.groups[group]) {
		group = one(d, "group", "a", "A", "b'[*]", "c $(x)`", "“d”; ‘é’‚‛„")
	}
	d.groups[group] = true
	v.PortGroup = netstate.Some(group)
	p := netstate.PortGroup{Name: group, Of: device, Switch: v.Switch.Or(""), VLAN: netstate.Some(rapid.IntRange(0, 3).Draw(d.rt, "vlan"))}
	if d.flip("one path") {
		p.Teaming = &netstate.Teaming{Active: d.h.Switch(p.Switch).Uplinks[:1], Standby: []string{}}
		if device != "vmk0" {
			v.ISCSI = one(d, "iscsi", nil, []string{}, []string{netstate.SoftwareISCSI}, []string{"vmhba2"})
		}
	}
	if device != "vmk0" {
		v.Stack = netstate.Some(one(d, "stack", "default", "vmotion", "backup"))
	}
	d.address(&v)
	if v.IPv4.Mode.Or("") == netstate.None {
		v.ISCSI = nil // a binding needs an address
	}
	d.roles(&v)
	d.h.PortGroups = append(d.h.PortGroups, p)
	d.h.Vmks = append(d.h.Vmks, v)
}

func (d *drawing) address(v *netstate.Vmk) {
	mode := one(d, "mode", netstate.Static, netstate.Static, netstate.DHCP, netstate.None)
	if v.Device == "vmk0" || mode == netstate.Static {
		ip := ""
		for ip == "" || d.addresses[ip] {
			ip = fmt.Sprintf("10.0.%d.%d/24", rapid.IntRange(0, 1).Draw(d.rt, "net"), rapid.IntRange(11, 15).Draw(d.rt, "number"))
		}
		d.addresses[ip] = true
		v.IPv4 = static(ip)
		if d.flip("own gateway") && v.Device != "vmk0" {
			v.IPv4.Gateway = netstate.Some(prefix(ip).Masked().Addr().Next())
		}
	} else {
		v.IPv4 = &netstate.IPv4{Mode: netstate.Some(mode)}
	}
	if d.flip("ipv6") {
		return
	}
	v.IPv6 = &netstate.IPv6{Autoconf: netstate.Some(d.flip("autoconf")), Addresses: []netip.Prefix{}}
	ip := fmt.Sprintf("fd00::%d/64", rapid.IntRange(1, 5).Draw(d.rt, "six"))
	if !d.addresses[ip] {
		d.addresses[ip] = true
		v.IPv6.Addresses = append(v.IPv6.Addresses, prefix(ip))
	}
}

func (d *drawing) roles(v *netstate.Vmk) {
	if v.Device == "vmk0" {
		v.Roles = []netstate.Role{netstate.Management}
		return
	}
	v.Roles = []netstate.Role{}
	if v.Stack.Or("") != "default" {
		return
	}
	for _, r := range []netstate.Role{netstate.VMotion, netstate.VSAN, netstate.VSANWitness, netstate.Replication, netstate.PTP, netstate.FT} {
		if d.flip(string(r)) && (r != netstate.FT || !d.ft) {
			v.Roles = append(v.Roles, r)
			d.ft = d.ft || r == netstate.FT
		}
	}
}

// stacks adds the stacks that vmks are in, with what their addresses reach.
func (d *drawing) stacks() {
	for _, name := range []string{"vmotion", "backup"} {
		for _, v := range d.h.Vmks {
			if v.Stack.Or("") == name && d.h.Stack(name) == nil {
				d.h.Stacks = append(d.h.Stacks, netstate.Stack{Name: name})
			}
		}
	}
	for i := range d.h.Stacks {
		s := &d.h.Stacks[i]
		if d.flip("dns") {
			s.DNS = one(d, "servers", []netip.Addr{}, []netip.Addr{addr("9.9.9.9")}, []netip.Addr{addr("1.1.1.1"), addr("9.9.9.9")})
		}
		for _, v := range d.h.Vmks {
			if v.Stack.Or("default") != s.Name || v.IPv4.Mode.Or("") != netstate.Static {
				continue
			}
			near := v.IPv4.Address.Masked().Addr().Next()
			s.Gateway = netstate.Some(near)
			s.Routes = []netstate.Route{}
			if d.flip("route") {
				s.Routes = append(s.Routes, netstate.Route{To: prefix(one(d, "to", "10.8.0.0/16", "10.9.0.0/16")), Via: near})
			}
		}
	}
}

// TestAnyToAny: from any state that was wanted to any other, also where a
// change fails on the way, and never over what is not declared.
func TestAnyToAny(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, h := newWorld()
		for range 3 {
			c := cluster(drawHost(rt), "esx01")
			c.Groups[0].Slots = nil
			s := parse(rt, script(rt, c))
			before := w.Print()
			w.FailAt = rapid.IntRange(0, 40).Draw(rt, "fail at")
			r := w.run(rt, s, allow, false)
			w.FailAt = 0
			if r.Exit == 4 {
				if w.Print() != before {
					rt.Fatalf("refused, yet changed")
				}
				continue
			}
			if r.Exit != 0 {
				r = w.run(rt, s, allow, false)
			}
			if diff := w.differences(h, desired(c)); diff != nil || r.Exit != 0 {
				rt.Fatalf("exit %d, not as wanted: %q\n%s\n%s\n%s", r.Exit, diff, r.Hosts[0], before, w.Print())
			}
			r = w.run(rt, s, nil, false)
			if r.Exit != 0 || r.Changes != 0 {
				rt.Fatalf("a second run: exit %d, %d changes\n%s", r.Exit, r.Changes, r.Hosts[0])
			}
		}
	})
}
