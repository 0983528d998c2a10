package expand_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"github.com/vmkgen/vmkgen/internal/expand"
)

// What a configuration expands to may be spelt out by hand in JSON, and means
// the same then.
func TestPlainDataReadsBack(t *testing.T) {
	t.Parallel()
	pages, _ := filepath.Glob("testdata/*.txtar")
	for _, page := range pages {
		archive, err := txtar.ParseFile(page)
		if err != nil {
			t.Fatal(err)
		}
		doc, ds := expand.Expand(input(archive))
		if ds.HasErrors() {
			continue
		}
		again, ds := expand.Expand(expand.Input{FS: fstest.MapFS{"plain.vmk.json": {Data: []byte(plain(t, doc))}}})
		if ds.HasErrors() {
			t.Errorf("%s: %v", page, ds)
			continue
		}
		if diff := cmp.Diff(meaning(doc), meaning(again)); diff != "" {
			t.Errorf("%s: spelt out it means something else (-first +again):\n%s", page, diff)
		}
	}
}

// plain writes a document as *.vmk.json, without profiles, which are laid
// already.
func plain(tb testing.TB, doc *expand.Document) string {
	tb.Helper()
	clusters := map[string]any{}
	for _, c := range doc.Clusters {
		body, hosts, blocks := map[string]any{}, []any{}, map[string]any{}
		for k, v := range c.Tree.Root {
			if k != "profiles" {
				body[k] = v
			}
		}
		for _, h := range c.Hosts {
			row := map[string]any{"name": h.Name, "mac": h.MAC, "serial": h.Serial}
			if h.HasNumber {
				row["number"] = h.Number
			}
			hosts = append(hosts, row)
			if h.Overlay != nil {
				blocks[h.Name] = h.Overlay.Root
			}
		}
		body["hosts"] = hosts
		if len(blocks) > 0 {
			body["host"] = blocks
		}
		clusters[c.Name] = body
	}
	out, err := json.Marshal(map[string]any{"cluster": clusters})
	if err != nil {
		tb.Fatal(err)
	}
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(string(out))
}

// meaning is a document without the places things were written at.
func meaning(doc *expand.Document) any {
	out := map[string]any{}
	for _, c := range doc.Clusters {
		var hosts []any
		for _, h := range c.Hosts {
			full := c.Tree.Root
			if h.Overlay != nil {
				full = expand.Lay(full, h.Overlay.Root)
			}
			full = expand.Lay(full, map[string]any{"profiles": nil})
			hosts = append(hosts, map[string]any{"name": h.Name, "number": h.Number, "has": h.HasNumber, "mac": h.MAC, "serial": h.Serial, "tree": full})
		}
		out[c.Name] = hosts
	}
	return out
}

// The order of files and of blocks means nothing.
func TestOrderMeansNothing(t *testing.T) {
	t.Parallel()
	blocks := []string{
		`variable "v" { default = 7 }`,
		"locals {\n a = local.b\n}",
		"locals {\n b = var.v\n}",
		"profile \"p\" {\n profiles = [\"q\"]\n vmk \"vmk1\" { vlan = local.a }\n vars = { x = \"p\", z = vars.y }\n}",
		"profile \"q\" {\n vmk \"vmk1\" {\n  mtu = 9000\n  vlan = 1\n }\n vars = { x = \"q\", y = vars.x }\n}",
		"cluster \"b\" {\n profiles = [\"p\"]\n hosts = [\"esx[1-2].x\"]\n vmk \"vmk2\" { portgroup = vars.z }\n host \"esx1.x\" {\n  vars = { x = \"own\" }\n }\n}",
		"cluster \"a\" {\n hosts = [\"h\"]\n vmk \"vmk1\" { vlan = local.b }\n}",
		`lint { disable = ["VMK050"] }`,
	}
	want := ""
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.Permutation(blocks).Draw(t, "order")
		cut := rapid.IntRange(0, len(order)).Draw(t, "cut")
		doc, ds := expand.Expand(expand.Input{FS: fstest.MapFS{
			"1.vmk.hcl": {Data: []byte(strings.Join(order[:cut], "\n"))},
			"2.vmk.hcl": {Data: []byte(strings.Join(order[cut:], "\n"))},
		}})
		if ds != nil {
			t.Fatal(ds)
		}
		got, _ := json.Marshal([]any{meaning(doc), doc.Disabled})
		if want == "" {
			want = string(got)
		}
		if string(got) != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	})
	for _, part := range []string{`"portgroup":"own"`, `"portgroup":"p"`, `"vlan":7`} {
		if !strings.Contains(want, part) {
			t.Errorf("%s lacks %s", want, part)
		}
	}
}

