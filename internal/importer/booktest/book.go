// Package booktest writes workbooks for tests, as Excel does.
//
// Its one rule: it writes what it is told, also what no program would. Only
// tests use it.
package booktest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// A Sheet is a sheet to write.
type Sheet struct {
	Name   string
	Rows   [][]string
	Merged []string // as "A2:A5"
}

// Write gives a workbook. Some texts are shared, and the rest inline.
func Write(sheets ...Sheet) []byte {
	var book, relations strings.Builder
	parts := map[string]string{}
	var order []string
	var shared []string
	for i, s := range sheets {
		fmt.Fprintf(&book, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escaped(s.Name), i+1, i+1)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		name := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
		parts[name] = sheet(s, &shared)
		order = append(order, name)
	}
	relations.WriteString(`<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/>`)
	parts["xl/workbook.xml"] = `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + book.String() + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + relations.String() + `</Relationships>`
	parts["xl/sharedStrings.xml"] = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + strings.Join(shared, "") + `</sst>`
	return Pack(append(order, "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"), parts)
}

// Pack gives an archive of parts, in an order.
func Pack(order []string, parts map[string]string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range order {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
		}
		if err != nil {
			panic(err) // a buffer takes all
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func sheet(s Sheet, shared *[]string) string {
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for r, row := range s.Rows {
		if len(row) == 0 {
			continue // as Excel leaves out empty rows
		}
		fmt.Fprintf(&b, `<row r="%d">`, r+1)
		for c, text := range row {
			ref := fmt.Sprintf("%s%d", column(c), r+1)
			switch {
			case text == "":
			case text == "True" || text == "False":
				fmt.Fprintf(&b, `<c r="%s" t="b"><v>%d</v></c>`, ref, map[bool]int{true: 1}[text == "True"])
			case digits(text):
				fmt.Fprintf(&b, `<c r="%s" s="1"><v>%s</v></c>`, ref, text)
			case (r+c)%2 == 0 && text[0] < 0x80:
				*shared = append(*shared, `<si><r><t xml:space="preserve">`+escaped(text[:1])+`</t></r><r><t xml:space="preserve">`+escaped(text[1:])+`</t></r><rPh><t>reading</t></rPh></si>`)
				fmt.Fprintf(&b, `<c r="%s" t="s"><v>%d</v></c>`, ref, len(*shared)-1)
			default:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, escaped(text))
			}
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData>`)
	if len(s.Merged) > 0 {
		b.WriteString(`<mergeCells>`)
		for _, m := range s.Merged {
			fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, m)
		}
		b.WriteString(`</mergeCells>`)
	}
	b.WriteString(`</worksheet>`)
	return b.String()
}

func digits(text string) bool { return strings.Trim(text, "0123456789") == "" && text[0] != '0' }

func column(c int) string {
	if c < 26 {
		return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[c : c+1]
	}
	return column(c/26-1) + column(c%26)
}

func escaped(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic(err)
	}
	return b.String()
}
