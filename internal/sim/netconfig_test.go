package sim_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/sim"
)

const modify = string(types.HostConfigChangeModeModify)

// whole makes a switch, a port group and a vmk in one call.
func whole() types.HostNetworkConfig {
	return types.HostNetworkConfig{
		Vswitch:   []types.HostVirtualSwitchConfig{{ChangeOperation: "add", Name: "vSwitch1", Spec: &types.HostVirtualSwitchSpec{NumPorts: 128, Mtu: 9000, Bridge: bond("vmnic1")}}},
		Portgroup: []types.HostPortGroupConfig{{ChangeOperation: "add", Spec: &types.HostPortGroupSpec{Name: "vmotion", VlanId: 120, VswitchName: "vSwitch1"}}},
		Vnic:      []types.HostVirtualNicConfig{{ChangeOperation: "add", Portgroup: "vmotion", Spec: &types.HostVirtualNicSpec{Ip: static("10.0.20.1"), Mtu: 9000, NetStackInstanceKey: "vmotion"}}},
	}
}

func TestOneCallMakesParentAndChildWhereThatIsAllowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	_, err := w.networks(first).UpdateNetworkConfig(w.ctx, whole(), modify)
	faulty[*types.NotFound](t, "strict", err)
	if h := w.vc.Host(first); h.Switch("vSwitch1") != nil {
		t.Error("a refused call left a switch")
	}
	w = newWorld(t, twoHosts(), sim.Options{OneCall: true})
	r, err := w.networks(first).UpdateNetworkConfig(w.ctx, whole(), modify)
	ok(t, "lenient", err)
	if !slices.Equal(r.VnicDevice, []string{"vmk1"}) || w.vc.Host(first).Vmk("vmk1").Stack != "vmotion" || w.vc.Host(first).Stack("vmotion") == nil {
		t.Errorf("made %v", r.VnicDevice)
	}
}

func TestStepByStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{ReverseResults: true})
	n, c := w.networks(first), whole()
	for _, step := range []types.HostNetworkConfig{{Vswitch: c.Vswitch}, {Portgroup: append(c.Portgroup, types.HostPortGroupConfig{ChangeOperation: "add", Spec: &types.HostPortGroupSpec{Name: "nfs", VswitchName: "vSwitch1"}})}} {
		_, err := n.UpdateNetworkConfig(w.ctx, step, modify)
		ok(t, "step", err)
	}
	r, err := n.UpdateNetworkConfig(w.ctx, types.HostNetworkConfig{Vnic: append(c.Vnic, types.HostVirtualNicConfig{ChangeOperation: "add", Portgroup: "nfs", Spec: &types.HostVirtualNicSpec{Ip: static("10.0.30.1")}})}, modify)
	ok(t, "vmks", err)
	if !slices.Equal(r.VnicDevice, []string{"vmk2", "vmk1"}) {
		t.Errorf("devices %v, wanted in another order", r.VnicDevice)
	}
	// A port group goes in the call that moves its vmk away.
	_, err = n.UpdateNetworkConfig(w.ctx, types.HostNetworkConfig{
		Portgroup: []types.HostPortGroupConfig{{ChangeOperation: "remove", Spec: &types.HostPortGroupSpec{Name: "nfs"}}},
		Vnic:      []types.HostVirtualNicConfig{{ChangeOperation: "edit", Device: "vmk2", Spec: &types.HostVirtualNicSpec{Portgroup: "VM Network"}}},
	}, modify)
	ok(t, "move and remove", err)
	if h := w.vc.Host(first); h.Group("nfs") != nil || h.Vmk("vmk2").Group != "VM Network" {
		t.Error("the move did not happen")
	}
}

func TestAFailedCallChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{OneCall: true})
	before := w.vc.Host(first).Print()
	shown := w.read(first, "config.network").Config.Network
	c := whole()
	c.Vnic = append(c.Vnic, types.HostVirtualNicConfig{ChangeOperation: "remove", Device: "vmk0"})
	_, err := w.networks(first).UpdateNetworkConfig(w.ctx, c, modify)
	faulty[*types.PlatformConfigFault](t, "removing the last with management", err)
	if diff := cmp.Diff(before, w.vc.Host(first).Print()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(shown, w.read(first, "config.network").Config.Network); diff != "" {
		t.Error(diff)
	}
}

func TestNetworkConfigRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	_, err := n.UpdateNetworkConfig(w.ctx, types.HostNetworkConfig{}, "replace")
	faulty[*types.NotSupported](t, "replace", err)
	c := whole()
	c.Vswitch[0].ChangeOperation = "change"
	_, err = n.UpdateNetworkConfig(w.ctx, c, modify)
	faulty[*types.InvalidArgument](t, "operation", err)
	_, err = n.UpdateNetworkConfig(w.ctx, types.HostNetworkConfig{IpV6Enabled: new(false), Vswitch: whole().Vswitch}, modify)
	faulty[*types.InvalidArgument](t, "IPv6 with others", err)
	_, err = n.UpdateNetworkConfig(w.ctx, types.HostNetworkConfig{IpV6Enabled: new(false)}, modify)
	ok(t, "IPv6 alone", err)
	if h := w.vc.Host(first); !h.IPv6 || h.IPv6Next {
		t.Error("IPv6 is switched without a reboot, or not at all")
	}
	_, err = n.UpdateNetworkConfig(w.ctx, types.HostNetworkConfig{Vnic: []types.HostVirtualNicConfig{{ChangeOperation: "add", Portgroup: "none", Spec: &types.HostVirtualNicSpec{Ip: static("10.0.30.1")}}}}, modify)
	faulty[*types.NotFound](t, "no port group", err)
}

func stackEdit(key string, change func(*types.HostNetStackInstance)) types.HostNetworkConfig {
	s := types.HostNetStackInstance{
		Key: key, DnsConfig: &types.HostDnsConfig{}, IpRouteConfig: &types.HostIpRouteConfig{}, CongestionControlAlgorithm: "newreno", RequestedMaxNumberOfConnections: 11000,
	}
	change(&s)
	return types.HostNetworkConfig{NetStackSpec: []types.HostNetworkConfigNetStackSpec{{NetStackInstance: s, Operation: "edit"}}}
}

