package vctest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/pstest"
	"github.com/vmkgen/vmkgen/internal/standin"
)

func (w *World) teamingCmdlets() table {
	return table{
		"Get-NicTeamingPolicy": {
			Params: with(params{}, "VirtualSwitch", "VirtualPortGroup"),
			Do: func(given args) (any, error) {
				if given["VirtualPortGroup"] != nil {
					h, g, err := groupOf(given, "VirtualPortGroup", "VirtualPortGroup")
					return rec("NicTeamingVirtualPortGroupPolicy", on[*standin.Group]{h, g}), err
				}
				h, s, err := switchOf(given, "VirtualSwitch", "VirtualSwitch")
				return rec("NicTeamingVirtualSwitchPolicy", on[*standin.Switch]{h, s}), err
			},
		},
		"Set-NicTeamingPolicy": {
			Params: with(params{
				"LoadBalancingPolicy": "string", "NetworkFailoverDetectionPolicy": "string", "NotifySwitches": "bool", "FailbackEnabled": "bool",
				inherits[0]: "bool", inherits[1]: "bool", inherits[2]: "bool", inherits[3]: "bool", inherits[4]: "bool",
			}, "VirtualSwitchPolicy", "VirtualPortGroupPolicy", "Confirm"),
			Do: func(given args) (any, error) {
				if slices.ContainsFunc(inherits, func(p string) bool { return given[p] != nil }) {
					return w.inherit(given)
				}
				options, err := teamingOptions(given, "NetworkFailoverDetectionPolicy", "FailbackEnabled")
				if err != nil {
					return nil, err
				}
				if given["VirtualPortGroupPolicy"] != nil {
					h, g, err := groupOf(given, "VirtualPortGroupPolicy", "NicTeamingVirtualPortGroupPolicy")
					if err != nil {
						return nil, err
					}
					return pstest.Void{}, w.change(h, func() error {
						return h.do("network vswitch standard portgroup policy failover set", append(options, "portgroup-name", g.Name)...)
					})
				}
				h, s, err := switchOf(given, "VirtualSwitchPolicy", "NicTeamingVirtualSwitchPolicy")
				if err != nil {
					return nil, err
				}
				return pstest.Void{}, w.change(h, func() error {
					return h.do("network vswitch standard policy failover set", append(options, "vswitch-name", s.Name)...)
				})
			},
		},
	}
}

// inherits give a part of a port group's teaming back to its switch, in the
// order of a port group's overrides.
var inherits = []string{
	"InheritLoadBalancingPolicy", "InheritNetworkFailoverDetectionPolicy", "InheritNotifySwitches", "InheritFailback", "InheritFailoverOrder",
}

// inherit is Set-NicTeamingPolicy with nothing but such parameters.
func (w *World) inherit(given args) (any, error) {
	h, g, err := groupOf(given, "VirtualPortGroupPolicy", "NicTeamingVirtualPortGroupPolicy")
	if err != nil {
		return nil, err
	}
	return pstest.Void{}, w.change(h, func() error {
		for _, p := range h.Portals {
			if v := h.Vmk(p.Vmk); v != nil && v.DVS == "" && v.Group == g.Name {
				return pstest.Fail("%s is bound: its teaming can't change", v.Device)
			}
		}
		group := h.Group(g.Name)
		n := 2 // with the policy and -Confirm
		for i, p := range inherits {
			if given[p] == true {
				group.Overrides[i] = false
				n++
			}
		}
		if n != len(given) {
			return errors.New("parts that are not to be inherited, or something else at once")
		}
		return nil
	})
}

// teamingOptions are esxcli's options for what a cmdlet is given.
func teamingOptions(given args, detection, failback string) (options []string, err error) {
	if given["LoadBalancingPolicy"] != nil {
		row, ok := policyRow(str(given["LoadBalancingPolicy"]))
		if !ok {
			return nil, fmt.Errorf("no policy %v", given["LoadBalancingPolicy"])
		}
		options = append(options, "load-balancing", row.Set)
	}
	if given[detection] != nil {
		word, ok := map[string]string{"LinkStatus": "link", "BeaconProbing": "beacon"}[str(given[detection])]
		if !ok {
			return nil, fmt.Errorf("no detection %v", given[detection])
		}
		options = append(options, "failure-detection", word)
	}
	for param, option := range map[string]string{"NotifySwitches": "notify-switches", failback: "failback"} {
		if on, ok := given[param].(bool); ok {
			options = append(options, option, strconv.FormatBool(on))
		}
	}
	if options == nil {
		return nil, errors.New("nothing to set")
	}
	return options, nil
}

// policyRow finds a policy by its name in PowerCLI.
func policyRow(name string) (esx.TeamingRow, bool) {
	for _, row := range esx.Teaming {
		if row.PowerCLI == name {
			return row, true
		}
	}
	return esx.TeamingRow{}, false
}

var securityOptions = []struct{ param, option string }{
	{"AllowPromiscuous", "allow-promiscuous"}, {"MacChanges", "allow-mac-change"}, {"ForgedTransmits", "allow-forged-transmits"},
}

func (w *World) securityCmdlets() table {
	return table{
		"Get-SecurityPolicy": {
			Params: with(params{}, "VirtualSwitch"), Must: []string{"VirtualSwitch"},
			Do: func(given args) (any, error) {
				h, s, err := switchOf(given, "VirtualSwitch", "VirtualSwitch")
				return rec("VirtualSwitchSecurityPolicy", on[*standin.Switch]{h, s}), err
			},
		},
		"Set-SecurityPolicy": {
			Params: with(params{"AllowPromiscuous": "bool", "MacChanges": "bool", "ForgedTransmits": "bool"}, "VirtualSwitchPolicy", "Confirm"),
			Must:   []string{"VirtualSwitchPolicy"},
			Do: func(given args) (any, error) {
				h, s, err := switchOf(given, "VirtualSwitchPolicy", "VirtualSwitchSecurityPolicy")
				if err != nil {
					return nil, err
				}
				options := []string{"vswitch-name", s.Name}
				for _, o := range securityOptions {
					if on, ok := given[o.param].(bool); ok {
						options = append(options, o.option, strconv.FormatBool(on))
					}
				}
				return pstest.Void{}, w.change(h, func() error { return h.do("network vswitch standard policy security set", options...) })
			},
		},
	}
}
