package explain_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/explain"
	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/ansible"
	"github.com/vmkgen/vmkgen/internal/render/kickstart"
	"github.com/vmkgen/vmkgen/internal/render/powercli"
	"github.com/vmkgen/vmkgen/internal/render/script"
	"github.com/vmkgen/vmkgen/internal/render/terraform"
	"github.com/vmkgen/vmkgen/internal/render/vcp"
)

// Every code has a page with an example that has it and nothing else, and one
// that has nothing at all.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, row := range diag.Codes() {
		t.Run(string(row.Code), func(t *testing.T) {
			t.Parallel()
			page, ok := explain.Of(row.Code)
			if !ok || page.Prose == "" {
				t.Fatal("no page")
			}
			if elsewhere(row.Code) {
				return
			}
			if len(page.Fails) == 0 || len(page.Pass) == 0 {
				t.Fatal("the page lacks an example")
			}
			told := run(t, page.Flags, page.Fails)
			if len(told) == 0 {
				t.Error("nothing is told of what fails")
			}
			for _, d := range told {
				if d.Code != row.Code {
					t.Errorf("what fails has also %s: %s %s", d.Code, d.Summary, d.Detail)
				}
			}
			for _, d := range run(t, page.Flags, page.Pass) {
				t.Errorf("what passes has %s: %s %s", d.Code, d.Summary, d.Detail)
			}
		})
	}
}

// elsewhere says whether a code is not of a configuration, so that no
// configuration can be its example: of a change between two states, of a
// schema of others, of real hosts, of what others wrote.
func elsewhere(c diag.Code) bool {
	return c == diag.NoWayBack || c == diag.ToolSchema || strings.HasPrefix(string(c), "VMK5") || strings.HasPrefix(string(c), "VMK6")
}

// run gives what a command tells of a configuration: its diagnostics and,
// where there are none, what its target refuses.
func run(t *testing.T, line string, files []txtar.File) diag.List {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, f := range files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	req := load.Request{FS: fsys, Vars: map[string]string{}}
	words := strings.Fields(line)
	target := ""
	for i := 1; i < len(words); i += 2 {
		if i+1 == len(words) {
			t.Fatalf("%q ends too early", line)
		}
		switch value := words[i+1]; words[i] {
		case "--var":
			name, text, _ := strings.Cut(value, "=")
			req.Vars[name] = text
		case "--var-file":
			req.VarFiles = append(req.VarFiles, value)
		case "--target":
			target = value
		default:
			t.Fatalf("the test doesn't know %s of %q", words[i], line)
		}
	}
	r := load.Load(req)
	if target == "" || len(r.Diags) > 0 {
		return r.Diags
	}
	return refused(t, target, r)
}

var targets = []render.Target{script.New(), kickstart.New(kickstart.Options{}), powercli.New(), terraform.New(terraform.Options{}), ansible.New(), profile()}

func profile() render.Target {
	t, err := vcp.New(vcp.Options{})
	if err != nil {
		panic(err)
	}
	return t
}

func refused(t *testing.T, name string, r *load.Result) (told diag.List) {
	t.Helper()
	i := slices.IndexFunc(targets, func(t render.Target) bool { return t.Name() == name })
	if i < 0 {
		t.Fatalf("there is no target %q", name)
	}
	for n := range r.Clusters {
		c := &r.Clusters[n]
		for _, x := range targets[i].Refuse(&render.Cluster{Cluster: &c.Cluster, Install: c.Install}) {
			told = append(told, diag.Diagnostic{Code: x.Code, Summary: x.Pointer, Detail: x.Detail})
		}
	}
	return told
}

// Examples are written as vmkgen fmt writes them, where they can be read.
func TestExamplesAreCanonical(t *testing.T) {
	t.Parallel()
	for _, row := range diag.Codes() {
		page, _ := explain.Of(row.Code)
		for _, f := range slices.Concat(page.Fails, page.Pass) {
			if text, ds := hcl.Format(f.Name, f.Data); strings.HasSuffix(f.Name, ".vmk.hcl") && ds == nil && !bytes.Equal(text, f.Data) {
				t.Errorf("%s, %s would be:\n%s", row.Code, f.Name, text)
			}
		}
	}
}

// What begins a page is prose, and its lines are short enough for a terminal.
func TestProse(t *testing.T) {
	t.Parallel()
	for _, row := range diag.Codes() {
		page, _ := explain.Of(row.Code)
		for line := range strings.Lines(page.Prose) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > 90 {
				t.Errorf("%s: a line of %d characters: %s", row.Code, n, line)
			}
		}
	}
}
