package vsphere_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// rich is a host with something of everything.
func rich() *standin.Host {
	h := fresh("2")
	h.SoftwareISCSI, h.NVMe = true, []string{"vmnic3", "vmrdma0"}
	storage := standin.NewSwitch("vSwitch1")
	storage.MTU, storage.Uplinks, storage.CDP = 9000, []string{"vmnic2", "vmnic3"}, "both"
	storage.Teaming.Active, storage.Teaming.Standby, storage.Teaming.Policy = []string{"vmnic3"}, []string{"vmnic2"}, "explicit"
	storage.Security = [3]bool{true, false, true}
	h.Switches = append(h.Switches, storage, standin.NewSwitch("empty"))
	iscsi := &standin.Group{Name: "iscsi & more", Switch: "vSwitch1", VLAN: 30}
	iscsi.Own.Active, iscsi.Overrides = []string{"vmnic2"}, [5]bool{4: true}
	h.Groups = append(h.Groups, iscsi, &standin.Group{Name: "machines", Switch: "vSwitch1", VLAN: 40, VMs: 3}, &standin.Group{Name: "vmotion", Switch: "vSwitch1"})
	backup, vmotion := standin.NewStack("backup"), standin.NewStack("vmotion")
	backup.Congestion, backup.MaxConn = "cubic", 8000
	backup.DNS, backup.Search = []string{"10.9.0.2", "10.9.0.1"}, []string{"b.example", "a.example"}
	vmotion.Routes = []standin.Route{{To: "default", Via: "10.2.0.1"}, {To: "10.77.0.0/16", Via: "10.2.0.7"}}
	h.Stacks = append(h.Stacks, backup, vmotion)
	h.Stack(standin.DefaultStack).Routes = append(h.Stack(standin.DefaultStack).Routes, standin.Route{IPv6: true, To: "2001:db8:7::/48", Via: "2001:db8::7"})
	vmk := func(n int, group, stack, address string) *standin.Vmk {
		v := &standin.Vmk{Device: fmt.Sprintf("vmk%d", n), Group: group, Stack: stack, MTU: 1500, MAC: fmt.Sprintf("00:50:56:00:01:%02x", n), Mode: "NONE"}
		if address != "" {
			v.Mode, v.IP = "STATIC", netip.MustParsePrefix(address)
		}
		return v
	}
	one := vmk(1, "iscsi & more", standin.DefaultStack, "10.3.0.2/26")
	one.MTU, one.VSAN, one.Untagged = 9000, []string{"vsan", "witness"}, []string{"ptp"}
	h.Portals = []standin.Portal{{HBA: standin.SoftwareHBA, Vmk: "vmk1"}}
	two := vmk(2, "vmotion", "vmotion", "10.2.0.2/24")
	ten := vmk(10, "dv-vmotion", standin.DefaultStack, "")
	ten.DVS, ten.Mode, ten.Tags = "dvs-a", "DHCP", []string{"VMotion", "vSphereReplication"}
	ten.IPv6, ten.RA, ten.Addresses = true, true, []netip.Prefix{netip.MustParsePrefix("2001:db8::2/64")}
	eleven := vmk(11, "VM Network", standin.DefaultStack, "10.5.0.2/24")
	eleven.Gateway = "10.5.0.9"
	nsx := vmk(12, "", "vxlan", "")
	nsx.Opaque = "1234"
	h.Stacks = append(h.Stacks, standin.NewStack("vxlan"))
	h.Vmks = append(h.Vmks, one, two, ten, eleven, nsx)
	return h
}

