package gen

import (
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// groupNames are what port groups may be called; a shell, a table or a pattern
// may take some of them for more than names.
var groupNames = []string{"pg", "PG", "pg 1", "pg 10", "a'b", "$(reboot)", "x;y", "[a-z]*", "VM Network"}

func (d *drawing) vmk0() {
	if !chance(d.t, 3, 4, "vmk0") {
		d.ownSubnet = false
		return
	}
	d.line(`vmk "vmk0" {`)
	if rapid.Bool().Draw(d.t, "roles of vmk0") {
		d.line(`roles = ["management"]`)
	}
	if d.maybe("VLAN of vmk0") {
		d.line("vlan = %d", rapid.IntRange(0, 2).Draw(d.t, "VLAN"))
	}
	if d.ownSubnet = rapid.Bool().Draw(d.t, "address of vmk0"); d.ownSubnet {
		d.line(`subnet = "192.0.2.0/24"`)
	}
	if s := d.lists[0]; s.mtu >= 0 && d.maybe("MTU of vmk0") {
		d.line("mtu = %d", d.mtuOn(s))
	}
	d.line("}")
}

// mtuOn draws an MTU that fits on a switch.
func (d *drawing) mtuOn(s vSwitch) int {
	if s.mtu == -1 || s.mtu == 1500 {
		return 1500
	}
	return one(d.t, "MTU", 1500, 9000)
}

func (d *drawing) vmk(device string) {
	s := rapid.SampledFrom(d.lists).Draw(d.t, "switch of "+device)
	stack := one(d.t, "stack of "+device, "default", "default", "vmotion", "provisioning", "backup")
	d.line("vmk %q {", device)
	d.line("switch = %q", s.name)
	d.line("stack = %q", stack)
	d.line("mtu = %d", d.mtuOn(s))
	d.line("vlan = %d", rapid.IntRange(0, 3).Draw(d.t, "VLAN of "+device))
	if name := rapid.SampledFrom(groupNames).Draw(d.t, "port group of "+device); !slices.Contains(d.groups, name) {
		d.groups = append(d.groups, name)
		d.line("portgroup = %q", name)
	}
	addressed := d.address(stack)
	if d.maybe("IPv6 of " + device) {
		d.ipv6(device)
	}
	bound := addressed && stack == "default" && len(s.uplinks) > 0 && d.maybe("iSCSI on "+device)
	switch {
	case bound:
		d.line("roles = [\"iscsi\"]\niscsi {\nadapter = %s\n}", one(d.t, "adapter", `["software"]`, `["vmhba2"]`))
		d.line("teaming {\nactive = %s\n}", list(s.uplinks[:1]))
	default:
		d.roles(stack)
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
func (d *drawing) address(stack string) bool {
	n := d.net()
	switch one(d.t, "kind of address", "subnet", "subnet", "address", "dhcp", "none") {
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
	if d.reach == nil {
		d.reach = map[string]int{}
	}
	d.reach[stack] = n
	if d.since("7.0") && d.maybe("own gateway") {
		d.line(`gateway = "10.%d.0.2"`, n)
	}
	return true
}

func (d *drawing) ipv6(device string) {
	d.line("ipv6 {")
	if d.maybe("autoconf said") {
		d.line("autoconf = %v", rapid.Bool().Draw(d.t, "autoconf"))
	}
	d.line(`address = ["2001:db8:%s%d::${host.number}/64"]`, strings.TrimPrefix(device, "vmk"), rapid.IntRange(1, 2).Draw(d.t, "IPv6 subnet"))
	d.line("}")
}

func (d *drawing) roles(stack string) {
	all := map[string][]string{
		"default":      {"vmotion", "vsan", "vsan-witness", "replication", "replication-nfc", "ft", "nfs", "provisioning"},
		"vmotion":      {"vmotion"},
		"provisioning": {"provisioning"},
		"backup":       {"nfs"},
	}[stack]
	if stack == "default" && d.since("7.0") {
		all = append(all, "backup-nfc")
	}
	if d.maybe("no word of roles") {
		return
	}
	var roles []string
	for _, r := range all {
		if !d.maybe(r) || r == "ft" && d.ft {
			continue
		}
		d.ft = d.ft || r == "ft"
		roles = append(roles, r)
	}
	d.line("roles = %s", list(roles))
}
