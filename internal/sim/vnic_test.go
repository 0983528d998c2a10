package sim_test

import (
	"testing"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/sim"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func spec(address string) types.HostVirtualNicSpec {
	return types.HostVirtualNicSpec{Ip: static(address)}
}

func TestAddVirtualNic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	s := spec("10.0.9.1")
	s.Ip.IpV6Config = &types.HostIpConfigIpV6AddressConfiguration{IpV6Address: []types.HostIpConfigIpV6Address{{IpAddress: "2001:db8::1", PrefixLength: 64, Operation: "add"}}}
	s.IpRouteSpec = &types.HostVirtualNicIpRouteSpec{IpRouteConfig: &types.HostIpRouteConfig{DefaultGateway: "10.0.9.254"}}
	s.Mac = "00:50:56:01:02:AB"
	device, err := n.AddVirtualNic(w.ctx, "VM Network", s)
	ok(t, "add", err)
	v := w.vc.Host(first).Vmk(device)
	tells(t, device, "vmk1 | 10.0.9.1/24 | 10.0.9.254 | 00:50:56:01:02:ab | 1 | 1500 | STATIC", v.Device, v.IP, v.Gateway, v.MAC, len(v.Addresses), v.MTU, v.Mode)
	shown := w.read(first, "config.network.vnic").Config.Network.Vnic[1]
	if shown.Portgroup != "VM Network" || shown.Spec.Ip.IpAddress != "10.0.9.1" || shown.Spec.IpRouteSpec.IpRouteConfig.GetHostIpRouteConfig().DefaultGateway != "10.0.9.254" || len(shown.Spec.Ip.IpV6Config.IpV6Address) != 2 {
		t.Errorf("shown as %+v", shown)
	}
}

func TestAddVirtualNicRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	for name, change := range map[string]func(*types.HostVirtualNicSpec){
		"no ip":          func(s *types.HostVirtualNicSpec) { s.Ip = nil },
		"bad address":    func(s *types.HostVirtualNicSpec) { s.Ip.IpAddress = "10.0.9" },
		"bad mask":       func(s *types.HostVirtualNicSpec) { s.Ip.SubnetMask = "255.0.255.0" },
		"no mask":        func(s *types.HostVirtualNicSpec) { s.Ip.SubnetMask = "" },
		"small MTU":      func(s *types.HostVirtualNicSpec) { s.Mtu = 576 },
		"large MTU":      func(s *types.HostVirtualNicSpec) { s.Mtu = 9001 },
		"bad MAC":        func(s *types.HostVirtualNicSpec) { s.Mac = "00-50-56-01-02-03" },
		"MAC of another": func(s *types.HostVirtualNicSpec) { s.Mac = "00:50:56:00:00:00" },
		"unknown stack":  func(s *types.HostVirtualNicSpec) { s.NetStackInstanceKey = "backup" },
		"system's stack": func(s *types.HostVirtualNicSpec) { s.NetStackInstanceKey = "mirror" },
		"other group":    func(s *types.HostVirtualNicSpec) { s.Portgroup = "Management Network" },
		"pinned":         func(s *types.HostVirtualNicSpec) { s.PinnedPnic = "vmnic0" },
		"external id":    func(s *types.HostVirtualNicSpec) { s.ExternalId = "x" },
		"IPv6 operation": func(s *types.HostVirtualNicSpec) { s.Ip.IpV6Config = ipv6("2001:db8::1", "") },
		"group and DVS": func(s *types.HostVirtualNicSpec) {
			s.DistributedVirtualPort = &types.DistributedVirtualSwitchPortConnection{}
		},
		"gateway, no IPv": func(s *types.HostVirtualNicSpec) { s.IpRouteSpec = ownGateway("nowhere") },
	} {
		s := spec("10.0.9.1")
		change(&s)
		_, err := n.AddVirtualNic(w.ctx, "VM Network", s)
		faulty[*types.InvalidArgument](t, name, err)
	}
	_, err := n.AddVirtualNic(w.ctx, "no such group", spec("10.0.9.1"))
	faulty[*types.InvalidArgument](t, "no group", err)
	_, err = n.AddVirtualNic(w.ctx, "Management Network", spec("10.0.9.1"))
	faulty[*types.AlreadyExists](t, "a group with a vmk", err)
	_, err = n.AddVirtualNic(w.ctx, "VM Network", spec("10.0.0.11"))
	faulty[types.BaseHostConfigFault](t, "an address that another has", err)
	s := spec("10.0.9.1")
	s.Mtu = 9000
	_, err = n.AddVirtualNic(w.ctx, "VM Network", s)
	faulty[*types.PlatformConfigFault](t, "an MTU over the switch's", err)
	s = spec("10.0.9.1")
	s.IpRouteSpec = ownGateway("10.0.8.1")
	_, err = n.AddVirtualNic(w.ctx, "VM Network", s)
	faulty[*types.PlatformConfigFault](t, "a gateway out of reach", err)
	s = spec("10.0.9.1")
	s.OpaqueNetwork = &types.HostVirtualNicOpaqueNetworkSpec{OpaqueNetworkId: "x"}
	_, err = n.AddVirtualNic(w.ctx, "VM Network", s)
	faulty[*types.NotSupported](t, "an opaque network", err)
	ok(t, "console", w.vc.Console(first, func(h *standin.Host) { h.IPv6 = false }))
	s = spec("10.0.9.1")
	s.Ip.IpV6Config = ipv6("2001:db8::1", "add")
	_, err = n.AddVirtualNic(w.ctx, "VM Network", s)
	faulty[*types.InvalidState](t, "IPv6 on a host without", err)
	if got := w.vc.Host(first).Vmks; len(got) != 1 {
		t.Errorf("a refused call left %d vmks", len(got))
	}
}

