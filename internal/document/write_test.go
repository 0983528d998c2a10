package document_test

import (
	"testing"
	"testing/fstest"

	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/load"
)

const want = `# Imported.
# Two lines, one of them long.

cluster "a$${b}" {
  hosts = csvdecode(<<CSV
name,vmk0
esx1,10.0.0.5/24
CSV
  )

  switch "vSwitch1" {}

  stack "default" {
    dns    = ["10.0.0.53"]
    routes = [{ to = "10.8.0.0/16", via = "10.0.0.1" }]
  }

  vmk "vmk0" {
    roles   = ["management"] # guessed: end of comment
    address = vars.vmk0
  }

  # The other one.
  vmk "vmk10" { vlan = null }
}
`

func TestHCL(t *testing.T) {
	t.Parallel()
	c := document.New("cluster", "a${b}")
	v := c.Block("vmk", "vmk10").Set("vlan", nil)
	v.Comments = []string{"The other one."}
	c.Block("vmk", "vmk0").Set("address", document.Expr("vars.vmk0")).SetWith("roles", []string{"management"}, "guessed:\nend of comment")
	c.Block("switch", "vSwitch1")
	c.Block("stack", "default").Set("routes", []any{map[string]any{"via": "10.0.0.1", "to": "10.8.0.0/16"}}).Set("dns", []string{"10.0.0.53"})
	d := document.Document{
		Comments: []string{"Imported.", "Two lines, one of them\nlong."},
		Blocks:   []*document.Block{c},
		Tables:   []document.Table{{Cluster: "a${b}", Columns: []string{"name", "vmk0"}, Rows: [][]string{{"esx1", "10.0.0.5/24"}}}},
	}
	got, _, err := d.HCL()
	if err != nil {
		t.Fatal(err)
	}
	canonical, diags := hcl.Format("x.vmk.hcl", got)
	if diags.HasErrors() || string(canonical) != string(got) {
		t.Errorf("not canonical: %v\n%s", diags, got)
	}
	if string(got) != want {
		t.Errorf("got:\n%s", got)
	}
}

// Texts that HCL has a meaning for come back as they were.
func TestHCLQuotes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{`${file("/etc/passwd")}`, "%{ if true }x%{ endif }", `a"b\c`, "tab\tand\nline", "$${x}", "ü"} {
		c := document.New("cluster", "c").Set("hosts", []string{"esx1"})
		c.Block("vmk", "vmk1").Set("portgroup", name).Set("address", "none")
		d := document.Document{Blocks: []*document.Block{c}}
		text, _, err := d.HCL()
		if err != nil {
			t.Fatal(err)
		}
		r := load.Load(load.Request{FS: fstest.MapFS{"a.vmk.hcl": {Data: text}}})
		if name == "tab\tand\nline" { // which no name may hold
			if !r.Diags.HasErrors() {
				t.Errorf("%q passes", name)
			}
			continue
		}
		if len(r.Clusters) != 1 || len(r.Clusters[0].Groups) != 1 || len(r.Clusters[0].Groups[0].Pattern.Vmks) != 1 {
			t.Fatalf("%q: %v\n%s", name, r.Diags, text)
		}
		if got := r.Clusters[0].Groups[0].Pattern.Vmks[0].PortGroup.Or(""); got != name {
			t.Errorf("%q came back as %q:\n%s", name, got, text)
		}
	}
}
