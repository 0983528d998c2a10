package gen_test

import (
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
)

func TestConfigIsValid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := gen.Config(t)
		r := load.Load(load.Request{FS: fstest.MapFS{"lab.vmk.hcl": {Data: []byte(text)}}})
		if r.Diags.HasErrors() || len(r.Clusters) != 1 {
			t.Fatalf("%v\n%s", r.Diags, text)
		}
	})
}
