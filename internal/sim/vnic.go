package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// addVnic makes a vmk; the host picks its number.
func (e *edit) addVnic(group string, spec *types.HostVirtualNicSpec) error {
	if spec.Ip == nil {
		return invalid("nic.ip")
	}
	device, err := e.freeDevice()
	if err != nil {
		return err
	}
	v := &standin.Vmk{Device: device, MTU: esx.DefaultMTU, Mode: "NONE"}
	if v.Stack, err = e.stackKey(spec.NetStackInstanceKey); err != nil {
		return err
	}
	if group != "" && spec.DistributedVirtualPort != nil {
		return invalid("portgroup")
	}
	if spec.Portgroup != "" && group != spec.Portgroup {
		return invalid("nic.portgroup")
	}
	if err := e.place(v, group, spec.DistributedVirtualPort); err != nil {
		return err
	}
	v.MAC = strings.ToLower(spec.Mac)
	taken := func() bool { return slices.ContainsFunc(e.Vmks, func(o *standin.Vmk) bool { return o.MAC == v.MAC }) }
	for v.MAC == "" || spec.Mac == "" && taken() { // a vCenter may take over hosts that had another before
		e.of.macs++
		v.MAC = fmt.Sprintf("00:50:56:6%x:%02x:%02x", e.of.number>>8&15, e.of.number&255, e.of.macs&255)
	}
	if !validMAC(v.MAC) || taken() {
		return invalid("nic.mac")
	}
	e.Vmks = append(e.Vmks, v)
	e.devices = append(e.devices, device)
	return e.setVnic(v, spec)
}

func (e *edit) freeDevice() (string, error) {
	taken := map[int]bool{}
	highest := -1
	for _, v := range e.Vmks {
		n, _ := strconv.Atoi(strings.TrimPrefix(v.Device, "vmk"))
		taken[n], highest = true, max(highest, n)
	}
	n := 0
	for taken[n] {
		n++
	}
	if e.of.vc.options.HighDevices && highest < esx.MaxDevice {
		n = highest + 1
	}
	if n > esx.MaxDevice {
		return "", hostSays("there is no free vmk number")
	}
	return "vmk" + strconv.Itoa(n), nil
}

// place puts a vmk on a standard port group or a distributed one.
func (e *edit) place(v *standin.Vmk, group string, port *types.DistributedVirtualSwitchPortConnection) error {
	if port != nil {
		return e.placeDistributed(v, port)
	}
	switch others := e.On(group); {
	case group == "" || e.Group(group) == nil:
		return invalid("portgroup")
	case len(others) > 0 && others[0] != v && !e.of.vc.options.SharedPortGroups:
		return exists("a vmk on port group", group)
	}
	if err := e.parent("port group", group); err != nil {
		return err
	}
	delete(e.ports, v.Device)
	v.Group, v.DVS = group, ""
	return nil
}

func (e *edit) placeDistributed(v *standin.Vmk, port *types.DistributedVirtualSwitchPortConnection) error {
	if port.PortKey != "" && port.PortKey != e.ports[v.Device] {
		return notSupported("the server picks the port")
	}
	i := slices.IndexFunc(e.of.vc.switches, func(d *distributed) bool { return d.uuid == port.SwitchUuid && d.datacenter == e.of.datacenter })
	if i < 0 {
		return invalid("nic.distributedVirtualPort.switchUuid")
	}
	d := e.of.vc.switches[i]
	if !slices.ContainsFunc(e.DVS, func(m *standin.DVS) bool { return m.Name == d.name }) {
		return hostSays("the host is no member of switch " + d.name)
	}
	groups := d.groups(e.ctx)
	i = slices.IndexFunc(groups, func(g dvGroup) bool { return g.key == port.PortgroupKey && !g.uplink })
	if i < 0 {
		return invalid("nic.distributedVirtualPort.portgroupKey")
	}
	if v.DVS != d.name || v.Group != groups[i].name || e.ports[v.Device] == "" {
		e.of.lastPort++
		e.ports[v.Device] = strconv.Itoa(e.of.number*100 + e.of.lastPort)
	}
	v.DVS, v.Group = d.name, groups[i].name
	return nil
}

