package script

import (
	"net"
	"net/netip"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// guards writes what must hold before a change.
func (l *lowering) guards(p *plan.Host) {
	for _, g := range p.Guards() {
		for _, s := range spell(&g) {
			l.guard(&g, s)
		}
	}
}

// A spelling is how the library knows an attribute, and its values.
type spelling struct {
	name   string
	values []string
}

func (l *lowering) guard(g *plan.Guard, s spelling) {
	l.used[pieceOf(g, s.name)] = true
	presence, verb := "must", "one"
	if g.Absent {
		presence = "may"
	}
	if g.Items {
		verb = "some"
	}
	l.raw("  " + presence)
	l.word(verb)
	l.word(string(g.Kind))
	l.word(thingName(g))
	l.word(s.name)
	for _, v := range s.values {
		l.word(v)
	}
	l.raw("\n")
}

// thingName is what the library finds a thing by. The port group that vmk0 is
// on, whichever it is, is found by the vmk.
func thingName(g *plan.Guard) string {
	switch {
	case g.Kind == plan.StackKind:
		return esx.StackKey(g.Thing.Name)
	case g.Kind == plan.PortGroupKind && strings.HasPrefix(g.Thing.Name, "(of "):
		return "@" + g.Of
	}
	return g.Thing.Name
}

// pieceOf is the piece of the library that reads an attribute.
func pieceOf(g *plan.Guard, name string) string {
	switch {
	case strings.HasPrefix(name, "--allow-"):
		return "security"
	case g.Kind == plan.SwitchKind && strings.HasPrefix(name, "--"):
		return "switch_teaming"
	case g.Kind == plan.PortGroupKind && strings.HasPrefix(name, "--"):
		return "portgroup_teaming"
	case g.Kind == plan.SwitchKind:
		return "switch"
	case g.Kind == plan.StackKind && strings.HasPrefix(name, "--"):
		return "stack_options"
	case g.Kind == plan.StackKind && (name == "server" || name == "search"):
		return "names"
	case g.Kind == plan.StackKind:
		return "stack"
	case g.Name == "iscsi/adapter" || g.Name == "software_iscsi":
		return "iscsi"
	case g.Name == "nvme":
		return "nvme"
	}
	return "guard"
}

// spell gives an attribute's values as the library reads them.
func spell(g *plan.Guard) []spelling {
	switch g.Kind {
	case plan.SwitchKind, plan.PortGroupKind:
		return spellPlace(g)
	case plan.StackKind:
		return spellStack(g)
	case plan.VmkKind:
		return spellVmk(g)
	case plan.HostKind:
	}
	return []spelling{{g.Name, each(g, joined)}}
}

// each spells all values.
func each(g *plan.Guard, as func(plan.Value) string) []string {
	var out []string
	for _, v := range g.Values {
		out = append(out, as(v))
	}
	return out
}

func joined(v plan.Value) string { return strings.Join(v, " ") }

// teamingNames are the options of a failover policy.
var teamingNames = map[string]string{
	"teaming/policy": "--load-balancing", "teaming/active": "--active-uplinks", "teaming/standby": "--standby-uplinks",
	"teaming/failback": "--failback", "teaming/notify": "--notify-switches", "teaming/detection": "--failure-detection",
	"security/promiscuous": "--allow-promiscuous", "security/mac_changes": "--allow-mac-change", "security/forged_transmits": "--allow-forged-transmits",
}

func spellPlace(g *plan.Guard) []spelling {
	option, ok := teamingNames[g.Name]
	switch {
	case g.Name == "discovery":
		return []spelling{{g.Name, each(g, func(v plan.Value) string { return esx.CDP[netstate.Discovery(joined(v))] })}}
	case !ok:
		return []spelling{{g.Name, each(g, joined)}}
	}
	return []spelling{{option, each(g, func(v plan.Value) string {
		if g.Name == "teaming/policy" && len(v) == 1 {
			if row := esx.TeamingOf(netstate.TeamingPolicy(v[0])); row.Set != "" {
				return row.Set
			}
		}
		return strings.Join(v, ",")
	})}}
}

func spellStack(g *plan.Guard) []spelling {
	switch g.Name {
	case "dns":
		return []spelling{{"server", each(g, joined)}}
	case "congestion_control":
		return []spelling{{"--ccalgo", each(g, joined)}}
	case "max_connections":
		return []spelling{{"--maxconn", each(g, joined)}}
	case "routes":
		var out []spelling
		for _, f := range families {
			out = append(out, spelling{"routes " + f, each(g, func(v plan.Value) string { return routesOf(v, f) })})
		}
		return out
	}
	return []spelling{{g.Name, each(g, joined)}}
}

// routesOf gives the routes of one family, as NETWORK=GATEWAY.
func routesOf(v plan.Value, f string) string {
	var out []string
	for _, r := range v {
		to, via, _ := strings.Cut(r, " via ")
		if a, err := netip.ParseAddr(via); err == nil && family(a) == f {
			out = append(out, to+"="+via)
		}
	}
	return strings.Join(out, " ")
}

func spellVmk(g *plan.Guard) []spelling {
	switch g.Name {
	case "stack":
		return []spelling{{g.Name, each(g, func(v plan.Value) string { return esx.StackKey(joined(v)) })}}
	case "address":
		return []spelling{{g.Name, each(g, func(v plan.Value) string {
			p, err := netip.ParsePrefix(joined(v))
			if err != nil {
				return joined(v)
			}
			return p.Addr().String() + " " + net.IP(net.CIDRMask(p.Bits(), 32)).String()
		})}}
	case "roles":
		return []spelling{{g.Name, each(g, func(v plan.Value) string {
			var out []string
			for _, r := range v {
				row, _ := esx.RoleOf(netstate.Role(r))
				switch {
				case row.VSAN != "":
					out = append(out, "vsan="+row.VSAN)
				case row.Tag != "":
					out = append(out, row.Tag)
				}
			}
			return strings.Join(out, " ")
		})}}
	}
	return []spelling{{g.Name, each(g, joined)}}
}
