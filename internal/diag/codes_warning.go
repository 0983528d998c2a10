package diag

// What makes sense to few, 201 to 249.
const (
	VMotionInManagement Code = "VMK201"
	VMotionTwoStacks    Code = "VMK202"
	VSANShared          Code = "VMK203"
	FTShared            Code = "VMK204"
	SmallMTU            Code = "VMK205"
	SubnetTwice         Code = "VMK206"
	BoundSubnets        Code = "VMK207"
	SubnetTwoVLANs      Code = "VMK208"
	VLANTwoSubnets      Code = "VMK209"
	OneUplink           Code = "VMK210"
	UnusedStack         Code = "VMK211"
	AddressTwoClusters  Code = "VMK212"
	MACTwoHosts         Code = "VMK213"
)

// warningCodes are the codes of warnings, 2xx.
var warningCodes = []CodeRow{
	{VMotionInManagement, Warning, "vMotion in the management network"},
	{VMotionTwoStacks, Warning, "vMotion on the default stack beside the vMotion stack"},
	{VSANShared, Warning, "vSAN on uplinks that it shares"},
	{FTShared, Warning, "fault tolerance without an uplink of its own"},
	{SmallMTU, Warning, "storage below MTU 9000 while its switch allows it"},
	{SubnetTwice, Warning, "two vmks of one stack in one subnet"},
	{BoundSubnets, Warning, "bound iSCSI vmks in different subnets"},
	{SubnetTwoVLANs, Warning, "overlapping subnets under different VLANs"},
	{VLANTwoSubnets, Warning, "one VLAN with different subnets"},
	{OneUplink, Warning, "one uplink only"},
	{UnusedStack, Warning, "a custom stack that no vmk uses"},
	{AddressTwoClusters, Warning, "two clusters with one address"},
	{MACTwoHosts, Warning, "two hosts with one MAC address"},
}
