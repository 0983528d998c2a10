package load

import (
	"maps"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/expand"
)

// masked stands where a secret would.
const masked = "(sensitive)"

// plain gives a document as a *.vmk.json may spell it out, secrets masked.
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
				own[c.Hosts[i].Name] = mask(o, o.Root, "")
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
		out := maps.Clone(v)
		for k, x := range v {
			out[k] = mask(t, x, join(pointer, k))
		}
		return out
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
