package importer_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
)

func wide(text string, big, mark bool) []byte {
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	var out []byte
	for _, u := range units {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func TestTextIsOneForAllEncodings(t *testing.T) {
	t.Parallel()
	const want = "Name;Größe\nvmk0;1500\n"
	dos := strings.ReplaceAll(want, "\n", "\r\n")
	for name, data := range map[string][]byte{
		"plain": []byte(want), "marked": []byte("\ufeff" + dos), "old Mac": []byte(strings.ReplaceAll(want, "\n", "\r")),
		"UTF-16LE": wide(dos, false, true), "UTF-16BE": wide(dos, true, true),
		"UTF-16LE unmarked": wide(dos, false, false), "UTF-16BE unmarked": wide(dos, true, false),
	} {
		got, diags := importer.Text(importer.File{Name: "x", Data: data})
		if string(got) != want || diags != nil {
			t.Errorf("%s: %q, %v", name, got, diags)
		}
		if head := string(importer.Head(data)); !strings.HasPrefix(head, "Name;Größe") {
			t.Errorf("%s begins with %q", name, head)
		}
	}
}

func TestTextRefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"Latin-1": "Name\nGr\xf6\xdfe\n", "a zero": "Name\nvmk\x000\n", "half a character": "\xff\xfea\x00b",
	} {
		got, diags := importer.Text(importer.File{Name: "x.csv", Data: []byte(data)})
		if got != nil || len(diags) != 1 || diags[0].Code != diag.SourceEncoding {
			t.Errorf("%s: %q, %v", name, got, diags)
			continue
		}
		if s := diags[0].Subject; name != "half a character" && (s == nil || s.Start.Line != 2) {
			t.Errorf("%s is at %v", name, s)
		}
	}
}

func TestHeadIsNeverHalfACharacter(t *testing.T) {
	t.Parallel()
	for shift := range 4 {
		data := []byte(strings.Repeat("a", shift) + strings.Repeat("\U0001f600", importer.HeadSize/4+1))
		if head := importer.Head(data); len(head) < importer.HeadSize-4 || !strings.HasSuffix(string(head), "\U0001f600") {
			t.Errorf("shifted by %d, it ends in %q", shift, head[len(head)-4:])
		}
	}
}
