package csv

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/natural"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/pattern"
)

var (
	deviceName  = pattern.Of(`^vmk(0|[1-9][0-9]{0,2})$`)
	adapterName = pattern.Of(`^(vmnic|vusb|vmhba)\d+$`)
	macAddress  = pattern.Of(`^[0-9a-f]{2}(:[0-9a-f]{2}){5}$`)
)

// name is the device that a row is about; empty: none.
func (c *cells) name() string {
	if c.device != "" {
		return c.device
	}
	text := c.get(deviceField)
	name := strings.ToLower(text)
	switch {
	case deviceName().MatchString(name):
		return name
	case adapterName().MatchString(name):
		c.host.adapters = true
		return ""
	case deviceName().MatchString("vmk" + name):
		return "vmk" + name
	}
	c.fault(diag.SourceValue, "device %q is no vmk", text)
	return ""
}

func (c *cells) vmk() {
	h, name := c.host, c.name()
	if name == "" {
		return
	}
	if h.Vmk(name) != nil {
		c.fault(diag.SourceTwice, "%s of host %q is in the table twice", name, h.Name)
		return
	}
	v := netstate.Vmk{Device: name, MTU: c.number(mtuField, 1280, 65535), IPv4: c.ipv4(), IPv6: c.ipv6(), Roles: c.roleList()}
	if text := c.get(stackField); text != "" {
		v.Stack = netstate.Some(stackName(text))
	}
	if implied := impliedRole(v.Stack.Or("")); implied != "" && !c.own && !slices.Contains(v.Roles, implied) {
		v.Roles = append(v.Roles, implied)
	}
	if mac := strings.ToLower(strings.ReplaceAll(c.get(macField), "-", ":")); mac != "" {
		if !macAddress().MatchString(mac) {
			c.fault(diag.SourceValue, "%q is no MAC address", mac)
			return
		}
		v.MAC = netstate.Some(mac)
	}
	c.place(&v)
	c.waysAndServers(&v)
	h.Vmks = append(h.Vmks, v)
}

// waysAndServers keeps the gateways of a row until all of its host are known.
func (c *cells) waysAndServers(v *netstate.Vmk) {
	if g := c.get(gatewayField); g != "" && g != "0.0.0.0" {
		c.host.gateways = append(c.host.gateways, wayOut{v.Device, g, c.get(whoseField), c.row})
	}
	if g := c.get(gw6Field); g != "" && g != "::" {
		c.host.gateways6 = append(c.host.gateways6, wayOut{v.Device, g, "", c.row})
	}
	for _, w := range words(c.get(dnsField)) {
		a, err := netip.ParseAddr(w)
		if err != nil {
			c.fault(diag.SourceValue, "name server %q is no address", w)
			return
		}
		if s := c.host.stack(v.Stack.Or(netstate.DefaultStack)); !slices.Contains(s.DNS, a) {
			s.DNS = append(s.DNS, a)
		}
	}
}

func stackName(text string) string {
	for _, s := range esx.Stacks {
		if strings.EqualFold(s.Key, text) || strings.EqualFold(s.Name, text) {
			return s.Name
		}
	}
	return text
}

// impliedRole is the role that a vmk has by being on a stack; empty: none.
func impliedRole(stack string) netstate.Role {
	for _, row := range esx.Stacks {
		if row.Name == stack {
			return row.Implied
		}
	}
	return ""
}

// stack gives a stack of the host, which it adds where there is none.
func (h *seen) stack(name string) *netstate.Stack {
	if s := h.Stack(name); s != nil {
		return s
	}
	h.Stacks = append(h.Stacks, netstate.Stack{Name: name})
	return &h.Stacks[len(h.Stacks)-1]
}

// ipv4 reads an address with its mask, wherever that stands.
func (c *cells) ipv4() *netstate.IPv4 {
	text, mode := c.get(ipField), strings.ToLower(c.get(modeField))
	if yes, _ := c.yes(dhcpField).Get(); yes || mode == "dhcp" || strings.EqualFold(text, "dhcp") {
		return &netstate.IPv4{Mode: netstate.Some(netstate.DHCP)}
	}
	switch {
	case mode == "none", text == "0.0.0.0", strings.EqualFold(text, "none"), text == "" && c.has(dhcpField):
		return &netstate.IPv4{Mode: netstate.Some(netstate.None)}
	case text == "":
		return nil
	case strings.EqualFold(text, "n/a"), text == "-":
		return nil
	}
	address, mask, found := strings.Cut(text, "/")
	if !found {
		mask = c.get(maskField)
		if _, bits, ok := strings.Cut(mask, "/"); ok { // a subnet
			if p, err := netip.ParsePrefix(mask); err == nil && !p.Contains(addressOf(address)) {
				c.fault(diag.SourceValue, "address %s is not in subnet %s", address, mask)
				return nil
			}
			mask = bits
		}
	}
	p, err := importer.Masked(address, mask)
	if err != nil {
		c.fault(diag.SourceValue, "%v", err)
		return nil
	}
	return &netstate.IPv4{Mode: netstate.Some(netstate.Static), Address: p}
}

