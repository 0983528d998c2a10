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
	case w.asked && v.Roles == nil: // left alone, and a role that is written would not leave the others alone
	case len(v.ISCSI) > 0:
		b.Set("roles", []string{string(netstate.ISCSI)})
	case guess != "":
		b.SetWith("roles", []string{guess}, "guessed from its "+from)
		w.note(importer.Guess, h.Name, "the role %s of %s, from its %s", guess, v.Device, from)
	case v.Roles != nil && w.all():
		b.Set("roles", []string{})
	case v.Roles == nil:
		w.suggested(b, h, v)
	}
}

// remarkName is the name under which a tree holds what a block's comment will say.
const remarkName = "@remark"

// suggested writes the role that a name suggests, of those that are switched
// on: as a comment, since a wrong one would switch others off, unless it is asked for.
func (w *writing) suggested(b *document.Block, h *netstate.Host, v *netstate.Vmk) {
	name := v.PortGroup.Or("")
	role, ok := suggestion(name)
	if !ok || impliedRole(v.Stack.Or("")) != "" {
		return
	}
	from := fmt.Sprintf("its port group's name, %q", name)
	if w.opt.Roles {
		b.SetWith("roles", []string{string(role)}, "guessed from "+from)
		w.note(importer.Guess, h.Name, "the role %s of %s, from %s", role, v.Device, from)
		return
	}
	b.Set(remarkName, fmt.Sprintf("roles = [%q], going by %s", role, from))
	w.note(importer.Guess, h.Name, "a comment gives %s the role %s, from %s; it counts with --guess-roles only", v.Device, role, from)
}

// impliedRole is the role that a vmk has by being on a stack; empty: none.
func impliedRole(stack string) netstate.Role {
	for _, row := range esx.Stacks {
		if row.Name == stack {
			return row.Implied
		}
	}
	return ""
}

// suggestions are the words by which people call port groups after roles.
var suggestions = map[string]netstate.Role{
	"management": netstate.Management, "mgmt": netstate.Management, "mgt": netstate.Management, "mng": netstate.Management,
	"vmotion": netstate.VMotion, "vmo": netstate.VMotion, "vmot": netstate.VMotion,
	"vsan": netstate.VSAN, "witness": netstate.VSANWitness,
	"ft": netstate.FT, "faulttolerance": netstate.FT, "ftlogging": netstate.FT,
	"replication": netstate.Replication, "provisioning": netstate.Provisioning,
}

// suggestion is the role that a port group's name suggests, where it suggests one only.
func suggestion(name string) (role netstate.Role, ok bool) {
	for _, word := range words(name) {
		r, is := suggestions[word]
		if !is || r == role {
			continue
		}
		if role != "" {
			return "", false
		}
		role = r
	}
	return role, role != ""
}

// remark makes comments of remarks.
func remark(blocks []*document.Block) {
	for _, b := range blocks {
		if text, ok := b.Attrs[remarkName].Value.(string); ok {
			b.Comments = append(b.Comments, text)
		}
		delete(b.Attrs, remarkName)
		remark(b.Blocks)
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
