// Package govc reads what govc and pyVmomi print of hosts as JSON: properties
// as the vSphere API has them.
//
// Its one rule: what the properties mean, vsphere knows; this finds out of
// which host they are.
package govc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"path"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
	"github.com/vmkgen/vmkgen/internal/vsphere"
)

// Format is properties of hosts as JSON.
var Format = importer.Format{Name: "govc", Title: "JSON of govc (host.info, object.collect, host.vnic.info) and of pyVmomi", Sniff: sniff, Read: read}

var marks = pattern.Of(`(?i)"(hostSystems|changeSet|netStackInstanceKey|virtualNicManagerInfo|config\.network[a-z.]*|vim\.host\.[a-z.]+|vim\.HostSystem)"|"info"\s*:\s*\[\s*\{\s*"device"`)

func sniff(_ string, head []byte) bool {
	text := bytes.TrimSpace(head)
	return (bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("["))) && marks().Match(head)
}

// A reading is one file while it is read.
type reading struct {
	file  string
	line  int // of the value at hand
	out   *importer.Result
	hosts []netstate.Group
}

func read(files []importer.File) (out importer.Result) {
	c := netstate.Cluster{}
	for _, f := range files {
		text, diags := importer.Text(f)
		out.Diags = append(out.Diags, diags...)
		if text == nil {
			continue
		}
		r := &reading{file: f.Name, out: &out}
		r.values(text)
		if len(r.hosts) == 0 && !out.Diags.HasErrors() {
			r.line = 0
			r.fault(diag.SourceEmpty, "it holds no properties of hosts, or not their vmks")
		}
		c.Groups = append(c.Groups, r.hosts...)
	}
	for i := range c.Groups {
		c.Groups[i].Members[0].Position = i
	}
	if len(c.Groups) > 0 {
		out.Clusters = append(out.Clusters, c)
	}
	return out
}

// values reads the values of a file: one, or several one after another.
func (r *reading) values(text []byte) {
	text = bytes.TrimRight(text, " \t\n")
	d := json.NewDecoder(bytes.NewReader(text))
	collected := map[string]any{}
	for {
		from := int(d.InputOffset())
		var v any
		err := d.Decode(&v)
		r.line = 1 + bytes.Count(text[:min(from, len(text))], []byte("\n"))
		if from > 0 {
			r.line++
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.line = 1 + bytes.Count(text[:faulty(err, len(text))], []byte("\n"))
			r.fault(diag.SourceBroken, "it is not JSON, or not all of it: %v", err)
			return
		}
		r.value(v, collected)
	}
	if len(collected) > 0 {
		r.host(collected)
	}
}

// faulty is where a text of so many bytes is no JSON.
func faulty(err error, length int) int {
	if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
		return min(int(bad.Offset), length)
	}
	return length
}

func (r *reading) fault(code diag.Code, format string, args ...any) {
	hint := ""
	if code == diag.SourceBroken {
		hint = "was the file cut off?"
	}
	r.out.Diags = append(r.out.Diags, importer.Fault(code, r.file, r.line, fmt.Sprintf(format, args...), hint))
}

// value reads one value. The properties that object.collect lists of one host
// are gathered until the file ends.
func (r *reading) value(v any, collected map[string]any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			r.value(x, collected)
		}
	case map[string]any:
		list, named := member(v, "hostSystems").([]any)
		changes, changed := member(v, "changeSet").([]any)
		info, listed := member(v, "info").([]any)
		name, isName := member(v, "name").(string)
		val := member(v, "val")
		switch {
		case named:
			r.value(list, collected)
		case changed:
			own := map[string]any{}
			r.value(changes, own)
			if len(own) > 0 {
				r.host(own)
			}
		case listed && len(info) > 0:
			r.vnics(info)
		case isName && val != nil:
			put(collected, strings.Split(name, "."), unwrapped(val))
		case isNetwork(v):
			put(collected, []string{"config", "network"}, v)
		case member(v, "config") != nil:
			r.host(v)
		}
	}
}