func TestStackEdits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	try := func(c types.HostNetworkConfig) error {
		_, err := n.UpdateNetworkConfig(w.ctx, c, modify)
		return err
	}
	gateway := func(s *types.HostNetStackInstance) {
		s.IpRouteConfig = &types.HostIpRouteConfig{DefaultGateway: "10.0.20.254"}
		s.DnsConfig = &types.HostDnsConfig{Address: []string{"10.0.0.53"}, SearchDomain: []string{"example.com"}}
		s.CongestionControlAlgorithm, s.RequestedMaxNumberOfConnections = "cubic", 12000
		s.RouteTableConfig = &types.HostIpRouteTableConfig{IpRoute: []types.HostIpRouteOp{{ChangeOperation: "add", Route: types.HostIpRouteEntry{Network: "10.8.0.0", PrefixLength: 16, Gateway: "10.0.20.253"}}}}
	}
	faulty[*types.NotFound](t, "a stack that nobody uses", try(stackEdit("vmotion", gateway)))
	_, err := n.AddVirtualNic(w.ctx, "VM Network", types.HostVirtualNicSpec{Ip: static("10.0.20.1"), NetStackInstanceKey: "vmotion"})
	ok(t, "vmk", err)
	ok(t, "edit", try(stackEdit("vmotion", gateway)))
	s := w.vc.Host(first).Stack("vmotion")
	if s.Congestion != "cubic" || s.MaxConn != 12000 || len(s.Routes) != 2 || s.Routes[0].Via != "10.0.20.254" || s.Routes[1].To != "10.8.0.0/16" || !slices.Equal(s.DNS, []string{"10.0.0.53"}) {
		t.Errorf("the stack is %+v", s)
	}
	ok(t, "an empty gateway clears", try(stackEdit("vmotion", func(*types.HostNetStackInstance) {})))
	if s := w.vc.Host(first).Stack("vmotion"); len(s.Routes) != 1 || len(s.DNS) != 0 {
		t.Errorf("the stack is %+v", s)
	}
	for name, change := range map[string]func(*types.HostNetStackInstance){
		"left out":   func(s *types.HostNetStackInstance) { s.DnsConfig = nil },
		"congestion": func(s *types.HostNetStackInstance) { s.CongestionControlAlgorithm = "vegas" },
		"gateway":    func(s *types.HostNetStackInstance) { s.IpRouteConfig = &types.HostIpRouteConfig{DefaultGateway: "::1"} },
		"DNS":        func(s *types.HostNetStackInstance) { s.DnsConfig = &types.HostDnsConfig{Address: []string{"x"}} },
	} {
		faulty[*types.InvalidArgument](t, name, try(stackEdit("vmotion", change)))
	}
	faulty[*types.PlatformConfigFault](t, "out of reach", try(stackEdit("vmotion", func(s *types.HostNetStackInstance) {
		s.IpRouteConfig = &types.HostIpRouteConfig{DefaultGateway: "10.9.9.9"}
	})))
	faulty[*types.PlatformConfigFault](t, "renaming the host", try(stackEdit("defaultTcpipStack", func(*types.HostNetStackInstance) {})))
	add := stackEdit("backup", func(*types.HostNetStackInstance) {})
	add.NetStackSpec[0].Operation = "add"
	faulty[*types.NotSupported](t, "add", try(add))
	w = newWorld(t, twoHosts(), sim.Options{StackAdd: true, LooseStackEdit: true})
	n = w.networks(first)
	ok(t, "add where that is allowed", try(add))
	ok(t, "a part where that is allowed", try(types.HostNetworkConfig{NetStackSpec: []types.HostNetworkConfigNetStackSpec{{Operation: "edit", NetStackInstance: types.HostNetStackInstance{Key: "backup", CongestionControlAlgorithm: "cubic"}}}}))
}

func TestTheDefaultStacksOwnMethods(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	ok(t, "DNS", n.UpdateDnsConfig(w.ctx, &types.HostDnsConfig{HostName: "esx1", DomainName: "example.com", Address: []string{"10.0.0.53"}}))
	ok(t, "routes", n.UpdateIpRouteTableConfig(w.ctx, types.HostIpRouteTableConfig{IpRoute: []types.HostIpRouteOp{{ChangeOperation: "add", Route: types.HostIpRouteEntry{Network: "10.7.0.0", PrefixLength: 16, Gateway: "10.0.0.2"}}}}))
	ok(t, "gateway", n.UpdateIpRouteConfig(w.ctx, &types.HostIpRouteConfig{DefaultGateway: "10.0.0.1"}))
	if s := w.vc.Host(first).Stack("defaultTcpipStack"); len(s.Routes) != 2 || len(s.DNS) != 1 {
		t.Errorf("the stack is %+v", s)
	}
	faulty[*types.NotSupported](t, "console", n.UpdateConsoleIpRouteConfig(w.ctx, &types.HostIpRouteConfig{}))
	faulty[*types.AlreadyExists](t, "the route again", n.UpdateIpRouteTableConfig(w.ctx, types.HostIpRouteTableConfig{IpRoute: []types.HostIpRouteOp{{ChangeOperation: "add", Route: types.HostIpRouteEntry{Network: "10.7.0.0", PrefixLength: 16, Gateway: "10.0.0.3"}}}}))
	faulty[*types.NotFound](t, "a route that is not there", n.UpdateIpRouteTableConfig(w.ctx, types.HostIpRouteTableConfig{IpRoute: []types.HostIpRouteOp{{ChangeOperation: "remove", Route: types.HostIpRouteEntry{Network: "10.6.0.0", PrefixLength: 16, Gateway: "10.0.0.3"}}}}))
}
