package render

import "strings"

// plain marks the bytes that mean nothing to a shell, wherever they stand.
var plain = func() (t [256]bool) {
	for _, c := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@%+" {
		t[c] = true
	}
	return t
}()

// reserved are the words that are plain to look at and yet mean something to a
// shell where a command may begin.
var reserved = map[string]bool{
	"if": true, "then": true, "else": true, "elif": true, "fi": true, "case": true, "esac": true,
	"for": true, "while": true, "until": true, "do": true, "done": true, "in": true, "function": true,
	"select": true, "time": true,
}

// AppendShell appends a word as a POSIX shell must read it: as it is where
// that is safe in every position, else in single quotes. A shell can carry no
// NUL byte; and a word that begins with a dash arrives as it is written here,
// but a command will take it for an option: both must be refused by whoever
// lets the word in (see [ASCII]).
func AppendShell(dst []byte, word string) []byte {
	if isPlain(word) {
		return append(dst, word...)
	}
	dst = append(dst, '\'')
	for {
		i := strings.IndexByte(word, '\'')
		if i < 0 {
			break
		}
		dst = append(dst, word[:i]...)
		dst = append(dst, `'\''`...)
		word = word[i+1:]
	}
	dst = append(dst, word...)
	return append(dst, '\'')
}

// isPlain allows an equals sign only in an option, since elsewhere it may make
// an assignment.
func isPlain(word string) bool {
	if word == "" || reserved[word] {
		return false
	}
	for i := range len(word) {
		if !plain[word[i]] && (word[i] != '=' || word[0] != '-') {
			return false
		}
	}
	return true
}

// ASCII says whether a name consists of printable ASCII alone, blanks
// included. Nothing else passes safely through an ESXi shell.
func ASCII(name string) bool {
	for i := range len(name) {
		if name[i] < ' ' || name[i] > '~' {
			return false
		}
	}
	return true
}
