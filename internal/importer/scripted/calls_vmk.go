package scripted

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Device says whether a name is a vmk's.
func Device(name string) bool {
	number, ok := strings.CutPrefix(name, "vmk")
	n, err := strconv.Atoi(number)
	return ok && err == nil && n >= 0 && n <= esx.MaxDevice && strconv.Itoa(n) == number
}

func (h *Host) device(c *esxcli.Call) (device, problem string) {
	device = c.Get("interface-name")
	if !Device(device) {
		return "", fmt.Sprintf("%q is no vmk", device)
	}
	return device, ""
}

// Make takes in that a vmk is newly made: it has ESXi's defaults.
func (h *Host) Make(device string) *netstate.Vmk {
	h.made[device] = true
	v := h.vmk(device)
	v.Stack, v.MTU = netstate.Some(netstate.DefaultStack), netstate.Some(esx.DefaultMTU)
	v.IPv4 = &netstate.IPv4{Mode: netstate.Some(netstate.None)}
	v.Roles = []netstate.Role{}
	return v
}

func (h *Host) addVmk(c *esxcli.Call) string {
	device, problem := h.device(c)
	switch {
	case problem != "":
		return problem
	case h.made[device]:
		return device + " is made twice"
	case c.Has("dvs-name") || c.Has("dvport-id"):
		return fmt.Sprintf("%s is made on port %s of distributed switch %q; which port group that is in, the script doesn't say",
			device, c.Get("dvport-id"), c.Get("dvs-name"))
	}
	v := h.Make(device)
	v.PortGroup = netstate.Some(c.Get("portgroup-name"))
	if c.Has("netstack") {
		v.Stack = netstate.Some(esx.StackName(c.Get("netstack")))
		h.stack(c.Get("netstack"))
	}
	if c.Has("mtu") {
		n, _ := strconv.Atoi(c.Get("mtu"))
		v.MTU = netstate.Some(n)
	}
	if c.Has("mac-address") {
		v.MAC = netstate.Some(strings.ToLower(c.Get("mac-address")))
	}
	for _, row := range esx.Stacks {
		if row.Name == v.Stack.Or("") && row.Implied != "" {
			v.Roles = append(v.Roles, row.Implied)
		}
	}
	return ""
}

func (h *Host) setVmk(c *esxcli.Call) string {
	device, problem := h.device(c)
	if problem != "" {
		return problem
	}
	if c.Has("mtu") {
		n, _ := strconv.Atoi(c.Get("mtu"))
		h.vmk(device).MTU = netstate.Some(n)
	}
	if c.Has("enabled") && c.Get("enabled") == "false" {
		return device + " is switched off: vmkgen has no word for that"
	}
	return ""
}

func (h *Host) removeVmk(c *esxcli.Call) string {
	device := c.Get("interface-name")
	c.Has("portgroup-name")
	if !h.made[device] {
		return takesAway("vmk", device)
	}
	h.made[device] = false
	h.Vmks = slices.DeleteFunc(h.Vmks, func(v netstate.Vmk) bool { return v.Device == device })
	return ""
}

func (h *Host) setIPv4(c *esxcli.Call) string {
	device, problem := h.device(c)
	if problem != "" {
		return problem
	}
	ip := h.ipv4(device)
	switch c.Get("type") {
	case "dhcp":
		ip.Mode, ip.Address = netstate.Some(netstate.DHCP), netip.Prefix{}
		c.Has("peer-dns")
	case "none":
		ip.Mode, ip.Address = netstate.Some(netstate.None), netip.Prefix{}
	default:
		p, problem := Prefix(c.Get("ipv4"), c.Get("netmask"))
		if problem != "" {
			return fmt.Sprintf("the address of %s: %s", device, problem)
		}
		ip.Mode, ip.Address = netstate.Some(netstate.Static), p
	}
	if c.Has("gateway") {
		g, err := netip.ParseAddr(c.Get("gateway"))
		if err != nil {
			return fmt.Sprintf("the gateway %q of %s is no address", c.Get("gateway"), device)
		}
		ip.Gateway = netstate.Some(g)
		if g.IsUnspecified() {
			ip.Gateway = netstate.Some(netip.Addr{})
		}
	}
	return ""
}

// Prefix joins an address and a netmask.
func Prefix(address, netmask string) (p netip.Prefix, problem string) {
	a, err := netip.ParseAddr(address)
	m, bad := netip.ParseAddr(netmask)
	if err != nil || !a.Is4() {
		return p, fmt.Sprintf("%q is no IPv4 address", address)
	}
	if bad != nil || !m.Is4() {
		return p, fmt.Sprintf("%q is no netmask", netmask)
	}
	bits, rest := 0, uint32(0)
	for i, b := range m.As4() {
		rest |= uint32(b) << (24 - 8*i)
	}
	for ; rest&0x80000000 != 0; rest <<= 1 {
		bits++
	}
	if rest != 0 {
		return p, fmt.Sprintf("%q is no netmask", netmask)
	}
	return netip.PrefixFrom(a, bits), ""
}

