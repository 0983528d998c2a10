package powercli

import (
	"slices"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/render"
)

// NewChange gives the PowerCLI target for changes.
func NewChange() render.ChangeTarget { return changeTarget{} }

type changeTarget struct{ target }

// RefuseChange names what a script can't do on the way there or back.
func (changeTarget) RefuseChange(c *render.Changes) []render.Refusal {
	return c.BothWays(func(i int, p *plan.Planned) []render.Refusal { return refuseChange(c.Cluster, i, p.Host) })
}

// refuseChange names what a script can't do of one host's change.
func refuseChange(c *netstate.Cluster, i int, p *plan.Host) []render.Refusal {
	goal := p.Touched()
	r := refusing{group: i, host: &goal}
	if i == 0 {
		r.word("cluster", c.Name, "")
		r.word("vCenter server", c.Server, "")
	}
	r.word("host", p.Name, "")
	r.all()
	return r.out
}

// RenderChange writes CLUSTER.ps1, which makes the changes, and
// CLUSTER.rollback.ps1, which undoes them.
func (changeTarget) RenderChange(c *render.Changes, emit func(render.File) error) error {
	for _, way := range []struct {
		changes  *render.Changes
		name     string
		rollback bool
	}{
		{c, c.Cluster.Name, false},
		{c.Back(), c.Cluster.Name + ".rollback", true},
	} {
		body, err := changeScript(way.changes, way.name, way.rollback)
		if err != nil {
			return err
		}
		if err := emit(render.File{Path: "powercli/" + way.name + ".ps1", Mode: 0o644, Body: body}); err != nil {
			return err
		}
	}
	return nil
}

// changeScript writes one script for all the hosts.
func changeScript(c *render.Changes, name string, rollback bool) ([]byte, error) {
	sets := wantedSets{keys: map[string]string{}}
	var hosts []byte
	for _, h := range c.Hosts {
		l := lowerChange(h.Host)
		hosts = l.appendHost(hosts, h.Name, sets.add(l.rows))
	}
	before, after, err := frame(heading{
		cluster: c.Cluster, script: name, meta: c.Meta, from: &c.From, to: &c.To, rollback: rollback,
	}, sets.texts)
	if err != nil {
		return nil, err
	}
	return marked(slices.Concat(before, hosts, after)), nil
}

// wantedSets are the lists of what is wanted, once for hosts that want the same.
type wantedSets struct {
	keys  map[string]string
	texts []byte
}

// add gives the key of a list.
func (s *wantedSets) add(rows []byte) string {
	key, ok := s.keys[string(rows)]
	if !ok {
		key = "set" + strconv.Itoa(len(s.keys)+1)
		s.keys[string(rows)] = key
		s.texts = append(s.texts, "    "+key+" = @(\n"...)
		s.texts = append(s.texts, rows...)
		s.texts = append(s.texts, "    )\n"...)
	}
	return key
}

// A changing lowers the change of one host: as any host's, but that addresses
// are kept apart for the host's row, and that what the library does of itself
// is left out.
type changing struct {
	lowering
	plan *plan.Host
	own  []ownValue
	rows []byte
	// The switches whose uplinks come and go, and the vmks that are bound.
	moved, bound map[string]bool
}

// An ownValue is what only one host has, under its key in the host's row.
type ownValue struct {
	key    string
	values []string
	list   bool
}

var _ op.Visitor[[]byte] = (*changing)(nil)

// lowerChange makes the rows of a change: what must hold before, then the
// operations in their order.
func lowerChange(p *plan.Host) *changing {
	l := &changing{plan: p, moved: map[string]bool{}, bound: map[string]bool{}}
	l.guards()
	for _, s := range p.Steps {
		l.rows = append(l.rows, op.Visit(s.Op, l)...)
	}
	l.rebinds()
	return l
}

func (l *changing) keep(key string, list bool, values ...string) {
	l.own = append(l.own, ownValue{key, values, list})
}

// appendHost appends a host's row.
func (l *changing) appendHost(dst []byte, name, wanted string) []byte {
	r := append(row(dst), "    @{ Name = "...)
	r = AppendQuoted(r, name)
	r = r.text("Wanted", wanted)
	for _, o := range l.own {
		if o.list {
			r = r.list(o.key, o.values)
		} else {
			r = r.text(o.key, o.values[0])
		}
	}
	return r.end()
}

func (l *changing) SetIPv4(o op.SetIPv4) []byte {
	if o.IPv4.Mode.Or("") == netstate.Static {
		l.keep(o.Device, false, o.IPv4.Address.Addr().String())
	}
	return l.lowering.SetIPv4(o)
}

func (l *changing) SetIPv6(o op.SetIPv6) []byte {
	if !o.IPv6.Off && o.IPv6.Addresses != nil {
		values := make([]string, len(o.IPv6.Addresses))
		for i, p := range o.IPv6.Addresses {
			values[i] = p.String()
		}
		l.keep(o.Device+ipv6Suffix, true, values...)
	}
	return l.lowering.SetIPv6(o)
}

// RemoveVmk leaves a vmk that is made anew to the library, which moves it out
// of the way of others.
func (l *changing) RemoveVmk(o op.RemoveVmk) []byte {
	if l.plan.Goal.Vmk(o.Device) != nil {
		return nil
	}
	return l.lowering.RemoveVmk(o)
}

// BindISCSI leaves out what unbinds a vmk only for a time, or before it goes:
// the library unbinds where it has to.
func (l *changing) BindISCSI(o op.BindISCSI) []byte {
	v := l.plan.Goal.Vmk(o.Device)
	if len(o.Adapters) == 0 && (v == nil || len(v.ISCSI) > 0) {
		return nil
	}
	l.bound[o.Device] = true
	return l.bind(o.Device, o.Adapters)
}

// bind binds a vmk; the software adapter may have another name when it is
// switched on again.
func (l *changing) bind(device string, adapters []string) []byte {
	adapters = slices.Clone(adapters)
	for i, hba := range adapters {
		if hba == l.plan.From.SoftwareISCSI.Or("") || hba == l.plan.Goal.SoftwareISCSI.Or("") {
			adapters[i] = netstate.SoftwareISCSI
		}
	}
	return l.lowering.BindISCSI(op.BindISCSI{Device: device, Adapters: adapters})
}

// SetUplinks notes the switches whose uplinks come and go.
func (l *changing) SetUplinks(o op.SetUplinks) []byte {
	l.moved[o.Switch] = true
	for i := range l.plan.From.Switches {
		s := &l.plan.From.Switches[i]
		if slices.ContainsFunc(s.Uplinks, func(n string) bool { return slices.Contains(o.Uplinks, n) }) {
			l.moved[s.Name] = true
		}
	}
	return l.lowering.SetUplinks(o)
}

// rebinds binds vmks that don't change and are unbound while the uplinks under
// them do: a run that is cut off in between is not to forget them.
func (l *changing) rebinds() {
	for i := range l.plan.Goal.Vmks {
		v := &l.plan.Goal.Vmks[i]
		if len(v.ISCSI) > 0 && l.moved[v.Switch.Or("")] && !l.bound[v.Device] {
			l.rows = append(l.rows, l.bind(v.Device, v.ISCSI)...)
		}
	}
}