func addressOf(text string) netip.Addr {
	a, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}
	}
	return a
}

func (c *cells) ipv6() *netstate.IPv6 {
	out := netstate.IPv6{Autoconf: c.yes(autoField), DHCP: c.yes(dhcp6Field)}
	text := c.get(ip6Field)
	if c.own && text == "none" {
		out.Addresses, text = []netip.Prefix{}, ""
	}
	for _, w := range words(text) {
		p, err := netip.ParsePrefix(w)
		if err != nil || !p.Addr().Is6() {
			c.fault(diag.SourceValue, "%q is no IPv6 address with a prefix length", w)
			return nil
		}
		if !p.Addr().IsLinkLocalUnicast() {
			out.Addresses = append(out.Addresses, p)
		}
	}
	said := out.Addresses != nil || out.Autoconf.IsSet() || out.DHCP.IsSet()
	if !c.own { // PowerCLI writes False also of a vmk without IPv6
		said = out.Addresses != nil || out.Autoconf.Or(false) || out.DHCP.Or(false)
	}
	if !said {
		return nil
	}
	return &out
}

// words takes a cell with several values apart.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;|", r) })
}

// roleList is what the columns say of roles; nil: nothing.
func (c *cells) roleList() []netstate.Role {
	var out []netstate.Role
	add := func(r netstate.Role) {
		if out == nil {
			out = []netstate.Role{}
		}
		if r != "" && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	text := c.get(rolesField)
	if strings.EqualFold(text, "none") || text == "" && c.has(rolesField) && !c.own && c.device == "" && strings.Contains(c.headOf(rolesField), "enabled") {
		add("")
		text = ""
	}
	for _, w := range roleParts(text) {
		if r, ok := roleWords()[importer.FieldName(w)]; ok {
			add(r)
		} else {
			c.fault(diag.ImportUnread, "%q is no role that vmkgen knows", w)
		}
	}
	for _, role := range netstate.Roles {
		for _, i := range c.roles[role] {
			yes, ok := c.truth(c.sheet.Head[i], c.cell(i)).Get()
			switch {
			case ok && yes:
				add(role)
			case ok:
				add("")
			}
		}
	}
	if !c.own {
		slices.SortFunc(out, func(a, b netstate.Role) int { return slices.Index(netstate.Roles, a) - slices.Index(netstate.Roles, b) })
	}
	return out
}

func (c *cells) headOf(f field) string { return importer.FieldName(c.sheet.Head[c.columns(f)[0]]) }

// roleParts takes a list of roles apart: by blanks where every word is one,
// else by what people write between names that have blanks.
func roleParts(text string) []string {
	all := strings.Fields(text)
	if !slices.ContainsFunc(all, func(w string) bool {
		_, ok := roleWords()[importer.FieldName(w)]
		return !ok || strings.ContainsAny(w, ",;|+")
	}) {
		return all
	}
	var out []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;|+/", r) }) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func (c *cells) yes(f field) netstate.Opt[bool] { return c.truth(string(f), c.get(f)) }

func (c *cells) truth(name, text string) netstate.Opt[bool] {
	switch strings.ToLower(text) {
	case "true", "yes", "y", "1", "x", "enabled", "wahr", "ja", "vrai", "oui":
		return netstate.Some(true)
	case "false", "no", "n", "0", "disabled", "static", "falsch", "nein", "faux", "non":
		return netstate.Some(false)
	case "":
	default:
		c.fault(diag.SourceValue, "%s is %q, which is neither true nor false", name, text)
	}
	return netstate.Opt[bool]{}
}

func (c *cells) number(f field, low, high int) netstate.Opt[int] {
	text := c.get(f)
	if text == "" {
		return netstate.Opt[int]{}
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
	if err != nil || n < low || n > high {
		c.fault(diag.SourceValue, "the %s is %q, which is no number from %d to %d", f, text, low, high)
		return netstate.Opt[int]{}
	}
	return netstate.Some(n)
}

// finish makes clusters of hosts.
func (r *reading) finish() {
	at := map[string]int{}
	for _, h := range r.order {
		if h.adapters {
			r.note(importer.LeftOut, h.Name, "rows of physical adapters")
		}
		if len(h.Vmks) == 0 {
			continue
		}
		slices.SortStableFunc(h.Vmks, func(a, b netstate.Vmk) int { return natural.Compare(a.Device, b.Device) })
		h.Complete.Vmks = !h.own && !slices.ContainsFunc(h.Vmks, func(v netstate.Vmk) bool { return !v.MAC.IsSet() })
		r.waysOut(h, false)
		r.waysOut(h, true)
		i, ok := at[h.cluster]
		if !ok {
			i = len(r.out.Clusters)
			at[h.cluster] = i
			r.out.Clusters = append(r.out.Clusters, netstate.Cluster{Name: h.cluster, Datacenter: h.datacenter})
		}
		c := &r.out.Clusters[i]
		c.Groups = append(c.Groups, netstate.Group{Pattern: h.Host, Members: []netstate.Member{{Name: h.Name, Position: len(c.Groups)}}})
	}
}
