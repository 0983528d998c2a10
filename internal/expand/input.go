package expand

import (
	"io/fs"

	"github.com/vmkgen/vmkgen/internal/diag"
)

// An Input says what to expand.
type Input struct {
	FS       fs.FS               // the configuration's directory; file() reads through it
	Files    []string            // names in FS; nil: every *.vmk.hcl and *.vmk.json in its root
	Display  func(string) string // how a name in FS is shown; nil: as it is
	Vars     map[string]string   // --var, as written
	VarFiles []string            // names in VarFS, later ones win
	VarFS    fs.FS               // nil: FS
	Env      map[string]string   // VMKGEN_VAR_ values, without the prefix
	Codes    []diag.CodeRow      // what lint blocks may disable; nil: all there are
	Sources  *diag.Sources       // gets every text that is read, and what of them is secret; may be nil
}

// A File is a text that took part in the result.
type File struct {
	Name string // as it is shown
	Text []byte
}

// Expand reads a configuration and expands it. The document is never nil; with
// errors in the list it is what could be made out.
func Expand(in Input) (*Document, diag.List) {
	r := newRun(in)
	doc := &Document{VCenters: map[string]*Tree{}}
	if r.readFiles() {
		r.variables()
		r.locals()
		doc.VCenters, doc.Disabled = r.vcenters(), r.lint()
		doc.Clusters = r.clusters()
		r.unused()
	}
	doc.Files = r.reader.files()
	return doc, r.diags
}
