// Package render is what all text targets share: what they are handed, what
// they refuse, and how their files reach the disk or an archive.
//
// Its one rule: everything is judged before the first byte is written.
package render

import (
	"io/fs"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A Cluster is what a target renders.
type Cluster struct {
	*netstate.Cluster
	Install []*install.Options // one for each group; nil: no kickstart block
	Meta    Meta
	Keep    func(host string) bool // which hosts are wanted; nil: all
}

// Kept says whether a host is wanted.
func (c *Cluster) Kept(host string) bool { return c.Keep == nil || c.Keep(host) }

// Meta is what a file's header says of where it comes from. No time: the same
// input gives the same bytes.
type Meta struct {
	Version string // vmkgen's
	Source  string // the configuration, as the user named it
	Hash    string // SHA-256 of the configuration, in hex
}

// A File is one rendered file.
type File struct {
	Path string      // below the output folder, with slashes
	Mode fs.FileMode // 0600 where it holds a secret, 0755 for a script
	Body []byte      // valid only until the function it is handed to returns
}

// A Refusal is a thing that a target can't do. It stops the run before
// anything is written.
type Refusal struct {
	Code    diag.Code
	Group   int    // index into the cluster's groups
	Pointer string // what can't be done, in the host's tree: vmk/vmk2/switch
	Detail  string
	Hint    string
}

// A Target turns clusters into files.
type Target interface {
	// Name is what --target takes: esxcli, kickstart, powercli.
	Name() string
	// Refuse names everything in a cluster that the target can't do.
	Refuse(c *Cluster) []Refusal
	// Render hands the cluster's files to emit, in the order of its hosts, and
	// stops at emit's first error. It is called only where Refuse had nothing.
	Render(c *Cluster, emit func(File) error) error
}
