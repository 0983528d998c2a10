package importer

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// Limits of what import reads, in bytes. Unpacked counts what comes out of
// compressed files as well.
const (
	MaxFile  = 256 << 20
	MaxTotal = 1 << 30
	MaxFiles = 100_000
)

// Text gives a file as UTF-8 with bare line feeds and no byte order mark. It
// reads UTF-8 and, by their byte order marks or the zeros that ASCII has in
// them, both kinds of UTF-16. Other encodings are faults, since a wrong guess
// would change names; so is a zero byte.
func Text(f File) ([]byte, diag.List) {
	text, bad := decode(f.Data)
	if bad != "" {
		return nil, diag.List{Fault(diag.SourceEncoding, f.Name, 0, bad, "save it as UTF-8")}
	}
	if at := invalid(text); at >= 0 {
		line := 1 + bytes.Count(text[:at], []byte("\n"))
		return nil, diag.List{Fault(diag.SourceEncoding, f.Name, line,
			fmt.Sprintf("byte 0x%02x is neither UTF-8 nor text", text[at]), "save it as UTF-8")}
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n")), nil
}

// Head is what Sniff gets to see of a file.
func Head(data []byte) []byte {
	head := data[:min(len(data), HeadSize)]
	if len(data) > HeadSize { // never half of a character
		head = head[:HeadSize&^1]
		for n := 0; n < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head) && head[0] != 0xff && head[0] != 0xfe; n++ {
			head = head[:len(head)-1]
		}
	}
	if text, bad := decode(head); bad == "" {
		return text
	}
	return head
}

func decode(data []byte) (text []byte, bad string) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:], ""
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return wide(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return wide(data[2:], binary.BigEndian)
	case zeros(data, 1):
		return wide(data, binary.LittleEndian)
	case zeros(data, 0):
		return wide(data, binary.BigEndian)
	}
	return data, ""
}

// zeros says whether every other one of the first four bytes is a zero, from
// this one on, as ASCII has them in UTF-16.
func zeros(data []byte, at int) bool {
	return len(data) >= 4 && data[at] == 0 && data[at+2] == 0 && data[1-at] != 0 && data[3-at] != 0
}

func wide(data []byte, order binary.ByteOrder) (text []byte, bad string) {
	if len(data)%2 != 0 {
		return nil, "it is UTF-16 and ends in the middle of a character"
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units))), ""
}

// invalid finds the first byte that is no text; -1: there is none.
func invalid(text []byte) int {
	zero := bytes.IndexByte(text, 0)
	if utf8.Valid(text) {
		return zero
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 || text[i] == 0 {
			return i
		}
		i += n
	}
	return -1
}
