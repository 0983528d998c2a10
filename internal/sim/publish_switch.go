package sim

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/standin"
)

const (
	switchKey = "key-vim.host.VirtualSwitch-"
	groupKey  = "key-vim.host.PortGroup-"
	nicKey    = "key-vim.host.PhysicalNic-"
)

func keys(kind string, names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = kind + n
	}
	return out
}

func (h *host) switchInfo(n *types.HostNetworkInfo) {
	for _, s := range h.state.Switches {
		info := types.HostVirtualSwitch{
			Name: s.Name, Key: switchKey + s.Name, NumPorts: 2560, NumPortsAvailable: 2550, Mtu: number(s.MTU), Pnic: keys(nicKey, s.Uplinks),
			Spec: types.HostVirtualSwitchSpec{NumPorts: 128, Mtu: number(s.MTU), Policy: policyOf(s, s.Teaming)},
		}
		for _, g := range h.state.Groups {
			if g.Switch == s.Name {
				info.Portgroup = append(info.Portgroup, groupKey+g.Name)
			}
		}
		if len(s.Uplinks) > 0 {
			cdp := s.CDP
			if cdp == "down" {
				cdp = "none"
			}
			info.Spec.Bridge = &types.HostVirtualSwitchBondBridge{
				NicDevice: slices.Clone(s.Uplinks), Beacon: &types.HostVirtualSwitchBeaconConfig{Interval: 1},
				LinkDiscoveryProtocolConfig: &types.LinkDiscoveryProtocolConfig{Protocol: "cdp", Operation: cdp},
			}
		}
		n.Vswitch = append(n.Vswitch, info)
	}
}

// apiPolicy is the API's word for a teaming policy.
func apiPolicy(get string) string {
	for _, r := range esx.Teaming {
		if r.Get == get {
			return r.API
		}
	}
	return get
}

// policyOf is a policy with everything set: a switch's, or what comes of it
// and a port group's.
func policyOf(s *standin.Switch, t standin.Teaming) *types.HostNetworkPolicy {
	return &types.HostNetworkPolicy{
		Security: &types.HostNetworkSecurityPolicy{AllowPromiscuous: new(s.Security[0]), MacChanges: new(s.Security[1]), ForgedTransmits: new(s.Security[2])},
		NicTeaming: &types.HostNicTeamingPolicy{
			Policy: apiPolicy(t.Policy), ReversePolicy: new(true), NotifySwitches: new(t.Notify), RollingOrder: new(!t.Failback),
			FailureCriteria: &types.HostNicFailureCriteria{
				CheckSpeed: "minimum", Speed: 10, CheckDuplex: new(false), FullDuplex: new(false), CheckErrorPercent: new(false), CheckBeacon: new(t.Detection == "beacon"),
			},
			NicOrder: &types.HostNicOrderPolicy{ActiveNic: slices.Clone(t.Active), StandbyNic: slices.Clone(t.Standby)},
		},
		OffloadPolicy: &types.HostNetOffloadCapabilities{CsumOffload: new(true), TcpSegmentation: new(true), ZeroCopyXmit: new(true)},
		ShapingPolicy: &types.HostNetworkTrafficShapingPolicy{Enabled: new(false)},
	}
}

// ownPolicy is what a port group sets itself.
func ownPolicy(g *standin.Group) types.HostNetworkPolicy {
	t := &types.HostNicTeamingPolicy{FailureCriteria: &types.HostNicFailureCriteria{}}
	if g.Overrides[0] {
		t.Policy = apiPolicy(g.Own.Policy)
	}
	if g.Overrides[1] {
		t.FailureCriteria.CheckBeacon = new(g.Own.Detection == "beacon")
	}
	if g.Overrides[2] {
		t.NotifySwitches = new(g.Own.Notify)
	}
	if g.Overrides[3] {
		t.RollingOrder = new(!g.Own.Failback)
	}
	if g.Overrides[4] {
		t.NicOrder = &types.HostNicOrderPolicy{ActiveNic: slices.Clone(g.Own.Active), StandbyNic: slices.Clone(g.Own.Standby)}
	}
	return types.HostNetworkPolicy{
		Security: &types.HostNetworkSecurityPolicy{}, NicTeaming: t,
		OffloadPolicy: &types.HostNetOffloadCapabilities{}, ShapingPolicy: &types.HostNetworkTrafficShapingPolicy{},
	}
}

