// Package powercli reads PowerCLI scripts that set hosts' networking, whoever
// wrote them.
//
// Its one rule: nothing of a script is ever run. What depends on the vCenter
// that it would run against is told, with its line, and not taken.
package powercli

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// Format is PowerCLI scripts.
var Format = importer.Format{Name: "powercli", Title: "PowerCLI scripts, by hand or of vmkgen's", Sniff: sniff, Read: read}

var cmdlet = pattern.Of(`(?i)\b((New|Set)-VMHostNetworkAdapter|(New|Set)-VirtualPortGroup|(New|Set)-VirtualSwitch|Get-EsxCli)\b`)

// sniff takes what vmkgen wrote, and what has cmdlets that set networking.
func sniff(_ string, head []byte) bool {
	if isOwn(string(head)) {
		return true
	}
	for _, w := range []string{"-VMHost", "-vmhost", "-Virtual", "-virtual", "Get-EsxCli", "get-esxcli", "Get-Esxcli"} { // far faster than the pattern
		if bytes.Contains(head, []byte(w)) {
			return cmdlet().Match(head)
		}
	}
	return false
}

// maxScript and maxHand are up to how many bytes a file is taken for a script:
// one of vmkgen's own, which has a row for each host, and one by hand.
const (
	maxScript = 64 << 20
	maxHand   = 4 << 20
)

// A reading is a script while it is read.
type reading struct {
	file  string
	hosts []*scripted.Host
	diags diag.List
}

func read(files []importer.File) (out importer.Result) {
	for _, f := range files {
		text, diags := importer.Text(f)
		out.Diags = append(out.Diags, diags...)
		if text == nil {
			continue
		}
		if len(text) > maxScript || len(text) > maxHand && !isOwn(string(text)) {
			out.Diags = append(out.Diags, importer.Fault(diag.SourceTooLarge, f.Name, 0, "no script is as large as that", ""))
			continue
		}
		r := &reading{file: f.Name}
		c := netstate.Cluster{}
		if isOwn(string(text)) {
			c.Name = strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name))
			r.readOwn(string(text))
		} else {
			r.readHand(string(text))
		}
		r.finish(&c, &out)
	}
	return out
}

// finish hands over what a script came to.
func (r *reading) finish(c *netstate.Cluster, out *importer.Result) {
	for _, h := range r.hosts {
		if !h.Says() {
			continue
		}
		host, notes := h.Finish()
		out.Notes = append(out.Notes, notes...)
		c.Groups = append(c.Groups, netstate.Group{Pattern: host, Members: []netstate.Member{{Name: host.Name, Position: len(c.Groups)}}})
	}
	if len(c.Groups) == 0 && !r.diags.HasErrors() {
		r.diags = append(r.diags, importer.Fault(diag.SourceEmpty, r.file, 0, "it sets nothing of VMkernel networking that could be read", ""))
	}
	out.Diags = append(out.Diags, r.diags...)
	out.Clusters = append(out.Clusters, *c)
}

// named gives the host of a name.
func (r *reading) named(name string) *scripted.Host {
	for _, h := range r.hosts {
		if strings.EqualFold(h.Name, name) {
			return h
		}
	}
	h := scripted.New(name)
	r.hosts = append(r.hosts, h)
	return h
}

func (r *reading) fault(code diag.Code, line int, format string, args ...any) {
	r.diags = append(r.diags, importer.Fault(code, r.file, line, fmt.Sprintf(format, args...), "render the script again"))
}

func (r *reading) unread(line int, format string, args ...any) {
	d := importer.Fault(diag.ImportUnread, r.file, line, fmt.Sprintf(format, args...), "say it in the configuration by hand")
	for _, have := range r.diags {
		if have.Detail == d.Detail && have.Subject != nil && have.Subject.Start.Line == line {
			return
		}
	}
	r.diags = append(r.diags, d)
}
