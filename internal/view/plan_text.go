package view

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// PlanText writes a plan for people: what becomes of each thing, then the
// steps in their order. Hosts with like plans are shown once.
func PlanText(w io.Writer, p *plan.Plan, style Style) error {
	b := bufio.NewWriter(w)
	for i, f := range foldPlan(p) {
		if i > 0 {
			b.WriteByte('\n')
		}
		t := planText{Writer: b, style: style, fold: f}
		t.write()
	}
	if len(p.Hosts) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString(PlanSummary(p) + "\n")
	for _, note := range PlanNotes(p) {
		b.WriteString(style.paint(yellow, note) + "\n")
	}
	return b.Flush()
}

type planText struct {
	*bufio.Writer
	style Style
	fold  *fold
}

func (t *planText) write() {
	h := t.fold.first()
	title := t.fold.names()
	if n := len(t.fold.hosts); n > 1 {
		title += fmt.Sprintf(" (%d hosts)", n)
	}
	t.WriteString(t.style.paint(bold, plain(t.fold.cluster)+": "+title) + "\n")
	for i := range h.Changes {
		t.change(&h.Changes[i])
	}
	for _, o := range h.Obstacles() {
		t.WriteString("  " + t.style.paint(red, "in the way: "+plain(o.Why)) + "\n")
	}
	t.WriteString("  steps\n")
	for i, s := range h.Steps {
		t.step(i+1, s)
	}
}

// sign is how a verb is marked, as people know it from Terraform.
func sign(v plan.Verb) (mark, color string) {
	switch v {
	case plan.Add:
		return "+", green
	case plan.Remove:
		return "-", red
	case plan.Replace:
		return "-/+", red
	default:
		return "~", yellow
	}
}

// thing names what changes.
func thing(c *plan.Change) string {
	switch c.Kind {
	case plan.VmkKind:
		return c.Name
	case plan.PortGroupKind:
		name := "port group " + c.Name
		if strings.HasPrefix(c.Name, "(of ") {
			return "port group of " + c.Of
		}
		if c.Of != "" {
			name += " of " + c.Of
		}
		return name
	case plan.HostKind:
		return "host"
	default:
		return string(c.Kind) + " " + c.Name
	}
}

// why says what a change's verb doesn't; empty: nothing.
func why(c *plan.Change) string {
	if c.Unseen {
		return "the current state doesn't show whether it is there already"
	}
	return c.Why
}

func (t *planText) change(c *plan.Change) {
	mark, color := sign(c.Verb)
	line := "  " + t.style.paint(color, fmt.Sprintf("%3s %s", mark, plain(thing(c))))
	if why := why(c); why != "" {
		line += t.style.paint(dim, "  ("+why+")")
	}
	t.WriteString(line + "\n")
	width := 0
	for _, d := range c.Attributes {
		width = max(width, columns(d.Name))
	}
	for _, d := range c.Attributes {
		t.WriteString("        " + pad(d.Name, width) + "  " + t.value(c, d) + "\n")
	}
}

// sides gives an attribute's value now and then.
func (t *planText) sides(c *plan.Change, d plan.Delta) (old, fresh string) {
	h := t.fold.first()
	last := t.last(c, d.Name)
	_, own := subnet(c, d.Name, d.Old)
	old, fresh = spread(d.Old, last.Old, own), spread(d.New, last.New, numbered(h.Now(), c, d.Name))
	switch {
	case c.Verb == plan.Add:
		return "", fresh
	case c.Verb == plan.Remove:
		return old, ""
	case !d.Old.Known():
		return "not known", fresh
	}
	return old, fresh
}

// last gives the same change of the last host that is shown together.
func (t *planText) last(c *plan.Change, name string) plan.Delta {
	h := t.fold.hosts[len(t.fold.hosts)-1]
	for i := range h.Changes {
		if o := &h.Changes[i]; o.Thing == c.Thing && o.Delta(name) != nil {
			return *o.Delta(name)
		}
	}
	return plan.Delta{}
}

// spread shows a value that hosts have each their own as the first and the last.
func spread(first, last plan.Value, numbered bool) string {
	s := plain(first.String())
	if numbered && !first.Same(last) {
		s += " … " + plain(last.String()) + " by host"
	}
	return s
}

func (t *planText) value(c *plan.Change, d plan.Delta) string {
	old, fresh := t.sides(c, d)
	if old == "" || fresh == "" {
		return old + fresh
	}
	return old + " → " + fresh
}

