package standin

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esxcli"
)

func setIPv6Switch(h *Host, c *esxcli.Call) error {
	if !c.Has("ipv6-enabled") {
		return errors.New("Error: nothing to set")
	}
	h.IPv6Next = c.Get("ipv6-enabled") == "true"
	return nil
}

func (h *Host) vsanVmk(c *esxcli.Call) (*Vmk, error) {
	v, err := h.mustVmk(c.Get("interface-name"))
	if err == nil && v.Stack != defaultKey {
		err = fmt.Errorf("%s is not on the default stack", v.Device)
	}
	if err == nil && len(c.Values["traffic-type"]) != len(slices.Compact(slices.Sorted(slices.Values(c.Values["traffic-type"])))) {
		err = errors.New("a traffic type is given twice")
	}
	return v, err
}

func addVSAN(h *Host, c *esxcli.Call) error {
	v, err := h.vsanVmk(c)
	if err != nil {
		return err
	}
	if len(v.VSAN) > 0 {
		return fmt.Errorf("%s carries vSAN traffic already", v.Device)
	}
	v.VSAN = []string{"vsan"}
	if c.Has("traffic-type") {
		v.VSAN = slices.Clone(c.Values["traffic-type"])
	}
	return nil
}

func setVSAN(h *Host, c *esxcli.Call) error {
	v, err := h.vsanVmk(c)
	if err != nil {
		return err
	}
	if len(v.VSAN) == 0 || !c.Has("traffic-type") {
		return fmt.Errorf("%s carries no vSAN traffic, or none is named", v.Device)
	}
	v.VSAN = slices.Clone(c.Values["traffic-type"])
	return nil
}

func removeVSAN(h *Host, c *esxcli.Call) error {
	v, err := h.mustVmk(c.Get("interface-name"))
	if err != nil {
		return err
	}
	if len(v.VSAN) == 0 {
		return fmt.Errorf("%s carries no vSAN traffic", v.Device)
	}
	v.VSAN = nil
	return nil
}

func setSoftware(h *Host, c *esxcli.Call) error {
	h.SoftwareISCSI = c.Get("enabled") == "true"
	if !h.SoftwareISCSI && slices.ContainsFunc(h.Portals, func(p Portal) bool { return p.HBA == SoftwareHBA }) {
		return errors.New("software iSCSI has bound adapters")
	}
	return nil
}

func (h *Host) hbas() []string {
	if h.SoftwareISCSI {
		return append(slices.Clone(h.HBAs), SoftwareHBA)
	}
	return h.HBAs
}

func bind(h *Host, c *esxcli.Call) error {
	p := Portal{c.Get("adapter"), c.Get("nic")}
	v, err := h.mustVmk(p.Vmk)
	if err != nil {
		return err
	}
	switch {
	case !slices.Contains(h.hbas(), p.HBA):
		return notFound(p.HBA)
	case slices.Contains(h.Portals, p):
		return fmt.Errorf("%s is bound to %s already", p.Vmk, p.HBA)
	case v.Mode == "NONE" && len(v.Addresses) == 0:
		return fmt.Errorf("%s has no address", p.Vmk)
	}
	h.Portals = append(h.Portals, p)
	return h.bindingsHold()
}

func unbind(h *Host, c *esxcli.Call) error {
	i := slices.Index(h.Portals, Portal{c.Get("adapter"), c.Get("nic")})
	if i < 0 {
		return fmt.Errorf("%s is not bound to %s", c.Get("nic"), c.Get("adapter"))
	}
	h.Portals = slices.Delete(h.Portals, i, i+1)
	return nil
}

func enableNVMe(h *Host, c *esxcli.Call) error {
	d := c.Get("device")
	switch tcp := overTCP(d); {
	case tcp && !slices.Contains(h.NICs, d), !tcp && !strings.HasPrefix(d, "vmrdma"):
		return notFound(d)
	case tcp != (c.Get("protocol") == "TCP"):
		return fmt.Errorf("%s can't carry NVMe over %s", d, c.Get("protocol"))
	case slices.Contains(h.NVMe, d):
		return fmt.Errorf("NVMe is enabled on %s already", d)
	}
	h.NVMe = append(h.NVMe, d)
	return nil
}

func overTCP(device string) bool { return strings.HasPrefix(device, "vmnic") }

func disableNVMe(h *Host, c *esxcli.Call) error {
	d := c.Get("device")
	i := slices.Index(h.NVMe, d)
	if i < 0 || overTCP(d) != (c.Get("protocol") == "TCP") {
		return fmt.Errorf("NVMe over %s is not enabled on %s", c.Get("protocol"), d)
	}
	h.NVMe = slices.Delete(h.NVMe, i, i+1)
	return nil
}
