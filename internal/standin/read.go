package standin

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esxcli"
)

// commands is what each command does. One that the table knows and this
// doesn't fails, loudly.
var commands = map[string]command{
	"network vswitch standard list":                          {read: listSwitches},
	"network vswitch standard add":                           {write: addSwitch},
	"network vswitch standard remove":                        {write: removeSwitch},
	"network vswitch standard set":                           {write: setSwitch},
	"network vswitch standard uplink add":                    {write: addUplink},
	"network vswitch standard uplink remove":                 {write: removeUplink},
	"network vswitch standard policy failover get":           {read: getSwitchFailover},
	"network vswitch standard policy failover set":           {write: setSwitchFailover},
	"network vswitch standard policy security get":           {read: getSecurity},
	"network vswitch standard policy security set":           {write: setSecurity},
	"network vswitch standard portgroup list":                {read: listGroups},
	"network vswitch standard portgroup add":                 {write: addGroup},
	"network vswitch standard portgroup remove":              {write: removeGroup},
	"network vswitch standard portgroup set":                 {write: setGroup},
	"network vswitch standard portgroup policy failover get": {read: getGroupFailover},
	"network vswitch standard portgroup policy failover set": {write: setGroupFailover},
	"network vswitch dvs vmware list":                        {read: listDVS},
	"network nic list":                                       {read: listNICs},
	"network ip interface list":                              {read: listVmks},
	"network ip interface add":                               {write: addVmk},
	"network ip interface remove":                            {write: removeVmk},
	"network ip interface set":                               {write: setVmk},
	"network ip interface ipv4 get":                          {read: getIPv4},
	"network ip interface ipv4 set":                          {write: setIPv4},
	"network ip interface ipv6 get":                          {read: getIPv6},
	"network ip interface ipv6 set":                          {write: setIPv6},
	"network ip interface ipv6 address list":                 {read: listIPv6},
	"network ip interface ipv6 address add":                  {write: addIPv6},
	"network ip interface ipv6 address remove":               {write: removeIPv6},
	"network ip interface tag get":                           {read: getTags},
	"network ip interface tag add":                           {write: addTag},
	"network ip interface tag remove":                        {write: removeTag},
	"network ip netstack list":                               {read: listStacks},
	"network ip netstack get":                                {read: getStack},
	"network ip netstack add":                                {write: addStack},
	"network ip netstack remove":                             {write: removeStack},
	"network ip netstack set":                                {write: setStack},
	"network ip route ipv4 list":                             {read: listRoutes(false)},
	"network ip route ipv4 add":                              {write: addRoute(false)},
	"network ip route ipv4 remove":                           {write: removeRoute(false)},
	"network ip route ipv6 list":                             {read: listRoutes(true)},
	"network ip route ipv6 add":                              {write: addRoute(true)},
	"network ip route ipv6 remove":                           {write: removeRoute(true)},
	"network ip dns server list":                             {read: listNames("DNSServers", false)},
	"network ip dns server add":                              {write: addName("server", false)},
	"network ip dns server remove":                           {write: removeName("server", false)},
	"network ip dns search list":                             {read: listNames("DNSSearch Domains", true)},
	"network ip dns search add":                              {write: addName("domain", true)},
	"network ip dns search remove":                           {write: removeName("domain", true)},
	"network ip get":                                         {read: getIPv6Switch},
	"network ip set":                                         {write: setIPv6Switch},
	"vsan network list":                                      {read: listVSAN},
	"vsan network ip add":                                    {write: addVSAN},
	"vsan network ip set":                                    {write: setVSAN},
	"vsan network ip remove":                                 {write: removeVSAN},
	"iscsi software get":                                     {read: getSoftware},
	"iscsi software set":                                     {write: setSoftware},
	"iscsi adapter list":                                     {read: listHBAs},
	"iscsi networkportal list":                               {read: listPortals},
	"iscsi networkportal add":                                {write: bind},
	"iscsi networkportal remove":                             {write: unbind},
	"nvme fabrics enable":                                    {write: enableNVMe},
	"nvme fabrics disable":                                   {write: disableNVMe},
	"nvme adapter list":                                      {read: listNVMe},
	"system hostname get":                                    {read: getHostname},
	"system hostname set":                                    {write: setHostname},
	"system version get":                                     {read: getVersion},
}