func (h *Host) setIPv6(c *esxcli.Call) string {
	device, problem := h.device(c)
	if problem != "" {
		return problem
	}
	ip := h.ipv6(device)
	if c.Has("enable-ipv6") && c.Get("enable-ipv6") == "false" {
		ip.Off = true
		return ""
	}
	truth(c, "enable-dhcpv6", &ip.DHCP)
	truth(c, "enable-router-adv", &ip.Autoconf)
	if c.Has("gateway") {
		g, err := netip.ParseAddr(c.Get("gateway"))
		if err != nil {
			return fmt.Sprintf("the gateway %q of %s is no address", c.Get("gateway"), device)
		}
		ip.Gateway = netstate.Some(g)
	}
	return ""
}

func (h *Host) addIPv6(c *esxcli.Call) string {
	device, problem := h.device(c)
	if problem != "" {
		return problem
	}
	p, err := netip.ParsePrefix(c.Get("ipv6"))
	if err != nil || !p.Addr().Is6() {
		return fmt.Sprintf("%q is no IPv6 address with a prefix length", c.Get("ipv6"))
	}
	ip := h.ipv6(device)
	ip.Addresses = append(ip.Addresses, p)
	if !h.made[device] {
		h.whole("IPv6 addresses", device)
	}
	return ""
}

// Enable gives a vmk a role. What vmk0 has beside, the installer gave it.
func (h *Host) Enable(device string, role netstate.Role, on bool) {
	v := h.vmk(device)
	if v.Roles == nil {
		v.Roles = []netstate.Role{}
		if device == esx.InstallVmk {
			v.Roles = append(v.Roles, netstate.Management)
			h.Guess("%s carries management, as the installer makes it", device)
		} else {
			h.whole("roles", device)
		}
	}
	has := slices.Contains(v.Roles, role)
	if on && !has {
		v.Roles = append(v.Roles, role)
		slices.SortFunc(v.Roles, func(a, b netstate.Role) int {
			return slices.Index(netstate.Roles, a) - slices.Index(netstate.Roles, b)
		})
	}
	if !on && has {
		v.Roles = slices.DeleteFunc(v.Roles, func(r netstate.Role) bool { return r == role })
	}
}

func (h *Host) tag(c *esxcli.Call, on bool) string {
	device, problem := h.device(c)
	if problem != "" {
		return problem
	}
	tag := c.Get("tagname")
	role, ok := map[string]netstate.Role{"VSAN": netstate.VSAN, "VSANWitness": netstate.VSANWitness}[tag]
	if row, known := esx.ByTag(tag); known {
		role, ok = row.Role, true
	}
	if !ok {
		return fmt.Sprintf("vmkgen doesn't know the tag %q", tag)
	}
	h.Enable(device, role, on)
	return ""
}

func (h *Host) addTag(c *esxcli.Call) string    { return h.tag(c, true) }
func (h *Host) removeTag(c *esxcli.Call) string { return h.tag(c, false) }

func (h *Host) addVSAN(c *esxcli.Call) string {
	device, problem := h.device(c)
	if problem != "" {
		return problem
	}
	c.Has("traffic-type")
	kinds := c.Values["traffic-type"]
	if len(kinds) == 0 {
		kinds = []string{"vsan"}
	}
	for _, kind := range kinds {
		for _, row := range esx.Roles {
			if row.VSAN == kind {
				h.Enable(device, row.Role, true)
			}
		}
	}
	return ""
}

func (h *Host) setSoftware(c *esxcli.Call) string {
	if c.Get("enabled") != "true" {
		return "it switches the software iSCSI adapter off: vmkgen has no word for that"
	}
	h.note(importer.Unsaid, "whether the adapters that vmks are bound to are the software iSCSI adapter, which the script switches on")
	return ""
}

func (h *Host) addPortal(c *esxcli.Call) string {
	device := c.Get("nic")
	if !Device(device) {
		return fmt.Sprintf("%q is no vmk", device)
	}
	c.Has("force")
	v := h.vmk(device)
	v.ISCSI = append(v.ISCSI, c.Get("adapter"))
	return ""
}

func (h *Host) addNVMe(c *esxcli.Call) string {
	c.Has("protocol")
	h.NVMe = append(h.NVMe, c.Get("device"))
	return ""
}
