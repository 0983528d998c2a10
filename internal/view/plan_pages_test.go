package view_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/plan"
	"github.com/vmkgen/vmkgen/internal/view"
)

// A scenario is a change that people make, as testdata/changes has it.
type scenario struct {
	comment  string
	from, to plan.Side
	options  plan.Options
}

func scenarioOf(t *testing.T, file string) (s scenario) {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s.comment = string(a.Comment)
	s.options.Prune = map[plan.Kind]bool{}
	snapshot := false
	for _, f := range a.Files {
		switch f.Name {
		case "options":
			for line := range strings.Lines(string(f.Data)) {
				word, kind, _ := strings.Cut(strings.TrimSpace(line), " ")
				switch word {
				case "snapshot":
					snapshot = true
				case "allow-management":
					s.options.AllowManagement = true
				case "prune":
					s.options.Prune[plan.Kind(kind)] = true
				default:
					t.Fatalf("%s: option %q", file, word)
				}
			}
		default:
			clusters := loaded(t, load.Request{FS: fstest.MapFS{"main.vmk.hcl": {Data: f.Data}}})
			side := plan.Side{Name: strings.TrimSuffix(f.Name, ".vmk.hcl"), Managed: true, Clusters: clusters}
			if f.Name == "from.vmk.hcl" {
				s.from = side
			} else {
				s.to = side
			}
		}
	}
	if snapshot {
		seenWhole(&s.from)
	}
	return s
}

// seenWhole makes a configuration the snapshot of hosts that were installed and
// then brought to it.
func seenWhole(s *plan.Side) {
	for c := range s.Clusters {
		for g := range s.Clusters[c].Groups {
			p := &s.Clusters[c].Groups[g].Pattern
			*p = plan.Goal(plan.End{Host: plan.Fresh(p)}, plan.End{Host: *p, Managed: true}, plan.Options{})
		}
	}
	s.Name, s.Managed = "snapshot", false
}

func (s *scenario) plan() *plan.Plan { return plan.Sides(s.from, s.to, nil, s.options) }

// TestPlanPages shows the plan of each scenario: what changes, in which order,
// why, and what it risks.
func TestPlanPages(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("testdata/changes/*.txtar")
	if len(files) == 0 {
		t.Fatal("no scenarios")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			s := scenarioOf(t, file)
			var b bytes.Buffer
			b.WriteString(s.comment + "\n")
			if err := view.PlanText(&b, s.plan(), view.Style{}); err != nil {
				t.Fatal(err)
			}
			golden.Compare(t, strings.TrimSuffix(file, ".txtar")+".text", b.Bytes())
		})
	}
}

// TestPlanFormats shows one plan in each form.
func TestPlanFormats(t *testing.T) {
	t.Parallel()
	p := func() *plan.Plan { s := scenarioOf(t, "testdata/changes/management-move.txtar"); return s.plan() }()
	for name, show := range map[string]func(*bytes.Buffer) error{
		"md":   func(b *bytes.Buffer) error { return view.PlanMarkdown(b, p) },
		"html": func(b *bytes.Buffer) error { return view.PlanHTML(b, p) },
		"json": func(b *bytes.Buffer) error { return view.PlanJSON(b, p) },
	} {
		var b bytes.Buffer
		if err := show(&b); err != nil {
			t.Fatal(err)
		}
		golden.Compare(t, filepath.Join("testdata", "changes", "management-move."+name), b.Bytes())
		if name == "html" {
			wellFormed(t, b.Bytes())
		}
	}
}

// wellFormed demands that a page's tags close each other.
func wellFormed(t *testing.T, page []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Entity = xml.HTMLEntity
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
	}
}

// TestPlansFoldFromStateFiles: hosts whose addresses are each their own are
// shown together, where no numbers tell.
func TestPlansFoldFromStateFiles(t *testing.T) {
	t.Parallel()
	s := scenarioOf(t, "testdata/changes/prune.txtar")
	s.from = snapshotOf(t, stateFile(t, s.from))
	var b bytes.Buffer
	if err := view.PlanText(&b, s.plan(), view.Style{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"lab: esx[01-02].lab.example (2 hosts)\n", "address    10.20.50.11/24 … 10.20.50.12/24 by host\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}

// TestEveryStepHasAReason in every scenario.
func TestEveryStepHasAReason(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("testdata/changes/*.txtar")
	for _, file := range files {
		s := scenarioOf(t, file)
		for _, h := range s.plan().Hosts {
			for _, step := range h.Steps {
				if step.Reason == "" || step.Risk.Level == "" {
					t.Errorf("%s: %s: reason %q, risk %q", file, view.Sentence(step.Op), step.Reason, step.Risk.Level)
				}
			}
		}
	}
}

// TestPlanIsHostileProof: names that hosts and people give are text in every form.
func TestPlanIsHostileProof(t *testing.T) {
	t.Parallel()
	const evil = "<script>alert(1)</script>`|*[x](y)\x1b[31m"
	s := scenarioOf(t, "testdata/changes/vlan.txtar")
	s.from.Name = evil
	var html, md, text bytes.Buffer
	if err := os.ErrInvalid; view.PlanHTML(&html, s.plan()) != nil || view.PlanMarkdown(&md, s.plan()) != nil || view.PlanText(&text, s.plan(), view.Style{}) != nil {
		t.Fatal(err)
	}
	if strings.Contains(html.String(), "<script") || strings.Contains(md.String()+text.String()+html.String(), "\x1b") {
		t.Errorf("%s\n%s", html.String(), md.String())
	}
}
