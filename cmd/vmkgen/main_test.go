package main_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	main "github.com/vmkgen/vmkgen/cmd/vmkgen"
	"github.com/vmkgen/vmkgen/internal/golden"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"vmkgen": func() { os.Exit(main.Run()) }})
}

// TestScripts runs what users type, and looks at all that comes back.
func TestScripts(t *testing.T) {
	unchanged(t, "testdata/script/*.txtar")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       golden.Updating(),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("EXAMPLES", absolute("../../examples"))
			e.Setenv("GORACE", os.Getenv("GORACE"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "mode": mode, "mtime": mtime, "simulate": simulate, "workbook": workbook,
			"profiles": profiles, "never": never,
		},
	})
}

// unchanged demands that a test's own files are the same at its end: a run that
// rewrites expected texts fails.
func unchanged(t *testing.T, pattern string) {
	t.Helper()
	before := texts(t, pattern)
	t.Cleanup(func() {
		for name, text := range texts(t, pattern) {
			if text != before[name] {
				t.Errorf("%s was rewritten: read what changed", name)
			}
		}
	})
}

func texts(t *testing.T, pattern string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no file is like %s: %v", pattern, err)
	}
	out := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(text)
	}
	return out
}