func listSwitches(h *Host, c *esxcli.Call) (*output, error) {
	o := &output{labels: []string{"Name", "Class", "Num Ports", "Used Ports", "Configured Ports", "MTU", "CDP Status", "Beacon Enabled", "Beacon Interval", "Beacon Threshold", "Beacon Required By", "Uplinks", "Portgroups"}}
	for _, s := range h.Switches {
		if c.Has("vswitch-name") && c.Get("vswitch-name") != s.Name {
			continue
		}
		groups := []string{}
		for _, g := range h.Groups {
			if g.Switch == s.Name {
				groups = append(groups, g.Name)
			}
		}
		o.add(s.Name, s.Name, "cswitch", 2560, 6, 128, s.MTU, s.CDP, false, 1, 3, "", s.Uplinks, groups)
	}
	return o, nil
}

func (t Teaming) cells(uplinks []string) []any {
	unused := slices.DeleteFunc(slices.Clone(uplinks), func(n string) bool {
		return slices.Contains(t.Active, n) || slices.Contains(t.Standby, n)
	})
	return []any{t.Policy, t.Detection, t.Notify, t.Failback, t.Active, t.Standby, unused}
}

var teamingLabels = []string{"Load Balancing", "Network Failure Detection", "Notify Switches", "Failback", "Active Adapters", "Standby Adapters", "Unused Adapters"}

func getSwitchFailover(h *Host, c *esxcli.Call) (*output, error) {
	s, err := h.mustSwitch(c.Get("vswitch-name"))
	if err != nil {
		return nil, err
	}
	return &output{labels: teamingLabels, rows: [][]any{s.Teaming.cells(s.Uplinks)}}, nil
}

func getGroupFailover(h *Host, c *esxcli.Call) (*output, error) {
	g, err := h.mustGroup(c.Get("portgroup-name"))
	if err != nil {
		return nil, err
	}
	o := &output{labels: slices.Concat(teamingLabels, []string{
		"Override Vswitch Load Balancing", "Override Vswitch Network Failure Detection", "Override Vswitch Notify Switches",
		"Override Vswitch Failback", "Override Vswitch Uplinks",
	})}
	cells := h.effective(g).cells(h.Switch(g.Switch).Uplinks)
	for _, b := range g.Overrides {
		cells = append(cells, b)
	}
	o.rows = [][]any{cells}
	return o, nil
}

func getSecurity(h *Host, c *esxcli.Call) (*output, error) {
	s, err := h.mustSwitch(c.Get("vswitch-name"))
	if err != nil {
		return nil, err
	}
	return &output{labels: []string{"Allow Promiscuous", "Allow MAC Address Change", "Allow Forged Transmits"}, rows: [][]any{{s.Security[0], s.Security[1], s.Security[2]}}}, nil
}

func listGroups(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{table: true, labels: []string{"Name", "Virtual Switch", "Active Clients", "VLAN ID"}}
	for _, g := range h.Groups {
		o.add("", g.Name, g.Switch, len(h.on(g.Name))+g.VMs, g.VLAN)
	}
	return o, nil
}

func listDVS(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{labels: []string{"Name", "VDS ID", "Class", "MTU", "CDP Status", "Uplinks", "VMware Branded"}}
	for _, d := range h.DVS {
		o.add(d.Name, d.Name, cmp.Or(d.UUID, "50 1e 5b ad e3 b4 af 25-18 f3 1c 4c fa 98 3d bb"), "cswitch", cmp.Or(d.MTU, 9000), "listen", d.Uplinks, true)
	}
	return o, nil
}

func listNICs(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{table: true, labels: []string{"Name", "PCI Device", "Driver", "Admin Status", "Link Status", "Speed", "Duplex", "MAC Address", "MTU", "Description"}}
	for _, n := range slices.Sorted(slices.Values(h.NICs)) {
		o.add("", n, "0000:02:00.0", "nvmxnet3", "Up", "Up", 10000, "Full", "00:25:b5:00:00:01", 1500, "VMware Inc. vmxnet3 Virtual Ethernet Controller")
	}
	return o, nil
}

func listVmks(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{labels: []string{"Name", "MAC Address", "Enabled", "Portset", "Portgroup", "Netstack Instance", "VDS Name", "VDS UUID", "VDS Port", "VDS Connection", "Opaque Network ID", "Opaque Network Type", "External ID", "MTU", "TSO MSS", "RXDispQueue Size", "Port ID"}}
	for i, v := range h.Vmks {
		portset, group, dvs, uuid, port, conn, opaque := "", v.Group, "N/A", "N/A", "N/A", -1, "N/A"
		switch {
		case v.DVS != "":
			portset, group, dvs, uuid, port, conn = "DvsPortset-0", "N/A", v.DVS, "50 1e 5b ad", "16", 1123658315
		case v.Opaque != "":
			portset, group, opaque = "DvsPortset-1", "N/A", v.Opaque
		default:
			portset = h.Group(v.Group).Switch
		}
		o.add(v.Device, v.Device, v.MAC, true, portset, group, v.Stack, dvs, uuid, port, conn, opaque, "N/A", "N/A", v.MTU, 65535, 4, 67108875+i)
	}
	return o, nil
}

