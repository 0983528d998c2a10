package compact

import (
	"net/netip"
	"slices"

	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// hostTree gives all that a host says, as the blocks that would say it.
// Addresses stand under names of their own until addresses settles them.
func (w *writing) hostTree(h *netstate.Host) *document.Block {
	out := document.New("host", h.Name)
	kept := w.kept(h)
	w.asked = h.Complete == netstate.Complete{}
	w.strict = w.asked
	w.switches(out, h, kept)
	w.strict = false
	w.stacks(out, h, kept)
	for _, v := range kept {
		w.strict = w.asked && v.Device == esx.InstallVmk
		w.vmk(out.Block("vmk", v.Device), h, v)
	}
	w.asked, w.strict = false, false
	w.loose(h)
	return out
}

var linkLocal = netip.MustParsePrefix("169.254.0.0/16")

// kept gives the vmks that a configuration may speak of.
func (w *writing) kept(h *netstate.Host) []*netstate.Vmk {
	var out []*netstate.Vmk
	for i := range h.Vmks {
		v := &h.Vmks[i]
		s := h.Switch(v.Switch.Or(""))
		switch {
		case v.Owner != "":
			w.leftOut(h.Name, "%s belongs to %s", v.Device, v.Owner)
		case slices.Contains(esx.SystemStacks, v.Stack.Or("")):
			w.leftOut(h.Name, "%s is on stack %q, which belongs to the system or to NSX", v.Device, v.Stack.Or(""))
		case s != nil && management(s.Uplinks), v.Device != esx.InstallVmk && v.IPv4 != nil && v.IPv4.Address.IsValid() && linkLocal.Contains(v.IPv4.Address.Addr()):
			w.leftOut(h.Name, "%s speaks to the host's management controller over a link-local address", v.Device)
		default:
			out = append(out, v)
		}
	}
	return out
}

// loose notes what a host has beside vmks that the language has no word for.
func (w *writing) loose(h *netstate.Host) {
	for i := range h.PortGroups {
		p := &h.PortGroups[i]
		on := slices.ContainsFunc(h.Vmks, func(v netstate.Vmk) bool {
			return v.Device == p.Of || v.PortGroup.Or("") == p.Name && p.Name != ""
		})
		if !on && !p.Distributed {
			w.note(importer.LeftOut, h.Name, "port group %q, which no vmk is on", p.Name)
		}
	}
}

// A spot is where a vmk is: its port group, where the source says that.
type spot struct {
	vlan        netstate.Opt[int]
	teaming     *netstate.Teaming
	distributed bool
}

func spotOf(h *netstate.Host, v *netstate.Vmk) spot {
	name, named := v.PortGroup.Get()
	var out spot
	if s := h.Switch(v.Switch.Or("")); s != nil {
		out.distributed = s.Kind == netstate.Distributed
	}
	for i := range h.PortGroups {
		p := &h.PortGroups[i]
		if named && p.Name == name && p.Distributed == out.distributed && (p.Switch == "" || p.Switch == v.Switch.Or(p.Switch)) || !named && p.Name == "" && p.Of == v.Device {
			out.vlan, out.teaming = p.VLAN, p.Teaming
			break
		}
	}
	return out
}

func (w *writing) vmk(b *document.Block, h *netstate.Host, v *netstate.Vmk) {
	at := spotOf(h, v)
	w.roles(b, h, v)
	w.place(b, v, at)
	mark(w, b, "vlan", at.vlan, 0)
	mark(w, b, "mtu", v.MTU, esx.DefaultMTU)
	w.override(b, at.teaming)
	w.ipv4(b, v)
	w.ipv6(b, v)
	if w.opt.Full || !h.Complete.Vmks { // somebody asked for it
		say(b, "mac", v.MAC)
	} else if v.MAC.IsSet() {
		w.note(importer.LeftOut, h.Name, "the MAC addresses of vmks, which hosts keep")
	}
	if len(v.ISCSI) > 0 || w.all() && v.ISCSI != nil {
		adapters := v.ISCSI
		if soft := h.SoftwareISCSI.Or(""); soft != "" && slices.Equal(adapters, []string{soft}) {
			adapters = []string{netstate.SoftwareISCSI}
		}
		b.Block("iscsi", "").Set("adapter", adapters)
	}
	w.nvme(b, h, v)
	if v.Device != esx.InstallVmk {
		w.unsaid(h, v, at)
	}
}

// place says a vmk's switch, port group and stack.
func (w *writing) place(b *document.Block, v *netstate.Vmk, at spot) {
	mark(w, b, "stack", v.Stack, netstate.DefaultStack)
	mark(w, b, "switch", v.Switch, esx.InstallSwitch)
	if at.distributed {
		say(b, "portgroup", v.PortGroup)
		return
	}
	// A switch alone would take vmk0 to the group it was installed on.
	if moved := v.Switch.Or(esx.InstallSwitch) != esx.InstallSwitch; v.Device == esx.InstallVmk && moved {
		say(b, "portgroup", v.PortGroup)
		return
	}
	mark(w, b, "portgroup", v.PortGroup, usualGroup(b, v))
}

// usualGroup is the port group that the language takes where none is said.
func usualGroup(b *document.Block, v *netstate.Vmk) string {
	roles, _ := b.Attrs["roles"].Value.([]string)
	switch stack := v.Stack.Or(netstate.DefaultStack); {
	case v.Device == esx.InstallVmk:
		return esx.ManagementGroup
	case len(roles) > 0:
		return v.Device + "-" + roles[0]
	case stack != netstate.DefaultStack:
		return v.Device + "-" + stack
	}
	return v.Device
}

// unsaid notes what the language's defaults stand in for.
func (w *writing) unsaid(h *netstate.Host, v *netstate.Vmk, at spot) {
	for _, x := range []struct {
		said       bool
		what, take string
	}{
		{v.Switch.IsSet(), "switch", esx.InstallSwitch},
		{v.PortGroup.IsSet(), "port group", "one named after it"},
		{v.Stack.IsSet(), "stack", netstate.DefaultStack},
		{v.MTU.IsSet(), "MTU", "1500"},
		{at.vlan.IsSet(), "VLAN", "0"},
	} {
		if !x.said {
			w.note(importer.Unsaid, h.Name, "the %s of %s; the language takes %s", x.what, v.Device, x.take)
		}
	}
	if v.Roles == nil {
		w.note(importer.Unsaid, h.Name, "the roles of %s; they are left alone", v.Device)
	}
}

// ipv4 says where a vmk's address comes from, as one value: "dhcp", "none", or
// an address with its prefix length.
func (w *writing) ipv4(b *document.Block, v *netstate.Vmk) {
	if v.IPv4 == nil {
		return
	}
	switch mode, _ := v.IPv4.Mode.Get(); {
	case mode == netstate.DHCP:
		b.Set(ipv4Name, exact("dhcp"))
	case mode == netstate.Static && v.IPv4.Address.IsValid():
		b.Set(ipv4Name, exact(v.IPv4.Address.String()))
	case mode == netstate.None:
		b.Set(ipv4Name, exact("none"))
	}
	gateway(b, "gateway", v.IPv4.Gateway)
}

func (w *writing) ipv6(b *document.Block, v *netstate.Vmk) {
	ip := v.IPv6
	if ip == nil || ip.Off {
		return
	}
	in := document.New("ipv6", "")
	if len(ip.Addresses) > 0 || w.all() && ip.Addresses != nil {
		in.Set(ipv6Name, exact(joined(ip.Addresses)))
	}
	put(w, in, "autoconf", ip.Autoconf, false)
	put(w, in, "dhcp", ip.DHCP, false)
	gateway(in, "gateway", ip.Gateway)
	if !in.Empty() || w.all() {
		b.Blocks = append(b.Blocks, in)
	}
}
