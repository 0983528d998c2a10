package load

import (
	"fmt"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// maxAtPlace is how many diagnostics of hosts one place may have that differ
// in the values they tell of.
const maxAtPlace = 20

// A fold is where what many hosts share is told, and the last host it was for.
type fold struct {
	at   int
	host string
}

// folded counts a diagnostic of a host where another host has it too, at the
// same place and of the same values. Past a number of them they count as the
// same whatever their values.
func (l *loading) folded(d *diag.Diagnostic, cluster, pointer, values string) bool {
	place := fmt.Sprint(d.Code, " ", cluster, " ", pointer, " ", d.Subject)
	key := place + " " + values
	if l.folds[key] == nil && l.places[place] >= maxAtPlace {
		key = place + " others"
	}
	for f := l.folds[key]; f != nil; f = l.folds[key] {
		if f.host != d.Host {
			l.diags[f.at].Hosts = max(1, l.diags[f.at].Hosts) + max(1, d.Hosts)
			f.host = d.Host
			return true
		}
		key += "+" // a host may have it more than once
	}
	l.folds[key] = &fold{len(l.diags), d.Host}
	l.places[place]++
	return false
}
