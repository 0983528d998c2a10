// Package vcp reads vSphere Configuration Profiles: a cluster's document, an
// API's answer that holds one as a text, and the host configurations of edge sites.
//
// Its one rule: it looks at networking alone; what else a document holds, such
// as the hashes of passwords, it neither keeps nor tells.
package vcp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vmkgen/vmkgen/internal/compact"
	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// Format is vSphere Configuration Profiles.
var Format = importer.Format{
	Name: "vcp", Title: "vSphere Configuration Profiles: exported documents, answers of the API, HostConfiguration YAML", Sniff: sniff, Read: read,
}

var (
	ofCluster = pattern.Of(`(?s)^\s*\{.*\\?"(profile\\?"\s*:\s*\{\s*(\\[nrt]|\s)*\\?"(esx|nsx|esx_update)|host-(specific|override))\\?"`)
	ofEdge    = pattern.Of(`(?m)^kind:\s*HostConfiguration\s*$`)
)

func sniff(_ string, head []byte) bool { return ofCluster().Match(head) || ofEdge().Match(head) }

// A document is a configuration document of a cluster, or a part of one.
type document struct {
	file string
	name string // of what it is for; empty: it doesn't say
	root object
}

func read(files []importer.File) importer.Result {
	r := &reading{}
	for _, f := range files {
		docs, bad := documents(f)
		if r.out.Diags = append(r.out.Diags, bad...); bad != nil {
			continue
		}
		for i := range docs {
			if docs[i].name == "" && len(files)+len(docs) > 2 {
				docs[i].name = strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name))
				r.note(importer.Guess, "", "that the cluster of %s is called %q: its document doesn't say", f.Name, docs[i].name)
			}
			r.document(&docs[i])
		}
	}
	if r.out.Document != nil && len(r.out.Clusters) > 0 {
		r.out.Diags = append(r.out.Diags, importer.Fault(diag.SourceBroken, files[0].Name, 0,
			"some documents speak of hosts and some are profiles alone", "import them one by one"))
	}
	return r.out
}

// documents finds the documents in a file, whichever way they are wrapped.
func documents(f importer.File) ([]document, diag.List) {
	text, diags := importer.Text(f)
	if text == nil {
		return nil, diags
	}
	fault := func(line int, err error) diag.List {
		return diag.List{importer.Fault(diag.SourceBroken, f.Name, line, err.Error(), "was the file cut off?")}
	}
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return edge(f.Name, text)
	}
	v, line, err := parse(text)
	if err != nil {
		return nil, fault(line, err)
	}
	root, _ := v.(object)
	if wrapped, ok := root["config"].(string); ok {
		if v, line, err = parse([]byte(wrapped)); err != nil {
			return nil, fault(0, fmt.Errorf("line %d of the text in its config: %w", line, err))
		}
		root, _ = v.(object)
	}
	if _, bare := root["esx"].(object); bare {
		root = object{"profile": root}
	}
	if _, ok := root["profile"].(object); !ok {
		return nil, fault(0, errors.New("it has no profile: it is no configuration document of a cluster"))
	}
	return []document{{file: f.Name, root: root}}, nil
}

// edge reads the HostConfigurations among the documents of a YAML file.
func edge(file string, text []byte) ([]document, diag.List) {
	fault := func(detail string) diag.List {
		return diag.List{importer.Fault(diag.SourceBroken, file, 0, detail, "")}
	}
	var out []document
	d := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var c struct {
			Kind     string
			Metadata struct{ Name string }
			Spec     struct{ Profile any }
		}
		if err := d.Decode(&c); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fault("it is not YAML, or of another form than a HostConfiguration") // the library's words quote values
		}
		if c.Kind != "HostConfiguration" {
			continue
		}
		profile, ok := c.Spec.Profile.(string)
		if !ok {
			marshalled, err := json.Marshal(c.Spec.Profile)
			if err != nil {
				return nil, fault("its spec.profile is no profile")
			}
			profile = string(marshalled)
		}
		v, line, err := parse([]byte(profile))
		root, ok := v.(object)
		if err != nil || !ok {
			return nil, fault(fmt.Sprintf("line %d of its spec.profile: %v", line, cmpErr(err)))
		}
		out = append(out, document{file: file, name: c.Metadata.Name, root: object{"profile": root}})
	}
	if out == nil {
		return nil, fault("it holds no HostConfiguration")
	}
	return out, nil
}

