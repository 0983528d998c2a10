package view

import (
	"fmt"
	"strings"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

// Sentence says in words what an operation does.
func Sentence(o op.Op) string { return plain(op.Visit(o, words{})) }

// words is a visitor that answers with a sentence.
type words struct{}

var _ op.Visitor[string] = words{}

func (words) EnsureStack(o op.EnsureStack) string { return "make stack " + o.Stack }

func (words) SetStackOptions(o op.SetStackOptions) string {
	var what []string
	if c, ok := o.Congestion.Get(); ok {
		what = append(what, "congestion control "+string(c))
	}
	if n, ok := o.MaxConnections.Get(); ok {
		what = append(what, fmt.Sprintf("at most %d connections", n))
	}
	return "set " + strings.Join(what, " and ") + " of stack " + o.Stack
}

func (words) EnsureSwitch(o op.EnsureSwitch) string { return "make switch " + o.Switch }

func (words) SetSwitchMTU(o op.SetSwitchMTU) string {
	verb := "raise"
	if o.Way == op.Lower {
		verb = "lower"
	}
	return fmt.Sprintf("%s the MTU of switch %s to %d", verb, o.Switch, o.MTU)
}

func (words) SetUplinks(o op.SetUplinks) string {
	return "give switch " + o.Switch + " the uplinks " + items(o.Uplinks)
}

func items[T ~string](list []T) string {
	if len(list) == 0 {
		return "none"
	}
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}

func (words) SetSwitchTeaming(o op.SetSwitchTeaming) string {
	return "set the teaming of switch " + o.Switch + ": " + teamingWords(&o.Teaming)
}

func teamingWords(t *netstate.Teaming) string {
	var what []string
	if p, ok := t.Policy.Get(); ok {
		what = append(what, "policy "+string(p))
	}
	if t.Active != nil {
		what = append(what, "active "+items(t.Active))
	}
	if t.Standby != nil {
		what = append(what, "standby "+items(t.Standby))
	}
	if b, ok := t.Failback.Get(); ok {
		what = append(what, fmt.Sprintf("failback %v", b))
	}
	if b, ok := t.Notify.Get(); ok {
		what = append(what, fmt.Sprintf("notify %v", b))
	}
	if d, ok := t.Detection.Get(); ok {
		what = append(what, "detection "+string(d))
	}
	if t.Inherits {
		what = append(what, "the rest as its switch has it")
	}
	return strings.Join(what, "; ")
}

func (words) SetSecurity(o op.SetSecurity) string {
	var what []string
	add := func(name string, v netstate.Opt[bool]) {
		if b, ok := v.Get(); ok {
			what = append(what, fmt.Sprintf("%s %v", name, b))
		}
	}
	add("promiscuous", o.Security.Promiscuous)
	add("mac_changes", o.Security.MACChanges)
	add("forged_transmits", o.Security.ForgedTransmits)
	return "set the security of switch " + o.Switch + ": " + strings.Join(what, "; ")
}

func (words) SetDiscovery(o op.SetDiscovery) string {
	return "set the discovery of switch " + o.Switch + " to " + string(o.Discovery)
}

// group names a port group; without a name it is the one that a vmk is on.
func group(p op.Place) string {
	if p.PortGroup == "" {
		return "the port group of " + p.Of
	}
	return "port group " + p.PortGroup
}

func at(name string) string {
	if name == "" {
		return ""
	}
	return " on switch " + name
}

func (words) EnsurePortGroup(o op.EnsurePortGroup) string {
	return "make " + group(o.Place) + at(o.Place.Switch)
}

func (words) SetVLAN(o op.SetVLAN) string {
	return fmt.Sprintf("set the VLAN of %s to %d", group(o.Place), o.VLAN)
}

func (words) SetPortGroupTeaming(o op.SetPortGroupTeaming) string {
	return "set the teaming of " + group(o.Place) + ": " + teamingWords(&o.Teaming)
}

func (words) EnsureVmk(o op.EnsureVmk) string {
	s := "make " + o.Device
	if o.Place.PortGroup != "" {
		s += " on " + group(o.Place)
	}
	if stack, ok := o.Stack.Get(); ok && stack != netstate.DefaultStack {
		s += " in stack " + stack
	}
	if mac, ok := o.MAC.Get(); ok {
		s += " with MAC " + mac
	}
	return s
}

func (words) SetVmkMTU(o op.SetVmkMTU) string {
	return fmt.Sprintf("set the MTU of %s to %d", o.Device, o.MTU)
}

func (words) SetIPv4(o op.SetIPv4) string {
	var what []string
	if mode, ok := o.IPv4.Mode.Get(); ok {
		switch mode {
		case netstate.Static:
			what = append(what, "address "+o.IPv4.Address.String())
		case netstate.DHCP:
			what = append(what, "address by DHCP")
		case netstate.None:
			what = append(what, "no IPv4 address")
		}
	}
	if g, ok := o.IPv4.Gateway.Get(); ok {
		if g.IsValid() {
			what = append(what, "gateway of its own "+g.String())
		} else {
			what = append(what, "no gateway of its own")
		}
	}
	return "give " + o.Device + " " + strings.Join(what, " and ")
}

func (words) SetIPv6(o op.SetIPv6) string {
	if o.IPv6.Off {
		return "switch IPv6 off for " + o.Device
	}
	var what []string
	if o.IPv6.Addresses != nil {
		list := make([]string, len(o.IPv6.Addresses))
		for i, p := range o.IPv6.Addresses {
			list[i] = p.String()
		}
		what = append(what, "addresses "+items(list))
	}
	if b, ok := o.IPv6.Autoconf.Get(); ok {
		what = append(what, fmt.Sprintf("autoconf %v", b))
	}
	if b, ok := o.IPv6.DHCP.Get(); ok {
		what = append(what, fmt.Sprintf("dhcp %v", b))
	}
	if g, ok := o.IPv6.Gateway.Get(); ok {
		what = append(what, "gateway of its own "+gatewayWord(g.String(), g.IsValid()))
	}
	if what == nil {
		return "switch IPv6 on for " + o.Device
	}
	return "set IPv6 of " + o.Device + ": " + strings.Join(what, "; ")
}

func gatewayWord(s string, is bool) string {
	if !is {
		return "none"
	}
	return s
}

func (words) EnableRoles(o op.EnableRoles) string {
	return "enable " + items(o.Roles) + " on " + o.Device
}

func (words) DisableRoles(o op.DisableRoles) string {
	if len(o.Keep) == 0 {
		return "disable all roles of " + o.Device
	}
	return "disable all roles of " + o.Device + " but " + items(o.Keep)
}

func (words) SetGateway(o op.SetGateway) string {
	return "set the gateway of stack " + o.Stack + " to " + gatewayWord(o.Gateway.Via.String(), o.Gateway.Via.IsValid())
}

func (words) SetRoutes(o op.SetRoutes) string {
	list := make([]string, len(o.Routes))
	for i, r := range o.Routes {
		list[i] = r.To.String() + " via " + r.Via.String()
	}
	return "give stack " + o.Stack + " the routes " + items(list)
}

func (words) SetDNS(o op.SetDNS) string {
	return "give stack " + o.Stack + " the name servers " + items(o.Servers)
}

func (words) SetSearch(o op.SetSearch) string {
	return "give stack " + o.Stack + " the search domains " + items(o.Domains)
}

func (words) BindISCSI(o op.BindISCSI) string {
	if len(o.Adapters) == 0 {
		return "unbind " + o.Device + " from its iSCSI adapters"
	}
	return "bind " + o.Device + " to iSCSI adapter " + items(o.Adapters)
}

func (words) EnableNVMe(o op.EnableNVMe) string { return "enable NVMe on " + items(o.Adapters) }

func (words) DisableNVMe(o op.DisableNVMe) string { return "disable NVMe on " + items(o.Adapters) }

func (words) DisableSoftwareISCSI(op.DisableSoftwareISCSI) string {
	return "switch the software iSCSI adapter off"
}

func (words) RemoveVmk(o op.RemoveVmk) string { return "remove " + o.Device }

func (words) RemovePortGroup(o op.RemovePortGroup) string { return "remove " + group(o.Place) }

func (words) RemoveSwitch(o op.RemoveSwitch) string { return "remove switch " + o.Switch }

func (words) RemoveStack(o op.RemoveStack) string { return "remove stack " + o.Stack }
