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

const defaultKey = "defaultTcpipStack"

func (w *World) stackCmdlets() table {
	return table{
		"Get-VMHostNetworkStack": hosted(nil, nil, func(h *Host, _ args) (any, error) {
			return objects(h.Stacks, func(s *standin.Stack) any {
				return rec("HostNetworkStack", on[string]{h, s.Key}, "Id", s.Key, "Name", "")
			}), h.fresh()
		}),
		"Set-VMHostNetworkStack": {
			Params: with(params{
				"CongestionControlAlgoritm": "string", "DnsAddress": "string[]", "SearchDomain": "string[]", "DnsFromDhcp": "bool",
				"MaxNumberOfConnections": "int", "VMKernelGateway": "string", "VMKernelV6Gateway": "string",
			}, "NetworkStack", "Confirm"), Must: []string{"NetworkStack"},
			Do: func(given args) (any, error) {
				o, err := of[on[string]](given, "NetworkStack", "HostNetworkStack")
				if err != nil {
					return nil, err
				}
				return pstest.Void{}, w.change(o.host, func() error { return o.host.setStack(o.host.Stack(o.part), given) })
			},
		},
	}
}

func (h *Host) setStack(s *standin.Stack, given args) error {
	for _, key := range []string{"VMKernelGateway", "VMKernelV6Gateway"} {
		if given[key] != nil {
			return h.setGateway(s, str(given[key]), key == "VMKernelV6Gateway")
		}
	}
	if err := h.setNames(s, given); err != nil {
		return err
	}
	options := []string{"netstack", s.Key}
	if c := str(given["CongestionControlAlgoritm"]); c != "" {
		options = append(options, "ccalgo", c)
	}
	if n, ok := given["MaxNumberOfConnections"].(int); ok {
		options = append(options, "maxconn", strconv.Itoa(n))
	}
	if len(options) == 2 {
		return nil
	}
	return h.do("network ip netstack set", options...)
}

func (h *Host) setNames(s *standin.Stack, given args) error {
	if given["DnsFromDhcp"] == false {
		h.DNSByDHCP = false
	}
	for _, key := range []string{"DnsAddress", "SearchDomain"} {
		names := texts(given[key])
		if names == nil {
			continue
		}
		if h.DNSByDHCP && s.Key == defaultKey || len(names) == 0 {
			return pstest.Fail("%s while DHCP gives it, or none", key)
		}
		if key == "SearchDomain" {
			s.Search = names
			continue
		}
		for _, n := range names {
			if _, err := netip.ParseAddr(n); err != nil {
				return pstest.Fail("Invalid name server %q", n)
			}
		}
		s.DNS = names
	}
	return nil
}

// setGateway puts a gateway in the place of the one that a stack has.
func (h *Host) setGateway(s *standin.Stack, via string, v6 bool) error {
	s.Routes = slices.DeleteFunc(s.Routes, func(r standin.Route) bool { return r.To == "default" && r.IPv6 == v6 })
	return h.route("add", s.Key, "default", via)
}

func (h *Host) route(verb, stack, to, via string) error {
	family := "ipv4"
	if strings.Contains(via, ":") {
		family = "ipv6"
	}
	return h.do("network ip route "+family+" "+verb, "netstack", stack, "network", to, "gateway", via)
}

func (w *World) routeCmdlets() table {
	ip := func(s string) any { return rec("IPAddress", s) }
	return table{
		"Get-VMHostRoute": hosted(nil, nil, func(h *Host, _ args) (any, error) {
			all := objects(h.Stack(defaultKey).Routes, func(r standin.Route) any {
				p := netip.MustParsePrefix("0.0.0.0/0")
				if r.To != "default" {
					p = netip.MustParsePrefix(r.To)
				}
				return rec("VMHostRoute", on[standin.Route]{h, r}, "Destination", ip(p.Addr().String()), "PrefixLength", p.Bits(), "Gateway", ip(r.Via))
			})
			return all, h.fresh()
		}),
		"New-VMHostRoute": hosted(with(params{"Destination": "string", "PrefixLength": "int", "Gateway": "string"}, "Confirm"),
			[]string{"Destination", "PrefixLength", "Gateway"}, func(h *Host, given args) (any, error) {
				to := fmt.Sprintf("%s/%d", given["Destination"], given["PrefixLength"])
				return pstest.Void{}, w.change(h, func() error { return h.route("add", defaultKey, to, str(given["Gateway"])) })
			}),
		"Remove-VMHostRoute": {
			Params: with(params{}, "VMHostRoute", "Confirm"), Must: []string{"VMHostRoute"},
			Do: func(given args) (any, error) {
				r, err := of[on[standin.Route]](given, "VMHostRoute", "VMHostRoute")
				if err != nil || r.part.To == "default" {
					return nil, errors.Join(err, errors.New("the default route was to be removed"))
				}
				return pstest.Void{}, w.change(r.host, func() error { return r.host.route("remove", defaultKey, r.part.To, r.part.Via) })
			},
		},
	}
}

func (w *World) storageCmdlets() table {
	stand := func(typ string) pstest.Cmdlet {
		return hosted(nil, nil, func(h *Host, _ args) (any, error) { return rec(typ, h), nil })
	}
	return table{
		"Get-VMHostStorage": stand("VMHostStorageInfo"),
		"Get-VMHostNetwork": stand("VMHostNetworkInfo"),
		"Set-VMHostStorage": {
			Params: with(params{"SoftwareIScsiEnabled": "bool"}, "VMHostStorage", "Confirm"), Must: []string{"VMHostStorage", "SoftwareIScsiEnabled"},
			Do: func(given args) (any, error) {
				h, err := of[*Host](given, "VMHostStorage", "VMHostStorageInfo")
				if err != nil {
					return nil, err
				}
				return pstest.Void{}, w.change(h, func() error {
					return h.do("iscsi software set", "enabled", strconv.FormatBool(given["SoftwareIScsiEnabled"].(bool)))
				})
			},
		},
		"Set-VMHostNetwork": {
			Params: with(params{"IPv6Enabled": "bool"}, "Network", "Confirm"), Must: []string{"Network", "IPv6Enabled"},
			Do: func(given args) (any, error) {
				h, err := of[*Host](given, "Network", "VMHostNetworkInfo")
				if err != nil {
					return nil, err
				}
				return pstest.Void{}, w.change(h, func() error {
					return h.do("network ip set", "ipv6-enabled", strconv.FormatBool(given["IPv6Enabled"].(bool)))
				})
			},
		},
	}
}
