package powercli

import (
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
)

// detection maps to the values of NetworkFailoverDetectionPolicy.
var detection = map[netstate.Detection]string{
	netstate.DetectLink:   "LinkStatus",
	netstate.DetectBeacon: "BeaconProbing",
}

// teaming adds what of a teaming is set. An order is one text, as esxcli takes it.
func teaming(r row, t *netstate.Teaming) row {
	if t == nil {
		return r
	}
	if p, ok := t.Policy.Get(); ok {
		r = r.text("LoadBalancing", esx.TeamingOf(p).PowerCLI)
	}
	if d, ok := t.Detection.Get(); ok {
		r = r.text("Detection", detection[d])
	}
	if on, ok := t.Notify.Get(); ok {
		r = r.flag("Notify", on)
	}
	if on, ok := t.Failback.Get(); ok {
		r = r.flag("Failback", on)
	}
	if t.Active != nil {
		r = r.text("Active", strings.Join(t.Active, ","))
	}
	if t.Standby != nil {
		r = r.text("Standby", strings.Join(t.Standby, ","))
	}
	return r
}

// teamingKeys are what a port group may have of its own or from its switch;
// Active stands for the whole failover order.
var teamingKeys = []string{"LoadBalancing", "Detection", "Notify", "Failback", "Active"}

// inherited are those keys that a port group is to have from its switch.
func inherited(t *netstate.Teaming) []string {
	own := []bool{t.Policy.IsSet(), t.Detection.IsSet(), t.Notify.IsSet(), t.Failback.IsSet(), t.Active != nil || t.Standby != nil}
	out := []string{}
	for i, key := range teamingKeys {
		if !own[i] {
			out = append(out, key)
		}
	}
	return out
}
