package vsphere

import (
	"net/netip"
	"slices"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// state makes a state of the properties. Port groups of distributed switches
// have their keys for names until the catalog names them.
func (r *raw) state() netstate.Host {
	out := netstate.Host{Name: r.name, UUID: r.found.UUID, Release: r.found.State.Release}
	n := &r.network
	if n.Vnic == nil && n.Vswitch == nil {
		return out // it was not allowed to be read
	}
	out.Complete = netstate.Complete{Switches: true, PortGroups: true, Stacks: n.NetStackInstance != nil, Vmks: true}
	if n.IpV6Enabled != nil {
		out.IPv6 = netstate.Some(*n.IpV6Enabled)
	}
	if r.storageSeen {
		out.SoftwareISCSI = netstate.Some(r.softwareAdapter())
		out.NVMe, _ = r.nvme()
	}
	for i := range n.Vswitch {
		out.Switches = append(out.Switches, switchState(&n.Vswitch[i], r.nicNames(n.Vswitch[i].Pnic)))
	}
	for i := range n.ProxySwitch {
		p := &n.ProxySwitch[i]
		out.Switches = append(out.Switches, netstate.Switch{Name: p.DvsName, Kind: netstate.Distributed, MTU: someMTU(p.Mtu), Uplinks: r.nicNames(p.Pnic)})
	}
	for i := range n.Portgroup {
		out.PortGroups = append(out.PortGroups, r.groupState(&n.Portgroup[i]))
	}
	for i := range n.NetStackInstance {
		if s := &n.NetStackInstance[i]; s.Owner == "" && r.lives(s) {
			out.Stacks = append(out.Stacks, stackState(s))
		}
	}
	r.ports = map[string]dvPort{}
	roles := rolesOf(r.nicTypes)
	for i := range n.Vnic {
		out.Vmks = append(out.Vmks, r.vmkState(&n.Vnic[i], roles))
	}
	return out
}

func someMTU(n int32) netstate.Opt[int] {
	if n == 0 {
		return netstate.Opt[int]{}
	}
	return netstate.Some(int(n))
}

func opt[T any](p *T) netstate.Opt[T] {
	if p == nil {
		return netstate.Opt[T]{}
	}
	return netstate.Some(*p)
}

// lives says whether a stack is there: those of the system are listed while
// nobody uses them.
func (r *raw) lives(s *types.HostNetStackInstance) bool {
	if r.active == nil || slices.Contains(r.active, s.Key) || s.Key == esx.StackKey(netstate.DefaultStack) {
		return true
	}
	if slices.ContainsFunc(r.network.Vnic, func(v types.HostVirtualNic) bool { return v.Spec.NetStackInstanceKey == s.Key }) {
		return true
	}
	system := slices.ContainsFunc(esx.Stacks, func(row esx.StackRow) bool { return row.Key == s.Key })
	return !system && !slices.Contains(esx.SystemStacks, s.Key)
}

// nicNames gives physical adapters by their keys.
func (r *raw) nicNames(keys []string) []string {
	out := []string{}
	for _, k := range keys {
		for i := range r.network.Pnic {
			if r.network.Pnic[i].Key == k {
				out = append(out, r.network.Pnic[i].Device)
			}
		}
	}
	return out
}

func switchState(s *types.HostVirtualSwitch, uplinks []string) netstate.Switch {
	out := netstate.Switch{Name: s.Name, Kind: netstate.Standard, MTU: someMTU(s.Mtu), Uplinks: uplinks}
	if !out.MTU.IsSet() {
		out.MTU = someMTU(s.Spec.Mtu)
	}
	b, _ := s.Spec.Bridge.(*types.HostVirtualSwitchBondBridge)
	if b != nil {
		out.Uplinks = append([]string{}, b.NicDevice...) // in the order that was asked for
		if l := b.LinkDiscoveryProtocolConfig; l != nil && l.Protocol == string(types.LinkDiscoveryProtocolConfigProtocolTypeCdp) {
			out.Discovery = discoveryOf(l.Operation)
		}
	}
	if p := s.Spec.Policy; p != nil {
		if p.NicTeaming != nil {
			out.Teaming = teamingState(p.NicTeaming)
		}
		if sec := p.Security; sec != nil {
			out.Security = &netstate.Security{Promiscuous: opt(sec.AllowPromiscuous), MACChanges: opt(sec.MacChanges), ForgedTransmits: opt(sec.ForgedTransmits)}
		}
	}
	return out
}

func discoveryOf(operation string) netstate.Opt[netstate.Discovery] {
	d := netstate.Discovery(operation)
	if _, ok := esx.CDP[d]; ok {
		return netstate.Some(d)
	}
	return netstate.Opt[netstate.Discovery]{}
}

// teamingState gives what a policy sets.
func teamingState(p *types.HostNicTeamingPolicy) *netstate.Teaming {
	out := &netstate.Teaming{Notify: opt(p.NotifySwitches)}
	for _, row := range esx.Teaming {
		if row.API == p.Policy {
			out.Policy = netstate.Some(row.Policy)
		}
	}
	if p.RollingOrder != nil {
		out.Failback = netstate.Some(!*p.RollingOrder)
	}
	if c := p.FailureCriteria; c != nil && c.CheckBeacon != nil {
		out.Detection = netstate.Some(netstate.DetectLink)
		if *c.CheckBeacon {
			out.Detection = netstate.Some(netstate.DetectBeacon)
		}
	}
	if o := p.NicOrder; o != nil {
		out.Active, out.Standby = append([]string{}, o.ActiveNic...), append([]string{}, o.StandbyNic...)
	}
	return out
}

func (r *raw) groupState(p *types.HostPortGroup) netstate.PortGroup {
	out := netstate.PortGroup{Name: p.Spec.Name, Switch: p.Spec.VswitchName, VLAN: netstate.Some(int(p.Spec.VlanId)), Teaming: &netstate.Teaming{}}
	if t := p.Spec.Policy.NicTeaming; t != nil {
		out.Teaming = teamingState(t)
	}
	out.Teaming.Inherits = true
	for _, port := range p.Port {
		out.InUse = out.InUse || port.Type != string(types.PortGroupConnecteeTypeHost)
	}
	for i := range r.network.Vnic {
		if v := &r.network.Vnic[i]; v.Portgroup == p.Spec.Name && out.Of == "" {
			out.Of = v.Device
		}
	}
	return out
}

func stackState(s *types.HostNetStackInstance) netstate.Stack {
	out := netstate.Stack{Name: esx.StackName(s.Key)}
	if s.CongestionControlAlgorithm != "" {
		out.Congestion = netstate.Some(netstate.Congestion(s.CongestionControlAlgorithm))
	}
	if s.RequestedMaxNumberOfConnections != 0 {
		out.MaxConnections = netstate.Some(int(s.RequestedMaxNumberOfConnections))
	}
	if s.IpRouteConfig != nil {
		c := s.IpRouteConfig.GetHostIpRouteConfig()
		out.Gateway, out.Gateway6 = netstate.Some(addressOf(c.DefaultGateway)), netstate.Some(addressOf(c.IpV6DefaultGateway))
	}
	if s.DnsConfig != nil {
		if c := s.DnsConfig.GetHostDnsConfig(); !c.Dhcp { // what DHCP gives is nobody's wish
			out.DNS, out.Search = []netip.Addr{}, append([]string{}, c.SearchDomain...)
			for _, text := range c.Address {
				if a := addressOf(text); a.IsValid() {
					out.DNS = append(out.DNS, a)
				}
			}
		}
	}
	if s.RouteTableConfig != nil {
		out.Routes = []netstate.Route{}
		for _, o := range slices.Concat(s.RouteTableConfig.IpRoute, s.RouteTableConfig.Ipv6Route) {
			if r, ok := routeOf(o.Route); ok {
				out.Routes = append(out.Routes, r)
			}
		}
	}
	return out
}

// addressOf reads an address; the zero one for none.
func addressOf(text string) netip.Addr {
	a, err := netip.ParseAddr(text)
	if err != nil || a.IsUnspecified() {
		return netip.Addr{}
	}
	return a.WithZone("")
}

// routeOf gives a route that somebody set: no gateway, no connected network.
func routeOf(e types.HostIpRouteEntry) (netstate.Route, bool) {
	to, err := netip.ParseAddr(e.Network)
	via := addressOf(e.Gateway)
	if err != nil || !via.IsValid() || e.PrefixLength == 0 {
		return netstate.Route{}, false
	}
	return netstate.Route{To: netip.PrefixFrom(to.WithZone(""), int(e.PrefixLength)), Via: via}, true
}