func (t *planText) step(n int, s plan.Step) {
	risk := riskWords(s.Risk)
	if risk != "" {
		color := yellow
		if s.Risk.Level == plan.Management {
			color = red
		}
		risk = "  " + t.style.paint(color, risk)
	}
	if held := heldWords(s); held != "" {
		risk += "  " + t.style.paint(red, held)
	}
	why := t.style.paint(dim, "  ("+s.Reason+")")
	fmt.Fprintf(t, "    %2d. %s%s%s\n", n, t.sentence(n-1), risk, why)
}

// sentence says what a step does, and whether each host has its own, as an
// address, beside the first's, which it names.
func (t *planText) sentence(n int) string {
	first, last := t.fold.first().Steps, t.fold.hosts[len(t.fold.hosts)-1].Steps
	s := Sentence(first[n].Op)
	if n < len(last) && Sentence(last[n].Op) != s {
		s += " … by host"
	}
	return s
}

// heldWords says that a step is held back, and why where its risk doesn't; empty: it isn't.
func heldWords(s plan.Step) string {
	switch {
	case s.Blocked == "":
		return ""
	case s.Risk.Level == plan.Management:
		return "held back"
	default:
		return "held back: " + s.Blocked
	}
}

// riskWords says what a step may do; empty: nothing.
func riskWords(r plan.Risk) string {
	switch r.Level {
	case plan.Management:
		if len(r.Roles) > 0 {
			return "may cut management off, interrupts " + trafficWords(r.Roles, r.Gap)
		}
		return "may cut management off"
	case plan.Interrupts:
		return "interrupts " + trafficWords(r.Roles, r.Gap)
	default:
		return ""
	}
}

func trafficWords(roles []netstate.Role, gap bool) string {
	if len(roles) == 0 {
		if gap {
			return "its traffic, without an adapter meanwhile"
		}
		return "its traffic"
	}
	s := items(roles)
	if gap {
		s += ", without an adapter meanwhile"
	}
	return s
}

// A PlanCount is how much a plan changes.
type PlanCount struct {
	Hosts   int               `json:"hosts"`     // that change
	Same    int               `json:"unchanged"` // that don't
	Things  map[plan.Verb]int `json:"things"`    // by verb, over all hosts
	Steps   int               `json:"steps"`
	Blocked int               `json:"blocked"` // steps that are held back
}

// CountPlan counts what a plan changes.
func CountPlan(p *plan.Plan) PlanCount {
	n := PlanCount{Hosts: len(p.Hosts), Same: p.Same, Things: map[plan.Verb]int{}}
	for _, h := range p.Hosts {
		for i := range h.Changes {
			n.Things[h.Changes[i].Verb]++
		}
		n.Steps += len(h.Steps)
		for _, s := range h.Steps {
			if s.Blocked != "" {
				n.Blocked++
			}
		}
	}
	return n
}

// PlanSummary says in a line how much a plan changes.
func PlanSummary(p *plan.Plan) string {
	n := CountPlan(p)
	if n.Hosts == 0 {
		return fmt.Sprintf("Nothing to do on %s.", counted(n.Same, "host"))
	}
	s := fmt.Sprintf("%d of %s to change: %d to add, %d to change, %d to replace, %d to remove.",
		n.Hosts, counted(n.Hosts+n.Same, "host"), n.Things[plan.Add], n.Things[plan.Modify], n.Things[plan.Replace], n.Things[plan.Remove])
	if n.Blocked > 0 {
		s += fmt.Sprintf(" %s held back without --allow-management.", counted(n.Blocked, "step"))
	}
	return s
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// PlanNotes says which hosts are in one end only, and which come first.
func PlanNotes(p *plan.Plan) (out []string) {
	if first := p.First(); len(first) > 0 {
		out = append(out, fmt.Sprintf("Other hosts are to have addresses of these, which change first: %s.", some(first)))
	}
	if n := len(p.Unseen); n > 0 {
		out = append(out, fmt.Sprintf("Not in %s, so nothing is planned: %s.", plain(p.From.Name), some(p.Unseen)))
	}
	if n := len(p.Extra); n > 0 {
		out = append(out, fmt.Sprintf("Not in %s, so they are left alone: %s.", plain(p.To.Name), some(p.Extra)))
	}
	return out
}
