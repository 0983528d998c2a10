package csv

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

// A layout is which columns of a sheet say what.
type layout struct {
	sheet   *importer.Sheet
	own     bool                       // whether vmkgen wrote the sheet
	shared  map[field][]int            // of the row as a whole
	roles   map[netstate.Role][]int    // yes or no
	devices map[string]map[field][]int // where each vmk has columns of its own; nil: a row is a vmk
	strange []string                   // columns without a meaning here
}

var ofDevice = pattern.Of(`^(vmk(?:0|[1-9][0-9]{0,2}))([a-z].*)?$`)

// deviceHeading takes the name of a column apart that is about one vmk.
func deviceHeading(name string) (device string, f field, ok bool) {
	m := ofDevice().FindStringSubmatch(name)
	if m == nil {
		return "", "", false
	}
	f, ok = headings()[cmp.Or(m[2], "ip")]
	return m[1], f, ok && f != deviceField && f != hostField && f != nothing
}

// sniff takes tables that have a column of hosts, and either one of vmks and
// something about them or columns for each vmk.
func sniff(_ string, head []byte) bool {
	names := importer.HeadOf(head)
	has := map[field]bool{}
	wide := false
	for _, n := range names {
		if _, _, ok := deviceHeading(n); ok {
			wide = true
		}
		has[headings()[n]] = true
	}
	if wide {
		return has[hostField] || slices.Contains(names, "name")
	}
	named := !has[hostField] && slices.ContainsFunc(names, func(n string) bool { return n != "name" && headings()[n] == deviceField }) && slices.Contains(names, "name")
	return (has[hostField] || named) && has[deviceField] && (has[ipField] || has[groupField])
}

// layoutOf finds what the columns of a sheet say.
func layoutOf(s *importer.Sheet) (*layout, diag.List) {
	l := &layout{sheet: s, shared: map[field][]int{}, roles: map[netstate.Role][]int{}}
	for i, text := range s.Head {
		name := importer.FieldName(text)
		device, f, wide := deviceHeading(name)
		role, isRole := roleHeadings()[name]
		switch at := headings()[name]; {
		case strings.HasPrefix(text, "Made by vmkgen"):
			l.own = true
		case wide:
			if l.devices == nil {
				l.devices = map[string]map[field][]int{}
			}
			if l.devices[device] == nil {
				l.devices[device] = map[field][]int{}
			}
			l.devices[device][f] = append(l.devices[device][f], i)
		case isRole:
			l.roles[role] = append(l.roles[role], i)
		case at != "" && at != nothing:
			l.shared[at] = append(l.shared[at], i)
		case at == "" && name != "":
			l.strange = append(l.strange, text)
		}
	}
	l.namesHosts()
	if l.devices != nil { // the column that would name a vmk names the host
		l.shared[hostField] = append(l.shared[hostField], l.shared[deviceField]...)
		delete(l.shared, deviceField)
	}
	return l, l.judge()
}

// namesHosts takes a column Name for that of hosts where no other is, and
// another says which vmk a row is about.
func (l *layout) namesHosts() {
	at := slices.IndexFunc(l.shared[deviceField], func(i int) bool { return importer.FieldName(l.sheet.Head[i]) == "name" })
	if at < 0 || l.shared[hostField] != nil || len(l.shared[deviceField]) < 2 {
		return
	}
	l.shared[hostField] = []int{l.shared[deviceField][at]}
	l.shared[deviceField] = slices.Delete(l.shared[deviceField], at, at+1)
}

// judge says what a layout lacks, or says twice.
func (l *layout) judge() diag.List {
	fault := func(format string, args ...any) diag.List {
		return diag.List{importer.Fault(diag.SourceBroken, l.sheet.File, 0, fmt.Sprintf(format, args...),
			"its first row has to name the columns: host, vmk, ip, mask, portgroup, vlan, switch, mtu, gateway, stack, services, or vmk0 ip, vmk0 mask, vmk1 ip")}
	}
	switch {
	case l.shared[hostField] == nil:
		return fault("no column names hosts")
	case l.devices == nil && l.shared[deviceField] == nil:
		return fault("no column says which vmk a row is about")
	case len(l.devices) > 1:
		for _, f := range []field{ipField, groupField, vlanField, macField, ip6Field} {
			if at := l.shared[f]; at != nil {
				return fault("column %q doesn't say which of %s it is about", l.sheet.Head[at[0]], strings.Join(natural.Keys(l.devices), ", "))
			}
		}
		if len(l.roles) > 0 {
			return fault("the columns of roles don't say which of %s they are about", strings.Join(natural.Keys(l.devices), ", "))
		}
	}
	return nil
}

// distributed says whether one of the columns of switches is of distributed ones.
func (l *layout) distributed(columns []int) bool {
	return slices.ContainsFunc(columns, func(i int) bool {
		return strings.Contains(distributedHeadings, " "+importer.FieldName(l.sheet.Head[i])+" ")
	})
}
