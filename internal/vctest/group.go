package vctest

import (
	"errors"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func groupObject(h *Host, g *standin.Group) *record {
	return rec("VirtualPortGroup", on[*standin.Group]{h, g}, "Name", g.Name)
}

func groupOf(given args, param, typ string) (*Host, *standin.Group, error) {
	o, err := of[on[*standin.Group]](given, param, typ)
	if err != nil {
		return nil, nil, err
	}
	g := o.current(func(h *Host) *standin.Group { return h.Group(o.part.Name) })
	if g == nil {
		return nil, nil, errors.New("a port group that is gone")
	}
	return o.host, g, nil
}

func (w *World) groupCmdlets() table {
	return table{
		"Get-VirtualPortGroup": hosted(params{"Standard": "switch"}, []string{"Standard"}, func(h *Host, _ args) (any, error) {
			return objects(h.Groups, func(g *standin.Group) any { return groupObject(h, g) }), h.fresh()
		}),
		"New-VirtualPortGroup": {
			Params: with(params{"Name": "string", "VLanId": "int"}, "VirtualSwitch", "Server", "Confirm"), Must: []string{"VirtualSwitch", "Name"},
			Do: func(given args) (any, error) {
				h, s, err := switchOf(given, "VirtualSwitch", "VirtualSwitch")
				if err != nil {
					return nil, err
				}
				name, vlan := str(given["Name"]), given["VLanId"].(int)
				err = w.change(h, func() error {
					if err := h.do("network vswitch standard portgroup add", "portgroup-name", name, "vswitch-name", s.Name); err != nil {
						return err
					}
					return h.setVLAN(name, vlan)
				})
				if err != nil {
					return nil, err
				}
				return groupObject(h, h.Group(name)), nil
			},
		},
		"Set-VirtualPortGroup": {
			Params: with(params{"VLanId": "int"}, "VirtualPortGroup", "Confirm"), Must: []string{"VirtualPortGroup", "VLanId"},
			Do: func(given args) (any, error) {
				h, g, err := groupOf(given, "VirtualPortGroup", "VirtualPortGroup")
				if err != nil {
					return nil, err
				}
				return given["VirtualPortGroup"], w.change(h, func() error { return h.setVLAN(g.Name, given["VLanId"].(int)) })
			},
		},
		"Remove-VirtualPortGroup": {
			Params: with(params{}, "VirtualPortGroup", "Confirm"), Must: []string{"VirtualPortGroup"},
			Do: func(given args) (any, error) {
				h, g, err := groupOf(given, "VirtualPortGroup", "VirtualPortGroup")
				if err != nil {
					return nil, err
				}
				return pstest.Void{}, w.change(h, func() error {
					return h.do("network vswitch standard portgroup remove", "portgroup-name", g.Name, "vswitch-name", g.Switch)
				})
			},
		},
	}
}

func (h *Host) setVLAN(group string, vlan int) error {
	return h.do("network vswitch standard portgroup set", "portgroup-name", group, "vlan-id", strconv.Itoa(vlan))
}
