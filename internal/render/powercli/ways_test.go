package powercli_test

import (
	"net/netip"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
)

// ways are changes to what is wanted; each is reached from the state before it.
var ways = []struct {
	name string
	do   func(d *netstate.Host)
}{
	{"as it was", func(*netstate.Host) {}},
	{"vmk1 to another port group and switch", func(d *netstate.Host) {
		d.Switches = append(d.Switches, netstate.Switch{Name: "vSwitch1", Kind: netstate.Standard, Uplinks: []string{"vmnic2"}, MTU: netstate.Some(9000)})
		d.PortGroups[1] = netstate.PortGroup{Name: "new", Of: "vmk1", Switch: "vSwitch1", VLAN: netstate.Some(121)}
		d.Vmks[1].PortGroup, d.Vmks[1].Switch = netstate.Some("new"), netstate.Some("vSwitch1")
	}},
	{"its port group to vSwitch0", func(d *netstate.Host) {
		d.PortGroups[1].Switch = "vSwitch0"
		d.Vmks[1].Switch = netstate.Some("vSwitch0")
	}},
	{"vmk2 to a standard switch, bound", func(d *netstate.Host) {
		d.PortGroups[2] = netstate.PortGroup{
			Name: "iscsi", Of: "vmk2", Switch: "vSwitch1", VLAN: netstate.Some(0),
			Teaming: &netstate.Teaming{Active: []string{"vmnic2"}, Standby: []string{}},
		}
		d.Vmks[2].PortGroup, d.Vmks[2].Switch = netstate.Some("iscsi"), netstate.Some("vSwitch1")
		d.Vmks[2].Roles = []netstate.Role{netstate.ISCSI}
		d.Vmks[2].ISCSI = []string{netstate.SoftwareISCSI}
	}},
	{"port groups swapped", func(d *netstate.Host) {
		d.Switches[0].Uplinks, d.Switches[2].Uplinks = []string{"vmnic0"}, []string{"vmnic1", "vmnic2"}
		d.Switches[0].Teaming = nil
		d.Vmks[1].PortGroup, d.Vmks[1].Switch = netstate.Some("iscsi"), netstate.Some("vSwitch1")
		d.Vmks[2].PortGroup, d.Vmks[2].Switch = netstate.Some("new"), netstate.Some("vSwitch0")
		d.PortGroups[1].Of, d.PortGroups[2].Of = "vmk2", "vmk1"
		d.PortGroups[1].Teaming = &netstate.Teaming{Active: []string{"vmnic0"}, Standby: []string{}}
	}},
	{"bound elsewhere too", func(d *netstate.Host) { d.Vmks[2].ISCSI = []string{"vmhba2", netstate.SoftwareISCSI} }},
	{"not bound", func(d *netstate.Host) { d.Vmks[2].ISCSI = []string{} }},
	{"addresses swapped", func(d *netstate.Host) {
		d.Vmks[1].IPv4, d.Vmks[2].IPv4 = static("10.0.2.11/24"), static("10.0.1.11/24")
		d.Stacks[1].Gateway = netstate.Some(addr("10.0.2.1"))
	}},
	{"a gateway of its own", func(d *netstate.Host) { d.Vmks[2].IPv4.Gateway = netstate.Some(addr("10.0.1.254")) }},
	{"another address under it", func(d *netstate.Host) { d.Vmks[2].IPv4 = static("10.0.1.12/24") }},
	{"DHCP", func(d *netstate.Host) { d.Vmks[2].IPv4 = &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)} }},
	{"no address", func(d *netstate.Host) { d.Vmks[2].IPv4 = &netstate.IPv4{Mode: netstate.Some(netstate.None)} }},
	{"IPv6 of all kinds", func(d *netstate.Host) {
		d.Vmks[2].IPv6 = &netstate.IPv6{
			Addresses: []netip.Prefix{prefix("2001:db8::7/64"), prefix("fd00::12/64")}, Autoconf: netstate.Some(true), DHCP: netstate.Some(true),
			Gateway: netstate.Some(addr("2001:db8::1")),
		}
		d.Stacks[0].Gateway6 = netstate.Some(addr("fe80::1"))
		d.Stacks[0].Routes = append(d.Stacks[0].Routes, netstate.Route{To: prefix("2001:db8:9::/48"), Via: addr("2001:db8::2")})
	}},
	{"IPv6 swapped", func(d *netstate.Host) {
		d.Vmks[1].IPv6 = d.Vmks[2].IPv6
		d.Vmks[2].IPv6 = &netstate.IPv6{Addresses: []netip.Prefix{}, Autoconf: netstate.Some(false), DHCP: netstate.Some(false)}
		d.Stacks[0].Routes, d.Stacks[0].Gateway6 = []netstate.Route{}, netstate.Opt[netip.Addr]{}
		d.Vmks[1].IPv6.Gateway = netstate.Opt[netip.Addr]{}
	}},
	{"vmk1 in a stack of its own", func(d *netstate.Host) {
		d.Stacks[1] = netstate.Stack{
			Name: "backup", Gateway: netstate.Some(addr("10.0.2.1")), MaxConnections: netstate.Some(99), DNS: []netip.Addr{addr("fd00::53")}, Search: []string{"a", "b"},
			Routes: []netstate.Route{{To: prefix("10.9.0.0/16"), Via: addr("10.0.2.9")}, {To: prefix("2001:db8:8::/48"), Via: addr("2001:db8::9")}},
		}
		d.Vmks[1].Stack, d.Vmks[1].Roles = netstate.Some("backup"), []netstate.Role{netstate.NFS}
	}},
	{"its lists emptied", func(d *netstate.Host) {
		d.Stacks[1].DNS, d.Stacks[1].Search, d.Stacks[1].Routes = []netip.Addr{}, []string{}, []netstate.Route{}
	}},
	{"names in another order", func(d *netstate.Host) {
		d.Stacks[0].DNS = []netip.Addr{addr("10.0.0.54"), addr("10.0.0.53")}
		d.Stacks[0].Gateway = netstate.Some(addr("10.0.0.2"))
	}},
	{"vmk1 in the default stack with roles", func(d *netstate.Host) {
		d.Stacks = d.Stacks[:1]
		d.Vmks[1].Stack = netstate.Some("default")
		d.Vmks[1].Roles = []netstate.Role{
			netstate.VMotion, netstate.Provisioning, netstate.VSAN, netstate.VSANWitness, netstate.Replication, netstate.ReplicationNFC,
			netstate.FT, netstate.NVMeRDMA, netstate.BackupNFC, netstate.PTP, netstate.Management,
		}
		d.Vmks[1].NVMe = []string{"vmrdma0"}
	}},
	{"fault tolerance on another vmk", func(d *netstate.Host) {
		d.Vmks[1].Roles = without(d.Vmks[1].Roles, netstate.FT)
		d.Vmks[2].Roles = []netstate.Role{netstate.FT}
	}},
	{"and back", func(d *netstate.Host) {
		d.Vmks[1].Roles = append(d.Vmks[1].Roles, netstate.FT)
		d.Vmks[2].Roles = []netstate.Role{netstate.ISCSI}
	}},
	{"some roles less", func(d *netstate.Host) { d.Vmks[1].Roles = []netstate.Role{netstate.VSANWitness, netstate.Management} }},
	{"management by vmk1 alone", func(d *netstate.Host) { d.Vmks[0].Roles = []netstate.Role{netstate.VMotion} }},
	{"no roles", func(d *netstate.Host) {
		d.Vmks[0].Roles, d.Vmks[1].Roles = []netstate.Role{netstate.Management}, []netstate.Role{}
	}},
	{"a MAC and a smaller MTU", func(d *netstate.Host) {
		d.Vmks[1].MAC, d.Vmks[1].MTU, d.Vmks[2].MTU = netstate.Some("00:50:56:77:77:77"), netstate.Some(1500), netstate.Some(1500)
		d.Switches[0].MTU, d.Switches[2].MTU = netstate.Some(1500), netstate.Some(1600)
		d.Switches[0].MinMTU = 1500
	}},
	{"vmk0 to another switch by the same port group", func(d *netstate.Host) {
		d.PortGroups[0] = netstate.PortGroup{Name: "Management Network", Of: "vmk0", Switch: "vSwitch1", VLAN: netstate.Some(8)}
		d.Vmks[0].PortGroup, d.Vmks[0].Switch = netstate.Some("Management Network"), netstate.Some("vSwitch1")
	}},
	{"vmk0 to the distributed switch", func(d *netstate.Host) {
		d.PortGroups[0] = netstate.PortGroup{Name: "dv mgmt [1]", Of: "vmk0", Switch: "dvs", Distributed: true}
		d.Vmks[0].PortGroup, d.Vmks[0].Switch = netstate.Some("dv mgmt [1]"), netstate.Some("dvs")
	}},
	{"vmk0 back", func(d *netstate.Host) {
		d.PortGroups[0] = netstate.PortGroup{Name: "Management Network", Of: "vmk0", Switch: "vSwitch0", VLAN: netstate.Some(8)}
		d.Vmks[0].PortGroup, d.Vmks[0].Switch = netstate.Some("Management Network"), netstate.Some("vSwitch0")
	}},
}

