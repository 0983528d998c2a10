package plan_test

import (
	"net/netip"
	"reflect"
	"testing"

	"github.com/vmkgen/vmkgen/internal/netstate"
	"github.com/vmkgen/vmkgen/internal/plan"
)

// full is a host in which every value is set.
func full() netstate.Host {
	h := seen()
	h.NVMe, h.SoftwareISCSI = []string{"vmnic1"}, netstate.Some("vmhba64")
	teaming := func() *netstate.Teaming {
		return &netstate.Teaming{
			Policy: netstate.Some(netstate.PortID), Active: []string{"vmnic0"}, Standby: []string{"vmnic1"},
			Failback: netstate.Some(true), Notify: netstate.Some(true), Detection: netstate.Some(netstate.DetectLink),
		}
	}
	s := &h.Switches[0]
	s.Teaming, s.Discovery = teaming(), netstate.Some(netstate.DiscoveryBoth)
	s.Security = &netstate.Security{Promiscuous: netstate.Some(true), MACChanges: netstate.Some(true), ForgedTransmits: netstate.Some(true)}
	h.PortGroups[0].Teaming = teaming()
	st := &h.Stacks[0]
	st.Gateway6, st.DNS, st.Search = gateway("2001:db8::1"), []netip.Addr{netip.MustParseAddr("192.0.2.53")}, []string{"example"}
	st.Congestion, st.MaxConnections = netstate.Some(netstate.Cubic), netstate.Some(5000)
	st.Routes = []netstate.Route{{To: netip.MustParsePrefix("10.9.0.0/16"), Via: netip.MustParseAddr("192.0.2.2")}}
	v := &h.Vmks[0]
	v.MAC, v.ISCSI, v.NVMe = netstate.Some("00:50:56:00:00:01"), []string{"vmhba2"}, []string{"vmnic1"}
	v.IPv4.Gateway = gateway("192.0.2.9")
	v.IPv6 = &netstate.IPv6{
		Addresses: []netip.Prefix{netip.MustParsePrefix("2001:db8::b/64")}, Autoconf: netstate.Some(true), DHCP: netstate.Some(true), Gateway: gateway("2001:db8::9"),
	}
	return h
}

// TestNoChangeIsOverlooked changes one value after another of a host: what its
// facts tell, a plan changes.
func TestNoChangeIsOverlooked(t *testing.T) {
	t.Parallel()
	n := 0
	for i := 0; ; i++ {
		from, to := full(), full()
		left := i
		if !touch(reflect.ValueOf(&to).Elem(), &left) {
			break
		}
		p := plan.Diff(plan.End{Host: to, Managed: true}, plan.End{Host: from, Managed: true}, plan.Options{})
		if told := plan.Changes(&p.From, &p.Goal); len(told) > 0 {
			n++
			if len(p.Changes) == 0 {
				t.Errorf("value %d is overlooked: %s %v", i, told[0].Thing, told[0].Attributes)
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d values tell", n)
	}
}

// touch zeroes the value that comes after so many others; false: there are no more.
func touch(v reflect.Value, left *int) bool {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return false
		}
		if touch(v.Elem(), left) {
			return true
		}
	case reflect.Struct:
		if v.Type().PkgPath() == reflect.TypeFor[netstate.Host]().PkgPath() && v.NumField() > 0 && v.Type().Field(0).IsExported() {
			for _, f := range v.Fields() {
				if touch(f, left) {
					return true
				}
			}
			return false
		}
	case reflect.Slice:
		for i := range v.Len() {
			if v.Index(i).Kind() == reflect.Struct && touch(v.Index(i), left) {
				return true
			}
		}
	default:
	}
	if *left > 0 {
		*left--
		return false
	}
	v.SetZero()
	return true
}
