package standin

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esxcli"
)

func addStack(h *Host, c *esxcli.Call) error {
	key := c.Get("netstack")
	if h.Stack(key) != nil {
		return fmt.Errorf("Netstack instance '%s' is already found in kernel", key)
	}
	if key == "" || c.Has("disabled") {
		return fmt.Errorf("Invalid netstack %q", key)
	}
	h.Stacks = append(h.Stacks, newStack(key))
	return nil
}

func removeStack(h *Host, c *esxcli.Call) error {
	s, err := h.mustStack(c.Get("netstack"))
	if err != nil {
		return err
	}
	for _, v := range h.Vmks {
		if v.Stack == s.Key {
			return fmt.Errorf("netstack %s is in use by %s", s.Key, v.Device)
		}
	}
	if s.Key == defaultKey {
		return fmt.Errorf("netstack %s can't be removed", s.Key)
	}
	h.Stacks = slices.DeleteFunc(h.Stacks, func(x *Stack) bool { return x == s })
	return nil
}

func setStack(h *Host, c *esxcli.Call) error {
	s, err := h.mustStack(c.Get("netstack"))
	if err != nil {
		return err
	}
	if c.Has("ccalgo") {
		s.Congestion = c.Get("ccalgo")
	}
	if c.Has("maxconn") {
		s.MaxConn, _ = strconv.Atoi(c.Get("maxconn"))
	}
	return nil
}

func routeOf(c *esxcli.Call, v6 bool) (Route, error) {
	r := Route{IPv6: v6, To: c.Get("network"), Via: c.Get("gateway")}
	via, err := netip.ParseAddr(r.Via)
	if err != nil || via.Is6() != v6 {
		return r, fmt.Errorf("Invalid gateway %q", r.Via)
	}
	if r.To == "default" {
		return r, nil
	}
	p, err := netip.ParsePrefix(r.To)
	if err != nil || p.Addr().Is6() != v6 || p.Masked() != p || p.Bits() == 0 {
		return r, fmt.Errorf("Invalid network %q", r.To)
	}
	return r, nil
}

func addRoute(v6 bool) func(*Host, *esxcli.Call) error {
	return func(h *Host, c *esxcli.Call) error {
		s, err := h.mustStack(c.Get("netstack"))
		if err != nil {
			return err
		}
		r, err := routeOf(c, v6)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(s.Routes, func(o Route) bool { return o.IPv6 == v6 && o.To == r.To }) {
			return fmt.Errorf("a route to %s exists already", r.To)
		}
		if v6 && !h.IPv6 || !h.reaches(s.Key, r.Via) {
			return fmt.Errorf("gateway %s can't be reached", r.Via)
		}
		s.Routes = append(s.Routes, r)
		return nil
	}
}

func removeRoute(v6 bool) func(*Host, *esxcli.Call) error {
	return func(h *Host, c *esxcli.Call) error {
		s, err := h.mustStack(c.Get("netstack"))
		if err != nil {
			return err
		}
		r, err := routeOf(c, v6)
		if err != nil {
			return err
		}
		i := slices.Index(s.Routes, r)
		if i < 0 {
			return fmt.Errorf("there is no route to %s via %s", r.To, r.Via)
		}
		s.Routes = slices.Delete(s.Routes, i, i+1)
		return nil
	}
}

// nameList is the two lists of names that a stack has.
func nameList(s *Stack, search bool) *[]string {
	if search {
		return &s.Search
	}
	return &s.DNS
}

func addName(option string, search bool) func(*Host, *esxcli.Call) error {
	return func(h *Host, c *esxcli.Call) error {
		s, err := h.mustStack(c.Get("netstack"))
		if err != nil {
			return err
		}
		list, v := nameList(s, search), c.Get(option)
		if slices.Contains(*list, v) || v == "" || strings.ContainsAny(v, " ,") {
			return fmt.Errorf("%q is there already, or no name", v)
		}
		if _, err := netip.ParseAddr(v); !search && err != nil {
			return fmt.Errorf("Invalid name server %q", v)
		}
		*list = append(*list, v)
		return nil
	}
}

func removeName(option string, search bool) func(*Host, *esxcli.Call) error {
	return func(h *Host, c *esxcli.Call) error {
		s, err := h.mustStack(c.Get("netstack"))
		if err != nil {
			return err
		}
		list, v := nameList(s, search), c.Get(option)
		if !slices.Contains(*list, v) {
			return fmt.Errorf("%q is not in the list", v)
		}
		*list = without(*list, v)
		return nil
	}
}

// setHostname takes a whole name, or a short one for a host without a domain.
func setHostname(h *Host, c *esxcli.Call) error {
	fqdn, short := c.Get("fqdn"), c.Get("host")
	switch {
	case c.Has("domain") || c.Has("fqdn") == c.Has("host"):
		return errors.New("the stand-in takes one of --fqdn and --host")
	case c.Has("fqdn") && !strings.Contains(fqdn, "."), strings.Contains(short, "."):
		return fmt.Errorf("no name %q", fqdn+short)
	}
	h.Name = fqdn + short
	return nil
}
