package importer

import "strings"

// ShellWords takes a line apart as a shell does, as far as people quote names.
func ShellWords(line string) []string {
	var w words
	for _, r := range line {
		w.take(r)
	}
	w.end()
	return w.out
}

// words are those of a line under way.
type words struct {
	out           []string
	word          strings.Builder
	open, escaped bool
	quote         rune // the one that is open; 0: none
}

func (w *words) take(r rune) {
	switch {
	case w.escaped:
		w.word.WriteRune(r)
		w.escaped = false
	case r == '\\' && w.quote != '\'':
		w.escaped = true
	case w.quote != 0 && r == w.quote:
		w.quote = 0
	case w.quote == 0 && (r == '"' || r == '\''):
		w.quote, w.open = r, true
	case w.quote == 0 && (r == ' ' || r == '\t'):
		w.end()
	default:
		w.word.WriteRune(r)
	}
}

func (w *words) end() {
	if w.open || w.word.Len() > 0 {
		w.out = append(w.out, w.word.String())
	}
	w.word.Reset()
	w.open = false
}