// TestWays walks a host through changes of its configuration, one after the
// other, with leave to change management.
func TestWays(t *testing.T) {
	t.Parallel()
	w, h := newWorld()
	d := full()
	c := cluster(d, "esx01")
	arrives(t, w, h, c)
	for _, way := range ways[1:] {
		way.do(&d)
		c := cluster(d, "esx01")
		s := parse(t, script(t, c))
		check(t, script(t, c))
		w.state(t, s, allow, 0, "Changed")
		if diff := w.differences(h, desired(c)); diff != nil {
			t.Fatalf("%s: not as wanted: %q", way.name, diff)
		}
		unchanged(t, w, s, allow, "Unchanged", 0)
	}
}

// TestJumps goes from the beginning to each of those configurations at once,
// and from each back to the beginning.
func TestJumps(t *testing.T) {
	t.Parallel()
	for i, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			wanted := full()
			for _, earlier := range ways[:i+1] {
				earlier.do(&wanted)
			}
			w, h := newWorld()
			arrives(t, w, h, cluster(wanted, "esx01"))
			if i > 0 {
				c := cluster(full(), "esx01")
				s := parse(t, script(t, c))
				r := w.run(t, s, allow, false)
				if r.Exit == 4 {
					return // the way back meets what this configuration left behind undeclared
				}
				if diff := w.differences(h, desired(c)); diff != nil || r.Exit != 0 {
					t.Errorf("back: exit %d, not as wanted: %q: %s", r.Exit, diff, r.Hosts[0])
				}
			}
		})
	}
}
