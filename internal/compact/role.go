package compact

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// roles says a vmk's roles. IP storage leaves no mark on a host: its role is
// concluded from a binding or a name.
func (w *writing) roles(b *document.Block, h *netstate.Host, v *netstate.Vmk) {
	said := make([]string, len(v.Roles))
	for i, r := range v.Roles {
		said[i] = string(r)
	}
	if len(said) > 0 {
		b.Set("roles", said)
		return
	}
	switch guess, from := guessed(v); {
	case len(v.ISCSI) > 0:
		b.Set("roles", []string{string(netstate.ISCSI)})
	case guess != "":
		b.SetWith("roles", []string{guess}, "guessed from its "+from)
		w.note(importer.Guess, h.Name, "the role %s of %s, from its %s", guess, v.Device, from)
	case v.Roles != nil && w.all():
		b.Set("roles", []string{})
	}
}

// guessed concludes a role that leaves no mark from what people called things.
// It never guesses one that would be switched on.
func guessed(v *netstate.Vmk) (role, from string) {
	if slices.ContainsFunc(esx.Stacks, func(r esx.StackRow) bool { return r.Carries != nil && r.Name == v.Stack.Or("") }) {
		return "", ""
	}
	for _, x := range []struct{ kind, name string }{{"port group", v.PortGroup.Or("")}, {"stack", v.Stack.Or("")}} {
		for _, word := range words(x.name) {
			if word == string(netstate.NFS) || word == string(netstate.ISCSI) {
				return word, fmt.Sprintf("%s's name, %q", x.kind, x.name)
			}
		}
	}
	return "", ""
}

// words are the runs of letters in a name, in lower case.
func words(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
}

// nvme says which devices an NVMe vmk is for. A host doesn't say that: its
// vmk's uplinks do, and which devices have an adapter.
func (w *writing) nvme(b *document.Block, h *netstate.Host, v *netstate.Vmk) {
	devices := v.NVMe
	if devices == nil {
		devices = nvmeDevices(h, v)
		if len(devices) > 0 {
			w.note(importer.Guess, h.Name, "the NVMe devices of %s, from the uplinks of its switch", v.Device)
		}
	}
	if len(devices) > 0 || w.all() && devices != nil {
		b.Block("nvme", "").Set("adapter", devices)
	}
}

func nvmeDevices(h *netstate.Host, v *netstate.Vmk) (out []string) {
	s := h.Switch(v.Switch.Or(""))
	for _, d := range h.NVMe {
		rdma := strings.HasPrefix(d, "vmrdma")
		switch {
		case rdma && slices.Contains(v.Roles, netstate.NVMeRDMA), !rdma && slices.Contains(v.Roles, netstate.NVMeTCP) && s != nil && slices.Contains(s.Uplinks, d):
			out = append(out, d)
		}
	}
	return out
}
