// Package view shows results to people and to programs.
//
// Its one rule: it gets values and writes them; it decides nothing about
// networking, knows no flags, and nothing but the command line imports it.
package view

// A Style says how text for people looks.
type Style struct {
	Color bool
	Width int // columns of the terminal; 0: no limit
}

const (
	red    = "31"
	yellow = "33"
	blue   = "34"
	green  = "32"
	bold   = "1"
	dim    = "2"
)

func (s Style) paint(code, text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
