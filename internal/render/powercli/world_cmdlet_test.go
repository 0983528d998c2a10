package powercli_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/pstest"
)

// on is a part of a host as PowerCLI hands it out.
type on[T any] struct {
	host *fakeHost
	part T
}

type params = map[string]string

func with(p params, more ...string) params {
	for _, m := range more {
		switch m {
		case "Confirm", "WhatIf":
			p[m] = "switch"
		default:
			p[m] = "any"
		}
	}
	return p
}

// cmdlets are all that the scripts may call. A changing one must be given
// -Confirm:$false: it would ask otherwise.
func (w *world) cmdlets() map[string]pstest.Cmdlet {
	all := map[string]pstest.Cmdlet{
		"New-Object": {Params: params{"TypeName": "string", "Property": "hashtable"}, Must: []string{"TypeName"}, Do: newObject},
	}
	for _, more := range []map[string]pstest.Cmdlet{
		w.connection(), w.inventory(), w.switchCmdlets(), w.groupCmdlets(), w.policyCmdlets(), w.vmkCmdlets(), w.stackCmdlets(), w.storageCmdlets(), w.dvsCmdlets(),
	} {
		for name, c := range more {
			all[name] = quiet(name, c)
		}
	}
	return all
}

// quiet demands -Confirm:$false of every cmdlet that would ask.
func quiet(name string, c pstest.Cmdlet) pstest.Cmdlet {
	if c.Params["Confirm"] == "" {
		return c
	}
	do := c.Do
	c.Do = func(given map[string]any) (any, error) {
		if given["Confirm"] != false {
			return nil, fmt.Errorf("%s would ask", name)
		}
		return do(given)
	}
	return c
}

func (w *world) connection() map[string]pstest.Cmdlet {
	return map[string]pstest.Cmdlet{
		"Connect-VIServer": {
			Params: params{"Server": "string", "Port": "int", "NotDefault": "switch", "Credential": "any"}, Must: []string{"Server"},
			Do: func(given map[string]any) (any, error) {
				if given["Server"] != "vc01.example.com" || given["Port"] != 443 {
					return nil, pstest.Fail("no server %v", given["Server"])
				}
				w.connected++
				return w.server, nil
			},
		},
		"Disconnect-VIServer": {
			Params: with(params{}, "Server", "Confirm", "WhatIf"), Must: []string{"Server"},
			Do: func(given map[string]any) (any, error) {
				if given["WhatIf"] != false {
					return nil, errors.New("a dry run would leave the connection open")
				}
				w.connected--
				return pstest.Void{}, nil
			},
		},
	}
}

func (w *world) inventory() map[string]pstest.Cmdlet {
	return map[string]pstest.Cmdlet{
		"Get-VMHost": {Params: params{"Server": "any"}, Must: []string{"Server"}, Do: func(map[string]any) (any, error) {
			return objects(w.hosts, func(h *fakeHost) any {
				return rec("VMHost", h, "Name", h.name, "Version", h.version, "ConnectionState", rec("Enum", h.state),
					"ExtensionData", rec("HostSystem", nil, "ConfigManager", rec("HostConfigManager", nil,
						"NetworkSystem", rec("HostNetworkSystemRef", h), "VirtualNicManager", rec("HostVirtualNicManagerRef", h))))
			}), nil
		}},
		"Get-View": {
			Params: params{"Id": "any", "Property": "string", "Server": "any"}, Must: []string{"Id", "Server"},
			Do: func(given map[string]any) (any, error) {
				id := given["Id"].(*record)
				switch {
				case id.typ == "HostNetworkSystemRef" && given["Property"] == "NetworkInfo":
					return w.networkSystem(id.ref.(*fakeHost)), nil
				case id.typ == "HostVirtualNicManagerRef" && given["Property"] == "Info":
					return w.nicManager(id.ref.(*fakeHost)), nil
				}
				return nil, fmt.Errorf("a view of %s with %v", id.typ, given["Property"])
			},
		},
		"Get-EsxCli": {
			Params: params{"VMHost": "any", "V2": "switch", "Server": "any"}, Must: []string{"VMHost", "V2"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHost", "VMHost")
				return &namespace{world: w, host: h}, err
			},
		},
	}
}

