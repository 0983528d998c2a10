package vctest

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func nicKeys(nics []string) any {
	keys := make([]string, len(nics))
	for i, n := range nics {
		keys[i] = "key-vim.host.PhysicalNic-" + n
	}
	return listed(keys)
}

func orNothing(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// teamingView is a HostNicTeamingPolicy: of a port group only what is its own.
func teamingView(t standin.Teaming, own [5]bool) any {
	r := rec("HostNicTeamingPolicy", nil, "Policy", nil, "NotifySwitches", nil, "RollingOrder", nil, "FailureCriteria", nil, "NicOrder", nil)
	if own[0] {
		r.fields["Policy"] = apiPolicy(t.Policy)
	}
	if own[1] {
		r.fields["FailureCriteria"] = rec("HostNicFailureCriteria", nil, "CheckBeacon", t.Detection == "beacon")
	}
	if own[2] {
		r.fields["NotifySwitches"] = t.Notify
	}
	if own[3] {
		r.fields["RollingOrder"] = !t.Failback
	}
	if own[4] {
		r.fields["NicOrder"] = rec("HostNicOrderPolicy", nil, "ActiveNic", listed(t.Active), "StandbyNic", listed(t.Standby))
	}
	return r
}

func (h *Host) networkInfo() *record {
	return rec("HostNetworkInfo", nil,
		"IpV6Enabled", h.IPv6, "AtBootIpV6Enabled", h.IPv6Next,
		"Pnic", objects(h.NICs, func(n string) any { return rec("PhysicalNic", nil, "Key", "key-vim.host.PhysicalNic-"+n, "Device", n) }),
		"Vswitch", objects(h.Switches, switchView),
		"ProxySwitch", objects(h.DVS, func(d *standin.DVS) any {
			return rec("HostProxySwitch", nil, "DvsName", d.Name, "DvsUuid", d.UUID, "Mtu", d.MTU, "Pnic", nicKeys(d.Uplinks))
		}),
		"Portgroup", objects(h.Groups, h.groupView),
		"Vnic", objects(h.Vmks, func(v *standin.Vmk) any { return h.vnic(v) }),
		"NetStackInstance", objects(h.Stacks, h.stackView),
	)
}

func switchView(s *standin.Switch) any {
	security := rec("HostNetworkSecurityPolicy", nil, "AllowPromiscuous", s.Security[0], "MacChanges", s.Security[1], "ForgedTransmits", s.Security[2])
	return rec("HostVirtualSwitch", nil, "Name", s.Name, "Mtu", s.MTU, "Pnic", nicKeys(s.Uplinks), "Spec", rec("HostVirtualSwitchSpec", nil,
		"Policy", rec("HostNetworkPolicy", nil, "Security", security, "NicTeaming", teamingView(s.Teaming, [5]bool{true, true, true, true, true}))))
}

func (h *Host) groupView(g *standin.Group) any {
	ports := &pstest.Array{}
	for range g.VMs {
		ports.Items = append(ports.Items, rec("HostPortGroupPort", nil, "Type", "virtualMachine"))
	}
	for _, v := range h.Vmks {
		if v.DVS == "" && v.Group == g.Name {
			ports.Items = append(ports.Items, rec("HostPortGroupPort", nil, "Type", "host"))
		}
	}
	return rec("HostPortGroup", nil, "Port", ports, "Spec", rec("HostPortGroupSpec", nil, "Name", g.Name, "VswitchName", g.Switch, "VlanId", g.VLAN,
		"Policy", rec("HostNetworkPolicy", nil, "NicTeaming", teamingView(g.Own, g.Overrides))))
}

func (h *Host) stackView(s *standin.Stack) any {
	gateway := func(v6 bool) any {
		i := slices.IndexFunc(s.Routes, func(r standin.Route) bool { return r.To == "default" && r.IPv6 == v6 })
		if i < 0 {
			return nil
		}
		return s.Routes[i].Via
	}
	return rec("HostNetStackInstance", nil, "Key", s.Key, "CongestionControlAlgorithm", orNothing(s.Congestion), "RequestedMaxNumberOfConnections", s.MaxConn,
		"IpRouteConfig", api("HostIpRouteConfig", "DefaultGateway", gateway(false), "IpV6DefaultGateway", gateway(true)),
		"DnsConfig", rec("HostDnsConfig", nil, "Dhcp", h.DNSByDHCP && s.Key == defaultKey, "Address", listed(s.DNS), "SearchDomain", listed(s.Search)))
}

// vnic is a HostVirtualNic. Its addresses are spelt as the API spells them.
func (h *Host) vnic(v *standin.Vmk) *record {
	ip := api("HostIpConfig", "Dhcp", v.Mode == "DHCP")
	if v.Mode == "STATIC" {
		ip.fields["IpAddress"], ip.fields["SubnetMask"] = v.IP.Addr().String(), mask(v.IP)
	}
	if v.IPv6 {
		address := func(p netip.Prefix, origin string) any {
			return api("HostIpConfigIpV6Address", "IpAddress", strings.ToUpper(p.Addr().String()), "PrefixLength", p.Bits(), "Origin", origin)
		}
		list := objects(v.Addresses, func(p netip.Prefix) any { return address(p, "manual") })
		list.Items = append(list.Items, api("HostIpConfigIpV6Address", "IpAddress", "fe80::1", "PrefixLength", 64, "Origin", "linklayer"))
		ip.fields["IpV6Config"] = api("HostIpConfigIpV6AddressConfiguration", "IpV6Address", list, "AutoConfigurationEnabled", v.RA, "DhcpV6Enabled", v.DHCPv6)
	}
	spec := api("HostVirtualNicSpec", "Ip", ip, "Mac", v.MAC, "Mtu", v.MTU, "NetStackInstanceKey", v.Stack)
	if v.Gateway != "" || v.Gateway6 != "" {
		spec.fields["IpRouteSpec"] = api("HostVirtualNicIpRouteSpec", "IpRouteConfig",
			api("HostIpRouteConfig", "DefaultGateway", orNothing(v.Gateway), "IpV6DefaultGateway", orNothing(v.Gateway6)))
	}
	group := v.Group
	switch {
	case v.Opaque != "":
		group, spec.fields["OpaqueNetwork"] = "", rec("HostVirtualNicOpaqueNetworkSpec", nil)
	case v.DVS != "":
		group, spec.fields["DistributedVirtualPort"] = "", h.port(v)
	default:
		spec.fields["Portgroup"] = v.Group
	}
	return rec("HostVirtualNic", nil, "Device", v.Device, "Portgroup", group, "Spec", spec)
}
