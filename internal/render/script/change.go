package script

import (
	"bytes"
	"slices"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/render"
)

// NewChange gives the esxcli target for changes.
func NewChange() render.ChangeTarget { return changeTarget{} }

type changeTarget struct{ target }

// RefuseChange names what esxcli can't do on the way there or back.
func (changeTarget) RefuseChange(c *render.Changes) []render.Refusal { return c.BothWays(refuseChange) }

// refuseChange names what esxcli can't do of one host's change.
func refuseChange(i int, h *plan.Planned) []render.Refusal {
	goal := h.Touched()
	out := refuseHost(i, &goal)
	for k := range h.Changes {
		if c := &h.Changes[k]; losesGateway6(c) {
			out = append(out, render.Refusal{
				Code: diag.NoWayBack, Group: i, Pointer: "vmk/" + c.Name + "/ipv6/gateway",
				Detail: "esxcli has no known way to take from " + c.Name + " an IPv6 gateway of its own", Hint: elsewhere,
			})
		}
	}
	return out
}

// losesGateway6 says whether a vmk is to lose an IPv6 gateway of its own, or
// may have to. One that is made anew has none.
func losesGateway6(c *plan.Change) bool {
	if c.Kind != plan.VmkKind || c.Verb != plan.Modify {
		return false
	}
	d := c.Delta("ipv6/gateway")
	return d != nil && d.New.Known() && len(d.New) == 0
}

// RenderChange writes HOST.sh, which makes the change, and HOST.rollback.sh,
// which undoes it.
func (changeTarget) RenderChange(c *render.Changes, emit func(render.File) error) error {
	back := c.Back()
	for i, h := range c.Hosts {
		path := "esxcli/" + c.Cluster.Name + "/" + h.Name
		if err := emit(render.File{Path: path + ".sh", Mode: 0o755, Body: compileChange(c, h)}); err != nil {
			return err
		}
		if err := emit(render.File{Path: path + ".rollback.sh", Mode: 0o755, Body: compileChange(back, back.Hosts[i])}); err != nil {
			return err
		}
	}
	return nil
}

// compileChange writes one script of one host.
func compileChange(c *render.Changes, h *plan.Planned) []byte {
	release := h.Goal.Release
	if release == "" {
		release = c.Cluster.Release
	}
	g := &netstate.Group{Pattern: h.Goal, Members: []netstate.Member{{Name: h.Name}}}
	t := newText(g)
	t.raw("#!/bin/sh\n# Made by vmkgen " + c.Meta.Version + ": a change of the VMkernel networking of " + comment(h.Name) + "\n# from " + sideText(&c.From) +
		"\n# to " + sideText(&c.To) + ".\n# It stops before its first write where something has neither its old nor its new value.\n# sh THIS --help tells how to run it.\n\n")
	t.changeScript(h, release)
	return (&Script{text: t, group: g}).Append(nil, 0)
}

func sideText(s *plan.Side) string {
	if s.Hash == "" {
		return comment(s.Name)
	}
	return comment(s.Name) + " (sha256 " + s.Hash + ")"
}

func (t *text) changeScript(h *plan.Planned, release string) {
	body := &lowering{text: newText(&netstate.Group{}), used: map[string]bool{"guard": true}, host: &h.Goal, change: h.Host}
	for _, s := range h.Steps {
		op.Visit(s.Op, body)
	}
	body.settle()
	body.raw("  :\n")
	guards := &lowering{text: newText(&netstate.Group{}), used: body.used, host: &h.Goal}
	guards.guards(h.Host)
	guards.raw("  :\n")
	t.raw("host=")
	t.name(nameWord)
	t.raw("\nrelease=" + release + "\n")
	changed(t, h.Host)
	t.function("What must hold before: the thing that a line names must be there, or may be missing.", "guards", guards.buf)
	t.function("The change, in order; each line changes only what differs.", "ops", body.buf)
	t.raw("\n")
	t.buf = append(t.buf, library(body.used)...)
	t.raw("\nmain \"$@\"\n")
}

// function writes a function of the script, which takes names as they stand.
func (t *text) function(comment, name string, body []byte) {
	t.raw("\n# " + comment + "\n")
	if bytes.ContainsAny(body, "$`") {
		t.raw("# shellcheck disable=SC2016 # names are taken as they stand\n")
	}
	t.raw(name + "() {\n")
	t.buf = append(t.buf, body...)
	t.raw("}\n")
}

// changed tells the library which things the change may touch.
func changed(t *text, p *plan.Host) {
	var o owned
	for i := range p.Changes {
		c := &p.Changes[i]
		switch c.Kind {
		case plan.VmkKind:
			o.vmks = append(o.vmks, c.Name)
			if c.Delta("address") != nil {
				o.addressed = append(o.addressed, c.Name)
			}
			if c.Delta("mac") != nil {
				o.macs = append(o.macs, c.Name)
			}
		case plan.SwitchKind:
			o.switches = append(o.switches, c.Name)
			if c.Delta("uplinks") != nil {
				o.uplinked = append(o.uplinked, c.Name)
			}
		case plan.HostKind, plan.PortGroupKind, plan.StackKind:
		}
	}
	for _, s := range p.Steps {
		if b, ok := s.Op.(op.BindISCSI); ok && !slices.Contains(o.vmks, b.Device) {
			o.vmks = append(o.vmks, b.Device)
		}
	}
	for i := range p.Goal.Switches {
		if s := &p.Goal.Switches[i]; !slices.Contains(o.switches, s.Name) {
			o.switches = append(o.switches, s.Name)
		}
	}
	o.write(t)
}
