package script

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/importer/scripted"
	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/op"
)

func ownVmks() map[string]func(*ownLine) op.Op {
	return map[string]func(*ownLine) op.Op{
		"vmk":     (*ownLine).vmk,
		"vmk_mtu": func(l *ownLine) op.Op { return op.SetVmkMTU{Device: l.device(), MTU: l.number()} },
		"ipv4":    (*ownLine).ipv4,
		"ipv6":    (*ownLine).ipv6,
		"ipv6_off": func(l *ownLine) op.Op {
			return op.SetIPv6{Device: l.device(), Stack: l.stack(), IPv6: netstate.IPv6{Off: true}}
		},
		"roles_on":   func(l *ownLine) op.Op { return op.EnableRoles{Device: l.device(), Roles: l.roles()} },
		"roles_only": func(l *ownLine) op.Op { return op.DisableRoles{Device: l.device(), Keep: l.roles()} },
		"iscsi":      func(l *ownLine) op.Op { return op.BindISCSI{Device: l.device(), Adapters: l.rest()} },
		"nvme": func(l *ownLine) op.Op {
			l.word() // the protocol, which the device says too
			return op.EnableNVMe{Adapters: []string{l.word()}}
		},
	}
}

func (l *ownLine) vmk() op.Op {
	o := op.EnsureVmk{Device: l.device(), Place: op.Place{PortGroup: l.word(), Switch: l.word()}}
	o.Place.Of = o.Device
	if stack := l.word(); stack != "" {
		o.Stack = netstate.Some(esx.StackName(stack))
	}
	if mtu := l.word(); mtu != "" {
		n, err := strconv.Atoi(mtu)
		if err != nil {
			l.wrong("%q is no MTU", mtu)
		}
		o.MTU = netstate.Some(n)
	}
	if mac := l.word(); mac != "" {
		o.MAC = netstate.Some(mac)
	}
	return o
}

func (l *ownLine) ipv4() op.Op {
	o := op.SetIPv4{Device: l.device(), Stack: l.stack()}
	mode, address, mask := l.word(), l.word(), l.word()
	switch mode := netstate.AddressMode(mode); mode {
	case "":
	case netstate.Static:
		p, problem := scripted.Prefix(address, mask)
		if problem != "" {
			l.wrong("%s", problem)
		}
		o.IPv4.Mode, o.IPv4.Address = netstate.Some(mode), p
	case netstate.DHCP, netstate.None:
		o.IPv4.Mode = netstate.Some(mode)
	default:
		l.wrong("%q is no way to come by an address", mode)
	}
	o.IPv4.Gateway = l.ownGateway(l.word())
	return o
}

func (l *ownLine) ipv6() op.Op {
	o := op.SetIPv6{Device: l.device(), Stack: l.stack()}
	o.IPv6.Autoconf, o.IPv6.DHCP = l.optBool(l.word()), l.optBool(l.word())
	o.IPv6.Gateway = l.ownGateway(l.word())
	switch all := l.word(); all {
	case "":
	case "none":
		o.IPv6.Addresses = []netip.Prefix{}
	default:
		for w := range strings.FieldsSeq(all) {
			p, err := netip.ParsePrefix(w)
			if err != nil {
				l.wrong("%q is no IPv6 address", w)
			}
			o.IPv6.Addresses = append(o.IPv6.Addresses, p)
		}
	}
	return o
}

// roles reads tags, and the kinds of vSAN traffic together, in the order of the table.
func (l *ownLine) roles() []netstate.Role {
	words := l.rest()
	var vsan []string
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		kinds, ok := strings.CutPrefix(w, "vsan=")
		if ok {
			vsan = strings.Split(kinds, ",")
		}
		return ok
	})
	out := []netstate.Role{}
	for _, row := range esx.Roles {
		if row.Tag != "" && slices.Contains(words, row.Tag) || row.VSAN != "" && slices.Contains(vsan, row.VSAN) {
			out = append(out, row.Role)
		}
	}
	if len(out) != len(words)+len(vsan) {
		l.wrong("one of %s is no role", strings.Join(slices.Concat(words, vsan), ", "))
	}
	return out
}

func ownStacks() map[string]func(*ownLine) op.Op {
	return map[string]func(*ownLine) op.Op{
		"stack":         func(l *ownLine) op.Op { return op.EnsureStack{Stack: l.stack()} },
		"stack_options": (*ownLine).stackOptions,
		"gateway":       (*ownLine).gateway,
		"routes":        (*ownLine).routes,
		"dns":           (*ownLine).dns,
		"search":        func(l *ownLine) op.Op { return op.SetSearch{Stack: l.stack(), Domains: l.rest()} },
	}
}

func (l *ownLine) stackOptions() op.Op {
	o := op.SetStackOptions{Stack: l.stack()}
	l.options(func(name, value string) bool {
		n, err := strconv.Atoi(value)
		switch {
		case name == "--ccalgo":
			o.Congestion = netstate.Some(netstate.Congestion(value))
		case name == "--maxconn" && err == nil:
			o.MaxConnections = netstate.Some(n)
		default:
			return false
		}
		return true
	})
	return o
}

func (l *ownLine) gateway() op.Op {
	to := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if l.word() == "ipv6" {
		to = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	o := op.SetGateway{Stack: l.stack(), Gateway: netstate.Route{To: to}}
	if via := l.word(); via != "" {
		o.Gateway.Via = l.address(via)
	}
	return o
}

func (l *ownLine) routes() op.Op {
	l.word() // the family, which the routes say too
	o := op.SetRoutes{Stack: l.stack()}
	for _, w := range l.rest() {
		to, via, _ := strings.Cut(w, "=")
		p, err := netip.ParsePrefix(to)
		if err != nil {
			l.wrong("%q is no network", to)
		}
		o.Routes = append(o.Routes, netstate.Route{To: p, Via: l.address(via)})
	}
	return o
}

func (l *ownLine) dns() op.Op {
	o := op.SetDNS{Stack: l.stack(), Servers: l.rest()}
	for _, s := range o.Servers {
		l.address(s)
	}
	return o
}

// ownRemovals are what only the script of a change does.
func ownRemovals() map[string]func(*ownLine) op.Op {
	return map[string]func(*ownLine) op.Op{
		"nvme_off":           func(*ownLine) op.Op { return op.DisableNVMe{} },
		"software_iscsi_off": func(*ownLine) op.Op { return op.DisableSoftwareISCSI{} },
		"remove_vmk":         func(*ownLine) op.Op { return op.RemoveVmk{} },
		"remove_portgroup":   func(*ownLine) op.Op { return op.RemovePortGroup{} },
		"remove_switch":      func(*ownLine) op.Op { return op.RemoveSwitch{} },
		"remove_stack":       func(*ownLine) op.Op { return op.RemoveStack{} },
	}
}