func (h *host) groupInfo(n *types.HostNetworkInfo) {
	for _, g := range h.state.Groups {
		info := types.HostPortGroup{
			Key: groupKey + g.Name, Vswitch: switchKey + g.Switch,
			ComputedPolicy: *policyOf(h.state.Switch(g.Switch), h.state.Effective(g)),
			Spec:           types.HostPortGroupSpec{Name: g.Name, VlanId: number(g.VLAN), VswitchName: g.Switch, Policy: ownPolicy(g)},
		}
		for _, v := range h.state.On(g.Name) {
			info.Port = append(info.Port, types.HostPortGroupPort{Key: portOf(v.Device), Mac: []string{v.MAC}, Type: "host"})
		}
		for i := range g.VMs {
			info.Port = append(info.Port, types.HostPortGroupPort{
				Key: fmt.Sprintf("key-vim.host.PortGroup.Port-%d", 50331648+i), Mac: []string{fmt.Sprintf("00:50:56:aa:00:%02x", i&255)}, Type: "virtualMachine",
			})
		}
		n.Portgroup = append(n.Portgroup, info)
	}
}

func portOf(device string) string { return "key-vim.host.PortGroup.Port-" + device }

func (h *host) nicInfo(n *types.HostNetworkInfo) {
	for i, name := range slices.Sorted(slices.Values(h.state.NICs)) {
		speed := types.PhysicalNicLinkInfo{SpeedMb: 10000, Duplex: true}
		nic := types.PhysicalNic{
			Key: nicKey + name, Device: name, Pci: fmt.Sprintf("0000:%02x:00.0", 11+i), Driver: "nvmxnet3", Mac: fmt.Sprintf("00:25:b5:%02x:%02x:%02x", h.number>>8&255, h.number&255, i),
			ValidLinkSpecification: []types.PhysicalNicLinkInfo{speed}, Spec: types.PhysicalNicSpec{Ip: &types.HostIpConfig{}, LinkSpeed: &speed},
		}
		if !slices.Contains(h.unplugged, name) {
			nic.LinkSpeed = &speed
		}
		n.Pnic = append(n.Pnic, nic)
	}
}

// proxyInfo shows the host's side of the distributed switches.
func (h *host) proxyInfo(ctx *simulator.Context, n *types.HostNetworkInfo) {
	for i, m := range h.state.DVS {
		d := h.distributedNamed(m.Name)
		if d == nil {
			continue
		}
		uplinkGroup := ""
		for _, g := range d.groups(ctx) {
			if g.uplink {
				uplinkGroup = g.key
			}
		}
		p := types.HostProxySwitch{
			DvsUuid: d.uuid, DvsName: d.name, Key: fmt.Sprintf("DvsPortset-%d", i), NumPorts: 2560, ConfigNumPorts: 512, NumPortsAvailable: 2500,
			Mtu: number(d.mtu), Pnic: keys(nicKey, m.Uplinks),
		}
		backing := &types.DistributedVirtualSwitchHostMemberPnicBacking{}
		for j, name := range d.uplinks {
			p.UplinkPort = append(p.UplinkPort, types.KeyValue{Key: strconv.Itoa(j), Value: name})
			if j < len(m.Uplinks) {
				backing.PnicSpec = append(backing.PnicSpec, types.DistributedVirtualSwitchHostMemberPnicSpec{PnicDevice: m.Uplinks[j], UplinkPortKey: strconv.Itoa(j), UplinkPortgroupKey: uplinkGroup})
			}
		}
		p.Spec.Backing = backing
		n.ProxySwitch = append(n.ProxySwitch, p)
	}
}
