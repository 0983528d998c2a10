package esxtest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A grammar is what may follow a command of the installer's.
type grammar struct {
	flags  []string // options without a value
	values []string // options with one
	word   *regexp.Regexp
}

var anything = regexp.MustCompile(`.`)

// installer are the commands that the pretend installer knows.
var installer = map[string]grammar{
	"vmaccepteula": {},
	"rootpw":       {flags: []string{"--iscrypted"}, word: regexp.MustCompile(`^(\$[16]\$[^$]+\$([^$]+\$)?[./0-9A-Za-z]+|[./0-9A-Za-z]{13})$`)},
	"%include":     {word: anything},
	"install":      {flags: []string{"--overwritevmfs", "--preservevmfs"}, values: []string{"--disk", "--firstdisk"}},
	"keyboard":     {word: anything},
	"serialnum":    {values: []string{"--esx"}},
	"reboot":       {},
	"network":      {values: []string{"--bootproto", "--ip", "--netmask", "--gateway", "--nameserver", "--hostname", "--device", "--vlanid", "--addvmportgroup"}},
}

// permitted judges one line, and notes its command as seen.
func permitted(words []string, seen map[string]bool) error {
	g, known := installer[words[0]]
	if !known {
		return fmt.Errorf("unknown command %s", words[0])
	}
	if seen[words[0]] {
		return fmt.Errorf("%s stands twice", words[0])
	}
	seen[words[0]] = true
	given := 0
	used := map[string]bool{}
	for _, w := range words[1:] {
		if strings.HasPrefix(w, "-") {
			if err := g.option(w, used); err != nil {
				return err
			}
		} else if given++; g.word == nil || !g.word.MatchString(w) {
			return fmt.Errorf("unknown argument %q", w)
		}
	}
	if (g.word != nil) != (given == 1) {
		return fmt.Errorf("%d arguments", given)
	}
	return nil
}

func (g grammar) option(w string, used map[string]bool) error {
	name, value, valued := strings.Cut(w, "=")
	switch {
	case used[name]:
		return fmt.Errorf("%s stands twice", name)
	case valued && value != "" && slices.Contains(g.values, name):
	case !valued && slices.Contains(g.flags, name):
	default:
		return fmt.Errorf("unknown option %s", w)
	}
	used[name] = true
	return nil
}

// complete says what a whole file lacks; one with nothing but its network line
// is a snippet to be included.
func complete(seen map[string]bool) error {
	if len(seen) == 1 {
		return nil
	}
	for _, one := range [][]string{{"vmaccepteula"}, {"rootpw", "%include"}, {"install"}} {
		if !slices.ContainsFunc(one, func(c string) bool { return seen[c] }) {
			return fmt.Errorf("there is no %s", one[0])
		}
	}
	return nil
}

// endsSection says whether a line of a script section is one that begins the
// next section, or is read before all sections.
func endsSection(line string) bool {
	words := strings.Fields(line)
	return len(words) > 0 && (strings.HasPrefix(words[0], "%") || words[0] == "include")
}

// shellWords splits a line as a shell would: quotes work, # begins a comment.
func shellWords(line string) (words []string, err error) {
	var word strings.Builder
	open, quote := false, rune(0)
	end := func() {
		if open {
			words = append(words, word.String())
		}
		word.Reset()
		open = false
	}
	for _, r := range line {
		switch {
		case r > '~' || r < ' ' && r != '\n':
			return nil, fmt.Errorf("character %q", r)
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, open = r, true
		case r == ' ' || r == '\n':
			end()
		case r == '#' && !open:
			return words, nil
		case r == '\\':
			return nil, errors.New("a backslash outside quotes, which is not known to work")
		default:
			word.WriteRune(r)
			open = true
		}
	}
	if quote != 0 {
		return nil, errors.New("an open quote")
	}
	end()
	return words, nil
}
