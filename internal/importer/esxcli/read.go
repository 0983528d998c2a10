// Package esxcli reads what esxcli prints on hosts: files of listings, whole
// sessions, and the command outputs of a vm-support folder.
//
// Its one rule: a listing means what its labels say, never what its blanks suggest.
package esxcli

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Format is listings of esxcli.
var Format = importer.Format{Name: "esxcli", Title: "listings of esxcli and esxcfg, one host a folder or a file; vm-support folders", Sniff: sniff, Read: read}

// sniff takes files that are named after a command, that hold one with its
// prompt, or that list vmks.
func sniff(name string, head []byte) bool {
	if _, ok := commandOfName(name); ok {
		return true
	}
	text := string(head)
	for line := range strings.Lines(text) {
		if _, _, ok := prompted(strings.TrimRight(line, "\r\n")); ok {
			return true
		}
	}
	for _, label := range []string{"Netstack Instance:", "IPv4 Netmask", "NetstackInstance", "IPv4Netmask", "Virtual Switch  ", "VirtualSwitch", "IP Family", "PortGroup Name"} {
		if strings.Contains(text, label) {
			return true
		}
	}
	return false
}

// A section is what one command printed.
type section struct {
	file  string
	line  int // of its first line, from 1
	call  call
	known bool // whether the command is known; else its labels tell
	text  string
}

// A group is the sections of one host.
type group struct {
	name     string // by folder, file or prompt; what the host says of itself goes before
	sections []section
}

func read(files []importer.File) importer.Result {
	var out importer.Result
	groups := map[string]*group{}
	var order []string
	for _, f := range files {
		text, diags := importer.Text(f)
		if out.Diags = append(out.Diags, diags...); text == nil {
			continue
		}
		sections, prompt := split(f.Name, string(text))
		key, name := hostOf(f.Name, prompt, len(sections) > 0 && sections[0].known && prompt != noPrompt)
		if groups[key] == nil {
			groups[key] = &group{name: name}
			order = append(order, key)
		}
		groups[key].sections = append(groups[key].sections, sections...)
	}
	c := netstate.Cluster{}
	for i, key := range order {
		r := &reading{result: &out, found: map[string]bool{}}
		h := r.host(groups[key])
		if len(h.Vmks) == 0 {
			out.Diags = append(out.Diags, importer.Fault(diag.SourceIncomplete, groups[key].sections[0].file, 0,
				"no listing of vmks is among what is there of host "+h.Name, "add: esxcli network ip interface list"))
			continue
		}
		c.Groups = append(c.Groups, netstate.Group{Pattern: h, Members: []netstate.Member{{Name: h.Name, Position: i}}})
	}
	if len(c.Groups) > 0 {
		out.Clusters = append(out.Clusters, c)
	}
	return out
}

// noPrompt is the prompt of a file without command lines.
const noPrompt = "\x00"

var promptLine = pattern.Of(`^\s*(?:\[[^\]@]*@([^\]:\s]+)[^\]]*\]\s*[#$]?|[#$>+])?\s*((?:/s?bin/)?(?:esxcli|localcli|esxcfg-vmknic|esxcfg-vswitch)\s.*)$`)

