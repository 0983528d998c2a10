package sim

import (
	"net/netip"
	"slices"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/standin"
)

func (e *edit) setIPv4(v *standin.Vmk, ip *types.HostIpConfig) error {
	switch {
	case ip.Dhcp:
		v.Mode, v.IP = "DHCP", netip.Prefix{}
		return nil
	case ip.IpAddress == "" && ip.SubnetMask == "":
		v.Mode, v.IP = "NONE", netip.Prefix{}
		return nil
	}
	p, err := prefix(ip.IpAddress, ip.SubnetMask)
	if err != nil {
		return err
	}
	for _, o := range e.Vmks {
		if o != v && o.Mode == "STATIC" && o.IP.Addr() == p.Addr() {
			return hostSays(o.Device + " has the address " + p.Addr().String())
		}
	}
	v.Mode, v.IP = "STATIC", p
	return nil
}

// setIPv6 edits the addresses one by one, as the API has it.
func (e *edit) setIPv6(v *standin.Vmk, c *types.HostIpConfigIpV6AddressConfiguration) error {
	if c == nil {
		return nil
	}
	if !e.IPv6 {
		return refuse(&types.InvalidState{}, "IPv6 is off on host %s", e.Name)
	}
	v.IPv6 = true
	if c.AutoConfigurationEnabled != nil {
		v.RA = *c.AutoConfigurationEnabled
	}
	if c.DhcpV6Enabled != nil {
		v.DHCPv6 = *c.DhcpV6Enabled
	}
	for _, a := range c.IpV6Address {
		if err := e.setAddress(v, a); err != nil {
			return err
		}
	}
	return nil
}

func (e *edit) setAddress(v *standin.Vmk, a types.HostIpConfigIpV6Address) error {
	addr, err := netip.ParseAddr(a.IpAddress)
	if err != nil || !addr.Is6() || a.PrefixLength < 1 || a.PrefixLength > 128 {
		return invalid("nic.ip.ipV6Config.ipV6Address")
	}
	p := netip.PrefixFrom(addr, int(a.PrefixLength))
	i := slices.Index(v.Addresses, p)
	switch a.Operation {
	case "add":
		return e.addAddress(v, p)
	case "remove":
		if i < 0 {
			return notFound("address", p.String())
		}
		v.Addresses = slices.Delete(slices.Clone(v.Addresses), i, i+1)
		return nil
	case "":
		if i >= 0 || a.Origin != "" && a.Origin != "manual" { // as it was read
			return nil
		}
	}
	return invalid("nic.ip.ipV6Config.ipV6Address.operation")
}

func (e *edit) addAddress(v *standin.Vmk, p netip.Prefix) error {
	for _, o := range e.Vmks {
		if slices.ContainsFunc(o.Addresses, func(have netip.Prefix) bool { return have.Addr() == p.Addr() }) {
			return hostSays(o.Device + " has the address " + p.Addr().String())
		}
	}
	v.Addresses = append(slices.Clone(v.Addresses), p)
	return nil
}

// setOwnGateways sets the gateways that a vmk has over its stack's. A config
// without them clears them.
func (e *edit) setOwnGateways(v *standin.Vmk, spec *types.HostVirtualNicIpRouteSpec) error {
	if spec == nil || spec.IpRouteConfig == nil {
		return nil
	}
	c := spec.IpRouteConfig.GetHostIpRouteConfig()
	for _, via := range []string{c.DefaultGateway, c.IpV6DefaultGateway} {
		if via != "" && !e.Newer("6.5") {
			return notSupported("a gateway of its own before 6.5")
		}
	}
	if a, err := netip.ParseAddr(c.DefaultGateway); c.DefaultGateway != "" && (err != nil || !a.Is4()) {
		return invalid("nic.ipRouteSpec.ipRouteConfig.defaultGateway")
	}
	if a, err := netip.ParseAddr(c.IpV6DefaultGateway); c.IpV6DefaultGateway != "" && (err != nil || !a.Is6()) {
		return invalid("nic.ipRouteSpec.ipRouteConfig.ipV6DefaultGateway")
	}
	v.Gateway, v.Gateway6 = c.DefaultGateway, c.IpV6DefaultGateway
	return nil
}
