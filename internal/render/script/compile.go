package script

import (
	"slices"
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

// Compile makes the script of a group of hosts. The last line, which runs it,
// is the caller's to choose: a script of its own hands on its arguments, a
// first-boot section fixes them.
func Compile(g *netstate.Group, release string, meta render.Meta, run string) *Script {
	body := &lowering{text: newText(g), used: map[string]bool{}}
	body.operations(&g.Pattern)

	t := newText(g)
	head(t, release, meta)
	declared(t, &g.Pattern)
	t.buf = append(t.buf, library(body.used)...)
	t.raw("\n# --- what is wanted ------------------------------------------------------------------\n\nops() {\n")
	at := len(t.buf)
	t.buf = append(t.buf, body.buf...)
	for _, h := range body.holes {
		h.at += at
		t.holes = append(t.holes, h)
	}
	t.raw("}\n\n" + run + "\n")
	return &Script{text: t, group: g}
}

// Append appends the script of one member.
func (s *Script) Append(dst []byte, member int) []byte {
	return s.text.fill(dst, s.group, &s.group.Members[member])
}

func head(t *text, release string, meta render.Meta) {
	t.raw("#!/bin/sh\n# Made by vmkgen " + meta.Version + " from " + comment(meta.Source) + " (sha256 " + meta.Hash + ")\n# VMkernel networking of ")
	t.name(nameText)
	t.raw(", for ESXi " + release + " and later; sh THIS --help tells how to run it.\n# shellcheck shell=sh\n\nhost=")
	t.name(nameWord)
	t.raw("\nrelease=" + release + "\n")
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
	var vmks, switches, uplinked, addressed []string
	for i := range h.Vmks {
		vmks = append(vmks, h.Vmks[i].Device)
		if ip := h.Vmks[i].IPv4; ip != nil && ip.Mode.IsSet() {
			addressed = append(addressed, h.Vmks[i].Device)
		}
	}
	for i := range h.Switches {
		switches = append(switches, h.Switches[i].Name)
		if h.Switches[i].Uplinks != nil {
			uplinked = append(uplinked, h.Switches[i].Name)
		}
	}
	for _, list := range []struct {
		name  string
		items []string
	}{
		{"our_vmks", vmks},
		{"our_ipv4", addressed},
		{"our_switches", switches},
		{"our_uplinked", uplinked},
	} {
		t.raw(list.name + "=")
		t.buf = render.AppendShell(t.buf, strings.Join(list.items, "\n"))
		t.raw("\n")
	}
	t.raw("\n")
}

// operations writes the host's operations, and after the addresses, what a
// replaced vmk gets back.
func (l *lowering) operations(h *netstate.Host) {
	ops := plan.Ensure(h)
	last := -1
	for i, o := range ops {
		switch o.(type) {
		case op.EnsureVmk, op.SetVmkMTU, op.SetIPv4, op.SetIPv6:
			last = i
		}
	}
	for i, o := range ops {
		op.Visit(o, l)
		if i == last {
			l.restores(h)
		}
	}
	if len(ops) == 0 {
		l.raw("  :\n")
	}
}

func (l *lowering) restores(h *netstate.Host) {
	for i := range h.Vmks {
		v := &h.Vmks[i]
		l.line("restore", "restore", v.Device, esx.StackKey(v.Stack.Or(netstate.DefaultStack)), strings.Join(said(v), " "))
	}
}

// said are the kinds of settings that the configuration says of a vmk, and
// that a replaced one therefore isn't given back as they were.
func said(v *netstate.Vmk) []string {
	var kinds []string
	for _, k := range []struct {
		name string
		is   bool
	}{
		{"ipv4", v.IPv4 != nil && v.IPv4.Mode.IsSet()},
		{"ipv6", v.IPv6 != nil},
		{"roles", v.Roles != nil},
		{"iscsi", v.ISCSI != nil},
	} {
		if k.is {
			kinds = append(kinds, k.name)
		}
	}
	return slices.Clip(kinds)
}
