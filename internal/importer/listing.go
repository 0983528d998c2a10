package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// Listing reads what a command of esxcli prints, in any of its forms: for
// people, csv, keyvalue or json. First is the line of its file on which the
// text begins.
func Listing(file string, first int, text string) ([]Record, diag.List) {
	lines := strings.Split(text, "\n")
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines, first = lines[1:], first+1
	}
	body := strings.TrimRight(strings.Join(lines, "\n"), " \n\t")
	if body == "" {
		return nil, nil
	}
	head := strings.TrimSpace(lines[0])
	switch {
	case len(lines) > 1 && recordLine().MatchString(lines[1]): // whatever the first one is called
		return recordLines(file, first, lines)
	case jsonHead().MatchString(body):
		return jsonRecords(file, first, body)
	case strings.HasPrefix(head, "<"):
		return nil, diag.List{Fault(diag.SourceBroken, file, first, "this is XML, which import does not read", "list it with --formatter=csv, or without a formatter")}
	case keyValue().MatchString(head):
		return keyValues(file, first, lines)
	case strings.HasSuffix(head, ",") && !strings.Contains(head, ": "):
		return CSVRecords(file, first, []byte(body))
	}
	if out, diags, ok := Columns(file, first, lines); ok {
		return out, diags
	}
	return recordLines(file, first, lines)
}

var (
	recordLine = pattern.Of(`^   [^\s"{}\[\]][^:]*:( |$)`)
	jsonHead   = pattern.Of(`^(\[\s*(\{|\]|$)|\{\s*("|\}|$))`)
)

// recordLines reads records of labelled lines: a line with a name before each,
// or none where there is one record only.
func recordLines(file string, first int, lines []string) (out []Record, diags diag.List) {
	r := recordReader{first: first}
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			next := ""
			if i+1 < len(lines) {
				next = lines[i+1]
			}
			r.line(first+i, line, next)
		}
	}
	if len(r.out) == 0 {
		return nil, diag.List{Fault(diag.SourceBroken, file, first, "this is no listing of esxcli", "")}
	}
	return r.out, nil
}

// A recordReader makes records of lines.
type recordReader struct {
	first int
	out   []Record
	depth int // how far the record's own labels are indented
}

func (r *recordReader) line(at int, line, next string) {
	text := strings.TrimSpace(line)
	label, value, labelled := strings.Cut(text, ":")
	indent := len(line) - len(strings.TrimLeft(line, " "))
	switch {
	case indent == 0 && (!labelled || strings.HasPrefix(next, " ")):
		r.open(at)
		r.out[len(r.out)-1].set("Record", strings.TrimSuffix(text, ":"))
		return
	case !labelled:
		return // of a nested list
	case len(r.out) == 0:
		r.open(at)
	}
	if r.depth < 0 {
		r.depth = indent
	}
	rec := &r.out[len(r.out)-1]
	if _, again := rec.Fields[FieldName(label)]; indent <= r.depth && !again {
		rec.set(label, value)
	}
}

func (r *recordReader) open(at int) {
	r.out, r.depth = append(r.out, Record{Line: at}), -1
}

var keyValue = pattern.Of(`^[A-Za-z]+(\[\d+\])?\.[A-Za-z0-9.\[\]]+=`)

// keyValues reads lines such as structure[0].NetworkInterface.MTU.integer=1500.
func keyValues(file string, first int, lines []string) ([]Record, diag.List) {
	var out []Record
	before := "\x00"
	for i, line := range lines {
		key, value, ok := strings.Cut(line, "=")
		if strings.TrimSpace(line) == "" {
			continue
		}
		parts := strings.Split(key, ".")
		if !ok || len(parts) < 3 {
			if ok && strings.HasSuffix(strings.TrimSpace(key), "[]") {
				continue // an empty list
			}
			return nil, diag.List{Fault(diag.SourceBroken, file, first+i, "it is no KEY=VALUE line as the lines before it are", "was the file cut off?")}
		}
		thing := ""
		if strings.HasPrefix(parts[0], "structure[") {
			thing, parts = parts[0], parts[1:]
		}
		if thing != before {
			out, before = append(out, Record{Line: first + i}), thing
		}
		name := parts[1]
		r := &out[len(out)-1]
		if have, ok := r.Get(name); ok { // one more of a list
			value = have + ", " + value
		}
		r.set(name, value)
	}
	return out, nil
}

func jsonRecords(file string, first int, text string) ([]Record, diag.List) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		line := first + bytes.Count([]byte(text[:min(int(d.InputOffset()), len(text))]), []byte("\n"))
		return nil, diag.List{Fault(diag.SourceBroken, file, line, "it is not JSON, or not all of it: "+err.Error(), "was the file cut off?")}
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []Record
	for _, x := range list {
		object, ok := x.(map[string]any)
		if !ok {
			return nil, diag.List{Fault(diag.SourceBroken, file, first, "it is no list of objects", "")}
		}
		r := Record{Line: first}
		for k, v := range object {
			r.set(k, jsonText(v))
		}
		out = append(out, r)
	}
	return out, nil
}

func jsonText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		all := make([]string, len(v))
		for i, x := range v {
			all[i] = jsonText(x)
		}
		return strings.Join(all, ", ")
	}
	return fmt.Sprint(v)
}

// List takes a list of words apart, as listings print it.
func List(text string) []string {
	out := []string{}
	for w := range strings.SplitSeq(text, ",") {
		if w = strings.TrimSpace(w); w != "" && w != "N/A" {
			out = append(out, w)
		}
	}
	return out
}
