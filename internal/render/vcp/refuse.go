package vcp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/render"
)

const elsewhere = "render this cluster for powercli or esxcli"

// Refuse names what a profile can't say, or what putting it into the exported
// document would change besides.
func (t target) Refuse(c *render.Cluster) []render.Refusal {
	var out []render.Refusal
	first := ""
	for g := range c.Groups {
		r := refusing{target: t, group: g, host: &c.Groups[g].Pattern}
		r.switches()
		r.stacks()
		r.vmks()
		switch own := t.fragment(r.host); {
		case first == "":
			first = own
		case own != first:
			r.refuse(diag.ToolApart, "", "make the hosts alike but for their addresses, or "+elsewhere,
				"a profile is one for all hosts of a cluster, and these are wanted otherwise than %s", c.Groups[0].Members[0].Name)
		}
		out = append(out, r.out...)
	}
	out = append(out, t.hosts(c)...)
	if len(out) == 0 && t.schema != nil {
		out = t.judged(c)
	}
	return out
}

// judged refuses a document that the cluster's schema does.
func (t target) judged(c *render.Cluster) (out []render.Refusal) {
	d := t.merged(c)
	if d == nil {
		return nil
	}
	for _, fault := range against(t.schema, d) {
		out = append(out, render.Refusal{
			Code: diag.ToolSchema, Detail: "the cluster's schema says of the document: " + fault,
			Hint: "give the schema of this cluster and release; what it has no word for, " + elsewhere,
		})
	}
	return out
}

// hosts refuses hosts whose keys aren't known, and documents that speak of others.
func (t target) hosts(c *render.Cluster) (out []render.Refusal) {
	declared := map[string]string{} // by UUID in lower case
	all, kept := 0, 0
	for g := range c.Groups {
		for i := range c.Groups[g].Members {
			h := c.Groups[g].Host(i)
			all++
			if c.Kept(h.Name) {
				kept++
			}
			uuid := t.hostUUID(h.Name)
			switch other := declared[strings.ToLower(uuid)]; {
			case uuid == "" && needsHost(&h) && c.Kept(h.Name):
				out = append(out, render.Refusal{
					Code: diag.ToolHostKey, Group: g, Detail: "a document names hosts by their hardware's UUIDs, and that of " + h.Name + " isn't known",
					Hint: "--vcp-hosts takes a state file of vmkgen snapshot, --resolve asks vCenter",
				})
			case uuid == "":
			case other != "":
				out = append(out, render.Refusal{
					Code: diag.ToolHostKey, Group: g, Detail: fmt.Sprintf("%s and %s have one UUID", other, h.Name), Hint: "make a new snapshot",
				})
			default:
				declared[strings.ToLower(uuid)] = h.Name
			}
		}
	}
	if kept > 0 && kept < all {
		for g := range c.Groups {
			out = append(out, render.Refusal{
				Code: diag.ToolNeedsMore, Group: g, Hint: "render whole clusters",
				Detail: fmt.Sprintf("a profile is one for all hosts of a cluster, and %d of %d are chosen", kept, all),
			})
		}
	}
	return append(out, t.strangers(declared)...)
}

// strangers refuses to change a profile for hosts that nobody declared, and
// where a host's own part of the document would hide it.
func (t target) strangers(declared map[string]string) (out []render.Refusal) {
	for _, key := range t.base.hostKeys() {
		if declared[strings.ToLower(key)] == "" {
			name := t.base.nameOf(key)
			if name == "" {
				name = key
			}
			out = append(out, render.Refusal{
				Code: diag.ToolNeedsMore, Hint: "declare it too; its UUID comes from --vcp-hosts or --resolve where its name is another",
				Detail: "the document's profile is that of " + name + " as well, which the cluster doesn't declare",
			})
		}
	}
	over := t.base.root.get(overriding)
	if over == nil {
		return out
	}
	for i, key := range over.keys {
		own := over.items[i].get("esx")
		for _, part := range []string{"network", "network_vss", "network_vds"} {
			if own.get(part) != nil {
				out = append(out, render.Refusal{
					Code: diag.ToolApart, Hint: "take that part out of the document's host-override, or " + elsewhere,
					Detail: fmt.Sprintf("the document overrides esx/%s for the host %s, and what is wanted would not reach it", part, key),
				})
			}
		}
	}
	return out
}

