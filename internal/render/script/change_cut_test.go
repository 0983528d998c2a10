package script_test

import (
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/vmkgen/vmkgen/internal/esxtest"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// renewed is what wanted becomes: something of every kind is added, changed in
// place, replaced and removed.
func renewed() netstate.Host {
	h := wanted()
	h.Name = hostName
	some := netstate.Some[string]
	s0, s1 := &h.Switches[0], &h.Switches[1]
	s0.MTU, s0.Discovery = netstate.Some(1500), netstate.Some(netstate.DiscoveryListen)
	s0.Teaming = &netstate.Teaming{Policy: netstate.Some(netstate.PortID), Active: []string{"vmnic1"}, Standby: []string{"vmnic0"}, Failback: netstate.Some(true)}
	s1.Security = &netstate.Security{Promiscuous: netstate.Some(false), ForgedTransmits: netstate.Some(false)}
	h.PortGroups[0].VLAN = netstate.Some(11)
	h.PortGroups[1].VLAN = netstate.Some(21)
	h.PortGroups[2].Teaming.Active = []string{"vmnic3"}
	h.PortGroups[3] = netstate.PortGroup{Name: "vmk4", Of: "vmk4", Switch: s1.Name, VLAN: netstate.Some(45)}
	h.Stacks = []netstate.Stack{
		{
			Name: "default", Gateway: netstate.Some(addr("192.0.2.1")), DNS: []netip.Addr{addr("198.51.100.53")}, Search: []string{"b.example"},
			Routes: []netstate.Route{{To: prefix("198.51.100.0/24"), Via: addr("192.0.2.253")}},
		},
		{Name: "vmotion", Gateway: netstate.Some(addr("203.0.113.2"))},
	}
	v1, v2, v10 := &h.Vmks[1], &h.Vmks[2], &h.Vmks[4]
	v1.MTU, v1.IPv6 = netstate.Some(1500), &netstate.IPv6{Addresses: []netip.Prefix{prefix("2001:db8:21::b/64")}, Autoconf: netstate.Some(true)}
	v2.IPv4 = static("10.30.0.12/24")
	v10.Roles = []netstate.Role{netstate.VSAN, netstate.NVMeTCP}
	v10.IPv4 = &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: prefix("10.50.0.12/24"), Gateway: netstate.Some(addr("10.50.0.2"))}
	h.Vmks[3] = netstate.Vmk{
		Device: "vmk4", Roles: []netstate.Role{netstate.FT}, PortGroup: some("vmk4"), Switch: some(s1.Name), Stack: some("default"),
		MTU: netstate.Some(1500), IPv4: static("10.45.0.11/24"),
	}
	return h
}

// renewal is a host, the change to renewed, and its way back.
func renewal(t testing.TB) (h *standin.Host, there, back []byte) {
	t.Helper()
	h = settled(t)
	p, there, back := changed(t, plan.End{Host: h.State(), Managed: true}, plan.End{Host: renewed(), Managed: true})
	if p == nil || there == nil {
		t.Fatal("the change is refused")
	}
	return h, there, back
}

// TestChangeIsCutOff cuts a change off after each command that writes. Run
// again it comes to its end, and from where it was cut the rollback goes back.
func TestChangeIsCutOff(t *testing.T) {
	t.Parallel()
	from, there, back := renewal(t)
	want := renewed()
	for _, cut := range cuts(t, from, there) {
		t.Run(cut.Name, func(t *testing.T) {
			t.Parallel()
			half, copied := cut.Host.Clone(), t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(cut.Folder)); err != nil {
				t.Fatal(err)
			}
			ends(t, half, back, esxtest.Run{Args: allowed.Args, Folder: copied}, 0)
			if d := differ(standing(from), standing(half)); d != "" {
				t.Errorf("back from there it is not as it was:\n%s", d)
			}
			ends(t, cut.Host, there, esxtest.Run{Args: allowed.Args, Folder: cut.Folder}, 0)
			if d := cut.Host.Differences(&want); d != nil {
				t.Errorf("run again it is not as wanted:\n  %s", strings.Join(d, "\n  "))
			}
		})
	}
}

// TestRollbackIsCutOff cuts the way back off after each command that writes, and
// runs it again; run twice it writes nothing.
func TestRollbackIsCutOff(t *testing.T) {
	t.Parallel()
	was, there, back := renewal(t)
	from := was.Clone()
	ends(t, from, there, allowed, 0)
	for _, cut := range cuts(t, from, back) {
		t.Run(cut.Name, func(t *testing.T) {
			t.Parallel()
			ends(t, cut.Host, back, esxtest.Run{Args: allowed.Args, Folder: cut.Folder}, 0)
			if d := differ(standing(was), standing(cut.Host)); d != "" {
				t.Errorf("it is not as it was:\n%s", d)
			}
		})
	}
	ends(t, from, back, allowed, 0)
	if r := ends(t, from, back, allowed, 0); r.Writes != 0 {
		t.Errorf("run twice it writes %v", r.Calls)
	}
}