func ipv6(address, operation string) *types.HostIpConfigIpV6AddressConfiguration {
	return &types.HostIpConfigIpV6AddressConfiguration{IpV6Address: []types.HostIpConfigIpV6Address{{IpAddress: address, PrefixLength: 64, Operation: operation}}}
}

func ownGateway(v4 string) *types.HostVirtualNicIpRouteSpec {
	return &types.HostVirtualNicIpRouteSpec{IpRouteConfig: &types.HostIpRouteConfig{DefaultGateway: v4}}
}

func TestUpdateVirtualNic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	device, err := n.AddVirtualNic(w.ctx, "VM Network", spec("10.0.9.1"))
	ok(t, "add", err)
	s := w.read(first, "config.network.vnic").Config.Network.Vnic[1].Spec
	s.Ip.IpAddress = "10.0.9.7"
	s.Ip.IpV6Config = ipv6("2001:db8::7", "add")
	ok(t, "address", n.UpdateVirtualNic(w.ctx, device, s))
	s = types.HostVirtualNicSpec{Ip: &types.HostIpConfig{Dhcp: true, IpV6Config: ipv6("2001:db8::7", "remove")}}
	v := w.vc.Host(first).Vmk(device)
	if v.IP.Addr().String() != "10.0.9.7" || len(v.Addresses) != 1 || !v.IPv6 {
		t.Errorf("after the first update: %+v", v)
	}
	ok(t, "DHCP", n.UpdateVirtualNic(w.ctx, device, s))
	if v = w.vc.Host(first).Vmk(device); v.Mode != "DHCP" || len(v.Addresses) != 0 {
		t.Errorf("after the second: %+v", v)
	}
	ok(t, "group", n.AddPortGroup(w.ctx, types.HostPortGroupSpec{Name: "vmotion", VlanId: 120, VswitchName: "vSwitch0"}))
	ok(t, "move", n.UpdateVirtualNic(w.ctx, device, types.HostVirtualNicSpec{Portgroup: "vmotion"}))
	ok(t, "a group that is free again", n.RemovePortGroup(w.ctx, "VM Network"))
	for name, s := range map[string]types.HostVirtualNicSpec{
		"stack":   {NetStackInstanceKey: "vmotion"},
		"mtu":     {Mtu: 100},
		"group":   {Portgroup: "none such"},
		"address": {Ip: &types.HostIpConfig{IpAddress: "10.0.9.1"}},
		"IPv6":    {Ip: &types.HostIpConfig{Dhcp: true, IpV6Config: ipv6("2001:db8::8", "")}},
	} {
		faulty[*types.InvalidArgument](t, name, n.UpdateVirtualNic(w.ctx, device, s))
	}
	faulty[*types.AlreadyExists](t, "an occupied group", n.UpdateVirtualNic(w.ctx, device, types.HostVirtualNicSpec{Portgroup: "Management Network"}))
	faulty[*types.NotSupported](t, "MAC", n.UpdateVirtualNic(w.ctx, device, types.HostVirtualNicSpec{Mac: "00:50:56:01:01:01"}))
	faulty[*types.NotFound](t, "no vmk", n.UpdateVirtualNic(w.ctx, "vmk9", types.HostVirtualNicSpec{}))
	faulty[*types.NotFound](t, "an address that is not there", n.UpdateVirtualNic(w.ctx, device, types.HostVirtualNicSpec{Ip: &types.HostIpConfig{Dhcp: true, IpV6Config: ipv6("2001:db8::7", "remove")}}))
}

