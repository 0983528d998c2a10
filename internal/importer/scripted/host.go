// Package scripted puts hosts together from what scripts set on them: the
// operations of vmkgen's own scripts, and commands of esxcli.
//
// Its one rule: what a script leaves to the host stays unset, but for what
// ESXi gives everything that is newly made.
package scripted

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Host is a host as far as a script says what it is to be.
type Host struct {
	netstate.Host
	MACOf string // of the adapter it is installed over, where the script says it
	notes []importer.Note
	lists map[string]bool // lists that the script adds to, and is taken to say whole
	made  map[string]bool // what the script makes: it has ESXi's defaults
	guess map[string]bool // notes that were taken
}

// New begins a host.
func New(name string) *Host {
	return &Host{Host: netstate.Host{Name: name}, lists: map[string]bool{}, made: map[string]bool{}, guess: map[string]bool{}}
}

// Guess notes what was concluded, once.
func (h *Host) Guess(format string, args ...any) { h.note(importer.Guess, format, args...) }

func (h *Host) note(kind importer.NoteKind, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !h.guess[text] {
		h.guess[text] = true
		h.notes = append(h.notes, importer.Note{Kind: kind, Text: text})
	}
}

// Says says whether the script sets anything at all.
func (h *Host) Says() bool {
	return len(h.Vmks)+len(h.Switches)+len(h.Stacks)+len(h.PortGroups)+len(h.NVMe) > 0
}

// Finish gives the host, joined and in order, and what there is to know of it.
func (h *Host) Finish() (netstate.Host, []importer.Note) {
	h.groups()
	h.devices()
	h.sort()
	for i := range h.notes {
		h.notes[i].Host = h.Name
	}
	return h.Host, h.notes
}

// groups joins port groups with the vmks on them.
func (h *Host) groups() {
	for i := range h.PortGroups {
		g := &h.PortGroups[i]
		for j := range h.Vmks {
			v := &h.Vmks[j]
			if name, ok := v.PortGroup.Get(); !ok || name != g.Name || g.Name == "" {
				continue
			}
			if g.Of == "" {
				g.Of = v.Device
			}
			if !v.Switch.IsSet() && g.Switch != "" {
				v.Switch = netstate.Some(g.Switch)
			}
		}
	}
	h.management()
}

// management takes the installer's port group for the one that vmk0 is on,
// whichever that is, unless the script puts vmk0 on one itself.
func (h *Host) management() {
	for i := range h.PortGroups {
		g := &h.PortGroups[i]
		if g.Name != esx.ManagementGroup || g.Of != "" || h.made["group "+g.Name] {
			continue
		}
		if v := h.vmk(esx.InstallVmk); !v.PortGroup.IsSet() {
			g.Name, g.Of, g.Switch = "", v.Device, ""
		}
	}
}

// devices gives NVMe devices to the vmks that have the role, of which a host
// keeps no record.
func (h *Host) devices() {
	for _, role := range []netstate.Role{netstate.NVMeTCP, netstate.NVMeRDMA} {
		prefix := map[netstate.Role]string{netstate.NVMeTCP: "vmnic", netstate.NVMeRDMA: "vmrdma"}[role]
		var of, on []string
		for _, d := range h.NVMe {
			if strings.HasPrefix(d, prefix) && !slices.Contains(of, d) {
				of = append(of, d)
			}
		}
		for i := range h.Vmks {
			if v := &h.Vmks[i]; len(of) > 0 && v.NVMe == nil && slices.Contains(v.Roles, role) {
				v.NVMe = of
				on = append(on, v.Device)
			}
		}
		switch {
		case len(of) > 0 && len(on) == 0:
			h.note(importer.Unsaid, "which vmk the NVMe adapters on %s serve", strings.Join(of, ", "))
		case len(on) > 1:
			h.Guess("the NVMe adapters on %s serve each of %s", strings.Join(of, ", "), strings.Join(on, ", "))
		}
	}
}

func (h *Host) sort() {
	slices.SortStableFunc(h.Vmks, func(a, b netstate.Vmk) int { return natural.Compare(a.Device, b.Device) })
	slices.SortStableFunc(h.Switches, func(a, b netstate.Switch) int { return natural.Compare(a.Name, b.Name) })
	slices.SortStableFunc(h.Stacks, func(a, b netstate.Stack) int { return natural.Compare(a.Name, b.Name) })
}

func (h *Host) vmk(device string) *netstate.Vmk {
	if v := h.Vmk(device); v != nil {
		return v
	}
	h.Vmks = append(h.Vmks, netstate.Vmk{Device: device})
	return &h.Vmks[len(h.Vmks)-1]
}

func (h *Host) ipv4(device string) *netstate.IPv4 {
	v := h.vmk(device)
	if v.IPv4 == nil {
		v.IPv4 = &netstate.IPv4{}
	}
	return v.IPv4
}

func (h *Host) ipv6(device string) *netstate.IPv6 {
	v := h.vmk(device)
	if v.IPv6 == nil {
		v.IPv6 = &netstate.IPv6{}
	}
	return v.IPv6
}

func (h *Host) vswitch(name string) *netstate.Switch {
	if s := h.Switch(name); s != nil {
		return s
	}
	h.Switches = append(h.Switches, netstate.Switch{Name: name, Kind: netstate.Standard})
	return &h.Switches[len(h.Switches)-1]
}

// stack gives a stack by its key; empty: the default one.
func (h *Host) stack(key string) *netstate.Stack {
	name := netstate.DefaultStack
	if key != "" {
		name = esx.StackName(key)
	}
	if s := h.Stack(name); s != nil {
		return s
	}
	h.Stacks = append(h.Stacks, netstate.Stack{Name: name})
	return &h.Stacks[len(h.Stacks)-1]
}

// group gives a port group by its name, or the one that a vmk is on.
func (h *Host) group(name, of string) *netstate.PortGroup {
	for i := range h.PortGroups {
		if g := &h.PortGroups[i]; name != "" && g.Name == name || name == "" && g.Name == "" && g.Of == of {
			return g
		}
	}
	h.PortGroups = append(h.PortGroups, netstate.PortGroup{Name: name, Of: of})
	return &h.PortGroups[len(h.PortGroups)-1]
}

// Aside notes what a script says and hosts keep out of it.
func (h *Host) Aside(format string, args ...any) { h.note(importer.LeftOut, format, args...) }
