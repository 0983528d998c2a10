package govc

import (
	"net/netip"
	"path"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// vnics reads what host.vnic.info lists of one host, which it doesn't name. It
// has no netmasks, MTUs and VLANs.
func (r *reading) vnics(info []any) {
	base := path.Base(r.file)
	h := netstate.Host{Name: strings.TrimSuffix(base, path.Ext(base)), Complete: netstate.Complete{Vmks: true}}
	r.note(importer.Guess, h.Name, "the name of the host, from the file's")
	r.note(importer.Unsaid, h.Name, "netmasks (host.vnic.info doesn't list them, host.info does); addresses are left out")
	for _, x := range info {
		m, _ := x.(map[string]any)
		text := func(name string) string { s, _ := member(m, name).(string); return s }
		v := netstate.Vmk{Device: text("device")}
		if !strings.HasPrefix(v.Device, "vmk") {
			r.fault(diag.SourceValue, "%q is no vmk", v.Device)
			return
		}
		if s := text("switch"); s != "" {
			v.Switch = netstate.Some(s)
		}
		if s := text("network"); s != "" {
			v.PortGroup = netstate.Some(s)
		}
		if s := text("stack"); s != "" {
			v.Stack = netstate.Some(esx.StackName(s))
		}
		if a, err := netip.ParseAddr(text("address")); err == nil {
			r.note(importer.LeftOut, h.Name, "the address %s of %s, for want of its netmask", a, v.Device)
		}
		v.Roles = []netstate.Role{}
		services, _ := member(m, "services").([]any)
		for _, s := range services {
			name, _ := s.(string)
			if row, ok := esx.ByNicType(name); ok {
				v.Roles = append(v.Roles, row.Role)
			}
		}
		h.Vmks = append(h.Vmks, v)
	}
	r.hosts = append(r.hosts, netstate.Group{Pattern: h, Members: []netstate.Member{{Name: h.Name}}})
}