// nicManager is a view of a host's HostVirtualNicManager.
func (w *world) nicManager(h *fakeHost) *record {
	configs := &pstest.Array{}
	for _, row := range esx.Roles {
		if row.NicType == "" || row.NicType == "vsanExternal" {
			continue
		}
		candidates, selected := &pstest.Array{}, []string{}
		for _, v := range h.vmks {
			key := row.NicType + ".key-vim.host.VirtualNic-" + v.device
			candidates.Items = append(candidates.Items, rec("HostVirtualNic", nil, "Key", key, "Device", v.device))
			implied := row.NicType == "vmotion" && v.stack == "vmotion"
			if implied || slices.Contains(h.roles, row.NicType+" "+v.device) {
				selected = append(selected, key)
			}
		}
		configs.Items = append(configs.Items, rec("VirtualNicManagerNetConfig", nil, "NicType", row.NicType, "MultiSelectAllowed", row.NicType != "faultToleranceLogging", "CandidateVnic", candidates, "SelectedVnic", texts(selected)))
	}
	m := rec("HostVirtualNicManager", h, "Info", rec("HostVirtualNicManagerInfo", nil, "NetConfig", configs))
	for name, do := range map[string]func(role, device string) error{"SelectVnicForNicType": h.enable, "DeselectVnicForNicType": h.disable} {
		m.methods[name] = func(args []any) (any, error) {
			if len(args) != 2 || strings.HasPrefix(str(args[0]), "vsan") {
				return nil, errors.New("a role that the manager doesn't set")
			}
			if row, ok := esx.ByNicType(str(args[0])); !ok || row.PowerCLI != "" {
				return nil, fmt.Errorf("the role %v has a cmdlet", args[0])
			}
			return w.change(func() error { return do(str(args[0]), str(args[1])) })
		}
	}
	return m
}

func (w *world) switchCmdlets() map[string]pstest.Cmdlet {
	object := func(h *fakeHost, s *fakeSwitch) *record {
		return rec("VirtualSwitch", on[*fakeSwitch]{h, s}, "Name", s.name)
	}
	return map[string]pstest.Cmdlet{
		"Get-VirtualSwitch": {
			Params: params{"VMHost": "any", "Standard": "switch", "Server": "any"}, Must: []string{"VMHost", "Standard"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHost", "VMHost")
				if err != nil {
					return nil, err
				}
				return objects(h.switches, func(s *fakeSwitch) any { return object(h, s) }), fresh(h)
			},
		},
		"New-VirtualSwitch": {
			Params: with(params{"Name": "string"}, "VMHost", "Server", "Confirm"), Must: []string{"VMHost", "Name"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHost", "VMHost")
				if err != nil {
					return nil, err
				}
				if _, err := w.change(func() error { return h.addSwitch(given["Name"].(string)) }); err != nil {
					return nil, err
				}
				return object(h, h.sw(given["Name"].(string))), nil
			},
		},
		"Set-VirtualSwitch": {
			Params: with(params{"Mtu": "int"}, "VirtualSwitch", "Confirm"), Must: []string{"VirtualSwitch", "Mtu"},
			Do: func(given map[string]any) (any, error) {
				s, err := of[on[*fakeSwitch]](given, "VirtualSwitch", "VirtualSwitch")
				if err != nil {
					return nil, err
				}
				_, err = w.change(func() error { return s.host.setSwitchMTU(s.part, given["Mtu"].(int)) })
				return given["VirtualSwitch"], err
			},
		},
		"Add-VirtualSwitchPhysicalNetworkAdapter": {
			Params: with(params{}, "VirtualSwitch", "VMHostPhysicalNic", "Confirm"), Must: []string{"VirtualSwitch", "VMHostPhysicalNic"},
			Do: func(given map[string]any) (any, error) {
				s, err := of[on[*fakeSwitch]](given, "VirtualSwitch", "VirtualSwitch")
				nic, err2 := of[on[string]](given, "VMHostPhysicalNic", "PhysicalNic")
				if err != nil || err2 != nil {
					return nil, errors.Join(err, err2)
				}
				return w.change(func() error { return s.host.addUplink(s.part, nic.part) })
			},
		},
		"Remove-VirtualSwitchPhysicalNetworkAdapter": {
			Params: with(params{}, "VMHostNetworkAdapter", "Confirm"), Must: []string{"VMHostNetworkAdapter"},
			Do: func(given map[string]any) (any, error) {
				nic, err := of[on[string]](given, "VMHostNetworkAdapter", "PhysicalNic")
				if err != nil {
					return nil, err
				}
				return w.change(func() error { return nic.host.removeUplink(nic.part) })
			},
		},
	}
}

