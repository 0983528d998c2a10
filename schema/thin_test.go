package schema_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/xeipuuv/gojsonschema"

	"github.com/vmkgen/vmkgen/schema"
)

// A value is judged alike by the whole schema and by what it needs of it, and
// another value whose names all stand in that part is too.
func TestThinJudgesAlike(t *testing.T) {
	t.Parallel()
	doc := fresh(t)
	whole := map[string]*gojsonschema.Schema{}
	left := 0
	for _, table := range []map[string]string{good, bad} {
		each(t, table, func(kind, line string, v any) {
			if whole[kind] == nil {
				whole[kind] = compiled(t, doc, kind)
			}
			thin, without := schema.Thin(doc, kind, v)
			left += len(without)
			if got, want := verdict(t, compiled(t, thin, kind), v), verdict(t, whole[kind], v); !slices.Equal(got, want) {
				t.Errorf("%s %s:\nthin  %q\nwhole %q", kind, line, got, want)
			}
		})
	}
	if left == 0 {
		t.Error("nothing was ever left out")
	}
}

// What the first value of a kind did without is there for the next.
func TestLaterValuesAreJudgedWhole(t *testing.T) {
	t.Parallel()
	for _, v := range []map[string]any{{}, {"mtu": 1}, {"vlan": -1}, {"ipv6": map[string]any{"gateway": "x"}}} {
		if got := len(schema.Check("vmk", v)); got != len(v) {
			t.Errorf("%v has %d faults", v, got)
		}
	}
}

func compiled(tb testing.TB, doc map[string]any, kind string) *gojsonschema.Schema {
	tb.Helper()
	s, err := schema.Compile(doc, kind)
	if err != nil {
		tb.Fatal(kind, err)
	}
	return s
}

func verdict(tb testing.TB, s *gojsonschema.Schema, v any) []string {
	tb.Helper()
	r, err := s.Validate(gojsonschema.NewGoLoader(v))
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, e := range r.Errors() {
		out = append(out, fmt.Sprint(e.Context().String("/"), e.Type(), e.Description()))
	}
	slices.Sort(out)
	return out
}

// The library writes into what it compiles; a document serves many at once.
func TestOneDocumentCompiledAtOnce(t *testing.T) {
	t.Parallel()
	doc := fresh(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { _, _ = schema.Compile(doc, "cluster") })
	}
	all.Wait()
}
