package view_test

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/view"
)

// same holds a YAML document against a JSON one.
func same(tb testing.TB, yamlText, jsonText []byte) string {
	tb.Helper()
	var fromYAML, fromJSON any
	if err := yaml.Unmarshal(yamlText, &fromYAML); err != nil {
		tb.Fatalf("%v\n%s", err, yamlText)
	}
	again, err := json.Marshal(fromYAML)
	if err != nil {
		tb.Fatal(err)
	}
	var first any
	if json.Unmarshal(jsonText, &fromJSON) != nil || json.Unmarshal(again, &first) != nil {
		tb.Fatalf("not JSON: %s", jsonText)
	}
	return cmp.Diff(fromJSON, first)
}

// The YAML form, read by somebody else's parser, is the JSON form.
func TestHostsYAMLIsTheJSON(t *testing.T) {
	t.Parallel()
	all := examples(t)
	all["everything"], all["awkward"], all["nothing"] = hosts(everything()), hosts(awkward()), hosts()
	all["a cluster without hosts"] = hosts(everything())
	all["a cluster without hosts"].Clusters[0].Groups = nil
	for name, s := range all {
		text := shown(t, func(w io.Writer) error { return view.HostsYAML(w, s) })
		if diff := same(t, []byte(text), asJSON(t, s)); diff != "" {
			t.Errorf("%s (-json +yaml): %s", name, diff)
		}
	}
}

// Any plain data comes back from YAML as it went in, keys in one order.
func TestEvaluatedYAMLIsTheJSON(t *testing.T) {
	t.Parallel()
	word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"", "no", "NO", "~", "null", "1e3", "0x1f", "0123", "1_000", "12:30:45", "2026-11-26", "- a", "? b", "a: b", "a #b", "#", "&a", "*a", "!t", "%d",
		"@x", "`x", "{", "[", "]", "|", ">", "'", "\"", " a", "a ", "a\nb", "\t", "é", "\u2028", "\ufeff", "\x7f", "\u0085", "=", "<<", ".inf", ".nan", "y", "on", "---", "...",
	}))
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		scalar := rapid.OneOf(rapid.Map(word, func(s string) any { return s }), rapid.Map(rapid.Int64Range(-1<<40, 1<<40), func(n int64) any { return n }),
			rapid.Map(rapid.Bool(), func(b bool) any { return b }), rapid.Just[any](nil))
		if depth == 0 {
			return scalar
		}
		inner := value(depth - 1)
		return rapid.OneOf(scalar, rapid.Map(rapid.SliceOfN(inner, 0, 3), func(l []any) any { return l }),
			rapid.Map(rapid.MapOfN(word, inner, 0, 3), func(m map[string]any) any { return m }))
	}
	rapid.Check(t, func(rt *rapid.T) {
		data := rapid.MapOfN(word, value(3), 0, 4).Draw(rt, "data")
		var y, again, j bytes.Buffer
		if view.EvaluatedYAML(&y, data) != nil || view.EvaluatedYAML(&again, data) != nil || view.EvaluatedJSON(&j, data) != nil {
			rt.Fatal("it isn't written")
		}
		if diff := same(both{t, rt}, y.Bytes(), j.Bytes()); diff != "" || y.String() != again.String() {
			rt.Fatalf("(-json +yaml) %s\n%s", diff, y.Bytes())
		}
	})
}

// both fails a drawn test in rapid's way, so that it shrinks what it drew.
type both struct {
	*testing.T
	rt *rapid.T
}

func (b both) Fatalf(format string, args ...any) { b.rt.Fatalf(format, args...) }
func (b both) Fatal(args ...any)                 { b.rt.Fatal(args...) }
