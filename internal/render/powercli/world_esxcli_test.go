package powercli_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pstest"
)

// A namespace is a place in the tree that Get-EsxCli -V2 gives.
type namespace struct {
	world *world
	host  *fakeHost
	path  string
}

func (n *namespace) Get(name string) (any, error) {
	path := strings.TrimPrefix(n.path+"."+name, ".")
	for c := range esxcli {
		if c == path || strings.HasPrefix(c, path+".") {
			return &namespace{n.world, n.host, path}, nil
		}
	}
	return nil, fmt.Errorf("esxcli has no %s that is known here", path)
}

func (n *namespace) Set(name string, _ any) error { return fmt.Errorf("esxcli.%s can't be set", name) }

func (n *namespace) Call(name string, args []any) (any, error) {
	c, ok := esxcli[n.path]
	if !ok || name != "Invoke" || len(args) > 1 {
		return nil, fmt.Errorf("esxcli %s has no method %s", n.path, name)
	}
	given := map[string]any{}
	if len(args) == 1 {
		h, ok := args[0].(*pstest.Hash)
		if !ok {
			return nil, errors.New("Invoke takes a hashtable")
		}
		for _, k := range h.Keys() {
			v, _ := h.Get(k)
			typ, known := c.takes[k]
			if !known || !esxFits(v, typ) {
				return nil, fmt.Errorf("esxcli %s: argument %s = %v", n.path, k, v)
			}
			given[k] = v
		}
	}
	for k, typ := range c.takes {
		if strings.HasSuffix(typ, "*") && given[k] == nil {
			return nil, fmt.Errorf("esxcli %s: argument %s is missing", n.path, k)
		}
	}
	if c.read != nil {
		return c.read(n.host, given)
	}
	if _, err := n.world.change(func() error { return c.write(n.host, given) }); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(n.path, "iscsi.") && !strings.HasPrefix(n.path, "nvme.") {
		n.host.stale = true
	}
	return "true", nil
}

func esxFits(v any, typ string) bool {
	switch strings.TrimSuffix(typ, "*") {
	case "string":
		_, ok := v.(string)
		return ok
	case "int":
		_, ok := v.(int)
		return ok
	case "list":
		_, ok := v.(*pstest.Array)
		return ok
	}
	return false
}

type esxCommand struct {
	takes params
	read  func(h *fakeHost, given map[string]any) (any, error)
	write func(h *fakeHost, given map[string]any) error
}

func commas(v any) []string {
	if str(v) == "" {
		return []string{}
	}
	return strings.Split(str(v), ",")
}

func routes(h *fakeHost, given map[string]any, six bool) (any, error) {
	s := h.stack(str(given["netstack"]))
	if s == nil {
		return nil, pstest.Fail("no stack %v", given["netstack"])
	}
	out := &pstest.Array{}
	for _, r := range s.routes {
		p, via := prefix(strings.Fields(r)[0]), strings.Fields(r)[1]
		if p.Addr().Is6() != six {
			continue
		}
		m := fmt.Sprint(p.Bits())
		if !six {
			m = mask(p)
		}
		out.Items = append(out.Items, rec("Route", nil, "Network", p.Addr().String(), "Netmask", m, "Gateway", via, "Interface", "vmk0", "Source", "MANUAL"))
	}
	if !six && s.gateway != "" {
		out.Items = append(out.Items,
			rec("Route", nil, "Network", "default", "Netmask", "0.0.0.0", "Gateway", s.gateway, "Interface", "vmk0", "Source", "MANUAL"),
			rec("Route", nil, "Network", "10.0.0.0", "Netmask", "255.255.255.0", "Gateway", "0.0.0.0", "Interface", "vmk0", "Source", "MANUAL"))
	}
	return out, nil
}

func routeArgs() params {
	return params{"netstack": "string", "network": "string*", "gateway": "string*"}
}

func changeRoute(do func(*fakeHost, *fakeStack, string, string) error) func(*fakeHost, map[string]any) error {
	return func(h *fakeHost, given map[string]any) error {
		s := h.stack(str(given["netstack"]))
		if s == nil || s.key == "defaultTcpipStack" {
			return errors.New("a route of a stack that has cmdlets, or isn't there")
		}
		return do(h, s, str(given["network"]), str(given["gateway"]))
	}
}

func changeName(field func(*fakeStack) *[]string, arg string) func(*fakeHost, map[string]any) error {
	return func(h *fakeHost, given map[string]any) error {
		all := field(h.stack(str(given["netstack"])))
		if !slices.Contains(*all, str(given[arg])) {
			return pstest.Fail("no %v", given[arg])
		}
		*all = without(*all, str(given[arg]))
		return nil
	}
}

