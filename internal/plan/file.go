package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// FileFormat and FileVersion name the contract of saved plans. The version
// grows when a member changes its meaning or goes.
const (
	FileFormat  = "vmkgen.plan"
	FileVersion = 1
)

type file struct {
	Format  string     `json:"format"`
	Version int        `json:"format_version"`
	Seal    string     `json:"seal"` // SHA-256 of the file with an empty seal
	From    fileSide   `json:"from"`
	To      fileSide   `json:"to"`
	Options fileOption `json:"options"`
	Same    int        `json:"unchanged"`
	Unseen  []string   `json:"unseen,omitempty"`
	Extra   []string   `json:"extra,omitempty"`
	Hosts   []fileHost `json:"hosts"`
}

type fileSide struct {
	Name    string `json:"name"`
	Hash    string `json:"sha256,omitempty"`
	Managed bool   `json:"managed"`
}

type fileOption struct {
	Prune           []Kind `json:"prune,omitempty"`
	AllowManagement bool   `json:"allow_management"`
}

type fileHost struct {
	Name    string        `json:"name"`
	Cluster fileCluster   `json:"cluster"`
	From    netstate.Host `json:"from"`
	Goal    netstate.Host `json:"goal"`
	Changes []Change      `json:"changes"`
	Steps   []fileStep    `json:"steps"`
}

type fileCluster struct {
	Name       string `json:"name"`
	VCenter    string `json:"vcenter,omitempty"`
	Server     string `json:"server,omitempty"`
	Datacenter string `json:"datacenter,omitempty"`
	Release    string `json:"esxi,omitempty"`
}

type fileStep struct {
	Operation string `json:"operation"`
	Path      string `json:"path,omitempty"`
	Reason    string `json:"reason"`
	Risk      Risk   `json:"risk"`
	Blocked   string `json:"blocked,omitempty"`
}

// Marshal gives a plan as a file: both ends in full, and a seal over all of it.
func Marshal(p *Plan) ([]byte, error) {
	f := file{
		Format: FileFormat, Version: FileVersion, Same: p.Same, Unseen: p.Unseen, Extra: p.Extra, Hosts: []fileHost{},
		From:    fileSide{p.From.Name, p.From.Hash, p.From.Managed},
		To:      fileSide{p.To.Name, p.To.Hash, p.To.Managed},
		Options: fileOption{AllowManagement: p.Options.AllowManagement},
	}
	for _, k := range Kinds {
		if p.Options.Prune[k] {
			f.Options.Prune = append(f.Options.Prune, k)
		}
	}
	for _, h := range p.Hosts {
		c := h.Cluster
		f.Hosts = append(f.Hosts, fileHost{
			Name: h.Name, Cluster: fileCluster{c.Name, c.VCenter, c.Server, c.Datacenter, c.Release},
			From: h.From, Goal: h.Goal, Changes: h.Changes, Steps: fileSteps(h.Steps),
		})
	}
	var err error
	if f.Seal, err = f.seal(); err != nil {
		return nil, err
	}
	return f.text()
}

// OperationName is how a plan names an operation: SetVmkMTU.
func OperationName(o op.Op) string { return strings.TrimPrefix(fmt.Sprintf("%T", o), "op.") }

func fileSteps(steps []Step) []fileStep {
	out := make([]fileStep, len(steps))
	for i, s := range steps {
		out[i] = fileStep{OperationName(s.Op), op.Path(s.Op), s.Reason, s.Risk, s.Blocked}
	}
	return out
}

func (f *file) text() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(f)
	return b.Bytes(), err
}

func (f file) seal() (string, error) {
	f.Seal = ""
	text, err := f.text()
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// Unmarshal reads a plan's file. A file that was changed by hand, or whose
// steps this vmkgen would plan otherwise, is an error.
func Unmarshal(text []byte) (*Plan, error) {
	var f file
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("it is no plan that vmkgen wrote: %w", err)
	}
	switch sealed, err := f.seal(); {
	case f.Format != FileFormat:
		return nil, errors.New("it is no plan that vmkgen wrote")
	case f.Version != FileVersion:
		return nil, fmt.Errorf("its format is version %d, and this vmkgen knows version %d", f.Version, FileVersion)
	case err != nil:
		return nil, err
	case sealed != f.Seal:
		return nil, errors.New("it was changed after it was written")
	}
	return f.plan()
}

func (f *file) plan() (*Plan, error) {
	p := &Plan{
		From: Side{Name: f.From.Name, Hash: f.From.Hash, Managed: f.From.Managed},
		To:   Side{Name: f.To.Name, Hash: f.To.Hash, Managed: f.To.Managed},
		Same: f.Same, Unseen: f.Unseen, Extra: f.Extra,
		Options: Options{AllowManagement: f.Options.AllowManagement, Prune: map[Kind]bool{}},
	}
	for _, k := range f.Options.Prune {
		p.Options.Prune[k] = true
	}
	clusters := map[fileCluster]*netstate.Cluster{}
	for i := range f.Hosts {
		h := &f.Hosts[i]
		again := toward(h.Name, End{Host: h.From, Managed: f.From.Managed}, h.Goal, p.Options)
		if !slices.EqualFunc(fileSteps(again.Steps), h.Steps, equalSteps) {
			return nil, fmt.Errorf("this vmkgen would change %s otherwise: plan anew", h.Name)
		}
		c := clusters[h.Cluster]
		if c == nil {
			c = &netstate.Cluster{
				Name: h.Cluster.Name, VCenter: h.Cluster.VCenter, Server: h.Cluster.Server,
				Datacenter: h.Cluster.Datacenter, Release: h.Cluster.Release,
			}
			clusters[h.Cluster] = c
		}
		c.Groups = append(c.Groups, netstate.Group{Pattern: h.Goal, Members: []netstate.Member{{Name: h.Name, Position: i}}})
		p.Hosts = append(p.Hosts, &Planned{Host: again, Cluster: c, Group: len(c.Groups) - 1})
	}
	return p, nil
}

func equalSteps(a, b fileStep) bool {
	return a.Operation == b.Operation && a.Path == b.Path && a.Blocked == b.Blocked && a.Risk.Level == b.Risk.Level
}