func (w *world) groupCmdlets() map[string]pstest.Cmdlet {
	object := func(h *fakeHost, g *fakeGroup) *record {
		return rec("VirtualPortGroup", on[*fakeGroup]{h, g}, "Name", g.name)
	}
	return map[string]pstest.Cmdlet{
		"Get-VirtualPortGroup": {
			Params: params{"VMHost": "any", "Standard": "switch", "Server": "any"}, Must: []string{"VMHost", "Standard"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHost", "VMHost")
				if err != nil {
					return nil, err
				}
				return objects(h.groups, func(g *fakeGroup) any { return object(h, g) }), fresh(h)
			},
		},
		"New-VirtualPortGroup": {
			Params: with(params{"Name": "string", "VLanId": "int"}, "VirtualSwitch", "Server", "Confirm"), Must: []string{"VirtualSwitch", "Name"},
			Do: func(given map[string]any) (any, error) {
				s, err := of[on[*fakeSwitch]](given, "VirtualSwitch", "VirtualSwitch")
				if err != nil {
					return nil, err
				}
				name, vlan := given["Name"].(string), given["VLanId"].(int)
				if _, err := w.change(func() error { return s.host.addGroup(name, s.part.name, vlan) }); err != nil {
					return nil, err
				}
				return object(s.host, s.host.group(name)), nil
			},
		},
		"Set-VirtualPortGroup": {
			Params: with(params{"VLanId": "int"}, "VirtualPortGroup", "Confirm"), Must: []string{"VirtualPortGroup", "VLanId"},
			Do: func(given map[string]any) (any, error) {
				g, err := of[on[*fakeGroup]](given, "VirtualPortGroup", "VirtualPortGroup")
				if err != nil {
					return nil, err
				}
				_, err = w.change(func() error { g.part.vlan = given["VLanId"].(int); return nil })
				return given["VirtualPortGroup"], err
			},
		},
		"Remove-VirtualPortGroup": {
			Params: with(params{}, "VirtualPortGroup", "Confirm"), Must: []string{"VirtualPortGroup"},
			Do: func(given map[string]any) (any, error) {
				g, err := of[on[*fakeGroup]](given, "VirtualPortGroup", "VirtualPortGroup")
				if err != nil {
					return nil, err
				}
				return w.change(func() error { return g.host.removeGroup(g.part.name) })
			},
		},
	}
}

func (w *world) vmkCmdlets() map[string]pstest.Cmdlet {
	set := with(params{"IP": "string", "SubnetMask": "string", "Dhcp": "switch", "Mtu": "int", "Mac": "string", "VsanTrafficEnabled": "bool"}, "VirtualNic", "Confirm")
	for _, row := range esx.Roles {
		if row.PowerCLI != "" {
			set[row.PowerCLI] = "bool"
		}
	}
	return map[string]pstest.Cmdlet{
		"Get-VMHostNetworkAdapter": {
			Params: params{"VMHost": "any", "VMKernel": "switch", "Physical": "switch", "Server": "any"}, Must: []string{"VMHost"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHost", "VMHost")
				if err != nil || (given["VMKernel"] == true) == (given["Physical"] == true) {
					return nil, errors.Join(err, errors.New("either -VMKernel or -Physical"))
				}
				if given["Physical"] == true {
					return objects(h.nics, func(n string) any { return rec("PhysicalNic", on[string]{h, n}, "Name", n) }), fresh(h)
				}
				return objects(h.vmks, func(v *fakeVmk) any { return rec("HostVirtualNic", on[*fakeVmk]{h, v}, "Name", v.device) }), fresh(h)
			},
		},
		"Set-VMHostNetworkAdapter": {Params: set, Must: []string{"VirtualNic"}, Do: func(given map[string]any) (any, error) {
			v, err := of[on[*fakeVmk]](given, "VirtualNic", "HostVirtualNic")
			if err != nil {
				return nil, err
			}
			_, err = w.change(func() error { return setVmk(v.host, v.part, given) })
			return given["VirtualNic"], err
		}},
		"Remove-VMHostNetworkAdapter": {
			Params: with(params{}, "Nic", "Confirm"), Must: []string{"Nic"},
			Do: func(given map[string]any) (any, error) {
				v, err := of[on[*fakeVmk]](given, "Nic", "HostVirtualNic")
				if err != nil {
					return nil, err
				}
				return w.change(func() error { return v.host.removeVmk(v.part.device) })
			},
		},
	}
}

