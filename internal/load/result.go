// Package load is the front door: files to checked hosts.
//
// Its one rule: it only calls the other rooms in turn and joins what they know
// of positions.
package load

import (
	"io/fs"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/expand"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/spec"
)

// A Request says what to load.
type Request struct {
	FS       fs.FS               // the configuration's directory; file() reads through it
	Files    []string            // names in FS; nil: every *.vmk.hcl and *.vmk.json in its root
	Display  func(string) string // how a file's name is shown; nil: as it is
	Vars     map[string]string   // --var, as written: an HCL literal, or text for a string variable
	VarFiles []string            // names in VarFS
	VarFS    fs.FS               // where VarFiles are; nil: FS
	Env      map[string]string   // VMKGEN_VAR_ values, without the prefix
}

// A Result is a configuration that was read, whatever its faults.
type Result struct {
	VCenters map[string]*spec.VCenter   // by label
	Clusters []Cluster                  // by name, in natural order
	Diags    diag.List                  // sorted, folded; errors mean that Clusters must not be used for output
	Sources  diag.Sources               // the texts, for quoting
	Hash     string                     // SHA-256 over names and bytes of all files read, in hex
	trees    map[string]*expand.Cluster // for Locate
	doc      *expand.Document           // for Plain
}

// A Cluster is a cluster of hosts and how they are installed.
type Cluster struct {
	netstate.Cluster
	Install []*install.Options // one for each of Groups; nil: no kickstart block
	Range   diag.Range         // the cluster's label
}

// Plain gives the configuration as plain data that means the same as a
// *.vmk.json, except that secrets are masked.
func (r *Result) Plain() map[string]any { return plain(r.doc) }
