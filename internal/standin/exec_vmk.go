package standin

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/pattern"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/esxcli"
)

var (
	deviceName = pattern.Of(`^vmk(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])$`)
	macText    = pattern.Of(`^[0-9a-f]{2}(:[0-9a-f]{2}){5}$`)
)

func addVmk(h *Host, c *esxcli.Call) error {
	v := &Vmk{Device: c.Get("interface-name"), Group: c.Get("portgroup-name"), Stack: defaultKey, MTU: 1500, Mode: "NONE", MAC: c.Get("mac-address")}
	if c.Has("netstack") {
		v.Stack = c.Get("netstack")
	}
	g, err := h.mustGroup(v.Group)
	if err != nil {
		return err
	}
	if _, err := h.mustStack(v.Stack); err != nil {
		return err
	}
	switch {
	case !deviceName().MatchString(v.Device):
		return fmt.Errorf("Invalid interface name %q", v.Device)
	case h.Vmk(v.Device) != nil:
		return fmt.Errorf("Unable to add vmkernel nic: %s Already exists", v.Device)
	case len(h.on(v.Group)) > 0:
		return errors.New("A vmkernel nic for the connection point already exists")
	}
	if err := h.takeMAC(v); err != nil {
		return err
	}
	if c.Has("mtu") {
		v.MTU, _ = strconv.Atoi(c.Get("mtu"))
	}
	if err := fits(v.MTU, h.Switch(g.Switch)); err != nil {
		return err
	}
	h.Vmks = append(h.Vmks, v)
	return nil
}

// takeMAC gives a new vmk the MAC it asks for, or makes one up.
func (h *Host) takeMAC(v *Vmk) error {
	if v.MAC == "" {
		n, _ := strconv.Atoi(v.Device[3:])
		v.MAC = fmt.Sprintf("00:50:56:99:%02x:%02x", len(h.Vmks), n)
	}
	if !macText().MatchString(v.MAC) {
		return fmt.Errorf("Invalid MAC address %q", v.MAC)
	}
	for _, o := range h.Vmks {
		if o.MAC == v.MAC {
			return fmt.Errorf("MAC address %s is that of %s", v.MAC, o.Device)
		}
	}
	return nil
}

func fits(mtu int, s *Switch) error {
	if mtu < 1280 || mtu > 9000 {
		return fmt.Errorf("Invalid MTU %d", mtu)
	}
	if s != nil && mtu > s.MTU {
		return fmt.Errorf("MTU %d is more than that of switch %s", mtu, s.Name)
	}
	return nil
}

func removeVmk(h *Host, c *esxcli.Call) error {
	v, err := h.mustVmk(c.Get("interface-name"))
	if err != nil {
		return err
	}
	switch {
	case h.bound(v.Device):
		return fmt.Errorf("%s is bound to an iSCSI adapter", v.Device)
	case len(v.VSAN) > 0:
		return fmt.Errorf("%s is in use by vSAN", v.Device)
	case slices.Contains(v.Tags, "Management") && h.managed() == 1:
		return fmt.Errorf("%s is the last vmk with management", v.Device)
	case v.Opaque != "":
		return fmt.Errorf("%s belongs to NSX", v.Device)
	}
	h.Vmks = slices.DeleteFunc(h.Vmks, func(x *Vmk) bool { return x == v })
	h.dropRoutes()
	return nil
}

func setVmk(h *Host, c *esxcli.Call) error {
	v, err := h.mustVmk(c.Get("interface-name"))
	if err != nil {
		return err
	}
	if !c.Has("mtu") || c.Has("enabled") {
		return errors.New("the stand-in sets the MTU of a vmk and nothing else")
	}
	mtu, _ := strconv.Atoi(c.Get("mtu"))
	if err := fits(mtu, h.switchOf(v)); err != nil {
		return err
	}
	v.MTU = mtu
	return nil
}

func setIPv4(h *Host, c *esxcli.Call) error {
	v, err := h.mustVmk(c.Get("interface-name"))
	if err != nil {
		return err
	}
	v.Gateway = ""
	switch c.Get("type") {
	case "static":
		if v.IP, err = static(c.Get("ipv4"), c.Get("netmask")); err != nil {
			return err
		}
		for _, o := range h.Vmks {
			if o != v && o.Mode == "STATIC" && o.IP.Addr() == v.IP.Addr() {
				return fmt.Errorf("%s has the address %s", o.Device, v.IP.Addr())
			}
		}
		v.Mode = "STATIC"
	default:
		if c.Has("ipv4") || c.Has("netmask") {
			return errors.New("Error: an address goes with type static only")
		}
		v.Mode, v.IP = strings.ToUpper(c.Get("type")), netip.Prefix{}
	}
	if c.Has("gateway") {
		if via, err := netip.ParseAddr(c.Get("gateway")); err != nil || !via.Is4() || !v.reaches(via) {
			return fmt.Errorf("gateway %s can't be reached", c.Get("gateway"))
		}
		v.Gateway = c.Get("gateway")
	}
	h.dropRoutes()
	return nil
}

