package diag

// Sources are the texts that ranges point into, by file name, kept so that a
// diagnostic can quote its line.
type Sources struct {
	texts  map[string][]byte
	secret map[string][]Range
}

// Add keeps a text. The bytes must not change afterwards.
func (s *Sources) Add(file string, text []byte) {
	if s.texts == nil {
		s.texts = map[string][]byte{}
	}
	s.texts[file] = text
}

// Text gives a file's text; ok is false where it was never added.
func (s *Sources) Text(file string) (text []byte, ok bool) {
	text, ok = s.texts[file]
	return text, ok
}

// Hide marks a piece of text as secret: its lines are never quoted.
func (s *Sources) Hide(r Range) {
	if s.secret == nil {
		s.secret = map[string][]Range{}
	}
	s.secret[r.File] = append(s.secret[r.File], r)
}

// Hidden says whether a line of a file holds a secret.
func (s *Sources) Hidden(file string, line int) bool {
	for _, r := range s.secret[file] {
		if r.Start.Line <= line && line <= r.End.Line {
			return true
		}
	}
	return false
}
