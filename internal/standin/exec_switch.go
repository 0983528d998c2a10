package standin

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/vmkgen/vmkgen/internal/esxcli"
)

func addSwitch(h *Host, c *esxcli.Call) error {
	name := c.Get("vswitch-name")
	switch {
	case h.Switch(name) != nil:
		return errors.New("Unable to add portset: A portset with this name already exists")
	case len(name) > 31 || name == "":
		return fmt.Errorf("Invalid switch name %q", name)
	}
	h.Switches = append(h.Switches, newSwitch(name))
	return nil
}

func removeSwitch(h *Host, c *esxcli.Call) error {
	s, err := h.mustSwitch(c.Get("vswitch-name"))
	if err != nil {
		return err
	}
	for _, g := range h.Groups {
		if g.Switch == s.Name {
			return fmt.Errorf("switch %s is in use by port group %s", s.Name, g.Name)
		}
	}
	h.Switches = slices.DeleteFunc(h.Switches, func(x *Switch) bool { return x == s })
	return nil
}

func setSwitch(h *Host, c *esxcli.Call) error {
	s, err := h.mustSwitch(c.Get("vswitch-name"))
	if err != nil {
		return err
	}
	if !c.Has("mtu") && !c.Has("cdp-status") {
		return errors.New("Error: nothing to set")
	}
	if c.Has("cdp-status") {
		s.CDP = c.Get("cdp-status")
	}
	if !c.Has("mtu") {
		return nil
	}
	mtu, _ := strconv.Atoi(c.Get("mtu"))
	if mtu < 1280 || mtu > 9190 {
		return fmt.Errorf("Invalid MTU %d", mtu)
	}
	for _, v := range h.Vmks {
		if h.switchOf(v) == s && v.MTU > mtu {
			return fmt.Errorf("MTU %d is less than that of %s", mtu, v.Device)
		}
	}
	s.MTU = mtu
	return nil
}

func addUplink(h *Host, c *esxcli.Call) error {
	s, err := h.mustSwitch(c.Get("vswitch-name"))
	if err != nil {
		return err
	}
	nic := c.Get("uplink-name")
	if !slices.Contains(h.NICs, nic) {
		return fmt.Errorf("Not a valid pnic: %s", nic)
	}
	for _, o := range h.Switches {
		if slices.Contains(o.Uplinks, nic) {
			if o == s {
				return fmt.Errorf("Uplink already exists: %s", nic)
			}
			return fmt.Errorf("%s is in use by switch %s", nic, o.Name)
		}
	}
	for _, d := range h.DVS {
		if slices.Contains(d.Uplinks, nic) {
			return fmt.Errorf("%s is in use by switch %s", nic, d.Name)
		}
	}
	s.Uplinks = append(s.Uplinks, nic)
	if !s.Chosen {
		s.Teaming.Active = append(s.Teaming.Active, nic)
	}
	return h.bindingsHold()
}

func removeUplink(h *Host, c *esxcli.Call) error {
	s, err := h.mustSwitch(c.Get("vswitch-name"))
	if err != nil {
		return err
	}
	nic := c.Get("uplink-name")
	if !slices.Contains(s.Uplinks, nic) {
		return fmt.Errorf("No such uplink: %s", nic)
	}
	s.Uplinks = without(s.Uplinks, nic)
	s.Teaming.Active, s.Teaming.Standby = without(s.Teaming.Active, nic), without(s.Teaming.Standby, nic)
	for _, g := range h.Groups {
		if g.Switch == s.Name {
			g.Own.Active, g.Own.Standby = without(g.Own.Active, nic), without(g.Own.Standby, nic)
		}
	}
	return h.bindingsHold()
}

// bindingsHold refuses what would leave a bound vmk without exactly one path.
func (h *Host) bindingsHold() error {
	for _, p := range h.Portals {
		v := h.Vmk(p.Vmk)
		if v == nil || v.DVS != "" {
			continue
		}
		if g := h.Group(v.Group); g != nil {
			if t := h.effective(g); len(t.Active) != 1 || len(t.Standby) != 0 {
				return fmt.Errorf("%s is bound to %s and needs exactly one active uplink", p.Vmk, p.HBA)
			}
		}
	}
	return nil
}

