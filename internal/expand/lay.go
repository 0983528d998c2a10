package expand

import "maps"

// Lay gives a cluster's plain data with a host's overlay laid over it: maps
// of blocks merge by label, blocks by attribute, nil takes an attribute away,
// and {"remove": true} a block. All that expand knows of layers is in the
// overlay already; base is left as it is.
func Lay(base, over map[string]any) map[string]any {
	out := maps.Clone(base)
	if out == nil {
		out = map[string]any{}
	}
	for typ, blocks := range over {
		top, ok := blocks.(map[string]any)
		kind := fileKind.Blocks["cluster"].Blocks[typ]
		switch {
		case !ok || kind == nil:
			set(out, typ, blocks)
		case kind.Label == "":
			layBlock(out, typ, top)
		default:
			below, _ := out[typ].(map[string]any)
			labels := maps.Clone(below)
			if labels == nil {
				labels = map[string]any{}
			}
			for label, b := range top {
				if body, ok := b.(map[string]any); ok {
					layBlock(labels, label, body)
				}
			}
			out[typ] = labels
		}
	}
	return out
}

// layBlock lays one block's body over the one that stands under its name.
func layBlock(in map[string]any, name string, body map[string]any) {
	if body["remove"] == true {
		delete(in, name)
		return
	}
	below, _ := in[name].(map[string]any)
	merged := maps.Clone(below)
	if merged == nil {
		merged = map[string]any{}
	}
	for key, v := range body {
		if inner, ok := v.(map[string]any); ok {
			layBlock(merged, key, inner)
			continue
		}
		set(merged, key, v)
	}
	in[name] = merged
}

func set(in map[string]any, key string, v any) {
	if v == nil {
		delete(in, key)
		return
	}
	in[key] = v
}
