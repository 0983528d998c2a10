// Package snapshot reads vmkgen's own state files.
//
// Its one rule: state judges them; this only tells of the faults.
package snapshot

import (
	"bytes"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/state"
)

// Format is vmkgen's state files.
var Format = importer.Format{Name: "snapshot", Title: "state files of vmkgen snapshot", Sniff: sniff, Read: read}

func sniff(_ string, head []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")) && bytes.Contains(head, []byte(`"`+state.Format+`"`))
}

func read(files []importer.File) importer.Result {
	var out importer.Result
	for _, f := range files {
		text, diags := importer.Text(f)
		out.Diags = append(out.Diags, diags...)
		if text == nil {
			continue
		}
		clusters, _, err := state.Read(bytes.NewReader(text))
		if err != nil {
			out.Diags = append(out.Diags, importer.Fault(diag.SourceBroken, f.Name, 0, err.Error(), "write it again with vmkgen snapshot"))
			continue
		}
		out.Clusters = append(out.Clusters, clusters...)
	}
	return out
}
