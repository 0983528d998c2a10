// Package rvtools reads the tabs of RVTools exports, as CSV files or as the
// sheets of a workbook.
//
// Its one rule: a tab says what its columns say; what it takes another tab to
// know stays unset without that tab.
package rvtools

import (
	"fmt"
	"path"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Format is the exports of RVTools.
var Format = importer.Format{Name: "rvtools", Title: "RVTools exports: a workbook, or a folder with its tabs as CSV", Sniff: sniff, Read: read}

// A tab is one of RVTools' tables that is of use.
type tab struct {
	name    string
	columns []string // that tell it from others and that it can't do without
	says    string   // what is not known without it
	read    func(*reading, *importer.Row)
}

// tabs are read in this order: what is there first, then what it is on.
func tabs() []tab {
	return []tab{
		{"vHost", []string{"host", "datacenter", "cluster", "esxversion", "dnsservers"}, "releases of ESXi and name servers", (*reading).host},
		{nicTab, []string{"host", "networkdevice", "driver", "mac"}, "uplinks of switches", (*reading).nic},
		{"vSwitch", []string{"host", "switch", "ports", "freeports"}, "standard switches, their MTU, security and teaming", (*reading).standard},
		{"dvSwitch", []string{"switch", "hostmembers"}, "MTUs of distributed switches", (*reading).distributed},
		{"vPort", []string{"host", "portgroup", "switch", "vlan", "promiscuousmode"}, "standard port groups, their switches and VLANs", (*reading).group},
		{"dvPort", []string{"port", "switch", "type", "vlan", "activeuplink"}, "distributed port groups, their switches, VLANs and uplinks", (*reading).dvGroup},
		{vmkTab, []string{"host", "portgroup", "device", "dhcp", "ipaddress", "subnetmask"}, "", (*reading).vmk},
	}
}

const (
	vmkTab = "vSC_VMK"
	nicTab = "vNIC"
)

func tabOf(head []string) int {
	for i, t := range tabs() {
		if importer.HasColumns(head, t.columns...) {
			return i
		}
	}
	return -1
}

// sniff takes tables with the columns of a tab that is of use, and those that
// are named as RVTools names one, so that reading says what they lack.
func sniff(name string, head []byte) bool {
	names := importer.HeadOf(head)
	if tabOf(names) >= 0 && (importer.HasColumns(names, "visdkserver") || importer.HasColumns(names, "datacenter")) {
		return true
	}
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	for _, t := range tabs() {
		if len(names) > 1 && strings.EqualFold(strings.TrimPrefix(base, "RVTools_tab"), t.name) {
			return true
		}
	}
	return false
}

func read(files []importer.File) importer.Result {
	r := &reading{hosts: map[hostKey]*seen{}, groups: map[string][]dvGroup{}, mtus: map[string]int{}, found: map[string]bool{}}
	all := tabs()
	sheets := make([][]*importer.Sheet, len(all))
	for _, f := range files {
		s, diags := importer.ReadSheet(f)
		r.out.Diags = append(r.out.Diags, diags...)
		if s == nil {
			continue
		}
		at := tabOf(fieldNames(s.Head))
		if at < 0 {
			r.out.Diags = append(r.out.Diags, importer.Fault(diag.SourceBroken, f.Name, 0, "its first row has the columns of none of the tabs that are read: "+tabNames(),
				"export it with the columns' display names, which RVTools does without -DBColumnNames"))
			continue
		}
		r.found[all[at].name] = all[at].name != nicTab || s.Has("switch") // which it has since 3.7
		sheets[at] = append(sheets[at], s)
	}
	if r.out.Diags.HasErrors() {
		return r.out
	}
	if !r.found[vmkTab] {
		r.out.Diags = append(r.out.Diags, importer.Fault(diag.SourceIncomplete, files[0].Name, 0, "the tab "+vmkTab+", which lists the vmks, is not there",
			"export all tabs, or add RVTools_tab"+vmkTab+".csv"))
		return r.out
	}
	for at, t := range all {
		for _, s := range sheets[at] {
			for row := range s.Rows() {
				if bad := row.Broken(t.columns...); bad != "" {
					r.fault(&row, diag.SourceValue, "%s is %q, which a formula left there", bad, row.Get(bad))
					continue
				}
				t.read(r, &row)
			}
		}
		if !r.found[t.name] {
			r.out.Notes = append(r.out.Notes, importer.Note{Kind: importer.Unsaid, Text: "the tab " + t.name + ": " + t.says})
		}
	}
	r.finish()
	return r.out
}

func fieldNames(head []string) []string {
	out := make([]string, len(head))
	for i, name := range head {
		out[i] = importer.FieldName(name)
	}
	return out
}

func tabNames() string {
	var out []string
	for _, t := range tabs() {
		out = append(out, t.name)
	}
	return strings.Join(out, ", ")
}

// A reading is the tabs becoming hosts.
type reading struct {
	out    importer.Result
	hosts  map[hostKey]*seen
	order  []*seen
	groups map[string][]dvGroup // distributed port groups by server and name
	mtus   map[string]int       // of distributed switches, by server and name
	found  map[string]bool      // tabs
}

// A hostKey tells hosts apart. Names compare without case.
type hostKey struct{ server, name string }

// A seen host is one that a tab names.
type seen struct {
	netstate.Host
	server, datacenter, cluster string
	row                         importer.Row      // the first that names it
	told                        bool              // whether vHost was read
	gateways                    map[string]string // by vmk, as the tab shows them
	member                      map[string]bool   // switches that its adapters are on
}

func (r *reading) fault(row *importer.Row, code diag.Code, format string, args ...any) {
	r.out.Diags = append(r.out.Diags, row.Fault(code, fmt.Sprintf(format, args...), ""))
}

func (r *reading) unread(row *importer.Row, format string, args ...any) {
	r.fault(row, diag.ImportUnread, format, args...)
}

func (r *reading) note(kind importer.NoteKind, host, format string, args ...any) {
	r.out.Notes = append(r.out.Notes, importer.Note{Kind: kind, Host: host, Text: fmt.Sprintf(format, args...)})
}

// of gives the host that a row is about; nil for a row without one.
func (r *reading) of(row *importer.Row) *seen {
	name := row.Get("host")
	if name == "" {
		r.out.Diags = append(r.out.Diags, row.Fault(diag.SourceBroken, "it names no host", "were cells merged with the ones above? write the name into each row"))
		return nil
	}
	key := hostKey{row.Get("visdkserver"), strings.ToLower(name)}
	h := r.hosts[key]
	if h == nil {
		h = &seen{
			Host: netstate.Host{Name: name}, server: key.server, datacenter: row.Get("datacenter"), cluster: row.Get("cluster"), row: *row,
			gateways: map[string]string{}, member: map[string]bool{},
		}
		r.hosts[key] = h
		r.order = append(r.order, h)
	}
	return h
}
