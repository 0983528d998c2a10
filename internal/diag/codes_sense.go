package diag

// What doesn't make sense, 110 to 149: roles and hosts, addresses, gateways
// and stacks, switches and port groups, bindings.
const (
	RoleOnStack        Code = "VMK110"
	RoleTooNew         Code = "VMK111"
	OptionTooNew       Code = "VMK112"
	FTTwice            Code = "VMK113"
	ManagementLost     Code = "VMK114"
	AddressTwiceOnHost Code = "VMK115"
	AddressTwice       Code = "VMK116"
	ManagementTwice    Code = "VMK117"
	AddressIsGateway   Code = "VMK118"
	HostInTwoClusters  Code = "VMK119"
	GatewayUnreached   Code = "VMK120"
	ViaUnreached       Code = "VMK121"
	GatewayWithoutVmk  Code = "VMK122"
	BadRoute           Code = "VMK123"
	UnknownStack       Code = "VMK124"
	StackNotYours      Code = "VMK125"
	UnknownSwitch      Code = "VMK126"
	UnknownVCenter     Code = "VMK127"
	MTUOverSwitch      Code = "VMK130"
	MTUNeedsSwitch     Code = "VMK131"
	UplinkTwice        Code = "VMK132"
	UplinkMissing      Code = "VMK133"
	UplinkTwoParts     Code = "VMK134"
	PortGroupShared    Code = "VMK135"
	PortGroupVLANs     Code = "VMK136"
	PortGroupSwitches  Code = "VMK137"
	NoPortGroup        Code = "VMK138"
	NameTooLong        Code = "VMK139"
	BoundUplinks       Code = "VMK140"
	NVMeWithoutBlock   Code = "VMK141"
	MACTwiceOnHost     Code = "VMK142"
)

// senseCodes are the codes of errors of sense, 1xx.
var senseCodes = []CodeRow{
	{RoleOnStack, Error, "a role on a stack that can't carry it"},
	{RoleTooNew, Error, "a role that the cluster's ESXi is too old for"},
	{OptionTooNew, Error, "an option that the cluster's ESXi is too old for"},
	{FTTwice, Error, "fault tolerance on two vmks of one host"},
	{ManagementLost, Error, "no vmk is left for management"},
	{AddressTwiceOnHost, Error, "two vmks of one host with one address"},
	{AddressTwice, Error, "two hosts with one address"},
	{ManagementTwice, Error, "two hosts of one vCenter with one management address"},
	{AddressIsGateway, Error, "a vmk with the address of a gateway"},
	{HostInTwoClusters, Error, "one host in two clusters"},
	{GatewayUnreached, Error, "a gateway that no vmk reaches"},
	{ViaUnreached, Error, "a route by way of a gateway that no vmk reaches"},
	{GatewayWithoutVmk, Error, "a gateway on a stack that has no vmk"},
	{BadRoute, Error, "a route that can't be"},
	{UnknownStack, Error, "a stack that isn't defined"},
	{StackNotYours, Error, "a stack name that isn't the language's"},
	{UnknownSwitch, Error, "a switch that isn't defined"},
	{UnknownVCenter, Error, "a vcenter that isn't defined"},
	{MTUOverSwitch, Error, "a vmk's MTU over its switch's"},
	{MTUNeedsSwitch, Error, "an MTU above 1500 on a switch that isn't declared"},
	{UplinkTwice, Error, "one vmnic on two switches"},
	{UplinkMissing, Error, "teaming with an uplink that the switch lacks"},
	{UplinkTwoParts, Error, "an uplink that is both active and standby"},
	{PortGroupShared, Error, "two vmks of one host on one standard port group"},
	{PortGroupVLANs, Error, "one port group with two VLANs"},
	{PortGroupSwitches, Error, "one port group on two switches"},
	{NoPortGroup, Error, "a vmk on a distributed switch without a port group"},
	{NameTooLong, Error, "a name that is too long"},
	{BoundUplinks, Error, "a bound iSCSI vmk without exactly one uplink"},
	{NVMeWithoutBlock, Error, "an NVMe role without its adapter"},
	{MACTwiceOnHost, Error, "two vmks of one host with one MAC address"},
}
