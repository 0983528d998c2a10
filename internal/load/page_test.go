package load_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/view"
)

// Each page is named by the code that it shows. It holds a configuration and,
// in its last section, the text that users read of it. Lines "var NAME=VALUE",
// "env NAME=VALUE" and "var-file NAME" in its comment stand for the command
// line; "secret TEXT" is what must be told in no form.
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
			archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
			req, secrets := request(archive)
			r := load.Load(req)
			code, _, _ := strings.Cut(filepath.Base(page), "-")
			if !slices.ContainsFunc(r.Diags, func(d diag.Diagnostic) bool { return d.Code == diag.Code(code) }) {
				t.Errorf("it has no %s", code)
			}
			for form, text := range forms(t, r) {
				for _, s := range secrets {
					if strings.Contains(text, s) {
						t.Errorf("as %s, the secret %s is told:\n%s", form, s, text)
					}
				}
			}
			archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(forms(t, r)["text"])})
			golden.Compare(t, page, txtar.Format(archive))
		})
	}
}

func request(a *txtar.Archive) (req load.Request, secrets []string) {
	req = load.Request{Vars: map[string]string{}, Env: map[string]string{}}
	for line := range strings.Lines(string(a.Comment)) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, value, _ := strings.Cut(rest, "=")
		switch verb {
		case "var":
			req.Vars[name] = value
		case "env":
			req.Env[name] = value
		case "var-file":
			req.VarFiles = append(req.VarFiles, rest)
		case "secret":
			secrets = append(secrets, rest)
		}
	}
	files := fstest.MapFS{}
	for _, f := range a.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	req.FS = files
	return req, secrets
}

// forms are all in which diagnostics are told.
func forms(t *testing.T, r *load.Result) map[string]string {
	t.Helper()
	var text, json, sarif, github, evaluated bytes.Buffer
	for _, err := range []error{
		view.Diagnostics(&text, r.Diags, &r.Sources, view.Style{}),
		view.DiagnosticsJSON(&json, r.Diags),
		view.DiagnosticsSARIF(&sarif, r.Diags, &r.Sources, "v0"),
		view.DiagnosticsGitHub(&github, r.Diags, &r.Sources),
		view.EvaluatedJSON(&evaluated, r.Plain()),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	return map[string]string{
		"text": text.String(), "json": json.String(), "sarif": sarif.String(), "github": github.String(), "evaluated": evaluated.String(),
	}
}

// Every code of reading, of the schema and of what can't be filled in has a
// page of its own.
func TestEveryCodeHasAPage(t *testing.T) {
	t.Parallel()
	for _, row := range diag.Codes() {
		if row.Code >= "VMK110" && row.Code != diag.ReleaseNewer {
			continue
		}
		pages, _ := filepath.Glob("testdata/" + string(row.Code) + "-*.txtar")
		if len(pages) == 0 {
			t.Errorf("no page shows %s: %s", row.Code, row.Title)
		}
		for _, page := range pages {
			text, err := os.ReadFile(page)
			if _, want, _ := strings.Cut(string(text), "-- want --\n"); err != nil || !strings.Contains(want, row.Severity.String()+" "+string(row.Code)+": ") {
				t.Errorf("%s doesn't show its code: %v", page, err)
			}
		}
	}
}
