package check

import "github.com/vmkgen/vmkgen/internal/diag"

// A rule is one thing that may be wrong. One of its functions is set: what it
// looks at decides which.
type rule struct {
	code    diag.Code
	host    func(*host)    // one group of alike hosts, by its pattern
	cluster func(*cluster) // a cluster's groups side by side
	config  func(*config)  // clusters side by side

	// misses are the places, * for any key, that the rule speaks of for being
	// absent or short: where one of them is in doubt it says nothing.
	misses []string
}

var (
	anyAddress = []string{
		"vmk/*/address", "vmk/*/subnet", "vmk/*/offset", "vmk/*/dhcp", "vmk/*/ipv6", "vmk/*/stack", "stack/*",
	}
	anyTeaming = []string{"vmk/*/teaming", "vmk/*/switch", "switch/*"}
)

// rules is the table of rules.
var rules = []rule{
	{code: diag.RoleOnStack, host: roleOnStack},
	{code: diag.RoleTooNew, host: roleTooNew, misses: []string{"esxi"}},
	{code: diag.OptionTooNew, host: optionTooNew, misses: []string{"esxi"}},
	{code: diag.FTTwice, host: ftTwice},
	{code: diag.ManagementLost, host: managementLost, misses: []string{"vmk/*/roles"}},
	{code: diag.AddressTwiceOnHost, host: addressTwiceOnHost},
	{code: diag.AddressTwice, config: addressTwice},
	{code: diag.ManagementTwice, config: managementTwice},
	{code: diag.AddressIsGateway, cluster: addressIsGateway},
	{code: diag.HostInTwoClusters, config: hostInTwoClusters},
	{code: diag.GatewayUnreached, host: gatewayUnreached, misses: anyAddress},
	{code: diag.ViaUnreached, host: viaUnreached, misses: anyAddress},
	{code: diag.GatewayWithoutVmk, host: gatewayWithoutVmk, misses: []string{"vmk/*/stack"}},
	{code: diag.BadRoute, host: badRoute},
	{code: diag.UnknownStack, host: unknownStack, misses: []string{"stack/*"}},
	{code: diag.StackNotYours, host: stackNotYours},
	{code: diag.UnknownSwitch, host: unknownSwitch, misses: []string{"switch/*"}},
	{code: diag.UnknownVCenter, config: unknownVCenter},
	{code: diag.MTUOverSwitch, host: mtuOverSwitch},
	{code: diag.MTUNeedsSwitch, host: mtuNeedsSwitch, misses: []string{"switch/*"}},
	{code: diag.UplinkTwice, host: uplinkTwice},
	{code: diag.UplinkMissing, host: uplinkMissing},
	{code: diag.UplinkTwoParts, host: uplinkTwoParts},
	{code: diag.PortGroupShared, host: portGroupShared},
	{code: diag.PortGroupVLANs, cluster: portGroupVLANs},
	{code: diag.PortGroupSwitches, host: portGroupSwitches},
	{code: diag.NoPortGroup, host: noPortGroup},
	{code: diag.NameTooLong, host: nameTooLong},
	{code: diag.BoundUplinks, host: boundUplinks, misses: anyTeaming},
	{code: diag.NVMeWithoutBlock, host: nvmeWithoutBlock},
	{code: diag.MACTwiceOnHost, host: macTwiceOnHost},

	{code: diag.VMotionInManagement, host: vmotionInManagement},
	{code: diag.VMotionTwoStacks, host: vmotionTwoStacks},
	{code: diag.VSANShared, host: vsanShared, misses: anyTeaming},
	{code: diag.FTShared, host: ftShared, misses: anyTeaming},
	{code: diag.SmallMTU, host: smallMTU},
	{code: diag.SubnetTwice, host: subnetTwice},
	{code: diag.BoundSubnets, host: boundSubnets},
	{code: diag.SubnetTwoVLANs, cluster: subnetTwoVLANs},
	{code: diag.VLANTwoSubnets, cluster: vlanTwoSubnets},
	{code: diag.OneUplink, host: oneUplink, misses: []string{"vmk/*/switch", "vmk/*/iscsi", "vmk/*/nvme"}},
	{code: diag.UnusedStack, host: unusedStack, misses: []string{"vmk/*/stack"}},
	{code: diag.AddressTwoClusters, config: addressTwoClusters},
	{code: diag.MACTwoHosts, config: macTwoHosts},
}