func TestRemoveVirtualNic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	faulty[*types.NotFound](t, "no vmk", n.RemoveVirtualNic(w.ctx, "vmk1"))
	faulty[types.BaseHostConfigFault](t, "the last with management", n.RemoveVirtualNic(w.ctx, "vmk0"))
	device, err := n.AddVirtualNic(w.ctx, "VM Network", spec("10.0.9.1"))
	ok(t, "add", err)
	ok(t, "console", w.vc.Console(first, func(h *standin.Host) { h.Vmk(device).VSAN = []string{"vsan"} }))
	faulty[types.BaseHostConfigFault](t, "in use by vSAN", n.RemoveVirtualNic(w.ctx, device))
	ok(t, "console", w.vc.Console(first, func(h *standin.Host) { h.Vmk(device).VSAN = nil }))
	ok(t, "remove", n.RemoveVirtualNic(w.ctx, device))
	if w.vc.Host(first).Vmk(device) != nil {
		t.Error("it is still there")
	}
}

func TestTheHostPicksTheNumber(t *testing.T) {
	t.Parallel()
	for _, high := range []bool{false, true} {
		i := twoHosts()
		h := i.Clusters[0].Hosts[0].State
		h.Groups = append(h.Groups, &standin.Group{Name: "x", Switch: "vSwitch0"})
		h.Vmks = append(h.Vmks, &standin.Vmk{Device: "vmk5", Group: "x", Stack: standin.DefaultStack, MTU: 1500, Mode: "NONE", MAC: "00:50:56:00:00:05"})
		w := newWorld(t, i, sim.Options{HighDevices: high})
		device, err := w.networks(first).AddVirtualNic(w.ctx, "VM Network", spec("10.0.9.1"))
		ok(t, "add", err)
		if want := map[bool]string{false: "vmk1", true: "vmk6"}[high]; device != want {
			t.Errorf("high %v: %s, want %s", high, device, want)
		}
	}
}

func TestVmksOnDistributedSwitches(t *testing.T) {
	t.Parallel()
	w := newWorld(t, twoHosts(), sim.Options{})
	n := w.networks(first)
	uuid := w.read(first, "config.network.proxySwitch").Config.Network.ProxySwitch[0].DvsUuid
	key := w.groupKey("dv-vmotion")
	port := &types.DistributedVirtualSwitchPortConnection{SwitchUuid: uuid, PortgroupKey: key}
	device, err := n.AddVirtualNic(w.ctx, "", types.HostVirtualNicSpec{Ip: static("10.0.9.1"), Mtu: 9000, DistributedVirtualPort: port})
	ok(t, "add", err)
	if v := w.vc.Host(first).Vmk(device); v.DVS != "dvs-a" || v.Group != "dv-vmotion" {
		t.Errorf("the vmk is %+v", v)
	}
	shown := w.read(first, "config.network.vnic").Config.Network.Vnic[1]
	if p := shown.Spec.DistributedVirtualPort; shown.Portgroup != "" || p == nil || p.SwitchUuid != uuid || p.PortgroupKey != key || p.PortKey == "" {
		t.Errorf("shown as %+v", shown)
	}
	ok(t, "lower MTU", n.UpdateVirtualNic(w.ctx, device, types.HostVirtualNicSpec{Mtu: 1500}))
	ok(t, "to a standard switch", n.UpdateVirtualNic(w.ctx, device, types.HostVirtualNicSpec{Portgroup: "VM Network"}))
	ok(t, "and back", n.UpdateVirtualNic(w.ctx, device, types.HostVirtualNicSpec{DistributedVirtualPort: port}))
	for name, p := range map[string]types.DistributedVirtualSwitchPortConnection{
		"no switch":      {SwitchUuid: "50 1e", PortgroupKey: key},
		"no group":       {SwitchUuid: uuid, PortgroupKey: "dvportgroup-999"},
		"uplinks' group": {SwitchUuid: uuid, PortgroupKey: w.groupKey("dvs-a-DVUplinks")},
	} {
		faulty[*types.InvalidArgument](t, name, n.UpdateVirtualNic(w.ctx, device, types.HostVirtualNicSpec{DistributedVirtualPort: &p}))
	}
	_, err = n.AddVirtualNic(w.ctx, "VM Network", types.HostVirtualNicSpec{Ip: static("10.0.9.3"), DistributedVirtualPort: port})
	faulty[*types.InvalidArgument](t, "both kinds of group", err)
}
