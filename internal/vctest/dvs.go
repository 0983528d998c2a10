package vctest

import (
	"errors"
	"fmt"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func inherited(v any) any { return rec("Inheritable", nil, "Value", v) }

// apiPolicy gives the API's name of a teaming policy that esxcli prints.
func apiPolicy(printed string) string {
	for _, row := range esx.Teaming {
		if row.Get == printed {
			return row.API
		}
	}
	return printed
}

// dvTeamingView is a VmwareUplinkPortTeamingPolicy.
func dvTeamingView(t standin.Teaming) any {
	return rec("VmwareUplinkPortTeamingPolicy", nil, "Policy", inherited(apiPolicy(t.Policy)), "NotifySwitches", inherited(t.Notify),
		"RollingOrder", inherited(!t.Failback), "FailureCriteria", rec("DVSFailureCriteria", nil, "CheckBeacon", inherited(t.Detection == "beacon")),
		"UplinkPortOrder", rec("VMwareUplinkPortOrderPolicy", nil, "ActiveUplinkPort", listed(t.Active), "StandbyUplinkPort", listed(t.Standby)))
}

func (g *DVGroup) view() *record {
	vlan := rec("VmwareDistributedVirtualSwitchVlanIdSpec", nil, "VlanId", g.VLAN)
	if g.Trunk {
		vlan = rec("VmwareDistributedVirtualSwitchTrunkVlanSpec", nil, "VlanId", &pstest.Array{})
	}
	config := rec("VMwareDVSPortSetting", nil, "Vlan", vlan, "UplinkTeamingPolicy", dvTeamingView(g.Teaming))
	return rec("VDPortgroup", g, "Name", g.Name, "Key", g.Key, "IsUplink", g.Uplink,
		"ExtensionData", rec("DistributedVirtualPortgroup", nil, "Config", rec("DVPortgroupConfigInfo", nil, "DefaultPortConfig", config)))
}

// global counts a change that is no host's, or fails at it.
func (w *World) global(do func() error) error {
	w.changes++
	if w.changes == w.FailAt {
		return pstest.Fail("the connection was lost")
	}
	return do()
}

func (w *World) dvsCmdlets() table {
	return table{
		"Get-VDSwitch": hosted(nil, nil, func(h *Host, _ args) (any, error) {
			out := &pstest.Array{}
			for _, d := range w.Switches {
				if h.dvs(d.Name) != nil {
					config := rec("VMwareDVSConfigInfo", nil, "DefaultPortConfig", rec("VMwareDVSPortSetting", nil, "UplinkTeamingPolicy", dvTeamingView(d.Teaming)))
					out.Items = append(out.Items, rec("VDSwitch", d, "Name", d.Name, "ExtensionData", rec("VmwareDistributedVirtualSwitch", nil, "Uuid", d.UUID, "Config", config)))
				}
			}
			return out, nil
		}),
		"Get-VDPortgroup": {
			Params: params{"VDSwitch": "any", "Server": "any"}, Must: []string{"VDSwitch"},
			Do: func(given args) (any, error) {
				d, err := of[*DVS](given, "VDSwitch", "VDSwitch")
				if err != nil {
					return nil, err
				}
				return objects(d.Groups, func(g *DVGroup) any { return g.view() }), nil
			},
		},
		"New-VDPortgroup": {
			Params: with(params{"Name": "string", "VlanId": "int"}, "VDSwitch", "Server", "Confirm"), Must: []string{"VDSwitch", "Name"},
			Do: func(given args) (any, error) {
				d, err := of[*DVS](given, "VDSwitch", "VDSwitch")
				if err != nil {
					return nil, err
				}
				return w.newDVGroup(d, given)
			},
		},
	}
}

func (w *World) newDVGroup(d *DVS, given args) (any, error) {
	g := &DVGroup{Name: str(given["Name"]), Key: fmt.Sprintf("dvportgroup-%d", 100+len(d.Groups)), Teaming: d.Teaming}
	if vlan, ok := given["VlanId"].(int); ok {
		if g.VLAN = vlan; vlan < 1 || vlan > 4094 {
			return nil, errors.New("-VlanId takes 1 to 4094")
		}
	}
	for _, o := range d.Groups {
		if o.Name == g.Name {
			return nil, pstest.Fail("The name '%s' already exists.", g.Name)
		}
	}
	err := w.global(func() error { d.Groups = append(d.Groups, g); return nil })
	return g.view(), err
}

func (w *World) dvsTeamingCmdlets() table {
	return table{
		"Get-VDUplinkTeamingPolicy": {
			Params: params{"VDPortgroup": "any"}, Must: []string{"VDPortgroup"},
			Do: func(given args) (any, error) {
				g, err := of[*DVGroup](given, "VDPortgroup", "VDPortgroup")
				return rec("VDPortgroupUplinkTeamingPolicy", g), err
			},
		},
		"Set-VDUplinkTeamingPolicy": {
			Params: with(params{
				"LoadBalancingPolicy": "string", "FailoverDetectionPolicy": "string", "NotifySwitches": "bool", "EnableFailback": "bool",
				"ActiveUplinkPort": "string[]", "StandbyUplinkPort": "string[]", "UnusedUplinkPort": "string[]",
			}, "Policy", "Confirm"), Must: []string{"Policy"},
			Do: func(given args) (any, error) {
				g, err := of[*DVGroup](given, "Policy", "VDPortgroupUplinkTeamingPolicy")
				if err != nil {
					return nil, err
				}
				return pstest.Void{}, w.global(func() error { return setDVTeaming(&g.Teaming, given) })
			},
		},
	}
}

func setDVTeaming(t *standin.Teaming, given args) error {
	if given["LoadBalancingPolicy"] != nil {
		row, ok := policyRow(str(given["LoadBalancingPolicy"]))
		if !ok {
			return fmt.Errorf("no policy %v", given["LoadBalancingPolicy"])
		}
		t.Policy = row.Get
	}
	if given["FailoverDetectionPolicy"] != nil {
		word, ok := map[string]string{"LinkStatus": "link", "BeaconProbing": "beacon"}[str(given["FailoverDetectionPolicy"])]
		if !ok {
			return fmt.Errorf("no detection %v", given["FailoverDetectionPolicy"])
		}
		t.Detection = word
	}
	if on, ok := given["NotifySwitches"].(bool); ok {
		t.Notify = on
	}
	if on, ok := given["EnableFailback"].(bool); ok {
		t.Failback = on
	}
	moved := [][]string{texts(given["ActiveUplinkPort"]), texts(given["StandbyUplinkPort"]), texts(given["UnusedUplinkPort"])}
	for _, ports := range moved { // a port is in one list: it leaves the others
		for _, p := range ports {
			t.Active, t.Standby = without(t.Active, p), without(t.Standby, p)
		}
	}
	t.Active, t.Standby = append(t.Active, moved[0]...), append(t.Standby, moved[1]...)
	return nil
}
