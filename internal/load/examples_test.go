package load_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vmkgen/vmkgen/internal/load"
)

func TestExamplesAreSound(t *testing.T) {
	dirs, _ := filepath.Glob("../../examples/*")
	if len(dirs) == 0 {
		t.Fatal("no examples")
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			r := load.Load(load.Request{FS: os.DirFS(dir)})
			for _, d := range r.Diags {
				t.Errorf("%v %s: %s: %s (%v)", d.Subject, d.Code, d.Summary, d.Detail, d.Hint)
			}
		})
	}
}
