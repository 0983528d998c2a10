package powercli_test

import (
	"errors"
	"fmt"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/pstest"
)

func (w *world) policyCmdlets() map[string]pstest.Cmdlet {
	return map[string]pstest.Cmdlet{
		"Get-NicTeamingPolicy": {
			Params: params{"VirtualSwitch": "any", "VirtualPortGroup": "any"},
			Do: func(given map[string]any) (any, error) {
				if given["VirtualPortGroup"] != nil {
					g, err := of[on[*fakeGroup]](given, "VirtualPortGroup", "VirtualPortGroup")
					return rec("NicTeamingVirtualPortGroupPolicy", g), err
				}
				s, err := of[on[*fakeSwitch]](given, "VirtualSwitch", "VirtualSwitch")
				return rec("NicTeamingVirtualSwitchPolicy", s), err
			},
		},
		"Set-NicTeamingPolicy": {
			Params: with(params{
				"LoadBalancingPolicy": "string", "NetworkFailoverDetectionPolicy": "string", "NotifySwitches": "bool", "FailbackEnabled": "bool",
			}, "VirtualSwitchPolicy", "VirtualPortGroupPolicy", "Confirm"),
			Do: func(given map[string]any) (any, error) {
				var t *fakeTeaming
				if g, err := of[on[*fakeGroup]](given, "VirtualPortGroupPolicy", "NicTeamingVirtualPortGroupPolicy"); err == nil {
					if v := g.host.occupant(g.part.name); v != nil && g.host.bound(v.device) {
						return nil, pstest.Fail("%s is bound", v.device)
					}
					t = &g.part.teaming
				} else {
					s, err := of[on[*fakeSwitch]](given, "VirtualSwitchPolicy", "NicTeamingVirtualSwitchPolicy")
					if err != nil {
						return nil, err
					}
					t = &s.part.teaming
				}
				return w.change(func() error { return setTeaming(t, given, "NetworkFailoverDetectionPolicy", "FailbackEnabled") })
			},
		},
		"Get-SecurityPolicy": {
			Params: params{"VirtualSwitch": "any"}, Must: []string{"VirtualSwitch"},
			Do: func(given map[string]any) (any, error) {
				s, err := of[on[*fakeSwitch]](given, "VirtualSwitch", "VirtualSwitch")
				return rec("VirtualSwitchSecurityPolicy", s), err
			},
		},
		"Set-SecurityPolicy": {
			Params: with(params{"AllowPromiscuous": "bool", "MacChanges": "bool", "ForgedTransmits": "bool"}, "VirtualSwitchPolicy", "Confirm"),
			Must:   []string{"VirtualSwitchPolicy"},
			Do: func(given map[string]any) (any, error) {
				s, err := of[on[*fakeSwitch]](given, "VirtualSwitchPolicy", "VirtualSwitchSecurityPolicy")
				if err != nil {
					return nil, err
				}
				return w.change(func() error {
					for k := range s.part.security {
						if v, ok := given[k].(bool); ok {
							s.part.security[k] = v
						}
					}
					return nil
				})
			},
		},
	}
}

// setTeaming sets what of a teaming is given, but for the order.
func setTeaming(t *fakeTeaming, given map[string]any, detection, failback string) error {
	if p := str(given["LoadBalancingPolicy"]); p != "" {
		api := ""
		for _, row := range esx.Teaming {
			if row.PowerCLI == p {
				api = row.API
			}
		}
		if api == "" {
			return fmt.Errorf("no policy %s", p)
		}
		t.policy = api
	}
	switch str(given[detection]) {
	case "LinkStatus":
		t.detection = "link"
	case "BeaconProbing":
		t.detection = "beacon"
	case "":
	default:
		return errors.New("no such detection")
	}
	if b, ok := given["NotifySwitches"].(bool); ok {
		t.notify = &b
	}
	if b, ok := given[failback].(bool); ok {
		t.failback = &b
	}
	return nil
}

func inherited(v any) any { return rec("Inheritable", nil, "Value", v) }

// dvTeamingView is a VmwareUplinkPortTeamingPolicy.
func dvTeamingView(t fakeTeaming) any {
	return rec("VmwareUplinkPortTeamingPolicy", nil, "Policy", inherited(t.policy), "NotifySwitches", inherited(*t.notify),
		"RollingOrder", inherited(!*t.failback), "FailureCriteria", rec("DVSFailureCriteria", nil, "CheckBeacon", inherited(t.detection == "beacon")),
		"UplinkPortOrder", rec("VMwareUplinkPortOrderPolicy", nil, "ActiveUplinkPort", texts(t.active), "StandbyUplinkPort", texts(t.standby)))
}

