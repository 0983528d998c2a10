package terraform

import (
	"net"
	"net/netip"
	"slices"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// vmk writes a VMkernel adapter after another, and gives its address.
func (w *hostWriter) vmk(v *netstate.Vmk, after string) string {
	key := w.label + "_" + v.Device
	r := &resource{object: object{"host": ref(w.id())}}
	if after != "" {
		r.object["depends_on"] = []string{after}
	}
	w.place(r, v)
	set(r, "mtu", v.MTU, same)
	set(r, "netstack", v.Stack, func(s string) any { return esx.StackKey(s) })
	if v.MAC.IsSet() {
		r.object["mac"] = v.MAC.Or("")
	}
	services(r, v)
	ipv4(r, v.IPv4)
	ipv6(r, v.IPv6)
	installed := v.Device == esx.InstallVmk
	kept := installed || slices.Contains(v.Roles, netstate.Management)
	w.adapters[key] = r.done(kept, w.conditions(v)...)
	if installed || w.ImportAll {
		w.imported("vsphere_vnic."+key, ref(w.id())+"_"+v.Device)
	}
	return "vsphere_vnic." + key
}

// place sets where a vmk meets a switch.
func (w *hostWriter) place(r *resource, v *netstate.Vmk) {
	name, ok := v.PortGroup.Get()
	s := w.host.Switch(v.Switch.Or(""))
	switch {
	case !ok:
		r.ignored = append(r.ignored, "portgroup", "distributed_switch_port", "distributed_port_group")
	case s != nil && s.Kind == netstate.Distributed:
		on := "vds_" + word(s.Name)
		at := on + "_" + word(name)
		w.distributed[on] = object{"name": text(s.Name), "datacenter_id": ref(datacenter)}
		id := ref("data.vsphere_distributed_virtual_switch." + on + ".id")
		w.networks[at] = object{"name": text(name), "datacenter_id": ref(datacenter), "distributed_virtual_switch_uuid": id}
		r.object["distributed_switch_port"] = id
		r.object["distributed_port_group"] = ref("data.vsphere_network." + at + ".id")
	default:
		r.object["portgroup"] = text(name)
		if key := w.label + "_" + v.Device; w.portGroups[key] != nil {
			r.object["portgroup"] = ref("vsphere_host_port_group." + key + ".name")
		}
	}
}

// services sets the roles. In other stacks than the default one the provider
// takes none, and what it reads there must not be taken away.
func services(r *resource, v *netstate.Vmk) {
	stack := v.Stack.Or(netstate.DefaultStack)
	if v.Roles == nil || stack != netstate.DefaultStack {
		r.ignored = append(r.ignored, "services")
		return
	}
	names := []string{}
	for _, role := range esx.Tagged(v.Roles, stack) {
		row, _ := esx.RoleOf(role)
		names = append(names, row.NicType)
	}
	r.object["services"] = names
}

func ipv4(r *resource, ip *netstate.IPv4) {
	if ip == nil {
		r.ignored = append(r.ignored, "ipv4")
		return
	}
	if ip.Mode.Or("") == netstate.DHCP {
		r.object["ipv4"] = []object{{"dhcp": true}}
		return
	}
	block := object{
		"ip":      ip.Address.Addr().String(),
		"netmask": net.IP(net.CIDRMask(ip.Address.Bits(), ip.Address.Addr().BitLen())).String(),
	}
	r.gateway(block, "ipv4[0].gw", ip.Gateway)
	r.object["ipv4"] = []object{block}
}

// gateway sets an adapter's own gateway; the zero address is none.
func (r *resource) gateway(block object, path string, gateway netstate.Opt[netip.Addr]) {
	a, ok := gateway.Get()
	switch {
	case !ok:
		r.ignored = append(r.ignored, path)
	case !a.IsUnspecified():
		block["gw"] = a.String()
	}
}

func ipv6(r *resource, ip *netstate.IPv6) {
	if ip == nil {
		r.ignored = append(r.ignored, "ipv6")
		return
	}
	block := object{}
	if ip.Addresses == nil {
		r.ignored = append(r.ignored, "ipv6[0].addresses")
	} else {
		addresses := make([]string, len(ip.Addresses))
		for i, p := range ip.Addresses {
			addresses[i] = p.String()
		}
		block["addresses"] = addresses
	}
	for _, o := range []struct {
		name  string
		value netstate.Opt[bool]
	}{{"autoconfig", ip.Autoconf}, {"dhcp", ip.DHCP}} {
		if v, ok := o.value.Get(); ok {
			block[o.name] = v
		} else {
			r.ignored = append(r.ignored, "ipv6[0]."+o.name)
		}
	}
	r.gateway(block, "ipv6[0].gw", ip.Gateway)
	r.object["ipv6"] = []object{block}
}

// conditions are what Terraform makes sure of: that a vmk got its number, and
// that vmk0 is where its port group was taken to be.
func (w *hostWriter) conditions(v *netstate.Vmk) []object {
	if v.Device != esx.InstallVmk {
		return []object{{
			"condition":     ref(`endswith(self.id, "_` + v.Device + `")`),
			"error_message": text(w.host.Name + ": the host gave " + v.Device + " another number; remove the adapter, and see which numbers are taken."),
		}}
	}
	if v.PortGroup.IsSet() || w.portGroups[w.label+"_"+v.Device] == nil {
		return nil
	}
	return []object{{
		"condition":     ref(`self.portgroup == "` + esx.ManagementGroup + `"`),
		"error_message": text(w.host.Name + `: vmk0 is not on port group "` + esx.ManagementGroup + `", where its VLAN or teaming would be set; say its portgroup and switch.`),
	}}
}
