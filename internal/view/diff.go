package view

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// An edit is a line that stays (' '), goes ('-') or comes ('+').
type edit struct {
	kind byte
	line string
}

// Diff writes how a text changed, as diff -u does, nothing where it didn't.
func Diff(w io.Writer, name string, before, after []byte, style Style) error {
	edits := compare(split(before), split(after))
	b := bufio.NewWriter(w)
	old, fresh, headed := 1, 1, false
	for at := 0; at < len(edits); {
		if edits[at].kind == ' ' {
			at, old, fresh = at+1, old+1, fresh+1
			continue
		}
		if !headed {
			b.WriteString(style.paint(bold, "--- "+plain(name)+".orig") + "\n" + style.paint(bold, "+++ "+plain(name)) + "\n")
			headed = true
		}
		from := max(0, at-context)
		to := hunkEnd(edits, at)
		hunk(b, edits[from:to], old-(at-from), fresh-(at-from), style)
		for _, e := range edits[at:to] {
			old, fresh = old+count(e.kind != '+'), fresh+count(e.kind != '-')
		}
		at = to
	}
	return b.Flush()
}

// context is how many lines that stay are shown round those that don't.
const context = 3

// hunkEnd gives where the hunk of the change at an edit ends: changes with
// little between them share one.
func hunkEnd(edits []edit, at int) int {
	last := at
	for i := at; i < len(edits) && i-last <= 2*context; i++ {
		if edits[i].kind != ' ' {
			last = i
		}
	}
	return min(len(edits), last+1+context)
}

func hunk(b *bufio.Writer, edits []edit, old, fresh int, style Style) {
	gone, come := 0, 0
	for _, e := range edits {
		gone, come = gone+count(e.kind != '+'), come+count(e.kind != '-')
	}
	b.WriteString(style.paint(blue, "@@ -"+span(old, gone)+" +"+span(fresh, come)+" @@") + "\n")
	for _, e := range edits {
		text, whole := strings.CutSuffix(e.line, "\n")
		color := map[byte]string{'-': red, '+': green}[e.kind]
		if line := string(e.kind) + text; color == "" {
			b.WriteString(line + "\n")
		} else {
			b.WriteString(style.paint(color, line) + "\n")
		}
		if !whole {
			b.WriteString("\\ No newline at end of file\n")
		}
	}
}

func span(start, lines int) string {
	switch lines {
	case 0:
		return fmt.Sprintf("%d,0", start-1)
	case 1:
		return fmt.Sprint(start)
	}
	return fmt.Sprintf("%d,%d", start, lines)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func split(text []byte) []string {
	return slices.Collect(strings.Lines(string(text)))
}

// compare finds the edits that lead from one text to another.
func compare(a, b []string) []edit {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	out := edits(' ', a[:head])
	out = append(out, changed(a[head:len(a)-tail], b[head:len(b)-tail])...)
	return append(out, edits(' ', a[len(a)-tail:])...)
}

func edits(kind byte, lines []string) []edit {
	out := make([]edit, len(lines))
	for i, l := range lines {
		out[i] = edit{kind, l}
	}
	return out
}

// tooMany is how many pairs of lines are compared at most: beyond that, all is
// said to have changed.
const tooMany = 1 << 22

// changed keeps the most lines that both texts have in one order.
func changed(a, b []string) []edit {
	if len(a)*len(b) > tooMany {
		return append(edits('-', a), edits('+', b)...)
	}
	kept := common(a, b)
	width := len(b) + 1
	var out []edit
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, edit{' ', a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && kept[(i+1)*width+j] >= kept[i*width+j+1]:
			out = append(out, edit{'-', a[i]})
			i++
		default:
			out = append(out, edit{'+', b[j]})
			j++
		}
	}
	return out
}

// common counts, for each pair of remainders, the lines that both have in one order.
func common(a, b []string) []uint32 {
	width := len(b) + 1
	n := make([]uint32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				n[i*width+j] = n[(i+1)*width+j+1] + 1
			} else {
				n[i*width+j] = max(n[(i+1)*width+j], n[i*width+j+1])
			}
		}
	}
	return n
}
