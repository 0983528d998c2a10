package vctest

import (
	"errors"
	"slices"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func switchObject(h *Host, s *standin.Switch) *record {
	return rec("VirtualSwitch", on[*standin.Switch]{h, s}, "Name", s.Name)
}

// current gives a thing of a host by a name that an object stands for: changes
// that were taken back made new things under the old names.
func (o on[T]) current(find func(h *Host) T) T { return find(o.host) }

func switchOf(given args, param, typ string) (*Host, *standin.Switch, error) {
	o, err := of[on[*standin.Switch]](given, param, typ)
	if err != nil {
		return nil, nil, err
	}
	s := o.current(func(h *Host) *standin.Switch { return h.Switch(o.part.Name) })
	if s == nil {
		return nil, nil, errors.New("a switch that is gone")
	}
	return o.host, s, nil
}

func (w *World) switchCmdlets() table {
	return table{
		"Get-VirtualSwitch": hosted(params{"Standard": "switch"}, []string{"Standard"}, func(h *Host, _ args) (any, error) {
			return objects(h.Switches, func(s *standin.Switch) any { return switchObject(h, s) }), h.fresh()
		}),
		"New-VirtualSwitch": hosted(with(params{"Name": "string"}, "Confirm"), []string{"Name"}, func(h *Host, given args) (any, error) {
			name := str(given["Name"])
			if err := w.change(h, func() error { return h.do("network vswitch standard add", "vswitch-name", name) }); err != nil {
				return nil, err
			}
			return switchObject(h, h.Switch(name)), nil
		}),
		"Remove-VirtualSwitch": {
			Params: with(params{}, "VirtualSwitch", "Confirm"), Must: []string{"VirtualSwitch"},
			Do: func(given args) (any, error) {
				h, s, err := switchOf(given, "VirtualSwitch", "VirtualSwitch")
				if err != nil {
					return nil, err
				}
				return pstest.Void{}, w.change(h, func() error { return h.do("network vswitch standard remove", "vswitch-name", s.Name) })
			},
		},
		"Set-VirtualSwitch": {
			Params: with(params{"Mtu": "int"}, "VirtualSwitch", "Confirm"), Must: []string{"VirtualSwitch", "Mtu"},
			Do: func(given args) (any, error) {
				h, s, err := switchOf(given, "VirtualSwitch", "VirtualSwitch")
				if err != nil {
					return nil, err
				}
				return given["VirtualSwitch"], w.change(h, func() error {
					return h.do("network vswitch standard set", "vswitch-name", s.Name, "mtu", strconv.Itoa(given["Mtu"].(int)))
				})
			},
		},
	}
}

func (w *World) uplinkCmdlets() table {
	return table{
		"Add-VirtualSwitchPhysicalNetworkAdapter": {
			Params: with(params{}, "VirtualSwitch", "VMHostPhysicalNic", "Confirm"), Must: []string{"VirtualSwitch", "VMHostPhysicalNic"},
			Do: func(given args) (any, error) {
				h, s, err := switchOf(given, "VirtualSwitch", "VirtualSwitch")
				nic, err2 := of[on[string]](given, "VMHostPhysicalNic", "PhysicalNic")
				if err != nil || err2 != nil {
					return nil, errors.Join(err, err2)
				}
				return pstest.Void{}, w.change(h, func() error {
					return h.do("network vswitch standard uplink add", "vswitch-name", s.Name, "uplink-name", nic.part)
				})
			},
		},
		"Remove-VirtualSwitchPhysicalNetworkAdapter": {
			Params: with(params{}, "VMHostNetworkAdapter", "Confirm"), Must: []string{"VMHostNetworkAdapter"},
			Do: func(given args) (any, error) {
				nic, err := of[on[string]](given, "VMHostNetworkAdapter", "PhysicalNic")
				if err != nil {
					return nil, err
				}
				return pstest.Void{}, w.change(nic.host, func() error { return nic.host.takeUplink(nic.part) })
			},
		},
	}
}

// takeUplink takes an adapter from the standard switch that has it.
func (h *Host) takeUplink(nic string) error {
	for _, s := range h.Switches {
		if slices.Contains(s.Uplinks, nic) {
			return h.do("network vswitch standard uplink remove", "vswitch-name", s.Name, "uplink-name", nic)
		}
	}
	return pstest.Fail("%s is on no switch", nic)
}
