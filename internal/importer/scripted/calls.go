package scripted

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/esxcli"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// Run takes in what a command of esxcli sets. What of it was not taken in is
// said; nothing is "".
func (h *Host) Run(c *esxcli.Call) (unread string) {
	last := c.Words[strings.LastIndex(c.Words, " ")+1:]
	if last == "list" || last == "get" || last == "ping" || last == "discover" {
		return ""
	}
	do, ok := calls()[c.Words]
	if !ok {
		return "esxcli " + c.Words + " sets nothing that vmkgen has a word for"
	}
	if problem := do(h, c); problem != "" {
		return problem
	}
	if left := c.Unasked(); len(left) > 0 {
		return "--" + strings.Join(left, ", --") + " of esxcli " + c.Words + ": vmkgen has no word for it"
	}
	return ""
}

// Reads says whether a command of esxcli only tells something.
func Reads(words string) bool {
	return strings.HasSuffix(words, " list") || strings.HasSuffix(words, " get") || strings.HasSuffix(words, " ping")
}

type does = func(*Host, *esxcli.Call) string

// calls is what each command sets.
func calls() map[string]does {
	return map[string]does{
		"network vswitch standard add":                           (*Host).addSwitch,
		"network vswitch standard set":                           (*Host).setSwitch,
		"network vswitch standard remove":                        (*Host).removeSwitch,
		"network vswitch standard uplink add":                    (*Host).addUplink,
		"network vswitch standard uplink remove":                 (*Host).removeUplink,
		"network vswitch standard policy failover set":           (*Host).switchFailover,
		"network vswitch standard policy security set":           (*Host).switchSecurity,
		"network vswitch standard portgroup add":                 (*Host).addGroup,
		"network vswitch standard portgroup set":                 (*Host).setGroup,
		"network vswitch standard portgroup remove":              (*Host).removeGroup,
		"network vswitch standard portgroup policy failover set": (*Host).groupFailover,
		"network ip interface add":                               (*Host).addVmk,
		"network ip interface set":                               (*Host).setVmk,
		"network ip interface remove":                            (*Host).removeVmk,
		"network ip interface ipv4 set":                          (*Host).setIPv4,
		"network ip interface ipv6 set":                          (*Host).setIPv6,
		"network ip interface ipv6 address add":                  (*Host).addIPv6,
		"network ip interface tag add":                           (*Host).addTag,
		"network ip interface tag remove":                        (*Host).removeTag,
		"network ip netstack add":                                (*Host).addStack,
		"network ip netstack set":                                (*Host).setStack,
		"network ip route ipv4 add":                              (*Host).addRoute,
		"network ip route ipv6 add":                              (*Host).addRoute,
		"network ip dns server add":                              (*Host).addServer,
		"network ip dns server remove":                           (*Host).removeServer,
		"network ip dns search add":                              (*Host).addDomain,
		"network ip dns search remove":                           (*Host).removeDomain,
		"vsan network ip add":                                    (*Host).addVSAN,
		"vsan network ip set":                                    (*Host).addVSAN,
		"vsan network ipv4 add":                                  (*Host).addVSAN,
		"vsan network ipv4 set":                                  (*Host).addVSAN,
		"iscsi software set":                                     (*Host).setSoftware,
		"iscsi networkportal add":                                (*Host).addPortal,
		"nvme fabrics enable":                                    (*Host).addNVMe,
		"system hostname set":                                    (*Host).setName,
	}
}

func (h *Host) addSwitch(c *esxcli.Call) string {
	name := c.Get("vswitch-name")
	c.Has("ports") // which ESXi no longer heeds
	s := h.vswitch(name)
	if h.made["switch "+name] || s.Uplinks != nil {
		return fmt.Sprintf("switch %q is made twice", name)
	}
	h.made["switch "+name] = true
	s.Uplinks = []string{}
	return ""
}

func (h *Host) setSwitch(c *esxcli.Call) string {
	s := h.vswitch(c.Get("vswitch-name"))
	if c.Has("mtu") {
		n, _ := strconv.Atoi(c.Get("mtu"))
		s.MTU = netstate.Some(n)
	}
	for d, spelt := range esx.CDP {
		if c.Has("cdp-status") && c.Get("cdp-status") == spelt {
			s.Discovery = netstate.Some(d)
		}
	}
	return ""
}

// takesAway is what is said of a command that takes away what the script didn't bring.
func takesAway(what, name string) string {
	return fmt.Sprintf("it takes away %s %q, which the script did not bring: vmkgen has no word for that", what, name)
}