// prompted takes a line apart that shows a command: its host, where the prompt
// says it, and the command.
func prompted(line string) (host, command string, ok bool) {
	m := promptLine().FindStringSubmatch(line)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// split takes a file apart at the commands it shows.
func split(file, text string) (out []section, prompt string) {
	prompt = noPrompt
	var body []string
	at := section{file: file, line: 1}
	at.call, at.known = commandOfName(file)
	flush := func() {
		at.text = strings.Join(body, "\n")
		if at.known && prompt != noPrompt || strings.TrimSpace(at.text) != "" {
			out = append(out, at)
		}
		body = nil
	}
	for i, line := range strings.Split(text, "\n") {
		host, command, ok := prompted(line)
		if !ok {
			body = append(body, line)
			continue
		}
		if prompt == noPrompt && strings.TrimSpace(strings.Join(body, "")) == "" {
			body = nil
		} else {
			flush()
		}
		if prompt == noPrompt || host != "" {
			prompt = host
		}
		at = section{file: file, line: i + 2}
		at.call, at.known = commandOfLine(command), true
	}
	flush()
	return out, prompt
}

// hostOf says which host a file is about: a whole session is one by itself,
// and the listings in a folder belong together.
func hostOf(file, prompt string, session bool) (key, name string) {
	if session {
		stem := strings.TrimSuffix(path.Base(file), path.Ext(file))
		if prompt != "" {
			stem = prompt
		}
		return "session " + file, stem
	}
	dir := path.Dir(file)
	for base := path.Base(dir); base == "commands" || base == "esxcli" || base == "network"; base = path.Base(dir) {
		dir = path.Dir(dir)
	}
	if name = path.Base(dir); name == "." || name == "/" || name == ".." {
		name = "host"
	}
	return "folder " + dir, name
}

// A reading is the listings of one host becoming one.
type reading struct {
	result *importer.Result
	seen   netstate.Host
	found  map[string]bool // commands that were seen, and of which vmk, stack …
	raw    raw
}

func (r *reading) fault(code diag.Code, s section, line int, format string, args ...any) {
	r.result.Diags = append(r.result.Diags, importer.Fault(code, s.file, line, fmt.Sprintf(format, args...), ""))
}

func (r *reading) unread(s section, format string, args ...any) {
	r.result.Diags = append(r.result.Diags, importer.Fault(diag.ImportUnread, s.file, s.line, fmt.Sprintf(format, args...), ""))
}

// host makes a host of a group's sections. What says which things there are
// is read first, wherever it stands.
func (r *reading) host(g *group) netstate.Host {
	r.seen.Name = g.name
	var all []parsed
	for _, s := range g.sections {
		if p, ok := r.parse(s); ok {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b parsed) int { return rank(a.call.words) - rank(b.call.words) })
	for _, p := range all {
		r.apply(p)
	}
	r.finish()
	return r.seen
}

// A parsed section is one whose text was taken apart.
type parsed struct {
	section
	records []importer.Record
}

func rank(words string) int {
	switch words {
	case "system hostname get":
		return 0
	case "network ip interface list", "esxcfg-vmknic":
		return 1
	case "network vswitch standard list", "network vswitch dvs vmware list", "esxcfg-vswitch":
		return 2
	case "network ip netstack list":
		return 3
	case "network ip interface ipv6 address list":
		return 5
	}
	return 4
}

var failed = pattern.Of(`^(Error:|Invalid option|Unable to |Unknown command|Usage: esxcli|Connect to .* failed)`)

func (r *reading) parse(s section) (parsed, bool) {
	p := parsed{section: s}
	if text := strings.TrimSpace(s.text); failed().MatchString(text) {
		line, _, _ := strings.Cut(text, "\n")
		r.unread(s, "the command failed: %s", line)
		return p, false
	}
	if form := esxcfgForm(s.text); form != "" && !s.known {
		p.call.words = form
	}
	switch p.call.words {
	case "esxcfg-vmknic", "esxcfg-vswitch", "iscsi software get":
		return p, true
	}
	if s.known && listings[s.call.words].read == nil {
		r.unread(s, "%q is of no use here, or not known", s.call.words)
		return p, false
	}
	records, diags := importer.Listing(s.file, s.line, s.text)
	if !s.known && diags.HasErrors() {
		r.unread(s, "it is in no form that esxcli prints")
		return p, false
	}
	r.result.Diags = append(r.result.Diags, diags...)
	if p.records = records; !s.known && len(records) > 0 {
		p.call.words = commandOfLabels(records[0])
	}
	if listings[p.call.words].read == nil {
		r.unread(s, "what it lists is of no use here, or not known")
		return p, false
	}
	return p, !diags.HasErrors()
}

func (r *reading) apply(p parsed) {
	r.found[p.call.words] = true
	switch p.call.words {
	case "esxcfg-vmknic":
		r.vmknic(p.section)
	case "esxcfg-vswitch":
		r.vswitch(p.section)
	case "iscsi software get":
		r.raw.iscsi = strings.TrimSpace(p.text) == "true"
	default:
		l := listings[p.call.words]
		for _, rec := range p.records {
			l.read(r, p.section, rec)
		}
		if l.seen != nil {
			l.seen(r, p.section)
		}
	}
}
