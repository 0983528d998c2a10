package importer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/booktest"
)

func all(string, []byte) bool { return true }

func TestWorkbookGivesItsSheets(t *testing.T) {
	t.Parallel()
	book := booktest.Write(
		booktest.Sheet{Name: "Cover", Rows: [][]string{{"Our hosts"}}},
		booktest.Sheet{Name: "vmks & more/less", Rows: [][]string{
			{"Host", "VLAN", "Portgroup", "Up"}, {"esx01", "100", "a, \"b\"\nc <d>", "True"}, {}, {}, {"esx02", "", "", "False"},
		}, Merged: []string{"A2:A5"}},
	)
	got, diags := importer.Workbook(importer.File{Name: "x.xlsx", Data: book}, func(_ string, head []byte) bool {
		return strings.HasPrefix(string(head), "Host,")
	})
	want := []importer.File{{
		Name: "x.xlsx/vmks & more-less", Data: []byte("Host,VLAN,Portgroup,Up\nesx01,100,\"a, \"\"b\"\" c <d>\",True\n\n\nesx02,,,False\n"),
		Merged: []importer.Merge{{Cells: "A2:A5", First: 2, Last: 5}},
	}}
	if diff := cmp.Diff(want, got); diff != "" || diags != nil {
		t.Errorf("%v %s", diags, diff)
	}
}

func TestWorkbooksThatAreRefused(t *testing.T) {
	t.Parallel()
	fine := booktest.Write(booktest.Sheet{Name: "a", Rows: [][]string{{"Host", "IP"}, {"esx01", "10.0.0.1"}}})
	parts := func(sheet string) map[string]string {
		return map[string]string{
			"xl/workbook.xml":            `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="/worksheet" Target="s.xml"/></Relationships>`,
			"xl/s.xml":                   sheet,
		}
	}
	order := []string{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/s.xml"}
	rows := func(s string) []byte {
		return booktest.Pack(order, parts(`<worksheet><sheetData>`+s+`</sheetData></worksheet>`))
	}
	for name, c := range map[string]struct {
		data []byte
		code diag.Code
		says string
	}{
		"cut off":           {fine[:len(fine)/2], diag.SourceBroken, "can't be read"},
		"no workbook":       {booktest.Pack([]string{"a.txt"}, nil), "", ""},
		"no sheet part":     {booktest.Pack(order[:2], parts("")), diag.SourceBroken, "lacks it"},
		"half a sheet":      {booktest.Pack(order, parts(`<worksheet><sheetData><row r="1"><c r="A1"><v>1`)), diag.SourceBroken, `sheet "a", row 1`},
		"no text of number": {rows(`<row r="1"><c r="A1" t="s"><v>7</v></c></row>`), diag.SourceBroken, `no text number "7"`},
		"rows backwards":    {rows(`<row r="2"/><row r="1"/>`), diag.SourceBroken, `after row 2 stands row "1"`},
		"cells backwards":   {rows(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), diag.SourceBroken, `cell "A1"`},
		"row out of bounds": {rows(`<row r="99999999"/>`), diag.SourceBroken, "row"},
		"a bomb":            {rows(strings.Repeat(" ", 64<<20)), diag.SourceTooLarge, "too large"},
		"a bomb of cells":   {rows(strings.Repeat(`<row><c r="XFD1"><v>1</v></c></row>`, 2_100)), diag.SourceTooLarge, "too large"},
	} {
		got, diags := importer.Workbook(importer.File{Name: "x.xlsx", Data: c.data}, all)
		switch {
		case c.code == "":
			if got != nil || diags != nil {
				t.Errorf("an archive that is no workbook: %v, %v", got, diags)
			}
		case got != nil || len(diags) != 1 || diags[0].Code != c.code || !strings.Contains(diags[0].Detail, c.says):
			t.Errorf("%s: %d sheets, %v", name, len(got), diags)
		}
	}
}

func TestSheetReadsWhatPeopleSave(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"plain":             "VM Host,IP,Note\nesx01,10.0.0.1,\"a, b\"\n",
		"semicolons, DOS":   "\ufeff\"VM Host\";\"IP\";\"Note\"\r\n\"esx01\";\"10.0.0.1\";\"a, b\"\r\n",
		"PowerShell":        "#TYPE Selected.Thing\n\"VM Host\",\"IP\",\"Note\"\n\"esx01\",\"10.0.0.1\",\"a, b\"\n",
		"Excel":             "sep=;\nVM Host;IP;Note;;\n;;;;\nesx01;10.0.0.1;a, b;;\n;;;;\n",
		"tabs":              "VM Host\tIP\tNote\nesx01\t 10.0.0.1 \ta, b\n",
		"a column twice":    "VM Host,IP,Note,vm_host\nesx01,10.0.0.1,\"a, b\",other\n",
		"wide, little end":  string(wide("VM Host;IP;Note\nesx01;10.0.0.1;a, b\n", false, true)),
		"an empty last one": "VM Host,IP,Note,More\nesx01,10.0.0.1,\"a, b\",\n",
	} {
		s, diags := importer.ReadSheet(importer.File{Name: "x.csv", Data: []byte(text)})
		if diags != nil {
			t.Errorf("%s: %v", name, diags)
			continue
		}
		if head := importer.HeadOf(importer.Head([]byte(text))); !importer.HasColumns(head, "vmhost", "ip", "note") {
			t.Errorf("%s has the columns %q", name, head)
		}
		n := 0
		for r := range s.Rows() {
			n++
			if got := []string{r.Get("vmhost"), r.Get("ip"), r.Get("note"), r.Get("nothing")}; !cmp.Equal(got, []string{"esx01", "10.0.0.1", "a, b", ""}) {
				t.Errorf("%s: %q", name, got)
			}
		}
		if n != 1 || !s.Has("vmhost", "ip") || s.Has("vmhost", "mask") {
			t.Errorf("%s has %d rows and the columns %q", name, n, s.Head)
		}
	}
}

func TestSheetsThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file importer.File
		line int
	}{
		"a short row":      {importer.File{Data: []byte("#TYPE x\na,b\n1,2\n1\n")}, 4},
		"a long row":       {importer.File{Data: []byte("a,b\n1,2,3\n")}, 2},
		"an open quote":    {importer.File{Data: []byte("a,b\n1,\"2\n")}, 2},
		"a bare quote":     {importer.File{Data: []byte("a,b\n1,2\" disk\n")}, 2},
		"merged rows":      {importer.File{Data: []byte("a,b\n1,2\n,3\n"), Merged: []importer.Merge{{Cells: "A2:A3", First: 2, Last: 3}}}, 2},
		"merged with head": {importer.File{Data: []byte("a,b\n1,2\n"), Merged: []importer.Merge{{Cells: "A1:B1", First: 1, Last: 1}}}, 1},
	} {
		c.file.Name = "x.csv"
		s, diags := importer.ReadSheet(c.file)
		if s != nil || len(diags) != 1 || diags[0].Code != diag.SourceBroken || diags[0].Subject == nil || diags[0].Subject.Start.Line != c.line {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

func TestMergedTitleIsNoFault(t *testing.T) {
	t.Parallel()
	f := importer.File{Name: "x", Data: []byte("\n\na,b\n1,2\n"), Merged: []importer.Merge{{Cells: "A1:B1", First: 1, Last: 1}}}
	if s, diags := importer.ReadSheet(f); s == nil || diags != nil {
		t.Error(diags)
	}
}

// Whatever an archive holds, it is taken apart or refused.
func FuzzWorkbook(f *testing.F) {
	f.Add(booktest.Write(booktest.Sheet{Name: "a", Rows: [][]string{{"Host", "IP"}, {}, {"esx01", "10.0.0.1"}}, Merged: []string{"A1:B1"}}))
	f.Fuzz(func(_ *testing.T, data []byte) {
		sheets, _ := importer.Workbook(importer.File{Name: "x.xlsx", Data: data}, all)
		for _, s := range sheets {
			importer.ReadSheet(s)
		}
	})
}

// Whatever a sheet holds, its cells are read without lines that aren't there.
func FuzzWorkbookSheet(f *testing.F) {
	f.Add(`<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c><c t="b"><v>1</v></c></row>`, `<si><t>y</t></si>`)
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		data := booktest.Pack([]string{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/s.xml", "xl/t.xml"}, map[string]string{
			"xl/workbook.xml":            `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="/worksheet" Target="s.xml"/><Relationship Id="r2" Type="/sharedStrings" Target="t.xml"/></Relationships>`,
			"xl/s.xml":                   `<worksheet><sheetData>` + sheet + `</sheetData></worksheet>`, "xl/t.xml": `<sst>` + shared + `</sst>`,
		})
		sheets, diags := importer.Workbook(importer.File{Name: "x.xlsx", Data: data}, all)
		if diags == nil && len(sheets) != 1 {
			t.Fatalf("%d sheets", len(sheets))
		}
		for _, s := range sheets {
			importer.ReadSheet(s)
		}
	})
}