func vsanWrite(present bool) func(*fakeHost, map[string]any) error {
	return func(h *fakeHost, given map[string]any) error {
		device := str(given["interfacename"])
		if slices.ContainsFunc(h.vsan, func(s string) bool { return strings.HasSuffix(s, " "+device) }) != present {
			return pstest.Fail("%s has vSAN, or hasn't", device)
		}
		kinds := list(given["traffictype"])
		if given["traffictype"] != nil && len(kinds) == 0 {
			return errors.New("no traffic type")
		}
		return h.setVsan(device, kinds)
	}
}

func binding(do func(h *fakeHost, hba, device string) error) func(*fakeHost, map[string]any) error {
	return func(h *fakeHost, given map[string]any) error { return do(h, str(given["adapter"]), str(given["nic"])) }
}

// esxcli is the part of esxcli that scripts may use.
var esxcli = map[string]esxCommand{
	"network.vswitch.standard.list": {takes: params{"vswitchname": "string"}, read: func(h *fakeHost, given map[string]any) (any, error) {
		s := h.sw(str(given["vswitchname"]))
		if s == nil {
			return nil, pstest.Fail("no switch %v", given["vswitchname"])
		}
		return rec("VirtualSwitch", nil, "Name", s.name, "CDPStatus", s.cdp), nil
	}},
	"network.vswitch.standard.set": {takes: params{"vswitchname": "string*", "cdpstatus": "string"}, write: func(h *fakeHost, given map[string]any) error {
		if !slices.Contains([]string{"down", "listen", "advertise", "both"}, str(given["cdpstatus"])) {
			return errors.New("no such CDP status")
		}
		h.sw(str(given["vswitchname"])).cdp = str(given["cdpstatus"])
		return nil
	}},
	"network.vswitch.standard.policy.failover.set": {
		takes: params{"vswitchname": "string*", "activeuplinks": "string", "standbyuplinks": "string"},
		write: func(h *fakeHost, given map[string]any) error {
			s := h.sw(str(given["vswitchname"]))
			return h.setOrder(&s.teaming, s, "", orderOr(given, "activeuplinks", s.teaming.active), orderOr(given, "standbyuplinks", s.teaming.standby))
		},
	},
	"network.vswitch.standard.portgroup.policy.failover.set": {
		takes: params{"portgroupname": "string*", "activeuplinks": "string", "standbyuplinks": "string"},
		write: func(h *fakeHost, given map[string]any) error {
			g := h.group(str(given["portgroupname"]))
			return h.setOrder(&g.teaming, h.sw(g.on), g.name, orderOr(given, "activeuplinks", g.teaming.active), orderOr(given, "standbyuplinks", g.teaming.standby))
		},
	},
	"network.vswitch.standard.portgroup.policy.failover.get": {takes: params{"portgroupname": "string*"}, read: func(h *fakeHost, given map[string]any) (any, error) {
		g := h.group(str(given["portgroupname"]))
		t := h.sw(g.on).teaming
		if g.teaming.active != nil {
			t = g.teaming
		}
		return rec("FailoverPolicy", nil, "ActiveAdapters", pstest.List(t.active...), "StandbyAdapters", pstest.List(t.standby...)), nil
	}},
	"network.ip.interface.add": {
		takes: params{"interfacename": "string*", "portgroupname": "string*", "netstack": "string", "mtu": "int", "macaddress": "string"},
		write: func(h *fakeHost, given map[string]any) error {
			v := &fakeVmk{device: str(given["interfacename"]), group: str(given["portgroupname"]), stack: str(given["netstack"]), mac: str(given["macaddress"]), mtu: 1500}
			if mtu, ok := given["mtu"].(int); ok {
				v.mtu = mtu
			}
			return h.addVmk(v)
		},
	},
	"network.ip.interface.ipv4.set": {
		takes: params{"interfacename": "string*", "type": "string*", "ipv4": "string", "netmask": "string", "gateway": "string"},
		write: func(h *fakeHost, given map[string]any) error {
			v, mode := h.vmk(str(given["interfacename"])), str(given["type"])
			if mode != "static" {
				return h.setIPv4(v, mode, netip.Prefix{}, str(given["gateway"]))
			}
			ip, err := masked(str(given["ipv4"]), str(given["netmask"]))
			if err != nil {
				return err
			}
			return h.setIPv4(v, mode, ip, str(given["gateway"]))
		},
	},
	"network.ip.interface.ipv6.address.remove": {takes: params{"interfacename": "string*", "ipv6": "string*"}, write: func(h *fakeHost, given map[string]any) error {
		v := h.vmk(str(given["interfacename"]))
		if !slices.Contains(v.addresses, str(given["ipv6"])) {
			return pstest.Fail("no %v", given["ipv6"])
		}
		v.addresses = without(v.addresses, str(given["ipv6"]))
		return nil
	}},
	"network.ip.netstack.add": {takes: params{"netstack": "string*"}, write: func(h *fakeHost, given map[string]any) error {
		if h.stack(str(given["netstack"])) != nil {
			return pstest.Fail("stack %v is there", given["netstack"])
		}
		h.stacks = append(h.stacks, &fakeStack{key: str(given["netstack"]), congestion: "newreno", connections: 11000})
		return nil
	}},
	"network.ip.route.ipv4.list":   {takes: params{"netstack": "string"}, read: func(h *fakeHost, g map[string]any) (any, error) { return routes(h, g, false) }},
	"network.ip.route.ipv6.list":   {takes: params{"netstack": "string"}, read: func(h *fakeHost, g map[string]any) (any, error) { return routes(h, g, true) }},
	"network.ip.route.ipv4.add":    {takes: routeArgs(), write: changeRoute((*fakeHost).addRoute)},
	"network.ip.route.ipv6.add":    {takes: routeArgs(), write: changeRoute((*fakeHost).addRoute)},
	"network.ip.route.ipv4.remove": {takes: routeArgs(), write: changeRoute((*fakeHost).removeRoute)},
	"network.ip.route.ipv6.remove": {takes: routeArgs(), write: changeRoute((*fakeHost).removeRoute)},
	"network.ip.dns.server.remove": {takes: params{"netstack": "string", "server": "string*"}, write: changeName(func(s *fakeStack) *[]string { return &s.dns }, "server")},
	"network.ip.dns.search.remove": {takes: params{"netstack": "string", "domain": "string*"}, write: changeName(func(s *fakeStack) *[]string { return &s.search }, "domain")},
	"vsan.network.list": {read: func(h *fakeHost, _ map[string]any) (any, error) {
		return objects(h.vsan, func(s string) any {
			part := strings.Fields(s)
			return rec("VsanNetwork", nil, "VmkNicName", part[1], "TrafficType", part[0])
		}), nil
	}},
	"vsan.network.ip.add":    {takes: params{"interfacename": "string*", "traffictype": "list*"}, write: vsanWrite(false)},
	"vsan.network.ip.set":    {takes: params{"interfacename": "string*", "traffictype": "list*"}, write: vsanWrite(true)},
	"vsan.network.ip.remove": {takes: params{"interfacename": "string*"}, write: vsanWrite(true)},
	"iscsi.networkportal.list": {read: func(h *fakeHost, _ map[string]any) (any, error) {
		return objects(h.bindings, func(b string) any {
			part := strings.Fields(b)
			return rec("Portal", nil, "Adapter", part[0], "Vmknic", part[1])
		}), nil
	}},
	"iscsi.networkportal.add":    {takes: params{"adapter": "string*", "nic": "string*"}, write: binding((*fakeHost).bind)},
	"iscsi.networkportal.remove": {takes: params{"adapter": "string*", "nic": "string*"}, write: binding((*fakeHost).unbind)},
	"iscsi.software.get":         {read: func(h *fakeHost, _ map[string]any) (any, error) { return fmt.Sprint(h.software), nil }},
	"iscsi.adapter.list": {read: func(h *fakeHost, _ map[string]any) (any, error) {
		all := pstest.List(rec("Adapter", nil, "Adapter", "vmhba33", "Driver", "qedil"))
		if h.software {
			all.Items = append(all.Items, rec("Adapter", nil, "Adapter", "vmhba64", "Driver", "iscsi_vmk"))
		}
		return all, nil
	}},
	"nvme.adapter.list": {read: func(h *fakeHost, _ map[string]any) (any, error) {
		return objects(h.nvme, func(n string) any { return rec("NvmeAdapter", nil, "AssociatedDevices", n) }), nil
	}},
	"nvme.fabrics.enable": {takes: params{"protocol": "string*", "device": "string*"}, write: func(h *fakeHost, given map[string]any) error {
		device := str(given["device"])
		if slices.Contains(h.nvme, device) || (given["protocol"] == "TCP") != slices.Contains(h.nics, device) {
			return pstest.Fail("NVMe over %v on %s", given["protocol"], device)
		}
		h.nvme = append(h.nvme, device)
		return nil
	}},
}

func orderOr(given map[string]any, key string, now []string) []string {
	if given[key] == nil {
		return now
	}
	return commas(given[key])
}
