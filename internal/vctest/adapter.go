package vctest

import (
	"errors"
	"net/netip"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func vmkOf(given args, param string) (*Host, string, error) {
	o, err := of[on[string]](given, param, "HostVirtualNic")
	if err == nil && o.host.Vmk(o.part) == nil {
		err = errors.New("an adapter that is gone")
	}
	return o.host, o.part, err
}

func (w *World) adapterCmdlets() table {
	set := with(params{"IP": "string", "SubnetMask": "string", "Dhcp": "switch", "Mtu": "int", "Mac": "string"}, "VirtualNic", "Confirm")
	for _, row := range esx.Roles {
		if row.PowerCLI != "" {
			set[row.PowerCLI] = "bool"
		}
	}
	return table{
		"Get-VMHostNetworkAdapter": hosted(params{"VMKernel": "switch", "Physical": "switch"}, nil, func(h *Host, given args) (any, error) {
			if (given["VMKernel"] == true) == (given["Physical"] == true) {
				return nil, errors.New("either -VMKernel or -Physical")
			}
			if given["Physical"] == true {
				return objects(h.NICs, func(n string) any { return rec("PhysicalNic", on[string]{h, n}, "Name", n) }), h.fresh()
			}
			return objects(h.Vmks, func(v *standin.Vmk) any { return rec("HostVirtualNic", on[string]{h, v.Device}, "Name", v.Device) }), h.fresh()
		}),
		"Set-VMHostNetworkAdapter": {Params: set, Must: []string{"VirtualNic"}, Do: func(given args) (any, error) {
			h, device, err := vmkOf(given, "VirtualNic")
			if err != nil {
				return nil, err
			}
			return given["VirtualNic"], w.change(h, func() error { return h.setAdapter(h.Vmk(device), given) })
		}},
		"Remove-VMHostNetworkAdapter": {
			Params: with(params{}, "Nic", "Confirm"), Must: []string{"Nic"},
			Do: func(given args) (any, error) {
				h, device, err := vmkOf(given, "Nic")
				if err != nil {
					return nil, err
				}
				return pstest.Void{}, w.change(h, func() error { return h.do("network ip interface remove", "interface-name", device) })
			},
		},
	}
}

// setAdapter is Set-VMHostNetworkAdapter: one thing at a time.
func (h *Host) setAdapter(v *standin.Vmk, given args) error {
	n := len(given) // with the adapter and -Confirm
	if given["SubnetMask"] != nil {
		n--
	}
	if n != 3 {
		return errors.New("several things at once")
	}
	for _, row := range esx.Roles {
		if on, ok := given[row.PowerCLI].(bool); ok {
			return h.setRole(v.Device, row, on)
		}
	}
	switch {
	case given["IP"] != nil && v.Gateway != "", given["Dhcp"] != nil && v.Gateway != "":
		return errors.New("the gateway of its own would be lost")
	case given["IP"] != nil:
		return h.do("network ip interface ipv4 set", "interface-name", v.Device, "type", "static", "ipv4", str(given["IP"]), "netmask", str(given["SubnetMask"]))
	case given["Dhcp"] == true:
		return h.do("network ip interface ipv4 set", "interface-name", v.Device, "type", "dhcp")
	case given["Mtu"] != nil:
		return h.setMTU(v, given["Mtu"].(int))
	case given["Mac"] != nil:
		return h.setMAC(v, str(given["Mac"]))
	}
	return errors.New("nothing to set")
}

func (h *Host) setRole(device string, row esx.RoleRow, on bool) error {
	switch {
	case row.VSAN != "" && on:
		return h.do("vsan network ip add", "interface-name", device, "traffic-type", row.VSAN)
	case row.VSAN != "":
		return h.do("vsan network ip remove", "interface-name", device)
	case on:
		return h.enable(row, device)
	}
	return h.disable(row, device)
}

func (h *Host) setMTU(v *standin.Vmk, mtu int) error {
	if d := h.dvs(v.DVS); d != nil && mtu > d.MTU {
		return pstest.Fail("MTU %d is more than that of switch %s", mtu, d.Name)
	}
	return h.do("network ip interface set", "interface-name", v.Device, "mtu", strconv.Itoa(mtu))
}

var macText = pattern.Of(`^[0-9a-f]{2}(:[0-9a-f]{2}){5}$`)

func (h *Host) setMAC(v *standin.Vmk, mac string) error {
	for _, o := range h.Vmks {
		if o != v && o.MAC == mac || !macText().MatchString(mac) {
			return pstest.Fail("MAC address %s is that of %s, or none", mac, o.Device)
		}
	}
	v.MAC = mac
	return nil
}

// mask is a prefix's netmask, as text.
func mask(p netip.Prefix) string {
	all := netip.AddrFrom4([4]byte{255, 255, 255, 255})
	return netip.PrefixFrom(all, p.Bits()).Masked().Addr().String()
}