func (g *fakeDvGroup) view() *record {
	vlan := rec("VmwareDistributedVirtualSwitchVlanIdSpec", nil, "VlanId", g.vlan)
	if g.trunk {
		vlan = rec("VmwareDistributedVirtualSwitchTrunkVlanSpec", nil, "VlanId", &pstest.Array{})
	}
	config := rec("VMwareDVSPortSetting", nil, "Vlan", vlan, "UplinkTeamingPolicy", dvTeamingView(g.teaming))
	return rec("VDPortgroup", g, "Name", g.name, "Key", g.key, "IsUplink", g.uplink,
		"ExtensionData", rec("DistributedVirtualPortgroup", nil, "Config", rec("DVPortgroupConfigInfo", nil, "DefaultPortConfig", config)))
}

func (w *world) dvsCmdlets() map[string]pstest.Cmdlet {
	return map[string]pstest.Cmdlet{
		"Get-VDSwitch": {
			Params: params{"VMHost": "any", "Server": "any"}, Must: []string{"VMHost"},
			Do: func(given map[string]any) (any, error) {
				h, err := of[*fakeHost](given, "VMHost", "VMHost")
				if err != nil {
					return nil, err
				}
				out := &pstest.Array{}
				for _, d := range w.dvs {
					if h.proxy(d.name) != nil {
						config := rec("VMwareDVSConfigInfo", nil, "DefaultPortConfig", rec("VMwareDVSPortSetting", nil, "UplinkTeamingPolicy", dvTeamingView(d.teaming)))
						out.Items = append(out.Items, rec("VDSwitch", d, "Name", d.name, "ExtensionData", rec("VmwareDistributedVirtualSwitch", nil, "Uuid", d.uuid, "Config", config)))
					}
				}
				return out, nil
			},
		},
		"Get-VDPortgroup": {
			Params: params{"VDSwitch": "any", "Server": "any"}, Must: []string{"VDSwitch"},
			Do: func(given map[string]any) (any, error) {
				d, err := of[*fakeDvs](given, "VDSwitch", "VDSwitch")
				if err != nil {
					return nil, err
				}
				return objects(d.groups, func(g *fakeDvGroup) any { return g.view() }), nil
			},
		},
		"New-VDPortgroup": {
			Params: with(params{"Name": "string", "VlanId": "int"}, "VDSwitch", "Server", "Confirm"), Must: []string{"VDSwitch", "Name"},
			Do: func(given map[string]any) (any, error) {
				d, err := of[*fakeDvs](given, "VDSwitch", "VDSwitch")
				if err != nil {
					return nil, err
				}
				g := &fakeDvGroup{name: str(given["Name"]), key: fmt.Sprintf("dvportgroup-%d", 100+len(d.groups)), teaming: d.teaming}
				if vlan, ok := given["VlanId"].(int); ok {
					if g.vlan = vlan; vlan < 1 || vlan > 4094 {
						return nil, errors.New("-VlanId takes 1 to 4094")
					}
				}
				_, err = w.change(func() error { d.groups = append(d.groups, g); return nil })
				return g.view(), err
			},
		},
		"Get-VDUplinkTeamingPolicy": {
			Params: params{"VDPortgroup": "any"}, Must: []string{"VDPortgroup"},
			Do: func(given map[string]any) (any, error) {
				g, err := of[*fakeDvGroup](given, "VDPortgroup", "VDPortgroup")
				return rec("VDPortgroupUplinkTeamingPolicy", g), err
			},
		},
		"Set-VDUplinkTeamingPolicy": {
			Params: with(params{
				"LoadBalancingPolicy": "string", "FailoverDetectionPolicy": "string", "NotifySwitches": "bool", "EnableFailback": "bool",
				"ActiveUplinkPort": "string[]", "StandbyUplinkPort": "string[]",
			}, "Policy", "Confirm"), Must: []string{"Policy"},
			Do: func(given map[string]any) (any, error) {
				g, err := of[*fakeDvGroup](given, "Policy", "VDPortgroupUplinkTeamingPolicy")
				if err != nil {
					return nil, err
				}
				return w.change(func() error {
					if a := list(given["ActiveUplinkPort"]); a != nil {
						g.teaming.active = a
					}
					if s := list(given["StandbyUplinkPort"]); s != nil {
						g.teaming.standby = s
					}
					return setTeaming(&g.teaming, given, "FailoverDetectionPolicy", "EnableFailback")
				})
			},
		},
	}
}
