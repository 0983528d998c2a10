package standin

import "github.com/vmkgen/vmkgen/internal/esxcli"

// A Record is what a reading command says of one thing: text, numbers, Booleans
// and lists by their labels without blanks.
type Record map[string]any

// Do carries out a command for those who speak to the host by other doors than
// a command line, where no grammar is in the way of a name: a cmdlet that does
// the same, say. Options are by their long names.
func (h *Host) Do(words string, options map[string][]string) ([]Record, error) {
	o, err := h.call(&esxcli.Call{Command: esxcli.Table()[words], Values: options})
	if err != nil {
		return nil, err
	}
	if o.bare != "" {
		return []Record{{"": o.bare[:len(o.bare)-1]}}, nil
	}
	var out []Record
	for _, cells := range o.rows {
		r := Record{}
		for n, l := range o.labels {
			r[fieldName(l)] = cells[n]
		}
		out = append(out, r)
	}
	return out, nil
}