func mask(p netip.Prefix) string {
	m := netip.PrefixFrom(netip.AddrFrom4([4]byte{255, 255, 255, 255}), p.Bits()).Masked()
	return m.Addr().String()
}

func (h *Host) gatewayOf(v *Vmk, v6 bool) string {
	own, none := v.Gateway, "0.0.0.0"
	if v6 {
		own, none = v.Gateway6, "::"
	}
	if own != "" {
		return own
	}
	for _, r := range h.Stack(v.Stack).Routes {
		if r.To == "default" && r.IPv6 == v6 {
			return r.Via
		}
	}
	return none
}

func getIPv4(h *Host, c *esxcli.Call) (*output, error) {
	o := &output{table: true, labels: []string{"Name", "IPv4 Address", "IPv4 Netmask", "IPv4 Broadcast", "Address Type", "Gateway", "DHCP DNS"}}
	if c.Has("interface-name") && h.Vmk(c.Get("interface-name")) == nil {
		return nil, notFound(c.Get("interface-name"))
	}
	for _, v := range h.Vmks {
		if c.Has("interface-name") && c.Get("interface-name") != v.Device {
			continue
		}
		switch v.Mode {
		case "STATIC":
			o.add("", v.Device, v.IP.Addr().String(), mask(v.IP), "10.255.255.255", "STATIC", h.gatewayOf(v, false), false)
		case "DHCP":
			o.add("", v.Device, "192.0.2.200", "255.255.255.0", "192.0.2.255", "DHCP", h.gatewayOf(v, false), true)
		default:
			o.add("", v.Device, "0.0.0.0", "0.0.0.0", "0.0.0.0", "NONE", h.gatewayOf(v, false), false)
		}
	}
	return o, nil
}

func getIPv6(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{table: true, labels: []string{"Name", "IPv6 Enabled", "DHCPv6 Enabled", "Router Adv Enabled", "DHCP DNS", "Gateway"}}
	for _, v := range h.Vmks {
		o.add("", v.Device, v.IPv6 && h.IPv6, v.DHCPv6, v.RA, false, h.gatewayOf(v, true))
	}
	return o, nil
}

func listIPv6(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{table: true, labels: []string{"Interface", "Address", "Netmask", "Type", "Status"}}
	for i, v := range h.Vmks {
		if !v.IPv6 || !h.IPv6 {
			continue
		}
		link := netip.AddrFrom16([16]byte{0xfe, 0x80, 15: byte(i + 1)})
		o.add("", v.Device, link.String(), 64, "STATIC", "PREFERRED")
		if v.RA {
			o.add("", v.Device, "2001:db8:aa::"+string(rune('1'+i%9)), 64, "AUTO", "PREFERRED")
		}
		for _, a := range v.Addresses {
			o.add("", v.Device, a.Addr().String(), a.Bits(), "STATIC", "PREFERRED")
		}
	}
	return o, nil
}

func getTags(h *Host, c *esxcli.Call) (*output, error) {
	v, err := h.mustVmk(c.Get("interface-name"))
	if err != nil {
		return nil, err
	}
	return &output{labels: []string{"Tags"}, rows: [][]any{{v.Tags}}}, nil
}

func listStacks(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{labels: []string{"Key", "Name", "State"}}
	for _, s := range h.Stacks {
		o.add(s.Key, s.Key, s.Key, "4660")
	}
	return o, nil
}

func getStack(h *Host, c *esxcli.Call) (*output, error) {
	s, err := h.mustStack(c.Get("netstack"))
	if err != nil {
		return nil, err
	}
	o := &output{labels: []string{"Key", "Name", "Enabled", "Max Connections", "Current Max Connections", "Congestion Control Algorithm", "Current Congestion Control Algorithm", "IPv6 Enabled", "Current IPv6 Enabled", "State"}}
	o.add(s.Key, s.Key, s.Key, true, s.MaxConn, 11000, s.Congestion, s.Congestion, true, true, "4660")
	return o, nil
}

