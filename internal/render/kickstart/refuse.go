package kickstart

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/script"
)

// Refuse names what an installation can't bring about: all that esxcli can't,
// and what the installer's commands can't say.
func (t target) Refuse(c *render.Cluster) []render.Refusal {
	out := script.Refuse(c)
	taken := map[string]string{}
	for g := range c.Groups {
		r := refusing{target: t, cluster: c, index: g}
		r.place()
		r.address()
		r.uplink()
		r.values()
		r.members(taken)
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

// uplink refuses to install over an adapter that is another switch's, unless
// vSwitch0 says which are its own, so that the first boot can hand it over.
func (r *refusing) uplink() {
	h := &r.group().Pattern
	if s := h.Switch(esx.InstallSwitch); s != nil && s.Uplinks != nil {
		return
	}
	o := options(r.cluster, r.index)
	for i := range h.Switches {
		if s := &h.Switches[i]; o != nil && s.Name != esx.InstallSwitch && slices.Contains(s.Uplinks, o.Device) {
			r.refuse(diag.InstallDevice, "kickstart/device", "choose another device, or say the uplinks of "+esx.InstallSwitch,
				"the installer makes %s an uplink of %s, and it is wanted on %s", o.Device, esx.InstallSwitch, s.Name)
		}
	}
}

// crypted are the hashes that the installer of every release takes; compiled
// when first wanted, since every start of vmkgen would pay for it.
var crypted = pattern.Of(`^(\$[16]\$[^$'"\\]+\$([^$'"\\]+\$)?[./0-9A-Za-z]+|[./0-9A-Za-z]{13})$`)

// values refuses what the installer would not read as it is meant. It says
// nothing of the hash itself, which is secret.
func (r *refusing) values() {
	o := options(r.cluster, r.index)
	if o == nil {
		return
	}
	for _, v := range []struct{ name, value string }{{"disk", o.Disk}, {"keyboard", o.Keyboard}} {
		if strings.ContainsAny(v.value, `'"\`) || strings.HasPrefix(v.value, "-") || !render.ASCII(v.value) {
			r.refuse(diag.InstallValue, "kickstart/"+v.name, "write it without quotes, backslashes and a dash at its beginning",
				"the installer may read the %s %q otherwise than it is meant", v.name, v.value)
		}
	}
	if o.RootHash != "" && !crypted().MatchString(o.RootHash) {
		r.refuse(diag.InstallValue, "kickstart/root_hash", "make one with: openssl passwd -6",
			"the root hash is none that the installer takes: $6$ (SHA-512), $1$ (MD5) or the 13 characters of old")
	}
}