// isNetwork says whether an object is a host's network by itself.
func isNetwork(v map[string]any) bool {
	_, is := member(v, "vnic").([]any)
	return is
}

// unwrapped takes a list out of the object that govc puts it in.
func unwrapped(v any) any {
	if m, ok := v.(map[string]any); ok {
		if x, ok := m["_value"]; ok {
			return x
		}
	}
	return v
}

// put sets what lies at a path.
func put(tree map[string]any, path []string, v any) {
	for _, name := range path[:len(path)-1] {
		in, ok := member(tree, name).(map[string]any)
		if !ok {
			in = map[string]any{}
			tree[name] = in
		}
		tree = in
	}
	tree[path[len(path)-1]] = v
}

// member gives a member, whatever the case of its name.
func member(m map[string]any, name string) any {
	if v, ok := m[name]; ok {
		return v
	}
	for k, v := range m {
		if strings.EqualFold(k, name) {
			return v
		}
	}
	return nil
}

// host reads the properties of a host.
func (r *reading) host(tree map[string]any) {
	h, serial, groups, err := vsphere.FromProperties(tree)
	switch {
	case err != nil:
		r.fault(diag.SourceValue, "%v", err)
		return
	case len(h.Vmks) == 0:
		r.fault(diag.SourceIncomplete, "no vmks are among the properties of host %q: config.network is needed", h.Name)
		return
	}
	if h.Name == "" {
		h.Name = r.nameless(tree)
	}
	for _, v := range h.Vmks {
		if bad := wrong(&v); bad != "" {
			r.fault(diag.SourceValue, "%s of host %q: %s", v.Device, h.Name, bad)
			return
		}
	}
	for _, device := range natural.Keys(groups) {
		r.note(importer.Unsaid, h.Name, "the name and VLAN of the distributed port group of %s, which is told by its key %s", device, groups[device])
	}
	if h.Vmks[0].Roles == nil {
		r.note(importer.Unsaid, h.Name, "which vmk carries what (config.virtualNicManagerInfo); roles are left alone")
	}
	if slices.ContainsFunc(h.Vmks, func(v netstate.Vmk) bool { return v.ISCSI == nil }) {
		r.note(importer.Unsaid, h.Name, "what vmks are bound to iSCSI adapters; bindings are left alone")
	}
	r.hosts = append(r.hosts, netstate.Group{Pattern: h, Members: []netstate.Member{{Name: h.Name, Serial: serial}}})
}

func (r *reading) note(kind importer.NoteKind, host, format string, args ...any) {
	r.out.Notes = append(r.out.Notes, importer.Note{Kind: kind, Host: host, Text: fmt.Sprintf(format, args...)})
}

// nameless finds a name for a host whose properties don't have it: the one in
// its DNS settings, or the file's.
func (r *reading) nameless(tree map[string]any) string {
	network, _ := member(tree, "config").(map[string]any)
	network, _ = member(network, "network").(map[string]any)
	dns, _ := member(network, "dnsConfig").(map[string]any)
	host, _ := member(dns, "hostName").(string)
	domain, _ := member(dns, "domainName").(string)
	if host == "" {
		base := path.Base(r.file)
		name := strings.TrimSuffix(base, path.Ext(base))
		r.note(importer.Guess, name, "the name of the host, from the file's")
		return name
	}
	if domain != "" && !strings.Contains(host, ".") {
		host += "." + domain
	}
	return host
}

// wrong says what can't be in what was read of a vmk.
func wrong(v *netstate.Vmk) string {
	if v.IPv4 != nil && v.IPv4.Mode.Or("") == netstate.Static && !v.IPv4.Address.IsValid() {
		return "its address or netmask is none"
	}
	if v.IPv6 != nil && slices.ContainsFunc(v.IPv6.Addresses, func(p netip.Prefix) bool { return !p.IsValid() }) {
		return "one of its IPv6 addresses is none"
	}
	return ""
}
