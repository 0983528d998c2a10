package terraform

import (
	"cmp"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// addressOf is where the resource of a managed standard switch stands; empty
// where the switch isn't managed.
func (w *hostWriter) addressOf(name string) string {
	key := w.label + "_" + word(name)
	if _, ok := w.switches[key]; ok {
		return "vsphere_host_virtual_switch." + key
	}
	return ""
}

func (w *hostWriter) vSwitch(s *netstate.Switch) {
	key := w.label + "_" + word(s.Name)
	r := &resource{object: object{
		"name": text(s.Name), "host_system_id": ref(w.id()),
		"network_adapters": texts(s.Uplinks), "active_nics": texts(s.Uplinks),
	}}
	mtu := s.MTU
	if !mtu.IsSet() && s.MinMTU > esx.DefaultMTU {
		mtu = netstate.Some(s.MinMTU)
	}
	set(r, "mtu", mtu, same)
	t := s.Teaming
	if t == nil {
		t = &netstate.Teaming{}
	}
	teaming(r, t)
	sec := s.Security
	if sec == nil {
		sec = &netstate.Security{}
	}
	set(r, "allow_promiscuous", sec.Promiscuous, same)
	set(r, "allow_mac_changes", sec.MACChanges, same)
	set(r, "allow_forged_transmits", sec.ForgedTransmits, same)
	set(r, "link_discovery_operation", s.Discovery, func(d netstate.Discovery) any { return string(d) })
	set(r, "link_discovery_protocol", s.Discovery, func(netstate.Discovery) any { return "cdp" })
	r.ignored = append(r.ignored, "number_of_ports", "beacon_interval")
	shaping(r)
	installed := s.Name == esx.InstallSwitch
	w.switches[key] = r.done(installed)
	if installed || w.ImportAll {
		w.imported("vsphere_host_virtual_switch."+key, "tf-HostVirtualSwitch:"+ref(w.id())+":"+text(s.Name))
	}
}

func teaming(r *resource, t *netstate.Teaming) {
	set(r, "teaming_policy", t.Policy, func(p netstate.TeamingPolicy) any { return esx.TeamingOf(p).API })
	set(r, "failback", t.Failback, same)
	set(r, "notify_switches", t.Notify, same)
	set(r, "check_beacon", t.Detection, func(d netstate.Detection) any { return d == netstate.DetectBeacon })
	r.list("active_nics", t.Active)
	r.list("standby_nics", t.Standby)
}

func shaping(r *resource) {
	r.ignored = append(r.ignored, "shaping_enabled", "shaping_average_bandwidth", "shaping_peak_bandwidth", "shaping_burst_size")
}

// portGroup writes a standard port group. Where it is the one that vmk0 was
// left on, it is taken for the one it was installed on, which vmk0's own
// resource makes sure of.
func (w *hostWriter) portGroup(p *netstate.PortGroup) {
	key := w.label + "_" + p.Of
	name, on := cmp.Or(p.Name, esx.ManagementGroup), cmp.Or(p.Switch, esx.InstallSwitch)
	r := &resource{object: object{"name": text(name), "host_system_id": ref(w.id()), "virtual_switch_name": text(on)}}
	if at := w.addressOf(on); at != "" {
		r.object["virtual_switch_name"] = ref(at + ".name")
	}
	if p.Switch == "" {
		r.ignored = append(r.ignored, "virtual_switch_name")
	}
	set(r, "vlan_id", p.VLAN, same)
	t := p.Teaming
	if t == nil {
		t = &netstate.Teaming{}
	}
	teaming(r, t)
	r.ignored = append(r.ignored, "allow_promiscuous", "allow_mac_changes", "allow_forged_transmits")
	shaping(r)
	installed := name == esx.ManagementGroup
	w.portGroups[key] = r.done(p.Of == esx.InstallVmk)
	if installed || w.ImportAll {
		w.imported("vsphere_host_port_group."+key, "tf-HostPortGroup:"+ref(w.id())+":"+text(name))
	}
}
