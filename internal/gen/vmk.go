package gen

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// groupNames are what port groups may be called; a shell, a table or a pattern
// may take some of them for more than names.
var groupNames = []string{
	"pg", "PG", "pg 1", "pg 10", "a'b", `a"b`, "$(reboot)", "`reboot`", "x;y", "[a-z]*", "%s%d", `a\b`, "1", "007", "a  b", "#a", "~", "x,y", "a|b&c", "!!", "VM Network",
}

// switchNames are what a second switch may be called.
var switchNames = []string{"vSwitch1", "v S'1", "vSwitch10", "$(kill $$)", `s\1`, "1s", "[s]*"}

func (d *drawing) vmk0() {
	if d.manager == "" && !chance(d.t, 3, 4, "vmk0") {
		return
	}
	s := d.lists[0]
	d.line(`vmk "vmk0" {`)
	if d.installed && d.manager == "" && chance(d.t, 1, 6, "vmk0 elsewhere") {
		s = rapid.SampledFrom(d.lists).Draw(d.t, "switch of vmk0")
		d.line("switch = %q\nportgroup = %q", s.name, one(d.t, "port group of vmk0", "Management Network", "Mgmt 'x'"))
	}
	switch {
	case d.manager != "":
		d.line("roles = %s", list(rapid.SampledFrom([][]string{{}, {"replication"}}).Draw(d.t, "roles of vmk0")))
	case rapid.Bool().Draw(d.t, "roles of vmk0"):
		d.line("roles = %s", list(rapid.SampledFrom([][]string{{"management"}, {"management", "vsan-witness"}}).Draw(d.t, "roles")))
	}
	if d.maybe("VLAN of vmk0") {
		d.line("vlan = %d", rapid.IntRange(0, 2).Draw(d.t, "VLAN"))
	}
	if d.ownSubnet = rapid.Bool().Draw(d.t, "address of vmk0"); d.ownSubnet {
		d.line(`subnet = "192.0.2.0/24"`)
	}
	if s.mtu >= 0 && d.maybe("MTU of vmk0") {
		d.line("mtu = %d", d.mtuOn(s))
	}
	if d.maybe("teaming of vmk0") && s.uplinks != nil {
		d.teaming(s.uplinks)
	}
	d.line("}")
}

// mtuOn draws an MTU that fits on a switch.
func (d *drawing) mtuOn(s vSwitch) int {
	if s.mtu == -1 || s.mtu == 1500 {
		return 1500
	}
	if s.mtu == 8000 {
		return one(d.t, "MTU", 1280, 1500, 8000)
	}
	return one(d.t, "MTU", 1280, 1500, 8000, 9000)
}

func (d *drawing) vmk(device string) {
	s := rapid.SampledFrom(d.lists).Draw(d.t, "switch of "+device)
	stack := one(d.t, "stack of "+device, "default", "default", "vmotion", "provisioning", "backup", "nas.1-x")
	if device == d.manager {
		stack = "default"
	}
	d.line("vmk %q {", device)
	d.line("switch = %q", s.name)
	d.line("stack = %q", stack)
	d.line("mtu = %d", d.mtuOn(s))
	d.line("vlan = %d", rapid.IntRange(0, 3).Draw(d.t, "VLAN of "+device))
	if name := rapid.SampledFrom(groupNames).Draw(d.t, "port group of "+device); !slices.Contains(d.groups, name) {
		d.groups = append(d.groups, name)
		d.line("portgroup = %q", name)
	}
	addressed := d.address(device, stack)
	if d.maybe("IPv6 of " + device) {
		d.ipv6(device, stack)
	}
	if d.maybe("MAC of " + device) {
		d.line(`mac = "00:50:56:3a:0${host.number}:%02x"`, len(device)*16+int(device[len(device)-1]-'0'))
	}
	bound := addressed && stack == "default" && device != d.manager && len(s.uplinks) > 0 && d.maybe("iSCSI on "+device)
	switch {
	case bound:
		d.line("roles = [\"iscsi\"]\niscsi {\nadapter = %s\n}", one(d.t, "adapter", `["software"]`, `["vmhba2"]`, `["vmhba3", "vmhba2"]`, "[]"))
		d.line("teaming {\nactive = %s\n}", list(s.uplinks[:1]))
	default:
		d.roles(device, stack)
		if len(s.uplinks) > 0 && d.maybe("teaming of "+device) {
			d.teaming(s.uplinks)
		}
	}
	d.line("}")
	if !slices.Contains(d.used, stack) {
		d.used = append(d.used, stack)
	}
}

