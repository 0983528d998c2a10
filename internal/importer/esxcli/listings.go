package esxcli

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/diag"
	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// listings is what is read of each command.
var listings = listingTable()

func listingTable() map[string]listing {
	return map[string]listing{
		"network ip interface list":                              {[]string{"MAC Address", "Portset", "Portgroup"}, (*reading).vmk, allVmks},
		"network ip interface ipv4 get":                          {[]string{"IPv4 Address", "IPv4 Netmask", "Address Type"}, (*reading).ipv4, nil},
		"network ip interface ipv4 address list":                 {[]string{"IPv4 Address", "IPv4 Netmask", "Address Type", "DHCP DNS"}, (*reading).ipv4, nil},
		"network ip interface ipv6 get":                          {[]string{"Name", "DHCPv6 Enabled", "Router Adv Enabled"}, (*reading).ipv6, nil},
		"network ip interface ipv6 address list":                 {[]string{"Interface", "Address", "Netmask", "Type", "Status"}, (*reading).ipv6Address, sawIPv6},
		"network ip interface tag get":                           {[]string{"Tags"}, (*reading).tags, nil},
		"network vswitch standard list":                          {[]string{"Name", "Configured Ports", "MTU", "Uplinks", "Portgroups"}, (*reading).standard, nil},
		"network vswitch dvs vmware list":                        {[]string{"VDS ID", "MTU"}, (*reading).distributed, nil},
		"network vswitch standard portgroup list":                {[]string{"Name", "Virtual Switch", "VLAN ID"}, (*reading).portGroup, nil},
		"network vswitch standard policy failover get":           {nil, (*reading).switchTeaming, nil},
		"network vswitch standard portgroup policy failover get": {nil, (*reading).groupTeaming, nil},
		"network vswitch standard policy security get":           {nil, (*reading).security, nil},
		"network ip netstack list":                               {[]string{"Key", "Name", "State"}, (*reading).stack, nil},
		"network ip netstack get":                                {[]string{"Key", "Congestion Control Algorithm"}, (*reading).stackOptions, nil},
		"network ip route ipv4 list":                             {nil, (*reading).route, sawRoutes},
		"network ip route ipv6 list":                             {nil, (*reading).route, sawRoutes},
		"network ip dns server list":                             {[]string{"DNSServers"}, (*reading).servers, nil},
		"network ip dns search list":                             {[]string{"DNSSearch Domains"}, (*reading).search, nil},
		"network ip get":                                         {[]string{"IPv6 Enabled"}, (*reading).ipv6Switch, nil},
		"vsan network list":                                      {[]string{"VmkNic Name", "Traffic Type"}, (*reading).vsan, nil},
		"iscsi adapter list":                                     {[]string{"Adapter", "Driver", "UID"}, (*reading).adapter, nil},
		"iscsi networkportal list":                               {[]string{"Adapter", "Vmknic"}, (*reading).portal, nil},
		"nvme adapter list":                                      {[]string{"Adapter Qualified Name", "Associated Devices"}, (*reading).nvme, nil},
		"system hostname get":                                    {[]string{"Fully Qualified Domain Name"}, (*reading).hostname, nil},
		"system version get":                                     {[]string{"Product", "Version", "Build"}, (*reading).version, nil},
		"network nic list":                                       {[]string{"PCI Device", "Link Status"}, func(*reading, section, importer.Record) {}, nil},
	}
}

// raw is what listings say that only makes sense beside others.
type raw struct {
	vmks       []string
	effective  map[string]netip.Addr // a vmk's gateway, wherever it has it from
	effective6 map[string]netip.Addr
	roles      map[string][]netstate.Role
	vsan       map[string][]netstate.Role
	clients    map[string]int
	soft       string
	iscsi      bool
	portals    map[string][]string
}

func (r *reading) theVmk(device string) *netstate.Vmk {
	if v := r.seen.Vmk(device); v != nil {
		return v
	}
	r.seen.Vmks = append(r.seen.Vmks, netstate.Vmk{Device: device})
	return &r.seen.Vmks[len(r.seen.Vmks)-1]
}

func (r *reading) theStack(key string) *netstate.Stack {
	name := esx.StackName(cmp.Or(key, esx.StackKey(netstate.DefaultStack)))
	if s := r.seen.Stack(name); s != nil {
		return s
	}
	r.seen.Stacks = append(r.seen.Stacks, netstate.Stack{Name: name})
	return &r.seen.Stacks[len(r.seen.Stacks)-1]
}

func (r *reading) theSwitch(name string, kind netstate.SwitchKind) *netstate.Switch {
	if s := r.seen.Switch(name); s != nil {
		return s
	}
	r.seen.Switches = append(r.seen.Switches, netstate.Switch{Name: name, Kind: kind})
	return &r.seen.Switches[len(r.seen.Switches)-1]
}

