package powercli

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// cmdlets is what each cmdlet sets.
func cmdlets() map[string]func(*cmd) any {
	return map[string]func(*cmd) any{
		"new-virtualswitch":        (*cmd).newSwitch,
		"set-virtualswitch":        (*cmd).setSwitch,
		"new-virtualportgroup":     (*cmd).newGroup,
		"set-virtualportgroup":     (*cmd).setGroup,
		"new-vmhostnetworkadapter": (*cmd).newVmk,
		"set-vmhostnetworkadapter": (*cmd).setVmk,
		"set-vmhostnetwork":        (*cmd).setNetwork,
		"new-vmhostroute":          (*cmd).newRoute,
	}
}

// of gives what a parameter names, or else what was handed on.
func (c *cmd) of(param, kind string) string {
	if name := c.arg(param); name != "" {
		return name
	}
	if t, ok := c.in.(thing); ok && strings.HasSuffix(t.kind, kind) {
		return t.name
	}
	return ""
}

func (c *cmd) newSwitch() any {
	name := c.arg("name")
	c.do("network", "vswitch", "standard", "add", "-v", name)
	for _, nic := range c.texts("nic") {
		c.do("network", "vswitch", "standard", "uplink", "add", "-v", name, "-u", nic)
	}
	if mtu := c.arg("mtu"); mtu != "" {
		c.do("network", "vswitch", "standard", "set", "-v", name, "-m", mtu)
	}
	return thing{kind: "switch", name: name, host: c.host()}
}

func (c *cmd) setSwitch() any {
	name := c.of("virtualswitch", "switch")
	if mtu := c.arg("mtu"); mtu != "" {
		c.do("network", "vswitch", "standard", "set", "-v", name, "-m", mtu)
	}
	if nics := c.texts("nic"); nics != nil { // exactly these
		c.host().Do(op.SetUplinks{Switch: name, Uplinks: nics})
	}
	return thing{kind: "switch", name: name, host: c.host()}
}

func (c *cmd) newGroup() any {
	name := c.arg("name")
	if name == "" && len(c.rest) > 0 {
		name, _ = plain(c.rest[0])
	}
	c.do("network", "vswitch", "standard", "portgroup", "add", "-p", name, "-v", c.of("virtualswitch", "switch"))
	if vlan := c.arg("vlanid"); vlan != "" {
		c.do("network", "vswitch", "standard", "portgroup", "set", "-p", name, "-v", vlan)
	}
	return thing{kind: "group", name: name, host: c.host()}
}

func (c *cmd) setGroup() any {
	name := c.of("virtualportgroup", "group")
	if c.arg("name") != "" {
		c.unread(c.line, "it gives port group %q another name", name)
	}
	if vlan := c.arg("vlanid"); vlan != "" {
		c.do("network", "vswitch", "standard", "portgroup", "set", "-p", name, "-v", vlan)
	}
	return thing{kind: "group", name: name, host: c.host()}
}

// newVmk makes a vmk. Its number shows only on the host: the lowest free one.
func (c *cmd) newVmk() any {
	h := c.host()
	device := ""
	for n := 1; device == ""; n++ {
		if d := "vmk" + strconv.Itoa(n); h.Vmk(d) == nil {
			device = d
		}
	}
	group, on := c.arg("portgroup"), c.arg("virtualswitch")
	h.Guess("%s is the number of the vmk on port group %q: hosts give the lowest that is free", device, group)
	t, _ := c.args["virtualswitch"].(thing)
	p, _ := c.args["portgroup"].(thing)
	switch {
	case group == "":
		c.unread(c.line, "it doesn't show on which port group the vmk is to be")
		return unknown{}
	case t.kind == "distributed" || p.kind == "dvgroup":
		if on != "" && h.Switch(on) == nil {
			h.Switches = append(h.Switches, netstate.Switch{Name: on, Kind: netstate.Distributed})
		}
		place := op.Place{PortGroup: group, Of: device, Switch: on, Distributed: true}
		h.Do(op.EnsurePortGroup{Place: place})
		h.Make(device)
		h.Do(op.EnsureVmk{Device: device, Place: place, Stack: netstate.Some(netstate.DefaultStack), MTU: netstate.Some(esx.DefaultMTU)})
	default:
		if h.PortGroup(group) == nil && on != "" { // it comes with the vmk
			c.do("network", "vswitch", "standard", "portgroup", "add", "-p", group, "-v", on)
		}
		c.do("network", "ip", "interface", "add", "-i", device, "-p", group)
	}
	c.settings(device, true)
	return thing{kind: "vmk", name: device, host: h}
}

func (c *cmd) setVmk() any {
	device := c.of("virtualnic", "vmk")
	if !scripted.Device(device) {
		c.unread(c.line, "it doesn't show which vmk it sets")
		return unknown{}
	}
	c.settings(device, false)
	return thing{kind: "vmk", name: device, host: c.host()}
}

// settings are what both cmdlets of vmks take.
func (c *cmd) settings(device string, anew bool) {
	h := c.host()
	if mtu := c.arg("mtu"); mtu != "" {
		c.do("network", "ip", "interface", "set", "-i", device, "-m", mtu)
	}
	if mac := c.arg("mac"); mac != "" {
		h.Vmk(device).MAC = netstate.Some(strings.ToLower(strings.ReplaceAll(mac, "-", ":")))
	}
	switch ip := c.arg("ip"); {
	case ip != "":
		c.do("network", "ip", "interface", "ipv4", "set", "-i", device, "-t", "static", "-I", ip, "-N", c.arg("subnetmask"))
	case anew || c.args["dhcp"] == true:
		c.do("network", "ip", "interface", "ipv4", "set", "-i", device, "-t", "dhcp")
	}
	for _, row := range esx.Roles {
		if on, ok := c.args[strings.ToLower(row.PowerCLI)].(bool); ok && row.PowerCLI != "" {
			h.Enable(device, row.Role, on)
		}
	}
	for name := range c.args {
		if strings.Contains(name, "ipv6") {
			c.unread(c.line, "of IPv6 cmdlets nothing is read")
		}
	}
}

func (c *cmd) texts(name string) (out []string) {
	list, many := c.args[name].([]any)
	if !many {
		list = []any{c.args[name]}
	}
	for _, v := range list {
		if s, ok := plain(v); ok {
			out = append(out, s)
		}
	}
	return out
}

func (c *cmd) setNetwork() any {
	for _, s := range c.texts("dnsaddress") {
		c.do("network", "ip", "dns", "server", "add", "-s", s)
	}
	for _, s := range c.texts("searchdomain") {
		c.do("network", "ip", "dns", "search", "add", "-d", s)
	}
	if g := c.arg("vmkernelgateway"); g != "" {
		c.do("network", "ip", "route", "ipv4", "add", "-n", "default", "-g", g)
	}
	return c.in
}

func (c *cmd) newRoute() any {
	to := c.arg("destination") + "/" + c.arg("prefixlength")
	if p, err := netip.ParsePrefix(to); err != nil || c.arg("gateway") == "" {
		c.unread(c.line, "%q is no network", to)
	} else if p.Addr().Is4() {
		c.do("network", "ip", "route", "ipv4", "add", "-n", to, "-g", c.arg("gateway"))
	} else {
		c.do("network", "ip", "route", "ipv6", "add", "-n", to, "-g", c.arg("gateway"))
	}
	return c.in
}
