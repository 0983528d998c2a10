package terraform

import (
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
	"github.com/vmkgen/vmkgen/internal/render/foreign"
)

// An object is a JSON object; its keys are written in order.
type object = map[string]any

// A module is the root module of one cluster under way.
type module struct {
	Options
	cluster                        *render.Cluster
	hosts                          object // data sources
	distributed, networks          object
	switches, portGroups, adapters object // resources
	imports                        []object
}

func newModule(c *render.Cluster, o Options) *module {
	return &module{
		Options: o, cluster: c, hosts: object{}, distributed: object{}, networks: object{},
		switches: object{}, portGroups: object{}, adapters: object{},
	}
}

// datacenter is the expression of the data source that all others look in.
const datacenter = "data.vsphere_datacenter.dc.id"

func (m *module) document() object {
	provider, dc := object{}, object{}
	if m.cluster.Server != "" {
		provider["vsphere_server"] = text(m.cluster.Server)
	}
	if m.cluster.Datacenter != "" {
		dc["name"] = text(m.cluster.Datacenter)
	}
	data := object{"vsphere_datacenter": object{"dc": dc}}
	put(data, "vsphere_host", m.hosts)
	put(data, "vsphere_distributed_virtual_switch", m.distributed)
	put(data, "vsphere_network", m.networks)
	resources := object{}
	put(resources, "vsphere_host_virtual_switch", m.switches)
	put(resources, "vsphere_host_port_group", m.portGroups)
	put(resources, "vsphere_vnic", m.adapters)
	doc := object{
		"//": m.header(),
		"terraform": object{
			"required_version":   ">= 1.6.0",
			"required_providers": object{"vsphere": object{"source": "vmware/vsphere", "version": ">= 2.14.0"}},
		},
		"provider": object{"vsphere": provider},
		"data":     data,
	}
	put(doc, "resource", resources)
	if len(m.imports) > 0 {
		doc["import"] = m.imports
	}
	return doc
}

func put(into object, key string, o object) {
	if len(o) > 0 {
		into[key] = o
	}
}

func (m *module) header() []string {
	lines := []string{
		m.cluster.Meta.Header(),
		"Credentials: VSPHERE_USER and VSPHERE_PASSWORD; the vCenter, where the provider block names none: VSPHERE_SERVER.",
		"What isn't asked for is in ignore_changes: Terraform leaves it alone.",
	}
	if m.ImportAll {
		lines = append(lines, "All that is declared is imported: each host must have it already.")
	} else {
		lines = append(lines,
			"What every host has is imported: vmk0, its port group, vSwitch0. The rest is made; where a host has it already, render with",
			"--terraform-import all, or add import blocks in a file of your own.")
	}
	lines = append(lines,
		"A host numbers new vmks itself: they are made one after the other, and a number that came out otherwise is an error.",
		"Terraform has no safeguard of its own for management: read its plan for vmk0, vSwitch0 and their port group.",
		"Roles other than management, vmotion and vsan are neither given nor taken away.")
	for _, what := range tool.LeftOut(m.cluster) {
		lines = append(lines, "Not set, left as it is: "+what+".")
	}
	return lines
}

func (m *module) host(h *netstate.Host) {
	w := hostWriter{module: m, host: h, label: label(h.Name)}
	m.hosts[w.label] = object{"name": text(h.Name), "datacenter_id": ref(datacenter)}
	for i := range h.Switches {
		if s := &h.Switches[i]; s.Kind == netstate.Standard && foreign.Manages(s) {
			w.vSwitch(s)
		}
	}
	for i := range h.PortGroups {
		if p := &h.PortGroups[i]; !p.Distributed && made(p) {
			w.portGroup(p)
		}
	}
	before := ""
	for i := range h.Vmks {
		if v := &h.Vmks[i]; v.Device != esx.InstallVmk {
			before = w.vmk(v, before)
		}
	}
	if v := h.Vmk(esx.InstallVmk); v != nil {
		w.vmk(v, before)
	}
}

// made says whether a port group is a resource: the one that vmk0 was
// installed on need not be where nothing is asked of it.
func made(p *netstate.PortGroup) bool {
	return p.VLAN.IsSet() || p.Teaming != nil || p.Name != "" && p.Name != esx.ManagementGroup
}

// A hostWriter writes what one host has.
type hostWriter struct {
	*module
	host  *netstate.Host
	label string
}

func (w *hostWriter) id() string { return "data.vsphere_host." + w.label + ".id" }

// imported adds an import block; id may hold expressions.
func (w *hostWriter) imported(to, id string) {
	w.imports = append(w.imports, object{"to": to, "id": id})
}

// A resource is one under way, with what Terraform must leave alone of it.
type resource struct {
	object
	ignored []string
}

// set sets an argument that is said, and has the others left alone.
func set[T any](r *resource, name string, value netstate.Opt[T], spell func(T) any) {
	if v, ok := value.Get(); ok {
		r.object[name] = spell(v)
		return
	}
	r.ignored = append(r.ignored, name)
}

func same[T any](v T) any { return v }

// list sets an argument that is a list; nil: it isn't said.
func (r *resource) list(name string, values []string) {
	if values == nil {
		r.ignored = append(r.ignored, name)
		return
	}
	r.object[name] = texts(values)
}

// done adds the lifecycle of a resource. kept: Terraform refuses to destroy it.
func (r *resource) done(kept bool, conditions ...object) object {
	cycle := object{}
	if len(r.ignored) > 0 {
		cycle["ignore_changes"] = r.ignored
	}
	if kept {
		cycle["prevent_destroy"] = true
	}
	if len(conditions) > 0 {
		cycle["postcondition"] = conditions
	}
	put(r.object, "lifecycle", cycle)
	return r.object
}
