package sim_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/vmware/govmomi/cli/esx"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func (w *world) esxcli(name, line string) (*esx.Response, error) {
	w.Helper()
	e, err := esx.NewExecutor(w.ctx, w.client.Client, w.host(name))
	if err != nil {
		w.Fatal(err)
	}
	return e.Run(w.ctx, strings.Fields(line))
}

func TestEsxcliThroughVCenter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	_, err := w.esxcli(first, "network ip netstack add -N backup")
	ok(t, "netstack add", err)
	if w.vc.Host(first).Stack("backup") == nil || w.vc.Host(second).Stack("backup") != nil {
		t.Fatal("the stack is not there, or on the other host")
	}
	stacks := func() int {
		return len(w.read(first, "config.network.netStackInstance").Config.Network.NetStackInstance)
	}
	if stacks() != 3 {
		t.Error("vCenter shows at once what esxcli did")
	}
	ok(t, "refresh", w.networks(first).RefreshNetworkSystem(w.ctx))
	if stacks() != 4 {
		t.Error("vCenter does not show what esxcli did")
	}
	_, err = w.networks(first).AddVirtualNic(w.ctx, "VM Network", types.HostVirtualNicSpec{Ip: static("10.0.9.1"), NetStackInstanceKey: "backup"})
	ok(t, "a vmk on it", err)
	_, err = w.esxcli(first, "network ip netstack add --netstack backup")
	var f *esx.Fault
	if !errors.As(err, &f) || !strings.Contains(f.Detail, "already found in kernel") {
		t.Errorf("adding it again: %v", err)
	}
}

func TestEsxcliAnswersThroughVCenter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	_, err := w.networks(first).AddVirtualNic(w.ctx, "VM Network", types.HostVirtualNicSpec{Ip: static("10.0.9.1"), NetStackInstanceKey: "vmotion"})
	ok(t, "vmk", err)
	r, err := w.esxcli(first, "network ip interface list")
	ok(t, "interface list", err)
	tells(t, "interfaces", "2 | vmk1 | vmotion | 1500", len(r.Values), r.Values[1].Value("Name"), r.Values[1].Value("NetstackInstance"), r.Values[0].Value("MTU"))
	r, err = w.esxcli(first, "iscsi software get")
	if err != nil || r.String != "false" {
		t.Errorf("iscsi software get: %v %v", r, err)
	}
	if r, err = w.esxcli(first, "network ip interface tag get -i vmk0"); err != nil || r.Values[0].Value("Tags") != "Management" {
		t.Errorf("tags: %v %v", r, err)
	}
	var f *esx.Fault
	_, err = w.esxcli(first, "network ip interface remove -i vmk9")
	if !errors.As(err, &f) || !strings.Contains(f.Detail, "Not found") {
		t.Errorf("a vmk that is not there: %v", err)
	}
	if _, err = w.esxcli(first, "network nothing list"); err == nil {
		t.Error("a namespace that is not there is no error")
	}
}

func TestFreshEsxcliIsShownAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{FreshESXCLI: true})
	_, err := w.esxcli(first, "network ip netstack add -N backup")
	ok(t, "netstack add", err)
	if len(w.read(first, "config.network.netStackInstance").Config.Network.NetStackInstance) != 4 {
		t.Error("vCenter does not show what esxcli did")
	}
}