// setVmk is Set-VMHostNetworkAdapter: one thing at a time.
func setVmk(h *fakeHost, v *fakeVmk, given map[string]any) error {
	if h.vmk(v.device) != v {
		return errors.New("an adapter that is gone")
	}
	for _, row := range esx.Roles {
		if enabled, ok := given[row.PowerCLI].(bool); ok && row.VSAN == "" {
			if enabled {
				return h.enable(row.NicType, v.device)
			}
			return h.disable(row.NicType, v.device)
		}
	}
	switch {
	case given["IP"] != nil:
		ip, err := masked(str(given["IP"]), str(given["SubnetMask"]))
		if err != nil || v.gateway != "" {
			return errors.Join(err, errors.New("the gateway of its own would be lost"))
		}
		return h.setIPv4(v, "static", ip, v.gateway)
	case given["Dhcp"] == true:
		return h.setIPv4(v, "dhcp", prefix("0.0.0.0/0"), "")
	case given["Mtu"] != nil:
		return h.setVmkMTU(v, given["Mtu"].(int))
	case given["Mac"] != nil:
		v.mac = given["Mac"].(string)
		return nil
	case given["VsanTrafficEnabled"] == true:
		return h.setVsan(v.device, []string{"vsan"})
	case given["VsanTrafficEnabled"] == false:
		return h.setVsan(v.device, nil)
	}
	return errors.New("nothing to set")
}

func (w *world) stackCmdlets() map[string]pstest.Cmdlet {
	return map[string]pstest.Cmdlet{
		"Get-VMHostNetworkStack": {
			Params: params{"VMHost": "any", "Server": "any"}, Must: []string{"VMHost"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHost", "VMHost")
				if err != nil {
					return nil, err
				}
				return objects(h.stacks, func(s *fakeStack) any { return rec("HostNetworkStack", on[*fakeStack]{h, s}, "Id", s.key, "Name", "") }), fresh(h)
			},
		},
		"Set-VMHostNetworkStack": {
			Params: with(params{
				"CongestionControlAlgoritm": "string", "DnsAddress": "string[]", "SearchDomain": "string[]", "DnsFromDhcp": "bool",
				"MaxNumberOfConnections": "int", "VMKernelGateway": "string", "VMKernelV6Gateway": "string",
			}, "NetworkStack", "Confirm"), Must: []string{"NetworkStack"},
			Do: func(given map[string]any) (any, error) {
				s, err := of[on[*fakeStack]](given, "NetworkStack", "HostNetworkStack")
				if err != nil {
					return nil, err
				}
				return w.change(func() error { return setStack(s.host, s.part, given) })
			},
		},
		"Get-VMHostRoute": {
			Params: params{"VMHost": "any", "Server": "any"}, Must: []string{"VMHost"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHost", "VMHost")
				if err != nil {
					return nil, err
				}
				ip := func(s string) any { return rec("IPAddress", s) }
				all := objects(h.stack("defaultTcpipStack").routes, func(r string) any {
					p := prefix(strings.Fields(r)[0])
					return rec("VMHostRoute", on[string]{h, r}, "Destination", ip(p.Addr().String()), "PrefixLength", p.Bits(), "Gateway", ip(strings.Fields(r)[1]))
				})
				all.Items = append(all.Items, rec("VMHostRoute", on[string]{h, ""}, "Destination", ip("0.0.0.0"), "PrefixLength", 0, "Gateway", ip("10.0.0.1")))
				return all, fresh(h)
			},
		},
		"New-VMHostRoute": {
			Params: with(params{"Destination": "string", "PrefixLength": "int", "Gateway": "string"}, "VMHost", "Server", "Confirm"),
			Must:   []string{"VMHost", "Destination", "PrefixLength", "Gateway"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHost", "VMHost")
				if err != nil {
					return nil, err
				}
				return w.change(func() error {
					return h.addRoute(h.stack("defaultTcpipStack"), fmt.Sprintf("%s/%d", given["Destination"], given["PrefixLength"]), str(given["Gateway"]))
				})
			},
		},
		"Remove-VMHostRoute": {
			Params: with(params{}, "VMHostRoute", "Confirm"), Must: []string{"VMHostRoute"},
			Do: func(given map[string]any) (any, error) {
				r, err := of[on[string]](given, "VMHostRoute", "VMHostRoute")
				if err != nil || r.part == "" {
					return nil, errors.Join(err, errors.New("the default route was to be removed"))
				}
				part := strings.Fields(r.part)
				return w.change(func() error { return r.host.removeRoute(r.host.stack("defaultTcpipStack"), part[0], part[1]) })
			},
		},
	}
}

