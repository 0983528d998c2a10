package hcl

import (
	"bytes"
	"encoding/json"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// Format gives a text in its canonical form: names and values aligned, one
// newline at the end of each line and of the text. Comments stay, and in JSON
// the order of keys. A text that can't be parsed is refused.
func Format(name string, src []byte) ([]byte, diag.List) {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	for bytes.Contains(src, []byte("\r\n")) { // there may be several \r
		src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	}
	f, diags := Parse(name, src)
	if diags.HasErrors() || f == nil {
		return nil, diags
	}
	if f.json {
		return formatJSON(f)
	}
	out := layout(src)
	for range 4 { // a second look helps with some odd spacing
		again := layout(out)
		if bytes.Equal(again, out) {
			break
		}
		out = again
	}
	return endLine(out), nil
}

func formatJSON(f *File) ([]byte, diag.List) {
	var out bytes.Buffer
	if err := json.Indent(&out, bytes.TrimSpace(f.src), "", "  "); err != nil {
		return nil, diag.List{fault(diag.BadSyntax, "this is not JSON", err.Error(), "", f.whole())}
	}
	return endLine(out.Bytes()), nil
}

// endLine gives a text exactly one newline at its end, and none to an empty one.
func endLine(text []byte) []byte {
	text = bytes.TrimRight(text, " \t\r\n")
	if len(text) == 0 {
		return text
	}
	return append(text, '\n')
}
