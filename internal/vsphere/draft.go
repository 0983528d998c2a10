package vsphere

import (
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A mark says what is to become of a thing of a draft.
type mark string

const (
	same    mark = ""
	added   mark = mark(types.HostConfigChangeOperationAdd)
	edited  mark = mark(types.HostConfigChangeOperationEdit)
	removed mark = mark(types.HostConfigChangeOperationRemove)
)

// A draft is a host's network as it was read, with changes on it that are not
// made yet. What is behind pointers in its specs is never changed, but
// replaced, so that a copy of the items is a copy of the draft.
type draft struct {
	raw      *raw
	switches []*switchDraft
	groups   []*groupDraft
	vnics    []*vnicDraft
	stacks   []*stackDraft
	wake     []string            // keys of stacks of the system that are to be in use
	kept     map[string]keptVnic // removed vmks that may be made anew
}

type switchDraft struct {
	mark
	name string
	spec types.HostVirtualSwitchSpec
}

type groupDraft struct {
	mark
	spec     types.HostPortGroupSpec
	machines bool // others than vmks are on it
}

type vnicDraft struct {
	mark
	device string
	owner  string
	spec   types.HostVirtualNicSpec // IPv6 addresses aside
	have   []netip.Prefix           // static IPv6 addresses that the host has
	want   []netip.Prefix           // and that it is to have
	dim    bool                     // made by esxcli: vCenter has not shown it yet
}

type stackDraft struct {
	mark
	in    types.HostNetStackInstance // routes aside
	have  []netstate.Route
	want  []netstate.Route
	lives bool
	dim   bool // the host may have it otherwise by now
}

// A keptVnic is what a vmk that is made anew keeps where nobody says otherwise.
// What can be set later is not among it: its own operations say that.
type keptVnic struct {
	mac   string
	mtu   int32
	stack string
}

func newDraft(r *raw, kept map[string]keptVnic) *draft {
	d := &draft{raw: r, kept: kept}
	if d.kept == nil {
		d.kept = map[string]keptVnic{}
	}
	n := &r.network
	for i := range n.Vswitch {
		s := &switchDraft{name: n.Vswitch[i].Name, spec: n.Vswitch[i].Spec}
		if mtu := n.Vswitch[i].Mtu; mtu != 0 { // one made by the host's own client may lack it in its spec
			s.spec.Mtu = mtu
		}
		d.switches = append(d.switches, s)
	}
	for i := range n.Portgroup {
		g := &groupDraft{spec: n.Portgroup[i].Spec}
		for _, p := range n.Portgroup[i].Port {
			g.machines = g.machines || p.Type != string(types.PortGroupConnecteeTypeHost)
		}
		d.groups = append(d.groups, g)
	}
	for i := range n.Vnic {
		d.vnics = append(d.vnics, newVnicDraft(&n.Vnic[i]))
	}
	for i := range n.NetStackInstance {
		s := &stackDraft{in: n.NetStackInstance[i], lives: r.lives(&n.NetStackInstance[i])}
		if t := s.in.RouteTableConfig; t != nil {
			for _, o := range slices.Concat(t.IpRoute, t.Ipv6Route) {
				if route, ok := routeOf(o.Route); ok {
					s.have = append(s.have, route)
				}
			}
		}
		s.want, s.in.RouteTableConfig = s.have, nil
		d.stacks = append(d.stacks, s)
	}
	return d
}

func newVnicDraft(v *types.HostVirtualNic) *vnicDraft {
	out := &vnicDraft{device: v.Device, owner: ownerOf(v), spec: v.Spec}
	if v.Portgroup != "" {
		out.spec.Portgroup = v.Portgroup
	}
	if ip := v.Spec.Ip; ip != nil && ip.IpV6Config != nil {
		out.have = manual(ip.IpV6Config)
		out.want = out.have
		v6 := *ip.IpV6Config
		v6.IpV6Address = nil
		out.spec.Ip = &types.HostIpConfig{Dhcp: ip.Dhcp, IpAddress: ip.IpAddress, SubnetMask: ip.SubnetMask, IpV6Config: &v6}
	}
	return out
}

func copies[T any](list []*T) []*T {
	out := make([]*T, len(list))
	for i, p := range list {
		c := *p
		out[i] = &c
	}
	return out
}

func (d *draft) clone() *draft {
	return &draft{
		raw: d.raw, switches: copies(d.switches), groups: copies(d.groups), vnics: copies(d.vnics), stacks: copies(d.stacks),
		wake: slices.Clone(d.wake), kept: maps.Clone(d.kept),
	}
}

func (d *draft) networkSwitch(name string) *switchDraft {
	for _, s := range d.switches {
		if s.name == name && s.mark != removed {
			return s
		}
	}
	return nil
}

func (d *draft) group(name string) *groupDraft {
	for _, g := range d.groups {
		if g.spec.Name == name && g.mark != removed {
			return g
		}
	}
	return nil
}

func (d *draft) vnic(device string) *vnicDraft {
	for _, v := range d.vnics {
		if v.device == device && v.mark != removed {
			return v
		}
	}
	return nil
}

func (d *draft) stack(key string) *stackDraft {
	for _, s := range d.stacks {
		if s.in.Key == key && s.mark != removed {
			return s
		}
	}
	return nil
}

// edit marks something that is there as changed.
func (m *mark) edit() {
	if *m == same {
		*m = edited
	}
}

// key is the stack that a vmk is in.
func (v *vnicDraft) key() string {
	if v.spec.NetStackInstanceKey == "" {
		return esx.StackKey(netstate.DefaultStack)
	}
	return v.spec.NetStackInstanceKey
}

// next is the number that the API customarily gives a new vmk: the lowest that
// is free.
func (d *draft) next() string {
	taken := map[string]bool{}
	for _, v := range d.vnics {
		taken[v.device] = true // those that are to be removed too: they may still be there
	}
	for n := 0; ; n++ {
		if device := "vmk" + strconv.Itoa(n); !taken[device] {
			return device
		}
	}
}

// touched says whether vmks of a stack are to change.
func (d *draft) touched(key string) bool {
	return slices.ContainsFunc(d.vnics, func(v *vnicDraft) bool { return v.mark != same && v.key() == key })
}

// steady says whether a stack's gateways and routes are reached by vmks that
// don't change.
func (d *draft) steady(s *stackDraft) bool {
	if !s.lives {
		return false
	}
	var via []netip.Addr
	if s.in.IpRouteConfig != nil {
		c := s.in.IpRouteConfig.GetHostIpRouteConfig()
		via = append(via, addressOf(c.DefaultGateway), addressOf(c.IpV6DefaultGateway))
	}
	for _, r := range s.want {
		via = append(via, r.Via)
	}
	return !slices.ContainsFunc(via, func(a netip.Addr) bool {
		return a.IsValid() && !slices.ContainsFunc(d.vnics, func(v *vnicDraft) bool { return v.mark == same && v.key() == s.in.Key && v.reaches(a) })
	})
}

// reaches says whether an address is in a vmk's subnets, or may be in one that
// nobody has set.
func (v *vnicDraft) reaches(a netip.Addr) bool {
	ip := v.spec.Ip
	switch {
	case ip == nil:
		return false
	case a.Is4():
		at := addressOf(ip.IpAddress)
		return ip.Dhcp || at.IsValid() && netip.PrefixFrom(at, bitsOf(ip.SubnetMask)).Contains(a)
	}
	return ip.IpV6Config != nil && (a.IsLinkLocalUnicast() || slices.ContainsFunc(v.want, func(p netip.Prefix) bool { return p.Contains(a) }))
}

// dependent says whether something new is to carry something else of the same call.
func (d *draft) dependent() bool {
	fresh := map[string]bool{}
	for _, s := range d.switches {
		fresh["switch "+s.name] = s.mark == added
	}
	for _, g := range d.groups {
		fresh["group "+g.spec.Name] = g.mark == added
		if g.mark == added && fresh["switch "+g.spec.VswitchName] {
			return true
		}
	}
	return slices.ContainsFunc(d.vnics, func(v *vnicDraft) bool { return v.mark != same && fresh["group "+v.spec.Portgroup] })
}

// commit takes what was marked as made.
func (d *draft) commit() {
	for _, v := range d.vnics {
		if v.mark == edited || v.mark == removed {
			if s := d.stack(v.key()); s != nil {
				s.dim = true // a host drops routes that nothing reaches any more
			}
		}
		if s := d.stack(v.key()); s != nil {
			s.lives = true
		}
	}
	d.switches = settled(d.switches, func(s *switchDraft) *mark { return &s.mark })
	d.groups = settled(d.groups, func(g *groupDraft) *mark { return &g.mark })
	d.vnics = settled(d.vnics, func(v *vnicDraft) *mark { return &v.mark })
	d.stacks = settled(d.stacks, func(s *stackDraft) *mark { return &s.mark })
	for _, v := range d.vnics {
		v.have = v.want
		delete(d.kept, v.device)
	}
	for _, s := range d.stacks {
		s.have = s.want
	}
	d.wake = nil
}

func settled[T any](list []*T, of func(*T) *mark) (out []*T) {
	for _, x := range list {
		if m := of(x); *m != removed {
			*m = same
			out = append(out, x)
		}
	}
	return out
}

// has says whether a vmk carries a role, as it was read.
func (d *draft) has(device string, role netstate.Role) bool {
	return slices.Contains(rolesOf(d.raw.nicTypes)[device], role)
}

// words tells people what the marks are.
func (d *draft) words() string {
	var out []string
	say := func(m mark, what string) {
		if verb, ok := map[mark]string{added: "add", edited: "change", removed: "remove"}[m]; ok {
			out = append(out, verb+" "+what)
		}
	}
	for _, s := range d.switches {
		say(s.mark, "switch "+s.name)
	}
	for _, g := range d.groups {
		say(g.mark, "port group "+strconv.Quote(g.spec.Name))
	}
	for _, v := range d.vnics {
		say(v.mark, v.device)
	}
	for _, s := range d.stacks {
		say(s.mark, "stack "+esx.StackName(s.in.Key))
	}
	return strings.Join(out, ", ")
}
