package load_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/xeipuuv/gojsonschema"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/gen"
	"github.com/vmkgen/vmkgen/internal/load"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/view"
	"github.com/vmkgen/vmkgen/schema"
)

// aHash stands for secrets, which evaluated data doesn't hold.
const aHash = "$6$example$0123456789"

// evaluated is what show --evaluated prints of a configuration.
func evaluated(tb testing.TB, r *load.Result) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := view.EvaluatedJSON(&b, r.Plain()); err != nil {
		tb.Fatal(err)
	}
	return bytes.ReplaceAll(b.Bytes(), []byte("(sensitive)"), []byte(aHash))
}

// shown is what show --format json prints of the hosts, whatever files they
// come from, and how they are installed.
func shown(tb testing.TB, r *load.Result) string {
	tb.Helper()
	s := &view.Hosts{Source: "x"}
	for i := range r.Clusters {
		c := &r.Clusters[i].Cluster
		s.Clusters = append(s.Clusters, view.HostsOf{Cluster: c, Hosts: func(yield func(netstate.Member, netstate.Host) bool) {
			for i := range c.Groups {
				g := &c.Groups[i]
				for m := range g.Members {
					if !yield(g.Members[m], g.Host(m)) {
						return
					}
				}
			}
		}})
	}
	var b strings.Builder
	if err := view.HostsJSON(&b, s); err != nil {
		tb.Fatal(err)
	}
	for i := range r.Clusters {
		for _, o := range r.Clusters[i].Install {
			if o != nil {
				full := *o
				full.RootHash = ""
				fmt.Fprintf(&b, "%+v\n", full)
			}
		}
	}
	return b.String()
}

// meansTheSame holds a configuration against its evaluated form.
func meansTheSame(t testing.TB, fsys fs.FS, editor *gojsonschema.Schema) {
	t.Helper()
	first := load.Load(load.Request{FS: fsys})
	if first.Diags.HasErrors() {
		t.Fatalf("%+v", first.Diags)
	}
	text := evaluated(t, first)
	again := load.Load(load.Request{FS: fstest.MapFS{"plain.vmk.json": {Data: text}}})
	if again.Diags.HasErrors() {
		t.Fatalf("%+v\n%s", again.Diags, text)
	}
	if diff := cmp.Diff(shown(t, first), shown(t, again)); diff != "" {
		t.Fatalf("evaluated it means something else (-first +again):\n%s\n%s", diff, text)
	}
	if third := evaluated(t, again); !bytes.Equal(text, third) {
		t.Fatalf("evaluated twice it is not the same:\n%s", cmp.Diff(string(text), string(third)))
	}
	r, err := editor.Validate(gojsonschema.NewBytesLoader(text))
	if err != nil || !r.Valid() {
		t.Fatalf("an editor marks it: %v %v\n%s", err, r.Errors(), text)
	}
}

func editorSchema(t *testing.T) *gojsonschema.Schema {
	t.Helper()
	s, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(schema.Editor()))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEvaluatedExamplesMeanTheSame(t *testing.T) {
	t.Parallel()
	dirs, _ := filepath.Glob("../../examples/*")
	if len(dirs) == 0 {
		t.Fatal("no examples")
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) { meansTheSame(t, os.DirFS(dir), editorSchema(t)) })
	}
}

func TestEvaluatedConfigurationsMeanTheSame(t *testing.T) {
	t.Parallel()
	editor := editorSchema(t)
	rapid.Check(t, func(rt *rapid.T) {
		fsys := fstest.MapFS{"a.vmk.hcl": {Data: []byte(gen.Config(rt))}}
		meansTheSame(both{t, rt}, fsys, editor)
	})
}

// both fails a drawn test in rapid's way, so that it shrinks what it drew.
type both struct {
	*testing.T
	rt *rapid.T
}

func (b both) Fatalf(format string, args ...any) { b.rt.Fatalf(format, args...) }

// Layers, hosts of their own, removals and expressions that speak of the host.
func TestEvaluatedLayersMeanTheSame(t *testing.T) {
	t.Parallel()
	editor := editorSchema(t)
	vmk := func(rt *rapid.T, at string) string {
		var b strings.Builder
		for _, said := range [][]string{
			{"address", `"10.0.0.7/24"`, "null", `host.number == 1 ? "10.0.0.2/24" : null`},
			{"subnet", `"10.0.0.0/24"`, `"10.1.0.0/24"`},
			{"offset", "5", "host.index + 9", "null"},
			{"vlan", "0", "host.number", "null"},
			{"roles", "[]", `["nfs"]`, "null"},
			{"gateway", `"10.0.0.254"`, "null"},
			{"remove", "false", "host.number == 2", "true"},
		} {
			attr, values := said[0], said[1:]
			if rapid.IntRange(0, 2).Draw(rt, at+attr) == 0 {
				fmt.Fprintf(&b, "    %s = %s\n", attr, rapid.SampledFrom(values).Draw(rt, at+attr+" value"))
			}
		}
		if rapid.Bool().Draw(rt, at+"ipv6") {
			b.WriteString("    ipv6 {\n      subnet = \"2001:db8::/64\"\n    }\n")
		}
		return fmt.Sprintf("  vmk \"vmk1\" {\n%s  }\n", b.String())
	}
	drawn, found := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		src := fmt.Sprintf("profile \"p\" {\n%s}\ncluster \"c\" {\n  profiles = [\"p\"]\n  hosts = [\"esx[1-3]\"]\n  offset = 10\n%s  host \"esx2\" {\n%s  }\n}\n",
			vmk(rt, "low"), vmk(rt, "top"), vmk(rt, "own"))
		fsys := fstest.MapFS{"a.vmk.hcl": {Data: []byte(src)}}
		drawn++
		if load.Load(load.Request{FS: fsys}).Diags.HasErrors() {
			return
		}
		found++
		meansTheSame(both{t, rt}, fsys, editor)
	})
	if 5*found < drawn {
		t.Errorf("only %d of %d drawn configurations were sound", found, drawn)
	}
}

// Any text that may stand in a configuration is there again after a round.
func TestEvaluatedTextsMeanTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"$", "%", "{", "}", "a", "\\", "\"", "é", " ", "/", "~"}), 0, 6).Draw(rt, "text"), "")
		word, _ := json.Marshal(text)
		quoted := strings.NewReplacer("${", `\u0024{`, "%{", `\u0025{`).Replace(string(word))
		src := fmt.Sprintf("cluster \"c\" {\n  hosts = [\"esx1\"]\n  datacenter = \"x%s\"\n  vars = { \"k%[1]s\" = \"%[1]s\" }\n  vmk \"vmk0\" { portgroup = \"g%[1]s\" }\n}\n", quoted[1:len(quoted)-1])
		fsys := fstest.MapFS{"a.vmk.hcl": {Data: []byte(src)}}
		first := load.Load(load.Request{FS: fsys})
		if first.Diags.HasErrors() || first.Clusters[0].Datacenter != "x"+text {
			rt.Skip("HCL can't write it so") // templates can't be escaped everywhere
		}
		meansTheSame(both{t, rt}, fsys, editorSchema(t))
	})
}
