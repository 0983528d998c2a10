package compact

import "github.com/vmkgen/vmkgen/internal/document"

// settle leaves out of profiles, clusters and hosts what goes without saying,
// from the last layer down: what a layer needn't say depends on those below.
func settle(blocks []*document.Block) {
	profiles := map[string]*document.Block{}
	for _, b := range blocks {
		if b.Type == "profile" {
			profiles[b.Label] = b
		}
	}
	for _, c := range blocks {
		if c.Type != "cluster" {
			continue
		}
		var below []*document.Block
		if names, ok := c.Attrs["profiles"].Value.([]string); ok {
			below = append(below, profiles[names[0]])
		}
		var kept []*document.Block
		for _, h := range c.Blocks {
			if h.Type == "host" {
				h.Settle(append([]*document.Block{c}, below...), word)
				if h.Empty() {
					continue
				}
			}
			kept = append(kept, h)
		}
		c.Blocks = kept
		c.Settle(below, word)
	}
	for _, p := range profiles {
		p.Settle(nil, word)
	}
}

// word says what is written of a value over the one below; ok is false where nothing is.
func word(v, below any) (written any, ok bool) {
	_, plain := below.(usual)
	said := below != nil && !plain
	switch v := v.(type) {
	case usual:
		return v.value, said
	case nil:
		return nil, said
	}
	return v, true
}
