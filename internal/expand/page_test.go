package expand_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
	"github.com/vmkgen/vmkgen/internal/golden"
)

// Each page holds a configuration and, in its last section, what it expands
// to: the diagnostics, then each value with the place it was written at.
// Lines "var NAME=VALUE", "env NAME=VALUE" and "var-file NAME" in its comment
// stand for the command line.
func TestPages(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, page := range pages {
		t.Run(strings.TrimSuffix(filepath.Base(page), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(page)
			if err != nil {
				t.Fatal(err)
			}
			in := input(archive)
			doc, ds := expand.Expand(in)
			got := show(doc, ds.Sorted(), in.Sources)
			archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
			archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(got)})
			golden.Compare(t, page, txtar.Format(archive))
		})
	}
}

func input(a *txtar.Archive) expand.Input {
	in := expand.Input{Vars: map[string]string{}, Env: map[string]string{}, Sources: &diag.Sources{}}
	for line := range strings.Lines(string(a.Comment)) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, value, _ := strings.Cut(rest, "=")
		switch verb {
		case "var":
			in.Vars[name] = value
		case "env":
			in.Env[name] = value
		case "var-file":
			in.VarFiles = append(in.VarFiles, rest)
		}
	}
	files := fstest.MapFS{}
	for _, f := range a.Files {
		if f.Name != "want" {
			files[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	in.FS = files
	return in
}

func place(r diag.Range) string {
	return fmt.Sprintf("%s:%d:%d-%d", strings.TrimSuffix(r.File, ".vmk.hcl"), r.Start.Line, r.Start.Column, r.End.Column)
}

func show(doc *expand.Document, ds diag.List, sources *diag.Sources) string {
	var b strings.Builder
	for _, d := range ds {
		b.WriteString(showDiag(d, sources))
	}
	for _, name := range slices.Sorted(maps.Keys(doc.VCenters)) {
		fmt.Fprintf(&b, "vcenter %s\n", name)
		showTree(&b, doc.VCenters[name])
	}
	for _, c := range doc.Clusters {
		fmt.Fprintf(&b, "cluster %s @%s\n", c.Name, place(c.Range))
		if c.Tree != nil {
			showTree(&b, c.Tree)
		}
		for _, h := range c.Hosts {
			number := "-"
			if h.HasNumber {
				number = strconv.FormatInt(h.Number, 10)
			}
			fmt.Fprintf(&b, "host %d %s number=%s mac=%s serial=%s @%s", h.Index, h.Name, number, h.MAC, h.Serial, place(h.Range))
			if h.Doubtful {
				b.WriteString(" doubtful")
			}
			b.WriteString("\n")
			if h.Overlay != nil {
				showTree(&b, h.Overlay)
			}
		}
	}
	if len(doc.Disabled) > 0 {
		fmt.Fprintln(&b, "disabled", doc.Disabled)
	}
	return b.String()
}

func showDiag(d diag.Diagnostic, sources *diag.Sources) string {
	at := "-"
	if d.Subject != nil {
		at = place(*d.Subject)
		if sources.Hidden(d.Subject.File, d.Subject.Start.Line) {
			at += " (hidden)"
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s @%s: %s\n", d.Code, d.Severity, at, d.Summary)
	for _, more := range []string{d.Detail, d.Hint} {
		if more != "" {
			out.WriteString("    " + more + "\n")
		}
	}
	for _, v := range d.Via {
		out.WriteString("    via " + place(v) + "\n")
	}
	if d.Hosts > 1 {
		fmt.Fprintf(&out, "    on %d hosts, first %s\n", d.Hosts, d.Path)
	}
	return out.String()
}

// showTree lists the leaves of a tree, and blocks that hold nothing.
func showTree(b *strings.Builder, t *expand.Tree) {
	var walk func(pointer string, v any)
	walk = func(pointer string, v any) {
		if m, ok := v.(map[string]any); ok && len(m) > 0 {
			for _, k := range slices.Sorted(maps.Keys(m)) {
				step := strings.NewReplacer("~", "~0", "/", "~1").Replace(k)
				walk(strings.TrimPrefix(pointer+"/"+step, "/"), m[k])
			}
			return
		}
		text, _ := json.Marshal(v)
		fmt.Fprintf(b, "  %s = %s", pointer, text)
		if o, ok := t.Origins[pointer]; ok {
			fmt.Fprintf(b, " @%s in %d", place(o.Range), o.Block.Start.Line)
			for _, via := range o.Via {
				fmt.Fprintf(b, " via %s", place(via))
			}
		} else {
			b.WriteString(" NO ORIGIN")
		}
		for _, at := range slices.Sorted(maps.Keys(t.Sensitive)) {
			if at == pointer || strings.HasPrefix(at, pointer+"/") {
				fmt.Fprintf(b, " secret %s", at)
			}
		}
		b.WriteString("\n")
	}
	walk("", t.Root)
	for _, at := range slices.Sorted(maps.Keys(t.Broken)) {
		fmt.Fprintf(b, "  broken %q\n", at)
	}
}
