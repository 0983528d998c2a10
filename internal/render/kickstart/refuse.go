package kickstart

import (
	"fmt"
	"net/netip"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/script"
)

// Refuse names what an installation can't bring about: all that esxcli can't,
// and what the installer's network line can't say.
func (t target) Refuse(c *render.Cluster) []render.Refusal {
	out := script.Refuse(c)
	for g := range c.Groups {
		r := refusing{target: t, cluster: c, index: g}
		r.place()
		r.address()
		r.members()
		out = append(out, r.out...)
	}
	return out
}

type refusing struct {
	target
	cluster *render.Cluster
	index   int
	out     []render.Refusal
}

func (r *refusing) group() *netstate.Group { return &r.cluster.Groups[r.index] }

func (r *refusing) refuse(code diag.Code, pointer, hint, format string, args ...any) {
	r.out = append(r.out, render.Refusal{
		Code: code, Group: r.index, Pointer: pointer, Detail: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// place refuses a vmk0 that isn't where the installer puts it.
func (r *refusing) place() {
	v := r.group().Pattern.Vmk(esx.InstallVmk)
	if v == nil {
		return
	}
	const hint = "install it there, and move it by the esxcli script with --allow-management"
	if s := v.Switch.Or(esx.InstallSwitch); s != esx.InstallSwitch {
		r.refuse(diag.InstallElsewhere, "vmk/vmk0/switch", hint, "the installer makes vmk0 on %s, and it is wanted on %s", esx.InstallSwitch, s)
	}
	if p := v.PortGroup.Or(esx.ManagementGroup); p != esx.ManagementGroup {
		r.refuse(diag.InstallElsewhere, "vmk/vmk0/portgroup", hint, "the installer makes vmk0 on port group %q, and it is wanted on %q", esx.ManagementGroup, p)
	}
	if s := v.Stack.Or(netstate.DefaultStack); s != netstate.DefaultStack {
		r.refuse(diag.InstallElsewhere, "vmk/vmk0/stack", hint, "the installer makes vmk0 in the default stack, and it is wanted in %s", s)
	}
	if m, ok := v.MAC.Get(); ok {
		r.refuse(diag.InstallElsewhere, "vmk/vmk0/mac", hint, "the installer gives vmk0 a MAC of its own, and %s is wanted", m)
	}
}

// address refuses a vmk0 without an IPv4 address to install over.
func (r *refusing) address() {
	v := r.group().Pattern.Vmk(esx.InstallVmk)
	if v != nil && v.IPv4 != nil && v.IPv4.Mode.Or(netstate.DHCP) == netstate.None {
		r.refuse(diag.InstallName, "vmk/vmk0/address", "give vmk0 an IPv4 address or dhcp",
			"vmk0 is to have no IPv4 address, and the installer needs one")
	}
}

// members refuses hosts of which too little is known.
func (r *refusing) members() {
	g := r.group()
	count := map[string]int{}
	first := map[string]string{}
	note := func(what, host string) {
		if count[what]++; count[what] == 1 {
			first[what] = host
		}
	}
	for i := range g.Members {
		m := &g.Members[i]
		if !r.cluster.Kept(m.Name) {
			continue
		}
		if device(options(r.cluster, r.index), m, &g.Pattern) == "" {
			note("device", m.Name)
		}
		if r.ByMAC && m.MAC == "" {
			note("mac", m.Name)
		}
		if _, err := netip.ParseAddr(m.Name); err == nil {
			note("name", m.Name)
		}
	}
	if n := count["device"]; n > 0 {
		r.refuse(diag.InstallDevice, "kickstart/device", "give the host a mac, vSwitch0 its uplinks, or the kickstart block a device",
			"nothing says which network device to install %s over", hosts(first["device"], n))
	}
	if n := count["mac"]; n > 0 {
		r.refuse(diag.InstallDevice, "hosts", "give each host its mac", "files named by MAC address need one, and none is known of %s", hosts(first["mac"], n))
	}
	if n := count["name"]; n > 0 {
		r.refuse(diag.InstallName, "hosts", "name the host by its DNS name", "%s has an address for a name, which the installer can't give it", hosts(first["name"], n))
	}
}

func hosts(first string, n int) string {
	if n == 1 {
		return first
	}
	return fmt.Sprintf("%s and %d more", first, n-1)
}
