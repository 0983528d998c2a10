package load

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/expand"
)

// masked stands where a secret would.
const masked = "(sensitive)"

// plain gives a document as a *.vmk.json may spell it out, secrets masked and
// texts written so that no template is seen in them.
func plain(doc *expand.Document) map[string]any {
	clusters := map[string]any{}
	for _, c := range doc.Clusters {
		body := mask(c.Tree, c.Tree.Root, "").(map[string]any)
		delete(body, "profiles")
		hosts := make([]any, len(c.Hosts))
		own := map[string]any{}
		for i := range c.Hosts {
			hosts[i] = plainHost(&c.Hosts[i])
			if o := c.Hosts[i].Overlay; o != nil && len(o.Root) > 0 {
				own[c.Hosts[i].Name] = spell(mask(o, o.Root, "").(map[string]any), body)
			}
		}
		body["hosts"] = hosts
		if len(own) > 0 {
			body["host"] = own
		}
		clusters[c.Name] = body
	}
	out := map[string]any{"cluster": clusters}
	vcenters := map[string]any{}
	for name, t := range doc.VCenters {
		vcenters[name] = mask(t, t.Root, "")
	}
	if len(vcenters) > 0 {
		out["vcenter"] = vcenters
	}
	if len(doc.Disabled) > 0 {
		codes := make([]any, len(doc.Disabled))
		for i, c := range doc.Disabled {
			codes[i] = c
		}
		out["lint"] = map[string]any{"disable": codes}
	}
	return out
}

// addresses are the attributes of which a later layer's displace an earlier
// one's.
var addresses = []string{"address", "subnet", "offset", "dhcp"}

// spell completes what a host says of its addresses: where it says one
// attribute, all that holds for it is written beside, since it would displace
// what its cluster says of the others.
func spell(own, cluster map[string]any) map[string]any {
	vmks, _ := own["vmk"].(map[string]any)
	base, _ := cluster["vmk"].(map[string]any)
	for device, v := range vmks {
		body, _ := v.(map[string]any)
		below, _ := base[device].(map[string]any)
		if body == nil || below == nil || body["remove"] == true {
			continue
		}
		spellBlock(body, below)
		six, _ := body["ipv6"].(map[string]any)
		if belowSix, _ := below["ipv6"].(map[string]any); six != nil && six["remove"] != true {
			spellBlock(six, belowSix)
		}
	}
	return own
}

func spellBlock(body, below map[string]any) {
	if !slices.ContainsFunc(addresses, func(name string) bool { _, said := body[name]; return said }) {
		return
	}
	for _, name := range addresses {
		if v, there := below[name]; there {
			if _, said := body[name]; !said {
				body[name] = v
			}
		}
	}
}

func plainHost(h *expand.Host) any {
	out := map[string]any{"name": h.Name}
	if h.HasNumber {
		out["number"] = h.Number
	}
	if h.MAC != "" {
		out["mac"] = h.MAC
	}
	if h.Serial != "" {
		out["serial"] = h.Serial
	}
	return out
}

// mask copies plain data with its secrets hidden.
func mask(t *expand.Tree, v any, pointer string) any {
	if t.Sensitive[pointer] || pointer == "kickstart/root_hash" {
		return masked
	}
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			name := k
			if !isLabel(pointer) {
				name = literal.Replace(k)
			}
			out[name] = mask(t, x, join(pointer, k))
		}
		return out
	case string:
		return literal.Replace(v)
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = mask(t, x, join(pointer, index(i)))
		}
		return out
	}
	return v
}

func join(pointer, key string) string {
	key = escape.Replace(key)
	if pointer == "" {
		return key
	}
	return pointer + "/" + key
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

func index(i int) string { return strconv.Itoa(i) }

// literal writes a text so that reading it as a template gives it back.
var literal = strings.NewReplacer("${", "$${", "%{", "%%{")

// isLabel says whether the keys at a pointer are labels of blocks, which are
// no templates.
func isLabel(pointer string) bool {
	return pointer == "vmk" || pointer == "switch" || pointer == "stack"
}
