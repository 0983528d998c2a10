package standin

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Restore makes the host that a current state is of: State's way back. The
// state must be complete. A state doesn't tell physical adapters that nothing
// uses: the host has vmnic0 to vmnic3 at least, and vmhba2 and vmhba3. What the
// state leaves unset of a thing is as a host makes it.
func Restore(s *netstate.Host) (*Host, error) {
	switch c := s.Complete; {
	case s.Name == "":
		return nil, errors.New("a state has no host name")
	case !c.Switches || !c.PortGroups || !c.Stacks || !c.Vmks:
		return nil, fmt.Errorf("the state of %s is not complete: a host can't be made of a part of one", s.Name)
	}
	h := &Host{
		Name: s.Name, Version: s.Release, NICs: []string{"vmnic0", "vmnic1", "vmnic2", "vmnic3"}, HBAs: []string{"vmhba2", "vmhba3"},
		IPv6: s.IPv6.Or(true), IPv6Next: s.IPv6.Or(true), SoftwareISCSI: s.SoftwareISCSI.Or("") != "", NVMe: slices.Clone(s.NVMe),
	}
	if h.Version == "" {
		h.Version = esx.DefaultRelease
	}
	for _, device := range s.NVMe {
		if strings.HasPrefix(device, "vmnic") {
			h.has(device)
		}
	}
	for i := range s.Switches {
		h.restoreSwitch(&s.Switches[i])
	}
	for _, step := range []func(*netstate.Host) error{h.restoreGroups, h.restoreStacks, h.restoreVmks} {
		if err := step(s); err != nil {
			return nil, fmt.Errorf("the state of %s: %w", s.Name, err)
		}
	}
	if h.Stack(defaultKey) == nil {
		return nil, fmt.Errorf("the state of %s lacks the default stack", s.Name)
	}
	return h, nil
}

// has sees to it that the host has a physical adapter.
func (h *Host) has(nics ...string) {
	for _, n := range nics {
		if !slices.Contains(h.NICs, n) {
			h.NICs = append(h.NICs, n)
		}
	}
}

func (h *Host) restoreSwitch(w *netstate.Switch) {
	h.has(w.Uplinks...)
	if w.Kind == netstate.Distributed {
		h.DVS = append(h.DVS, &DVS{Name: w.Name, MTU: w.MTU.Or(0), Uplinks: slices.Clone(w.Uplinks)})
		return
	}
	s := newSwitch(w.Name)
	s.MTU, s.Uplinks, s.Teaming.Active = w.MTU.Or(s.MTU), slices.Clone(w.Uplinks), slices.Clone(w.Uplinks)
	if c, ok := w.Discovery.Get(); ok {
		s.CDP = esx.CDP[c]
	}
	restoreTeaming(&s.Teaming, w.Teaming)
	s.Chosen = !slices.Equal(s.Teaming.Active, s.Uplinks)
	if p := w.Security; p != nil {
		s.Security = [3]bool{p.Promiscuous.Or(false), p.MACChanges.Or(false), p.ForgedTransmits.Or(false)}
	}
	h.Switches = append(h.Switches, s)
}

// restoreTeaming sets what is told, and says which parts that was.
func restoreTeaming(t *Teaming, w *netstate.Teaming) (set [5]bool) {
	if w == nil {
		return set
	}
	if p, ok := w.Policy.Get(); ok {
		t.Policy, set[0] = esx.TeamingOf(p).Get, true
	}
	if d, ok := w.Detection.Get(); ok {
		t.Detection, set[1] = string(d), true
	}
	if n, ok := w.Notify.Get(); ok {
		t.Notify, set[2] = n, true
	}
	if f, ok := w.Failback.Get(); ok {
		t.Failback, set[3] = f, true
	}
	if w.Active != nil || w.Standby != nil {
		t.Active, t.Standby, set[4] = slices.Clone(w.Active), slices.Clone(w.Standby), true
	}
	return set
}

func (h *Host) restoreGroups(s *netstate.Host) error {
	for i := range s.PortGroups {
		w := &s.PortGroups[i]
		if w.Distributed {
			continue
		}
		on := h.Switch(w.Switch)
		if on == nil {
			return fmt.Errorf("port group %q is on switch %q, which is not there", w.Name, w.Switch)
		}
		g := &Group{Name: w.Name, Switch: w.Switch, VLAN: w.VLAN.Or(0)}
		own := on.Teaming
		if g.Overrides = restoreTeaming(&own, w.Teaming); g.Overrides != [5]bool{} {
			g.Own = own
		}
		if w.InUse {
			g.VMs = 1
		}
		h.Groups = append(h.Groups, g)
	}
	return nil
}