func (h *Host) removeSwitch(c *esxcli.Call) string {
	name := c.Get("vswitch-name")
	if !h.made["switch "+name] {
		return takesAway("switch", name)
	}
	h.made["switch "+name] = false
	h.Switches = slices.DeleteFunc(h.Switches, func(s netstate.Switch) bool { return s.Name == name })
	return ""
}

// addUplink knows all uplinks only of a switch that the script made, or that
// the installer made with a known one.
func (h *Host) addUplink(c *esxcli.Call) string {
	name, nic := c.Get("vswitch-name"), c.Get("uplink-name")
	s := h.vswitch(name)
	if s.Uplinks == nil {
		return fmt.Sprintf("it adds %s to the uplinks of switch %q; which others that has, the script doesn't say", nic, name)
	}
	if !slices.Contains(s.Uplinks, nic) {
		s.Uplinks = append(s.Uplinks, nic)
	}
	return ""
}

func (h *Host) removeUplink(c *esxcli.Call) string {
	s, nic := h.vswitch(c.Get("vswitch-name")), c.Get("uplink-name")
	if !slices.Contains(s.Uplinks, nic) {
		return takesAway("uplink", nic)
	}
	s.Uplinks = slices.DeleteFunc(s.Uplinks, func(n string) bool { return n == nic })
	return ""
}

func truth(c *esxcli.Call, long string, at *netstate.Opt[bool]) {
	if c.Has(long) {
		*at = netstate.Some(c.Get(long) == "true")
	}
}