func cmpErr(err error) error {
	if err == nil {
		return errors.New("it is no object")
	}
	return err
}

// A reading is documents becoming hosts.
type reading struct{ out importer.Result }

func (r *reading) note(kind importer.NoteKind, host, format string, args ...any) {
	r.out.Notes = append(r.out.Notes, importer.Note{Kind: kind, Host: host, Text: fmt.Sprintf(format, args...)})
}

// parts of a document that are networking.
const networking = "network network_vss network_vds"

func (r *reading) document(d *document) {
	section := func(name string) object {
		o, ok := d.root[name].(object)
		if !ok && d.root[name] != nil {
			r.out.Diags = append(r.out.Diags, importer.Fault(diag.SourceBroken, d.file, 0, name+" is no object", ""))
		}
		return o
	}
	profile, own, over := section("profile"), section("host-specific"), section("host-override")
	r.others(d, profile)
	uuids := slices.Sorted(maps.Keys(own))
	for _, u := range slices.Sorted(maps.Keys(over)) {
		if own[u] == nil {
			uuids = append(uuids, u)
		}
	}
	if len(uuids) == 0 {
		r.intended(d, profile)
		return
	}
	c := netstate.Cluster{Name: d.name}
	reference, release := r.reference(d)
	c.Release = release
	met := map[string]bool{}
	for i, u := range uuids {
		h := r.host(d, laid(laid(profile, orEmpty(over[u])), orEmpty(own[u])), own[u] != nil)
		if h.Name == "" {
			h.Name = strings.ToLower(u)
			r.note(importer.Unsaid, h.Name, "what a host is called; its UUID stands for its name")
		}
		if met[strings.ToLower(h.Name)] {
			r.out.Diags = append(r.out.Diags, importer.Fault(diag.SourceTwice, d.file, 0, fmt.Sprintf("two hosts are called %q", h.Name), ""))
			return
		}
		met[strings.ToLower(h.Name)] = true
		if h.UUID = strings.ToLower(u); h.UUID == reference {
			h.Release = release
		}
		c.Groups = append(c.Groups, netstate.Group{Pattern: h, Members: []netstate.Member{{Name: h.Name, Position: i}}})
	}
	r.out.Clusters = append(r.out.Clusters, c)
}

func orEmpty(v any) any {
	if v == nil {
		return object{}
	}
	return v
}

// others notes which parts of a document are no business of ours.
func (r *reading) others(d *document, profile object) {
	o, _ := profile["esx"].(object)
	var left []string
	for _, k := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(strings.Fields(networking), k) {
			left = append(left, k)
		}
	}
	if len(left) > 0 {
		r.note(importer.LeftOut, "", "what %s holds besides networking: %s", d.file, strings.Join(left, ", "))
	}
}

// reference gives the UUID and the release of the host that a document was made from.
func (r *reading) reference(d *document) (uuid, release string) {
	m, _ := d.root["metadata"].(object)
	h, _ := m["reference_host"].(object)
	uuid, _ = h["uuid"].(string)
	text, _ := h["version"].(string)
	if v, err := esx.ParseRelease(text); err == nil {
		release = v.String()
	}
	return strings.ToLower(uuid), release
}

// intended makes a profile of a document that speaks of no host.
func (r *reading) intended(d *document, profile object) {
	h := r.host(d, any(profile), false)
	name := d.name
	if name == "" {
		name = strings.TrimSuffix(path.Base(d.file), path.Ext(d.file))
	}
	made := compact.Profile(name, &h)
	r.out.Add(importer.Result{Document: made.Document, Notes: made.Notes, Diags: made.Diags})
}
