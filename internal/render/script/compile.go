package script

import (
	"bytes"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/render"
)

// A Script is the text of a group's scripts, compiled once: hosts only fill
// its holes.
type Script struct {
	text  *text
	group *netstate.Group
}

// Compile makes the script of a group of hosts, to be run by hand.
func Compile(g *netstate.Group, release string, meta render.Meta) *Script {
	t := newText(g)
	head(t, release, meta)
	t.script(g, release, `main "$@"`)
	return &Script{text: t, group: g}
}

// A Section is what a kickstart's first-boot section needs besides.
type Section struct {
	Log  string // the file it writes to
	Name bool   // the installer gave the host no name
}

// CompileSection makes the same script for a kickstart's first-boot section,
// which nobody hands arguments: it is on its host, and may touch management.
func CompileSection(g *netstate.Group, release string, s Section) *Script {
	t := newText(g)
	t.raw("exec >\"${VMKGEN_LOG:-" + s.Log + "}\" 2>&1\n")
	t.buf = append(t.buf, piece("hostd")...)
	run := "main --any-host --allow-management"
	if s.Name {
		run = string(piece("hostname")) + "\n" + run
	}
	t.script(g, release, run)
	return &Script{text: t, group: g}
}

// script writes what is wanted first, for those who read it, then the library.
func (t *text) script(g *netstate.Group, release, run string) {
	body := &lowering{text: newText(g), used: map[string]bool{}, host: &g.Pattern}
	body.operations()
	t.raw("host=")
	t.name(nameWord)
	t.raw("\nrelease=" + release + "\n")
	declared(t, &g.Pattern)
	t.raw("guards() { :; }\n\n# What is wanted, in order; each line changes only what differs.\n")
	if bytes.ContainsAny(body.buf, "$`") {
		t.raw("# shellcheck disable=SC2016 # names are taken as they stand\n")
	}
	t.raw("ops() {\n")
	at := len(t.buf)
	t.buf = append(t.buf, body.buf...)
	for _, h := range body.holes {
		h.at += at
		t.holes = append(t.holes, h)
	}
	t.raw("}\n\n")
	t.buf = append(t.buf, library(body.used)...)
	t.raw("\n" + run + "\n")
}

// Append appends the script of one member.
func (s *Script) Append(dst []byte, member int) []byte {
	return s.text.fill(dst, s.group, &s.group.Members[member])
}

func head(t *text, release string, meta render.Meta) {
	t.raw("#!/bin/sh\n# Made by vmkgen " + meta.Version + " from " + comment(meta.Source) + " (sha256 " + meta.Hash + ")\n# VMkernel networking of ")
	t.name(nameText)
	t.raw(", for ESXi " + release + " and later; sh THIS --help tells how to run it.\n\n")
}

// comment makes a text safe to stand in a comment.
func comment(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// declared tells the library what is ours: everything else is a stranger.
func declared(t *text, h *netstate.Host) {
	var o owned
	for i := range h.Vmks {
		o.vmks = append(o.vmks, h.Vmks[i].Device)
		if h.Vmks[i].MAC.IsSet() {
			o.macs = append(o.macs, h.Vmks[i].Device)
		}
		if ip := h.Vmks[i].IPv4; ip != nil && ip.Mode.IsSet() {
			o.addressed = append(o.addressed, h.Vmks[i].Device)
		}
	}
	for i := range h.Switches {
		o.switches = append(o.switches, h.Switches[i].Name)
		if h.Switches[i].Uplinks != nil {
			o.uplinked = append(o.uplinked, h.Switches[i].Name)
		}
	}
	o.write(t)
}

// owned are the names of what a script may touch.
type owned struct {
	vmks      []string
	addressed []string // vmks whose IPv4 address is said
	macs      []string // vmks whose MAC is said
	switches  []string
	uplinked  []string // switches whose uplinks are said
}

func (o *owned) write(t *text) {
	t.raw("\n# What may be changed; all else on the host stays as it is.\n")
	for _, list := range []struct {
		name  string
		items []string
	}{
		{"our_vmks", o.vmks},
		{"our_ipv4", o.addressed},
		{"our_macs", o.macs},
		{"our_switches", o.switches},
		{"our_uplinked", o.uplinked},
	} {
		t.raw(list.name + "=")
		t.list(list.items)
		t.raw("\n")
	}
}

// list writes a variable's lines as one line of the script: a line of its own
// that a name begins might mean something to whoever reads the file, as in a
// kickstart.
func (t *text) list(items []string) {
	if len(items) < 2 {
		t.buf = render.AppendShell(t.buf, strings.Join(items, ""))
		return
	}
	t.raw("$(printf '%s\\n'")
	for _, i := range items {
		t.word(i)
	}
	t.raw(")")
}

// operations writes the host's operations.
func (l *lowering) operations() {
	for _, o := range plan.Ensure(l.host) {
		op.Visit(o, l)
	}
	l.settle()
	l.raw("  :\n")
}

// settle gives replaced vmks back what they had and the configuration doesn't
// say, once all of them have been made and addressed.
func (l *lowering) settle() {
	if !l.owes {
		return
	}
	l.owes = false
	for i := range l.host.Vmks {
		v := &l.host.Vmks[i]
		if l.change != nil && !l.change.MadeAnew(v.Device) {
			continue
		}
		l.raw("  restore")
		l.word(v.Device)
		l.word(esx.StackKey(v.Stack.Or(netstate.DefaultStack)))
		l.word(strings.Join(said(v, l.host.Stack(v.Stack.Or(netstate.DefaultStack))), " "))
		l.raw("\n")
	}
}

// said are the kinds of settings that the configuration says of a vmk and its
// stack, and that a replaced one therefore isn't given back as they were.
func said(v *netstate.Vmk, s *netstate.Stack) []string {
	type kind struct {
		name string
		is   bool
	}
	kinds := []kind{
		{"ipv4", v.IPv4 != nil && v.IPv4.Mode.IsSet()},
		{"ipv6", v.IPv6 != nil},
		{"roles", v.Roles != nil},
		{"iscsi", v.ISCSI != nil},
	}
	if ip := v.IPv6; ip != nil {
		kinds = append(kinds, kind{"address6", ip.Off || ip.Addresses != nil}, kind{"autoconf", ip.Off || ip.Autoconf.IsSet()},
			kind{"dhcp6", ip.Off || ip.DHCP.IsSet()}, kind{"gateway6", ip.Off || ip.Gateway.IsSet()})
	}
	if s != nil {
		kinds = append(kinds, kind{"ipv4-gateway", s.Gateway.IsSet()}, kind{"ipv6-gateway", s.Gateway6.IsSet()}, kind{"routes", s.Routes != nil})
	}
	var names []string
	for _, k := range kinds {
		if k.is {
			names = append(names, k.name)
		}
	}
	return names
}