func list(v any) []string {
	a, ok := v.(*pstest.Array)
	if !ok {
		return nil
	}
	out := []string{}
	for _, x := range a.Items {
		out = append(out, x.(string))
	}
	return out
}

func setStack(h *fakeHost, s *fakeStack, given map[string]any) error {
	if given["DnsFromDhcp"] == false {
		s.dnsDHCP = false
	}
	for _, key := range []string{"DnsAddress", "SearchDomain"} {
		if given[key] != nil && (s.dnsDHCP || len(list(given[key])) == 0) {
			return pstest.Fail("%s while DHCP gives it, or none", key)
		}
	}
	switch {
	case given["DnsAddress"] != nil:
		s.dns = list(given["DnsAddress"])
	case given["SearchDomain"] != nil:
		s.search = list(given["SearchDomain"])
	case given["VMKernelGateway"] != nil:
		return h.setGateway(s, str(given["VMKernelGateway"]))
	case given["VMKernelV6Gateway"] != nil:
		return h.setGateway(s, str(given["VMKernelV6Gateway"]))
	}
	if c := str(given["CongestionControlAlgoritm"]); c != "" {
		s.congestion = c
	}
	if n, ok := given["MaxNumberOfConnections"].(int); ok {
		s.connections = n
	}
	return nil
}

func (w *world) storageCmdlets() map[string]pstest.Cmdlet {
	host := func(typ string) func(given map[string]any) (any, error) {
		return func(given map[string]any) (any, error) {
			h, err := of[*fakeHost](given, "VMHost", "VMHost")
			return rec(typ, h), err
		}
	}
	return map[string]pstest.Cmdlet{
		"Get-VMHostStorage": {Params: params{"VMHost": "any", "Server": "any"}, Must: []string{"VMHost"}, Do: host("VMHostStorageInfo")},
		"Get-VMHostNetwork": {Params: params{"VMHost": "any", "Server": "any"}, Must: []string{"VMHost"}, Do: host("VMHostNetworkInfo")},
		"Set-VMHostStorage": {
			Params: with(params{"SoftwareIScsiEnabled": "bool"}, "VMHostStorage", "Confirm"), Must: []string{"VMHostStorage", "SoftwareIScsiEnabled"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHostStorage", "VMHostStorageInfo")
				if err != nil {
					return nil, err
				}
				return w.change(func() error { h.software = given["SoftwareIScsiEnabled"].(bool); return nil })
			},
		},
		"Set-VMHostNetwork": {
			Params: with(params{"IPv6Enabled": "bool"}, "Network", "Confirm"), Must: []string{"Network", "IPv6Enabled"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "Network", "VMHostNetworkInfo")
				if err != nil {
					return nil, err
				}
				return w.change(func() error { h.ipv6Next = true; return nil })
			},
		},
	}
}
