package diag

// What a target can't do, 4xx: 400 to 439 esxcli and kickstart.
const (
	NoDistributed    Code = "VMK401"
	NoSpelling       Code = "VMK402"
	BadName          Code = "VMK403"
	NoWayBack        Code = "VMK404"
	InstallElsewhere Code = "VMK410"
	InstallDevice    Code = "VMK411"
	InstallName      Code = "VMK412"
	InstallValue     Code = "VMK413"
	InstallSameMAC   Code = "VMK414"
)

// What PowerCLI can't do, 440 to 459.
const (
	ControlCharacter Code = "VMK440"
	ReservedName     Code = "VMK441"
	CommaInUplink    Code = "VMK442"
)

// What tools of others can't be told, 460 to 479.
const (
	ToolNoRole    Code = "VMK460"
	ToolNoStack   Code = "VMK461"
	ToolLacks     Code = "VMK462"
	ToolNeedsMore Code = "VMK463"
	ToolVmkNumber Code = "VMK464"
	ToolHostName  Code = "VMK465"
	ToolHostKey   Code = "VMK466"
	ToolSchema    Code = "VMK467"
	ToolApart     Code = "VMK468"
)

// refusalCodes are the codes of what a target refuses, 4xx.
var refusalCodes = []CodeRow{
	{NoDistributed, Error, "esxcli can't join a distributed port group"},
	{NoSpelling, Error, "esxcli has no known spelling for a role"},
	{BadName, Error, "a name that can't pass through esxcli"},
	{NoWayBack, Error, "a setting that esxcli can't take back"},
	{InstallElsewhere, Error, "vmk0 can't be installed where it is wanted"},
	{InstallDevice, Error, "no network device to install over is known"},
	{InstallName, Error, "a host name or address that the installer can't take"},
	{InstallValue, Error, "a kickstart value that the installer can't take"},
	{InstallSameMAC, Error, "two hosts would be installed by one MAC address"},
	{ControlCharacter, Error, "a name that can't stand in a PowerShell script"},
	{ReservedName, Error, "a port group name that PowerCLI scripts use themselves"},
	{CommaInUplink, Error, "an uplink name that a failover order can't hold"},
	{ToolNoRole, Error, "a role that a tool can't set"},
	{ToolNoStack, Error, "a custom stack, which a tool can't make"},
	{ToolLacks, Error, "a setting that a tool has no word for"},
	{ToolNeedsMore, Error, "something that a tool can't leave alone"},
	{ToolVmkNumber, Error, "a vmk number that a tool can't choose"},
	{ToolHostName, Error, "a host name that a tool reads otherwise"},
	{ToolHostKey, Error, "a host whose UUID is not known"},
	{ToolSchema, Error, "a document that its cluster's schema rejects"},
	{ToolApart, Error, "hosts that a profile can't tell apart"},
}