type refusing struct {
	target target
	group  int
	host   *netstate.Host
	out    []render.Refusal
}

func (r *refusing) refuse(code diag.Code, pointer, hint, format string, args ...any) {
	r.out = append(r.out, render.Refusal{Code: code, Group: r.group, Pointer: pointer, Detail: fmt.Sprintf(format, args...), Hint: hint})
}

func (r *refusing) lacks(pointer, format string, args ...any) {
	r.refuse(diag.ToolLacks, pointer, elsewhere, "a profile has no known word for %s", fmt.Sprintf(format, args...))
}

func (r *refusing) switches() {
	for i := range r.host.Switches {
		if s := &r.host.Switches[i]; s.Kind == netstate.Distributed {
			r.uplinks(s, "switch/"+s.Name)
		}
	}
	for _, s := range standards(r.host) {
		at := "switch/" + s.Name
		if !r.target.words.knowsStandard() {
			r.unspelt(at, "the standard switch "+s.Name)
			continue
		}
		if s.Teaming != nil && s.Teaming.Detection.Or(netstate.DetectLink) != netstate.DetectLink {
			r.lacks(at+"/teaming", "beacon probing on %s", s.Name)
		}
	}
	for i := range r.host.PortGroups {
		if p := &r.host.PortGroups[i]; asks(p) && p.Name == "" {
			r.refuse(diag.ToolNeedsMore, "vmk/"+p.Of, "say its switch and port group", "a port group is found by its name, and that of %s isn't said", p.Of)
		}
		if p := &r.host.PortGroups[i]; !p.Distributed && p.Teaming != nil && p.Teaming.Detection.Or(netstate.DetectLink) != netstate.DetectLink {
			r.lacks("vmk/"+p.Of+"/teaming", "beacon probing on the port group of %s", p.Of)
		}
	}
}

func (r *refusing) unspelt(at, what string) {
	hint := "give the cluster's schema (--vcp-schema), or " + elsewhere
	if r.target.schema != nil {
		hint = elsewhere
	}
	r.refuse(diag.ToolLacks, at, hint, "how a profile spells %s is known from the cluster's schema alone", what)
}

// uplinks refuses uplinks of a distributed switch that aren't those of the
// document: the names of its uplinks are the switch's, and not known here.
func (r *refusing) uplinks(s *netstate.Switch, at string) {
	have := r.target.base.root.at(ofAll, "esx", "network_vds", "switches").find("name", s.Name).get("uplinks")
	if s.Uplinks == nil || have == nil {
		return
	}
	var nics []string
	for _, u := range have.items {
		nics = append(nics, u.get("nic").text())
	}
	want := slices.Sorted(slices.Values(s.Uplinks))
	if slices.Sort(nics); !slices.Equal(nics, want) {
		r.refuse(diag.ToolLacks, at+"/uplinks", "change the uplinks in vCenter and export again, or "+elsewhere,
			"%s has the uplinks %s in the document, and which of its uplinks another adapter would be isn't known", s.Name, strings.Join(nics, ", "))
	}
}

func (r *refusing) stacks() {
	for i := range r.host.Stacks {
		s := &r.host.Stacks[i]
		at := "stack/" + s.Name
		there := r.target.base.root.at(ofAll, "esx", "network", "net_stacks").find("key", esx.StackKey(s.Name)) != nil
		if custom := !slices.ContainsFunc(esx.Stacks, func(row esx.StackRow) bool { return row.Name == s.Name }); custom && !there {
			r.refuse(diag.ToolNoStack, at, elsewhere, "whether a profile makes the stack %q isn't known, and its vmks would stand nowhere", s.Name)
			continue
		}
		if len(s.Routes) > 0 {
			r.lacks(at+"/routes", "the routes of the %s stack", s.Name)
		}
		if g, ok := s.Gateway.Get(); ok && g.IsUnspecified() {
			r.lacks(at+"/gateway", "that the %s stack has no gateway", s.Name)
		}
		if s.Gateway6.IsSet() {
			r.lacks(at+"/gateway6", "the IPv6 gateway of the %s stack", s.Name)
		}
		if s.Congestion.IsSet() {
			r.lacks(at+"/congestion_control", "the congestion control of the %s stack", s.Name)
		}
		if s.MaxConnections.IsSet() {
			r.lacks(at+"/max_connections", "the connections of the %s stack", s.Name)
		}
	}
}

