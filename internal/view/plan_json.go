package view

import (
	"io"

	"github.com/vmkgen/vmkgen/internal/op"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// PlanFormat and PlanVersion name the contract of what PlanJSON writes.
const (
	PlanFormat  = "vmkgen.changes"
	PlanVersion = 1
)

type jsonPlan struct {
	Format  string         `json:"format"`
	Version int            `json:"format_version"`
	From    jsonSide       `json:"from"`
	To      jsonSide       `json:"to"`
	Count   PlanCount      `json:"count"`
	Unseen  []string       `json:"unseen,omitempty"` // hosts that the current side lacks
	Extra   []string       `json:"extra,omitempty"`  // hosts that the desired side lacks
	First   []string       `json:"first,omitempty"`  // hosts with addresses that others are to have
	Hosts   []jsonPlanHost `json:"hosts"`
}

type jsonSide struct {
	Name    string `json:"name"`
	Hash    string `json:"sha256,omitempty"`
	Managed bool   `json:"managed"`
}

type jsonPlanHost struct {
	Name    string        `json:"name"`
	Cluster string        `json:"cluster"`
	Changes []plan.Change `json:"changes"`
	// Obstacles are what makes the change impossible as it is.
	Obstacles []plan.Obstacle `json:"obstacles,omitempty"`
	Steps     []jsonStep      `json:"steps"`
}

type jsonStep struct {
	Operation string    `json:"operation"`
	Path      string    `json:"path,omitempty"`
	Sentence  string    `json:"sentence"`
	Reason    string    `json:"reason"`
	Risk      plan.Risk `json:"risk"`
	Blocked   string    `json:"blocked,omitempty"`
}

// PlanJSON writes a plan for programs, host by host.
func PlanJSON(w io.Writer, p *plan.Plan) error {
	out := jsonPlan{
		Format: PlanFormat, Version: PlanVersion, Count: CountPlan(p), Unseen: p.Unseen, Extra: p.Extra, First: p.First(),
		From: jsonSide{p.From.Name, p.From.Hash, p.From.Managed}, To: jsonSide{p.To.Name, p.To.Hash, p.To.Managed},
		Hosts: []jsonPlanHost{},
	}
	for _, h := range p.Hosts {
		j := jsonPlanHost{Name: h.Name, Cluster: h.Cluster.Name, Changes: h.Changes, Obstacles: h.Obstacles(), Steps: []jsonStep{}}
		for _, s := range h.Steps {
			j.Steps = append(j.Steps, jsonStep{plan.OperationName(s.Op), op.Path(s.Op), Sentence(s.Op), s.Reason, s.Risk, s.Blocked})
		}
		out.Hosts = append(out.Hosts, j)
	}
	return indented(w, out)
}
