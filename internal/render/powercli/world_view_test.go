package powercli_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pstest"
)

func objects[T any](all []T, make func(T) any) *pstest.Array {
	a := &pstest.Array{}
	for _, x := range all {
		a.Items = append(a.Items, make(x))
	}
	return a
}

func texts(all []string) any {
	if len(all) == 0 {
		return nil // the API leaves empty lists out
	}
	return pstest.List(all...)
}

func nicKey(n string) string { return "key-vim.host.PhysicalNic-" + n }

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func boolOrNil(b *bool, flip bool) any {
	if b == nil {
		return nil
	}
	return *b != flip
}

// teamingView is a HostNicTeamingPolicy; a port group's holds only its own.
func teamingView(t fakeTeaming) any {
	var order, criteria any
	if t.active != nil {
		order = rec("HostNicOrderPolicy", nil, "ActiveNic", texts(t.active), "StandbyNic", texts(t.standby))
	}
	if t.detection != "" {
		criteria = rec("HostNicFailureCriteria", nil, "CheckBeacon", t.detection == "beacon")
	}
	return rec("HostNicTeamingPolicy", nil, "Policy", textOrNil(t.policy), "NotifySwitches", boolOrNil(t.notify, false),
		"RollingOrder", boolOrNil(t.failback, true), "FailureCriteria", criteria, "NicOrder", order)
}

func (h *fakeHost) networkInfo() *record {
	return rec("HostNetworkInfo", nil,
		"IpV6Enabled", !h.ipv6Off, "AtBootIpV6Enabled", !h.ipv6Off || h.ipv6Next,
		"Pnic", objects(h.nics, func(n string) any { return rec("PhysicalNic", nil, "Key", nicKey(n), "Device", n) }),
		"Vswitch", objects(h.switches, func(s *fakeSwitch) any {
			keys := make([]string, len(s.nics))
			for i, n := range s.nics {
				keys[i] = nicKey(n)
			}
			security := rec("HostNetworkSecurityPolicy", nil)
			for k, v := range s.security {
				security.fields[k] = v
			}
			return rec("HostVirtualSwitch", nil, "Name", s.name, "Mtu", s.mtu, "Pnic", texts(keys),
				"Spec", rec("HostVirtualSwitchSpec", nil, "Policy", rec("HostNetworkPolicy", nil, "Security", security, "NicTeaming", teamingView(s.teaming))))
		}),
		"ProxySwitch", objects(h.proxies, func(p *fakeProxy) any {
			keys := make([]string, len(p.nics))
			for i, n := range p.nics {
				keys[i] = nicKey(n)
			}
			return rec("HostProxySwitch", nil, "DvsName", p.name, "DvsUuid", p.uuid, "Mtu", p.mtu, "Pnic", texts(keys))
		}),
		"Portgroup", objects(h.groups, func(g *fakeGroup) any {
			ports := &pstest.Array{}
			for range g.clients {
				ports.Items = append(ports.Items, rec("HostPortGroupPort", nil, "Type", "virtualMachine"))
			}
			if h.occupant(g.name) != nil {
				ports.Items = append(ports.Items, rec("HostPortGroupPort", nil, "Type", "host"))
			}
			return rec("HostPortGroup", nil, "Port", ports, "Spec", rec("HostPortGroupSpec", nil, "Name", g.name, "VswitchName", g.on, "VlanId", g.vlan,
				"Policy", rec("HostNetworkPolicy", nil, "NicTeaming", teamingView(g.teaming))))
		}),
		"Vnic", objects(h.vmks, func(v *fakeVmk) any { return h.vnic(v) }),
		"NetStackInstance", objects(h.stacks, func(s *fakeStack) any {
			return rec("HostNetStackInstance", nil, "Key", s.key, "CongestionControlAlgorithm", textOrNil(s.congestion),
				"RequestedMaxNumberOfConnections", s.connections,
				"IpRouteConfig", api("HostIpRouteConfig", "DefaultGateway", textOrNil(s.gateway), "IpV6DefaultGateway", textOrNil(s.gateway6)),
				"DnsConfig", rec("HostDnsConfig", nil, "Dhcp", s.dnsDHCP, "Address", texts(s.dns), "SearchDomain", texts(s.search)))
		}),
	)
}