// updateVnic changes a vmk in place. Its stack can't change.
func (e *edit) updateVnic(device, group string, spec *types.HostVirtualNicSpec) error {
	v := e.Vmk(device)
	if v == nil {
		return notFound("vmk", device)
	}
	if err := fixed(v, group, spec); err != nil {
		return err
	}
	was := *v
	if group != "" || spec.DistributedVirtualPort != nil {
		if err := e.place(v, group, spec.DistributedVirtualPort); err != nil {
			return err
		}
	}
	if err := e.setVnic(v, spec); err != nil {
		return err
	}
	if e.Bound(device) && (was.Group != v.Group || was.DVS != v.DVS || was.IP != v.IP || was.Mode != v.Mode) {
		return hostSays(device + " is bound to an iSCSI adapter")
	}
	return nil
}

// fixed refuses to change what is fixed once a vmk is there.
func fixed(v *standin.Vmk, group string, spec *types.HostVirtualNicSpec) error {
	switch {
	case v.Opaque != "":
		return hostSays(v.Device + " belongs to NSX")
	case spec.NetStackInstanceKey != "" && spec.NetStackInstanceKey != v.Stack:
		return invalid("nic.netStackInstanceKey")
	case spec.Mac != "" && !strings.EqualFold(spec.Mac, v.MAC):
		return notSupported("whether a MAC can change in place is not known")
	case group != "" && spec.DistributedVirtualPort != nil:
		return invalid("nic.portgroup")
	}
	return nil
}

// setVnic sets what is alike for new vmks and old ones.
func (e *edit) setVnic(v *standin.Vmk, spec *types.HostVirtualNicSpec) error {
	if err := unknown(spec); err != nil {
		return err
	}
	if spec.Mtu != 0 {
		if spec.Mtu < esx.MinVmkMTU || spec.Mtu > esx.MaxVmkMTU {
			return invalid("nic.mtu")
		}
		v.MTU = int(spec.Mtu)
	}
	if spec.Ip != nil {
		if err := e.setIPv4(v, spec.Ip); err != nil {
			return err
		}
		if err := e.setIPv6(v, spec.Ip.IpV6Config); err != nil {
			return err
		}
	}
	return e.setOwnGateways(v, spec.IpRouteSpec)
}

// unknown refuses what the pretend host has no notion of.
func unknown(spec *types.HostVirtualNicSpec) error {
	switch {
	case spec.OpaqueNetwork != nil:
		return notSupported("the pretend host has no opaque networks")
	case spec.PinnedPnic != "":
		return invalid("nic.pinnedPnic")
	case spec.ExternalId != "":
		return invalid("nic.externalId")
	case spec.DpuId != "":
		return notSupported("the pretend host has no DPU")
	case spec.SystemOwned != nil && *spec.SystemOwned:
		return invalid("nic.systemOwned")
	case spec.TsoEnabled != nil && !*spec.TsoEnabled:
		return notSupported("the pretend host leaves TSO on")
	}
	return nil
}

func (e *edit) removeVnic(device string) error {
	v := e.Vmk(device)
	switch {
	case v == nil:
		return notFound("vmk", device)
	case v.Opaque != "":
		return hostSays(device + " belongs to NSX")
	case e.Bound(device):
		return hostSays(device + " is bound to an iSCSI adapter")
	case len(v.VSAN) > 0:
		return hostSays(device + " is in use by vSAN")
	case slices.Contains(v.Tags, "Management") && e.Managed() == 1:
		return hostSays(device + " is the last vmk with management")
	}
	e.Vmks = slices.DeleteFunc(e.Vmks, func(x *standin.Vmk) bool { return x == v })
	delete(e.ports, device)
	return nil
}
