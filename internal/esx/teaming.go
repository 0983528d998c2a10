package esx

import "github.com/vmkgen/vmkgen/internal/netstate"

// A TeamingRow is how tools spell a teaming policy.
type TeamingRow struct {
	Policy   netstate.TeamingPolicy
	Set      string // esxcli ... policy failover set --load-balancing
	Get      string // what policy failover get prints
	API      string // HostNicTeamingPolicy.policy
	PowerCLI string // Set-NicTeamingPolicy -LoadBalancingPolicy
}

// Teaming is the table of policies.
var Teaming = []TeamingRow{
	{netstate.PortID, "portid", "srcport", "loadbalance_srcid", "LoadBalanceSrcId"},
	{netstate.MACHash, "mac", "srcmac", "loadbalance_srcmac", "LoadBalanceSrcMac"},
	{netstate.IPHash, "iphash", "iphash", "loadbalance_ip", "LoadBalanceIP"},
	{netstate.Explicit, "explicit", "explicit", "failover_explicit", "ExplicitFailover"},
}

// TeamingOf gives the row of a policy; the zero row for an unknown one.
func TeamingOf(p netstate.TeamingPolicy) TeamingRow {
	for _, r := range Teaming {
		if r.Policy == p {
			return r
		}
	}
	return TeamingRow{}
}

// CDP maps a discovery mode to esxcli's word for it.
var CDP = map[netstate.Discovery]string{
	netstate.DiscoveryListen:    "listen",
	netstate.DiscoveryAdvertise: "advertise",
	netstate.DiscoveryBoth:      "both",
	netstate.DiscoveryNone:      "down",
}
