package importer

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// MaxRatio is how many times its packed size a part of a workbook may have.
// Sheets of like rows pack about 60 to 1; what exists to fill memory packs a
// thousand to 1.
const MaxRatio = 300

// IsWorkbook says whether a file may be an Excel workbook, which is a zip archive.
func IsWorkbook(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// Workbook takes a workbook apart into its sheets, each as a file of separated
// values with the sheet's rows on its lines. Only those sheets are read in full
// whose first rows are wanted. An archive that is no workbook gives none.
func Workbook(f File, wanted func(name string, head []byte) bool) ([]File, diag.List) {
	z, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
	if err != nil {
		return nil, diag.List{Fault(diag.SourceBroken, f.Name, 0, "the archive can't be read: "+err.Error(), "was the file cut off?")}
	}
	w := &workbook{file: f.Name, parts: map[string]*zip.File{}}
	for _, p := range z.File {
		w.parts[strings.TrimPrefix(p.Name, "/")] = p
	}
	if w.parts[workbookPart] == nil {
		return nil, nil
	}
	var out []File
	for _, s := range w.list() {
		if g, ok := w.sheet(s, wanted); ok {
			out = append(out, g)
		}
		if w.diags != nil {
			return nil, w.diags
		}
	}
	return out, w.diags
}

const (
	workbookPart  = "xl/workbook.xml"
	relationsPart = "xl/_rels/workbook.xml.rels"
)

// A workbook is one under way.
type workbook struct {
	file    string
	parts   map[string]*zip.File
	strings []string // shared by the sheets
	read    int64    // bytes that came out of the archive
	diags   diag.List
}

var errTooLarge = errors.New("it is too large")

func (w *workbook) fail(part string, err error) {
	code, hint := diag.SourceBroken, "was the file cut off?"
	if errors.Is(err, errTooLarge) {
		code, hint = diag.SourceTooLarge, ""
	}
	w.diags = append(w.diags, Fault(code, w.file, 0, part+": "+err.Error(), hint))
}

// open gives a part, limited in what comes out of it.
func (w *workbook) open(part string) (io.ReadCloser, bool) {
	p := w.parts[part]
	if p == nil {
		w.fail(part, errors.New("the workbook lacks it"))
		return nil, false
	}
	size, packed := p.UncompressedSize64, max(p.CompressedSize64, 1)
	if size > MaxFile || size > 1<<20 && size/packed > MaxRatio {
		w.fail(part, fmt.Errorf("%w: %d bytes would come out of %d, and import takes up to %d MiB and %d times what is packed",
			errTooLarge, size, p.CompressedSize64, MaxFile>>20, MaxRatio))
		return nil, false
	}
	r, err := p.Open()
	if err != nil {
		w.fail(part, err)
		return nil, false
	}
	return &limited{r, w}, true
}

// A limited reader stops a workbook that is larger than it says.
type limited struct {
	io.ReadCloser
	w *workbook
}

func (l *limited) Read(b []byte) (int, error) {
	n, err := l.ReadCloser.Read(b)
	if l.w.read += int64(n); l.w.read > MaxTotal {
		return n, fmt.Errorf("%w: import takes %d MiB out of one workbook", errTooLarge, MaxTotal>>20)
	}
	return n, err //nolint:wrapcheck // the end is told by identity
}

// decode reads a small part of a workbook.
func (w *workbook) decode(part string, v any) bool {
	r, ok := w.open(part)
	if !ok {
		return false
	}
	defer r.Close()
	if err := xml.NewDecoder(r).Decode(v); err != nil {
		w.fail(part, err)
		return false
	}
	return true
}

// A sheetName is a sheet and the part it lies in.
type sheetName struct{ name, part string }

func (w *workbook) list() (out []sheetName) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
			Old  string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"` // strict workbooks
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
			Type   string `xml:"Type,attr"`
		} `xml:"Relationship"`
	}
	if !w.decode(workbookPart, &book) || !w.decode(relationsPart, &relations) {
		return nil
	}
	parts := map[string]string{}
	for _, r := range relations.All {
		at := path.Join("xl", r.Target)
		if strings.HasPrefix(r.Target, "/") {
			at = strings.TrimPrefix(path.Clean(r.Target), "/")
		}
		if strings.HasSuffix(r.Type, "/sharedStrings") && !w.shared(at) {
			return nil
		}
		if strings.HasSuffix(r.Type, "/worksheet") {
			parts[r.ID] = at
		}
	}
	for _, s := range book.Sheets {
		if at := parts[s.ID+s.Old]; at != "" { // a chart has none
			out = append(out, sheetName{s.Name, at})
		}
	}
	return out
}

// cut gives a part of any size to take apart.
func (w *workbook) cut(part string) (*cutter, bool) {
	r, ok := w.open(part)
	if !ok {
		return nil, false
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		w.fail(part, err)
		return nil, false
	}
	c, err := newCutter(data)
	if err != nil {
		w.fail(part, err)
		return nil, false
	}
	return c, true
}

// shared reads the strings that sheets refer to by number.
func (w *workbook) shared(part string) bool {
	c, ok := w.cut(part)
	if !ok {
		return false
	}
	for {
		p, err := c.next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err == nil && p.kind == xmlStart && p.name == "si" {
			var text string
			text, err = richText(c)
			w.strings = append(w.strings, text)
		}
		if err != nil {
			w.fail(part, err)
			return false
		}
	}
}

// richText reads an si or is element, of which the start was read: its runs,
// but not how they are pronounced.
func richText(c *cutter) (string, error) {
	var text strings.Builder
	for depth, in, mute := 1, false, 0; depth > 0; {
		p, err := c.next()
		if err != nil {
			return "", cutOff(err)
		}
		switch p.kind {
		case xmlStart:
			depth++
			in = p.name == "t"
			if p.name == "rPh" && mute == 0 {
				mute = depth
			}
		case xmlEnd:
			if depth == mute {
				mute = 0
			}
			depth--
			in = false
		case xmlText:
			if in && mute == 0 {
				more, err := unescape(p.text)
				if err != nil {
					return "", err
				}
				text.WriteString(more)
			}
		}
	}
	return text.String(), nil
}

// cutOff makes an end in the middle what it is.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
