package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/csv"
	"github.com/vmkgen/vmkgen/internal/importer/esxcli"
	"github.com/vmkgen/vmkgen/internal/importer/govc"
	"github.com/vmkgen/vmkgen/internal/importer/powercli"
	"github.com/vmkgen/vmkgen/internal/importer/rvtools"
	"github.com/vmkgen/vmkgen/internal/importer/script"
	"github.com/vmkgen/vmkgen/internal/importer/snapshot"
	"github.com/vmkgen/vmkgen/internal/importer/vcf"
	"github.com/vmkgen/vmkgen/internal/importer/vcp"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// formats is the table of what import reads. Where several take a file for
// theirs, the first in the table has it.
var formats = []importer.Format{
	snapshot.Format,
	rvtools.Format,
	vcf.Format,
	govc.Format,
	powercli.Format,
	vcp.Format,
	script.Kickstart,
	script.Format,
	csv.Format,
	esxcli.Format,
}

func formatNames() []string {
	out := make([]string, len(formats))
	for i, f := range formats {
		out[i] = f.Name
	}
	return out
}

func formatHelp() string {
	var b strings.Builder
	for _, f := range formats {
		fmt.Fprintf(&b, "  %-10s  %s\n", f.Name, f.Title)
	}
	return b.String()
}

// formatOf is which format a file is of, as an index into the table; -1: none.
func formatOf(f importer.File) int {
	head := importer.Head(f.Data)
	for i := range formats {
		if formats[i].Sniff(f.Name, head) {
			return i
		}
	}
	return -1
}

// readFormats reads files, each by its format or all by the one that is named.
// In a folder, a file of no format is passed over.
func readFormats(files []gathered, name string) (*importer.Result, error) {
	forced := -1
	if name != "" {
		if forced = indexOf(formatNames(), name); forced < 0 {
			return nil, oneOf("--format", name, formatNames())
		}
	}
	sorted := make([][]importer.File, len(formats))
	files, diags := unpacked(files, forced)
	out := &importer.Result{Diags: diags}
	passed, taken := 0, 0
	for _, f := range files {
		at := forced
		if forced < 0 {
			at = formatOf(f.File)
		}
		switch {
		case at >= 0:
			sorted[at] = append(sorted[at], f.File)
			taken++
		case f.inFolder:
			passed++
		default:
			out.Diags = append(out.Diags, unknown(f.File))
		}
	}
	if taken == 0 && passed > 0 {
		out.Diags = append(out.Diags, importer.Fault(diag.SourceUnknown, files[0].Name, 0,
			"neither it nor what lies beside it is in a format that import knows", ""))
	}
	for i := range formats {
		if len(sorted[i]) > 0 {
			out.Add(formats[i].Read(sorted[i]))
		}
	}
	if passed > 0 && taken > 0 {
		out.Notes = append(out.Notes, importer.Note{Kind: importer.LeftOut, Text: count(passed, "file") + " of formats that import doesn't know"})
	}
	return out, nil
}

func unknown(f importer.File) diag.Diagnostic {
	if bytes.HasPrefix(f.Data, []byte("\xd0\xcf\x11\xe0")) {
		return importer.Fault(diag.SourceUnknown, f.Name, 0, "it is a workbook of the old kind, or one with a password", "save it as .xlsx without a password")
	}
	return importer.Fault(diag.SourceUnknown, f.Name, 0,
		"its content is in no format that import knows", "say which with --format: "+strings.Join(formatNames(), ", "))
}

// unpacked puts the sheets of workbooks in their place: those of a format that
// import knows, or of the one that is named.
func unpacked(files []gathered, forced int) (out []gathered, diags diag.List) {
	for _, f := range files {
		sheets, bad := sheetsOf(f.File, forced)
		diags = append(diags, bad...)
		for _, s := range sheets {
			out = append(out, gathered{s, true})
		}
		if len(sheets) == 0 && bad == nil {
			out = append(out, f)
		}
	}
	return out, diags
}

// sheetsOf gives the sheets of a workbook, and none of anything else.
func sheetsOf(f importer.File, forced int) ([]importer.File, diag.List) {
	if !importer.IsWorkbook(f.Data) {
		return nil, nil
	}
	return importer.Workbook(f, func(name string, head []byte) bool {
		if forced >= 0 {
			return formats[forced].Sniff(name, head)
		}
		return formatOf(importer.File{Name: name, Data: head}) >= 0
	})
}

// known says whether a file, or a sheet of it, is of a format that import knows.
func known(f importer.File) bool {
	if importer.IsWorkbook(f.Data) {
		sheets, diags := sheetsOf(f, -1)
		return len(sheets) > 0 || diags != nil && strings.HasPrefix(filepath.Ext(f.Name), ".xls")
	}
	return formatOf(f) >= 0
}

func indexOf(words []string, word string) int {
	for i, w := range words {
		if w == word {
			return i
		}
	}
	return -1
}

// merge makes one of clusters of one name, and tells of hosts that are there twice.
func merge(r *importer.Result) {
	var out []netstate.Cluster
	at := map[string]int{}
	met := map[string]bool{}
	for _, c := range r.Clusters {
		for g := range c.Groups {
			for _, m := range c.Groups[g].Members {
				key := strings.ToLower(c.Name + "\x00" + m.Name)
				if met[key] {
					r.Diags = append(r.Diags, importer.About(diag.SourceTwice, m.Name, "", fmt.Sprintf("host %q is in the sources twice", m.Name),
						"import one of them"))
				}
				met[key] = true
			}
		}
		i, ok := at[c.Name]
		if !ok {
			at[c.Name] = len(out)
			out = append(out, c)
			continue
		}
		out[i].Groups = append(slices.Clip(out[i].Groups), c.Groups...)
	}
	r.Clusters = out
}
