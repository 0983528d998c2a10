package view_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/golden"
	"github.com/vmkgen/vmkgen/internal/view"
)

func sarifOf(t testing.TB, l diag.List, src *diag.Sources) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := view.DiagnosticsSARIF(&b, l, src, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A shape is what SARIF 2.1.0 (sections 3.13 to 3.30) says of an object:
// members that must be there, and those that may. A member's value is judged
// by its own shape, or by a function.
type shape struct{ must, may members }

type members map[string]any // a func(any) string, a *shape, or a []any of one of them

func text(v any) string {
	if s, ok := v.(string); !ok || s == "" {
		return "is no text"
	}
	return ""
}

func anyOf(words ...string) func(any) string {
	return func(v any) string {
		if s, ok := v.(string); !ok || !slices.Contains(words, s) {
			return fmt.Sprintf("is none of %v", words)
		}
		return ""
	}
}

func atLeast(n float64) func(any) string {
	return func(v any) string {
		if f, ok := v.(float64); !ok || f < n || f != float64(int(f)) {
			return fmt.Sprintf("is no whole number from %v", n)
		}
		return ""
	}
}

// reference is a URI reference: an absolute one, or a relative path.
func reference(v any) string {
	s, _ := v.(string)
	u, err := url.Parse(s)
	switch {
	case err != nil || s == "" || strings.ContainsAny(s, "\\ \n\"<>^`{|}"):
		return "is no URI reference"
	case u.Scheme != "" && u.Scheme != "file" && u.Scheme != "https":
		return "has the scheme " + u.Scheme
	}
	return ""
}

var (
	sarifMessage  = &shape{must: members{"text": text}}
	sarifRegion   = &shape{must: members{"startLine": atLeast(1)}, may: members{"startColumn": atLeast(1), "endLine": atLeast(1), "endColumn": atLeast(1)}}
	sarifPhysical = &shape{must: members{"artifactLocation": &shape{must: members{"uri": reference}}}, may: members{"region": sarifRegion}}
	sarifLocation = &shape{must: members{"physicalLocation": sarifPhysical}, may: members{"id": atLeast(0), "message": sarifMessage}}
	sarifRule     = &shape{must: members{"id": text}, may: members{"shortDescription": sarifMessage, "help": sarifMessage}}
	sarifResult   = &shape{
		must: members{"message": sarifMessage},
		may: members{
			"ruleId": text, "ruleIndex": atLeast(0), "level": anyOf("none", "note", "warning", "error"),
			"locations": []any{sarifLocation}, "relatedLocations": []any{sarifLocation},
		},
	}
	sarifDriver = &shape{must: members{"name": text}, may: members{"version": text, "rules": []any{sarifRule}}}
	sarifRun    = &shape{
		must: members{"tool": &shape{must: members{"driver": sarifDriver}}},
		may:  members{"results": []any{sarifResult}, "columnKind": anyOf("utf16CodeUnits", "unicodeCodePoints")},
	}
	sarifLog = &shape{must: members{"version": anyOf("2.1.0"), "runs": []any{sarifRun}}, may: members{"$schema": reference}}
)

// judge gives what in a value isn't of its shape.
func judge(at string, v any, by any) (out []string) {
	switch by := by.(type) {
	case func(any) string:
		if why := by(v); why != "" {
			return []string{fmt.Sprintf("%s: %v %s", at, v, why)}
		}
	case []any:
		list, ok := v.([]any)
		if !ok {
			return []string{at + " is no list"}
		}
		for i, x := range list {
			out = append(out, judge(fmt.Sprintf("%s/%d", at, i), x, by[0])...)
		}
	case *shape:
		object, ok := v.(map[string]any)
		if !ok {
			return []string{at + " is no object"}
		}
		return by.judge(at, object)
	}
	return out
}

func (s *shape) judge(at string, object map[string]any) (out []string) {
	for _, k := range slices.Sorted(maps.Keys(s.must)) {
		if _, ok := object[k]; !ok {
			out = append(out, at+" lacks "+k)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(object)) {
		by := s.must[k]
		if by == nil {
			by = s.may[k]
		}
		if by == nil {
			out = append(out, at+" has "+k)
			continue
		}
		out = append(out, judge(at+"/"+k, object[k], by)...)
	}
	return out
}

// coherent gives what in a log contradicts itself: rules that results don't
// name, regions that run backwards, one identifier for two places.
func coherent(log map[string]any) (out []string) {
	for _, run := range log["runs"].([]any) {
		run := run.(map[string]any)
		rules := run["tool"].(map[string]any)["driver"].(map[string]any)["rules"].([]any)
		ids := map[any]bool{}
		for _, r := range rules {
			id := r.(map[string]any)["id"]
			if ids[id] {
				out = append(out, fmt.Sprint("two rules are ", id))
			}
			ids[id] = true
		}
		for _, r := range run["results"].([]any) {
			r := r.(map[string]any)
			if i := int(r["ruleIndex"].(float64)); i >= len(rules) || rules[i].(map[string]any)["id"] != r["ruleId"] {
				out = append(out, fmt.Sprint("rule ", i, " is not ", r["ruleId"]))
			}
			out = append(out, placed(r)...)
		}
	}
	return out
}

func placed(result map[string]any) (out []string) {
	seen := map[any]bool{}
	locations, _ := result["locations"].([]any)
	related, _ := result["relatedLocations"].([]any)
	for _, l := range slices.Concat(locations, related) {
		l := l.(map[string]any)
		g := l["physicalLocation"].(map[string]any)["region"].(map[string]any)
		n := func(name string) float64 { return g[name].(float64) }
		if n("endLine") < n("startLine") || n("endLine") == n("startLine") && n("endColumn") < n("startColumn") {
			out = append(out, fmt.Sprint("a region runs backwards: ", g))
		}
		if id := l["id"]; id != nil && seen[id] {
			out = append(out, fmt.Sprint("two places are ", id))
		} else {
			seen[id] = true
		}
	}
	return out
}

func readSARIF(t testing.TB, out []byte) map[string]any {
	t.Helper()
	var log map[string]any
	if err := json.Unmarshal(out, &log); err != nil {
		t.Fatal(err)
	}
	if wrong := judge("", log, sarifLog); wrong != nil {
		t.Fatalf("%s\n%s", strings.Join(wrong, "\n"), out)
	}
	if wrong := coherent(log); wrong != nil {
		t.Fatalf("%s\n%s", strings.Join(wrong, "\n"), out)
	}
	return log
}

// What is written is SARIF 2.1.0, of every fault that pages show and of any
// texts and places.
func TestSARIFIsWellFormed(t *testing.T) {
	t.Parallel()
	for _, r := range faulty(t) {
		readSARIF(t, sarifOf(t, r.Diags, &r.Sources))
	}
	readSARIF(t, sarifOf(t, nil, nil))
	rapid.Check(t, func(rt *rapid.T) {
		l, src := drawn(rt)
		readSARIF(both{t, rt}, sarifOf(both{t, rt}, l, src))
	})
}

func TestSARIF(t *testing.T) {
	t.Parallel()
	l, src := sample(t)
	golden.Compare(t, "testdata/sample.sarif", sarifOf(t, l, src))
	if view.DiagnosticsSARIF(full{}, l, src, "1") == nil {
		t.Error("it is told where nothing can be written")
	}
}

// A region's columns count code points: cut by them, the line gives what the
// diagnostic is about.
func TestSARIFColumns(t *testing.T) {
	t.Parallel()
	for name, r := range faulty(t) {
		log := readSARIF(t, sarifOf(t, r.Diags, &r.Sources))
		results := log["runs"].([]any)[0].(map[string]any)["results"].([]any)
		for i, d := range r.Diags {
			if d.Subject == nil || d.Subject.Start.Line != d.Subject.End.Line {
				continue
			}
			g := results[i].(map[string]any)["locations"].([]any)[0].(map[string]any)["physicalLocation"].(map[string]any)["region"].(map[string]any)
			all, _ := r.Sources.Text(d.Subject.File)
			line := []rune(strings.Split(string(all), "\n")[d.Subject.Start.Line-1])
			got := string(line[int(g["startColumn"].(float64))-1 : int(g["endColumn"].(float64))-1])
			if want := string(all[d.Subject.Start.Byte:d.Subject.End.Byte]); got != want {
				t.Errorf("%s: the region is %q, the spot %q", name, got, want)
			}
		}
	}
}

// Names of files become references that lead back to them.
func TestSARIFNamesFiles(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"a.vmk.hcl", "with blank/ü.hcl", "50%.hcl", "a:b.hcl", "c#d?.hcl", "../up.hcl", "<stdin>", filepath.Join(os.TempDir(), "x.hcl")} {
		log := readSARIF(t, sarifOf(t, diag.List{{Code: "VMK002", Summary: "s", Subject: &diag.Range{File: file}}}, nil))
		got := fmt.Sprint(log["runs"].([]any)[0].(map[string]any)["results"].([]any)[0].(map[string]any)["locations"])
		ref := regexp.MustCompile(`uri:([^\]]*)\]`).FindStringSubmatch(got)[1]
		u, err := url.Parse(ref)
		if err != nil || strings.TrimPrefix(u.Path, "./") != strings.TrimPrefix(filepath.ToSlash(file), "./") || u.Fragment != "" || u.RawQuery != "" ||
			filepath.IsAbs(file) != (u.Scheme == "file") {
			t.Errorf("%s became %s: %v", file, ref, err)
		}
	}
}
