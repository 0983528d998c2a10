package load_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/view"
)

// seeds are sound configurations: the files of each example, by its name.
func seeds(t testing.TB) []fstest.MapFS {
	t.Helper()
	dirs, _ := filepath.Glob("../../examples/*")
	var out []fstest.MapFS
	for _, dir := range dirs {
		fsys := fstest.MapFS{}
		files, _ := filepath.Glob(filepath.Join(dir, "*.*"))
		for _, f := range files {
			if text, err := os.ReadFile(f); err == nil {
				fsys[filepath.Base(f)] = &fstest.MapFile{Data: text}
			}
		}
		out = append(out, fsys)
	}
	if len(out) == 0 {
		t.Fatal("no examples")
	}
	return out
}

// mangle changes a text: bytes, lines and blocks are lost, doubled, swapped or
// put elsewhere.
func mangle(t *rapid.T, text []byte) []byte {
	for range rapid.IntRange(1, 4).Draw(t, "changes") {
		unit := rapid.SampledFrom([]string{"", "\n", "\n\n"}).Draw(t, "unit")
		parts := bytes.SplitAfter(text, []byte(unit))
		if len(parts) < 2 {
			continue
		}
		i, j := rapid.IntRange(0, len(parts)-1).Draw(t, "at"), rapid.IntRange(0, len(parts)-1).Draw(t, "other")
		switch rapid.SampledFrom([]string{"lose", "double", "swap", "write", "end"}).Draw(t, "change") {
		case "lose":
			parts = slices.Delete(parts, i, i+1)
		case "double":
			parts = slices.Insert(parts, j, parts[i])
		case "swap":
			parts[i], parts[j] = parts[j], parts[i]
		case "write":
			what := rapid.SampledFrom([]string{"{", "}", "\"", "${", "[", "=", "\x00", "\xff", "null", "-1", "host.number", "vars.x", "9223372036854775807", "remove = true\n", "\u202e"})
			parts[i] = []byte(what.Draw(t, "what"))
		case "end":
			parts = parts[:i]
		}
		text = bytes.Join(parts, nil)
	}
	return text
}

// sound holds what was told against the texts it is about.
func sound(t testing.TB, r *load.Result) {
	t.Helper()
	for _, d := range r.Diags {
		for _, at := range append([]diag.Range{deref(d.Subject), deref(d.Context)}, d.Via...) {
			text, ok := r.Sources.Text(at.File)
			if at.File != "" && (!ok || at.Start.Line < 1 || at.Start.Column < 1 || at.Start.Byte > at.End.Byte || at.End.Byte > len(text)) {
				t.Fatalf("%s %s: %+v lies outside its text", d.Code, d.Summary, at)
			}
		}
		if _, known := diag.Lookup(d.Code); !known || d.Summary == "" {
			t.Fatalf("%+v", d)
		}
	}
	for _, c := range r.Clusters {
		for i := range c.Groups {
			c.Groups[i].Host(len(c.Groups[i].Members) - 1)
		}
	}
	var b bytes.Buffer
	if view.Diagnostics(&b, r.Diags, &r.Sources, view.Style{}) != nil || view.EvaluatedJSON(&b, r.Plain()) != nil {
		t.Fatal("it can't be shown")
	}
}

func deref(r *diag.Range) diag.Range {
	if r == nil {
		return diag.Range{}
	}
	return *r
}

// Whatever becomes of a configuration, reading it never panics, and what is
// told of it lies in it.
func TestMangledConfigurations(t *testing.T) {
	t.Parallel()
	all := seeds(t)
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.SampledFrom(all).Draw(rt, "seed")
		fsys := maps.Clone(seed)
		name := rapid.SampledFrom(sortedNames(seed)).Draw(rt, "file")
		fsys[name] = &fstest.MapFile{Data: mangle(rt, seed[name].Data)}
		sound(both{t, rt}, load.Load(load.Request{FS: fsys}))
	})
}

func sortedNames(fsys fstest.MapFS) (out []string) {
	for name := range fsys {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Damaged syntax is always told of, with its place.
func TestDamagedSyntaxIsTold(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds(t) {
		for _, name := range sortedNames(seed) {
			if !strings.HasSuffix(name, ".vmk.hcl") {
				continue
			}
			for _, damage := range []string{"}", "{", "x =", "\"", "= 1", "a b c", "]", "x = \"${\""} {
				text := append(slices.Clone(seed[name].Data), "\n"+damage+"\n"...)
				r := load.Load(load.Request{FS: fstest.MapFS{name: {Data: text}}})
				if !slices.ContainsFunc(r.Diags, func(d diag.Diagnostic) bool {
					return d.Code == diag.BadSyntax && d.Severity == diag.Error && d.Subject != nil && d.Subject.File == name
				}) {
					t.Errorf("%s with %q at its end has no fault of syntax: %+v", name, damage, r.Diags)
				}
				sound(t, r)
			}
		}
	}
}

// What is read grows with what is written, not with the hosts that it makes.
func TestWorkGrowsWithWhatIsWritten(t *testing.T) {
	work := func(hosts int) (allocations float64) {
		text := fmt.Sprintf(`cluster "c" {
  hosts = ["esx[00001-%05d].x"]
  switch "vSwitch0" { uplinks = ["vmnic0", "vmnic1"] }
  vmk "vmk0" {
    vlan   = 10
    subnet = "10.0.0.0/15"
  }
  vmk "vmk1" {
    roles  = ["vmotion"]
    stack  = "vmotion"
    vlan   = 20
    subnet = "10.2.0.0/15"
    ipv6 { subnet = "2001:db8::/64" }
  }
}`, hosts)
		fsys := fstest.MapFS{"a.vmk.hcl": {Data: []byte(text)}}
		return testing.AllocsPerRun(1, func() {
			r := load.Load(load.Request{FS: fsys})
			if len(r.Diags) > 0 || len(r.Clusters) != 1 || len(r.Clusters[0].Groups) != 1 || len(r.Clusters[0].Groups[0].Members) != hosts {
				t.Errorf("%d hosts: %+v", hosts, r.Diags)
			}
		})
	}
	one, many := work(1), work(50_000)
	if each := (many - one) / 50_000; each > 3 {
		t.Errorf("a host more costs %.1f allocations: %.0f for one host, %.0f for 50,000", each, one, many)
	}
	t.Logf("%.0f allocations for one host, %.0f for 50,000", one, many)
}