func (r *reading) theGroup(name string) *netstate.PortGroup {
	if g := r.seen.PortGroup(name); g != nil {
		return g
	}
	r.seen.PortGroups = append(r.seen.PortGroups, netstate.PortGroup{Name: name})
	return &r.seen.PortGroups[len(r.seen.PortGroups)-1]
}

// some gives a text that says something: neither nothing nor N/A.
func some(rec importer.Record, names ...string) (string, bool) {
	v, _ := rec.Get(names...)
	return v, v != "" && v != "N/A" && v != "<unset>"
}

// number reads a number, and tells of what is none.
func (r *reading) number(s section, rec importer.Record, name string) netstate.Opt[int] {
	v, ok := some(rec, name)
	if !ok {
		return netstate.Opt[int]{}
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		r.fault(diag.SourceValue, s, rec.Line, "%s is %q, which is no number", name, v)
		return netstate.Opt[int]{}
	}
	return netstate.Some(n)
}

// address reads an address, and tells of what is none. The zero one is none.
func (r *reading) address(s section, rec importer.Record, name string) (netip.Addr, bool) {
	v, ok := some(rec, name)
	if !ok {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(v)
	if err != nil {
		r.fault(diag.SourceValue, s, rec.Line, "%s is %q, which is no address", name, v)
		return netip.Addr{}, false
	}
	if a.IsUnspecified() {
		a = netip.Addr{}
	}
	return a, true
}

func (r *reading) yes(s section, rec importer.Record, name string) netstate.Opt[bool] {
	v, ok := some(rec, name)
	switch strings.ToLower(v) {
	case "true", "1", "yes":
		return netstate.Some(true)
	case "false", "0", "no":
		return netstate.Some(false)
	}
	if ok {
		r.fault(diag.SourceValue, s, rec.Line, "%s is %q, which is neither true nor false", name, v)
	}
	return netstate.Opt[bool]{}
}

// device reads the name of a vmk; other interfaces are none of ours.
func (r *reading) device(rec importer.Record, names ...string) (string, bool) {
	v, ok := some(rec, names...)
	if !ok || !strings.HasPrefix(v, "vmk") {
		return "", false
	}
	n, err := strconv.Atoi(v[3:])
	return v, err == nil && n >= 0 && n <= esx.MaxDevice && v == "vmk"+strconv.Itoa(n)
}

func (r *reading) vmk(s section, rec importer.Record) {
	device, ok := r.device(rec, "Name", "Record")
	if !ok {
		r.fault(diag.SourceValue, s, rec.Line, "%q is no vmk", rec.Fields["name"])
		return
	}
	if slices.Contains(r.raw.vmks, device) {
		if r.seen.Vmk(device).PortGroup.IsSet() || r.seen.Vmk(device).MTU.IsSet() {
			r.fault(diag.SourceTwice, s, rec.Line, "%s is listed twice for one host", device)
			return
		}
	}
	r.raw.vmks = append(r.raw.vmks, device)
	if !rec.Has("Portgroup", "Portset", "MTU") {
		r.fault(diag.SourceBroken, s, rec.Line, "the record of %s ends before its MTU", device)
		return
	}
	v := r.theVmk(device)
	v.MTU = r.number(s, rec, "MTU")
	if mac, ok := some(rec, "MAC Address"); ok {
		v.MAC = netstate.Some(strings.ToLower(mac))
	}
	if key, ok := some(rec, "Netstack Instance"); ok {
		v.Stack = netstate.Some(esx.StackName(key))
	}
	r.place(v, rec)
}

// place says where a vmk is: on a port group, a distributed switch, or NSX's.
func (r *reading) place(v *netstate.Vmk, rec importer.Record) {
	group, grouped := some(rec, "Portgroup")
	dvs, distributed := some(rec, "VDS Name")
	opaque, owned := some(rec, "Opaque Network ID")
	switch {
	case owned && opaque != "":
		v.Owner = "NSX"
	case distributed:
		v.Switch = netstate.Some(dvs)
		r.theSwitch(dvs, netstate.Distributed)
	case grouped:
		v.PortGroup = netstate.Some(group)
		if portset, ok := some(rec, "Portset"); ok {
			v.Switch = netstate.Some(portset)
			g := r.theGroup(group)
			g.Switch = portset
		}
	}
}

func allVmks(r *reading, s section) {
	r.seen.Complete.Vmks = r.seen.Complete.Vmks || s.call.whole || !s.known
}

// bits reads a dotted netmask, or a prefix length.
func bits(text string, longest int) (int, bool) {
	if n, err := strconv.Atoi(text); err == nil {
		return n, n >= 0 && n <= longest
	}
	m, err := netip.ParseAddr(text)
	if err != nil || !m.Is4() {
		return 0, false
	}
	b := m.As4()
	v := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	n := 0
	for ; v&0x80000000 != 0; v <<= 1 {
		n++
	}
	return n, v == 0
}

func (r *reading) ipv4(s section, rec importer.Record) {
	device, ok := r.device(rec, "Name", "Interface")
	if !ok {
		return
	}
	v := r.theVmk(device)
	if v.IPv4 == nil {
		v.IPv4 = &netstate.IPv4{}
	}
	mode, _ := some(rec, "Address Type")
	switch {
	case strings.HasPrefix(mode, "DHCP"):
		v.IPv4.Mode = netstate.Some(netstate.DHCP)
	case strings.HasPrefix(mode, "STATIC"):
		r.static(s, rec, v, "IPv4 Address", "IPv4 Netmask")
	case strings.HasPrefix(mode, "NONE"):
		v.IPv4.Mode = netstate.Some(netstate.None)
	default:
		r.fault(diag.SourceValue, s, rec.Line, "the Address Type of %s is %q, and not STATIC, DHCP or NONE", device, mode)
	}
	if g, ok := r.address(s, rec, "Gateway"); ok {
		put(&r.raw.effective, device, g)
	}
}

func (r *reading) static(s section, rec importer.Record, v *netstate.Vmk, address, mask string) {
	text, _ := rec.Get(mask)
	a, ok := r.address(s, rec, address)
	n, fine := bits(text, 32)
	switch {
	case !ok || !a.Is4():
		r.fault(diag.SourceValue, s, rec.Line, "%s is static and has no address", v.Device)
	case !fine:
		r.fault(diag.SourceValue, s, rec.Line, "the netmask of %s is %q", v.Device, text)
	default:
		v.IPv4.Mode, v.IPv4.Address = netstate.Some(netstate.Static), netip.PrefixFrom(a, n)
	}
}

func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}

