package vsphere

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// rolesOf gives the roles that vmks are selected for, by device; nil: not told.
// Selections are joined with candidates by their whole keys.
func rolesOf(all []types.VirtualNicManagerNetConfig) map[string][]netstate.Role {
	if all == nil {
		return nil
	}
	out := map[string][]netstate.Role{}
	for _, row := range esx.Roles {
		for i := range all {
			if c := &all[i]; row.NicType != "" && c.NicType == row.NicType {
				for _, device := range selected(c) {
					out[device] = append(out[device], row.Role)
				}
			}
		}
	}
	return out
}

func selected(c *types.VirtualNicManagerNetConfig) (devices []string) {
	for i := range c.CandidateVnic {
		if v := &c.CandidateVnic[i]; slices.Contains(c.SelectedVnic, v.Key) {
			devices = append(devices, v.Device)
		}
	}
	return devices
}

// ownerOf says who else owns a vmk; empty: nobody.
func ownerOf(v *types.HostVirtualNic) string {
	switch {
	case v.Owner != "":
		return v.Owner
	case v.Spec.OpaqueNetwork != nil, slices.Contains(nsxStacks, v.Spec.NetStackInstanceKey):
		return "NSX"
	case v.Spec.SystemOwned != nil && *v.Spec.SystemOwned:
		return "the system"
	}
	return ""
}

// nsxStacks are the stacks that NSX makes for its own vmks.
var nsxStacks = []string{"vxlan", "hyperbus"}

func (r *raw) vmkState(v *types.HostVirtualNic, roles map[string][]netstate.Role) netstate.Vmk {
	key := cmp.Or(v.Spec.NetStackInstanceKey, esx.StackKey(netstate.DefaultStack))
	out := netstate.Vmk{
		Device: v.Device, Stack: netstate.Some(esx.StackName(key)), MTU: someMTU(v.Spec.Mtu), Owner: ownerOf(v),
		IPv4: ipv4State(&v.Spec), IPv6: ipv6State(&v.Spec),
	}
	if v.Spec.Mac != "" {
		out.MAC = netstate.Some(lower(v.Spec.Mac))
	}
	if roles != nil {
		out.Roles = withImplied(append([]netstate.Role{}, roles[v.Device]...), key)
	}
	if single := r.single(v); r.storageSeen && (len(r.iscsiAdapters()) == 0 || !single) {
		out.ISCSI = []string{}
	} else if single {
		r.found.single = true
	}
	r.placeState(v, &out)
	return out
}

// withImplied adds the role that a vmk has by being in its stack.
func withImplied(roles []netstate.Role, key string) []netstate.Role {
	for _, row := range esx.Stacks {
		if row.Key == key && row.Implied != "" && !slices.Contains(roles, row.Implied) {
			roles = append(roles, row.Implied)
		}
	}
	return roles
}

// placeState tells where a vmk meets a switch.
func (r *raw) placeState(v *types.HostVirtualNic, out *netstate.Vmk) {
	switch p := v.Spec.DistributedVirtualPort; {
	case p != nil:
		r.ports[v.Device] = dvPort{p.SwitchUuid, p.PortgroupKey}
		for i := range r.network.ProxySwitch {
			if s := &r.network.ProxySwitch[i]; s.DvsUuid == p.SwitchUuid {
				out.Switch = netstate.Some(s.DvsName)
			}
		}
	case v.Portgroup != "":
		out.PortGroup = netstate.Some(v.Portgroup)
		for i := range r.network.Portgroup {
			if g := &r.network.Portgroup[i]; g.Spec.Name == v.Portgroup {
				out.Switch = netstate.Some(g.Spec.VswitchName)
			}
		}
	}
}

// ownGateway reads a gateway that a vmk has over its stack's; the zero address: none.
func ownGateway(s *types.HostVirtualNicSpec, v6 bool) netip.Addr {
	if s.IpRouteSpec == nil || s.IpRouteSpec.IpRouteConfig == nil {
		return netip.Addr{}
	}
	c := s.IpRouteSpec.IpRouteConfig.GetHostIpRouteConfig()
	if v6 {
		return addressOf(c.IpV6DefaultGateway)
	}
	return addressOf(c.DefaultGateway)
}

func ipv4State(s *types.HostVirtualNicSpec) *netstate.IPv4 {
	if s.Ip == nil {
		return nil
	}
	out := &netstate.IPv4{Mode: netstate.Some(netstate.None), Gateway: netstate.Some(ownGateway(s, false))}
	switch a := addressOf(s.Ip.IpAddress); {
	case s.Ip.Dhcp:
		out.Mode = netstate.Some(netstate.DHCP)
	case a.IsValid():
		out.Mode, out.Address = netstate.Some(netstate.Static), netip.PrefixFrom(a, bitsOf(s.Ip.SubnetMask))
	}
	return out
}

// bitsOf counts the bits of a dotted mask.
func bitsOf(mask string) int {
	m, err := netip.ParseAddr(mask)
	if err != nil || !m.Is4() {
		return -1
	}
	n := 0
	for _, b := range m.As4() {
		for ; b&0x80 != 0; b <<= 1 {
			n++
		}
	}
	return n
}

// maskOf writes a prefix length as a dotted mask.
func maskOf(bits int) string {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{255, 255, 255, 255}), bits).Masked().Addr().String()
}

// ipv6State reads the IPv6 side: only addresses that somebody set are listed.
func ipv6State(s *types.HostVirtualNicSpec) *netstate.IPv6 {
	if s.Ip == nil {
		return nil
	}
	c := s.Ip.IpV6Config
	if c == nil {
		return &netstate.IPv6{Off: true}
	}
	return &netstate.IPv6{
		Addresses: manual(c), Autoconf: opt(c.AutoConfigurationEnabled), DHCP: opt(c.DhcpV6Enabled), Gateway: netstate.Some(ownGateway(s, true)),
	}
}

func manual(c *types.HostIpConfigIpV6AddressConfiguration) []netip.Prefix {
	out := []netip.Prefix{}
	for _, a := range c.IpV6Address {
		if addr := addressOf(a.IpAddress); a.Origin == string(types.HostIpConfigIpV6AddressConfigTypeManual) && addr.IsValid() {
			out = append(out, netip.PrefixFrom(addr, int(a.PrefixLength)))
		}
	}
	return out
}
