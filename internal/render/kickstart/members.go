package kickstart

import (
	"cmp"
	"fmt"
	"net/netip"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/install"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A complaint is what is wrong with one host or more of a group.
type complaint struct {
	code          diag.Code
	pointer, hint string
	format        string // of the hosts concerned
	first         string
	count         int
}

// members refuses hosts that can't be installed, though others of their group
// can. Taken are the MAC addresses of hosts seen before, and whose they are.
func (r *refusing) members(taken map[string]string) {
	g, o := r.group(), options(r.cluster, r.index)
	device := complaint{
		code: diag.InstallDevice, pointer: "kickstart/device", format: "nothing says which network device to install %s over",
		hint: "give the host a mac, vSwitch0 its uplinks, or the kickstart block a device",
	}
	unnamed := complaint{
		code: diag.InstallDevice, pointer: "hosts", format: "files named by MAC address need one, and none is known of %s", hint: "give each host its mac",
	}
	name := complaint{
		code: diag.InstallName, pointer: "hosts", format: "the installer can't set what is no DNS name: %s",
		hint: "name the host by labels of letters, digits and inner hyphens, joined by dots",
	}
	same := complaint{code: diag.InstallSameMAC, pointer: "hosts", hint: "give each host a MAC address of its own"}
	for i := range g.Members {
		m := &g.Members[i]
		if !r.cluster.Kept(m.Name) {
			continue
		}
		device.of(m.Name, deviceOf(o, m, &g.Pattern) == "")
		unnamed.of(m.Name, r.ByMAC && m.MAC == "")
		name.of(m.Name, !nameable(m.Name))
		other, over := clash(taken, o, m)
		if same.of(m.Name, other != ""); same.count == 1 && other != "" {
			same.pointer, same.format = over.pointer, "the MAC address "+over.mac+" of "+other+" is also that of %s"
		}
	}
	for _, c := range []complaint{device, unnamed, name, same} {
		if c.count > 0 {
			r.refuse(c.code, c.pointer, c.hint, c.format, hosts(c.first, c.count))
		}
	}
}

func (c *complaint) of(host string, is bool) {
	if !is {
		return
	}
	c.first = cmp.Or(c.first, host)
	c.count++
}

func hosts(first string, n int) string {
	if n == 1 {
		return first
	}
	return fmt.Sprintf("%s and %d more", first, n-1)
}

// nameable says whether every installer takes a host name: labels of letters,
// digits and inner hyphens, joined by dots, and no IPv4 address.
func nameable(name string) bool {
	_, err := netip.ParseAddr(name)
	if err == nil || len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "-") != label || strings.ContainsFunc(label, notOfLabels) {
			return false
		}
	}
	return true
}

func notOfLabels(r rune) bool {
	return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}

// A claim is a MAC address that a host is installed by, and what says so.
type claim struct{ mac, pointer string }

func claims(o *install.Options, m *netstate.Member) (all []claim) {
	if o != nil && strings.Contains(o.Device, ":") {
		all = append(all, claim{o.Device, "kickstart/device"})
	}
	if m.MAC != "" {
		all = append(all, claim{m.MAC, "hosts"})
	}
	return all
}

// clash gives the first claim of a host's that another made before it, and
// notes the rest.
func clash(taken map[string]string, o *install.Options, m *netstate.Member) (other string, over claim) {
	for _, c := range claims(o, m) {
		switch owner := taken[c.mac]; owner {
		case "", m.Name:
			taken[c.mac] = m.Name
		default:
			return owner, c
		}
	}
	return "", claim{}
}