// static reads an address and a dotted mask.
func static(address, mask string) (netip.Prefix, error) {
	a, err := netip.ParseAddr(address)
	m, err2 := netip.ParseAddr(mask)
	if err != nil || err2 != nil || !a.Is4() || !m.Is4() {
		return netip.Prefix{}, fmt.Errorf("Invalid address %q netmask %q", address, mask)
	}
	bits, done := 0, false
	for _, b := range m.As4() {
		for i := 7; i >= 0; i-- {
			one := b>>i&1 == 1
			if one && done {
				return netip.Prefix{}, fmt.Errorf("Invalid netmask %s", mask)
			}
			if one {
				bits++
			} else {
				done = true
			}
		}
	}
	return netip.PrefixFrom(a, bits), nil
}

func (h *Host) ipv6Vmk(c *esxcli.Call) (*Vmk, error) {
	v, err := h.mustVmk(c.Get("interface-name"))
	if err == nil && !h.IPv6 {
		err = errors.New("IPv6 is disabled on this host")
	}
	return v, err
}

func setIPv6(h *Host, c *esxcli.Call) error {
	v, err := h.ipv6Vmk(c)
	if err != nil {
		return err
	}
	if c.Has("enable-ipv6") {
		v.IPv6 = c.Get("enable-ipv6") == "true"
	}
	if !v.IPv6 {
		if c.Has("enable-router-adv") || c.Has("enable-dhcpv6") || c.Has("gateway") {
			return fmt.Errorf("IPv6 is not enabled on %s", v.Device)
		}
		v.RA, v.DHCPv6, v.Addresses, v.Gateway6 = false, false, nil, ""
		return nil
	}
	if c.Has("enable-router-adv") {
		v.RA = c.Get("enable-router-adv") == "true"
	}
	if c.Has("enable-dhcpv6") {
		v.DHCPv6 = c.Get("enable-dhcpv6") == "true"
	}
	if c.Has("gateway") {
		if via, err := netip.ParseAddr(c.Get("gateway")); err != nil || !via.Is6() || !v.reaches(via) {
			return fmt.Errorf("gateway %s can't be reached", c.Get("gateway"))
		}
		v.Gateway6 = c.Get("gateway")
	}
	return nil
}

func addIPv6(h *Host, c *esxcli.Call) error {
	v, err := h.ipv6Vmk(c)
	if err != nil {
		return err
	}
	p, err := netip.ParsePrefix(c.Get("ipv6"))
	if err != nil || !p.Addr().Is6() {
		return fmt.Errorf("Invalid IPv6 address %q", c.Get("ipv6"))
	}
	if !v.IPv6 {
		return fmt.Errorf("IPv6 is not enabled on %s", v.Device)
	}
	for _, o := range h.Vmks {
		for _, have := range o.Addresses {
			if have.Addr() == p.Addr() {
				return fmt.Errorf("%s has the address %s already", o.Device, p.Addr())
			}
		}
	}
	v.Addresses = append(v.Addresses, p)
	return nil
}

func removeIPv6(h *Host, c *esxcli.Call) error {
	v, err := h.ipv6Vmk(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(v.Addresses, func(p netip.Prefix) bool { return p.String() == c.Get("ipv6") })
	if i < 0 {
		return fmt.Errorf("%s has no address %s", v.Device, c.Get("ipv6"))
	}
	v.Addresses = slices.Delete(v.Addresses, i, i+1)
	h.dropRoutes()
	return nil
}

func addTag(h *Host, c *esxcli.Call) error {
	v, err := h.mustVmk(c.Get("interface-name"))
	if err != nil {
		return err
	}
	tag := c.Get("tagname")
	row, ok := esx.ByTag(tag)
	switch {
	case !ok:
		return fmt.Errorf("Invalid tag %q", tag)
	case row.Since != (esx.Release{}) && !h.newer(row.Since.String()):
		return fmt.Errorf("Invalid tag %q for this release", tag)
	case v.Stack != defaultKey:
		return fmt.Errorf("%s is not on the default stack and can't be tagged", v.Device)
	case slices.Contains(v.Tags, tag):
		return fmt.Errorf("Vmknic is already tagged with %s", tag)
	}
	v.Tags = append(v.Tags, tag)
	return nil
}

func removeTag(h *Host, c *esxcli.Call) error {
	v, err := h.mustVmk(c.Get("interface-name"))
	if err != nil {
		return err
	}
	tag := c.Get("tagname")
	switch {
	case !slices.Contains(v.Tags, tag):
		return fmt.Errorf("Vmknic is not tagged with %s", tag)
	case tag == "Management" && h.managed() == 1:
		return fmt.Errorf("%s is the last vmk with management", v.Device)
	}
	v.Tags = without(v.Tags, tag)
	return nil
}
