package esx

// Limits of ESXi that the language checks.
const (
	MaxSwitchName   = 31   // characters of a standard switch's name
	MaxDVPortGroup  = 80   // characters of a distributed port group's name
	MinVmkMTU       = 1280 // bytes
	MaxVmkMTU       = 9000 // bytes; the client refuses more
	MaxSwitchMTU    = 9190 // bytes
	DefaultMTU      = 1500 // bytes; of a switch or vmk that nobody set
	MaxDevice       = 255  // the highest vmk number
	DefaultRelease  = "8.0"
	ManagementGroup = "Management Network" // port group of vmk0 as installed
	VMGroup         = "VM Network"         // port group that the installer adds
	InstallSwitch   = "vSwitch0"           // the switch that every host has
	InstallVmk      = "vmk0"
	KickstartNumber = 256 // commands that a kickstart may hold
)
