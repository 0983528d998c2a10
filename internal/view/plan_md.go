package view

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/vmkgen/vmkgen/internal/plan"
)

// PlanMarkdown writes a plan for a pull request: a summary, then a section for
// each set of hosts with like plans.
func PlanMarkdown(w io.Writer, p *plan.Plan) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "### VMkernel networking: %s → %s\n\n%s\n", mdCode(p.From.Name), mdCode(p.To.Name), PlanSummary(p))
	for _, note := range PlanNotes(p) {
		fmt.Fprintf(b, "\n> **Note** %s\n", mdText(note))
	}
	for _, f := range foldPlan(p) {
		mdFold(b, f)
	}
	return b.Flush()
}

func mdFold(b *bufio.Writer, f *fold) {
	h := f.first()
	fmt.Fprintf(b, "\n#### %s: %s\n\n", mdText(f.cluster), mdText(f.names()))
	b.WriteString("| | what | attribute | now | then |\n| --- | --- | --- | --- | --- |\n")
	t := planText{fold: f}
	for i := range h.Changes {
		c := &h.Changes[i]
		mark, _ := sign(c.Verb)
		what := mdText(thing(c))
		if why := why(c); why != "" {
			what += " (" + mdText(why) + ")"
		}
		if len(c.Attributes) == 0 {
			fmt.Fprintf(b, "| `%s` | %s | | | |\n", mark, what)
		}
		for n, d := range c.Attributes {
			if n > 0 {
				mark, what = "", ""
			}
			if mark != "" {
				mark = "`" + mark + "`"
			}
			old, fresh := t.sides(c, d)
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", mark, what, d.Name, mdText(old), mdText(fresh))
		}
	}
	for _, o := range h.Obstacles() {
		b.WriteString("\n> **In the way** " + mdText(o.Why) + "\n")
	}
	b.WriteString("\n")
	for i, s := range h.Steps {
		line := fmt.Sprintf("%d. %s", i+1, mdText(t.sentence(i)))
		if r := riskWords(s.Risk); r != "" {
			line += " — **" + mdText(r) + "**"
		}
		if held := heldWords(s); held != "" {
			line += " — **" + mdText(held) + "**"
		}
		b.WriteString(line + " (" + mdText(s.Reason) + ")\n")
	}
}

// mdText keeps a text from being taken for Markdown.
func mdText(s string) string {
	var b strings.Builder
	for _, r := range plain(s) {
		if strings.ContainsRune("\\`*_{}[]<>()#|~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// mdCode shows a name as code.
func mdCode(s string) string { return "`" + strings.ReplaceAll(plain(s), "`", "'") + "`" }