func listRoutes(v6 bool) func(*Host, *esxcli.Call) (*output, error) {
	return func(h *Host, c *esxcli.Call) (*output, error) {
		s, err := h.mustStack(c.Get("netstack"))
		if err != nil {
			return nil, err
		}
		o := &output{table: true, labels: []string{"Network", "Netmask", "Gateway", "Interface", "Source"}}
		for _, r := range s.Routes {
			if r.IPv6 == v6 {
				h.addRouteRow(o, s, r)
			}
		}
		for _, v := range h.Vmks {
			if v.Stack == s.Key && v.Mode == "STATIC" && !v6 {
				o.add("", v.IP.Masked().Addr().String(), mask(v.IP), "0.0.0.0", v.Device, "MANUAL")
			}
		}
		return o, nil
	}
}

func (h *Host) addRouteRow(o *output, s *Stack, r Route) {
	by := ""
	via := netip.MustParseAddr(r.Via)
	for _, v := range h.Vmks {
		if v.Stack == s.Key && (v.Mode == "STATIC" && v.IP.Contains(via) || slices.ContainsFunc(v.Addresses, func(p netip.Prefix) bool { return p.Contains(via) })) {
			by = v.Device
		}
	}
	switch {
	case r.To == "default" && !r.IPv6:
		o.add("", "default", "0.0.0.0", r.Via, by, "MANUAL")
	case r.To == "default":
		o.add("", "default", "0", r.Via, by, "MANUAL")
	default:
		p := netip.MustParsePrefix(r.To)
		bits := any(p.Bits())
		if !r.IPv6 {
			bits = mask(p)
		}
		o.add("", p.Addr().String(), bits, r.Via, by, "MANUAL")
	}
}

func listNames(label string, search bool) func(*Host, *esxcli.Call) (*output, error) {
	return func(h *Host, c *esxcli.Call) (*output, error) {
		s, err := h.mustStack(c.Get("netstack"))
		if err != nil {
			return nil, err
		}
		return &output{labels: []string{label}, rows: [][]any{{*nameList(s, search)}}}, nil
	}
}

func getIPv6Switch(h *Host, _ *esxcli.Call) (*output, error) {
	return &output{labels: []string{"IPv6 Enabled"}, rows: [][]any{{h.IPv6}}}, nil
}

func listVSAN(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{labels: []string{"VmkNic Name", "IP Protocol", "Interface UUID", "Agent Group Multicast Address", "Host Unicast Channel Bound Port", "Multicast TTL", "Traffic Type"}}
	for _, v := range h.Vmks {
		if len(v.VSAN) > 0 {
			o.add("Interface", v.Device, "IP", "d07ba45e-4c1c-ba02-0a9b-0050569f783b", "224.2.3.4", 12321, 5, strings.Join(v.VSAN, ", "))
		}
	}
	return o, nil
}

func getSoftware(h *Host, _ *esxcli.Call) (*output, error) {
	if h.SoftwareISCSI {
		return &output{bare: "true\n"}, nil
	}
	return &output{bare: "false\n"}, nil
}

func listHBAs(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{table: true, labels: []string{"Adapter", "Driver", "State", "UID", "Description"}}
	for _, a := range h.hbas() {
		driver := "bnx2i"
		if a == SoftwareHBA {
			driver = "iscsi_vmk"
		}
		o.add("", a, driver, "online", "iscsi."+a, "iSCSI Adapter")
	}
	return o, nil
}

func listPortals(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{labels: []string{"Adapter", "Vmknic", "MAC Address", "Path Status"}}
	for _, p := range h.Portals {
		o.add(p.HBA, p.HBA, p.Vmk, "00:50:56:00:00:01", "active")
	}
	return o, nil
}

func listNVMe(h *Host, _ *esxcli.Call) (*output, error) {
	o := &output{table: true, labels: []string{"Adapter", "Adapter Qualified Name", "Transport Type", "Driver", "Associated Devices"}}
	for i, d := range h.NVMe {
		kind := "TCP"
		if strings.HasPrefix(d, "vmrdma") {
			kind = "RDMA"
		}
		o.add("", "vmhba"+string(rune('6'+i%4))+"7", "aqn:nvmetcp:00", kind, "nvme", d)
	}
	return o, nil
}

func getHostname(h *Host, _ *esxcli.Call) (*output, error) {
	short, domain, _ := strings.Cut(h.Name, ".")
	return &output{labels: []string{"Domain Name", "Fully Qualified Domain Name", "Host Name"}, rows: [][]any{{domain, h.Name, short}}}, nil
}

func getVersion(h *Host, _ *esxcli.Call) (*output, error) {
	return &output{labels: []string{"Product", "Version", "Build", "Update", "Patch"}, rows: [][]any{{"VMware ESXi", h.Version, "Releasebuild-24022510", "3", "55"}}}, nil
}