// A host's overlay over its cluster's tree is what the host would be alone.
func TestOverlayIsTheHostAlone(t *testing.T) {
	t.Parallel()
	names := []string{"address", "subnet", "dhcp", "offset", "mtu", "remove"}
	values := map[string][]string{
		"address": {`"10.0.0.1/24"`, "null", `host.number == 1 ? "10.0.0.2/24" : null`, "null"},
		"subnet":  {`"10.0.0.0/24"`, "null", `host.number == 2 ? "10.1.0.0/24" : null`},
		"dhcp":    {"true", "false", "null", "host.number == 1"},
		"offset":  {"1", "host.index * 0 + 2", "null"},
		"mtu":     {"1500", "9000", "vars.mtu", "null"},
		"remove":  {"false", "host.number == 2", "true", "null"},
	}
	rapid.Check(t, func(t *rapid.T) {
		block := func(name string) string {
			if rapid.IntRange(0, 3).Draw(t, name+" there") == 0 {
				return ""
			}
			var body strings.Builder
			for _, n := range names {
				if rapid.IntRange(0, 2).Draw(t, name+n+" said") == 0 {
					body.WriteString("    " + n + " = " + rapid.SampledFrom(values[n]).Draw(t, name+n) + "\n")
				}
			}
			if rapid.Bool().Draw(t, name+" nested") {
				body.WriteString("    ipv6 {\n      gateway = " + rapid.SampledFrom([]string{`"a"`, "host.name", "null", "vars.mtu"}).Draw(t, name+"gw") + "\n    }\n")
			}
			return "  vmk \"vmk1\" {\n" + body.String() + "  }\n"
		}
		low, mid, top, own := block("low"), block("mid"), block("top"), block("own")
		src := func(hosts, hostBlocks string) string {
			return fmt.Sprintf("profile \"low\" {\n%s}\nprofile \"mid\" {\n%s}\ncluster \"c\" {\n  profiles = [\"low\", \"mid\"]\n  hosts = [%s]\n  vars = { mtu = 1700 }\n%s%s}\n",
				low, mid, hosts, top, hostBlocks)
		}
		own = fmt.Sprintf("  host \"esx1\" {\n  vars = { mtu = 1800 }\n%s  }\n", own)
		both, ds := expand.Expand(expand.Input{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(src(`"esx1", "esx2"`, own))}}})
		if ds.HasErrors() {
			return
		}
		for i, alone := range []string{src(`"esx1"`, own), src(`"esx2"`, "")} {
			doc, ds := expand.Expand(expand.Input{FS: fstest.MapFS{"a.vmk.hcl": {Data: []byte(alone)}}})
			if ds.HasErrors() {
				t.Fatal(ds)
			}
			want, got := doc.Clusters[0], both.Clusters[0]
			if diff := cmp.Diff(laid(want, 0), laid(got, i)); diff != "" {
				t.Fatalf("host %d (-alone +with others):\n%s\n%s", i, diff, src(`"esx1", "esx2"`, own))
			}
		}
	})
}

func laid(c *expand.Cluster, i int) map[string]any {
	if c.Hosts[i].Overlay == nil {
		return c.Tree.Root
	}
	return expand.Lay(c.Tree.Root, c.Hosts[i].Overlay.Root)
}

func TestLay(t *testing.T) {
	t.Parallel()
	base := map[string]any{
		"esxi": "8.0", "vmk": map[string]any{"vmk0": map[string]any{"vlan": int64(1), "mtu": int64(9000), "teaming": map[string]any{"policy": "mac"}}, "vmk1": map[string]any{}},
		"kickstart": map[string]any{"disk": "a"},
	}
	over := map[string]any{
		"vmk":       map[string]any{"vmk0": map[string]any{"vlan": nil, "mtu": int64(1500), "teaming": map[string]any{"policy": nil, "active": []any{"x"}}}, "vmk1": map[string]any{"remove": true}, "vmk2": map[string]any{"vlan": int64(2)}},
		"kickstart": map[string]any{"reboot": false},
	}
	before, _ := json.Marshal(base)
	got := expand.Lay(base, over)
	want := map[string]any{
		"esxi": "8.0", "vmk": map[string]any{"vmk0": map[string]any{"mtu": int64(1500), "teaming": map[string]any{"active": []any{"x"}}}, "vmk2": map[string]any{"vlan": int64(2)}},
		"kickstart": map[string]any{"disk": "a", "reboot": false},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if after, _ := json.Marshal(base); string(after) != string(before) {
		t.Error("the base was changed")
	}
}
