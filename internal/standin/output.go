package standin

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// An output is what a reading command prints.
type output struct {
	table  bool     // columns; else a record each
	heads  []string // the line above each record; nil with get commands
	labels []string
	rows   [][]any // string, int, bool or []string
	bare   string  // instead of all that
}

func (o *output) add(head string, cells ...any) {
	if head != "" {
		o.heads = append(o.heads, head)
	}
	o.rows = append(o.rows, cells)
}

func (o *output) print(formatter string) string {
	switch {
	case o.bare != "" || o.labels == nil:
		return o.bare
	case formatter == "csv":
		return o.csv()
	case formatter != "":
		panic("the stand-in prints for people and csv only")
	case o.table:
		return o.columns()
	}
	return o.records()
}

func show(v any) string {
	if list, ok := v.([]string); ok {
		return strings.Join(list, ", ")
	}
	return fmt.Sprint(v)
}

func (o *output) records() string {
	var b strings.Builder
	for i, cells := range o.rows {
		if i > 0 {
			b.WriteString("\n")
		}
		if o.heads != nil {
			b.WriteString(o.heads[i] + "\n")
		}
		for n, l := range o.labels {
			b.WriteString("   " + l + ": " + show(cells[n]) + "\n")
		}
	}
	return b.String()
}

// columns prints a table: numbers and Booleans to the right, the last column not padded.
func (o *output) columns() string {
	if len(o.rows) == 0 {
		return ""
	}
	widths := make([]int, len(o.labels))
	for n, l := range o.labels {
		widths[n] = len(l)
		for _, cells := range o.rows {
			widths[n] = max(widths[n], utf8.RuneCountInString(show(cells[n])))
		}
	}
	var b strings.Builder
	line := func(cell func(n int) (string, bool)) {
		for n := range o.labels {
			text, right := cell(n)
			pad := strings.Repeat(" ", widths[n]-utf8.RuneCountInString(text))
			switch {
			case right:
				text = pad + text
			case n < len(o.labels)-1:
				text += pad
			}
			if n > 0 {
				b.WriteString("  ")
			}
			b.WriteString(text)
		}
		b.WriteString("\n")
	}
	line(func(n int) (string, bool) { return o.labels[n], false })
	line(func(n int) (string, bool) { return strings.Repeat("-", widths[n]), false })
	for _, cells := range o.rows {
		line(func(n int) (string, bool) {
			switch cells[n].(type) {
			case int, bool:
				return show(cells[n]), true
			}
			return show(cells[n]), false
		})
	}
	return b.String()
}

// fieldName is a label as formatters print it.
func fieldName(label string) string { return strings.NewReplacer(" ", "", "/", "").Replace(label) }

// csv prints fields by name, a comma behind each.
func (o *output) csv() string {
	order := make([]int, len(o.labels))
	for i := range order {
		order[i] = i
	}
	name := func(n int) string { return fieldName(o.labels[n]) }
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(name(a), name(b)) })
	var b strings.Builder
	for _, n := range order {
		b.WriteString(name(n) + ",")
	}
	b.WriteString("\n")
	for _, cells := range o.rows {
		for _, n := range order {
			text := show(cells[n])
			if list, ok := cells[n].([]string); ok && len(list) > 0 {
				text = strings.Join(list, ",") + ","
			}
			if strings.ContainsAny(text, ",\"") {
				text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
			b.WriteString(text + ",")
		}
		b.WriteString("\n")
	}
	return b.String()
}
