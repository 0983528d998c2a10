package view

import (
	_ "embed"
	"html/template"
	"io"
	"sync"

	"github.com/vmkgen/vmkgen/internal/plan"
)

//go:embed plan.html.tmpl
var planPage string

var parsedPlanPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("plan").Parse(planPage))
})

type htmlPlan struct {
	From, To, Summary string
	Notes             []string
	Count             PlanCount
	Folds             []htmlFold
}

type htmlFold struct {
	Cluster, Names string
	Hosts          int
	Changes        []htmlChange
	Obstacles      []string
	Steps          []htmlStep
}

type htmlChange struct {
	Mark, Verb, Thing, Why string
	Attributes             []htmlDelta
}

type htmlDelta struct{ Name, Old, New string }

type htmlStep struct{ Sentence, Reason, Level, Risk, Held string }

// PlanHTML writes a plan as a page that needs nothing else.
func PlanHTML(w io.Writer, p *plan.Plan) error {
	page := htmlPlan{From: plain(p.From.Name), To: plain(p.To.Name), Summary: PlanSummary(p), Notes: PlanNotes(p), Count: CountPlan(p)}
	for _, f := range foldPlan(p) {
		h := f.first()
		t := planText{fold: f}
		out := htmlFold{Cluster: plain(f.cluster), Names: f.names(), Hosts: len(f.hosts)}
		for i := range h.Changes {
			c := &h.Changes[i]
			mark, _ := sign(c.Verb)
			change := htmlChange{Mark: mark, Verb: string(c.Verb), Thing: plain(thing(c)), Why: why(c)}
			for _, d := range c.Attributes {
				old, fresh := t.sides(c, d)
				change.Attributes = append(change.Attributes, htmlDelta{d.Name, old, fresh})
			}
			out.Changes = append(out.Changes, change)
		}
		for _, o := range h.Obstacles() {
			out.Obstacles = append(out.Obstacles, plain(o.Why))
		}
		for i, s := range h.Steps {
			out.Steps = append(out.Steps, htmlStep{t.sentence(i), s.Reason, string(s.Risk.Level), riskWords(s.Risk), heldWords(s)})
		}
		page.Folds = append(page.Folds, out)
	}
	return parsedPlanPage().Execute(w, page)
}