func (h *fakeHost) vnic(v *fakeVmk) *record {
	ip := api("HostIpConfig", "Dhcp", v.mode == "dhcp")
	if v.mode == "static" {
		ip.fields["IpAddress"], ip.fields["SubnetMask"] = v.ip.Addr().String(), mask(v.ip)
	}
	if v.ipv6 {
		list := objects(v.addresses, func(a string) any {
			p := prefix(a)
			return api("HostIpConfigIpV6Address", "IpAddress", strings.ToUpper(p.Addr().String()), "PrefixLength", p.Bits(), "Origin", "manual")
		})
		list.Items = append(list.Items, api("HostIpConfigIpV6Address", "IpAddress", "fe80::1", "PrefixLength", 64, "Origin", "linklayer"))
		ip.fields["IpV6Config"] = api("HostIpConfigIpV6AddressConfiguration", "IpV6Address", list, "AutoConfigurationEnabled", v.autoconf, "DhcpV6Enabled", v.dhcp6)
	}
	spec := api("HostVirtualNicSpec", "Ip", ip, "Mac", v.mac, "Mtu", v.mtu, "NetStackInstanceKey", v.stack)
	if v.gateway != "" || v.gateway6 != "" {
		spec.fields["IpRouteSpec"] = api("HostVirtualNicIpRouteSpec", "IpRouteConfig",
			api("HostIpRouteConfig", "DefaultGateway", textOrNil(v.gateway), "IpV6DefaultGateway", textOrNil(v.gateway6)))
	}
	group := any(v.group)
	if v.opaque {
		spec.fields["OpaqueNetwork"] = rec("HostVirtualNicOpaqueNetworkSpec", nil)
	}
	if v.dvs != "" {
		group = ""
		spec.fields["DistributedVirtualPort"] = api("DistributedVirtualSwitchPortConnection", "SwitchUuid", h.proxy(v.dvs).uuid, "PortgroupKey", v.dvKey)
	} else {
		spec.fields["Portgroup"] = v.group
	}
	return rec("HostVirtualNic", nil, "Device", v.device, "Portgroup", group, "Spec", spec)
}

func mask(p netip.Prefix) string { return net.IP(net.CIDRMask(p.Bits(), 32)).String() }

func masked(ip, m string) (netip.Prefix, error) {
	a, err := netip.ParseAddr(ip)
	b := net.ParseIP(m).To4()
	if err != nil || !a.Is4() || b == nil {
		return netip.Prefix{}, fmt.Errorf("%s netmask %s", ip, m)
	}
	n, bits := net.IPMask(b).Size()
	if bits != 32 {
		return netip.Prefix{}, fmt.Errorf("netmask %s", m)
	}
	return netip.PrefixFrom(a, n), nil
}

// networkSystem is a view of a host's HostNetworkSystem: a snapshot.
func (w *world) networkSystem(h *fakeHost) *record {
	shot := h.networkInfo()
	known := !h.stale
	v := rec("HostNetworkSystem", h, "NetworkInfo", func() (any, error) {
		if !known {
			return nil, errors.New("NetworkInfo is read before vCenter knows what esxcli did")
		}
		return shot, nil
	})
	v.methods["UpdateViewData"] = func(args []any) (any, error) {
		if len(args) != 1 || args[0] != "NetworkInfo" {
			return nil, errors.New("UpdateViewData of something else")
		}
		shot, known = h.networkInfo(), !h.stale
		return pstest.Void{}, nil
	}
	v.methods["RefreshNetworkSystem"] = func(args []any) (any, error) {
		h.stale = false
		return pstest.Void{}, nil
	}
	v.methods["UpdateVirtualNic"] = func(args []any) (any, error) {
		return w.change(func() error { return w.updateVnic(h, args) })
	}
	v.methods["AddVirtualNic"] = func(args []any) (any, error) {
		made := ""
		_, err := w.change(func() (err error) { made, err = w.addVnic(h, args); return err })
		return made, err
	}
	v.methods["RemoveVirtualNic"] = func(args []any) (any, error) {
		return w.change(func() error { return h.removeVmk(args[0].(string)) })
	}
	return v
}

func str(v any) string {
	s, _ := v.(string)
	return s
}

func child(r *record, name string) *record {
	c, _ := r.fields[name].(*record)
	return c
}

// placeOf reads where a specification puts its vmk.
func (w *world) placeOf(h *fakeHost, spec *record) (group, dvs, key string, err error) {
	group = str(spec.fields["Portgroup"])
	port := child(spec, "DistributedVirtualPort")
	if (group == "") == (port == nil) {
		return "", "", "", errors.New("a vmk on a port group and a distributed one, or on none")
	}
	if port == nil {
		return group, "", "", nil
	}
	for _, d := range w.dvs {
		if d.uuid == str(port.fields["SwitchUuid"]) && h.proxy(d.name) != nil {
			for _, g := range d.groups {
				if g.key == str(port.fields["PortgroupKey"]) {
					return "", d.name, g.key, nil
				}
			}
		}
	}
	return "", "", "", errors.New("no such distributed port group")
}

