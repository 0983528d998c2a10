package standin

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// State gives all that is on the host as a current state that has seen it whole.
func (h *Host) State() netstate.Host {
	out := netstate.Host{
		Name: h.Name, Release: h.Version, IPv6: netstate.Some(h.IPv6), NVMe: append([]string{}, h.NVMe...),
		Complete:      netstate.Complete{Switches: true, PortGroups: true, Stacks: true, Vmks: true},
		SoftwareISCSI: netstate.Some(""),
	}
	if h.SoftwareISCSI {
		out.SoftwareISCSI = netstate.Some(SoftwareHBA)
	}
	for _, s := range h.Switches {
		out.Switches = append(out.Switches, switchState(s))
	}
	for _, d := range h.DVS {
		out.Switches = append(out.Switches, netstate.Switch{Name: d.Name, Kind: netstate.Distributed, MTU: someMTU(d.MTU), Uplinks: append([]string{}, d.Uplinks...)})
	}
	for _, g := range h.Groups {
		out.PortGroups = append(out.PortGroups, h.groupState(g))
	}
	for _, s := range h.Stacks {
		out.Stacks = append(out.Stacks, stackState(s))
	}
	for _, v := range h.Vmks {
		out.Vmks = append(out.Vmks, h.vmkState(v))
	}
	return out
}

func someMTU(n int) netstate.Opt[int] {
	if n == 0 {
		return netstate.Opt[int]{}
	}
	return netstate.Some(n)
}

func switchState(s *Switch) netstate.Switch {
	out := netstate.Switch{
		Name: s.Name, Kind: netstate.Standard, MTU: netstate.Some(s.MTU), Uplinks: append([]string{}, s.Uplinks...),
		Teaming: teamingState(s.Teaming, [5]bool{true, true, true, true, true}),
		Security: &netstate.Security{
			Promiscuous: netstate.Some(s.Security[0]), MACChanges: netstate.Some(s.Security[1]), ForgedTransmits: netstate.Some(s.Security[2]),
		},
	}
	for word, cdp := range esx.CDP {
		if cdp == s.CDP {
			out.Discovery = netstate.Some(word)
		}
	}
	return out
}

// teamingState gives the parts of a teaming that are set.
func teamingState(t Teaming, set [5]bool) *netstate.Teaming {
	out := &netstate.Teaming{}
	if set[0] {
		for _, row := range esx.Teaming {
			if row.Get == t.Policy {
				out.Policy = netstate.Some(row.Policy)
			}
		}
	}
	if set[1] {
		out.Detection = netstate.Some(netstate.Detection(t.Detection))
	}
	if set[2] {
		out.Notify = netstate.Some(t.Notify)
	}
	if set[3] {
		out.Failback = netstate.Some(t.Failback)
	}
	if set[4] {
		out.Active, out.Standby = append([]string{}, t.Active...), append([]string{}, t.Standby...)
	}
	return out
}

func (h *Host) groupState(g *Group) netstate.PortGroup {
	out := netstate.PortGroup{
		Name: g.Name, Switch: g.Switch, VLAN: netstate.Some(g.VLAN), InUse: g.VMs > 0, Teaming: teamingState(g.Own, g.Overrides),
	}
	out.Teaming.Inherits = true
	if on := h.on(g.Name); len(on) > 0 {
		out.Of = on[0].Device
	}
	return out
}

func stackState(s *Stack) netstate.Stack {
	out := netstate.Stack{
		Name: esx.StackName(s.Key), Gateway: netstate.Some(netip.Addr{}), Gateway6: netstate.Some(netip.Addr{}),
		DNS: []netip.Addr{}, Search: append([]string{}, s.Search...), Routes: []netstate.Route{},
		Congestion: netstate.Some(netstate.Congestion(s.Congestion)), MaxConnections: netstate.Some(s.MaxConn),
	}
	for _, d := range s.DNS {
		if a, err := netip.ParseAddr(d); err == nil {
			out.DNS = append(out.DNS, a)
		}
	}
	for _, r := range s.Routes {
		via, err := netip.ParseAddr(r.Via)
		switch {
		case err != nil:
		case r.To != "default":
			if to, err := netip.ParsePrefix(r.To); err == nil {
				out.Routes = append(out.Routes, netstate.Route{To: to, Via: via})
			}
		case r.IPv6:
			out.Gateway6 = netstate.Some(via)
		default:
			out.Gateway = netstate.Some(via)
		}
	}
	return out
}

func (h *Host) vmkState(v *Vmk) netstate.Vmk {
	out := netstate.Vmk{
		Device: v.Device, PortGroup: netstate.Some(v.Group), Stack: netstate.Some(esx.StackName(v.Stack)),
		MTU: netstate.Some(v.MTU), MAC: netstate.Some(v.MAC), ISCSI: []string{}, Roles: roleState(v),
		IPv4: &netstate.IPv4{Mode: netstate.Some(netstate.AddressMode(strings.ToLower(v.Mode))), Gateway: netstate.Some(addrOf(v.Gateway))},
		IPv6: &netstate.IPv6{Off: true},
	}
	switch s := h.switchOf(v); {
	case v.Opaque != "":
		out.Owner, out.PortGroup = "NSX", netstate.Opt[string]{}
	case v.DVS != "":
		out.Switch = netstate.Some(v.DVS)
	case s != nil:
		out.Switch = netstate.Some(s.Name)
	}
	if v.Mode == "STATIC" {
		out.IPv4.Address = v.IP
	}
	if v.IPv6 {
		out.IPv6 = &netstate.IPv6{
			Addresses: append([]netip.Prefix{}, v.Addresses...), Autoconf: netstate.Some(v.RA), DHCP: netstate.Some(v.DHCPv6),
			Gateway: netstate.Some(addrOf(v.Gateway6)),
		}
	}
	for _, p := range h.Portals {
		if p.Vmk == v.Device {
			out.ISCSI = append(out.ISCSI, p.HBA)
		}
	}
	return out
}

func addrOf(s string) netip.Addr {
	a, _ := netip.ParseAddr(s)
	return a
}

// roleState gives the roles that a vmk has a mark of, those that its stack implies included.
func roleState(v *Vmk) []netstate.Role {
	out := []netstate.Role{}
	for _, row := range esx.Roles {
		tagged := row.Tag != "" && slices.Contains(v.Tags, row.Tag) || row.VSAN != "" && slices.Contains(v.VSAN, row.VSAN)
		if tagged || row.NicType != "" && slices.Contains(v.Untagged, row.NicType) {
			out = append(out, row.Role)
		}
	}
	for _, row := range esx.Stacks {
		if row.Key == v.Stack && row.Implied != "" && !slices.Contains(out, row.Implied) {
			out = append(out, row.Implied)
		}
	}
	return out
}
