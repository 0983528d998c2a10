// Package vcf reads what VMware Cloud Foundation is told: bring-up files of its
// releases 4, 5 and 9, network pools and lists of hosts to commission.
//
// Its one rule: a file says what somebody intends, and never who may log in:
// credentials are not among the fields that are read.
package vcf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/document"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// Format is files of VMware Cloud Foundation.
var Format = importer.Format{Name: "vcf", Title: "bring-up files, network pools and hosts to commission of VMware Cloud Foundation", Sniff: sniff, Read: read}

var marks = pattern.Of(`"(networkSpecs|hostsSpec|ipPools|networkPoolName|networkPoolId|sddcId)"`)

func sniff(_ string, head []byte) bool {
	text := bytes.TrimSpace(head)
	return (bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("["))) && marks().Match(head)
}

// A reading is all files while they are read.
type reading struct {
	importer.Result
	file  string
	pools map[string]*document.Block // profiles made of network pools, by name
	hosts map[string][]string        // to be commissioned, by their pool
	order []string                   // of those pools
}

func read(files []importer.File) importer.Result {
	r := &reading{pools: map[string]*document.Block{}, hosts: map[string][]string{}}
	r.Document = &document.Document{}
	for _, f := range files {
		text, diags := importer.Text(f)
		r.Diags = append(r.Diags, diags...)
		if text == nil {
			continue
		}
		r.file = f.Name
		r.Document.Comments = append(r.Document.Comments, "Imported from "+f.Name+".")
		r.one(bytes.TrimSpace(text))
	}
	r.commissioned()
	if len(r.Document.Blocks) == 0 && !r.Diags.HasErrors() {
		r.fault(diag.SourceEmpty, 0, "it says nothing of hosts' networks")
	}
	return r.Result
}

func (r *reading) fault(code diag.Code, line int, format string, args ...any) {
	r.Diags = append(r.Diags, importer.Fault(code, r.file, line, fmt.Sprintf(format, args...), ""))
}

func (r *reading) note(kind importer.NoteKind, format string, args ...any) {
	r.Notes = append(r.Notes, importer.Note{Kind: kind, Text: fmt.Sprintf(format, args...)})
}

func (r *reading) leftOut(format string, args ...any) {
	r.Diags = append(r.Diags, importer.About(diag.ImportLeftOut, "", "", fmt.Sprintf(format, args...), ""))
}

// one reads a file by its shape.
func (r *reading) one(text []byte) {
	var f struct {
		sddc
		pool
		HostsSpec []commission `json:"hostsSpec"`
		Elements  []pool       `json:"elements"` // as the API answers
	}
	if bytes.HasPrefix(text, []byte("[")) {
		if r.decode(text, &f.HostsSpec) {
			r.commission(f.HostsSpec)
		}
		return
	}
	if !r.decode(text, &f) {
		return
	}
	switch {
	case f.NetworkSpecs != nil || f.HostSpecs != nil:
		r.bringUp(&f.sddc)
	case f.HostsSpec != nil:
		r.commission(f.HostsSpec)
	case f.Elements != nil:
		for i := range f.Elements {
			r.pool(&f.Elements[i])
		}
	case f.Networks != nil:
		r.pool(&f.pool)
	}
}

func (r *reading) decode(text []byte, into any) bool {
	err := json.Unmarshal(text, into)
	if err == nil {
		return true
	}
	code, at := diag.SourceBroken, len(text)
	if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = int(bad.Offset)
	}
	if bad, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		code, at = diag.SourceValue, int(bad.Offset)
		err = fmt.Errorf("%s is a %s", bad.Field, bad.Value)
	}
	r.fault(code, 1+bytes.Count(text[:min(at, len(text))], []byte("\n")), "it can't be read: %v", err)
	return false
}

// A number is one that some releases write as a text.
type number struct {
	set   bool
	value int
}

// UnmarshalJSON reads a number, a text that is one, or null.
func (n *number) UnmarshalJSON(text []byte) error {
	word := strings.Trim(string(text), `"`)
	if word == "null" || word == "" {
		return nil
	}
	v, err := strconv.Atoi(word)
	if err != nil {
		return &json.UnmarshalTypeError{Value: "text that is no number", Field: "vlanId or mtu"}
	}
	*n = number{true, v}
	return nil
}

// prefix joins a network and its mask, which may stand in either of two ways.
func (r *reading) prefix(what, subnet, mask string) netip.Prefix {
	if p, err := netip.ParsePrefix(subnet); err == nil {
		return p.Masked()
	}
	a, err := netip.ParseAddr(subnet)
	m, bad := netip.ParseAddr(mask)
	if err == nil && bad == nil && a.Is4() && m.Is4() {
		for bits := range 33 {
			if p := netip.PrefixFrom(netip.AddrFrom4([4]byte{255, 255, 255, 255}), bits).Masked(); p.Addr() == m {
				return netip.PrefixFrom(a, bits).Masked()
			}
		}
	}
	if subnet != "" {
		r.fault(diag.SourceValue, 0, "the subnet of %s is %q with mask %q", what, subnet, mask)
	}
	return netip.Prefix{}
}
