//go:build unix

package main

import (
	"fmt"
	"net/netip"
	"strings"
)

// A peer is what the Jinja script works from: the fixed text as a template, and
// what a script does as data, a table of words to loop over.
type peer struct {
	Cluster string   `json:"cluster"`
	Name    string   `json:"name"`
	Hosts   int      `json:"hosts"`
	Offset  int      `json:"offset"`
	Subnets []string `json:"subnets"`
	Steps   [][]any  `json:"steps"` // each a command and its words; a number n: the n-th address

	template string
}

const (
	stepsBegin = "\nops() {\n"
	stepsEnd   = "\n}\n"
	stepsLoop  = "{% for step in steps %}  {% for word in step %}{{ word | quoted(host) }}{{ '' if loop.last else ' ' }}{% endfor %}\n{% endfor %}"
)

// peerOf takes the first host's script apart. Its operations become data, the
// rest becomes a template; rendered for each host, with every word quoted and
// every address computed, they give vmkgen's bytes.
func peerOf(script string, hosts int) (*peer, error) {
	before, rest, ok := strings.Cut(script, stepsBegin)
	steps, after, ok2 := strings.Cut(rest, stepsEnd)
	if !ok || !ok2 {
		return nil, fmt.Errorf("the script has no list of operations between %q and %q", stepsBegin, stepsEnd)
	}
	p := &peer{Cluster: cluster, Name: hostName, Hosts: hosts, Offset: offset, Subnets: subnets}
	for line := range strings.Lines(steps + "\n") {
		p.Steps = append(p.Steps, stepOf(strings.TrimSpace(line)))
	}
	p.template = expression(before) + stepsBegin + stepsLoop + strings.TrimPrefix(stepsEnd, "\n") + expression(after)
	return p, nil
}

// stepOf splits a line of plain and quoted words.
func stepOf(line string) []any {
	var words []any
	for line != "" {
		ends, quoted := " ", line[0] == '\''
		if quoted {
			line, ends = line[1:], "'"
		}
		word, rest, _ := strings.Cut(line, ends)
		words = append(words, valueOf(word))
		line = strings.TrimPrefix(rest, " ")
	}
	return words
}

func valueOf(word string) any {
	for i := range subnets {
		if word == firstAddress(i) {
			return i
		}
	}
	return word
}

func firstAddress(i int) string {
	addr := netip.MustParsePrefix(subnets[i]).Addr()
	for range offset + 1 {
		addr = addr.Next()
	}
	return addr.String()
}

// expression escapes what Jinja would read, and makes the name one of its own.
func expression(text string) string {
	text = strings.NewReplacer("{#", "{{ '{#' }}", "{%", "{{ '{%' }}", "{{", "{{ '{{' }}").Replace(text)
	return strings.ReplaceAll(text, fmt.Sprintf(hostName, 1), "{{ host.name }}")
}