func (r *reading) ipv6Of(device string) *netstate.IPv6 {
	v := r.theVmk(device)
	if v.IPv6 == nil {
		v.IPv6 = &netstate.IPv6{}
	}
	return v.IPv6
}

func (r *reading) ipv6(s section, rec importer.Record) {
	device, ok := r.device(rec, "Name")
	if !ok {
		return
	}
	ip := r.ipv6Of(device)
	if on, ok := r.yes(s, rec, "IPv6 Enabled").Get(); ok && !on {
		*ip = netstate.IPv6{Off: true}
		return
	}
	ip.DHCP, ip.Autoconf = r.yes(s, rec, "DHCPv6 Enabled"), r.yes(s, rec, "Router Adv Enabled")
	if g, ok := r.address(s, rec, "Gateway"); ok {
		put(&r.raw.effective6, device, g)
	}
}

func (r *reading) ipv6Address(s section, rec importer.Record) {
	device, ok := r.device(rec, "Interface", "Name")
	kind, _ := some(rec, "Type")
	a, fine := r.address(s, rec, "Address")
	if !ok || !fine || !strings.HasPrefix(kind, "STATIC") && !strings.HasPrefix(kind, "MANUAL") || a.IsLinkLocalUnicast() {
		return
	}
	text, _ := rec.Get("Netmask")
	n, good := bits(text, 128)
	if !good || !a.Is6() {
		r.fault(diag.SourceValue, s, rec.Line, "%s/%s is no IPv6 address", a, text)
		return
	}
	ip := r.ipv6Of(device)
	ip.Addresses = append(ip.Addresses, netip.PrefixFrom(a, n))
}

// sawIPv6 makes what was not listed known to be absent.
func sawIPv6(r *reading, s section) {
	for i := range r.seen.Vmks {
		v := &r.seen.Vmks[i]
		if v.IPv6 != nil && !v.IPv6.Off && v.IPv6.Addresses == nil && (s.call.vmk == "" || s.call.vmk == v.Device) {
			v.IPv6.Addresses = []netip.Prefix{}
		}
	}
}

func (r *reading) tags(s section, rec importer.Record) {
	if s.call.vmk == "" {
		r.unread(s, "it does not say of which vmk it lists the tags")
		return
	}
	text, _ := rec.Get("Tags")
	roles := []netstate.Role{}
	for _, tag := range importer.List(text) {
		row, ok := esx.ByTag(tag)
		switch {
		case ok:
			roles = append(roles, row.Role)
		case tag == "VSAN":
			roles = append(roles, netstate.VSAN)
		case tag == "VSANWitness":
			roles = append(roles, netstate.VSANWitness)
		default:
			r.unread(s, "%s has the tag %q, which vmkgen doesn't know", s.call.vmk, tag)
		}
	}
	put(&r.raw.roles, s.call.vmk, roles)
}

func (r *reading) vsan(s section, rec importer.Record) {
	device, ok := r.device(rec, "VmkNic Name")
	if !ok {
		return
	}
	text, _ := rec.Get("Traffic Type")
	for _, kind := range importer.List(text) {
		at := slices.IndexFunc(esx.Roles, func(row esx.RoleRow) bool { return row.VSAN != "" && row.VSAN == kind })
		if at < 0 {
			r.unread(s, "%s has the vSAN traffic type %q, which vmkgen doesn't know", device, kind)
			continue
		}
		put(&r.raw.vsan, device, append(r.raw.vsan[device], esx.Roles[at].Role))
	}
}
