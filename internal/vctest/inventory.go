package vctest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func (w *World) inventory() table {
	return table{
		"Get-VMHost": {Params: params{"Server": "any"}, Must: []string{"Server"}, Do: func(args) (any, error) {
			return objects(w.Hosts, func(h *Host) any {
				return rec("VMHost", h, "Name", h.Name, "Version", h.Version, "ConnectionState", rec("Enum", cmp.Or(h.State, "Connected")),
					"ExtensionData", rec("HostSystem", nil, "ConfigManager", rec("HostConfigManager", nil,
						"NetworkSystem", rec("HostNetworkSystemRef", h), "VirtualNicManager", rec("HostVirtualNicManagerRef", h))))
			}), nil
		}},
		"Get-View": {
			Params: params{"Id": "any", "Property": "string", "Server": "any"}, Must: []string{"Id", "Server"},
			Do: func(given args) (any, error) {
				id := given["Id"].(*record)
				switch {
				case id.typ == "HostNetworkSystemRef" && given["Property"] == "NetworkInfo":
					return w.networkSystem(id.ref.(*Host)), nil
				case id.typ == "HostVirtualNicManagerRef" && given["Property"] == "Info":
					return w.nicManager(id.ref.(*Host)), nil
				}
				return nil, fmt.Errorf("a view of %s with %v", id.typ, given["Property"])
			},
		},
		"Get-EsxCli": hosted(params{"V2": "switch"}, []string{"V2"}, func(h *Host, _ args) (any, error) {
			return &namespace{world: w, host: h}, nil
		}),
	}
}

// has says whether a vmk has a role, by its row.
func has(v *standin.Vmk, row esx.RoleRow) bool {
	switch {
	case row.Role == "vmotion" && v.Stack == "vmotion":
		return true
	case row.VSAN != "":
		return slices.Contains(v.VSAN, row.VSAN)
	case row.Tag != "":
		return slices.Contains(v.Tags, row.Tag)
	}
	return slices.Contains(v.Untagged, row.NicType)
}

// nicManager is a view of a host's HostVirtualNicManager.
func (w *World) nicManager(h *Host) *record {
	configs := &pstest.Array{}
	for _, row := range esx.Roles {
		if row.NicType == "" || !h.knows(row) {
			continue
		}
		candidates, selected := &pstest.Array{}, []string{}
		for _, v := range h.Vmks {
			key := row.NicType + ".key-vim.host.VirtualNic-" + v.Device
			candidates.Items = append(candidates.Items, rec("HostVirtualNic", nil, "Key", key, "Device", v.Device))
			if has(v, row) {
				selected = append(selected, key)
			}
		}
		configs.Items = append(configs.Items, rec("VirtualNicManagerNetConfig", nil, "NicType", row.NicType,
			"MultiSelectAllowed", !single(row), "CandidateVnic", candidates, "SelectedVnic", listed(selected)))
	}
	m := rec("HostVirtualNicManager", h, "Info", rec("HostVirtualNicManagerInfo", nil, "NetConfig", configs))
	for name, do := range map[string]func(row esx.RoleRow, device string) error{"SelectVnicForNicType": h.enable, "DeselectVnicForNicType": h.disable} {
		m.methods[name] = func(given []any) (any, error) {
			if len(given) != 2 || strings.HasPrefix(str(given[0]), "vsan") && given[0] != "vsanExternal" {
				return nil, errors.New("a role that the manager doesn't set")
			}
			row, ok := esx.ByNicType(str(given[0]))
			if !ok || row.PowerCLI != "" {
				return nil, fmt.Errorf("the role %v has a cmdlet, or is none", given[0])
			}
			return pstest.Void{}, w.change(h, func() error { return do(row, str(given[1])) })
		}
	}
	return m
}

// single says whether only one vmk of a host can have a role.
func single(row esx.RoleRow) bool { return row.NicType == "faultToleranceLogging" }

// knows says whether the host's release has a role.
func (h *Host) knows(row esx.RoleRow) bool {
	r, err := esx.ParseRelease(h.Version)
	return err == nil && r.Compare(row.Since) >= 0
}

// enable gives a vmk a role; one that only one can have leaves the other.
func (h *Host) enable(row esx.RoleRow, device string) error {
	v := h.Vmk(device)
	if v == nil || !h.knows(row) {
		return pstest.Fail("%s can't get the role %s", device, row.NicType)
	}
	if single(row) {
		for _, o := range h.Vmks {
			o.Tags = without(o.Tags, row.Tag)
		}
	}
	if row.Tag != "" {
		return h.do("network ip interface tag add", "interface-name", device, "tagname", row.Tag)
	}
	if v.Stack != "defaultTcpipStack" || has(v, row) {
		return pstest.Fail("%s can't get the role %s, or has it", device, row.NicType)
	}
	v.Untagged = append(v.Untagged, row.NicType)
	return nil
}

func (h *Host) disable(row esx.RoleRow, device string) error {
	if row.Tag != "" {
		return h.do("network ip interface tag remove", "interface-name", device, "tagname", row.Tag)
	}
	v := h.Vmk(device)
	if v == nil || !has(v, row) {
		return pstest.Fail("%s has no role %s", device, row.NicType)
	}
	v.Untagged = without(v.Untagged, row.NicType)
	return nil
}

func without[T comparable](all []T, x T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(o T) bool { return o == x })
}