func (r *refusing) vmks() {
	for i := range r.host.Vmks {
		v := &r.host.Vmks[i]
		at := "vmk/" + v.Device
		have := r.target.base.root.at(ofAll, "esx", "network", "vmknics").find("device", v.Device)
		r.there(v, at, have)
		r.port(v, at, have)
		for _, row := range esx.Roles {
			if _, ok := r.target.words.service(row.Role); !ok && !row.Traceless && slices.Contains(v.Roles, row.Role) && !implied(v, row.Role) {
				r.refuse(diag.ToolNoRole, at+"/roles", elsewhere, "how a profile spells the service for %s's role %s isn't known", v.Device, row.Role)
			}
		}
		r.addresses(v, at, have == nil)
		for _, x := range []struct {
			what string
			is   bool
		}{
			{"mac", v.MAC.IsSet()}, {"iscsi", len(v.ISCSI) > 0}, {"nvme", len(v.NVMe) > 0},
		} {
			if x.is {
				r.lacks(at+"/"+x.what, "%s of %s", x.what, v.Device)
			}
		}
	}
}

// there refuses what can't be made of an adapter that the document has.
func (r *refusing) there(v *netstate.Vmk, at string, have *node) {
	if have == nil {
		return
	}
	if now := have.get("net_stack_instance_key").text(); now != "" && v.Stack.IsSet() && now != esx.StackKey(v.Stack.Or("")) {
		r.refuse(diag.ToolLacks, at+"/stack", "give the new place another vmk, or "+elsewhere,
			"%s is in the stack %s in the document, and a stack can't change in place", v.Device, now)
	}
	if have.get("enabled") != nil && !have.get("enabled").isTrue() {
		r.refuse(diag.ToolLacks, at, "enable it in the document, or leave it out here", "%s is disabled in the document", v.Device)
	}
	if now := have.get("mac_mode").text(); now == "" && have.get("mac_mode") != nil {
		r.lacks(at, "the way in which %s has its MAC address in the document", v.Device)
	}
}

// port refuses places that can't be spelt.
func (r *refusing) port(v *netstate.Vmk, at string, have *node) {
	switch {
	case !v.PortGroup.IsSet():
		if have == nil {
			r.refuse(diag.ToolNeedsMore, at, "say its switch and port group, or give the exported document (--vcp-base)",
				"a profile says where each vmk is, and that of %s isn't said", v.Device)
		}
	case onDistributed(r.host, v):
		if have != nil && have.get("port_connection_type") != nil && have.get("port_connection_type").text() != distributed {
			r.refuse(diag.ToolLacks, at+"/switch", elsewhere, "%s is on a standard switch in the document, and how it would leave it isn't known", v.Device)
		}
	case !r.target.words.knowsStandard():
		r.unspelt(at, v.Device+"'s port on a standard switch")
	case have != nil && have.get("vds_port") != nil:
		r.refuse(diag.ToolLacks, at+"/switch", elsewhere, "%s is on a distributed switch in the document, and how it would leave it isn't known", v.Device)
	}
}

func (r *refusing) addresses(v *netstate.Vmk, at string, fresh bool) {
	if six := v.IPv6; six != nil {
		if len(six.Addresses) > 0 {
			r.lacks(at+"/ipv6", "a static IPv6 address of %s", v.Device)
		}
		if six.Gateway.IsSet() {
			r.lacks(at+"/ipv6", "an IPv6 gateway of %s's own", v.Device)
		}
	}
	mode := netstate.AddressMode("")
	if v.IPv4 != nil {
		mode = v.IPv4.Mode.Or("")
	}
	switch {
	case mode == netstate.None:
		r.lacks(at+"/address", "that %s has no IPv4 address", v.Device)
	case mode == netstate.DHCP && v.IPv4.Gateway.IsSet():
		r.lacks(at+"/gateway", "a gateway of its own for %s, whose address comes by DHCP", v.Device)
	case mode == "" && fresh:
		r.refuse(diag.ToolNeedsMore, at, "say its address, or give the exported document (--vcp-base)", "a profile says how each vmk has its address, and that of %s isn't said", v.Device)
	}
}