// address says whether the vmk has an IPv4 address.
func (d *drawing) address(device, stack string) bool {
	n := d.net()
	kinds := []string{"subnet", "subnet", "address", "dhcp", "none"}
	if device == d.manager {
		kinds = kinds[:3]
	}
	switch one(d.t, "kind of address", kinds...) {
	case "subnet":
		d.line(`subnet = "10.%d.0.0/24"`, n)
	case "address":
		d.line(`address = "10.%d.0.${host.number + %d}/24"`, n, rapid.IntRange(10, 12).Draw(d.t, "host part"))
	case "dhcp":
		d.line("dhcp = true")
		return true
	default:
		d.line(`address = "none"`)
		return false
	}
	d.reach[stack] = n
	if d.since("7.0") && d.maybe("own gateway") {
		d.line(`gateway = "10.%d.0.2"`, n)
	}
	return true
}

func (d *drawing) ipv6(device, stack string) {
	d.line("ipv6 {")
	defer d.line("}")
	if d.maybe("autoconf said") {
		d.line("autoconf = %v", rapid.Bool().Draw(d.t, "autoconf"))
	}
	if d.maybe("DHCPv6 said") {
		d.line("dhcp = %v", rapid.Bool().Draw(d.t, "DHCPv6"))
	}
	net := fmt.Sprintf("2001:db8:%s%d:", strings.TrimPrefix(device, "vmk"), rapid.IntRange(1, 2).Draw(d.t, "IPv6 subnet"))
	switch one(d.t, "kind of IPv6 address", "address", "addresses", "subnet", "none", "left") {
	case "address":
		d.line(`address = "%s:${host.number}b/64"`, net)
	case "addresses":
		d.line(`address = ["%s:${host.number}b/64", "%s1::${host.number}b/48"]`, net, strings.TrimSuffix(net, ":")+"f:")
	case "subnet":
		d.line(`subnet = "%s:/64"`, net)
	case "none":
		d.line("address = []")
		return
	default:
		return
	}
	d.reach6[stack] = net
	if d.since("7.0") && d.maybe("own IPv6 gateway") {
		d.line(`gateway = "%s:2"`, net)
	}
}

func (d *drawing) roles(device, stack string) {
	all := map[string][]string{
		"default":      {"vmotion", "vsan", "vsan-witness", "replication", "replication-nfc", "ft", "nfs", "provisioning"},
		"vmotion":      {"vmotion"},
		"provisioning": {"provisioning"},
	}[stack]
	if all == nil {
		all = []string{"nfs", "iscsi"}
	}
	if stack == "default" && d.since("7.0") {
		all = append(all, "backup-nfc")
	}
	var roles []string
	if device == d.manager {
		roles = []string{"management"}
	} else if d.maybe("no word of roles") {
		return
	}
	for _, r := range all {
		if !d.maybe(r) || r == "ft" && d.ft {
			continue
		}
		d.ft = d.ft || r == "ft"
		roles = append(roles, r)
	}
	if stack == "default" && d.since("7.0.3") && d.maybe("NVMe of "+device) {
		role, adapter := "nvme-tcp", "vmnic4"
		if rapid.Bool().Draw(d.t, "RDMA") {
			role, adapter = "nvme-rdma", "vmrdma0"
		}
		roles = append(roles, role)
		d.line("nvme {\nadapter = [%q]\n}", adapter)
	}
	d.line("roles = %s", list(roles))
}