// nics takes a list of adapters apart.
func nics(text string) []string {
	out := []string{}
	for w := range strings.SplitSeq(text, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// failover lays what a command says over what was said before. Of active and
// standby, one alone empties the other.
func failover(c *esxcli.Call, t *netstate.Teaming) {
	for _, row := range esx.Teaming {
		if c.Get("load-balancing") == row.Set {
			t.Policy = netstate.Some(row.Policy)
		}
	}
	if c.Has("failure-detection") {
		t.Detection = netstate.Some(netstate.Detection(c.Get("failure-detection")))
	}
	truth(c, "notify-switches", &t.Notify)
	truth(c, "failback", &t.Failback)
	if active, standby := c.Has("active-uplinks"), c.Has("standby-uplinks"); active || standby {
		t.Active, t.Standby = nics(c.Get("active-uplinks")), nics(c.Get("standby-uplinks"))
	}
}

func (h *Host) switchFailover(c *esxcli.Call) string {
	s := h.vswitch(c.Get("vswitch-name"))
	if s.Teaming == nil {
		s.Teaming = &netstate.Teaming{}
	}
	failover(c, s.Teaming)
	return ""
}

func (h *Host) switchSecurity(c *esxcli.Call) string {
	s := h.vswitch(c.Get("vswitch-name"))
	if s.Security == nil {
		s.Security = &netstate.Security{}
	}
	truth(c, "allow-promiscuous", &s.Security.Promiscuous)
	truth(c, "allow-mac-change", &s.Security.MACChanges)
	truth(c, "allow-forged-transmits", &s.Security.ForgedTransmits)
	return ""
}

func (h *Host) addGroup(c *esxcli.Call) string {
	name := c.Get("portgroup-name")
	g := h.group(name, "")
	if g.Switch != "" {
		return fmt.Sprintf("port group %q is made twice", name)
	}
	h.made["group "+name] = true
	g.Switch = c.Get("vswitch-name")
	if !g.VLAN.IsSet() {
		g.VLAN = netstate.Some(0)
	}
	return ""
}

func (h *Host) setGroup(c *esxcli.Call) string {
	g := h.group(c.Get("portgroup-name"), "")
	if !c.Has("vlan-id") {
		return ""
	}
	n, _ := strconv.Atoi(c.Get("vlan-id"))
	if n < 0 || n > 4094 {
		return fmt.Sprintf("VLAN %d of port group %q is for guests that tag by themselves, or none", n, g.Name)
	}
	g.VLAN = netstate.Some(n)
	return ""
}

func (h *Host) removeGroup(c *esxcli.Call) string {
	name := c.Get("portgroup-name")
	c.Has("vswitch-name")
	if !h.made["group "+name] {
		return takesAway("port group", name)
	}
	h.made["group "+name] = false
	h.PortGroups = slices.DeleteFunc(h.PortGroups, func(g netstate.PortGroup) bool { return g.Name == name })
	return ""
}

func (h *Host) groupFailover(c *esxcli.Call) string {
	g := h.group(c.Get("portgroup-name"), "")
	if g.Teaming == nil || c.Has("use-vswitch") {
		g.Teaming = &netstate.Teaming{Inherits: true}
	}
	failover(c, g.Teaming)
	return ""
}

func (h *Host) addStack(c *esxcli.Call) string {
	h.stack(c.Get("netstack"))
	h.made["stack "+c.Get("netstack")] = true
	return ""
}

func (h *Host) setStack(c *esxcli.Call) string {
	s := h.stack(c.Get("netstack"))
	if c.Has("ccalgo") {
		s.Congestion = netstate.Some(netstate.Congestion(c.Get("ccalgo")))
	}
	if c.Has("maxconn") {
		n, _ := strconv.Atoi(c.Get("maxconn"))
		s.MaxConnections = netstate.Some(n)
	}
	return ""
}

// whole notes that what a script adds to a list is taken for all of it.
func (h *Host) whole(list, of string) {
	if what := list + " of " + of; !h.lists[what] {
		h.lists[what] = true
		h.Guess("what the script adds to the %s of %s is all there is", list, of)
	}
}

func (h *Host) addRoute(c *esxcli.Call) string {
	s := h.stack(c.Get("netstack"))
	via, err := netip.ParseAddr(c.Get("gateway"))
	if err != nil {
		return fmt.Sprintf("the gateway %q is no address", c.Get("gateway"))
	}
	to := c.Get("network")
	if to == "default" || to == "0.0.0.0" || to == "0.0.0.0/0" || to == "::/0" {
		at := &s.Gateway
		if via.Is6() {
			at = &s.Gateway6
		}
		if was, ok := at.Get(); ok && was != via {
			return fmt.Sprintf("stack %q gets a second gateway, %s beside %s", s.Name, via, was)
		}
		*at = netstate.Some(via)
		return ""
	}
	p, err := netip.ParsePrefix(to)
	if err != nil {
		return fmt.Sprintf("the network %q is no network", to)
	}
	s.Routes = append(s.Routes, netstate.Route{To: p.Masked(), Via: via})
	h.whole("routes", fmt.Sprintf("stack %q", s.Name))
	return ""
}

func (h *Host) addServer(c *esxcli.Call) string {
	a, err := netip.ParseAddr(c.Get("server"))
	if err != nil {
		return fmt.Sprintf("the name server %q is no address", c.Get("server"))
	}
	s := h.stack(c.Get("netstack"))
	if !slices.Contains(s.DNS, a) {
		s.DNS = append(s.DNS, a)
	}
	h.whole("name servers", fmt.Sprintf("stack %q", s.Name))
	return ""
}

func (h *Host) removeServer(c *esxcli.Call) string {
	s := h.stack(c.Get("netstack"))
	a, err := netip.ParseAddr(c.Get("server"))
	if c.Has("all") {
		s.DNS = []netip.Addr{}
		h.lists[fmt.Sprintf("name servers of stack %q", s.Name)] = true
		return ""
	}
	if err != nil || !slices.Contains(s.DNS, a) {
		return takesAway("name server", c.Get("server"))
	}
	s.DNS = slices.DeleteFunc(s.DNS, func(x netip.Addr) bool { return x == a })
	return ""
}

func (h *Host) addDomain(c *esxcli.Call) string {
	s := h.stack(c.Get("netstack"))
	if d := c.Get("domain"); !slices.Contains(s.Search, d) {
		s.Search = append(s.Search, d)
	}
	h.whole("search domains", fmt.Sprintf("stack %q", s.Name))
	return ""
}

func (h *Host) removeDomain(c *esxcli.Call) string {
	s, d := h.stack(c.Get("netstack")), c.Get("domain")
	if !slices.Contains(s.Search, d) {
		return takesAway("search domain", d)
	}
	s.Search = slices.DeleteFunc(s.Search, func(x string) bool { return x == d })
	return ""
}

// setName is how the host is to be called.
func (h *Host) setName(c *esxcli.Call) string {
	if name := c.Get("fqdn"); name != "" {
		h.Name = name
		return ""
	}
	if name := c.Get("host"); name != "" {
		h.Name = name
	}
	if d := c.Get("domain"); d != "" && !strings.Contains(h.Name, ".") {
		h.Name += "." + d
	}
	return ""
}
