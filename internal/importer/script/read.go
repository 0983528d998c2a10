// Package script reads shell scripts and kickstart files that set hosts'
// networking with esxcli, whoever wrote them.
//
// Its one rule: nothing of a script is ever run. What depends on the host that
// it would run on is told, with its line, and not taken.
package script

import (
	"bytes"
	"path"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// Format is shell scripts.
var Format = importer.Format{Name: "script", Title: "esxcli scripts, one host a file, by hand or of vmkgen's", Sniff: sniff, Read: read}

// Kickstart is kickstart files.
var Kickstart = importer.Format{Name: "kickstart", Title: "kickstart files: the network line and first-boot sections", Sniff: sniffKickstart, Read: readKickstart}

var (
	shebang = pattern.Of(`^#!.*\b(sh|ash|bash|busybox)\b`)
	setting = pattern.Of(`(?m)^\s*(\S*/)?(esxcli|localcli)\s.*\s(add|set|enable)(\s|$)`)
	prompts = pattern.Of(`(?m)^\[[^\]@\n]*@[^\]\n]*\]`)
)

// sniff takes what vmkgen wrote, and what begins as scripts do or sets
// something with esxcli. A terminal's session is none.
func sniff(_ string, head []byte) bool {
	if isOwn(string(head)) {
		return true
	}
	return !prompts().Match(head) && (setting().Match(head) || shebang().Match(head) && bytes.Contains(head, []byte("esxcli")))
}

// maxScript is up to how many bytes a file is taken for a script.
const maxScript = 4 << 20

// read reads each script as a host of its own.
func read(files []importer.File) importer.Result { return eachHost(files, readOne) }

// A reading is one host's file while it is read.
type reading struct {
	file  string
	host  *scripted.Host
	diags diag.List
}

func eachHost(files []importer.File, one func(*reading, string)) (out importer.Result) {
	at := map[string]int{}
	for _, f := range files {
		text, diags := importer.Text(f)
		out.Diags = append(out.Diags, diags...)
		if text == nil {
			continue
		}
		if len(text) > maxScript {
			out.Diags = append(out.Diags, importer.Fault(diag.SourceTooLarge, f.Name, 0, "no script is as large as that", ""))
			continue
		}
		r := &reading{file: f.Name, host: scripted.New(stem(f.Name))}
		one(r, string(text))
		if !r.diags.HasErrors() && !r.host.Says() {
			r.diags = append(r.diags, importer.Fault(diag.SourceEmpty, f.Name, 0, "it sets nothing of VMkernel networking that could be read", ""))
		}
		host, notes := r.host.Finish()
		out.Diags, out.Notes = append(out.Diags, r.diags...), append(out.Notes, notes...)
		name := clusterOf(f.Name, string(text))
		i, ok := at[name]
		if !ok {
			i = len(out.Clusters)
			at[name] = i
			out.Clusters = append(out.Clusters, netstate.Cluster{Name: name})
		}
		c := &out.Clusters[i]
		c.Groups = append(c.Groups, netstate.Group{Pattern: host, Members: []netstate.Member{{Name: host.Name, Position: len(c.Groups), MAC: r.host.MACOf}}})
	}
	return out
}

func readOne(r *reading, text string) {
	if isOwn(text) {
		o := own{file: r.file, host: r.host}
		o.read(text)
		r.diags = append(r.diags, o.diags...)
		return
	}
	r.shell(text, 0)
}

// stem is a file's name without its ending, which is often the host's.
func stem(file string) string {
	base := path.Base(file)
	if ext := path.Ext(base); len(ext) < len(base) && (ext == ".sh" || ext == ".cfg" || ext == ".txt" || ext == ".ks") {
		base = strings.TrimSuffix(base, ext)
	}
	if base == "standard input" || base == "." || base == "/" {
		return "host"
	}
	return base
}

// clusterOf says which cluster a script of vmkgen's own is for, by the folder
// it was rendered to; empty: it can't be told.
func clusterOf(file, text string) string {
	dir := path.Dir(file)
	switch kind := path.Base(path.Dir(dir)); {
	case isOwn(text) && (kind == "esxcli" || kind == "kickstart"):
		return path.Base(dir)
	}
	return ""
}