func (h *Host) restoreStacks(s *netstate.Host) error {
	for i := range s.Stacks {
		w := &s.Stacks[i]
		k := newStack(esx.StackKey(w.Name))
		k.Congestion, k.MaxConn, k.Search = string(w.Congestion.Or(netstate.NewReno)), w.MaxConnections.Or(k.MaxConn), slices.Clone(w.Search)
		for _, d := range w.DNS {
			k.DNS = append(k.DNS, d.String())
		}
		if g := w.Gateway.Or(netip.Addr{}); g.IsValid() {
			k.Routes = append(k.Routes, Route{To: "default", Via: g.String()})
		}
		if g := w.Gateway6.Or(netip.Addr{}); g.IsValid() {
			k.Routes = append(k.Routes, Route{IPv6: true, To: "default", Via: g.String()})
		}
		for _, r := range w.Routes {
			k.Routes = append(k.Routes, Route{IPv6: r.To.Addr().Is6(), To: r.To.String(), Via: r.Via.String()})
		}
		h.Stacks = append(h.Stacks, k)
	}
	return nil
}

func (h *Host) restoreVmks(s *netstate.Host) error {
	for i := range s.Vmks {
		w := &s.Vmks[i]
		v := &Vmk{Device: w.Device, Group: w.PortGroup.Or(""), Stack: esx.StackKey(w.Stack.Or(netstate.DefaultStack)), MTU: w.MTU.Or(esx.DefaultMTU), MAC: w.MAC.Or(""), Mode: "NONE"}
		at := w.Switch.Or("")
		switch {
		case w.Owner != "":
			v.Opaque = "opaque-" + w.Device
		case slices.ContainsFunc(h.DVS, func(d *DVS) bool { return d.Name == at }):
			v.DVS = at
		case h.Group(v.Group) == nil:
			return fmt.Errorf("%s is on port group %q, which is not there", w.Device, v.Group)
		}
		if h.Stack(v.Stack) == nil {
			return fmt.Errorf("%s is on stack %q, which is not there", w.Device, v.Stack)
		}
		if err := h.takeMAC(v); err != nil {
			return err
		}
		restoreAddresses(v, w)
		restoreRoles(v, w.Roles)
		h.Vmks = append(h.Vmks, v)
		h.restoreBindings(v.Device, w.ISCSI)
	}
	return nil
}

func restoreAddresses(v *Vmk, w *netstate.Vmk) {
	if ip := w.IPv4; ip != nil {
		v.Mode, v.IP = strings.ToUpper(string(ip.Mode.Or(netstate.None))), ip.Address
		if g := ip.Gateway.Or(netip.Addr{}); g.IsValid() {
			v.Gateway = g.String()
		}
	}
	if ip := w.IPv6; ip != nil && !ip.Off {
		v.IPv6, v.RA, v.DHCPv6, v.Addresses = true, ip.Autoconf.Or(false), ip.DHCP.Or(false), slices.Clone(ip.Addresses)
		if g := ip.Gateway.Or(netip.Addr{}); g.IsValid() {
			v.Gateway6 = g.String()
		}
	}
}

// restoreRoles marks a vmk with its roles, but for what its stack implies.
func restoreRoles(v *Vmk, roles []netstate.Role) {
	for _, r := range roles {
		row, _ := esx.RoleOf(r)
		switch {
		case v.Stack != defaultKey || row.Traceless:
		case row.VSAN != "":
			v.VSAN = append(v.VSAN, row.VSAN)
		case row.Tag != "":
			v.Tags = append(v.Tags, row.Tag)
		default:
			v.Untagged = append(v.Untagged, row.NicType)
		}
	}
}

func (h *Host) restoreBindings(device string, adapters []string) {
	for _, a := range adapters {
		if a == netstate.SoftwareISCSI {
			a = SoftwareHBA
		}
		if a == SoftwareHBA {
			h.SoftwareISCSI = true
		} else if !slices.Contains(h.HBAs, a) {
			h.HBAs = append(h.HBAs, a)
		}
		h.Portals = append(h.Portals, Portal{a, device})
	}
}
