package expand

// What tests look into.
var (
	ExpandRange = expandRange
	HostNumber  = hostNumber
	BadHostName = badHostName
)

// MaxHosts is how many hosts a cluster may list.
const MaxHosts = maxHosts
