package csv

import (
	"strings"
	"sync"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// A field is something that a column may say of a vmk.
type field string

const (
	hostField    field = "host"
	clusterField field = "cluster"
	centerField  field = "datacenter"
	deviceField  field = "vmk"
	ipField      field = "address"
	maskField    field = "mask"
	groupField   field = "port group"
	vlanField    field = "VLAN"
	switchField  field = "switch"
	kindField    field = "kind of switch"
	swMTUField   field = "MTU of the switch"
	mtuField     field = "MTU"
	gatewayField field = "gateway"
	whoseField   field = "whose the gateway is"
	stackField   field = "stack"
	rolesField   field = "roles"
	macField     field = "MAC address"
	modeField    field = "addressing"
	dhcpField    field = "DHCP"
	ip6Field     field = "IPv6 addresses"
	gw6Field     field = "IPv6 gateway"
	autoField    field = "IPv6 autoconf"
	dhcp6Field   field = "DHCPv6"
	dnsField     field = "name servers"
	activeField  field = "active uplinks"
	standbyField field = "standby uplinks"
	unusedField  field = "unused uplinks"
	nothing      field = "-" // what has no meaning here, and is no news either
)

// headings is what people and tools call columns, by importer.FieldName.
var headings = sync.OnceValue(func() map[string]field {
	out := map[string]field{}
	for f, names := range map[field]string{
		hostField:    "vmhost host hostname esx esxi esxihost esxhost server fqdn hostfqdn",
		clusterField: "cluster clustername", centerField: "datacenter",
		deviceField: "vmk name devicename device vmkernel vmkernelname vmknic interface",
		ipField:     "ip ipaddress ipaddr ipv4 ipv4address newip address managementip vmotionip ftip vsanip",
		maskField:   "mask netmask subnetmask subnet ipv4netmask prefix prefixlength",
		groupField:  "portgroup portgroupname pg dvportgroup dvportgroupname networklabel",
		vlanField:   "vlan vlanid",
		switchField: "vswitch vss switch vswitchname switchname dvswitch vdswitch vds dvs vdsname dvswitchname vdswitchname",
		kindField:   "switchtype", swMTUField: "vswitchmtu switchmtu", mtuField: "mtu",
		gatewayField: "gateway gw defaultgateway", whoseField: "gatewayfrom",
		stackField: "stack netstack tcpipstack netstackinstance", rolesField: "services enabledservices roles role service",
		macField: "mac macaddress", modeField: "addressing", dhcpField: "dhcp dhcpenabled",
		ip6Field: "ipv6 ipv6address ipv6addresses", gw6Field: "ipv6gateway", autoField: "ipv6autoconf automaticipv6", dhcp6Field: "ipv6dhcp ipv6throughdhcp",
		dnsField: "dns dnsservers", activeField: "activeadapters", standbyField: "standbyadapters", unusedField: "unusedadapters",
		nothing: "id vmhostid vmhostuid uid extensiondata ipv6enabled fullduplex bitratepersec network oldip username password client",
	} {
		for name := range strings.FieldsSeq(names) {
			out[name] = f
		}
	}
	return out
})

// distributedHeadings are columns of switches that are distributed ones.
const distributedHeadings = " dvswitch vdswitch vds dvs vdsname dvswitchname vdswitchname "

// roleHeadings are columns that say of one role whether a vmk has it.
var roleHeadings = sync.OnceValue(func() map[string]netstate.Role {
	out := map[string]netstate.Role{
		"vmotion": netstate.VMotion, "vmotiontraffic": netstate.VMotion, "management": netstate.Management, "managementtraffic": netstate.Management,
		"hostmanagement": netstate.Management, "fttraffic": netstate.FT, "ft": netstate.FT, "vsan": netstate.VSAN, "vsantraffic": netstate.VSAN,
	}
	for _, row := range esx.Roles {
		if row.Property != "" {
			out[importer.FieldName(row.Property)] = row.Role
		}
	}
	return out
})

// roleWords are what people and tools call roles in a cell.
var roleWords = sync.OnceValue(func() map[string]netstate.Role {
	out := map[string]netstate.Role{
		"mgmt": netstate.Management, "faulttolerance": netstate.FT, "ftlogging": netstate.FT, "vspherereplicationnfc": netstate.ReplicationNFC,
		"nvmeovertcp": netstate.NVMeTCP, "nvmeoverrdma": netstate.NVMeRDMA, "vspherebackupnfc": netstate.BackupNFC, "precisiontimeprotocol": netstate.PTP,
	}
	for _, row := range esx.Roles {
		for _, name := range []string{string(row.Role), row.NicType, row.Tag} {
			if name != "" {
				out[importer.FieldName(name)] = row.Role
			}
		}
	}
	return out
})
