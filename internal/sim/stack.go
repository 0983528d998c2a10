package sim

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vmware/govmomi/vim25/types"

	"github.com/vmkgen/vmkgen/internal/esx"
	"github.com/vmkgen/vmkgen/internal/standin"
)

// stackSpec carries out one netStackSpec: an edit of a stack that is in use.
func (e *edit) stackSpec(spec types.HostNetworkConfigNetStackSpec) error {
	want := spec.NetStackInstance
	switch {
	case spec.Operation == "edit":
	case spec.Operation != "add" && spec.Operation != "remove":
		return invalid("config.netStackSpec.operation")
	case !e.of.vc.options.StackAdd:
		return notSupported("only edit operation is supported currently")
	case spec.Operation == "remove":
		return e.removeStack(want.Key)
	case e.Stack(want.Key) != nil || want.Key == "":
		return exists("stack", want.Key)
	default:
		e.Stacks = append(e.Stacks, standin.NewStack(want.Key))
		return nil
	}
	return e.editStack(want)
}

func (e *edit) editStack(want types.HostNetStackInstance) error {
	s := e.Stack(want.Key)
	if s == nil {
		return notFound("stack", want.Key)
	}
	if !e.of.vc.options.LooseStackEdit && (want.DnsConfig == nil || want.IpRouteConfig == nil || want.RequestedMaxNumberOfConnections == 0 || want.CongestionControlAlgorithm == "") {
		return refuse(&types.InvalidArgument{InvalidProperty: "config.netStackSpec.netStackInstance"},
			"what a host does with fields that an edit leaves out is not known: send the whole stack")
	}
	if want.CongestionControlAlgorithm != "" {
		if !contains([]string{"newreno", "cubic"}, want.CongestionControlAlgorithm) {
			return invalid("netStackInstance.congestionControlAlgorithm")
		}
		s.Congestion = want.CongestionControlAlgorithm
	}
	if want.RequestedMaxNumberOfConnections != 0 {
		s.MaxConn = int(want.RequestedMaxNumberOfConnections)
	}
	if err := e.setDNS(s, want.DnsConfig); err != nil {
		return err
	}
	if err := e.setGateways(s, want.IpRouteConfig); err != nil {
		return err
	}
	return e.setRoutes(s, want.RouteTableConfig)
}

func (e *edit) removeStack(key string) error {
	s := e.Stack(key)
	switch {
	case s == nil:
		return notFound("stack", key)
	case slices.ContainsFunc(esx.Stacks, func(r esx.StackRow) bool { return r.Key == key }):
		return invalid("config.netStackSpec.netStackInstance.key")
	case slices.ContainsFunc(e.Vmks, func(v *standin.Vmk) bool { return v.Stack == key }):
		return inUse("NetStack", key, "a vmk")
	}
	e.Stacks = slices.DeleteFunc(e.Stacks, func(x *standin.Stack) bool { return x == s })
	return nil
}

func (e *edit) setDNS(s *standin.Stack, base types.BaseHostDnsConfig) error {
	if base == nil {
		return nil
	}
	c := base.GetHostDnsConfig()
	short, domain, _ := strings.Cut(e.Name, ".")
	switch {
	case c.Dhcp:
		return notSupported("name servers by DHCP")
	case s.Key == standin.DefaultStack && (c.HostName != short || c.DomainName != domain):
		return hostSays("this would rename the host to " + c.HostName + "." + c.DomainName)
	}
	if err := namesAreSound(c); err != nil {
		return err
	}
	s.DNS, s.Search = slices.Clone(c.Address), slices.Clone(c.SearchDomain)
	return nil
}

func namesAreSound(c *types.HostDnsConfig) error {
	for i, a := range c.Address {
		if _, err := netip.ParseAddr(a); err != nil || slices.Contains(c.Address[:i], a) {
			return invalid("dnsConfig.address")
		}
	}
	for i, d := range c.SearchDomain {
		if d == "" || strings.ContainsAny(d, " ,") || slices.Contains(c.SearchDomain[:i], d) {
			return invalid("dnsConfig.searchDomain")
		}
	}
	return nil
}

// setGateways sets both gateways of a stack: one that is left out goes.
func (e *edit) setGateways(s *standin.Stack, base types.BaseHostIpRouteConfig) error {
	if base == nil {
		return nil
	}
	c := base.GetHostIpRouteConfig()
	for _, f := range []struct {
		via  string
		v6   bool
		name string
	}{{c.DefaultGateway, false, "ipRouteConfig.defaultGateway"}, {c.IpV6DefaultGateway, true, "ipRouteConfig.ipV6DefaultGateway"}} {
		s.Routes = slices.DeleteFunc(slices.Clone(s.Routes), func(r standin.Route) bool { return r.To == "default" && r.IPv6 == f.v6 })
		if f.via == "" {
			continue
		}
		if a, err := netip.ParseAddr(f.via); err != nil || a.Is6() != f.v6 {
			return invalid(f.name)
		}
		if !e.Reaches(s.Key, f.via) {
			return hostSays("gateway " + f.via + " can't be reached from stack " + s.Key)
		}
		s.Routes = append(s.Routes, standin.Route{IPv6: f.v6, To: "default", Via: f.via})
	}
	return nil
}

func (e *edit) setRoutes(s *standin.Stack, t *types.HostIpRouteTableConfig) error {
	if t == nil {
		return nil
	}
	for _, op := range t.IpRoute {
		if err := e.setRoute(s, op, false); err != nil {
			return err
		}
	}
	for _, op := range t.Ipv6Route {
		if err := e.setRoute(s, op, true); err != nil {
			return err
		}
	}
	return nil
}

// routeOf reads a route, which is not a gateway.
func routeOf(in types.HostIpRouteEntry, v6 bool) (standin.Route, error) {
	a, err := netip.ParseAddr(in.Network)
	to := netip.PrefixFrom(a, int(in.PrefixLength))
	via, err2 := netip.ParseAddr(in.Gateway)
	if err != nil || err2 != nil || a.Is6() != v6 || via.Is6() != v6 || !to.IsValid() || to.Masked() != to || to.Bits() == 0 {
		return standin.Route{}, invalid("routeTableConfig.ipRoute")
	}
	return standin.Route{IPv6: v6, To: to.String(), Via: in.Gateway}, nil
}

func (e *edit) setRoute(s *standin.Stack, op types.HostIpRouteOp, v6 bool) error {
	if op.ChangeOperation == "ignore" {
		return nil
	}
	r, err := routeOf(op.Route, v6)
	if err != nil {
		return err
	}
	i := slices.Index(s.Routes, r)
	switch op.ChangeOperation {
	case "add":
		if slices.ContainsFunc(s.Routes, func(o standin.Route) bool { return o.To == r.To && o.IPv6 == v6 }) {
			return exists("route", r.To)
		}
		if !e.Reaches(s.Key, r.Via) {
			return hostSays("gateway " + r.Via + " can't be reached from stack " + s.Key)
		}
		s.Routes = append(slices.Clone(s.Routes), r)
	case "remove":
		if i < 0 {
			return notFound("route", r.To)
		}
		s.Routes = slices.Delete(slices.Clone(s.Routes), i, i+1)
	default:
		return invalid("routeTableConfig.ipRoute.changeOperation")
	}
	return nil
}
