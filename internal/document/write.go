package document

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/hcl"
	"github.com/vmkgen/vmkgen/internal/natural"
)

// order is where attributes and blocks stand in their block; what is not in
// it stands behind the rest, by name.
var order = func() map[string]int {
	out := map[string]int{}
	for i, name := range strings.Fields(`vcenter profile cluster
		server profiles type esxi datacenter hosts number
		roles switch portgroup stack vlan subnet offset address dhcp gateway gateway6 dns search routes
		uplinks mtu policy active standby vars mac serial
		teaming security kickstart vmk ipv6 iscsi nvme host`) {
		out[name] = i
	}
	return out
}()

// blockOrder is the same for blocks where it differs: switch and stack are attributes of a vmk, too.
var blockOrder = map[string]int{
	"vcenter": 1, "profile": 2, "cluster": 3,
	"kickstart": 4, "switch": 5, "stack": 6, "vmk": 7, "host": 8,
	"teaming": 9, "security": 10, "ipv6": 11, "iscsi": 12, "nvme": 13,
}

func place(name string) int {
	if at, ok := order[name]; ok {
		return at
	}
	return len(order)
}

// HCL writes the document in canonical form, and the tables that have files of
// their own.
func (d *Document) HCL() (text []byte, tables map[string][]byte, err error) {
	tables = map[string][]byte{}
	hosts := map[string]hcl.Raw{}
	for _, t := range d.Tables {
		csv, err := t.csv()
		if err != nil {
			return nil, nil, err
		}
		if t.File == "" {
			hosts[t.Cluster] = hcl.Raw("csvdecode(<<CSV\n" + strings.ReplaceAll(strings.ReplaceAll(string(csv), "${", "$${"), "%{", "%%{") + "CSV\n)")
			continue
		}
		tables[t.File] = csv
		hosts[t.Cluster] = hcl.Raw(fmt.Sprintf("csvdecode(file(%q))", t.File))
	}
	items := make([]hcl.Item, 0, len(d.Blocks))
	for _, b := range sorted(d.Blocks) {
		it := b.item()
		if raw, ok := hosts[b.Label]; ok && b.Type == "cluster" {
			it.Body = withHosts(it.Body, raw)
		}
		items = append(items, it)
	}
	text, err = hcl.Write(d.Comments, items)
	return text, tables, err
}

// withHosts puts a table's hosts where hosts stand.
func withHosts(body []hcl.Item, raw hcl.Raw) []hcl.Item {
	at := slices.IndexFunc(body, func(it hcl.Item) bool { return it.Block || place(it.Name) > place("hosts") })
	if at < 0 {
		at = len(body)
	}
	return slices.Insert(body, at, hcl.Item{Name: "hosts", Value: raw})
}

func (t *Table) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(t.Columns); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	if err := w.WriteAll(t.Rows); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return b.Bytes(), nil
}

func sorted(blocks []*Block) []*Block {
	return slices.SortedStableFunc(slices.Values(blocks), func(a, b *Block) int {
		return cmp.Or(cmp.Compare(blockOrder[a.Type], blockOrder[b.Type]), cmp.Compare(a.Type, b.Type), natural.Compare(a.Label, b.Label))
	})
}

func (b *Block) item() hcl.Item {
	it := hcl.Item{Comments: b.Comments, Name: b.Type, Block: true}
	if b.Label != "" {
		it.Labels = []string{b.Label}
	}
	names := slices.SortedFunc(maps.Keys(b.Attrs), func(x, y string) int {
		return cmp.Or(cmp.Compare(place(x), place(y)), cmp.Compare(x, y))
	})
	for _, n := range names {
		a := b.Attrs[n]
		v := a.Value
		if e, ok := v.(Expr); ok {
			v = hcl.Raw(e)
		}
		it.Body = append(it.Body, hcl.Item{Name: n, Value: v, Behind: a.Comment})
	}
	for _, in := range sorted(b.Blocks) {
		it.Body = append(it.Body, in.item())
	}
	return it
}
