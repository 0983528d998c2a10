package compact

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/importer"
)

// drift warns of what hosts of one cluster don't have in common: so import
// tells whether they are alike. Addresses of their own are no drift.
func (w *writing) drift(cluster string, hosts []host, base *document.Block, overlays []*document.Block) {
	type finding struct{ path, is, others string }
	var order []finding
	on := map[finding][]int{}
	var walk func(i int, path string, b, over *document.Block)
	add := func(i int, path, is, most string) {
		f := finding{path, is, most}
		if on[f] == nil {
			order = append(order, f)
		}
		on[f] = append(on[f], i)
	}
	walk = func(i int, path string, b, over *document.Block) {
		for _, name := range slices.Sorted(maps.Keys(over.Attrs)) {
			is, most := over.Attrs[name].Value, b.Attrs[name].Value
			if _, said := word(is, most); !said || name == "mac" || name == remarkName || ownAddress(is, most) {
				continue
			}
			add(i, path+" "+strings.TrimPrefix(name, "@"), worded(is), worded(most))
		}
		for _, in := range over.Blocks {
			at := strings.TrimSpace(path + " " + in.Type + " " + in.Label)
			if in.Type == "vmk" {
				at = in.Label
			}
			below := b.Find(in.Type, in.Label)
			switch {
			case below == nil:
				add(i, at, "there", "")
			case in.Attrs["remove"].Value == true:
				add(i, at, "not there", "there")
			default:
				walk(i, at, below, in)
			}
		}
	}
	for i := range overlays {
		walk(i, "", base, overlays[i])
	}
	for _, f := range order {
		at := on[f]
		first := hosts[at[0]].Host.Name
		text := fmt.Sprintf("%s is %s on %s, and on most hosts of cluster %q %s", f.path, f.is, some(hosts, at), cluster, f.others)
		if f.others == "" || f.others == "not said" {
			text = fmt.Sprintf("%s is %s on %s, and not so on the other hosts of cluster %q", f.path, f.is, some(hosts, at), cluster)
		}
		d := importer.About(diag.ImportDrift, first, "", text, "it stands in the block of each such host; remove it there to make them alike")
		d.Hosts = len(at)
		w.Diags = append(w.Diags, d)
	}
}

// ownAddress says whether a difference is only that of a host's address.
func ownAddress(v, most any) bool {
	is := func(v any) bool {
		switch v := v.(type) {
		case ruled, celled:
			return true
		case exact:
			return v != "dhcp" && v != "none" && v != ""
		}
		return false
	}
	return is(v) && (is(most) || most == nil)
}

func worded(v any) string {
	switch v := v.(type) {
	case nil:
		return "not said"
	case usual:
		return worded(v.value)
	case ruled, celled:
		return "an address of its own"
	case []string:
		return "[" + strings.Join(v, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// some names a few hosts, and counts the rest.
func some(hosts []host, at []int) string {
	var names []string
	for _, i := range at[:min(3, len(at))] {
		names = append(names, hosts[i].Host.Name)
	}
	text := strings.Join(names, ", ")
	if n := len(at) - len(names); n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}
