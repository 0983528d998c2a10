// Package explain says at length what a diagnostic's code means, with an
// example that fails and one that passes.
//
// Its one rule: a page's examples are run in the tests.
package explain

import (
	"embed"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/diag"
)

//go:embed all:pages
var pages embed.FS

// A Page is what is to be said of a code.
type Page struct {
	Prose string
	Fails []txtar.File // a configuration that has the code
	Pass  []txtar.File // one that hasn't
	Flags string       // how it is run, where validating it is not enough
}

// Of gives the page of a code; ok is false where there is none.
func Of(code diag.Code) (p Page, ok bool) {
	text, err := pages.ReadFile("pages/" + string(code) + ".txtar")
	if err != nil {
		return Page{}, false
	}
	a := txtar.Parse(text)
	p.Prose = strings.TrimSpace(string(a.Comment))
	for _, f := range a.Files {
		switch kind, name, _ := strings.Cut(f.Name, "/"); kind {
		case "fails":
			p.Fails = append(p.Fails, txtar.File{Name: name, Data: f.Data})
		case "passes":
			p.Pass = append(p.Pass, txtar.File{Name: name, Data: f.Data})
		case "cmd":
			p.Flags = strings.TrimSpace(string(f.Data))
		}
	}
	return p, true
}

// Text is a page for a terminal.
func Text(code diag.Code) string {
	p, ok := Of(code)
	if !ok {
		return ""
	}
	var b strings.Builder
	b.WriteString(p.Prose + "\n")
	if p.Flags != "" {
		b.WriteString("\nIt comes with: vmkgen " + p.Flags + "\n")
	}
	section(&b, "This fails", p.Fails)
	section(&b, "This passes", p.Pass)
	return b.String()
}

func section(b *strings.Builder, title string, files []txtar.File) {
	for i, f := range files {
		head := title
		if len(files) > 1 {
			head += ", " + f.Name
		}
		if i == 0 || len(files) > 1 {
			b.WriteString("\n" + head + ":\n\n")
		}
		for line := range strings.SplitSeq(strings.TrimRight(string(f.Data), "\n"), "\n") {
			b.WriteString(strings.TrimRight("    "+line, " ") + "\n")
		}
	}
}