func setSwitchFailover(h *Host, c *esxcli.Call) error {
	s, err := h.mustSwitch(c.Get("vswitch-name"))
	if err != nil {
		return err
	}
	set, err := s.Teaming.set(c, s.Uplinks)
	if err != nil {
		return err
	}
	s.Chosen = s.Chosen || set[4]
	return h.bindingsHold()
}

func setGroupFailover(h *Host, c *esxcli.Call) error {
	g, err := h.mustGroup(c.Get("portgroup-name"))
	if err != nil {
		return err
	}
	for _, v := range h.on(g.Name) {
		if h.bound(v.Device) {
			return fmt.Errorf("%s is bound to an iSCSI adapter: its teaming can't change", v.Device)
		}
	}
	if c.Has("use-vswitch") {
		g.Overrides = [5]bool{}
	}
	g.Own = h.effective(g)
	set, err := g.Own.set(c, h.Switch(g.Switch).Uplinks)
	if err != nil && (!c.Has("use-vswitch") || set != [5]bool{}) {
		return err
	}
	for i := range set {
		g.Overrides[i] = g.Overrides[i] || set[i]
	}
	if !g.Overrides[4] {
		g.Own.Active, g.Own.Standby = nil, nil
	}
	return nil
}

var balancing = map[string]string{"portid": "srcport", "mac": "srcmac", "iphash": "iphash", "explicit": "explicit"}

// set changes what a call names, and says which parts that was.
func (t *Teaming) set(c *esxcli.Call, uplinks []string) (set [5]bool, err error) {
	if c.Has("load-balancing") {
		t.Policy, set[0] = balancing[c.Get("load-balancing")], true
	}
	if c.Has("failure-detection") {
		t.Detection, set[1] = c.Get("failure-detection"), true
	}
	if c.Has("notify-switches") {
		t.Notify, set[2] = c.Get("notify-switches") == "true", true
	}
	if c.Has("failback") {
		t.Failback, set[3] = c.Get("failback") == "true", true
	}
	if c.Has("active-uplinks") {
		t.Active, set[4] = split(c.Get("active-uplinks")), true
	}
	if c.Has("standby-uplinks") {
		t.Standby, set[4] = split(c.Get("standby-uplinks")), true
	}
	seen := map[string]bool{}
	for _, nic := range slices.Concat(t.Active, t.Standby) {
		if !slices.Contains(uplinks, nic) || seen[nic] {
			return set, fmt.Errorf("Invalid uplink %q in the failover order", nic)
		}
		seen[nic] = true
	}
	if set == [5]bool{} {
		return set, errors.New("Error: nothing to set")
	}
	return set, nil
}

func setSecurity(h *Host, c *esxcli.Call) error {
	s, err := h.mustSwitch(c.Get("vswitch-name"))
	if err != nil {
		return err
	}
	for i, o := range []string{"allow-promiscuous", "allow-mac-change", "allow-forged-transmits"} {
		if c.Has(o) {
			s.Security[i] = c.Get(o) == "true"
		}
	}
	return nil
}

func addGroup(h *Host, c *esxcli.Call) error {
	name := c.Get("portgroup-name")
	if _, err := h.mustSwitch(c.Get("vswitch-name")); err != nil {
		return err
	}
	if h.Group(name) != nil {
		return fmt.Errorf("A portgroup with the name %s already exists", name)
	}
	if name == "" || len(name) > 80 {
		return fmt.Errorf("Invalid port group name %q", name)
	}
	h.Groups = append(h.Groups, &Group{Name: name, Switch: c.Get("vswitch-name")})
	return nil
}

func removeGroup(h *Host, c *esxcli.Call) error {
	g, err := h.mustGroup(c.Get("portgroup-name"))
	if err != nil || g.Switch != c.Get("vswitch-name") {
		return errors.New("Sysinfo error: Not found")
	}
	if len(h.on(g.Name)) > 0 || g.VMs > 0 {
		return fmt.Errorf("port group %s is in use", g.Name)
	}
	h.Groups = slices.DeleteFunc(h.Groups, func(x *Group) bool { return x == g })
	return nil
}

func setGroup(h *Host, c *esxcli.Call) error {
	g, err := h.mustGroup(c.Get("portgroup-name"))
	if err != nil {
		return err
	}
	vlan, err := strconv.Atoi(c.Get("vlan-id"))
	if err != nil || vlan < 0 || vlan > 4094 {
		return fmt.Errorf("Invalid VLAN %q", c.Get("vlan-id"))
	}
	g.VLAN = vlan
	return nil
}