func TestReadingShowsTheTrueState(t *testing.T) {
	t.Parallel()
	w := newWorld(t, inventory(fresh("1"), rich()), sim.Options{})
	found := w.hosts(vsphere.Scope{})
	if len(found.Hosts) != 2 || found.Warnings != nil {
		t.Fatalf("found %+v", found)
	}
	for i, name := range []string{first, second} {
		f := &found.Hosts[i]
		if where := []string{f.Name, f.Cluster, f.Datacenter, f.Connected, f.UUID}; !slices.Equal(where, []string{name, "lab", "DC", "connected", f.State.UUID}) || f.UUID == "" {
			t.Errorf("found %+v", f)
		}
		if diff := cmp.Diff(plain(t, seen(w.vc, name)), plain(t, bare(f.State))); diff != "" {
			t.Errorf("%s among all (-true +read):\n%s", name, diff)
		}
		alone, err := w.client.Host(f).Read(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plain(t, f.State), plain(t, alone)); diff != "" {
			t.Errorf("%s (-among all +alone):\n%s", name, diff)
		}
	}
	listed(t, &found.Hosts[0].State)
	unasked := w.hosts(vsphere.Scope{Bindings: func(string) bool { return false }}).Hosts[1].State
	if unasked.Vmk("vmk1").ISCSI != nil {
		t.Error("bindings are none where nobody asked")
	}
}

// listed demands a distributed port group of the host's switch.
func listed(t *testing.T, s *netstate.Host) {
	t.Helper()
	if !slices.ContainsFunc(s.PortGroups, func(p netstate.PortGroup) bool {
		return p.Name == "dv-one" && p.Distributed && p.Switch == "dvs-a" && p.VLAN == netstate.Some(150) && slices.Equal(p.Teaming.Active, []string{"Uplink 1"})
	}) {
		t.Errorf("distributed port groups are missing: %+v", s.PortGroups)
	}
}

// plain is a state as its JSON form has it.
func plain(t testing.TB, s netstate.Host) string {
	t.Helper()
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReadingCostsThreeCallsHoweverManyHosts(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 30} {
		var hosts []*standin.Host
		for i := range n {
			h := fresh("1")
			h.Name = fmt.Sprintf("h%d.example.com", i)
			hosts = append(hosts, h)
		}
		w := newWorld(t, inventory(hosts...), sim.Options{})
		before := w.vc.Calls()
		if got := w.hosts(vsphere.Scope{}); len(got.Hosts) != n || got.Hosts[n-1].State.Complete != (netstate.Complete{Switches: true, PortGroups: true, Stacks: true, Vmks: true}) {
			t.Errorf("%d of %d hosts are read whole", len(got.Hosts), n)
		}
		if made := since(before, w.vc.Calls()); made != "CreateContainerView 1, DestroyView 1, RetrievePropertiesEx 1" {
			t.Errorf("%d hosts: %s", n, made)
		}
	}
}

// since tells the calls made between two counts.
func since(before, after map[string]int) string {
	var out []string
	for _, m := range slices.Sorted(maps.Keys(after)) {
		if n := after[m] - before[m]; n > 0 {
			out = append(out, fmt.Sprintf("%s %d", m, n))
		}
	}
	return strings.Join(out, ", ")
}

func TestAHostThatIsNotConnectedIsNamed(t *testing.T) {
	t.Parallel()
	i := inventory(fresh("1"), fresh("2"))
	i.Clusters[0].Hosts[1].Disconnected = true
	i.Clusters[0].Hosts[0].Maintenance = true
	i.Clusters[0].Configured = true
	w := newWorld(t, i, sim.Options{})
	got := w.hosts(vsphere.Scope{})
	if f := got.Hosts[1]; f.Connected != "disconnected" || f.State.Complete != (netstate.Complete{}) || f.State.Vmks != nil || f.State.Name != second {
		t.Errorf("it is %+v", f)
	}
	if !got.Hosts[0].Maintenance {
		t.Error("maintenance mode is not seen")
	}
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "cluster lab") {
		t.Errorf("warnings: %q", got.Warnings)
	}
	_, err := w.client.Host(&got.Hosts[1]).Read(w.ctx)
	if err == nil || vsphere.KindOf(err) != vsphere.Away || !strings.Contains(err.Error(), second) {
		t.Errorf("reading it: %v", err)
	}
}
