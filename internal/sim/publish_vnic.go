package sim

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func (h *host) vnicInfo(ctx *simulator.Context, i int, v *standin.Vmk) types.HostVirtualNic {
	out := types.HostVirtualNic{
		Device: v.Device, Key: vnicKey(v.Device),
		Spec: types.HostVirtualNicSpec{Ip: ipInfo(h.state, i, v), Mac: v.MAC, Mtu: number(v.MTU), TsoEnabled: new(true), NetStackInstanceKey: v.Stack},
	}
	switch {
	case v.Opaque != "":
		out.Spec.OpaqueNetwork = &types.HostVirtualNicOpaqueNetworkSpec{OpaqueNetworkId: v.Opaque, OpaqueNetworkType: "nsx.LogicalSwitch"}
		out.Spec.SystemOwned = new(true)
		if h.state.Newer("9.0") {
			out.Owner = "NSX"
		}
	case v.DVS != "":
		port := &types.DistributedVirtualSwitchPortConnection{PortKey: h.ports[v.Device], ConnectionCookie: 1123658315}
		if d := h.distributedNamed(v.DVS); d != nil {
			port.SwitchUuid = d.uuid
			if g := d.group(ctx, v.Group); g != nil {
				port.PortgroupKey = g.key
			}
		}
		out.Spec.DistributedVirtualPort = port
	default:
		out.Portgroup, out.Spec.Portgroup, out.Port = v.Group, v.Group, portOf(v.Device)
	}
	if v.Gateway != "" || v.Gateway6 != "" {
		out.Spec.IpRouteSpec = &types.HostVirtualNicIpRouteSpec{IpRouteConfig: &types.HostIpRouteConfig{DefaultGateway: v.Gateway, IpV6DefaultGateway: v.Gateway6}}
	}
	return out
}

func ipInfo(s *standin.Host, i int, v *standin.Vmk) *types.HostIpConfig {
	ip := &types.HostIpConfig{}
	switch v.Mode {
	case "STATIC":
		ip.IpAddress, ip.SubnetMask = v.IP.Addr().String(), maskOf(v.IP.Bits()).String()
	case "DHCP":
		ip.Dhcp, ip.IpAddress, ip.SubnetMask = true, "192.0.2.200", "255.255.255.0"
	}
	if !s.IPv6 || !v.IPv6 {
		return ip
	}
	c := &types.HostIpConfigIpV6AddressConfiguration{AutoConfigurationEnabled: new(v.RA), DhcpV6Enabled: new(v.DHCPv6)}
	add := func(a netip.Addr, bits int, origin types.HostIpConfigIpV6AddressConfigType) {
		c.IpV6Address = append(c.IpV6Address, types.HostIpConfigIpV6Address{IpAddress: a.String(), PrefixLength: number(bits), Origin: string(origin), DadState: "preferred"})
	}
	add(netip.AddrFrom16([16]byte{0xfe, 0x80, 15: byte(i&127 + 1)}), 64, types.HostIpConfigIpV6AddressConfigTypeOther)
	if v.RA {
		add(netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 0, 0xaa, 15: byte(i&127 + 1)}), 64, types.HostIpConfigIpV6AddressConfigTypeLinklayer)
	}
	for _, a := range v.Addresses {
		add(a.Addr(), a.Bits(), types.HostIpConfigIpV6AddressConfigTypeManual)
	}
	ip.IpV6Config = c
	return ip
}

// stackInfo shows the stacks: the system's own too while nobody uses them.
func (h *host) stackInfo(n *types.HostNetworkInfo) {
	for _, row := range slices.Backward(esx.Stacks) {
		if row.Key != standin.DefaultStack && h.state.Stack(row.Key) == nil {
			n.NetStackInstance = append(n.NetStackInstance, types.HostNetStackInstance{
				Key: row.Key, DnsConfig: &types.HostDnsConfig{}, IpRouteConfig: &types.HostIpRouteConfig{},
				RequestedMaxNumberOfConnections: 11000, CongestionControlAlgorithm: "newreno", IpV6Enabled: new(true),
			})
		}
	}
	for _, s := range h.state.Stacks {
		dns := &types.HostDnsConfig{Address: slices.Clone(s.DNS), SearchDomain: slices.Clone(s.Search)}
		if s.Key == standin.DefaultStack {
			dns.HostName, dns.DomainName, _ = strings.Cut(h.name, ".")
		}
		gateways, table := h.routes(s)
		n.NetStackInstance = append(n.NetStackInstance, types.HostNetStackInstance{
			Key: s.Key, Name: s.Key, DnsConfig: dns, IpRouteConfig: gateways, RouteTableConfig: table,
			RequestedMaxNumberOfConnections: number(s.MaxConn), CongestionControlAlgorithm: s.Congestion, IpV6Enabled: new(true),
		})
		if s.Key == standin.DefaultStack {
			n.DnsConfig, n.IpRouteConfig, n.RouteTableInfo = dns, gateways, entries(table)
		}
	}
}

// routes shows a stack's gateways, and its table with them and the connected
// networks in it.
func (h *host) routes(s *standin.Stack) (*types.HostIpRouteConfig, *types.HostIpRouteTableConfig) {
	c, t := &types.HostIpRouteConfig{}, &types.HostIpRouteTableConfig{}
	for _, r := range s.Routes {
		switch {
		case r.To == "default" && r.IPv6:
			c.IpV6DefaultGateway = r.Via
			t.Ipv6Route = append(t.Ipv6Route, ignored("::", 0, r.Via, h.towards(s, r.Via)))
		case r.To == "default":
			c.DefaultGateway = r.Via
			t.IpRoute = append(t.IpRoute, ignored("0.0.0.0", 0, r.Via, h.towards(s, r.Via)))
		default:
			p := netip.MustParsePrefix(r.To)
			op := ignored(p.Addr().String(), p.Bits(), r.Via, h.towards(s, r.Via))
			if r.IPv6 {
				t.Ipv6Route = append(t.Ipv6Route, op)
			} else {
				t.IpRoute = append(t.IpRoute, op)
			}
		}
	}
	for _, v := range h.state.Vmks {
		if v.Stack == s.Key && v.Mode == "STATIC" {
			t.IpRoute = append(t.IpRoute, ignored(v.IP.Masked().Addr().String(), v.IP.Bits(), "0.0.0.0", v.Device))
		}
		for _, a := range v.Addresses {
			if v.Stack == s.Key && v.IPv6 {
				t.Ipv6Route = append(t.Ipv6Route, ignored(a.Masked().Addr().String(), a.Bits(), "::", v.Device))
			}
		}
	}
	return c, t
}

// towards is the vmk that reaches a gateway.
func (h *host) towards(s *standin.Stack, via string) string {
	for _, v := range h.state.Vmks {
		alone := standin.Host{Vmks: []*standin.Vmk{v}}
		if alone.Reaches(s.Key, via) {
			return v.Device
		}
	}
	return ""
}

func ignored(network string, bits int, via, device string) types.HostIpRouteOp {
	return types.HostIpRouteOp{ChangeOperation: "ignore", Route: types.HostIpRouteEntry{Network: network, PrefixLength: number(bits), Gateway: via, DeviceName: device}}
}

func entries(t *types.HostIpRouteTableConfig) *types.HostIpRouteTableInfo {
	out := &types.HostIpRouteTableInfo{}
	for _, op := range t.IpRoute {
		out.IpRoute = append(out.IpRoute, op.Route)
	}
	for _, op := range t.Ipv6Route {
		out.Ipv6Route = append(out.Ipv6Route, op.Route)
	}
	return out
}
