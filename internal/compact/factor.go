package compact

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vmkgen/vmkgen/internal/document"
)

// factor takes what most of some blocks say out of them: laid over base, the
// overlay of each says what it said. A nil block is one that is not there, and
// gets no overlay.
func factor(all []*document.Block) (base *document.Block, overlays []*document.Block) {
	base, overlays = &document.Block{}, make([]*document.Block, len(all))
	there := 0
	for i, b := range all {
		if b != nil {
			there++
			base.Type, base.Label = b.Type, b.Label
			overlays[i] = document.New(b.Type, b.Label)
		}
	}
	for _, name := range attrNames(all) {
		factorAttr(base, overlays, all, name, there)
	}
	restate(overlays, all)
	for _, k := range blockKeys(all) {
		factorBlock(base, overlays, all, k, there)
	}
	return base, overlays
}

// displaces says what a layer that says one of these takes from those below:
// it has to be said again where it is meant to stay.
var displaces = map[string][]string{
	"address": {"dhcp"},
	ipv6Name:  {"dhcp"},
	"subnet":  {"address", "dhcp"},
	"offset":  {"address", "dhcp"},
	"dhcp":    {"address", "subnet", "offset", ipv6Name},
}

func restate(overlays, all []*document.Block) {
	for i, over := range overlays {
		if over == nil || over.Type != "vmk" && over.Type != "ipv6" {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(over.Attrs)) {
			if v := over.Attrs[name].Value; v == nil || v == false {
				continue
			}
			for _, other := range displaces[name] {
				a, meant := all[i].Attrs[other]
				if _, said := over.Attrs[other]; meant && !said {
					over.SetWith(other, a.Value, a.Comment)
				}
			}
		}
	}
}

func attrNames(all []*document.Block) []string {
	names := map[string]bool{}
	for _, b := range all {
		if b != nil {
			for name := range b.Attrs {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

type blockKey struct{ typ, label string }

func blockKeys(all []*document.Block) (out []blockKey) {
	met := map[blockKey]bool{}
	for _, b := range all {
		if b == nil {
			continue
		}
		for _, in := range b.Blocks {
			if k := (blockKey{in.Type, in.Label}); !met[k] {
				met[k] = true
				out = append(out, k)
			}
		}
	}
	return out
}

// same is a value as something that compares.
func same(v any) string { return fmt.Sprintf("%T %v", v, v) }

func factorAttr(base *document.Block, overlays, all []*document.Block, name string, there int) {
	count := map[string]int{}
	keys := make([]string, len(all))
	var most *document.Attr
	for i, b := range all {
		if b == nil {
			continue
		}
		if a, ok := b.Attrs[name]; ok {
			keys[i] = same(a.Value)
			if count[keys[i]]++; count[keys[i]]*2 > there {
				most = &a
			}
		}
	}
	common := ""
	if most != nil {
		common = same(most.Value)
		base.SetWith(name, most.Value, most.Comment)
	}
	for i, b := range all {
		if b == nil || keys[i] == common {
			continue
		}
		a := b.Attrs[name] // the zero value, which unsets, where it has none
		overlays[i].SetWith(name, a.Value, a.Comment)
	}
}

func factorBlock(base *document.Block, overlays, all []*document.Block, k blockKey, there int) {
	subs := make([]*document.Block, len(all))
	n := 0
	for i, b := range all {
		if b != nil {
			if subs[i] = b.Find(k.typ, k.label); subs[i] != nil {
				n++
			}
		}
	}
	if n*2 <= there {
		for i, sub := range subs {
			if sub != nil {
				overlays[i].Blocks = append(overlays[i].Blocks, sub)
			}
		}
		return
	}
	lower(base, overlays, all, subs, k)
}

// lower takes what most say of a block that most have into the base.
func lower(base *document.Block, overlays, all, subs []*document.Block, k blockKey) {
	inner, overs := factor(subs)
	if inner.Empty() && !slices.ContainsFunc(overs, func(o *document.Block) bool { return o != nil && o.Empty() }) {
		for i, over := range overs { // nothing in common but that they are there
			if over != nil {
				overlays[i].Blocks = append(overlays[i].Blocks, over)
			}
		}
		return
	}
	base.Blocks = append(base.Blocks, inner)
	for i, b := range all {
		switch {
		case b == nil:
		case subs[i] == nil:
			overlays[i].Blocks = append(overlays[i].Blocks, document.New(k.typ, k.label).Set("remove", true))
		case !overs[i].Empty():
			overlays[i].Blocks = append(overlays[i].Blocks, overs[i])
		}
	}
}
