package hcl

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// An Item is an attribute or a block that is about to be written.
type Item struct {
	Comments []string // lines before it, without their mark
	Name     string   // of the attribute, or the block's type
	Block    bool
	Labels   []string
	Body     []Item // of a block
	Value    any    // of an attribute: nil, bool, int, int64, string, Raw, []string, []any, map[string]any
	Behind   string // a comment on the attribute's line
}

// Raw is an expression that is written as it stands.
type Raw string

// The widest line of a list, and of a block on one line, in bytes.
const (
	listWidth  = 96
	blockWidth = 72
)

// Write gives items as native syntax in canonical form, with the comments at
// the top and a blank line around blocks. Values are quoted, so that none is
// ever taken for an expression, and a comment never leaves its line.
func Write(comments []string, items []Item) ([]byte, error) {
	var w writer
	w.comments(0, comments)
	if len(comments) > 0 && len(items) > 0 {
		w.b.WriteByte('\n')
	}
	if err := w.items(0, items); err != nil {
		return nil, err
	}
	out, diags := Format("written.vmk.hcl", []byte(w.b.String()))
	if diags.HasErrors() {
		return nil, fmt.Errorf("hcl: what was written can't be read: %s", diags[0].Detail)
	}
	return out, nil
}

type writer struct{ b strings.Builder }

func (w *writer) indent(depth int) { w.b.WriteString(strings.Repeat("  ", depth)) }

func (w *writer) comments(depth int, lines []string) {
	for _, l := range lines {
		w.indent(depth)
		w.b.WriteString(strings.TrimRight("# "+line(l), " ") + "\n")
	}
}

// line keeps a comment on its line.
func line(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 || r == 0x85 {
			return ' '
		}
		return r
	}, s)
}

func (w *writer) items(depth int, items []Item) error {
	for i := range items {
		it := &items[i]
		if i > 0 && spaced(&items[i-1], it) {
			w.b.WriteByte('\n')
		}
		w.comments(depth, it.Comments)
		if err := w.item(depth, it); err != nil {
			return fmt.Errorf("%s: %w", it.Name, err)
		}
	}
	return nil
}

// spaced says whether a blank line stands between two items: around blocks,
// save between alike ones that take a line each.
func spaced(before, it *Item) bool {
	switch {
	case len(it.Comments) > 0:
		return true
	case !it.Block || !before.Block:
		return it.Block || before.Block
	case it.Name != before.Name:
		return true
	}
	_, one := short(before)
	_, two := short(it)
	return !one || !two
}

func (w *writer) item(depth int, it *Item) error {
	if !hclsyntax.ValidIdentifier(it.Name) {
		return fmt.Errorf("hcl: %q is no name", it.Name)
	}
	w.indent(depth)
	if !it.Block {
		text, err := value(depth, it.Value)
		if err != nil {
			return err
		}
		w.b.WriteString(it.Name + " = " + text)
		if it.Behind != "" {
			w.b.WriteString(" # " + line(it.Behind))
		}
		w.b.WriteByte('\n')
		return nil
	}
	w.b.WriteString(it.Name)
	for _, l := range it.Labels {
		w.b.WriteString(" " + quoted(l))
	}
	if text, ok := short(it); ok {
		w.b.WriteString(text)
		return nil
	}
	w.b.WriteString(" {\n")
	if err := w.items(depth+1, it.Body); err != nil {
		return err
	}
	w.indent(depth)
	w.b.WriteString("}\n")
	return nil
}

// short writes a block that says one thing or nothing on one line.
func short(it *Item) (text string, ok bool) {
	if len(it.Body) == 0 {
		return " {}\n", true
	}
	one := &it.Body[0]
	if len(it.Body) > 1 || one.Block || one.Behind != "" || len(one.Comments) > 0 || !hclsyntax.ValidIdentifier(one.Name) {
		return "", false
	}
	v, err := value(0, one.Value)
	if err != nil || len(v) > blockWidth || strings.Contains(v, "\n") {
		return "", false
	}
	return " { " + one.Name + " = " + v + " }\n", true
}

var escapes = map[rune]string{'\n': `\n`, '\r': `\r`, '\t': `\t`, '"': `\"`, '\\': `\\`}

// quoted writes a text such that nothing in it is a template.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for rest := cty.NormalizeString(s); rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case escapes[r] != "":
			b.WriteString(escapes[r])
		case (r == '$' || r == '%') && strings.HasPrefix(rest[1:], "{"):
			b.WriteString(rest[:1] + rest[:1])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		rest = rest[size:]
	}
	b.WriteByte('"')
	return b.String()
}

func value(depth int, v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "null", nil
	case bool, int, int64:
		return fmt.Sprint(v), nil
	case string:
		return quoted(v), nil
	case Raw:
		return string(v), nil
	case []string:
		return list(depth, v, func(s string) (string, error) { return quoted(s), nil })
	case []any:
		return list(depth, v, func(x any) (string, error) { return value(depth+1, x) })
	case map[string]any:
		return object(depth, v)
	}
	return "", fmt.Errorf("hcl: can't write a %T", v)
}

func list[T any](depth int, all []T, show func(T) (string, error)) (string, error) {
	words := make([]string, len(all))
	for i, x := range all {
		var err error
		if words[i], err = show(x); err != nil {
			return "", err
		}
	}
	flat := "[" + strings.Join(words, ", ") + "]"
	if len(flat)+2*depth <= listWidth && !strings.Contains(flat, "\n") {
		return flat, nil
	}
	in := strings.Repeat("  ", depth+1)
	return "[\n" + in + strings.Join(words, ",\n"+in) + ",\n" + strings.Repeat("  ", depth) + "]", nil
}

func object(depth int, v map[string]any) (string, error) {
	if len(v) == 0 {
		return "{}", nil
	}
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(v)) {
		text, err := value(depth+1, v[k])
		if err != nil {
			return "", err
		}
		name := k
		if !hclsyntax.ValidIdentifier(k) {
			name = quoted(k)
		}
		parts = append(parts, name+" = "+text)
	}
	return "{ " + strings.Join(parts, ", ") + " }", nil
}
