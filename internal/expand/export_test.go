package expand

import "github.com/vmkgen/vmkgen/internal/natural"

// What tests look into.
var (
	ExpandRange = expandRange
	HostNumber  = natural.Number
	BadHostName = badHostName
)

// MaxHosts is how many hosts a cluster may list.
const MaxHosts = maxHosts
