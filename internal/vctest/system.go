package vctest

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// networkSystem is a view of a host's HostNetworkSystem: a snapshot.
func (w *World) networkSystem(h *Host) *record {
	shot, known := h.networkInfo(), !h.stale
	v := rec("HostNetworkSystem", h, "NetworkInfo", func() (any, error) {
		if !known {
			return nil, errors.New("NetworkInfo is read before vCenter knows what esxcli did")
		}
		return shot, nil
	})
	v.methods["UpdateViewData"] = func(given []any) (any, error) {
		if len(given) != 1 || given[0] != "NetworkInfo" {
			return nil, errors.New("UpdateViewData of something else")
		}
		shot, known = h.networkInfo(), !h.stale
		return pstest.Void{}, nil
	}
	v.methods["RefreshNetworkSystem"] = func([]any) (any, error) {
		h.stale = false
		return pstest.Void{}, nil
	}
	v.methods["UpdateVirtualNic"] = func(given []any) (any, error) {
		return pstest.Void{}, w.change(h, func() error { return w.updateVnic(h, given) })
	}
	v.methods["AddVirtualNic"] = func(given []any) (made any, err error) {
		err = w.change(h, func() (err error) { made, err = w.addVnic(h, given); return err })
		return made, err
	}
	v.methods["RemoveVirtualNic"] = func(given []any) (any, error) {
		return pstest.Void{}, w.change(h, func() error { return h.do("network ip interface remove", "interface-name", str(given[0])) })
	}
	return v
}

func child(r *record, name string) *record {
	c, _ := r.fields[name].(*record)
	return c
}

// port is where on a distributed switch a vmk is.
func (h *Host) port(v *standin.Vmk) *record {
	return api("DistributedVirtualSwitchPortConnection", "SwitchUuid", h.dvs(v.DVS).UUID, "PortgroupKey", h.world.key(v.DVS, v.Group))
}

// key finds the key of a distributed port group.
func (w *World) key(dvs, group string) string {
	for _, d := range w.Switches {
		for _, g := range d.Groups {
			if d.Name == dvs && g.Name == group {
				return g.Key
			}
		}
	}
	panic("no distributed port group " + group)
}

// placeOf reads where a specification puts its vmk.
func (w *World) placeOf(h *Host, spec *record) (group, dvs string, err error) {
	group = str(spec.fields["Portgroup"])
	port := child(spec, "DistributedVirtualPort")
	if (group == "") == (port == nil) {
		return "", "", errors.New("a vmk on a port group and a distributed one, or on none")
	}
	if port == nil {
		return group, "", nil
	}
	for _, d := range w.Switches {
		for _, g := range d.Groups {
			if d.UUID == port.fields["SwitchUuid"] && g.Key == port.fields["PortgroupKey"] && h.dvs(d.Name) != nil {
				return g.Name, d.Name, nil
			}
		}
	}
	return "", "", errors.New("no such distributed port group")
}

func (w *World) updateVnic(h *Host, given []any) error {
	if len(given) != 2 {
		return errors.New("UpdateVirtualNic takes a device and a specification")
	}
	spec, ok := given[1].(*record)
	v := h.Vmk(str(given[0]))
	if !ok || spec.typ != "HostVirtualNicSpec" || v == nil {
		return errors.New("UpdateVirtualNic of what isn't there")
	}
	if err := h.unchangedBy(v, spec); err != nil {
		return err
	}
	if spec.fields["Portgroup"] != nil || spec.fields["DistributedVirtualPort"] != nil {
		group, dvs, err := w.placeOf(h, spec)
		if err != nil {
			return err
		}
		if err := h.move(v, group, dvs); err != nil {
			return err
		}
	}
	return h.updateIPv6(v, spec)
}

// unchangedBy demands that a specification leaves out, or repeats, what its
// call is not about.
func (h *Host) unchangedBy(v *standin.Vmk, spec *record) error {
	same := child(h.vnic(v), "Spec")
	for _, f := range []string{"NetStackInstanceKey", "Mac", "Mtu"} {
		if spec.fields[f] != nil && spec.fields[f] != same.fields[f] {
			return fmt.Errorf("UpdateVirtualNic changes %s", f)
		}
	}
	ip, was := child(spec, "Ip"), child(same, "Ip")
	if ip == nil {
		return nil
	}
	for _, f := range []string{"Dhcp", "IpAddress", "SubnetMask"} {
		if ip.fields[f] != was.fields[f] {
			return fmt.Errorf("UpdateVirtualNic changes %s", f)
		}
	}
	return nil
}