func TestEsxcliThatCutsTheHostOffIsNotUndone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	_, err := w.esxcli(first, "network vswitch standard portgroup set --vlan-id 7 --portgroup-name Management")
	if err == nil {
		t.Error("a port group that is not there is no error")
	}
	_, err = w.esxcli(first, "network vswitch standard uplink remove -u vmnic0 -v vSwitch0")
	faulty[*types.HostNotReachable](t, "cut off", err)
	if w.vc.Connection(first) != "notResponding" || len(w.vc.Host(first).Switch("vSwitch0").Uplinks) != 0 {
		t.Errorf("the host is %s", w.vc.Connection(first))
	}
	_, err = w.esxcli(first, "network ip get")
	faulty[*types.HostNotConnected](t, "a call afterwards", err)
	ok(t, "console", w.vc.Console(first, func(h *standin.Host) {
		s := h.Switch("vSwitch0")
		s.Uplinks, s.Teaming.Active = []string{"vmnic0"}, []string{"vmnic0"}
	}))
	if w.vc.Connection(first) != "connected" {
		t.Errorf("mended at the console, the host is %s", w.vc.Connection(first))
	}
}

func TestValuesThatAreNoXMLAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	e, err := esx.NewExecutor(w.ctx, w.client.Client, w.host(first))
	ok(t, "executor", err)
	add := []string{"network", "vswitch", "standard", "portgroup", "add", "--vswitch-name", "vSwitch0", "--portgroup-name"}
	if _, err = e.Run(w.ctx, append(add, "a&b")); err == nil {
		t.Error("a bare & is taken")
	}
	_, err = e.Run(w.ctx, append(add, "a&amp;b &lt;c&gt;"))
	if err != nil || w.vc.Host(first).Group("a&b <c>") == nil {
		t.Errorf("an escaped one is not: %v", err)
	}
}

func TestPing(t *testing.T) {
	t.Parallel()
	i := twoHosts()
	for n, h := range i.Clusters[0].Hosts {
		h.State.Groups = append(h.State.Groups, &standin.Group{Name: "vmotion", Switch: "vSwitch0", VLAN: 120})
		h.State.Switch("vSwitch0").MTU = 9000
		h.State.Stacks = append(h.State.Stacks, standin.NewStack("vmotion"))
		v := *h.State.Vmks[0]
		v.Device, v.Group, v.Stack, v.MTU, v.MAC, v.Tags = "vmk1", "vmotion", "vmotion", 9000, "00:50:56:00:01:01", nil
		v.IP = prefix("10.0.20." + string(rune('1'+n)) + "/24")
		h.State.Vmks = append(h.State.Vmks, &v)
	}
	w := newWorld(t, i, sim.Options{})
	lost := func(line string) string {
		t.Helper()
		r, err := w.esxcli(first, "network diag ping --count 2 "+line)
		ok(t, line, err)
		return r.Values[0].Value("PacketLost")
	}
	for line, want := range map[string]string{
		"--host 10.0.0.12":                    "0",
		"--host 10.0.0.99":                    "100",
		"--host 10.0.0.1":                     "0",
		"--host 192.0.2.7":                    "0",
		"--netstack vmotion --host 10.0.20.2": "0",
		"--netstack vmotion --host 10.0.0.12": "100",
		"--netstack vmotion --interface vmk1 --host 10.0.20.2 --df=true -s 8972": "0",
		"--netstack vmotion --interface vmk1 --host 10.0.20.2 --df=true -s 8973": "100",
		"--host 10.0.0.12 --df=true -s 8972":                                     "100",
		"--host 10.0.0.12 -s 8972":                                               "0",
	} {
		if got := lost(line); got != want {
			t.Errorf("%s: %s %% lost, want %s", line, got, want)
		}
	}
	ok(t, "console", w.vc.Console(second, func(h *standin.Host) { h.Group("vmotion").VLAN = 121; h.Vmk("vmk1").MTU = 1500 }))
	if got := lost("--netstack vmotion --host 10.0.20.2"); got != "100" {
		t.Errorf("another VLAN: %s %% lost", got)
	}
	if _, err := w.esxcli(first, "network diag ping --host 10.0.0.12 --df -s 8972"); err == nil {
		t.Error("a flag that swallows the next word is no error")
	}
	if _, err := w.esxcli(first, "network diag ping --host 10.0.20.2 --interface vmk1"); err == nil {
		t.Error("an interface of another stack is no error")
	}
}