func (w *world) updateVnic(h *fakeHost, args []any) error {
	spec, ok := args[1].(*record)
	v := h.vmk(str(args[0]))
	if !ok || spec.typ != "HostVirtualNicSpec" || v == nil || len(args) != 2 {
		return errors.New("UpdateVirtualNic of what isn't there")
	}
	if err := h.unchangedBy(v, spec); err != nil {
		return err
	}
	if spec.fields["Portgroup"] == nil && spec.fields["DistributedVirtualPort"] == nil {
		return updateIPv6(h, v, spec)
	}
	group, dvs, key, err := w.placeOf(h, spec)
	if err != nil {
		return err
	}
	if group != v.group || dvs != v.dvs || key != v.dvKey {
		if err := h.moveVmk(v, group, dvs, key); err != nil {
			return err
		}
	}
	return updateIPv6(h, v, spec)
}

// unchangedBy demands that a specification leaves out, or repeats, what its
// call is not about.
func (h *fakeHost) unchangedBy(v *fakeVmk, spec *record) error {
	same := h.vnic(v).fields["Spec"].(*record)
	for _, f := range []string{"NetStackInstanceKey", "Mac", "Mtu"} {
		if spec.fields[f] != nil && spec.fields[f] != same.fields[f] {
			return fmt.Errorf("UpdateVirtualNic changes %s", f)
		}
	}
	ip, was := child(spec, "Ip"), child(same, "Ip")
	if ip == nil {
		return nil
	}
	for _, f := range []string{"Dhcp", "IpAddress", "SubnetMask"} {
		if ip.fields[f] != was.fields[f] {
			return fmt.Errorf("UpdateVirtualNic changes %s", f)
		}
	}
	return nil
}

func updateIPv6(h *fakeHost, v *fakeVmk, spec *record) error {
	if child(spec, "Ip") == nil {
		return nil
	}
	config := child(child(spec, "Ip"), "IpV6Config")
	if config == nil {
		return nil
	}
	if h.ipv6Off {
		return pstest.Fail("IPv6 is off")
	}
	v.ipv6 = true
	v.autoconf, _ = config.fields["AutoConfigurationEnabled"].(bool)
	v.dhcp6, _ = config.fields["DhcpV6Enabled"].(bool)
	list, _ := config.fields["IpV6Address"].(*pstest.Array)
	if list == nil {
		list = &pstest.Array{}
	}
	for _, x := range list.Items {
		a := x.(*record)
		p := netip.PrefixFrom(addr(strings.ToLower(str(a.fields["IpAddress"]))), a.fields["PrefixLength"].(int)).String()
		switch str(a.fields["Operation"]) {
		case "add":
			for _, o := range h.vmks {
				if slices.Contains(o.addresses, p) {
					return pstest.Fail("%s is there", p)
				}
			}
			v.addresses = append(v.addresses, p)
		case "remove":
			if !slices.Contains(v.addresses, p) {
				return pstest.Fail("%s is not there", p)
			}
			v.addresses = without(v.addresses, p)
		}
	}
	if route := child(spec, "IpRouteSpec"); route != nil {
		v.gateway6 = str(child(route, "IpRouteConfig").fields["IpV6DefaultGateway"])
	}
	return nil
}

// addVnic makes a vmk where the host chooses its number: the lowest that is free.
func (w *world) addVnic(h *fakeHost, args []any) (string, error) {
	spec, ok := args[1].(*record)
	if !ok || spec.typ != "HostVirtualNicSpec" || args[0] != "" || child(spec, "Ip") == nil {
		return "", errors.New("AddVirtualNic with something else")
	}
	_, dvs, key, err := w.placeOf(h, spec)
	if err != nil || dvs == "" {
		return "", errors.Join(err, errors.New("AddVirtualNic away from a distributed switch"))
	}
	n := 0
	for h.vmk(fmt.Sprintf("vmk%d", n)) != nil {
		n++
	}
	n += w.skip
	v := &fakeVmk{device: fmt.Sprintf("vmk%d", n), dvs: dvs, dvKey: key, stack: str(spec.fields["NetStackInstanceKey"]), mac: str(spec.fields["Mac"]), mtu: 1500}
	if mtu, ok := spec.fields["Mtu"].(int); ok {
		v.mtu = mtu
	}
	return v.device, h.addVmk(v)
}