// move puts a vmk on another port group in place.
func (h *Host) move(v *standin.Vmk, group, dvs string) error {
	if v.Group == group && v.DVS == dvs {
		return nil
	}
	if slices.ContainsFunc(h.Portals, func(p standin.Portal) bool { return p.Vmk == v.Device }) {
		return pstest.Fail("%s is bound", v.Device)
	}
	var limit int
	if dvs != "" {
		limit = h.dvs(dvs).MTU
	} else {
		g := h.Group(group)
		if g == nil {
			return pstest.Fail("port group %s is not there", group)
		}
		for _, o := range h.Vmks {
			if o.DVS == "" && o.Group == group {
				return pstest.Fail("A vmkernel nic for the connection point already exists: %s", group)
			}
		}
		limit = h.Switch(g.Switch).MTU
	}
	if v.MTU > limit {
		return pstest.Fail("%s has a larger MTU than where it is to go", v.Device)
	}
	v.Group, v.DVS = group, dvs
	return nil
}

func (h *Host) updateIPv6(v *standin.Vmk, spec *record) error {
	if child(spec, "Ip") == nil || child(child(spec, "Ip"), "IpV6Config") == nil {
		return nil
	}
	config := child(child(spec, "Ip"), "IpV6Config")
	flag := func(name string) string {
		on, _ := config.fields[name].(bool)
		return strconv.FormatBool(on)
	}
	err := h.do("network ip interface ipv6 set", "interface-name", v.Device, "enable-ipv6", "true",
		"enable-router-adv", flag("AutoConfigurationEnabled"), "enable-dhcpv6", flag("DhcpV6Enabled"))
	if err != nil {
		return err
	}
	list, _ := config.fields["IpV6Address"].(*pstest.Array)
	for _, step := range []string{"remove", "add"} {
		for _, x := range list.Items {
			a := x.(*record)
			if str(a.fields["Operation"]) != step {
				continue
			}
			p := netip.PrefixFrom(netip.MustParseAddr(strings.ToLower(str(a.fields["IpAddress"]))), a.fields["PrefixLength"].(int))
			if err := h.do("network ip interface ipv6 address "+step, "interface-name", v.Device, "ipv6", p.String()); err != nil {
				return err
			}
		}
	}
	if route := child(spec, "IpRouteSpec"); route != nil {
		return h.setGateway6(v, str(child(route, "IpRouteConfig").fields["IpV6DefaultGateway"]))
	}
	return nil
}

func (h *Host) setGateway6(v *standin.Vmk, gateway string) error {
	if gateway == "" || gateway == v.Gateway6 {
		v.Gateway6 = gateway
		return nil
	}
	return h.do("network ip interface ipv6 set", "interface-name", v.Device, "gateway", gateway)
}

// addVnic makes a vmk where the host chooses its number: the lowest that is free.
func (w *World) addVnic(h *Host, given []any) (string, error) {
	spec, ok := given[1].(*record)
	if !ok || spec.typ != "HostVirtualNicSpec" || given[0] != "" || child(spec, "Ip") == nil {
		return "", errors.New("AddVirtualNic with something else")
	}
	group, dvs, err := w.placeOf(h, spec)
	if err != nil || dvs == "" {
		return "", errors.Join(err, errors.New("AddVirtualNic away from a distributed switch"))
	}
	n := 0
	for h.Vmk(fmt.Sprintf("vmk%d", n)) != nil {
		n++
	}
	n += w.Skip
	v := &standin.Vmk{Device: fmt.Sprintf("vmk%d", n), Mode: "NONE", MTU: 1500, Stack: str(spec.fields["NetStackInstanceKey"])}
	if mtu, ok := spec.fields["Mtu"].(int); ok {
		v.MTU = mtu
	}
	if h.Stack(v.Stack) == nil || v.MTU > h.dvs(dvs).MTU {
		return "", pstest.Fail("stack %s is not there, or MTU %d too much", v.Stack, v.MTU)
	}
	h.Vmks = append(h.Vmks, v)
	mac := str(spec.fields["Mac"])
	if mac == "" {
		mac = fmt.Sprintf("00:50:56:98:%02x:%02x", len(h.Vmks), n)
	}
	v.Group, v.DVS = group, dvs
	return v.Device, h.setMAC(v, mac)
}
